"""Verdicts on values, and the rates that are computed from them."""

from __future__ import annotations

import itertools

import pytest

from llm_modeling.equivalence import Outcome as Sameness
from llm_modeling.evaluation.failure import Failure
from llm_modeling.evaluation.judging import Criterion, agrees, judge
from llm_modeling.evaluation.solving import Solved
from llm_modeling.evaluation.statistics import counts_of, majority, pass_at, wilson
from llm_modeling.evaluation.task import NO_ANSWER, Expected, ExpectedKind

VALUE = Expected(ExpectedKind.VALUE, {"": 100.0})


# pairs that OptMATH's published judge accepts, measured (research note, section 1)
@pytest.mark.parametrize(("answer", "label"), [(10.4, 10.1), (402943.0, 420000.0), (0.0123, 0.49)])
def test_legacy_accepts_what_the_published_judge_does_and_strict_does_not(answer: float, label: float) -> None:
    assert agrees(Criterion.LEGACY, answer, label)
    assert not agrees(Criterion.STRICT, answer, label)
    assert not agrees(Criterion.CLOSE, answer, label)


@pytest.mark.parametrize(
    ("answer", "strict", "close", "legacy"),
    [
        (100.0001, True, True, True),
        (100.0002, False, True, True),
        (100.02, False, False, True),
        (105.0, False, False, True),
        (105.6, False, False, False),
        (-100.0, False, False, False),
    ],
)
def test_three_criteria_side_by_side(answer: float, strict: bool, close: bool, legacy: bool) -> None:
    right = judge(VALUE, Solved(value=answer)).right
    assert right == {Criterion.STRICT: strict, Criterion.CLOSE: close, Criterion.LEGACY: legacy}


def test_small_labels_have_an_absolute_tolerance() -> None:
    assert agrees(Criterion.STRICT, 1e-7, 0.0)
    assert not agrees(Criterion.STRICT, 1e-5, 0.0)


def test_opposite_sign_is_wrong_and_named() -> None:
    judged = judge(VALUE, Solved(value=-100.0))
    assert (judged.failure, judged.note) == (Failure.WRONG_VALUE, "the opposite sign")


def test_any_reading_counts_and_is_named() -> None:
    both = Expected(ExpectedKind.VALUE, {"continuous": 33.5, "integer": 33.0})
    assert judge(both, Solved(value=33.0)).reading == "integer"
    assert judge(both, Solved(value=33.5)).failure is None
    assert judge(both, Solved(value=33.2)).failure is Failure.WRONG_VALUE


@pytest.mark.parametrize(
    ("kind", "failure", "right"),
    [
        (ExpectedKind.INFEASIBLE, Failure.INFEASIBLE, True),
        (ExpectedKind.INFEASIBLE, Failure.UNBOUNDED, False),
        (ExpectedKind.NO_BEST, Failure.UNBOUNDED, True),
        (ExpectedKind.NO_BEST, Failure.PARSE, False),
        (ExpectedKind.UNBOUNDED, Failure.UNBOUNDED, True),
        (ExpectedKind.VALUE, Failure.INFEASIBLE, False),
    ],
)
def test_problems_without_a_best_solution(kind: ExpectedKind, failure: Failure, right: bool) -> None:
    expected = VALUE if kind is ExpectedKind.VALUE else Expected(kind)
    judged = judge(expected, Solved(failure))
    assert judged.right == dict.fromkeys(Criterion, right)
    assert judged.failure is (None if right else failure)


def test_optimum_where_there_should_be_none_is_a_wrong_value() -> None:
    assert judge(Expected(ExpectedKind.INFEASIBLE), Solved(value=3.0)).failure is Failure.WRONG_VALUE


def test_right_value_of_another_model_is_told() -> None:
    judged = judge(VALUE, Solved(value=100.0, structure=Sameness.DIFFERENT))
    assert judged.failure is Failure.WRONG_STRUCTURE
    assert judged.right is not None
    assert judged.right[Criterion.STRICT]


def test_without_a_label_nothing_is_right_or_wrong() -> None:
    assert judge(NO_ANSWER, Solved(value=3.0)).right is None


def test_expected_answers_have_values_if_and_only_if_they_are_values() -> None:
    with pytest.raises(ValueError, match="0 values"):
        Expected(ExpectedKind.VALUE)
    with pytest.raises(ValueError, match="infeasible with 1 values"):
        Expected(ExpectedKind.INFEASIBLE, {"": 1.0})


@pytest.mark.parametrize(("samples", "right", "k"), [(5, 2, 3), (6, 1, 2), (4, 0, 4), (4, 4, 1), (7, 3, 7)])
def test_pass_at_k_is_the_share_of_all_draws(samples: int, right: int, k: int) -> None:
    draws = list(itertools.combinations(range(samples), k))
    assert pass_at(k, samples, right) == pytest.approx(sum(min(draw) < right for draw in draws) / len(draws))


def test_pass_at_refuses_more_than_there_are() -> None:
    with pytest.raises(ValueError, match="pass@4 of 1"):
        pass_at(4, 3, 1)


def test_intervals_of_the_note_and_of_the_ends() -> None:
    # 166 items at 50 %: 7.6 points to either side (research note, section 4); Newcombe 1998, table I: 81 of 263
    half = wilson(0.5, 166)
    assert half.low is not None
    assert half.high is not None
    assert (half.high - half.low) / 2 == pytest.approx(0.0755, abs=2e-3)
    found = wilson(81 / 263, 263)
    assert [found.low, found.high] == pytest.approx([0.2553, 0.3662], abs=5e-5)
    assert wilson(0.0, 20).low == 0.0
    assert wilson(1.0, 20).high == 1.0
    assert wilson(0.0, 0).value is None


@pytest.mark.parametrize(("samples", "counts"), [(1, [1]), (2, [1, 2]), (5, [1, 2, 4, 5]), (8, [1, 2, 4, 8])])
def test_reported_k(samples: int, counts: list[int]) -> None:
    assert counts_of(samples) == counts


@pytest.mark.parametrize(
    ("answers", "place"),
    [
        ([1.0, 2.0, 2.0 + 1e-9], 1),
        ([1.0, 2.0], 0),
        ([None, "infeasible", "infeasible", 3.0], 1),
        ([None, None], None),
        ([0.0, "unbounded", None], 0),
    ],
)
def test_majority(answers: list[float | str | None], place: int | None) -> None:
    assert majority(answers) == place
