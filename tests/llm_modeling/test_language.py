"""The language: what binds how tightly, what a message says, and where it points."""

from __future__ import annotations

import pytest

from llm_modeling import ExpressionError
from llm_modeling.language import parse_domain, parse_expression, parse_set, tree
from llm_modeling.language.tokens import KEYWORDS, TokenKind, tokenize


def shape(node: tree.Node) -> str:
    """Return the tree with parentheses around every node."""
    if isinstance(node, tree.Number | tree.Name):
        return node.text if isinstance(node, tree.Number) else node.name
    inner = [shape(child) for child in node.children()]
    operator = getattr(node, "operator", "") or " ".join(getattr(node, "operators", ())) or type(node).__name__
    return f"({operator} {' '.join(inner)})"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a + b * c", "(Sum a (Product b c))"),
        ("a - b - c", "(Sum a (Negative b) (Negative c))"),
        ("a / b / c", "(/ (/ a b) c)"),
        ("a * b / c * d", "(Product (/ (Product a b) c) d)"),
        ("-a * b", "(Product (Negative a) b)"),
        ("-a ^ 2", "(Negative (^ a 2))"),
        ("a ^ b ^ c", "(^ a (^ b c))"),
        ("2 ^ -1", "(^ 2 (Negative 1))"),
        ("a <= b <= c", "(<= <= a b c)"),
        ("a == b", "(= a b)"),
        ("a <> b", "(!= a b)"),
        ("not a and b", "(and (Not a) b)"),
        ("not a = b", "(Not (= a b))"),
        ("a or b and c", "(or a (and b c))"),
        ("a => b => c", "(=> a (=> b c))"),
        ("a and b => c or d", "(=> (and a b) (or c d))"),
        ("a <=> b => c", "(<=> a (=> b c))"),
        ("if a then b else c + d", "(Conditional a b (Sum c d))"),
        ("x ≤ y × 2 − 1", "(<= x (Sum (Product y 2) (Negative 1)))"),
        ("a ∧ ¬b ⇒ c", "(=> (and a (Not b)) c)"),
    ],
)
def test_precedence(text: str, expected: str) -> None:
    assert shape(parse_expression(text)) == expected


def test_sum_takes_the_product_that_follows() -> None:
    node = parse_expression("sum{i in I} c[i] * x[i] + 3")
    assert isinstance(node, tree.Sum)
    first, second = node.terms
    assert isinstance(first, tree.Iterated)
    assert isinstance(first.body, tree.Product)
    assert isinstance(second, tree.Number)


def test_forall_takes_the_comparison_that_follows() -> None:
    node = parse_expression("forall{i in I} x[i] <= 1 and y = 2")
    assert isinstance(node, tree.Logic)
    assert isinstance(node.operands[0], tree.Iterated)


def test_count_takes_what_stands_in_parentheses() -> None:
    node = parse_expression("count{i in I} (x[i] >= 1) >= 2")
    assert isinstance(node, tree.Comparison)
    assert isinstance(node.operands[0], tree.Iterated)


def test_unicode_operators_mean_the_same_as_ascii_ones() -> None:
    fancy = [token.text for token in tokenize("∑{i ∈ I} x[i] ≥ 1 ∨ ∀{i ∈ 1…3} y[i] ≠ 2 ⇔ a ÷ b · c")]
    plain = [token.text for token in tokenize("sum{i in I} x[i] >= 1 or forall{i in 1..3} y[i] != 2 <=> a / b * c")]
    assert fancy == plain


def test_every_node_has_its_place_in_the_text() -> None:
    text = "sum{i in I, (j, k) in A: d[i,j] <= R} c[i] * (x[i,k] + 1) <= if N > 1 then 3 else 4"
    for node in parse_expression(text).walk():
        assert 0 <= node.span.start < node.span.end <= len(text)
        if isinstance(node, tree.Name | tree.Number):
            piece = text[node.span.start : node.span.end]
            assert piece == (node.name if isinstance(node, tree.Name) else node.text)


def test_domain_may_leave_names_out_and_match_bound_ones() -> None:
    domain = parse_domain("I, (i, j) in ARCS, t in 1..T by 2: i != j", unnamed=True)
    assert [binder.names for binder in domain.binders] == [(), ("i", "j"), ("t",)]
    assert isinstance(domain.binders[2].set, tree.Range)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("1..N", tree.Range),
        ("(a + 1)..b", tree.Range),
        ("{1, 2}", tree.SetLiteral),
        ('{"a"}', tree.SetLiteral),
        ("{i in I: i > 2}", tree.SetBuilder),
        ("{(i, j) in A}", tree.SetBuilder),
        ("I union (J diff K)", tree.SetOperation),
        ("SUCC[i]", tree.SetRef),
    ],
)
def test_sets(text: str, kind: type[tree.Node]) -> None:
    assert type(parse_set(text)) is kind


@pytest.mark.parametrize(
    ("text", "column", "message"),
    [
        ("", 1, "the expression is empty"),
        ("x +", 4, "expected a number, a name or `\\(` instead of end of the expression"),
        ("2x", 1, "'2' runs into 'x'; write `\\*` between a number and a name"),
        ("x y", 3, "expected an operator or the end instead of 'y'; write `\\*` for a product"),
        ("x[1", 4, "expected ']' after the subscripts of 'x' instead of end"),
        ("sum x", 5, "expected '{' after `sum`, as in `sum{i in I}`, instead of 'x'"),
        ("sum{I} x", 5, "expected an index such as `i in I` instead of 'I'"),
        ("foor(3)", 1, "there is no function 'foor'; did you mean 'floor'\\?"),
        ("cost(3)", 1, "there is no function 'cost'; subscripts stand in brackets: cost"),
        ("a <=> b <=> c", 9, "`<=>` cannot be chained; put parentheses"),
        (".5", 1, "a number begins with a digit"),
        ("1.", 1, "'1.' is not a number; write 2.0 or 2"),
        ("5% + x", 2, "write 0.05 for 5 percent"),
        ("a && b", 3, "logic is written with the words and, or, not"),
        ("a @ b", 3, "'@' cannot stand here"),
        ("'abc", 1, "the text that begins with ' has no end"),
        ("x ≤ у", 5, "U\\+0443 CYRILLIC SMALL LETTER U\\) cannot stand here; it only looks like 'y'"),
        ("x\u00a0+ 1", 2, "U\\+00A0 NO-BREAK SPACE\\) cannot stand here; it only looks like a blank"),
        ("x\u202e + 1", 2, "U\\+202E RIGHT-TO-LEFT OVERRIDE"),
        ("größe", 3, "U\\+00F6 LATIN SMALL LETTER O WITH DIAERESIS\\) .*names are made of the letters a-z"),
        ("x ＋ 1", 3, "FULLWIDTH PLUS SIGN\\) cannot stand here; it only looks like '\\+'"),
        ("abs(1, 2)", 1, "`abs` takes 1 argument, not 2"),
        ("no_overlap{j in J} (s[j])", 1, "takes start, duration and, if wanted, presence, not 1 parts"),
        ("cumulative{j in J} (s[j], 1, 1)", 32, "expected '<=' and the capacity"),
        ("i in I union J diff K", 16, "'union' and 'diff' cannot be mixed; put parentheses"),
        ("x in {}", 7, "has at least one member"),
        ("x in 3", 6, "this is not a set"),
        ("{1, 2}", 1, "a set cannot stand here"),
        ("(a, b)", 7, "expected 'in' after a tuple"),
        ("1e999", 1, "the number is too large"),
        ("then", 1, "'then' cannot stand here"),
    ],
)
def test_message_says_what_and_where(text: str, column: int, message: str) -> None:
    with pytest.raises(ExpressionError, match=message) as caught:
        parse_expression(text)
    assert caught.value.column == column


def test_message_shows_the_place_with_carets() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("cost[i] + foo(x)")
    assert str(caught.value).splitlines()[1:] == ["    cost[i] + foo(x)", "              ^^^"]


def test_caret_stays_in_its_line() -> None:
    with pytest.raises(ExpressionError) as caught:
        parse_expression("x +\n  y @ z\n + 1")
    assert str(caught.value).splitlines()[1:] == ["      y @ z", "        ^"]


@pytest.mark.parametrize("word", sorted(KEYWORDS))
def test_a_word_of_the_language_is_no_index(word: str) -> None:
    with pytest.raises(ExpressionError):
        parse_expression(f"sum{{{word} in I}} 1")
    assert tokenize(word)[0].kind is TokenKind.KEYWORD
