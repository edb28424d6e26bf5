"""Rows that the others imply are dropped, which may let the reductions go further."""

from __future__ import annotations

from dataclasses import replace

from llm_modeling.equivalence.effort import Effort
from llm_modeling.equivalence.form import EQUAL, INF, Form, smallest
from llm_modeling.equivalence.proof import Answer, Region, prove_at_least
from llm_modeling.equivalence.reduction import reduce_form


def without_redundant_rows(form: Form, effort: Effort, whole: bool = False) -> Form:
    """Return the form without inequalities that the others imply, reduced again; the same form if there are none.

    What they imply in the linear relaxation counts, or with whole, what they imply for whole numbers, by branching.
    """
    rows = list(form.rows)
    for row in form.rows:
        if row.lower == row.upper or effort.linear_programs <= 0 or effort.left_s <= 0.0:
            continue
        others = [r for r in rows if r is not row]
        region = Region(replace(form, rows=tuple(others)), effort)
        sides = [(1.0, -row.upper)] * (row.upper < INF) + [(-1.0, row.lower)] * (row.lower > -INF)
        for sign, side in sides:
            terms = {j: -sign * a for j, a in row.terms.items()}
            accepted = side - EQUAL * max(smallest(row.terms), abs(side))
            if region.relax(region.dense(terms), region.lower, region.upper).bound >= accepted:
                continue
            if not whole or prove_at_least(region, terms, side).answer is not Answer.PROVED:
                break
        else:
            rows = others
    if len(rows) == len(form.rows):
        return form
    return reduce_form(replace(form, rows=tuple(rows)))
