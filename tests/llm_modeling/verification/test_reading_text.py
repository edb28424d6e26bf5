"""What is read from a problem text: numbers, limits with their direction, goals, quotes."""

from __future__ import annotations

import pytest

from llm_modeling.formulation import Goal
from llm_modeling.verification.cues import Direction, wanted_goal
from llm_modeling.verification.numerals import numerals
from llm_modeling.verification.problem_text import ProblemText
from llm_modeling.verification.wording import located, normalized


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1,200 trucks and 2.5 million EUR", [1200.0, 2.5e6]),
        ("three hundred and twenty, twenty-five, a dozen", [320.0, 25.0, 12.0]),
        ("half a dozen eggs, twice as many", [6.0, 2.0]),
        ("3/4 of it, a quarter of it, two thirds of it", [0.75, 0.25, 2 / 3]),
        ("12\u00a0000 persons", [12000.0]),
        ("5k and 0,5 l", [5000.0, 0.5]),
        ("plant A3 and CO2", []),
        ("the end of a quarter", []),
    ],
)
def test_numbers_are_read_from_digits_words_and_fractions(text: str, expected: list[float]) -> None:
    assert [n.value for n in ProblemText.of(text).numerals] == pytest.approx(expected)


@pytest.mark.parametrize("text", ["on March 5, 2024", "at 8:30", "the 2nd day", "in 2026", "due 2026-03-01"])
def test_dates_times_years_and_ordinals_only_name_something(text: str) -> None:
    assert all(number.naming for number in ProblemText.of(text).numerals)


def test_a_list_shares_the_unit_and_the_multiple_of_its_last_number() -> None:
    first, second, _ = ProblemText.of("They cost 5, 3 and 11 million EUR.").numerals
    assert (first.unit, 5e6 in first.readings(), 3e6 in second.readings()) == ("eur", True, True)


@pytest.mark.parametrize(
    ("text", "direction", "number"),
    [
        ("at least 10 tables", ">=", 10.0),
        ("no fewer than ten tables", ">=", 10.0),
        ("it must not be less than 5 kg", ">=", 5.0),
        ("20 or more of them", ">=", 20.0),
        ("a minimum of 7", ">=", 7.0),
        ("at most 60% of it", "<=", 60.0),
        ("no more than two depots", "<=", 2.0),
        ("Nobody eats more than 4 portions", "<=", 4.0),
        ("must not exceed 40 hours", "<=", 40.0),
        ("up to 70 pallets", "<=", 70.0),
        ("exactly one report", "=", 1.0),
    ],
)
def test_a_limit_is_read_with_direction_and_number(text: str, direction: str, number: float) -> None:
    (cue,) = [cue for cue in ProblemText.of(text).cues if cue.strong]
    assert cue.number is not None
    assert (cue.direction, cue.number.value) == (direction, number)


def test_between_two_numbers_are_two_limits() -> None:
    found = [cue for cue in ProblemText.of("It holds between 10% and 12% of tin.").cues if cue.strong]
    assert [(c.direction, c.number.value if c.number else None) for c in found] == [
        (Direction.AT_LEAST, 10.0),
        (Direction.AT_MOST, 12.0),
    ]


@pytest.mark.parametrize("text", ["the trains between Rome and Turin", "it adds up to 5", "the least cost"])
def test_words_that_only_look_like_limits_are_none(text: str) -> None:
    assert [cue for cue in ProblemText.of(text).cues if cue.strong] == []


@pytest.mark.parametrize(
    ("text", "goal"),
    [
        ("Minimize the total cost.", Goal.MINIMIZE),
        ("Which mix is the cheapest?", Goal.MINIMIZE),
        ("Use as few boxes as possible.", Goal.MINIMIZE),
        ("How few nurses can be hired?", Goal.MINIMIZE),
        ("What brings the largest profit?", Goal.MAXIMIZE),
        ("reach as many people as possible", Goal.MAXIMIZE),
        ("at least 5 and at most 9", None),
    ],
)
def test_the_goal_is_read_from_verbs_and_superlatives(text: str, goal: Goal | None) -> None:
    assert wanted_goal(normalized(text)) is goal


def test_a_quote_is_found_whatever_its_quotes_dashes_and_line_breaks() -> None:
    text = normalized("The dealer’s order – at least\n10 tables – is fixed.")
    assert located("dealer's order - at least 10 tables", text)
    assert not located("ealer's order", text)


def test_list_of_numbers_in_words_is_not_one_number() -> None:
    values = [n.value for n in numerals(normalized("They take seven and eleven hours, a hundred and five in all."))]
    assert values == [7.0, 11.0, 105.0]
