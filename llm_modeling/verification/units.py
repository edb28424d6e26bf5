"""Units as dimension and scale: physical ones by pint, currencies each a dimension of its own, counted things too.

A counted thing (piece, truck, person) is a dimension named after it; generic words for one (piece, item, unit) are
all the same dimension. Nothing in a unit is evaluated: words are looked up, exponents are small integers.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache

import pint

from llm_modeling.verification.wording import stem, words

CURRENCIES = {
    "EUR": ("eur", "euro", "€"),
    "USD": ("usd", "dollar", "$"),
    "GBP": ("gbp", "pound sterling", "£"),
    "CHF": ("chf", "franc"),
    "JPY": ("jpy", "yen"),
    "CNY": ("cny", "rmb", "yuan"),
    "INR": ("inr", "rupee"),
    "SEK": ("sek", "krona"),
    "NOK": ("nok", "krone"),
    "DKK": ("dkk",),
    "PLN": ("pln", "zloty"),
    "CAD": ("cad",),
    "AUD": ("aud",),
    "BRL": ("brl", "real"),
}
_CURRENCY_OF = {word: name for name, names in CURRENCIES.items() for word in names}
_MULTIPLES = {
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "dozen": 12.0,
    "hundred": 100.0,
    "percent": 0.01,
    "%": 0.01,
    "pct": 0.01,
}
_CURRENCY_MULTIPLES = {"k": 1e3, "m": 1e6}
GENERIC = frozenset({"piece", "item", "unit", "each", "pc", "pcs", "count", "number", "copy"})
_COUNTED = frozenset(
    words(
        "person worker employee nurse driver man woman child pupil student customer truck car van bus vehicle plane "
        "aircraft ship boat train bike bicycle machine tool table chair desk bed room house box bag crate pallet "
        "container barrel bottle can package parcel order job task shift trip tour route batch lot roll strip sheet "
        "panel book phone lamp toy stool sofa shirt dress animal cow pig chicken tree plant ticket seat ad "
        "advertisement spot share point portion serving meal pill tablet dose server robot team crew squad visit call "
        "message load pack carton head block"
    )
)
_DURATIONS = ("second", "minute", "hour", "day", "week", "month", "year")
_TOKEN = re.compile(r"\s*(?:(?P<word>[A-Za-z_€$£%µ°]+)|(?P<number>\d+(?:\.\d+)?)|(?P<sign>\*\*|[*/^()·-])|(?P<bad>.))")
_MAX_EXPONENT = 6


class UnknownUnitError(ValueError):
    """A unit has a word that is no unit, or cannot be read; word says which."""

    def __init__(self, word: str) -> None:
        super().__init__(word)
        self.word = word


Dimension = tuple[tuple[str, int], ...]


@dataclass(frozen=True)
class Unit:
    """A unit: powers of base dimensions, and how many base units one of it is.

    Dimensions in angle brackets are counted things; () is a pure number.
    """

    dimension: Dimension = ()
    scale: float = 1.0
    name: str = field(default="", compare=False)

    def __mul__(self, other: Unit) -> Unit:
        return Unit(_product(self.dimension, other.dimension, 1), self.scale * other.scale, f"{self} {other}".strip())

    def __truediv__(self, other: Unit) -> Unit:
        scale = self.scale / other.scale
        return Unit(_product(self.dimension, other.dimension, -1), scale, f"{self} / {other}".strip())

    def __pow__(self, exponent: int) -> Unit:
        dimension = tuple((name, power * exponent) for name, power in self.dimension if exponent)
        return Unit(dimension, self.scale**exponent, f"{self}^{exponent}")

    def __str__(self) -> str:
        return self.name

    @property
    def physical(self) -> Dimension:
        """The dimension without counted things."""
        return tuple((name, power) for name, power in self.dimension if not name.startswith("<"))

    @property
    def counts_only(self) -> bool:
        """Whether it is one counted thing and nothing else: piece, truck, person."""
        return len(self.dimension) == 1 and self.dimension[0][0].startswith("<") and self.dimension[0][1] == 1


PURE = Unit()


def _product(left: Dimension, right: Dimension, sign: int) -> Dimension:
    powers = Counter(dict(left))
    for name, power in right:
        powers[name] += sign * power
    return tuple(sorted((name, power) for name, power in powers.items() if power))


def parse_unit(text: str, counted: Iterable[str] = ()) -> Unit:
    """Return the unit that a text such as `EUR / kg`, `km/h`, `t per day` or `million EUR` names.

    counted are further words, in the singular, that name counted things. Raises UnknownUnitError with the word.
    """
    prepared = re.sub(r"\bper\b", "/", text.replace("²", "^2").replace("³", "^3")).replace("per cent", "percent")
    tokens = [match for match in _TOKEN.finditer(prepared.strip()) if match.group().strip()]
    if len(tokens) > 40:
        raise UnknownUnitError(text[:40])
    reader = _Reader(tokens, frozenset(counted))
    unit = reader.product()
    if reader.place < len(tokens):
        raise UnknownUnitError(tokens[reader.place].group().strip())
    return Unit(unit.dimension, unit.scale, text.strip())


class _Reader:
    """Reads factors, `*` and blanks multiply, `/` divides by the next factor."""

    def __init__(self, tokens: list[re.Match[str]], counted: frozenset[str]) -> None:
        self.tokens = tokens
        self.counted = counted
        self.place = 0

    def product(self) -> Unit:
        unit, divide = PURE, False
        while self.place < len(self.tokens):
            sign = self.tokens[self.place].group("sign")
            if sign == ")":
                break
            if sign in ("*", "/", "·", "-"):
                divide = sign == "/"
                self.place += 1
                continue
            factor = self.factor()
            unit, divide = (unit / factor if divide else unit * factor), False
        return unit

    def factor(self) -> Unit:
        token = self.tokens[self.place]
        self.place += 1
        if token.group("sign") == "(":
            unit = self.product()
            if self.place >= len(self.tokens) or self.tokens[self.place].group("sign") != ")":
                raise UnknownUnitError("(")
            self.place += 1
        elif token.group("number"):
            unit = Unit((), float(token.group("number")) or 1.0)
        elif token.group("word"):
            unit = _word(token.group("word"), self.counted)
        else:
            raise UnknownUnitError(token.group().strip())
        if self.place < len(self.tokens) and self.tokens[self.place].group("sign") in ("^", "**"):
            self.place += 1
            unit **= self._exponent()
        return unit

    def _exponent(self) -> int:
        sign = 1
        if self.place < len(self.tokens) and self.tokens[self.place].group("sign") == "-":
            sign = -1
            self.place += 1
        number = self.tokens[self.place].group("number") if self.place < len(self.tokens) else None
        if number is None or not number.isdigit() or int(number) > _MAX_EXPONENT:
            raise UnknownUnitError("^")
        self.place += 1
        return sign * int(number)


def _word(word: str, counted: frozenset[str]) -> Unit:
    lower = word.lower()
    single = stem(lower)
    if lower in _MULTIPLES:
        return Unit((), _MULTIPLES[lower])
    for candidate in (lower, single):
        if candidate in _CURRENCY_OF:
            return Unit(((f"[{_CURRENCY_OF[candidate]}]", 1),))
    if lower[0] in _CURRENCY_MULTIPLES and lower[1:] in _CURRENCY_OF:
        return Unit(((f"[{_CURRENCY_OF[lower[1:]]}]", 1),), _CURRENCY_MULTIPLES[lower[0]])
    if single in GENERIC:
        return Unit((("<piece>", 1),))
    if single in _COUNTED or (single in counted and single not in _DURATIONS and _physical(word) is None):
        return Unit(((f"<{single}>", 1),))
    unit = _physical(word)
    if unit is None:
        unit = _physical(single)
    if unit is None:
        raise UnknownUnitError(word)
    return unit


@lru_cache(maxsize=1)
def _registry() -> pint.UnitRegistry[float]:
    return pint.UnitRegistry(cache_folder=None)


@lru_cache(maxsize=1024)
def _physical(word: str) -> Unit | None:
    """Return the unit that pint knows by a word, None if it knows none; prefixes stand before names of units only."""
    registry = _registry()
    try:
        found = registry.parse_unit_name(word)
        if not found:
            found = registry.parse_unit_name(word.lower()) if len(word) > 3 else ()
        if not found:
            return None
        name = f"{found[0][0]}{found[0][1]}"
        factor, base = registry.get_base_units(registry.Unit(name))
        powers = {str(k).strip("[]"): round(float(str(v))) for k, v in registry.get_dimensionality(base).items()}
    except (pint.errors.PintError, ValueError, TypeError, AttributeError):
        return None
    return Unit(tuple(sorted((f"[{k}]", power) for k, power in powers.items())), float(str(factor)))


def factor_between(left: Unit, right: Unit) -> float | None:
    """Return how many of right one of left is, None if they do not measure the same; counted things do not matter."""
    return left.scale / right.scale if left.physical == right.physical else None
