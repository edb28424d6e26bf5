"""The trial of the diagnosis: planted conflicts and planted rays; `python -m tests.llm_modeling.diagnosis.trial`."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

from llm_modeling import Compiled
from llm_modeling.diagnosis import Condition, Conflict, DiagnosisLimits, conflict_of, structure_of, unbounded_of
from tests.llm_modeling.diagnosis.brute import is_infeasible, is_irreducible, is_ray
from tests.llm_modeling.diagnosis.plan import Place
from tests.llm_modeling.diagnosis.planted import KINDS, Case, case
from tests.llm_modeling.diagnosis.unlimited import RAY_KINDS, ray_case
from tests.llm_modeling.oracle import solved


@dataclass(frozen=True)
class Score:
    """What came of one case; size counts members, planted the planted places."""

    kind: str
    named: bool
    infeasible: bool
    irreducible: bool
    claimed_minimal: bool
    confirmed_by: str
    size: int
    planted: int
    solves: int
    time_s: float


def places(compiled: Compiled, conflict: Conflict) -> set[Place]:
    """Return the constraints and variables of a conflict with their index tuples."""
    return {_place(compiled, c) for member in conflict.members for c in member.conditions}


def _place(compiled: Compiled, condition: Condition) -> Place:
    if condition.is_row:
        row = compiled.origin_of_row(condition.number)
        return row.constraint, row.index
    column = compiled.origin_of_column(condition.number)
    return column.owner, column.index


def score(planted: Case, limits: DiagnosisLimits) -> Score:
    """Return what the diagnosis makes of a case, judged by solves of our own."""
    assert solved(planted.base.problem).status == 0, f"{planted.kind}: the base is infeasible"
    compiled = planted.infeasible
    started = time.perf_counter()
    conflict = conflict_of(compiled.problem, structure_of(compiled), limits)
    spent = time.perf_counter() - started
    if conflict is None:
        return Score(planted.kind, False, False, False, False, "", 0, len(planted.planted), 0, spent)
    return Score(
        planted.kind,
        bool(places(compiled, conflict) & planted.planted),
        is_infeasible(compiled, conflict),
        is_irreducible(compiled, conflict),
        conflict.is_minimal,
        conflict.confirmed_by,
        len(conflict.members),
        len(planted.planted),
        conflict.solves,
        spent,
    )


def table(scores: Iterable[Score]) -> str:
    """Return the scores by kind, as a Markdown table."""
    by_kind: dict[str, list[Score]] = {}
    for entry in scores:
        by_kind.setdefault(entry.kind, []).append(entry)
    everything = [entry for entries in by_kind.values() for entry in entries]
    heads = ["kind", "cases", "named", "true IIS", "said minimal", "confirmed", "members, median (max)", "planted"]
    heads += ["solves", "s, median", "s, max"]
    lines = [f"| {' | '.join(heads)} |", "|---" * len(heads) + "|"]
    for kind, entries in [*by_kind.items(), ("all", everything)]:
        good = sum(entry.named and entry.irreducible for entry in entries)
        sizes, times = [entry.size for entry in entries], [entry.time_s for entry in entries]
        cells = (
            kind,
            len(entries),
            good,
            sum(entry.irreducible for entry in entries),
            sum(entry.claimed_minimal for entry in entries),
            sum(bool(entry.confirmed_by) for entry in entries),
            f"{median(sizes):g} ({max(sizes)})",
            f"{median(entry.planted for entry in entries):g}",
            f"{median(entry.solves for entry in entries):g}",
            f"{median(times):.3f}",
            f"{max(times):.3f}",
        )
        lines.append(f"| {' | '.join(str(cell) for cell in cells)} |")
    return "\n".join(lines)


def ray_line(cases: int) -> str:
    """Return how many planted rays were found, verified and named."""
    found = exact = named = 0
    times = []
    for number in range(cases):
        planted = ray_case(list(RAY_KINDS)[number % len(RAY_KINDS)], number)
        started = time.perf_counter()
        ray = unbounded_of(planted.compiled.problem)
        times.append(time.perf_counter() - started)
        if ray is not None:
            found += 1
            exact += is_ray(planted.compiled.problem, ray)
            names = {planted.compiled.origin_of_column(column).variable for column in ray.columns}
            named += planted.variable in names
    return f"{cases} unbounded: {found} found, {exact} verified, {named} named; median {median(times):.3f} s"


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--cases", type=int, default=200)
    parser.add_argument("--rays", type=int, default=50)
    parser.add_argument("--engine", choices=["scip", "highs", "none"], default="scip")
    arguments = parser.parse_args()
    limits = DiagnosisLimits(engine=None if arguments.engine == "none" else arguments.engine)
    kinds = list(KINDS)
    scores = [score(case(kinds[k % len(kinds)], k // len(kinds)), limits) for k in range(arguments.cases)]
    scores.sort(key=lambda entry: kinds.index(entry.kind))
    sys.stdout.write(table(scores) + "\n\n")
    sys.stdout.write(ray_line(arguments.rays) + "\n")


if __name__ == "__main__":
    main()
