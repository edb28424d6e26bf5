"""The reward of a pull: its range, and what earns more."""

from __future__ import annotations

import math

from hypothesis import given
from hypothesis import strategies as st

from metasolve.alns.reward import SUCCESS_SHARE, reward

amounts = st.floats(0.0, 1e12, allow_subnormal=False)
efforts = st.floats(0.0, 100.0)


@given(st.floats(-1e12, 1e12), st.floats(-1e12, math.inf), efforts)
def test_reward_lies_between_0_and_1(gain: float, gap: float, effort: float) -> None:
    assert 0.0 <= reward(gain, gap, effort) <= 1.0


@given(amounts, efforts)
def test_no_gain_earns_nothing_however_quick(loss: float, effort: float) -> None:
    assert reward(-loss, 10.0, effort) == 0.0


@given(amounts, amounts, efforts)
def test_larger_gain_earns_no_less(one: float, other: float, effort: float) -> None:
    small, large = sorted((one, other))
    assert reward(small, 100.0, effort) <= reward(large, 100.0, effort)


@given(efforts, efforts)
def test_quicker_gain_earns_no_less(one: float, other: float) -> None:
    quick, slow = sorted((one, other))
    assert reward(1.0, 4.0, quick) >= reward(1.0, 4.0, slow)


def test_usual_time_earns_the_success_share_and_the_root_of_the_closed_gap() -> None:
    assert reward(1.0, 4.0, 1.0) == SUCCESS_SHARE + (1.0 - SUCCESS_SHARE) * 0.5
    assert reward(4.0, 4.0, 1.0) == 1.0


def test_without_a_dual_bound_a_gain_earns_the_success_share() -> None:
    assert reward(5.0, math.inf, 1.0) == SUCCESS_SHARE


def test_gain_beyond_a_closed_gap_earns_all() -> None:
    assert reward(1e-9, 0.0, 1.0) == reward(1e-9, -1e-12, 1.0) == 1.0
