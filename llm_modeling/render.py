"""A formulation to read: LaTeX or Markdown, with each constraint beside the sentence that it comes from.

Titles, descriptions, quotes and members are text: they are escaped, so that none of them can bring in a command of
LaTeX, a tag of HTML or markup. Math in Markdown is LaTeX between dollar signs, as GitHub, KaTeX and MathJax read it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator
from dataclasses import dataclass

from llm_modeling.formulation import Formulation, Goal, SetSpec, VariableKind
from llm_modeling.language import tree
from llm_modeling.render_math import MathWriter, latex_text, visible
from llm_modeling.resolve import resolve
from llm_modeling.typed import TypedConstraint, TypedModel, TypedParameter, TypedSet, TypedVariable

_MEMBERS_SHOWN = 12
_MARKDOWN_SPECIAL = frozenset("\\`*_{}[]#|~$!:@^")
_HTML = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def render_latex(formulation: Formulation) -> str:
    """Return the formulation as a LaTeX fragment that needs amsmath and amssymb.

    Raises FormulationError as resolve does.
    """
    return "\n".join(_lines(resolve(formulation), _Latex(MathWriter()))) + "\n"


def render_markdown(formulation: Formulation) -> str:
    """Return the formulation as Markdown with math; raises FormulationError as resolve does."""
    text = "\n".join(_lines(resolve(formulation), _Markdown(MathWriter(r"\lt", r"\gt")))) + "\n"
    return text.replace("\n\n\n", "\n\n").strip() + "\n"


def markdown_text(text: str) -> str:
    """Return plain text for Markdown, every character with a meaning escaped."""
    escaped = (_HTML.get(c) or (f"\\{c}" if c in _MARKDOWN_SPECIAL else c) for c in visible(text))
    return "".join(escaped).replace("www.", "www\\.")


@dataclass(frozen=True)
class _Dialect(ABC):
    """How headings, items and formulas are written; math is what the writer returns, text is not yet escaped."""

    math: MathWriter

    @abstractmethod
    def heading(self, text: str, level: int) -> str: ...

    @abstractmethod
    def text(self, text: str) -> str: ...

    @abstractmethod
    def inline(self, math: str) -> str: ...

    @abstractmethod
    def items(self, items: list[str]) -> list[str]: ...

    @abstractmethod
    def display(self, title: str, math: str, quote: str) -> list[str]: ...


class _Latex(_Dialect):
    def heading(self, text: str, level: int) -> str:
        return rf"\{'sub' * (level - 1)}section*{{{latex_text(text)}}}"

    def text(self, text: str) -> str:
        return latex_text(text)

    def inline(self, math: str) -> str:
        return f"${math}$"

    def items(self, items: list[str]) -> list[str]:
        return [r"\begin{itemize}", *(rf"  \item {item}" for item in items), r"\end{itemize}"] if items else []

    def display(self, title: str, math: str, quote: str) -> list[str]:
        said = rf" \emph{{``{latex_text(quote)}''}}" if quote else ""
        return [rf"\paragraph{{{latex_text(title)}}}{said}", r"\[", f"  {math}", r"\]"]


class _Markdown(_Dialect):
    def heading(self, text: str, level: int) -> str:
        return f"\n{'#' * level} {markdown_text(text)}\n"

    def text(self, text: str) -> str:
        return markdown_text(text)

    def inline(self, math: str) -> str:
        return f"${math}$"

    def items(self, items: list[str]) -> list[str]:
        return [f"- {item}" for item in items]

    def display(self, title: str, math: str, quote: str) -> list[str]:
        said = [f"> {markdown_text(quote)}", ""] if quote else []
        return [f"**{markdown_text(title)}**", "", *said, "$$", math, "$$", ""]


def _lines(model: TypedModel, dialect: _Dialect) -> Iterator[str]:
    formulation = model.formulation
    yield dialect.heading(formulation.title or "Model", 1)
    if formulation.notes:
        yield dialect.text(formulation.notes)
    sections = (
        ("Sets", [_set(entry, dialect) for entry in model.sets.values()]),
        ("Parameters", [_parameter(entry, dialect) for entry in model.parameters.values()]),
        ("Variables", [_variable(entry, dialect) for entry in model.variables.values()]),
    )
    for title, items in sections:
        if items:
            yield dialect.heading(title, 2)
            yield from dialect.items(items)
    yield from _objectives(model, dialect)
    if model.constraints:
        yield dialect.heading("Constraints", 2)
        for constraint in model.constraints:
            yield from dialect.display(constraint.spec.name, _constraint(constraint, dialect), constraint.spec.quote)
    if formulation.assumptions:
        yield dialect.heading("Assumptions", 2)
        yield from dialect.items([dialect.text(assumption) for assumption in formulation.assumptions])


def _objectives(model: TypedModel, dialect: _Dialect) -> Iterator[str]:
    several = len(model.objectives) > 1
    if model.objectives:
        yield dialect.heading("Objectives" if several else "Objective", 2)
    for objective in sorted(model.objectives, key=lambda entry: -entry.spec.priority):
        spec = objective.spec
        operator = r"\min" if spec.sense is Goal.MINIMIZE else r"\max"
        title = f"{spec.name} (priority {spec.priority}, weight {spec.weight:g})" if several else spec.name
        yield from dialect.display(title, rf"{operator} \quad {dialect.math.write(objective.expression)}", spec.quote)


def _constraint(typed: TypedConstraint, dialect: _Dialect) -> str:
    math = dialect.math.write(typed.expression)
    return math if typed.domain is None else rf"{math} \qquad \forall\, {dialect.math.domain(typed.domain)}"


def _set(typed: TypedSet, dialect: _Dialect) -> str:
    spec = typed.spec
    math = dialect.math.name(spec.name)
    if typed.expression is not None:
        math += f" = {dialect.math.write(typed.expression)}"
    elif spec.members or spec.tuples:
        math += rf" = \{{{_members(spec, dialect)}\}}"
    source = f"from {spec.table}: {', '.join(spec.columns)}" if spec.table else ""
    return _item(dialect, math, "ordered" if spec.ordered else "", source, spec.description)


def _members(spec: SetSpec, dialect: _Dialect) -> str:
    entries = spec.tuples or tuple((member,) for member in spec.members)
    shown = []
    for entry in entries[:_MEMBERS_SHOWN]:
        parts = [rf"\text{{{latex_text(part)}}}" if isinstance(part, str) else str(part) for part in entry]
        shown.append(parts[0] if len(parts) == 1 else f"({', '.join(parts)})")
    return ", ".join([*shown, r"\dots"] if len(entries) > _MEMBERS_SHOWN else shown)


def _parameter(typed: TypedParameter, dialect: _Dialect) -> str:
    spec = typed.spec
    math = _indexed(spec.name, typed.domain, dialect, bold=False)
    if typed.expression is not None:
        math += f" = {dialect.math.write(typed.expression)}"
    elif spec.value is not None:
        math += f" = {spec.value:.15g}"
    math += _over(typed.domain, dialect)
    source = f"from {spec.table}" if spec.table else ""
    return _item(dialect, math, spec.unit, source, spec.description)


def _variable(typed: TypedVariable, dialect: _Dialect) -> str:
    spec = typed.spec
    math = _indexed(spec.name, typed.domain, dialect, bold=True)
    lower, upper = dialect.math.write(typed.lower), dialect.math.write(typed.upper)
    if spec.kind is not VariableKind.BINARY:
        math = math if lower == r"-\infty" else rf"{lower} \le {math}"
        math = math if upper == r"\infty" else rf"{math} \le {upper}"
    else:
        math += r" \in \{0, 1\}"
    kind = spec.kind.value if spec.kind is VariableKind.INTEGER else ""
    return _item(dialect, math + _over(typed.domain, dialect), kind, spec.unit, spec.description)


def _indexed(name: str, domain: tree.Domain | None, dialect: _Dialect, *, bold: bool) -> str:
    math = dialect.math.name(name, bold=bold)
    names = domain.names if domain is not None else ()
    return f"{math}_{{{', '.join(dialect.math.name(n) for n in names)}}}" if names else math


def _over(domain: tree.Domain | None, dialect: _Dialect) -> str:
    return "" if domain is None else rf" \quad \forall\, {dialect.math.domain(domain)}"


def _item(dialect: _Dialect, math: str, *remarks: str) -> str:
    texts = [dialect.text(remark) for remark in remarks if remark]
    return ", ".join([dialect.inline(math), *texts])
