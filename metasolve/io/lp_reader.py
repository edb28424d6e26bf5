"""The LP reader, strict: the format of CPLEX as far as it is linear.

As in HiGHS 1.15 and SCIP 10 an upper bound below 0 leaves the lower bound at 0, general columns have no default
upper bound, the bounds of binary columns are cut to [0, 1], and 1e20 and beyond is infinite. Repeated terms of an
expression are added up. Rows without a name become r0, r1, ... by their position.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass, field

from metasolve.errors import ModelDataError, UnsupportedModelError
from metasolve.io.lp_words import INFINITY_WORDS, UNSUPPORTED, heading, is_name, is_number, tokens
from metasolve.io.numerals import INFINITE
from metasolve.matrix import CsrMatrix
from metasolve.problem import INF, Integrality, Problem

_PROBLEM_NAME = re.compile(r"\\\s*Problem name:[ \t]*(.*)")
_NONLINEAR = {"[": "a quadratic expression", "^": "a quadratic expression", "->": "an indicator row"}
_FLIPPED = {"<=": ">=", ">=": "<=", "=": "="}
_COMPARISONS = {"<": "<=", "<=": "<=", "=<": "<=", ">": ">=", ">=": ">=", "=>": ">=", "=": "="}


@dataclass
class _Section:
    """The tokens of one section, read from front to back."""

    kind: str
    line: int
    path: str
    words: list[str] = field(default_factory=list)
    lines: list[int] = field(default_factory=list)
    at: int = 0

    def peek(self, ahead: int = 0) -> str:
        """Return a token to come, "" beyond the end."""
        k = self.at + ahead
        return self.words[k] if k < len(self.words) else ""

    def take(self) -> str:
        word = self.peek()
        self.at += 1
        return word

    def error(self, reason: str, at: int | None = None) -> ModelDataError:
        """Return the error that says reason about the token at a position, the next one by default."""
        k = min(self.at if at is None else at, len(self.words) - 1)
        return ModelDataError(reason, self.path, self.lines[k] if self.lines else self.line)

    def unexpected(self, wanted: str) -> ModelDataError:
        """Return the error that says what stands here instead of what is wanted."""
        word = self.peek()
        error = self.error(f"expected {wanted} instead of {word or 'the end of the section'}")
        if word in _NONLINEAR:
            return UnsupportedModelError(f"{_NONLINEAR[word]} ({word}) is not supported", error.path, error.line)
        return error

    def begins_row(self) -> bool:
        """Return whether a label comes next."""
        return self.peek(1) == ":" and is_name(self.peek())

    def label(self) -> str | None:
        if not self.begins_row():
            return None
        name = self.take()
        self.at += 1
        return name


@dataclass
class _Expression:
    """Coefficients by column, a constant, and whether one was written."""

    terms: dict[str, float] = field(default_factory=dict)
    constant: float = 0.0
    has_constant: bool = False


@dataclass
class _Model:
    """What has been read so far; columns are numbered as they appear."""

    path: str
    columns: dict[str, int] = field(default_factory=dict)
    row_names: list[str | None] = field(default_factory=list)
    labels: set[str] = field(default_factory=set)
    entries: list[tuple[int, int, float]] = field(default_factory=list)
    sides: list[tuple[float, float]] = field(default_factory=list)
    lower: dict[str, float] = field(default_factory=dict)
    upper: dict[str, float] = field(default_factory=dict)
    kinds: dict[str, set[str]] = field(default_factory=lambda: {"integer": set(), "binary": set(), "semi": set()})


def parse_lp(data: bytes, path: str) -> Problem:
    """Return the problem of an LP file; path is its name in messages.

    Raises ModelDataError, or UnsupportedModelError at a part that is not linear.
    """
    text = _decoded(data, path)
    sections = _split(text, path)
    model = _Model(path)
    objective = _read_objective(sections[0], model)
    for section in sections[1:]:
        if section.kind == "rows":
            _read_rows(section, model)
        elif section.kind == "bounds":
            _read_bounds(section, model)
        else:
            _read_kinds(section, model)
    name = _PROBLEM_NAME.match(text)
    return _problem(model, objective, sections[0].kind, "" if name is None else name[1].strip())


def _decoded(data: bytes, path: str) -> str:
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ModelDataError("is not UTF-8 text; is this an LP file?", path, line) from error


def _split(text: str, path: str) -> list[_Section]:
    sections: list[_Section] = []
    number = 0
    for number, whole in enumerate(text.split("\n"), start=1):
        line = whole.partition("\\")[0]
        found = heading(line)
        if found is not None:
            kind, end = found
            line = line[end:]
            if kind in UNSUPPORTED:
                raise UnsupportedModelError(f"section {whole.strip()} ({kind}) is not supported", path, number)
            if (kind in ("min", "max")) == bool(sections):
                reason = "a second objective begins" if sections else f"{whole.strip()} stands before the objective"
                raise ModelDataError(reason, path, number)
            if kind == "end":
                return sections
            sections.append(_Section(kind, number, path))
        words = tokens(line)
        if words and not sections:
            raise ModelDataError(f"{words[0]} stands before Minimize or Maximize; is this an LP file?", path, number)
        if words:
            sections[-1].words += words
            sections[-1].lines += [number] * len(words)
    raise ModelDataError("the file ends without End; it is truncated", path, number)


def _read_objective(section: _Section, model: _Model) -> _Expression:
    section.label()
    objective = _read_expression(section, model)
    if section.peek():
        raise section.unexpected("a term of the objective")
    if math.isinf(objective.constant):
        raise section.error("the constant of the objective is infinite")
    return objective


def _read_expression(section: _Section, model: _Model) -> _Expression:
    """Return the expression that stands next; it ends at the first token that does not continue it."""
    result = _Expression()
    first = True
    while first or section.peek() in ("+", "-"):
        sign, signed = _read_sign(section)
        word = section.peek()
        if word and is_number(word):
            value = sign * _number(section)
            if is_name(section.peek() or "+") and not section.begins_row():
                _add(result, section, model, value)
            else:
                result.constant += value
                result.has_constant = True
        elif word and is_name(word) and not section.begins_row():
            _add(result, section, model, sign)
        elif signed:
            raise section.unexpected("a term")
        else:
            break
        first = False
    return result


def _add(expression: _Expression, section: _Section, model: _Model, value: float) -> None:
    if math.isinf(value):
        raise section.error(f"the coefficient of column {section.peek()} is infinite")
    name = section.take()
    model.columns.setdefault(name, len(model.columns))
    expression.terms[name] = expression.terms.get(name, 0.0) + value


def _read_sign(section: _Section) -> tuple[float, bool]:
    sign, start = 1.0, section.at
    while section.peek() in ("+", "-"):
        sign = -sign if section.take() == "-" else sign
    return sign, section.at > start


def _number(section: _Section) -> float:
    word = section.take()
    value = INF if word.lower() in INFINITY_WORDS else float(word)
    return INF if value >= INFINITE else value


def _signed_number(section: _Section, wanted: str) -> float:
    sign, _ = _read_sign(section)
    if not is_number(section.peek() or "+"):
        raise section.unexpected(wanted)
    return sign * _number(section)


def _comparison(section: _Section) -> str:
    if section.peek() not in _COMPARISONS:
        raise section.unexpected("<=, >= or =")
    return _COMPARISONS[section.take()]


def _read_rows(section: _Section, model: _Model) -> None:
    while section.peek():
        start = section.at
        name = section.label()
        if name in model.labels:
            raise section.error(f"row {name} appears twice", start)
        lower, upper, expression = _read_row(section, model)
        if lower == INF or upper == -INF:
            raise section.error("the side of a row is infinite, so no value is left", start)
        if section.peek() and section.lines[section.at] == section.lines[section.at - 1] and not section.begins_row():
            raise section.unexpected("the end of the row")
        row = len(model.sides)
        model.entries += [(row, model.columns[column], value) for column, value in expression.terms.items()]
        model.sides.append((lower, upper))
        model.row_names.append(name)
        if name is not None:
            model.labels.add(name)


def _read_row(section: _Section, model: _Model) -> tuple[float, float, _Expression]:
    """Return lower side, upper side and the terms of a row; constants go to the sides."""
    expression = _read_expression(section, model)
    comparison = _comparison(section)
    if expression.has_constant and not expression.terms:
        left = expression.constant
        expression = _read_expression(section, model)
        lower, upper = _sides(_FLIPPED[comparison], left)
        if section.peek() in _COMPARISONS:
            if comparison == "=" or _COMPARISONS[section.peek()] != comparison:
                raise section.unexpected(f"{comparison} as on the left")
            section.at += 1
            right = _sides(comparison, _signed_number(section, "a number on the right"))
            lower, upper = max(lower, right[0]), min(upper, right[1])
    else:
        lower, upper = _sides(comparison, _signed_number(section, "a number on the right"))
    if math.isinf(expression.constant):
        raise section.error("an infinite number stands among the terms", section.at - 1)
    return lower - expression.constant, upper - expression.constant, expression


def _sides(comparison: str, value: float) -> tuple[float, float]:
    """Return the interval of an x that compares like this to value."""
    return (value if comparison != "<=" else -INF), (value if comparison != ">=" else INF)


def _read_bounds(section: _Section, model: _Model) -> None:
    while section.peek():
        if is_name(section.peek()):
            name = _bounded_column(section, model)
            if section.peek().lower() == "free":
                section.at += 1
                _set_bound(section, model.lower, "lower", name, -INF)
                _set_bound(section, model.upper, "upper", name, INF)
                continue
        else:
            value = _signed_number(section, "a bound or a column")
            comparison = _FLIPPED[_comparison(section)]
            if not is_name(section.peek() or "+"):
                raise section.unexpected("a column")
            name = _bounded_column(section, model)
            _apply_bound(section, model, name, comparison, value)
            if section.peek() not in _COMPARISONS:
                continue
        _apply_bound(section, model, name, _comparison(section), _signed_number(section, "a bound"))


def _bounded_column(section: _Section, model: _Model) -> str:
    """Return the column that stands next; a new one is added, as HiGHS and SCIP do."""
    name = section.take()
    model.columns.setdefault(name, len(model.columns))
    return name


def _apply_bound(section: _Section, model: _Model, name: str, comparison: str, value: float) -> None:
    if comparison != "<=":
        _set_bound(section, model.lower, "lower", name, value)
    if comparison != ">=":
        _set_bound(section, model.upper, "upper", name, value)


def _set_bound(section: _Section, side: dict[str, float], word: str, name: str, value: float) -> None:
    if name in side:
        raise section.error(f"the {word} bound of column {name} is set twice; keep one", section.at - 1)
    if value == (INF if word == "lower" else -INF):
        raise section.error(f"the {word} bound of column {name} is {value}; no value is left", section.at - 1)
    side[name] = value


def _read_kinds(section: _Section, model: _Model) -> None:
    for k, name in enumerate(section.words):
        if name not in model.columns:
            raise section.error(f"column {name} is in no objective, row or bound", k)
    model.kinds[section.kind].update(section.words)


def _problem(model: _Model, objective: _Expression, sense: str, name: str) -> Problem:
    names = list(model.columns)
    lower, upper = dict(model.lower), dict(model.upper)
    for column in model.kinds["binary"]:
        lower[column] = max(lower.get(column, 0.0), 0.0)
        upper[column] = min(upper.get(column, 1.0), 1.0)
    integers, semi = model.kinds["integer"] | model.kinds["binary"], model.kinds["semi"]
    kinds = [Integrality.INTEGER * (j in integers) + Integrality.SEMICONTINUOUS * (j in semi) for j in names]
    rows, columns, values = zip(*model.entries, strict=True) if model.entries else ((), (), ())
    return Problem.from_arrays(
        [objective.terms.get(column, 0.0) for column in names],
        CsrMatrix.from_coo((len(model.sides), len(names)), rows, columns, values),
        [side[0] for side in model.sides],
        [side[1] for side in model.sides],
        [lower.get(column, 0.0) for column in names],
        [upper.get(column, INF) for column in names],
        kinds,
        offset=objective.constant,
        sense=sense,
        col_names=names,
        row_names=_row_names(model),
        name=name,
    )


def _row_names(model: _Model) -> list[str]:
    result = []
    for position, label in enumerate(model.row_names):
        name = f"r{position}" if label is None else label
        while label is None and name in model.labels:
            name += "_"
        result.append(name)
    return result
