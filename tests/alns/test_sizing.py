"""Neighborhood sizes: how they start, grow, shrink and stay within bounds."""

from __future__ import annotations

import pytest

from metasolve.alns.sizing import SMALLEST_FREE, Sizes, Sizing
from metasolve.solution import Termination


def sizes(arms: int = 2, integers: int = 10000, **settings: float) -> Sizes:
    return Sizes(Sizing(**settings), arms, integers)  # type: ignore[arg-type]


def test_first_share_opens_the_set_number_of_columns_but_not_too_large_a_part() -> None:
    assert sizes(integers=10000).share(0) == pytest.approx(0.04)
    assert sizes(integers=500).share(0) == pytest.approx(0.4)
    assert sizes(integers=4).share(0) <= 1.0
    assert sizes(integers=0).share(0) <= 1.0


@pytest.mark.parametrize("termination", [Termination.OPTIMAL, Termination.INFEASIBLE])
def test_solved_soon_opens_more_and_sooner_opens_much_more(termination: Termination) -> None:
    shares = []
    for effort in (0.05, 0.3, 0.9):
        subject = sizes()
        before = subject.share(0)
        subject.learn(0, termination, False, effort)
        shares.append(subject.share(0) / before)
    assert shares == pytest.approx([1.6, 1.5, 1.1])


def test_out_of_time_with_nothing_opens_less_and_with_a_gain_stays() -> None:
    subject = sizes()
    before = subject.share(0)
    subject.learn(0, Termination.TIME_LIMIT, True, 1.0)
    assert subject.share(0) == pytest.approx(before)
    subject.learn(0, Termination.TIME_LIMIT, False, 1.0)
    assert subject.share(0) == pytest.approx(0.65 * before)


def test_gain_keeps_the_size_that_gave_it_and_one_had_easily_opens_a_little_more() -> None:
    subject = sizes()
    before = subject.share(0)
    subject.learn(0, Termination.OPTIMAL, True, 0.05)
    assert subject.share(0) == pytest.approx(1.1 * before)
    subject.learn(0, Termination.OPTIMAL, True, 0.9)
    assert subject.share(0) == pytest.approx(1.1 * before)


def test_other_arms_follow_by_the_common_part_of_the_step() -> None:
    subject = sizes(common=0.4)
    before = subject.share(1)
    subject.learn(0, Termination.TIME_LIMIT, False, 1.0)
    assert subject.share(1) == pytest.approx(before * 0.65**0.4)


def test_shares_stay_within_bounds_however_long_the_run() -> None:
    subject = sizes(integers=1000)
    for _ in range(200):
        subject.learn(0, Termination.TIME_LIMIT, False, 1.0)
    assert subject.share(0) == pytest.approx(SMALLEST_FREE / 1000)
    for _ in range(200):
        subject.learn(0, Termination.OPTIMAL, False, 0.01)
    assert subject.share(0) == 1.0


def test_a_run_of_bad_luck_is_forgotten_soon() -> None:
    """The own part is bounded, so that an arm at the floor comes back within a few solved pulls."""
    subject = sizes(arms=1, integers=1000)
    for _ in range(500):
        subject.learn(0, Termination.TIME_LIMIT, False, 1.0)
    for _ in range(15):
        subject.learn(0, Termination.OPTIMAL, False, 0.01)
    assert subject.share(0) == 1.0


def test_time_limit_grows_after_a_drought_up_to_the_longest() -> None:
    subject = sizes(start_s=1.0, patience=3, patience_growth=1.25, longest_s=1.5)
    limits = []
    for improved in (False, False, True, False, False, False, False, False, False):
        subject.noted(improved)
        limits.append(subject.limit_s)
    assert limits == [1, 1, 1, 1, 1, 1.25, 1.25, 1.25, 1.5]


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"start_free": 0}, "start_free is 0"),
        ({"largest_start": 1.5}, "largest_start 1.5"),
        ({"common": -0.1}, "common is -0.1"),
        ({"grow": 0.9}, "grow is 0.9"),
        ({"shrink": 0.0}, "shrink 0.0"),
        ({"start_s": 0.0}, "start_s is 0.0"),
        ({"start_s": 9.0, "longest_s": 5.0}, "longest_s 5.0"),
        ({"patience": 0}, "patience 0"),
    ],
)
def test_wrong_settings_are_refused_with_their_value(settings: dict[str, float], message: str) -> None:
    with pytest.raises(ValueError, match=message):
        Sizing(**settings)  # type: ignore[arg-type]
