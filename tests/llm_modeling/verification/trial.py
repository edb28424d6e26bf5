"""The trial of the verifier: what it catches of the mutants of right formulations, and what it says of the right ones.

    python -m tests.llm_modeling.verification.trial [tuned] [second] [held_out] [--list]

Prints, for each part and kind of mistake, the share of mutants that `verify` finds (an error or a warning), that it
finds with `verify_optimum` after it, and that a comparison of objective values alone would find; then the false alarms
on the right formulations, written in several ways. --list names what was missed and every false alarm.
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from llm_modeling import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.verification import Findings, verify, verify_optimum
from llm_modeling.verification.mutants import Mutant, MutantKind, mutants
from llm_modeling.verification.solving import Optimum, Outcome, optimum
from metasolve import Problem, Sense
from tests.llm_modeling.verification.cases import PARTS, Case, cases
from tests.llm_modeling.verification.variants import variants

_TIME_LIMIT_S = 5.0


@dataclass(frozen=True)
class Verdict:
    """What was found of one mutant; redundant: what was dropped follows from the rest, so nothing is wrong."""

    case: str
    mutant: Mutant
    before: bool
    after: bool
    by_value: bool
    redundant: bool


@dataclass(frozen=True)
class Alarm:
    """What was said of a right formulation, with the name of the way in which it is written."""

    case: str
    variant: str
    before: Findings
    after: Findings

    @property
    def is_false_alarm(self) -> bool:
        return not (self.before.passed and self.after.passed)


def judge(case: Case) -> Iterator[Verdict]:
    """Yield the verdict on every mutant of a case that compiles."""
    right = compile_model(case.formulation, case.data)
    best = optimum(right.problem, _TIME_LIMIT_S)
    for mutant in mutants(case.formulation, case.data):
        wrong = compile_model(mutant.formulation, mutant.data)
        before = not verify(mutant.formulation, mutant.data, case.text).passed
        after = before or not verify_optimum(mutant.formulation, mutant.data, case.text).passed
        other = optimum(wrong.problem, _TIME_LIMIT_S)
        yield Verdict(case.name, mutant, before, after, not other.agrees(best), _is_redundant(mutant, right, wrong))


def alarms(case: Case, with_optimum: bool = True) -> Iterator[Alarm]:
    """Yield what is said of the right formulation in each of its variants."""
    for name, variant in variants(case):
        before = verify(variant.formulation, variant.data, variant.text)
        solved = with_optimum and not before.errors
        after = verify_optimum(variant.formulation, variant.data, variant.text) if solved else Findings()
        yield Alarm(case.name, name, before, after)


def _is_redundant(mutant: Mutant, right: Compiled, wrong: Compiled) -> bool:
    """Whether no point of the mutant breaks what was dropped; then both have the same points."""
    if mutant.kind is not MutantKind.DROPPED_CONSTRAINT or right.columns.lower.size != wrong.columns.lower.size:
        return False
    problem = wrong.problem
    if mutant.element in right.variables:
        columns = right.columns_of(mutant.element).tolist()
        limits = [(np.eye(problem.columns)[j], right.problem.col_lower[j], right.problem.col_upper[j]) for j in columns]
    else:
        dense = np.array([right.problem.a.dot(unit) for unit in np.eye(right.problem.columns)]).T
        rows = right.rows_of(mutant.element).tolist()
        limits = [(dense[i], right.problem.row_lower[i], right.problem.row_upper[i]) for i in rows]
    return all(_holds(problem, c, lower, upper) for c, lower, upper in limits)


def _holds(problem: Problem, c: np.ndarray[tuple[int], np.dtype[np.float64]], lower: float, upper: float) -> bool:
    for sense, limit in ((Sense.MINIMIZE, lower), (Sense.MAXIMIZE, upper)):
        if not np.isfinite(limit):
            continue
        found: Optimum = optimum(replace(problem, c=c, offset=0.0, sense=sense), _TIME_LIMIT_S)
        if found.value is None:
            return found.outcome is Outcome.INFEASIBLE
        excess = limit - found.value if sense is Sense.MINIMIZE else found.value - limit
        if excess > 1e-6 * (1.0 + abs(limit)):
            return False
    return True


def table(verdicts: Sequence[Verdict]) -> str:
    """Return the rates by kind of mistake."""
    rows = [f"{'':22}{'mutants':>8}{'verify':>9}{'+ solve':>9}{'objective alone':>17}"]
    for kind in (*MutantKind, None):
        some = [v for v in verdicts if kind in (None, v.mutant.kind) and not v.redundant]
        if some:
            rates = [np.mean([getattr(v, name) for v in some]) for name in ("before", "after", "by_value")]
            name = "all" if kind is None else kind.value
            rows.append(f"{name:22}{len(some):8}{rates[0]:9.1%}{rates[1]:9.1%}{rates[2]:17.1%}")
    return "\n".join(rows)


def main(arguments: Sequence[str]) -> None:
    for part in [part for part in PARTS if part in arguments] or PARTS:
        chosen = list(cases(part))
        verdicts = [verdict for case in chosen for verdict in judge(case)]
        said = [alarm for case in chosen for alarm in alarms(case)]
        refused = Counter(m.kind.value for case in chosen for m in mutants(case.formulation, case.data, refused=True))
        wrong = [alarm for alarm in said if alarm.is_false_alarm]
        print(f"{part}: {len(chosen)} formulations\n{table(verdicts)}")
        print(f"left out: {sum(v.redundant for v in verdicts)} dropped constraints that follow from the rest; "
              f"refused by the compiler: {dict(refused)}")  # fmt: skip
        print(f"false alarms: {len(wrong)} of {len(said)} right formulations ({len(wrong) / len(said):.1%})\n")
        if "--list" in arguments:
            for verdict in verdicts:
                if not verdict.before and not verdict.redundant:
                    found = "found by solving" if verdict.after else "missed"
                    print(f"{found}: {verdict.case}, {verdict.mutant.kind}: {verdict.mutant.change}")
            for alarm in wrong:
                print(f"false alarm: {alarm.case}, {alarm.variant}\n{alarm.before}\n{alarm.after}")


if __name__ == "__main__":
    main(sys.argv[1:])
