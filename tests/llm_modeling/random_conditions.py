"""Random numbers and conditions with variables: everything that the language makes linear."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from tests.llm_modeling.random_expressions import (
    AND,
    COMPARISON,
    IFF,
    IMPLIES,
    NOT,
    OR,
    POWER,
    PRIMARY,
    SIGN,
    SIGNS,
    SUM,
    TERM,
    Domain,
    Expr,
    Expressions,
    Place,
    all_of,
    any_of,
    total,
)  # fmt: skip

Sorts = Mapping[str, str]
BREAKPOINTS = (-64, -4, 0, 2, 64)


class Conditions(Expressions):
    """Adds what has variables in it. Numbers that are not whole stand in comparisons that are never negated."""

    def number(self, depth: int, sorts: Sorts, *, whole: bool) -> Expr:
        """Return a number of at most that depth."""
        if depth <= 0 or self.rng.random() < 0.15:
            leaf = self.variable(sorts, whole=whole) if self.rng.random() < 0.8 else None
            return leaf or self.data(sorts, whole=whole)
        makers = [self._added, self._added, self._times, self._absolute, self._extreme, self._summed, self._negative]
        makers += [self._gated, self._chosen, self._counted, self._best]
        makers += [] if whole else [self._piecewise, self._piecewise, self._divided]
        return self.rng.choice(makers)(depth - 1, sorts, whole)

    def _added(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        left, right = self.number(depth, sorts, whole=whole), self.number(depth, sorts, whole=whole)
        if self.rng.random() < 0.5:
            text = f"{self.joined(left, SUM)} + {self.joined(right, TERM)}"
            return Expr(text, SUM, lambda p: left.value(p) + right.value(p), left.whole and right.whole)
        text = f"{self.joined(left, SUM)} - {self.joined(right, TERM)}"
        return Expr(text, SUM, lambda p: left.value(p) - right.value(p), left.whole and right.whole)

    def _times(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        factor, inner = self.data(sorts, whole=whole), self.number(depth, sorts, whole=whole)
        text = f"{self.joined(factor, SIGN)} * {self.joined(inner, SIGN)}"
        return Expr(text, TERM, lambda p: factor.value(p) * inner.value(p), factor.whole and inner.whole)

    def _divided(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        inner, divisor = self.number(depth, sorts, whole=whole), self.rng.choice([-2, 2, 4])
        return Expr(f"{self.joined(inner, SIGN)} / {divisor}", TERM, lambda p: inner.value(p) / divisor, False)

    def _absolute(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        inner = self.number(depth, sorts, whole=whole)
        return Expr(f"abs({inner.text})", PRIMARY, lambda p: np.abs(inner.value(p)), inner.whole)

    def _extreme(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        word = self.rng.choice(["min", "max"])
        parts = [self.number(depth, sorts, whole=whole) for _ in range(self.rng.randint(2, 3))]
        combine = np.minimum if word == "min" else np.maximum
        text = f"{word}({', '.join(part.text for part in parts)})"

        def value(place: Place) -> Any:
            result = parts[0].value(place)
            for part in parts[1:]:
                result = combine(result, part.value(place))
            return result

        return Expr(text, PRIMARY, value, all(part.whole for part in parts))

    def _best(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        word, domain = self.rng.choice(["min", "max"]), self.domain(sorts, filled=True)
        inner = self.number(min(depth, 1), domain.sorts, whole=whole)
        combine = np.minimum if word == "min" else np.maximum

        def value(place: Place) -> Any:
            result: Any = None
            for scope in domain.each(place):
                part = inner.value(place.bound(scope))
                result = part if result is None else combine(result, part)
            return result

        return Expr(f"{word}{{{domain.text}}} {self.joined(inner, TERM)}", TERM, value, inner.whole)

    def _summed(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        domain = self.domain(sorts)
        inner = self._with_previous(domain, whole) or self.number(min(depth, 1), domain.sorts, whole=whole)
        text = f"sum{{{domain.text}}} {self.joined(inner, TERM)}"
        return Expr(text, TERM, lambda p: total(inner.value(p.bound(s)) for s in domain.each(p)), inner.whole)

    def _with_previous(self, domain: Domain, whole: bool) -> Expr | None:
        """Return x[t] - x[t - 1] where the domain leaves the first t out."""
        own = [c for c in self.world.columns if c.index == "T" and (c.whole or not whole)]
        if not (domain.has_previous and own):
            return None
        t, column = list(domain.sorts)[-1], self.rng.choice(own)
        before = self.rng.choice([f"{t}-1", f"prev({t})"])

        def value(place: Place) -> Any:
            day: Any = place.scope[t]
            return place.points[column.name, (day,)] - place.points[column.name, (day - 1,)]

        return Expr(f"{column.name}[{t}] - {column.name}[{before}]", SUM, value, column.whole)

    def _negative(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        inner = self.number(depth, sorts, whole=whole)
        return Expr(f"-{self.joined(inner, SIGN)}", SIGN, lambda p: -inner.value(p), inner.whole)

    def _gated(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        switch, inner = self.variable(sorts, whole=True, binary=True), self.number(depth, sorts, whole=whole)
        if switch is None:
            return inner
        off = self.rng.random() < 0.3
        text = f"(1 - {switch.text})" if off else switch.text + self.rng.choice(["", "", " ^ 2"])
        gate = Expr(text, POWER, lambda p: 1 - switch.value(p) if off else switch.value(p))
        sides = [gate.text if off else self.joined(gate, SIGN), self.joined(inner, SIGN)]
        self.rng.shuffle(sides)
        return Expr(" * ".join(sides), TERM, lambda p: gate.value(p) * inner.value(p), inner.whole)

    def _chosen(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        test = self.data_condition(sorts)
        yes, no = self.number(depth, sorts, whole=whole), self.number(depth, sorts, whole=whole)
        text = f"(if {test.text} then {yes.text} else {no.text})"
        return Expr(text, PRIMARY, lambda p: (yes if test.value(p) else no).value(p), yes.whole and no.whole)

    def _counted(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        domain = self.domain(sorts)
        inner = self.condition(min(depth, 1), domain.sorts)

        def value(place: Place) -> Any:
            return total(np.asarray(inner.value(place.bound(s)), dtype=np.float64) for s in domain.each(place))

        return Expr(f"count{{{domain.text}}} ({inner.text})", SIGN, value)

    def _piecewise(self, depth: int, sorts: Sorts, whole: bool) -> Expr:
        inner = self.number(min(depth, 1), sorts, whole=whole)
        slopes = [self.rng.choice([-1.0, -0.5, 0.0, 0.5, 1.0, 2.0]) for _ in BREAKPOINTS[1:]]
        if self.rng.random() < 0.4:
            slopes.sort(reverse=self.rng.random() < 0.5)
        heights = [float(self.rng.randint(-3, 3))]
        for left, right, slope in zip(BREAKPOINTS, BREAKPOINTS[1:], slopes, strict=False):
            heights.append(heights[-1] + slope * (right - left))
        heights = [height - heights[2] for height in heights]
        places = ", ".join(str(x) for x in BREAKPOINTS)
        text = f"pwl({inner.text}; {places}; {', '.join(f'{y:g}' for y in heights)})"
        return Expr(text, PRIMARY, lambda p: np.interp(inner.value(p), BREAKPOINTS, heights), False)

    # conditions

    def condition(self, depth: int, sorts: Sorts, *, mixed: bool = False) -> Expr:
        """Return a condition; a mixed one may compare what is not whole, and is not to be negated."""
        rng = self.rng
        kind = rng.choice(["compare", "compare", "compare", "and", "or", "=>", "<=>", "not", "each", "chain", "binary"])
        if depth <= 0 or kind == "compare":
            return self._compared(depth, sorts, mixed and rng.random() < 0.5)
        if kind in ("and", "or"):
            parts = [self.condition(depth - 1, sorts, mixed=mixed) for _ in range(rng.randint(2, 3))]
            own = AND if kind == "and" else OR
            text = f" {kind} ".join(self.joined(part, own + 1) for part in parts)
            combine = all_of if kind == "and" else any_of
            return Expr(text, own, lambda p: combine([part.value(p) for part in parts]))
        if kind in ("=>", "<=>"):
            return self._implied(kind, depth, sorts, mixed)
        if kind == "not":
            inner = self.condition(depth - 1, sorts)
            return Expr(f"not {self.joined(inner, NOT)}", NOT, lambda p: np.logical_not(inner.value(p)))
        if kind == "each":
            return self._quantified(depth, sorts, mixed)
        if kind == "chain":
            return self._chained(depth, sorts, mixed)
        switch = self.variable(sorts, whole=True, binary=True)
        return self._compared(depth, sorts, False) if switch is None else self._on(switch)

    def _on(self, switch: Expr) -> Expr:
        return Expr(switch.text, PRIMARY, lambda p: switch.value(p) == 1)

    def _compared(self, depth: int, sorts: Sorts, mixed: bool) -> Expr:
        sign = self.rng.choice(["<=", ">=", "="] if mixed else list(SIGNS))
        left = self.number(depth, sorts, whole=not mixed)
        right = self.number(depth - 1, sorts, whole=not mixed)
        text = f"{self.joined(left, SUM)} {sign} {self.joined(right, SUM)}"
        return Expr(text, COMPARISON, lambda p: compare(sign, left, right, p))

    def _chained(self, depth: int, sorts: Sorts, mixed: bool) -> Expr:
        low, high = self.data(sorts, whole=not mixed), self.data(sorts, whole=not mixed)
        middle = self.number(depth - 1, sorts, whole=not mixed)
        text = f"-{low.within(POWER)} <= {self.joined(middle, SUM)} <= {self.joined(high, SUM)}"
        negative = Expr("", SIGN, lambda p: -low.value(p), low.whole)
        return Expr(
            text, COMPARISON, lambda p: all_of([compare("<=", negative, middle, p), compare("<=", middle, high, p)])
        )

    def _implied(self, kind: str, depth: int, sorts: Sorts, mixed: bool) -> Expr:
        first = self.condition(depth - 1, sorts)
        second = self.condition(depth - 1, sorts, mixed=mixed and kind == "=>")
        if kind == "=>":
            text = f"{self.joined(first, OR)} => {self.joined(second, IMPLIES)}"
            return Expr(text, IMPLIES, lambda p: any_of([np.logical_not(first.value(p)), second.value(p)]))
        text = f"{self.joined(first, IMPLIES)} <=> {self.joined(second, IMPLIES)}"
        return Expr(text, IFF, lambda p: np.equal(first.value(p), second.value(p)))

    def _quantified(self, depth: int, sorts: Sorts, mixed: bool) -> Expr:
        word, domain = self.rng.choice(["forall", "exists"]), self.domain(sorts)
        inner = self.condition(depth - 1, domain.sorts, mixed=mixed)
        combine = all_of if word == "forall" else any_of
        text = f"{word}{{{domain.text}}} {self.joined(inner, NOT)}"
        return Expr(text, NOT, lambda p: combine([inner.value(p.bound(s)) for s in domain.each(p)]))


def compare(sign: str, left: Expr, right: Expr, place: Place) -> Any:
    """Return where a comparison holds; of numbers that are not whole with the slack of the place."""
    a, b = left.value(place), right.value(place)
    if (left.whole and right.whole) or sign not in ("<=", ">=", "="):
        return SIGNS[sign](a, b)
    if sign == "=":
        return np.abs(a - b) <= place.slack
    return a - b <= place.slack if sign == "<=" else b - a <= place.slack
