"""Mutants: sheets with one mistake, such as people and language models make."""

from __future__ import annotations

from collections.abc import Callable

from tests.llm_modeling.equivalence.sheet import INF, Rng, Sheet

Mutation = Callable[[Sheet, Rng], bool]


def drop_row(sheet: Sheet, rng: Rng) -> bool:
    del sheet.lines[_any_line(sheet, rng)]
    return True


def drop_link(sheet: Sheet, rng: Rng) -> bool:
    links = [n for n, r in sheet.lines.items() if r.linking]
    if not links:
        return False
    del sheet.lines[str(rng.choice(links))]
    return True


def flip_sense(sheet: Sheet, rng: Rng) -> bool:
    line = sheet.lines[_any_line(sheet, rng)]
    if line.lower == line.upper:
        line.lower = -INF
    else:
        line.lower, line.upper = line.upper if line.upper < INF else -INF, line.lower if line.lower > -INF else INF
        line.lower, line.upper = min(line.lower, line.upper), max(line.lower, line.upper)
    return True


def change_coefficient(sheet: Sheet, rng: Rng) -> bool:
    line = sheet.lines[_any_line(sheet, rng)]
    name = str(rng.choice(list(line.terms)))
    line.terms[name] = _changed(line.terms[name], rng)
    if line.terms[name] == 0.0:
        del line.terms[name]
    return bool(line.terms)


def change_side(sheet: Sheet, rng: Rng) -> bool:
    line = sheet.lines[_any_line(sheet, rng)]
    if line.lower == line.upper:
        line.lower = line.upper = _changed(line.upper, rng)
    elif line.upper < INF:
        line.upper = _changed(line.upper, rng)
    else:
        line.lower = _changed(line.lower, rng)
    return line.lower <= line.upper


def relax_integrality(sheet: Sheet, rng: Rng) -> bool:
    integer = [c for c, col in sheet.cols.items() if col.integer]
    if not integer:
        return False
    sheet.cols[str(rng.choice(integer))].integer = False
    return True


def change_bound(sheet: Sheet, rng: Rng) -> bool:
    col = sheet.cols[str(rng.choice(list(sheet.cols)))]
    if col.upper < INF and not (col.integer and col.upper == 1.0):
        col.upper = max(col.lower, _changed(col.upper, rng))
    elif rng.random() < 0.5:
        col.lower -= 1.0
    elif col.upper < INF:
        col.upper += 1.0
    else:
        col.lower += 1.0
    return True


def change_cost(sheet: Sheet, rng: Rng) -> bool:
    col = sheet.cols[str(rng.choice([c for c, col in sheet.cols.items() if col.cost]))]
    col.cost = _changed(col.cost, rng)
    return True


def make_equation(sheet: Sheet, rng: Rng) -> bool:
    inequalities = [n for n, r in sheet.lines.items() if r.lower != r.upper]
    if not inequalities:
        return False
    line = sheet.lines[str(rng.choice(inequalities))]
    line.lower = line.upper = line.upper if line.upper < INF else line.lower
    return True


def swap_coefficients(sheet: Sheet, rng: Rng) -> bool:
    """Exchange two coefficients of a row that are not the same."""
    line = sheet.lines[_any_line(sheet, rng)]
    if len(set(line.terms.values())) < 2:
        return False
    first, second = (str(c) for c in rng.choice(list(line.terms), size=2, replace=False))
    line.terms[first], line.terms[second] = line.terms[second], line.terms[first]
    return True


def swap_costs(sheet: Sheet, rng: Rng) -> bool:
    first, second = (sheet.cols[str(c)] for c in rng.choice(list(sheet.cols), size=2, replace=False))
    first.cost, second.cost = second.cost, first.cost
    return first.cost != second.cost


def take_wrong_column(sheet: Sheet, rng: Rng) -> bool:
    """Put another column in the place of one in a row."""
    line = sheet.lines[_any_line(sheet, rng)]
    others = [c for c in sheet.cols if c not in line.terms]
    if not others:
        return False
    line.terms[str(rng.choice(others))] = line.terms.pop(str(rng.choice(list(line.terms))))
    return True


def drop_term(sheet: Sheet, rng: Rng) -> bool:
    line = sheet.lines[_any_line(sheet, rng)]
    del line.terms[str(rng.choice(list(line.terms)))]
    return bool(line.terms)


def turn_objective(sheet: Sheet, rng: Rng) -> bool:
    sheet.maximize = not sheet.maximize
    return True


def change_a_little(sheet: Sheet, rng: Rng) -> bool:
    """Change one number of a row by a thousandth."""
    line = sheet.lines[_any_line(sheet, rng)]
    name = str(rng.choice(list(line.terms)))
    if rng.random() < 0.5:
        line.terms[name] *= 1.001
    elif line.lower == line.upper:
        line.lower = line.upper = 1.001 * line.upper
    else:
        line.lower, line.upper = 1.001 * line.lower, 0.999 * line.upper
    return line.lower <= line.upper


MUTATIONS: tuple[Mutation, ...] = (
    drop_row,
    drop_link,
    flip_sense,
    change_coefficient,
    change_side,
    relax_integrality,
    change_bound,
    change_cost,
    make_equation,
    swap_coefficients,
    swap_costs,
    take_wrong_column,
    drop_term,
    turn_objective,
    change_a_little,
)


def _any_line(sheet: Sheet, rng: Rng) -> str:
    return str(rng.choice(list(sheet.lines)))


def _changed(value: float, rng: Rng) -> float:
    if value == round(value):
        return value + float(rng.choice([-3, -2, -1, 1, 2, 5]))
    return round(value * float(rng.choice([0.5, 0.9, 1.1, 2.0])), 4)
