"""compare: whether two problems say the same; the order of what is tried, and the words of the verdict."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import chain, islice
from typing import TypeAlias

from llm_modeling.equivalence.best_values import compare_best_values
from llm_modeling.equivalence.binding import compare_as_named
from llm_modeling.equivalence.coloring import hash_of
from llm_modeling.equivalence.effort import Effort
from llm_modeling.equivalence.form import LARGEST, Form, extreme, plain_form
from llm_modeling.equivalence.graph import graph_of
from llm_modeling.equivalence.matching import Correspondence, by_name, isomorphisms, near_isomorphisms
from llm_modeling.equivalence.pair import Pair
from llm_modeling.equivalence.portrait import portrait, with_sure_columns
from llm_modeling.equivalence.profile import correspondences, mismatch
from llm_modeling.equivalence.proof import Region
from llm_modeling.equivalence.reduction import reduce_form, without_slacks
from llm_modeling.equivalence.redundancy import without_redundant_rows
from llm_modeling.equivalence.sampling import agreement
from llm_modeling.equivalence.verdict import DEFAULT_EFFORT, EffortLimits, Method, Outcome, Verdict
from llm_modeling.equivalence.wording import equivalent, unknown
from metasolve import Problem

Forms: TypeAlias = tuple[Form, Form]

_MOST_ALLOWED = 24
_BEYOND = 1e-3  # units that come from the ends of ranges are known to 1e-6 or so


def canonical_hash(problem: Problem) -> str:
    """Return a hash that all renamed, reordered, rescaled copies of a problem, slacks and the like included, share.

    Equal hashes prove nothing, and other hashes only that no isomorphism will be found; compare decides.
    """
    form = plain_form(problem)
    return hash_of(graph_of(form if extreme(problem) else reduce_form(form)))


def compare(
    a: Problem,
    b: Problem,
    *,
    columns: Mapping[str, str] | None = None,
    same_values: bool = False,
    limits: EffortLimits = DEFAULT_EFFORT,
) -> Verdict:
    """Return whether a and b are equivalent, with the reason; EQUIVALENT and DIFFERENT are proved, or it is UNKNOWN.

    Equivalent means: leave out of each problem the columns that the others determine (fixed ones, those that an
    equation gives and whose bounds and integrality follow, slacks and others that only widen one row for free, an
    objective written as a column) and those that are unused. Then there is a one-to-one map of the columns that are
    left, x_b = factor * x_a + shift each (factor +-1 and whole shift for integer columns), that takes the feasible
    points of a onto those of b, and on these objective_b = factor * objective_a + shift. The factor is positive, or
    negative if one problem maximizes and the other minimizes; same_values asks for factor +-1 and shift 0. Problems in
    other variables, such as totals where the other one has parts, are not equivalent in this sense. Names, order, units
    of rows, signs, ways to write the same set (bounds or rows, two inequalities or one equation, redundant rows, any
    big-M that is large enough) do not matter. Differences of 1e-9, relative or in the unit of a column, are not seen.

    columns binds names of a to names of b: these columns mean the same in the same unit, x_b = x_a. All others must be
    determined by them, or else, for EQUIVALENT, have some one-to-one map as well. Then most mutants are DIFFERENT by a
    witness. Without it, DIFFERENT has to exclude every correspondence, which takes more: UNKNOWN is more frequent.

    Raises ValueError if columns has a name that a or b lacks, or one of b twice.
    """
    effort = Effort(limits)
    doubt = extreme(a) or extreme(b)
    if doubt:
        return unknown(f"numbers beyond {LARGEST:g} are not calculated with: {doubt}")
    if columns is not None:
        return compare_as_named(a, b, columns, same_values, effort)
    plain = plain_form(a), plain_form(b)
    forms = reduce_form(plain[0]), reduce_form(plain[1])
    if forms[0].infeasible or forms[1].infeasible:
        return _isomorphic(plain, same_values, effort) or compare_best_values(*forms, same_values, effort)
    found = _isomorphic(forms, same_values, effort)
    if found is not None:
        return found
    if forms[0].has_semi or forms[1].has_semi:
        return unknown("no isomorphism was found, and semicontinuous columns are compared in no other way")
    verdict = compare_best_values(*forms, same_values, effort)
    if verdict.outcome is not Outcome.UNKNOWN or verdict.method is Method.FEASIBILITY:
        return verdict
    return _by_proof(plain, forms, same_values, effort)


def _by_proof(plain: Forms, forms: Forms, same_values: bool, effort: Effort) -> Verdict:
    """Return the verdict on two feasible problems whose reduced forms are not isomorphic."""
    tried: list[Correspondence] = []
    found = _contained_both_ways(forms, same_values, effort, tried)
    if found is not None:
        return found
    lean = without_redundant_rows(forms[0], effort), without_redundant_rows(forms[1], effort)
    if len(lean[0].columns) != len(lean[1].columns):  # one may have columns that only a cut keeps from going
        lean = without_redundant_rows(lean[0], effort, True), without_redundant_rows(lean[1], effort, True)
    even = _of_equal_size(lean)
    if even != forms:
        found = _isomorphic(even, same_values, effort) or _contained_both_ways(even, same_values, effort, [])
        if found is not None:
            return found
    if not lean[0].ambiguous and not lean[1].ambiguous:
        found = _by_profiles(plain, lean, same_values, effort)
        if found is not None:
            return found
    if tried:
        return agreement(*forms, tried[0], effort)
    return unknown("no correspondence of the columns was found, and no proof that there is none")


def _of_equal_size(forms: Forms) -> Forms:
    """Return the forms, the one with more columns without as many of them that equations give."""
    a, b = forms
    surplus = len(a.columns) - len(b.columns)
    if surplus > 0:
        return without_slacks(a, surplus, frozenset()), b
    return (a, without_slacks(b, -surplus, frozenset())) if surplus < 0 else forms


def _isomorphic(forms: Forms, same_values: bool, effort: Effort) -> Verdict | None:
    graphs = graph_of(forms[0], fixed_objective=same_values), graph_of(forms[1], fixed_objective=same_values)
    for correspondence in islice(isomorphisms(*graphs, effort), effort.limits.correspondences):
        scale = Pair(forms, forms, correspondence).identical(same_values)
        if scale is not None:
            return equivalent(*forms, correspondence, scale, Method.ISOMORPHISM, [])
    return None


def _contained_both_ways(
    forms: Forms, same_values: bool, effort: Effort, tried: list[Correspondence]
) -> Verdict | None:
    """Return EQUIVALENT if some correspondence makes each row of either hold in the other; tried gets those refused."""
    a, b = forms
    same = by_name(a, b, {column.name: column.name for column in a.columns})
    rigid = graph_of(a, rigid=True), graph_of(b, rigid=True)
    guesses = chain(
        [] if same is None else [same],
        near_isomorphisms(*rigid, effort),
        near_isomorphisms(graph_of(a), graph_of(b), effort),
    )
    for correspondence in islice(guesses, effort.limits.correspondences):
        if correspondence in tried:
            continue
        tried.append(correspondence)
        verdict = Pair(forms, forms, correspondence).proved(same_values, effort)
        if verdict is not None:
            return verdict
    return None


def _by_profiles(plain: Forms, forms: Forms, same_values: bool, effort: Effort) -> Verdict | None:
    """Return DIFFERENT if the profiles allow no correspondence, or none that stands; EQUIVALENT if one does."""
    regions = Region(forms[0], effort), Region(forms[1], effort)
    allowed: list[Correspondence] | None = None
    for complete in (False, True):
        if not complete and not any(column.integer for form in forms for column in form.columns):
            continue
        first = portrait(regions[0], complete)
        second = portrait(regions[1], complete) if first is not None else None
        if first is None or second is None:
            return None
        if first.counts != second.counts:
            first, second = with_sure_columns(first, regions[0]), with_sure_columns(second, regions[1])
        wrong = mismatch(first, second, same_values)
        if wrong:
            return Verdict(Outcome.DIFFERENT, Method.PROFILE, wrong)
        allowed = correspondences(first, second, len(forms[0].columns), same_values, _MOST_ALLOWED)
        if allowed:
            break
    if not allowed:
        return None
    last = None
    for correspondence in allowed:
        last = Pair(plain, forms, correspondence, _BEYOND).decide(same_values, effort)
        if last.outcome is not Outcome.DIFFERENT:
            return last if last.outcome is Outcome.EQUIVALENT else None
    assert last is not None
    reason = f"the profiles of the columns allow {len(allowed)} correspondence(s), under which {last.reason}"
    return replace(last, reason=reason)
