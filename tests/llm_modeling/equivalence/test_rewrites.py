"""Rewritten problems are recognized; the correspondence is checked point by point."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest

from llm_modeling.equivalence import Method, Outcome, canonical_hash, compare
from tests.llm_modeling.equivalence.listing import confirmed
from tests.llm_modeling.equivalence.oracle import explains
from tests.llm_modeling.equivalence.rewrites import KINDS, rename_and_permute, rewritten
from tests.llm_modeling.equivalence.sheet import FAMILIES, Family, Sheet, knapsack, planning, scheduling, set_cover

CONTINUOUS = [family for family in FAMILIES if family not in (knapsack, set_cover, planning)]


def some(family: Family, seed: int, size: int = 2) -> Sheet:
    return family(np.random.default_rng(seed), size)


@pytest.mark.parametrize("family", FAMILIES)
def test_renamed_permuted_and_scaled_is_isomorphic(family: Family) -> None:
    rng = np.random.default_rng(1)
    for size in (2, 3, 5):
        sheet = family(rng, size)
        verdict = compare(sheet.problem(), rewritten(sheet, "renamed, permuted, scaled", rng).problem())
        assert (verdict.outcome, verdict.method) == (Outcome.EQUIVALENT, Method.ISOMORPHISM)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "renamed, permuted, scaled"])
def test_rewrites_are_recognized(kind: str) -> None:
    rng = np.random.default_rng(2)
    outcomes = Counter[Outcome]()
    for family in FAMILIES * 2:
        sheet = family(rng, int(rng.integers(2, 5)))
        outcomes[compare(sheet.problem(), rewritten(sheet, kind, rng).problem()).outcome] += 1
    assert outcomes[Outcome.DIFFERENT] == 0
    assert outcomes[Outcome.EQUIVALENT] >= 0.95 * outcomes.total()


@pytest.mark.parametrize("kind", ["renamed, permuted, scaled", "rows, bounds", "cuts"])
@pytest.mark.parametrize("family", [knapsack, set_cover, planning])
def test_correspondence_takes_points_onto_points(family: Family, kind: str) -> None:
    sheet = some(family, seed=3)
    a, b = sheet.problem(), rewritten(sheet, kind, np.random.default_rng(4)).problem()
    if np.isinf(b.col_upper).any():
        b = rewritten(sheet, "cuts", np.random.default_rng(4)).problem()
    verdict = compare(a, b)
    assert verdict.outcome is Outcome.EQUIVALENT
    assert confirmed(verdict, a, b)


@pytest.mark.parametrize("family", CONTINUOUS)
def test_correspondence_keeps_best_values_of_random_objectives(family: Family) -> None:
    rng = np.random.default_rng(5)
    sheet = some(family, seed=5)
    a, b = sheet.problem(), rewritten(sheet, "objective, zero points", rng).problem()
    verdict = compare(a, b)
    assert verdict.outcome is Outcome.EQUIVALENT
    assert explains(verdict, a, b, rng)


def test_objective_in_other_units_and_direction_is_reported() -> None:
    sheet = some(knapsack, seed=6)
    other = sheet.copy()
    other.maximize, other.offset = False, 7.0
    for col in other.cols.values():
        col.cost *= -100.0
    verdict = compare(sheet.problem(), other.problem())
    assert verdict.outcome is Outcome.EQUIVALENT
    assert (verdict.objective_factor, verdict.objective_shift) == (-100.0, 7.0)
    assert "objective of b = -100 * objective of a +7" in verdict.reason
    assert compare(sheet.problem(), other.problem(), same_values=True).outcome is Outcome.DIFFERENT


def test_same_values_accepts_the_negated_objective() -> None:
    sheet = some(knapsack, seed=6)
    other = sheet.copy()
    other.maximize = False
    for col in other.cols.values():
        col.cost *= -1.0
    assert compare(sheet.problem(), other.problem(), same_values=True).outcome is Outcome.EQUIVALENT


@pytest.mark.parametrize("family", FAMILIES)
def test_canonical_hash_survives_renaming_and_units(family: Family) -> None:
    sheet = some(family, seed=8, size=3)
    other = rewritten(sheet, "renamed, permuted, scaled", np.random.default_rng(9))
    assert canonical_hash(sheet.problem()) == canonical_hash(other.problem())


def test_canonical_hash_notices_a_changed_coefficient() -> None:
    sheet = some(knapsack, seed=8)
    other = sheet.copy()
    line = next(iter(other.lines.values()))
    line.terms[next(iter(line.terms))] += 1.0
    assert canonical_hash(sheet.problem()) != canonical_hash(other.problem())


@pytest.mark.parametrize("family", FAMILIES)
def test_bound_columns_and_rewritten_rows_are_equivalent(family: Family) -> None:
    rng = np.random.default_rng(10)
    sheet = some(family, seed=10, size=3)
    other = sheet.copy()
    for kind in ("rows, bounds", "cuts", "slacks, definitions"):
        for rewrite in KINDS[kind]:
            rewrite(other, rng)
    columns = {name: name for name in sheet.cols}
    verdict = compare(sheet.problem(), other.problem(), columns=columns)
    assert verdict.outcome is Outcome.EQUIVALENT
    assert all(name == other_column.name for name, other_column in verdict.columns.items())


def test_names_given_need_not_be_the_same() -> None:
    sheet = some(set_cover, seed=11)
    other = sheet.copy()
    names = rename_and_permute(other, np.random.default_rng(12))
    assert compare(sheet.problem(), other.problem(), columns=names).outcome is Outcome.EQUIVALENT
    swapped = dict(zip(names, list(names.values())[::-1], strict=True))
    assert compare(sheet.problem(), other.problem(), columns=swapped).outcome is Outcome.DIFFERENT


def loose_binaries(sheet: Sheet, rng: np.random.Generator) -> dict[str, str]:
    """Turn binary columns around, rename and reorder all; return the new names of the continuous ones only."""
    continuous = {name for name, col in sheet.cols.items() if not col.integer}
    for name, col in sheet.cols.items():
        if col.integer and rng.random() < 0.5:
            for line in sheet.lines.values():
                a = line.terms.get(name, 0.0)
                line.lower, line.upper = line.lower - a, line.upper - a
                line.terms.update({name: -a} if a else {})
    names = rename_and_permute(sheet, rng)
    return {name: names[name] for name in names if name in continuous}


@pytest.mark.parametrize("seed", range(4))
def test_columns_without_a_name_that_nothing_determines_are_matched_by_structure(seed: int) -> None:
    rng = np.random.default_rng([13, seed])
    sheet = scheduling(rng, 3)
    other = sheet.copy()
    names = loose_binaries(other, rng)
    assert 0 < len(names) < len(sheet.cols)
    a, b = sheet.problem(), other.problem()
    verdict = compare(a, b, columns=names)
    assert verdict.outcome is Outcome.EQUIVALENT
    assert all(verdict.columns[name].name == other_name for name, other_name in names.items())
    assert explains(verdict, a, b, rng)


@pytest.mark.parametrize("seed", range(4))
def test_matching_by_structure_does_not_move_the_named_columns(seed: int) -> None:
    rng = np.random.default_rng([14, seed])
    sheet = scheduling(rng, 3)
    other = sheet.copy()
    names = loose_binaries(other, rng)
    swapped = dict(zip(names, [*names.values()][1:] + [*names.values()][:1], strict=True))
    assert compare(sheet.problem(), other.problem(), columns=swapped).outcome is not Outcome.EQUIVALENT
    line = next(line for line in other.lines.values() if line.upper < np.inf)
    line.upper -= 1.0
    assert compare(sheet.problem(), other.problem(), columns=names).outcome is not Outcome.EQUIVALENT
