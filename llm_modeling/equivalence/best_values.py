"""What numbers alone show to differ, whatever the columns: feasible or not, bounded or not, another best value."""

from __future__ import annotations

from llm_modeling.equivalence.effort import Effort
from llm_modeling.equivalence.form import INF, VIOLATED, Form
from llm_modeling.equivalence.optimum import Existence, Optimum, certified, has_ray, propose
from llm_modeling.equivalence.proof import Region
from llm_modeling.equivalence.verdict import Method, Outcome, Verdict
from llm_modeling.equivalence.wording import unknown, witness


def compare_best_values(a: Form, b: Form, same_values: bool, effort: Effort) -> Verdict:
    """Return DIFFERENT if existence or, with same_values, size of the best values differs; otherwise UNKNOWN.

    UNKNOWN by FEASIBILITY means that both are infeasible, or that it is not known whether they are.
    """
    first, second = _best(a, same_values, effort), _best(b, same_values, effort)
    kinds = first.existence, second.existence
    for here, there, names in ((first, second, "ab"), (second, first, "ba")):
        if here.existence is Existence.INFEASIBLE and there.point is not None:
            form = a if names[1] == "a" else b
            reason = f"{names[0]} is infeasible{_because(a, b, names[0])}, {names[1]} is not"
            return _different(Method.FEASIBILITY, reason, form, names[1], there)
        if here.existence is Existence.UNBOUNDED and there.bound > -INF and there.point is not None:
            reason = f"the objective of {names[0]} has no bound, that of {names[1]} has"
            return Verdict(Outcome.DIFFERENT, Method.OPTIMUM, reason)
    if kinds == (Existence.INFEASIBLE, Existence.INFEASIBLE):
        return unknown("both are infeasible, so that there are no points to compare", Method.FEASIBILITY)
    if first.point is None or second.point is None:
        return unknown("it is not known whether both are feasible", Method.FEASIBILITY)
    if same_values:
        return _by_value(a, b, first, second)
    return unknown("both are feasible", Method.OPTIMUM)


def _best(form: Form, exact: bool, effort: Effort) -> Optimum:
    if form.infeasible:
        return Optimum(Existence.INFEASIBLE, INF, INF)
    if form.has_semi:
        return Optimum(Existence.OPEN)
    region = Region(form, effort)
    if exact:
        return certified(region, form.cost)
    point = propose(region, form.cost)
    if point is None:
        return certified(region, form.cost)
    bound = region.relax(region.dense(form.cost), region.lower, region.upper).bound
    if bound == -INF and has_ray(region, form.cost):
        return Optimum(Existence.UNBOUNDED, -INF, -INF, point)
    return Optimum(Existence.OPEN, INF, bound, point)


def _by_value(a: Form, b: Form, first: Optimum, second: Optimum) -> Verdict:
    ends = [(o.bound + f.offset, o.value + f.offset) for f, o in ((a, first), (b, second))]
    slack = VIOLATED * max([1.0, *(abs(v) for pair in ends for v in pair if abs(v) < INF)])
    text = f"the best value of a is {a.sign * ends[0][1]:.9g}, that of b {b.sign * ends[1][1]:.9g}"
    if ends[0][1] < ends[1][0] - slack:
        return _different(Method.OPTIMUM, text, a, "a", first)
    if ends[1][1] < ends[0][0] - slack:
        return _different(Method.OPTIMUM, text, b, "b", second)
    return unknown("the best values agree", Method.OPTIMUM)


def _different(method: Method, reason: str, form: Form, which: str, optimum: Optimum) -> Verdict:
    assert optimum.point is not None
    shown = witness(form, which, optimum.point, f"feasible in {which}")
    return Verdict(Outcome.DIFFERENT, method, reason, witnesses=(shown,))


def _because(a: Form, b: Form, name: str) -> str:
    place = (a if name == "a" else b).infeasible
    return f" ({place})" if place else ""
