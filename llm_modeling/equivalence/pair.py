"""Pair: two problems with corresponding columns, whole and reduced; witnesses are borne out on the whole ones."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import chain

from llm_modeling.equivalence.containment import (
    Contained,
    Scale,
    broken_integrality,
    carried,
    claims,
    contained,
    proportional,
    same_kinds,
)
from llm_modeling.equivalence.effort import Effort
from llm_modeling.equivalence.form import FEASIBLE, VIOLATED, Form, worst
from llm_modeling.equivalence.matching import Correspondence
from llm_modeling.equivalence.optimum import propose
from llm_modeling.equivalence.proof import Answer, Region, prove_at_least
from llm_modeling.equivalence.ranking import ranked_alike
from llm_modeling.equivalence.verdict import Method, Outcome, Verdict, Witness
from llm_modeling.equivalence.wording import equivalent, listed, unknown, witness

_RESTORED = 10.0 * FEASIBLE


@dataclass(frozen=True)
class Pair:
    """Problems a and b as they are, reduced, and b's columns for those of a."""

    plain: tuple[Form, Form]
    reduced: tuple[Form, Form]
    correspondence: Correspondence
    beyond: float = VIOLATED

    def identical(self, same_values: bool) -> Scale | None:
        """Return how the objectives compare if the reduced problems are the same row by row, None if they are not."""
        a, there = self.reduced[0], carried(self.reduced[1], self.correspondence)
        if there is None or same_kinds(a, there) or claims(a, there) or claims(there, a):
            return None
        scale = proportional(a, there)
        return scale if scale is not None and (not same_values or scale.is_identity) else None

    def proved(self, same_values: bool, effort: Effort) -> Verdict | None:
        """Return EQUIVALENT if all that either problem says is proved in the other, else None, soon."""
        here, there = self.reduced[0], carried(self.reduced[1], self.correspondence)
        if there is None or same_kinds(here, there):
            return None
        region, asked = Region(here, effort), (claims(here, there), claims(there, here))
        if contained(region, asked[0]).answer is not Answer.PROVED:
            return None
        if contained(Region(there, effort), asked[1]).answer is not Answer.PROVED:
            return None
        ranking = ranked_alike(region, there, same_values)
        if ranking.scale is None or propose(region, {}) is None:
            return None
        places = [claim.place for claim in chain(*asked)]
        return equivalent(*self.reduced, self.correspondence, ranking.scale, Method.CONTAINMENT, places)

    def decide(self, same_values: bool, effort: Effort) -> Verdict:
        """Return the verdict under this correspondence: both sets and rankings are compared, witnesses borne out."""
        here, there = self.reduced[0], carried(self.reduced[1], self.correspondence)
        if there is None:
            return unknown("an integer column would have to keep to other units")
        regions = Region(here, effort), Region(there, effort)
        proved: list[str] = []
        doubt = ""
        for which, (form, other) in enumerate(((here, there), (there, here))):
            asked = claims(form, other)
            found = self._inside(regions[which], other, effort)
            if found.answer is Answer.REFUTED:
                refuted = self._refuted(which, found, effort)
                if refuted is not None:
                    return refuted
            doubt = doubt or (found.place if found.answer is not Answer.PROVED else "")
            proved += [claim.place for claim in asked]
        ranking = ranked_alike(regions[0], there, same_values, self.beyond)
        if ranking.answer is Answer.REFUTED and all(regions[1].contains(p) for p in ranking.points):
            return self._ranked_otherwise(there, ranking.points)
        if doubt or ranking.scale is None or propose(regions[0], {}) is None:
            return unknown(f"{doubt or 'the objectives'} could not be decided")
        return equivalent(*self.reduced, self.correspondence, ranking.scale, Method.CONTAINMENT, proved)

    def _inside(self, region: Region, other: Form, effort: Effort) -> Contained:
        found = contained(region, claims(region.form, other), self.beyond)
        kinds = zip(region.form.columns, other.columns, strict=True)
        if found.answer is not Answer.REFUTED and any(o.integer and not f.integer for f, o in kinds):
            return broken_integrality(region, other)
        return found

    def restored(self, which: int, x: Sequence[float]) -> list[float]:
        """Return the whole point of a or b for a point in the columns of reduced a."""
        return self.reduced[which].restore(self._inner(which, x))

    def _inner(self, which: int, x: Sequence[float]) -> list[float]:
        if which == 0:
            return list(x)
        result = [0.0] * len(x)
        for value, m in zip(x, self.correspondence, strict=True):
            result[m.column] = m.factor * value + m.shift
        return result

    def _refuted(self, which: int, found: Contained, effort: Effort) -> Verdict | None:
        """Return DIFFERENT if the whole problems bear it out: one takes the point, the other has a proof against it."""
        assert found.point is not None
        point = self.restored(which, found.point)
        if worst(self.plain[which], point)[0] > _RESTORED or not self._is_outside(1 - which, found.point, effort):
            return None
        inside, outside = "ab"[which], "ba"[which]
        reason = f"{found.place} of {outside} forbids a point that {inside} allows"
        shown = witness(
            self.reduced[which], inside, self._inner(which, found.point), f"feasible in {inside}, not in {outside}"
        )
        return Verdict(Outcome.DIFFERENT, Method.WITNESS, reason, witnesses=(shown,))

    def _is_outside(self, which: int, x: Sequence[float], effort: Effort) -> bool:
        """Return whether no point of the whole problem has these values in the corresponding columns."""
        plain, reduced = self.plain[which], self.reduced[which]
        columns = list(plain.columns)
        for value, at in zip(self._inner(which, x), reduced.origin, strict=True):
            if columns[at].integer and abs(value - round(value)) > VIOLATED:
                return True
            value = float(round(value)) if columns[at].integer else value
            columns[at] = replace(columns[at], lower=max(value, columns[at].lower), upper=min(value, columns[at].upper))
        region = Region(replace(plain, columns=tuple(columns)), effort)
        return prove_at_least(region, {}, 1.0).answer is Answer.PROVED

    def _ranked_otherwise(self, there: Form, points: Sequence[Sequence[float]]) -> Verdict:
        here, signs = self.reduced[0], (self.plain[0].sign, self.plain[1].sign)
        shown: list[Witness] = []
        for point in points:
            values = f"objective {signs[0] * here.value(point):.9g} in a, {signs[1] * there.value(point):.9g} in b"
            shown.append(witness(here, "a", point, values))
        differing = [
            f"'{here.columns[j].name}'"
            for j in sorted(here.cost.keys() | there.cost.keys())
            if here.cost.get(j, 0.0) != there.cost.get(j, 0.0)
        ]
        reason = f"the objectives do not agree at points that both allow (coefficients of {listed(differing)})"
        return Verdict(Outcome.DIFFERENT, Method.WITNESS, reason, witnesses=tuple(shown))
