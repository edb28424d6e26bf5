"""The trial: many pairs, rewritten and spoiled, judged against an oracle of its own.

    python -m tests.llm_modeling.equivalence.trial --pairs 2000 --seed 7 --out bench/results/equivalence.json

Half of the pairs are rewrites, equivalent by construction. The other half are mutants, each compared three times: with
names bound, with all names changed, and rewritten on top.

The oracle is independent of the checker (oracle.py): whether a mutant says the same is found out before the checker
runs, by HiGHS, which looks for a point that one allows and the other forbids, or that they rank otherwise. Then each
"equivalent", of rewrites and mutants alike, has to stand: its columns and its objective are borne out by writing out
all points where they are few, otherwise by the optima of both under changed objectives. What is not borne out is a
false "equivalent". "Different" is false for a rewrite, for a mutant that says the same, and for tiny problems where
some order and direction of the columns takes the points of one onto those of the other.

Progress goes to stderr; the result as one JSON object to --out, now and then and at the end, or to stdout.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path

import numpy as np

from llm_modeling.equivalence import Outcome, Verdict, compare
from metasolve import Problem
from tests.llm_modeling.equivalence.mutants import MUTATIONS
from tests.llm_modeling.equivalence.oracle import explains, finds_a_correspondence, says_the_same
from tests.llm_modeling.equivalence.rewrites import KINDS, best_point, rename_and_permute, rewritten
from tests.llm_modeling.equivalence.sheet import FAMILIES, Rng, Sheet, tiny
from tests.llm_modeling.equivalence.tally import Tally, record_of

LARGEST = 6
_COMPARISONS = 3
_PROGRESS = 8
_RECALLS = {
    "renamed, permuted, scaled": ("renamed, permuted, scaled", "objective, zero points"),
    "slacks and cuts": ("slacks, definitions", "cuts", "slacks, then cuts"),
    "rows, bounds, big-M": ("rows, bounds", "big-M"),
    "all rewrites": tuple(KINDS),
}


def sheets(rng: Rng, largest: int = LARGEST) -> Iterator[Sheet]:
    """Yield random sheets that have a solution, family after family."""
    while True:
        for family in (*FAMILIES, tiny):
            sheet = family(rng, int(rng.integers(2, largest + 1)))
            if best_point(sheet.problem(), np.zeros(len(sheet.cols))) is not None:
                yield sheet


def timed(a: Problem, b: Problem, **options: object) -> tuple[Verdict, float]:
    """Return the verdict on a and b, and the seconds that it took."""
    start = time.perf_counter()
    verdict = compare(a, b, **options)  # type: ignore[arg-type]
    return verdict, time.perf_counter() - start


def try_rewrites(pairs: int, rng: Rng, tally: Tally, largest: int = LARGEST) -> Iterator[None]:
    """Count so many rewritten pairs, kind after kind; yield after each."""
    source = sheets(rng, largest)
    for k in range(pairs):
        kind = list(KINDS)[k % len(KINDS)]
        sheet = next(source)
        a, b = sheet.problem(), rewritten(sheet, kind, rng).problem()
        verdict, seconds = timed(a, b)
        _judge(kind, f"rewrite {k}, {sheet.family}", (a, b), True, verdict, seconds, tally, rng)
        yield


def mutants(rng: Rng, largest: int = LARGEST) -> Iterator[tuple[str, Sheet, Sheet]]:
    """Yield the name of a mutation, a sheet and its mutant, mutation after mutation."""
    source = sheets(rng, largest)
    while True:
        for mutation in MUTATIONS:
            sheet = next(source)
            other = sheet.copy()
            if mutation(other, rng):
                yield mutation.__name__, sheet, other


def try_mutants(count: int, rng: Rng, tally: Tally, largest: int = LARGEST) -> Iterator[None]:
    """Count so many mutants, each compared with names bound, with names changed, and rewritten; yield after each."""
    source = mutants(rng, largest)
    for k in range(count):
        mutation, sheet, other = next(source)
        a, b = sheet.problem(), other.problem()
        same = says_the_same(a, b)
        place = f"mutant {k}, {sheet.family}"
        verdict, seconds = timed(a, b, columns={name: name for name in a.col_names})
        _judge(f"{mutation}, bound", place, (a, b), same, verdict, seconds, tally, rng, bound=True)
        renamed = other.copy()
        rename_and_permute(renamed, rng)
        kind = list(KINDS)[int(rng.integers(len(KINDS)))]
        for way, changed in (("free", renamed), ("rewritten", _rewritten_if_possible(other, kind, rng))):
            b = changed.problem()
            verdict, seconds = timed(a, b)
            _judge(f"{mutation}, {way}", place, (a, b), same, verdict, seconds, tally, rng)
        yield


def _rewritten_if_possible(sheet: Sheet, kind: str, rng: Rng) -> Sheet:
    """Return a rewrite of a mutant, which may have no solution and then gets new names only."""
    if best_point(sheet.problem(), np.zeros(len(sheet.cols))) is not None and len(sheet.lines) > 1:
        return rewritten(sheet, kind, rng)
    result = sheet.copy()
    rename_and_permute(result, rng)
    return result


def _judge(
    kind: str,
    place: str,
    pair: tuple[Problem, Problem],
    same: bool,
    verdict: Verdict,
    seconds: float,
    tally: Tally,
    rng: Rng,
    *,
    bound: bool = False,
) -> None:
    """Count a pair, and what is wrong with the verdict on it."""
    stands = verdict.outcome is Outcome.EQUIVALENT and (same or not bound) and explains(verdict, *pair, rng)
    if verdict.outcome is Outcome.EQUIVALENT and not stands:
        tally.wrong.append(f"false equivalent: {place}, {kind}: {verdict}")
    missed = verdict.outcome is Outcome.DIFFERENT and not same and not bound and finds_a_correspondence(*pair)
    if verdict.outcome is Outcome.DIFFERENT and (same or missed):
        tally.wrong.append(f"false different: {place}, {kind}: {verdict}")
    if stands and not same:
        kind, same = "mutants that another correspondence explains", True
    elif same and "," in kind and kind not in KINDS:
        kind = f"{kind}, says the same"
    tally.add(kind, same, verdict, seconds)


def run_trial(pairs: int, seed: int, largest: int = LARGEST, save: Callable[[Tally], None] | None = None) -> Tally:
    """Return the tally over at least so many pairs, half rewrites and half mutants, in turns; save gets it often."""
    tally = Tally()
    turns = -(-pairs // (2 * _COMPARISONS))
    rewrites = try_rewrites(_COMPARISONS * turns, np.random.default_rng([seed, 0]), tally, largest)
    spoiled = try_mutants(turns, np.random.default_rng([seed, 1]), tally, largest)
    for turn in range(1, turns + 1):
        for _ in (*islice(rewrites, _COMPARISONS), *islice(spoiled, 1)):
            pass
        if save is not None and (turn % _PROGRESS == 0 or turn == turns):
            save(tally)
    return tally


def main() -> int:
    """Return 1 if something was wrong, else 0."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--pairs", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, help="where the result goes, instead of stdout")
    arguments = parser.parse_args()
    began = time.time()
    settings = {"seed": arguments.seed, "largest": LARGEST, "pairs_asked_for": arguments.pairs}

    def save(tally: Tally) -> None:
        record = record_of(tally, _RECALLS, settings, began, time.time())
        sys.stderr.write(f"{record['summary']}\n")
        if arguments.out is not None:
            arguments.out.write_text(json.dumps(record, indent=1) + "\n", encoding="utf-8")

    tally = run_trial(arguments.pairs, arguments.seed, save=save)
    if arguments.out is None:
        record = record_of(tally, _RECALLS, settings, began, time.time())
        sys.stdout.write(json.dumps(record, indent=1) + "\n")
    return 1 if tally.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
