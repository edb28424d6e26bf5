"""The trial: many pairs, rewritten and spoiled, judged against an oracle of its own.

    python -m tests.llm_modeling.equivalence.trial --pairs 2000 --seed 0

Half of the pairs are rewrites, which are equivalent by construction; half are mutants, compared once with all names
changed and once with names bound. Whether a mutant says the same all the same is found out by optimization. Writes one
JSON object to stdout.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import numpy as np

from llm_modeling.equivalence import Outcome, Verdict, compare
from metasolve import Problem
from tests.llm_modeling.equivalence.mutants import MUTATIONS, says_the_same
from tests.llm_modeling.equivalence.rewrites import KINDS, best_point, rename_and_permute, rewritten
from tests.llm_modeling.equivalence.sheet import FAMILIES, Rng, Sheet

LARGEST = 6


@dataclass
class Tally:
    """Outcomes by kind of pair, what was wrong, and how long it took."""

    outcomes: dict[str, Counter[str]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)
    seconds: dict[str, list[float]] = field(default_factory=dict)

    def add(self, kind: str, verdict: Verdict, seconds: float) -> None:
        self.outcomes.setdefault(kind, Counter())[str(verdict.outcome)] += 1
        self.seconds.setdefault(kind, []).append(seconds)

    def report(self) -> dict[str, object]:
        rows = {}
        for kind, outcomes in self.outcomes.items():
            total, times = sum(outcomes.values()), np.array(self.seconds[kind])
            shares = {f"{name}_percent": round(100.0 * count / total, 1) for name, count in sorted(outcomes.items())}
            spent = {"median_s": float(np.median(times).round(4)), "p95_s": float(np.quantile(times, 0.95).round(3))}
            rows[kind] = {"pairs": total, **shares, **spent, "max_s": float(times.max().round(2))}
        return {"kinds": rows, "wrong": self.wrong}


def same_under(verdict: Verdict, a: Problem, b: Problem, rng: Rng) -> bool:
    """Return whether random objectives over the columns that the verdict maps have corresponding best values."""
    for _ in range(12):
        cost = rng.integers(-9, 10, size=len(verdict.columns)).astype(np.float64)
        c, d, shift = np.zeros(a.columns), np.zeros(b.columns), 0.0
        for value, (name, other) in zip(cost.tolist(), verdict.columns.items(), strict=True):
            c[a.col_index[name]] = value
            d[b.col_index[other.name]] = value / other.factor
            shift += value * other.shift / other.factor
        points = best_point(a, c), best_point(b, d)
        if (points[0] is None) != (points[1] is None):
            return False
        if points[0] is not None and points[1] is not None:
            values = float(c @ points[0]), float(d @ points[1]) - shift
            if abs(values[0] - values[1]) > 1e-5 * max(1.0, abs(values[0])):
                return False
    return True


def sheets(rng: Rng, largest: int = LARGEST) -> Iterator[Sheet]:
    """Yield random sheets that have a solution, family after family."""
    while True:
        for family in FAMILIES:
            sheet = family(rng, int(rng.integers(2, largest + 1)))
            if best_point(sheet.problem(), np.zeros(len(sheet.cols))) is not None:
                yield sheet


def timed(a: Problem, b: Problem, **options: object) -> tuple[Verdict, float]:
    start = time.perf_counter()
    verdict = compare(a, b, **options)  # type: ignore[arg-type]
    return verdict, time.perf_counter() - start


def try_rewrites(pairs: int, rng: Rng, tally: Tally, largest: int = LARGEST) -> None:
    source = sheets(rng, largest)
    for k in range(pairs):
        kind = list(KINDS)[k % len(KINDS)]
        sheet = next(source)
        other = rewritten(sheet, kind, rng)
        verdict, seconds = timed(sheet.problem(), other.problem())
        tally.add(kind, verdict, seconds)
        if verdict.outcome is Outcome.DIFFERENT:
            tally.wrong.append(f"false different: rewrite {k}, {sheet.family}, {kind}: {verdict}")


def mutants(rng: Rng, largest: int = LARGEST) -> Iterator[tuple[str, Sheet, Sheet]]:
    """Yield the name of a mutation, a sheet and its mutant, mutation after mutation."""
    source = sheets(rng, largest)
    while True:
        for mutation in MUTATIONS:
            sheet = next(source)
            other = sheet.copy()
            if mutation(other, rng):
                yield mutation.__name__, sheet, other


def try_mutants(pairs: int, rng: Rng, tally: Tally, largest: int = LARGEST) -> None:
    source = mutants(rng, largest)
    for k in range(pairs):
        mutation, sheet, other = next(source)
        a, b = sheet.problem(), other.problem()
        same = says_the_same(a, b)
        verdict, seconds = timed(a, b, columns={name: name for name in a.col_names})
        _judge(f"{mutation}, bound", k, sheet, verdict, seconds, same, tally)
        if verdict.outcome is Outcome.EQUIVALENT and not same:
            tally.wrong.append(f"false equivalent: mutant {k}, {sheet.family}, {mutation}, bound: {verdict}")
        rename_and_permute(other, rng)
        c = other.problem()
        verdict, seconds = timed(a, c)
        _judge(f"{mutation}, free", k, sheet, verdict, seconds, same, tally)
        if verdict.outcome is Outcome.EQUIVALENT and not same:
            if same_under(verdict, a, c, rng):
                tally.outcomes.setdefault("mutants that another correspondence explains", Counter())["equivalent"] += 1
                tally.seconds.setdefault("mutants that another correspondence explains", []).append(seconds)
            else:
                tally.wrong.append(f"false equivalent: mutant {k}, {sheet.family}, {mutation}, free: {verdict}")


def _judge(kind: str, k: int, sheet: Sheet, verdict: Verdict, seconds: float, same: bool, tally: Tally) -> None:
    tally.add(f"{kind}, says the same" if same else kind, verdict, seconds)
    if same and verdict.outcome is Outcome.DIFFERENT:
        tally.wrong.append(f"false different: mutant {k}, {sheet.family}, {kind}: {verdict}")


def run_trial(pairs: int, seed: int, largest: int = LARGEST) -> Tally:
    """Return the tally over so many pairs, half rewrites and half mutants."""
    tally = Tally()
    try_rewrites(pairs // 2, np.random.default_rng([seed, 0]), tally, largest)
    try_mutants(pairs - pairs // 2, np.random.default_rng([seed, 1]), tally, largest)
    return tally


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    tally = run_trial(arguments.pairs, arguments.seed)
    sys.stdout.write(json.dumps(tally.report(), indent=1) + "\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
