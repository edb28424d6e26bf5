"""Try every family at three sizes with ten seeds each: `python -m tests.llm_modeling.families.trial --out FILE.json`.

For each triple: the text, read without the formulation, gives the same problem; verification finds no number of the
text unused and none of the model untold; HiGHS, SCIP and, where all is integer, CP-SAT agree on the optimum within
1e-6; doing nothing is worse than the optimum.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from bench.commit import this_commit
from llm_modeling import Data, verify
from llm_modeling.families import FAMILIES, Triple, generate
from llm_modeling.families.reading import UnreadableError
from llm_modeling.synthesis.acceptance import grammar_modeler
from llm_modeling.synthesis.complexity import complexity_of
from metasolve import Problem, SolveResult, Termination, check
from tests.llm_modeling.agreement import Engines, Tally, agreed
from tests.llm_modeling.families.test_families import same

SCALES = (0.0, 0.2, 0.4)
_TOLERANCE = 1e-6


def faults(name: str, triple: Triple, engines: Engines, tally: Tally) -> list[str]:
    """Return what is wrong with a triple."""
    compiled = triple.compiled()
    found = []
    try:
        if not same(grammar_modeler(triple.text).compiled.problem, compiled.problem):
            found.append("the text says something else")
    except UnreadableError as error:
        found.append(f"unread: {error}")
    findings = verify(triple.formulation, Data(triple.values), triple.text)
    found += [str(f) for f in (*findings.errors, *findings.warnings)]
    result = agreed(name, engines.solve(compiled.problem), tally)
    if result is None:
        found.append("the engines disagree")
    elif result.termination is not Termination.OPTIMAL or result.objective is None:
        found.append(str(result.termination))
    elif is_trivial(compiled.problem, result):
        found.append("doing nothing is optimal")
    return found


def is_trivial(problem: Problem, result: SolveResult) -> bool:
    """Whether the point next to 0 is as good as the optimum."""
    rest = np.clip(0.0, problem.col_lower, problem.col_upper)
    value = float(problem.c @ rest) + problem.offset
    is_equal = result.objective is not None and abs(result.objective - value) <= _TOLERANCE * (1.0 + abs(value))
    return is_equal and check.check(problem, rest, _TOLERANCE).feasible


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=10)
    parser.add_argument("--family", action="append", help="only this one")
    parser.add_argument("--out", type=Path, help="write the outcome here")
    wanted = parser.parse_args()
    outcome = Outcome(wanted.seeds)
    with Engines(outcome.tally) as engines:
        for name in wanted.family or FAMILIES:
            outcome.take(name, engines)
            if wanted.out is not None:
                wanted.out.write_text(json.dumps(outcome.to_json(), indent=2) + "\n")
    sys.stdout.write(f"{outcome.triples} triples of {len(outcome.scores)} families, {len(outcome.wrong)} faults\n")
    sys.exit(1 if outcome.wrong else 0)


@dataclass
class Outcome:
    """What was tried so far and what was wrong."""

    seeds: int
    tally: Tally = field(default_factory=Tally)
    wrong: list[dict[str, str]] = field(default_factory=list)
    scores: dict[str, list[float]] = field(default_factory=dict)
    triples: int = 0
    began: float = field(default_factory=time.perf_counter)

    def take(self, name: str, engines: Engines) -> None:
        """Try a family."""
        family, started = FAMILIES[name], time.perf_counter()
        for scale in SCALES:
            for seed in range(self.seeds):
                triple = generate(family, family.sizes(scale), seed)
                self.scores.setdefault(name, []).append(complexity_of(triple.compiled()).score)
                self.triples += 1
                label = f"{name} {scale} {seed}"
                for fault in faults(label, triple, engines, self.tally):
                    self.wrong.append({"triple": label, "framing": triple.framing, "fault": fault})
                    sys.stderr.write(f"{label} ({triple.framing}): {fault}\n")
        sys.stderr.write(f"{name}: {time.perf_counter() - started:.1f} s\n")

    def to_json(self) -> dict[str, Any]:
        """Return it as data of JSON."""
        ranges = {name: [round(min(one), 1), round(max(one), 1)] for name, one in self.scores.items()}
        return {
            "commit": this_commit("metasolve", "llm_modeling")[0],
            "families": len(self.scores),
            "scales": SCALES,
            "seeds": self.seeds,
            "triples": self.triples,
            "wrong": self.wrong,
            "solves": self.tally.solves,
            "largest_difference": self.tally.largest_difference,
            "complexity": ranges,
            "time_s": round(time.perf_counter() - self.began, 1),
        }


if __name__ == "__main__":
    main()
