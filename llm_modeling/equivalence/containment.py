"""Whether two forms in the same columns allow the same points and rank them alike: by comparison, and by proof."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from llm_modeling.equivalence.form import INF, VIOLATED, Column, Form, Row, close, excess, miss
from llm_modeling.equivalence.matching import Correspondence
from llm_modeling.equivalence.optimum import propose
from llm_modeling.equivalence.proof import Answer, Region, prove_at_least


@dataclass(frozen=True)
class Claim:
    """The sum of terms is at most `side`: what a row, or the bound of a column, of one form asks of the other."""

    terms: Mapping[int, float]
    side: float
    place: str

    @property
    def row(self) -> Row:
        return Row(self.terms, -INF, self.side, self.place)


@dataclass(frozen=True)
class Contained:
    """Whether one form's points all lie in the other; place and point if it is refuted, place if it is open."""

    answer: Answer
    place: str = ""
    point: tuple[float, ...] | None = None


@dataclass(frozen=True)
class Scale:
    """cost of one form = factor * cost of the other + shift, at every point."""

    factor: float
    shift: float

    @property
    def is_identity(self) -> bool:
        return self.factor == 1.0 and self.shift == 0.0


def carried(b: Form, correspondence: Correspondence) -> Form | None:
    """Return b in the columns of the other form; None where an integer column would not keep to whole numbers."""
    back = {m.column: j for j, m in enumerate(correspondence)}
    if len(back) != len(b.columns) or any(m.factor == 0.0 for m in correspondence):
        return None
    columns = []
    for m in correspondence:
        column = b.columns[m.column]
        if column.integer and not (close(abs(m.factor), 1.0) and close(m.shift, round(m.shift), 1.0)):
            return None
        if column.semi and (m.factor, m.shift) != (1.0, 0.0):
            return None
        ends = sorted(((column.lower - m.shift) / m.factor, (column.upper - m.shift) / m.factor))
        columns.append(Column(ends[0], ends[1], column.integer, column.semi, column.name))
    rows = []
    for row in b.rows:
        terms, shift = _carried_terms(row.terms, correspondence, back)
        rows.append(Row(terms, row.lower - shift, row.upper - shift, row.name))
    cost, shift = _carried_terms(b.cost, correspondence, back)
    return Form(tuple(rows), tuple(columns), cost, b.offset + shift, b.sign, (), (), b.infeasible, ())


def _carried_terms(
    terms: Mapping[int, float], correspondence: Correspondence, back: Mapping[int, int]
) -> tuple[dict[int, float], float]:
    at = {back[c]: a for c, a in terms.items()}
    shift = sum(a * correspondence[j].shift for j, a in at.items())
    return {j: a * correspondence[j].factor for j, a in at.items()}, shift


def claims(inner: Form, outer: Form) -> list[Claim]:
    """Return what outer asks and inner does not say in so many words; each of them has to be proved over inner."""
    said: dict[tuple[int, ...], list[Row]] = {}
    for row in inner.rows:
        said.setdefault(tuple(sorted(row.terms)), []).append(row)
    asked: list[Claim] = []
    for row in outer.rows:
        lower, upper = _side_said(row, said.get(tuple(sorted(row.terms)), []))
        size = max((abs(a) * _finite(inner.columns[j]) for j, a in row.terms.items()), default=1.0)
        if row.upper < INF and not (upper <= row.upper or close(upper, row.upper, terms=size)):
            asked.append(Claim(row.terms, row.upper, f"row '{row.name}'"))
        if row.lower > -INF and not (lower >= row.lower or close(lower, row.lower, terms=size)):
            asked.append(Claim({j: -a for j, a in row.terms.items()}, -row.lower, f"row '{row.name}'"))
    for j, (here, there) in enumerate(zip(inner.columns, outer.columns, strict=True)):
        place = f"the bounds of column '{there.name}'"
        size = max(_finite(here), _finite(there))
        if here.upper > there.upper and not close(here.upper, there.upper, terms=size):
            asked.append(Claim({j: 1.0}, there.upper, place))
        if here.lower < there.lower and not close(here.lower, there.lower, terms=size):
            asked.append(Claim({j: -1.0}, -there.lower, place))
    return asked


def _finite(column: Column) -> float:
    """Return the largest finite bound of a column, without sign."""
    return max((abs(bound) for bound in (column.lower, column.upper) if abs(bound) < INF), default=0.0)


def _side_said(row: Row, parallel: Sequence[Row]) -> tuple[float, float]:
    """Return the narrowest sides that parallel rows give for the terms of row; no terms add up to 0."""
    if not row.terms:
        return 0.0, 0.0
    lower, upper = -INF, INF
    for other in parallel:
        j = max(row.terms, key=lambda k: abs(row.terms[k]))
        factor = row.terms[j] / other.terms[j]
        if all(close(row.terms[k], factor * other.terms[k]) for k in row.terms):
            low, high = sorted((other.lower * factor, other.upper * factor))
            lower, upper = max(lower, low), min(upper, high)
    return lower, upper


def same_kinds(a: Form, b: Form) -> str:
    """Return the name of the first column that is integer or semicontinuous in one form only, or ''."""
    for here, there in zip(a.columns, b.columns, strict=True):
        if here.integer != there.integer or here.semi != there.semi:
            return there.name
        if here.semi and not (close(here.lower, there.lower) and close(here.upper, there.upper)):
            return there.name
    return ""


def contained(region: Region, asked: Sequence[Claim], beyond: float = VIOLATED) -> Contained:
    """Return whether all that is asked holds on the region; the first that is refuted, else the first left open.

    beyond is by how much a point has to break what is asked to refute it.
    """
    doubt = ""
    for claim in asked:
        proof = prove_at_least(region, {j: -a for j, a in claim.terms.items()}, -claim.side)
        if proof.answer is Answer.PROVED:
            continue
        point = proof.point or propose(region, {j: -a for j, a in claim.terms.items()}) or _beyond(region, claim)
        if point is not None and excess(claim.row, point) > beyond:
            return Contained(Answer.REFUTED, claim.place, point)
        doubt = doubt or claim.place
    return Contained(Answer.OPEN, doubt) if doubt else Contained(Answer.PROVED)


def _beyond(region: Region, claim: Claim) -> tuple[float, ...] | None:
    """Return a point of the region that breaks the claim where it can be broken without end."""
    step = max(1.0, abs(claim.side))
    form = region.form
    row = Row(claim.terms, claim.side + 0.1 * step, claim.side + step, claim.place)
    narrowed = Form((*form.rows, row), form.columns, form.cost, 0.0, 1.0, form.origin, (), "", form.names)
    return propose(Region(narrowed, region.effort), {})


def broken_integrality(region: Region, other: Form) -> Contained:
    """Return a point of the region at which a column that is integer in the other form only lies between integers."""
    form = region.form
    for j, (here, there) in enumerate(zip(form.columns, other.columns, strict=True)):
        if here.integer or not there.integer:
            continue
        low = here.lower if here.lower > -INF else min(0.0, here.upper - 1.0)
        for middle in (round(low) + 0.5, round(low) + 0.25, round(low) + 1.5):
            columns = list(form.columns)
            columns[j] = Column(middle, middle, False, False, here.name)
            held = Form(form.rows, tuple(columns), form.cost, 0.0, 1.0, form.origin, (), "", form.names)
            point = propose(Region(held, region.effort), {})
            if point is not None and here.lower <= middle <= here.upper and miss(there, point[j]) > VIOLATED:
                return Contained(Answer.REFUTED, f"integrality of column '{there.name}'", point)
    return Contained(Answer.OPEN, "integrality")


def proportional(a: Form, b: Form) -> Scale | None:
    """Return how b's cost follows from a's, coefficient by coefficient; None if it does not."""
    if not a.cost and not b.cost:
        return Scale(1.0, b.offset - a.offset)
    if a.cost.keys() != b.cost.keys():
        return None
    j = max(a.cost, key=lambda k: abs(a.cost[k]))
    factor = b.cost[j] / a.cost[j]
    if factor <= 0.0 or not all(close(b.cost[k], factor * a.cost[k]) for k in a.cost):
        return None
    factor = 1.0 if close(factor, 1.0) else factor
    shift = b.offset - factor * a.offset
    return Scale(factor, 0.0 if close(b.offset, factor * a.offset, 1.0) else shift)
