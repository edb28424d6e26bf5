"""The simulation, shortened: learning helps, what does harm is not admitted and, if it is there already, goes soon."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from tests.llm_modeling.experience.simulation import (
    LESSONS,
    Run,
    World,
    falsely_quarantined,
    learn,
    learned,
    make_tasks,
    moving,
    recall_at_five,
    topic_of,
    uses_until_quarantine,
)


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return learn(90, 3, str(tmp_path_factory.mktemp("learning")))


def test_the_learning_curve_rises(run: Run) -> None:
    early, late = np.mean(run.solved[:30]), np.mean(run.solved[-30:])
    assert late >= early + 0.15
    assert late >= np.mean(run.alone[-30:]) + 0.25
    assert "learned" in {step.outcome for step in run.steps}


def test_no_regression_is_admitted(run: Run) -> None:
    assert run.said["harmful"] > 0
    assert run.admitted_harmful == []
    assert run.broken == 0


def test_recall_at_five_with_the_starter_library_around(tmp_path: Path) -> None:
    assert np.mean(list(recall_at_five(str(tmp_path), 2, texts=4).values())) >= 0.9


@pytest.mark.parametrize("seed", [1, 2, 102])
def test_a_harmful_insight_is_quarantined_within_thirty_uses(tmp_path: Path, seed: int) -> None:
    uses = uses_until_quarantine(seed, str(tmp_path))
    assert uses is not None
    assert uses <= 30


def test_what_does_nothing_stays_when_a_third_of_the_answers_is_noise(tmp_path: Path) -> None:
    shown, quarantined = falsely_quarantined(7, str(tmp_path), flaky=0.3, most=30)
    assert shown >= 6
    assert quarantined == 0


def test_the_world_is_paired_and_rewards_the_right_lessons() -> None:
    world, tasks = World(), make_tasks(400, 1)
    shares = []
    for taught in (False, True):
        shown = [
            tuple(learned(LESSONS[name], task) for name in topic_of(task).needs) if taught else () for task in tasks
        ]
        solved = [world(task, insights, seed=1).solved for task, insights in zip(tasks, shown, strict=True)]
        assert solved == [world(task, insights, seed=1).solved for task, insights in zip(tasks, shown, strict=True)]
        shares.append(np.mean(solved))
    assert shares[0] == pytest.approx(0.3, abs=0.07)
    assert shares[1] == pytest.approx(0.92, abs=0.05)


def test_moving_shares() -> None:
    assert moving([True, False, True, True], 2) == [0.5, 0.5, 1.0]
