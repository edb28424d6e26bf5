"""Expressions as LaTeX math; every name and text is escaped, and nothing of them can end the math."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

from llm_modeling.language import tree

Piece: TypeAlias = tuple[str, int]
"""Math and how tightly it binds, as below."""

_IFF, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _POWER, _ATOM = range(1, 10)
_RELATIONS = {"<=": r"\le", ">=": r"\ge", "=": "=", "!=": r"\ne"}
_CONNECTIVES = {
    "and": (r"\land", _AND),
    "or": (r"\lor", _OR),
    "=>": (r"\Rightarrow", _IFF),
    "<=>": (r"\Leftrightarrow", _IFF),
}
_SET_OPERATORS = {"union": r"\cup", "inter": r"\cap", "diff": r"\setminus", "cross": r"\times"}
_ITERATORS = {
    "sum": (r"\sum", _SUM),
    "prod": (r"\prod", _PRODUCT),
    "min": (r"\min", _PRODUCT),
    "max": (r"\max", _PRODUCT),
    "forall": (r"\bigwedge", _NOT),
    "exists": (r"\bigvee", _NOT),
    "count": (r"\operatorname*{count}", _PRODUCT),
    "alldifferent": (r"\operatorname*{alldifferent}", _PRODUCT),
}
_BRACKETS = {"abs": (r"\left|", r"\right|"), "floor": (r"\left\lfloor", r"\right\rfloor")} | {
    "ceil": (r"\left\lceil", r"\right\rceil"),
    "sqrt": (r"\sqrt{", "}"),
    "card": (r"\left|", r"\right|"),
}
_TEXT_ESCAPES = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "$": r"\textdollar{}",
    "&": r"\&",
    "%": r"\%",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
    "<": r"\textless{}",
    ">": r"\textgreater{}",
    "|": r"\textbar{}",
    "[": "{[}",
    "]": "{]}",
    "*": "{*}",
    ":": "{:}",
    "`": "'",
    '"': "''",
}


def visible(text: str) -> str:
    """Return text on one line, without characters that are not seen or that turn the direction of writing."""
    return "".join(c if c.isprintable() else " " if c in "\n\r\t" else "\ufffd" for c in text)


def latex_text(text: str) -> str:
    """Return plain text for LaTeX, every special character escaped."""
    return "".join(_TEXT_ESCAPES.get(c, c) for c in visible(text))


@dataclass(frozen=True)
class MathWriter:
    """Writes nodes; less and greater are the signs for < and >, which differ between LaTeX and Markdown."""

    less: str = "<"
    greater: str = ">"

    def write(self, node: tree.Node) -> str:
        """Return the math of a node."""
        return self._piece(node)[0]

    def name(self, name: str, *, bold: bool = False) -> str:
        """Return a declared name; variables are bold."""
        escaped = name.replace("_", r"\_")
        if bold:
            return rf"\mathbf{{{escaped}}}"
        return escaped if len(name) == 1 else rf"\mathit{{{escaped}}}"

    def domain(self, domain: tree.Domain) -> str:
        """Return `i \\in I,\\ j \\in J : condition`."""
        binders = r",\ ".join(self._binder(binder) for binder in domain.binders)
        return binders if domain.condition is None else rf"{binders} :\ {self.write(domain.condition)}"

    def _binder(self, binder: tree.Binder) -> str:
        names = ", ".join(self.name(name) for name in binder.names)
        names = f"({names})" if len(binder.names) > 1 else names
        return rf"{names} \in {self.write(binder.set)}" if names else self.write(binder.set)

    def _piece(self, node: tree.Node) -> Piece:
        return _RULES[type(node)](self, node)

    def _at(self, node: tree.Node, binding: int) -> str:
        """Return the math of a node, in parentheses if it binds less tightly."""
        text, own = self._piece(node)
        return text if own >= binding else rf"\left( {text} \right)"

    def _text(self, node: tree.Text) -> Piece:
        return rf"\text{{{latex_text(node.value)}}}", _ATOM

    def _number(self, node: tree.Number) -> Piece:
        if node.text == "inf":
            return r"\infty", _ATOM
        mantissa, _, exponent = node.text.lower().partition("e")
        if not exponent:
            return node.text, _ATOM
        return rf"{mantissa} \cdot 10^{{{exponent.lstrip('+')}}}", _PRODUCT

    def _reference(self, node: tree.ParameterRef | tree.VariableRef | tree.SetRef) -> Piece:
        name = self.name(node.name, bold=isinstance(node, tree.VariableRef))
        return f"{name}{self._subscripts(node.subscripts)}", _ATOM

    def _subscripts(self, subscripts: tuple[tree.Node, ...]) -> str:
        return f"_{{{', '.join(self.write(subscript) for subscript in subscripts)}}}" if subscripts else ""

    def _negative(self, node: tree.Negative) -> Piece:
        return f"-{self._at(node.operand, _PRODUCT)}", _SUM

    def _sum(self, node: tree.Sum) -> Piece:
        text = self._at(node.terms[0], _SUM)
        for term in node.terms[1:]:
            sign, term = ("-", term.operand) if isinstance(term, tree.Negative) else ("+", term)
            is_sum = isinstance(term, tree.Iterated) and term.operator == "sum"
            text += f" {sign} {self._at(term, _SUM if is_sum else _PRODUCT)}"
        return text, _SUM

    def _product(self, node: tree.Product) -> Piece:
        pieces = [self._at(factor, _POWER if k else _PRODUCT) for k, factor in enumerate(node.factors)]
        text = pieces[0]
        for piece in pieces[1:]:
            text += rf" \cdot {piece}" if piece[:1].isdigit() else rf" \, {piece}"
        return text, _PRODUCT

    def _arithmetic(self, node: tree.Arithmetic) -> Piece:
        if node.operator == "/":
            return rf"\frac{{{self.write(node.left)}}}{{{self.write(node.right)}}}", _POWER
        if node.operator == "^":
            return f"{self._at(node.left, _ATOM)}^{{{self.write(node.right)}}}", _POWER
        word = rf"\mathbin{{\mathrm{{{node.operator}}}}}"
        return f"{self._at(node.left, _PRODUCT)} {word} {self._at(node.right, _POWER)}", _PRODUCT

    def _comparison(self, node: tree.Comparison) -> Piece:
        relations = {**_RELATIONS, "<": self.less, ">": self.greater}
        text = self._at(node.operands[0], _SUM)
        for operator, operand in zip(node.operators, node.operands[1:], strict=True):
            text += f" {relations[operator]} {self._at(operand, _SUM)}"
        return text, _COMPARISON

    def _membership(self, node: tree.Membership) -> Piece:
        items = ", ".join(self.write(item) for item in node.items)
        left = f"({items})" if len(node.items) > 1 else items
        sign = r"\notin" if node.negated else r"\in"
        return f"{left} {sign} {self.write(node.set)}", _COMPARISON

    def _not(self, node: tree.Not) -> Piece:
        return rf"\lnot {self._at(node.operand, _ATOM)}", _NOT

    def _logic(self, node: tree.Logic) -> Piece:
        sign, binding = _CONNECTIVES[node.operator]
        return f" {sign} ".join(self._at(operand, binding + 1) for operand in node.operands), binding

    def _conditional(self, node: tree.Conditional) -> Piece:
        no = "0" if node.no is None else self.write(node.no)
        rows = rf"{self.write(node.yes)} & \text{{if }} {self.write(node.condition)} \\ {no} & \text{{otherwise}}"
        return rf"\begin{{cases}} {rows} \end{{cases}}", _ATOM

    def _call(self, node: tree.Call) -> Piece:
        arguments = r",\ ".join(self.write(argument) for argument in node.arguments)
        if node.function in _BRACKETS:
            left, right = _BRACKETS[node.function]
            return f"{left} {arguments} {right}", _ATOM
        operator = rf"\{node.function}" if node.function in ("min", "max", "exp", "log") else ""
        operator = operator or rf"\operatorname{{{node.function}}}"
        return rf"{operator}\left( {arguments} \right)", _ATOM

    def _iterated(self, node: tree.Iterated) -> Piece:
        sign, binding = _ITERATORS[node.operator]
        inner = _PRODUCT if node.operator in ("sum", "prod", "min", "max") else _ATOM
        return rf"{sign}_{{{self.domain(node.domain)}}} {self._at(node.body, inner)}", binding

    def _listed(self, node: tree.Listed) -> Piece:
        body = self.write(node.body)
        return (body if node.domain is None else rf"\left( {body} \right)_{{{self.domain(node.domain)}}}"), _ATOM

    def _piecewise(self, node: tree.PiecewiseLinear) -> Piece:
        lists = [r",\ ".join(self.write(entry) for entry in entries) for entries in (node.breakpoints, node.values)]
        return rf"\operatorname{{pwl}}\left( {self.write(node.argument)};\ {lists[0]};\ {lists[1]} \right)", _ATOM

    def _intervals(self, node: tree.NoOverlap | tree.Cumulative) -> Piece:
        word = "no\\_overlap" if isinstance(node, tree.NoOverlap) else "cumulative"
        parts = r",\ ".join(self.write(part) for part in node.parts)
        text = rf"\operatorname*{{{word}}}_{{{self.domain(node.domain)}}} \left( {parts} \right)"
        if isinstance(node, tree.Cumulative):
            return rf"{text} \le {self._at(node.capacity, _SUM)}", _COMPARISON
        return text, _ATOM

    def _range(self, node: tree.Range) -> Piece:
        first, last = self.write(node.first), self.write(node.last)
        if node.step is None:
            return rf"\{{{first}, \dots, {last}\}}", _ATOM
        second = self.write(tree.Sum(node.span, (node.first, node.step)))
        return rf"\{{{first}, {second}, \dots, {last}\}}", _ATOM

    def _set_literal(self, node: tree.SetLiteral) -> Piece:
        return rf"\{{{', '.join(self.write(member) for member in node.members)}\}}", _ATOM

    def _set_builder(self, node: tree.SetBuilder) -> Piece:
        names = ", ".join(self.name(name) for name in node.domain.names)
        names = f"({names})" if len(node.domain.names) > 1 else names
        return rf"\{{ {names} \mid {self.domain(node.domain)} \}}", _ATOM

    def _set_operation(self, node: tree.SetOperation) -> Piece:
        return f"{self._at(node.left, _ATOM)} {_SET_OPERATORS[node.operator]} {self._at(node.right, _ATOM)}", _PRODUCT


_RULES: dict[type[tree.Node], Callable[[MathWriter, Any], Piece]] = {
    tree.Number: MathWriter._number,
    tree.Text: MathWriter._text,
    tree.Truth: lambda _, node: (rf"\text{{{'true' if node.value else 'false'}}}", _ATOM),
    tree.IndexRef: lambda self, node: (self.name(node.name), _ATOM),
    tree.ParameterRef: MathWriter._reference,
    tree.VariableRef: MathWriter._reference,
    tree.SetRef: MathWriter._reference,
    tree.Negative: MathWriter._negative,
    tree.Sum: MathWriter._sum,
    tree.Product: MathWriter._product,
    tree.Arithmetic: MathWriter._arithmetic,
    tree.Comparison: MathWriter._comparison,
    tree.Membership: MathWriter._membership,
    tree.Not: MathWriter._not,
    tree.Logic: MathWriter._logic,
    tree.Conditional: MathWriter._conditional,
    tree.Call: MathWriter._call,
    tree.Iterated: MathWriter._iterated,
    tree.Listed: MathWriter._listed,
    tree.PiecewiseLinear: MathWriter._piecewise,
    tree.NoOverlap: MathWriter._intervals,
    tree.Cumulative: MathWriter._intervals,
    tree.Range: MathWriter._range,
    tree.SetLiteral: MathWriter._set_literal,
    tree.SetBuilder: MathWriter._set_builder,
    tree.SetOperation: MathWriter._set_operation,
}
