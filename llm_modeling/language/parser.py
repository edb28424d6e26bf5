"""The parser: text to a tree by precedence climbing, with a cap on nesting. The grammar is in LANGUAGE.md."""

from __future__ import annotations

from dataclasses import replace

from llm_modeling.errors import Span, did_you_mean
from llm_modeling.language import tree
from llm_modeling.language.cursor import Cursor
from llm_modeling.language.tokens import TokenKind

_ANY, _IFF, _IMPLIES, _OR, _AND, _NOT, _COMPARISON, _SUM, _PRODUCT, _SIGN, _POWER = range(11)
_COMPARISONS = ("<=", ">=", "<", ">", "=", "!=")
_BINDING = {
    "<=>": _IFF,
    "=>": _IMPLIES,
    "or": _OR,
    "and": _AND,
    **dict.fromkeys((*_COMPARISONS, "in", "not"), _COMPARISON),
    **dict.fromkeys(("+", "-"), _SUM),
    **dict.fromkeys(("*", "/", "mod", "div"), _PRODUCT),
    "^": _POWER,
}
_SET_OPERATORS = ("union", "inter", "diff", "cross")
_BODY_BINDING = {
    **dict.fromkeys(("sum", "prod", "min", "max"), _PRODUCT),
    **dict.fromkeys(("forall", "exists"), _NOT),
    "count": _SIGN,
    "alldifferent": _SUM,
}
_OF_SETS = ("first", "last", "card")
_ARITIES = {
    "abs": (1, 1), "floor": (1, 1), "ceil": (1, 1), "round": (1, 1), "sqrt": (1, 1), "exp": (1, 1), "log": (1, 1),
    "ord": (1, 1), "next": (1, 2), "prev": (1, 2), "nextw": (1, 2), "prevw": (1, 2), "first": (1, 1), "last": (1, 1),
    "card": (1, 1), "min": (1, 1_000), "max": (1, 1_000),
}  # fmt: skip
_AFTER_NUMBER = ("..", "+", "-", "*", "/", "^", "mod", "div")
_PART_COUNTS = {"no_overlap": (2, 3), "cumulative": (3, 3)}


def parse_expression(text: str) -> tree.Node:
    """Return the tree of an expression, a condition or a constraint.

    Raises ExpressionError with the column and what was expected there.
    """
    parser = _Parser(text)
    node = parser.expression(_ANY)
    parser.finish("an operator")
    return node


def parse_domain(text: str, *, unnamed: bool = False) -> tree.Domain:
    """Return the tree of an index such as `i in I, j in J: i != j`; if unnamed, `I, J` will do."""
    parser = _Parser(text)
    node = parser.domain(unnamed=unnamed)
    parser.finish("`,` or `:`")
    return node


def parse_set(text: str) -> tree.Node:
    """Return the tree of a set such as `1..T` or `{i in I, j in J: dist[i,j] <= R}`."""
    parser = _Parser(text)
    node = parser.set_expression()
    parser.finish("a set operator")
    return node


class _Parser:
    """Recursive descent over one text; every recursion counts a level on the cursor."""

    def __init__(self, text: str) -> None:
        self.cursor = Cursor(text)
        if self.cursor.next.kind is TokenKind.END:
            self.cursor.refuse("there is nothing to read: the expression is empty")

    def finish(self, expected: str) -> None:
        token = self.cursor.next
        if token.kind is not TokenKind.END:
            advice = "write `*` for a product" if token.kind in (TokenKind.NAME, TokenKind.NUMBER) else None
            self.cursor.refuse(f"expected {expected} or the end instead of {token.described}", advice)

    def expression(self, minimum: int) -> tree.Node:
        cursor = self.cursor
        cursor.deeper()
        left = self.prefix()
        levels = 1
        while (binding := self._binding()) >= max(minimum, 1):
            cursor.deeper()  # a chain of divisions is a deep tree, although this loop is flat
            levels += 1
            left = self.infix(left, binding)
        cursor.shallower(levels)
        return left

    def _binding(self) -> int:
        token = self.cursor.next
        if token.kind not in (TokenKind.SYMBOL, TokenKind.KEYWORD):
            return 0
        return _BINDING.get(token.text, 0)

    def infix(self, left: tree.Node, binding: int) -> tree.Node:
        if binding == _SUM:
            return self._sum(left)
        if binding == _PRODUCT:
            return self._product(left)
        if binding == _COMPARISON:
            return self._comparison(left)
        operator = self.cursor.advance()
        if binding == _POWER:
            right = self.expression(_POWER)
            return tree.Arithmetic(left.span.to(right.span), "^", left, right)
        if binding in (_AND, _OR):
            operands = [left, self.expression(binding + 1)]
            while self.cursor.accept(operator.text):
                operands.append(self.expression(binding + 1))
            return tree.Logic(left.span.to(operands[-1].span), operator.text, tuple(operands))
        right = self.expression(binding + 1 if binding == _IFF else binding)
        if binding == _IFF and self.cursor.at("<=>"):
            self.cursor.refuse("`<=>` cannot be chained", "put parentheses around one of them")
        return tree.Logic(left.span.to(right.span), operator.text, (left, right))

    def _sum(self, left: tree.Node) -> tree.Node:
        terms = [left]
        while (sign := self.cursor.accept("+", "-")) is not None:
            term = self.expression(_PRODUCT)
            terms.append(tree.Negative(sign.span.to(term.span), term) if sign.text == "-" else term)
        return tree.Sum(left.span.to(terms[-1].span), tuple(terms))

    def _product(self, left: tree.Node) -> tree.Node:
        if not self.cursor.at("*"):
            operator = self.cursor.advance().text
            right = self.expression(_SIGN)
            return tree.Arithmetic(left.span.to(right.span), operator, left, right)
        factors = [left]
        while self.cursor.accept("*"):
            factors.append(self.expression(_SIGN))
        return tree.Product(left.span.to(factors[-1].span), tuple(factors))

    def _comparison(self, left: tree.Node) -> tree.Node:
        if self.cursor.at("in", "not"):
            return self._membership((left,), left.span)
        operands, operators = [left], []
        while (operator := self.cursor.accept(*_COMPARISONS)) is not None:
            operators.append(operator.text)
            operands.append(self.expression(_SUM))
        if self.cursor.at("in", "not"):
            self.cursor.refuse("a comparison cannot be followed by `in`", "join the two by `and`")
        return tree.Comparison(left.span.to(operands[-1].span), tuple(operands), tuple(operators))

    def _membership(self, items: tuple[tree.Node, ...], start: Span) -> tree.Node:
        negated = self.cursor.accept("not") is not None
        self.cursor.expect("in", "after `not`" if negated else "after a tuple, as in `(i, j) in ARCS`,")
        node = self.set_expression()
        return tree.Membership(start.to(node.span), items, node, negated)

    def prefix(self) -> tree.Node:
        cursor, token = self.cursor, self.cursor.next
        if token.kind is TokenKind.NUMBER:
            cursor.advance()
            return tree.Number(token.span, float(token.text), token.text)
        if token.kind is TokenKind.STRING:
            cursor.advance()
            return tree.Text(token.span, token.text)
        if token.kind is TokenKind.NAME:
            return self._reference()
        if token.kind is TokenKind.KEYWORD:
            return self._keyword()
        if cursor.accept("("):
            return self._parenthesis(token.span)
        if cursor.accept("-"):
            operand = self.expression(_SIGN)
            return tree.Negative(token.span.to(operand.span), operand)
        if cursor.accept("+"):
            return self.expression(_SIGN)
        if cursor.at("{"):
            cursor.refuse("a set cannot stand here", "write what is done over it, as in `sum{i in I} x[i]`")
        return cursor.refuse(f"expected a number, a name or `(` instead of {token.described}")

    def _parenthesis(self, start: Span) -> tree.Node:
        inner = [self.expression(_ANY)]
        while self.cursor.accept(","):
            inner.append(self.expression(_ANY))
        end = self.cursor.expect(")", "to close the parenthesis").span
        whole = start.to(end)
        return replace(inner[0], span=whole) if len(inner) == 1 else self._membership(tuple(inner), whole)

    def _reference(self) -> tree.Node:
        name = self.cursor.advance()
        if self.cursor.at("("):
            advice = did_you_mean(name.text, _ARITIES) or f"subscripts stand in brackets: {name.text}[...]"
            self.cursor.refuse(f"there is no function {name.text!r}", advice, name.span)
        if not self.cursor.accept("["):
            return tree.Name(name.span, name.text)
        subscripts = [self.expression(_SUM)]
        while self.cursor.accept(","):
            subscripts.append(self.expression(_SUM))
        end = self.cursor.expect("]", f"after the subscripts of {name.text!r}")
        return tree.Subscript(name.span.to(end.span), name.text, tuple(subscripts))

    def _keyword(self) -> tree.Node:
        token = self.cursor.advance()
        word = token.text
        if word in ("true", "false"):
            return tree.Truth(token.span, word == "true")
        if word == "inf":
            return tree.Number(token.span, float("inf"), word)
        if word == "not":
            operand = self.expression(_NOT)
            return tree.Not(token.span.to(operand.span), operand)
        if word == "if":
            return self._conditional(token.span)
        if word == "pwl":
            return self._piecewise(token.span)
        if word in _PART_COUNTS:
            return self._intervals(word, token.span)
        if word in _BODY_BINDING and (self.cursor.at("{") or word not in _ARITIES):
            return self._iterated(word, token.span)
        if word in _ARITIES:
            return self._call(word, token.span)
        return self.cursor.refuse(f"{word!r} cannot stand here", None, token.span)

    def _iterated(self, word: str, start: Span) -> tree.Node:
        domain = self._braces(word)
        body = self.expression(_BODY_BINDING[word])
        return tree.Iterated(start.to(body.span), word, domain, body)

    def _braces(self, word: str) -> tree.Domain:
        self.cursor.expect("{", f"after `{word}`, as in `{word}{{i in I}}`,")
        domain = self.domain(unnamed=False)
        self.cursor.expect("}", f"to close the braces of `{word}`")
        return domain

    def _call(self, word: str, start: Span) -> tree.Node:
        self.cursor.expect("(", f"after `{word}`")
        read = self.set_expression if word in _OF_SETS else lambda: self.expression(_ANY)
        arguments = [read()]
        while self.cursor.accept(","):
            arguments.append(read())
        end = self.cursor.expect(")", f"after the arguments of `{word}`")
        least, most = _ARITIES[word]
        if not least <= len(arguments) <= most:
            wanted = "1 argument" if most == 1 else f"{least} to {most} arguments"
            self.cursor.refuse(f"`{word}` takes {wanted}, not {len(arguments)}", None, start.to(end.span))
        return tree.Call(start.to(end.span), word, tuple(arguments))

    def _conditional(self, start: Span) -> tree.Node:
        condition = self.expression(_ANY)
        self.cursor.expect("then", "after the condition of `if`")
        yes = self.expression(_ANY)
        no = self.expression(_ANY) if self.cursor.accept("else") else None
        return tree.Conditional(start.to((yes if no is None else no).span), condition, yes, no)

    def _piecewise(self, start: Span) -> tree.Node:
        self.cursor.expect("(", "after `pwl`")
        argument = self.expression(_SUM)
        self.cursor.expect(";", "after what `pwl` is a function of, as in `pwl(x; 0, 10, 20; 0, 5, 8)`,")
        breakpoints = self._list()
        self.cursor.expect(";", "after the breakpoints of `pwl`")
        values = self._list()
        end = self.cursor.expect(")", "to close `pwl`")
        return tree.PiecewiseLinear(start.to(end.span), argument, breakpoints, values)

    def _list(self) -> tuple[tree.Listed, ...]:
        entries = [self._listed()]
        while self.cursor.accept(","):
            entries.append(self._listed())
        return tuple(entries)

    def _listed(self) -> tree.Listed:
        domain = self._braces("a list") if self.cursor.at("{") else None
        body = self.expression(_SUM)
        return tree.Listed(body.span if domain is None else domain.span.to(body.span), domain, body)

    def _intervals(self, word: str, start: Span) -> tree.Node:
        domain = self._braces(word)
        self.cursor.expect("(", f"after the braces of `{word}`: start, duration, ...")
        parts = [self.expression(_ANY)]
        while self.cursor.accept(","):
            parts.append(self.expression(_ANY))
        end = self.cursor.expect(")", f"after what `{word}` is about").span
        least, most = _PART_COUNTS[word]
        if not least <= len(parts) <= most:
            meaning = (
                "start, duration and usage" if word == "cumulative" else "start, duration and, if wanted, presence"
            )
            self.cursor.refuse(f"`{word}` takes {meaning}, not {len(parts)} parts", None, start.to(end))
        if word == "no_overlap":
            return tree.NoOverlap(start.to(end), domain, tuple(parts))
        self.cursor.expect("<=", "and the capacity after `cumulative{...}(...)`")
        capacity = self.expression(_SUM)
        return tree.Cumulative(start.to(capacity.span), domain, tuple(parts), capacity)

    def domain(self, *, unnamed: bool) -> tree.Domain:
        binders = [self._binder(unnamed=unnamed)]
        while self.cursor.accept(","):
            binders.append(self._binder(unnamed=unnamed))
        condition = self.expression(_ANY) if self.cursor.accept(":") else None
        end = binders[-1].span if condition is None else condition.span
        return tree.Domain(binders[0].span.to(end), tuple(binders), condition)

    def _binder(self, *, unnamed: bool) -> tree.Binder:
        cursor, start = self.cursor, self.cursor.next.span
        if self._at_tuple_pattern():
            cursor.advance()
            names = [cursor.expect_name("an index").text]
            while cursor.accept(","):
                names.append(cursor.expect_name("an index").text)
            cursor.expect(")", "after the indices")
        elif cursor.at_ahead(1, "in"):
            names = [cursor.expect_name("an index").text]
        elif unnamed:
            node = self.set_expression()
            return tree.Binder(node.span, (), node)
        else:
            cursor.refuse(f"expected an index such as `i in I` instead of {cursor.next.described}")
        cursor.expect("in", "after the index")
        node = self.set_expression()
        return tree.Binder(start.to(node.span), tuple(names), node)

    def _at_tuple_pattern(self) -> bool:
        """Whether `(name, ..., name) in` comes next."""
        if not self.cursor.at("("):
            return False
        place = 1
        while self.cursor.ahead(place).kind is TokenKind.NAME:
            if self.cursor.at_ahead(place + 1, ")"):
                return self.cursor.at_ahead(place + 2, "in")
            if not self.cursor.at_ahead(place + 1, ","):
                return False
            place += 2
        return False

    def set_expression(self) -> tree.Node:
        self.cursor.deeper()
        node = self._set_term()
        levels = 1
        operator = self.cursor.next.text
        while self.cursor.at(*_SET_OPERATORS):
            if self.cursor.next.text != operator:
                self.cursor.refuse(f"{operator!r} and {self.cursor.next.text!r} cannot be mixed", "put parentheses")
            self.cursor.advance()
            self.cursor.deeper()
            levels += 1
            right = self._set_term()
            node = tree.SetOperation(node.span.to(right.span), operator, node, right)
        self.cursor.shallower(levels)
        return node

    def _set_term(self) -> tree.Node:
        cursor, start = self.cursor, self.cursor.next.span
        if cursor.accept("{"):
            return self._set_braces(start)
        if cursor.at("(") and not self._arithmetic_follows():
            cursor.advance()
            node = self.set_expression()
            cursor.expect(")", "to close the parenthesis")
            return node
        node = self.expression(_SUM)
        if cursor.accept(".."):
            last = self.expression(_SUM)
            step = self.expression(_SUM) if cursor.accept("by") else None
            return tree.Range(node.span.to((last if step is None else step).span), node, last, step)
        if isinstance(node, tree.Name):
            return tree.SetRef(node.span, node.name)
        if isinstance(node, tree.Subscript):
            return tree.SetRef(node.span, node.name, node.subscripts)
        return cursor.refuse("this is not a set", "a set is a name, a range 1..N or a list {1, 2}", node.span)

    def _set_braces(self, start: Span) -> tree.Node:
        cursor = self.cursor
        if self._at_tuple_pattern() or (cursor.next.kind is TokenKind.NAME and cursor.at_ahead(1, "in")):
            domain = self.domain(unnamed=False)
            end = cursor.expect("}", "to close the set").span
            return tree.SetBuilder(start.to(end), domain)
        if cursor.at("}"):
            cursor.refuse("a set in braces has at least one member")
        members = [self.expression(_SUM)]
        while cursor.accept(","):
            members.append(self.expression(_SUM))
        end = cursor.expect("}", "to close the set").span
        return tree.SetLiteral(start.to(end), tuple(members))

    def _arithmetic_follows(self) -> bool:
        """Whether the parenthesis that comes next is part of a number, as in `(a + b)..c`."""
        after = self.cursor.after_parenthesis()
        return after is not None and after.text in _AFTER_NUMBER and after.kind is not TokenKind.STRING
