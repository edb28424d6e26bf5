"""Measure the vote against theory: `python -m tests.llm_modeling.formulating.vote_trial --out FILE.json`.

A scripted model answers a problem as gold with probability p, else by one of several wrong formulations, mutants of
gold. formulate() gets k samples; its answer is right if it has gold's structure. Nothing is solved. The accuracy is
compared with that of a plurality vote in theory (vote_theory).
"""

from __future__ import annotations

import argparse
import json
import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np

from llm_modeling import Data, Findings, Formulation, compile_model, verify
from llm_modeling.client import Message, Sampling, ScriptedModel
from llm_modeling.formulating import FormulateSettings, checking, formulate
from llm_modeling.formulating.case import structure_hash
from llm_modeling.verification.mutants import mutants
from tests.llm_modeling.client.gold import gold, problem_text
from tests.llm_modeling.formulating.vote_theory import Choice, plurality_accuracy

TASKS = ("pipes", "rolls", "transport", "purchase")
SHARES = (0.3, 0.5, 0.7, 0.9)
SIZES = (1, 3, 5, 9)
# how the probability of a wrong answer is spread over wrong ones: many models err in the same way most of the time
WRONG_SHARES = (0.5, 0.25, 0.15, 0.1)


@dataclass(frozen=True)
class Task:
    """A problem with its right answer first, then wrong ones, all of different structure."""

    name: str
    text: str
    answers: tuple[Formulation, ...]
    structures: tuple[str, ...]

    @classmethod
    def of(cls, name: str) -> Task:
        right = gold(name)
        found = {structure_hash(compile_model(right)): right}
        for mutant in mutants(right):
            if mutant.data is None and len(found) <= len(WRONG_SHARES):
                found.setdefault(structure_hash(compile_model(mutant.formulation)), mutant.formulation)
        return cls(name, problem_text(name), tuple(found.values()), tuple(found))

    def choices(self, share: float) -> tuple[Choice, ...]:
        """Return the answers with their probabilities, gold having the share, and what verification finds in them."""
        weights = WRONG_SHARES[: len(self.answers) - 1]
        probabilities = [share, *((1.0 - share) * weight / sum(weights) for weight in weights)]
        found = [verify(answer, Data(), self.text) for answer in self.answers]
        burdens = [(len(findings.errors), len(findings.warnings)) for findings in found]
        return tuple(map(Choice, probabilities, burdens))

    def model(self, share: float, seed: int) -> ScriptedModel:
        """Return a model that draws its answer by the seed of the sample."""
        probabilities = [choice.probability for choice in _choices(self, share)]
        texts = [answer.to_json() for answer in self.answers]

        def answer(messages: Sequence[Message], schema: Mapping[str, Any] | None, sampling: Sampling) -> str:
            rng = np.random.default_rng([seed, sampling.seed or 0])
            return texts[int(rng.choice(len(texts), p=probabilities))]

        return ScriptedModel(answer)


@lru_cache(maxsize=256)
def _choices(task: Task, share: float) -> tuple[Choice, ...]:
    return task.choices(share)


@contextmanager
def verified_once() -> Iterator[None]:
    """A context in which the same formulation of the same text is verified once: its findings are always the same."""

    @lru_cache(maxsize=1024)
    def findings(formulation: Formulation, text: str) -> Findings:
        return verify(formulation, Data(), text)

    with patch.object(checking, "verify", lambda formulation, data, text: findings(formulation, text)):
        yield


def right_answers(task: Task, share: float, k: int, trials: int, seed: int = 0) -> int:
    """Return how many of so many votes of k samples come to gold's structure."""
    model = task.model(share, seed)
    right = 0
    with verified_once():
        for trial in range(trials):
            settings = FormulateSettings(
                samples=k,
                repairs=0,
                solve=False,
                draft=False,
                data_sets=0,
                compare_s=0.0,
                seed=1000 * trial,
                concurrency=1,
            )
            found = formulate(task.text, model, settings=settings)
            right += found.compiled is not None and structure_hash(found.compiled) == task.structures[0]
    return right


def wilson(right: int, trials: int, z: float = 3.29) -> tuple[float, float]:
    """Return the interval that covers the probability in 999 of 1000 trials. Source: Wilson, JASA 22, 1927."""
    share = right / trials
    center = (share + z * z / (2 * trials)) / (1 + z * z / trials)
    half = z * math.sqrt(share * (1 - share) / trials + z * z / (4 * trials * trials)) / (1 + z * z / trials)
    return center - half, center + half


def main() -> None:
    """Run the trial and write its table."""
    parser = argparse.ArgumentParser(description="Measure the vote against theory.")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--trials", type=int, default=50)
    options = parser.parse_args()
    began = time.monotonic()
    rows: list[dict[str, Any]] = []
    for task in map(Task.of, TASKS):
        for share in SHARES:
            for k in SIZES:
                right = right_answers(task, share, k, options.trials, seed=len(rows))  # each row draws its own
                theory = plurality_accuracy(_choices(task, share), k)
                low, high = wilson(right, options.trials)
                row = {"task": task.name, "p": share, "k": k, "trials": options.trials, "right": right}
                row |= {"accuracy": right / options.trials, "theory": theory, "low": low, "high": high}
                rows.append(row | {"inside": bool(low <= theory <= high)})
        print(f"{task.name}: {sum(row['inside'] for row in rows)} of {len(rows)} inside", flush=True)
    pooled = [_pooled(rows, share, k) for share in SHARES for k in SIZES]
    content = {"rows": rows, "pooled": pooled, "time_s": round(time.monotonic() - began, 1)}
    options.out.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
    for entry in pooled:
        print(f"p {entry['p']:.1f} k {entry['k']}: {entry['accuracy']:.3f}, in theory {entry['theory']:.3f}")


def _pooled(rows: Sequence[dict[str, Any]], share: float, k: int) -> dict[str, Any]:
    mine = [row for row in rows if row["p"] == share and row["k"] == k]
    trials, right = sum(row["trials"] for row in mine), sum(row["right"] for row in mine)
    theory = float(np.mean([row["theory"] for row in mine]))
    low, high = wilson(right, trials)
    return {"p": share, "k": k, "accuracy": right / trials, "theory": theory, "inside": bool(low <= theory <= high)}


if __name__ == "__main__":
    main()
