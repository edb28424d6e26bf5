"""Problems whose columns correspond by name: the sets are compared point by point, and witnesses decide."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import islice

from llm_modeling.equivalence.best_values import compare_best_values
from llm_modeling.equivalence.effort import Effort
from llm_modeling.equivalence.form import Form, plain_form
from llm_modeling.equivalence.graph import graph_of
from llm_modeling.equivalence.matching import ColumnMap, by_name, isomorphisms, near_isomorphisms
from llm_modeling.equivalence.pair import Pair
from llm_modeling.equivalence.reduction import reduce_form, without_slacks
from llm_modeling.equivalence.sampling import agreement
from llm_modeling.equivalence.verdict import Method, Outcome, Verdict
from llm_modeling.equivalence.wording import equivalent, listed, unknown
from metasolve import Problem


def compare_as_named(a: Problem, b: Problem, names: Mapping[str, str], same_values: bool, effort: Effort) -> Verdict:
    """Return the verdict where names of a are bound to names of b, values unchanged.

    Raises ValueError if names has one that a or b lacks, or one of b twice.
    """
    _check(a, b, names)
    plain = plain_form(a), plain_form(b)
    bound = list(names), list(names.values())
    kept = [frozenset(form.index[name] for name in own) for form, own in zip(plain, bound, strict=True)]
    reduced = reduce_form(plain[0], kept[0]), reduce_form(plain[1], kept[1])
    with_loose = reduced
    reduced = _without_loose(reduced[0], names), _without_loose(reduced[1], set(names.values()))
    if reduced[0].infeasible or reduced[1].infeasible:
        return compare_best_values(*reduced, same_values, effort)
    correspondence = by_name(*reduced, names)
    if correspondence is None:
        found = _loose_ones_matched(with_loose, names, same_values, effort)
        if found is not None:
            return found
        loose = [
            f"'{c.name}'" for form, own in zip(reduced, bound, strict=True) for c in form.columns if c.name not in own
        ]
        return unknown(f"columns without a partner are not determined by the others: {listed(loose)}")
    pair = Pair(plain, reduced, correspondence)
    scale = pair.identical(same_values)
    if scale is not None:
        return equivalent(*reduced, correspondence, scale, Method.ISOMORPHISM, [])
    if reduced[0].has_semi or reduced[1].has_semi:
        return unknown("semicontinuous columns are compared row by row only, and the rows differ")
    best = compare_best_values(*reduced, False, effort)
    if best.outcome is not Outcome.UNKNOWN or best.method is Method.FEASIBILITY:
        return best
    verdict = pair.decide(same_values, effort)
    if verdict.outcome is Outcome.UNKNOWN:
        samples = agreement(*reduced, correspondence, effort)
        return replace(samples, reason=f"{verdict.reason}; {samples.reason}")
    return verdict


def _loose_ones_matched(
    forms: tuple[Form, Form], names: Mapping[str, str], same_values: bool, effort: Effort
) -> Verdict | None:
    """Return EQUIVALENT if columns without a partner correspond too, in some way that the named ones allow, else None.

    What holds for all columns holds for the named ones; that it does not hold would show nothing about these.
    """
    a, b = forms
    if a.has_semi or b.has_semi or len(a.columns) != len(b.columns):
        return None
    pins = [{form.index[name]: k for k, name in enumerate(own)} for form, own in ((a, names), (b, names.values()))]
    graphs = [graph_of(f, fixed_objective=same_values, pins=p) for f, p in zip(forms, pins, strict=True)]
    same = {a.index[name]: ColumnMap(b.index[other], 1.0, 0.0) for name, other in names.items()}
    for correspondence in islice(isomorphisms(graphs[0], graphs[1], effort), effort.limits.correspondences):
        scale = Pair(forms, forms, correspondence).identical(same_values)
        if scale is not None and all(correspondence[j] == m for j, m in same.items()):
            return equivalent(a, b, correspondence, scale, Method.ISOMORPHISM, [])
    for correspondence in islice(near_isomorphisms(graphs[0], graphs[1], effort), effort.limits.correspondences):
        verdict = Pair(forms, forms, correspondence).proved(same_values, effort)
        if verdict is not None and all(correspondence[j] == m for j, m in same.items()):
            return verdict
    return None


def _without_loose(form: Form, names: Collection[str]) -> Form:
    """Return the form without columns that are not among names, as far as equations give them."""
    keep = frozenset(j for j, column in enumerate(form.columns) if column.name in names)
    loose = len(form.columns) - len(keep)
    return without_slacks(form, loose, keep) if loose and not form.infeasible else form


def _check(a: Problem, b: Problem, names: Mapping[str, str]) -> None:
    for problem, wanted, which in ((a, list(names), "a"), (b, list(names.values()), "b")):
        missing = [name for name in wanted if name not in problem.col_index]
        if missing:
            raise ValueError(f"columns has {missing[0]!r}, which is no column of {which}")
        if len(set(wanted)) != len(wanted):
            raise ValueError(f"columns has a column of {which} twice")
