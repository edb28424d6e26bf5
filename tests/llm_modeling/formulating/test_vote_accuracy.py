"""The voted answer is right as often as a plurality vote is in theory."""

from __future__ import annotations

import itertools
import math

import pytest

from tests.llm_modeling.formulating.vote_theory import Choice, plurality_accuracy
from tests.llm_modeling.formulating.vote_trial import Task, right_answers, wilson

TRIALS = 150


@pytest.fixture(scope="module")
def task() -> Task:
    return Task.of("pipes")


def test_task_has_several_wrong_answers(task: Task) -> None:
    assert len(task.answers) == len(set(task.structures)) == 5


@pytest.mark.parametrize("k", [1, 3, 5])
@pytest.mark.parametrize("share", [0.4, 0.7])
def test_accuracy_of_the_vote_is_that_of_theory(task: Task, share: float, k: int) -> None:
    theory = plurality_accuracy(task.choices(share), k)
    low, high = wilson(right_answers(task, share, k, TRIALS), TRIALS)
    assert low <= theory <= high


def test_vote_of_five_beats_a_single_sample(task: Task) -> None:
    assert right_answers(task, 0.6, 5, TRIALS) > right_answers(task, 0.6, 1, TRIALS) + 0.05 * TRIALS


@pytest.mark.parametrize("k", [1, 2, 3, 4])
def test_theory_agrees_with_all_sequences_of_answers(k: int) -> None:
    choices = [Choice(0.45), Choice(0.3, (0, 1)), Choice(0.25)]
    total = 0.0
    for sequence in itertools.product(range(3), repeat=k):
        best = min((-sequence.count(c), choices[c].burden, sequence.index(c)) for c in set(sequence))
        if sequence[best[2]] == 0:
            total += math.prod(choices[c].probability for c in sequence)
    assert plurality_accuracy(choices, k) == pytest.approx(total, abs=1e-12)
