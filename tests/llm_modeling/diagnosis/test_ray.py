"""unbounded_of: planted directions are found, exact, small and named."""

from __future__ import annotations

import numpy as np
import pytest

from llm_modeling.diagnosis import unbounded_of
from metasolve import Problem
from tests.llm_modeling.diagnosis.brute import is_ray
from tests.llm_modeling.diagnosis.unlimited import RAY_KINDS, ray_case


@pytest.mark.parametrize("kind", RAY_KINDS)
@pytest.mark.parametrize("seed", [50, 51])
def test_ray_improves_without_end_and_names_the_variable(kind: str, seed: int) -> None:
    planted = ray_case(kind, seed)
    ray = unbounded_of(planted.compiled.problem)
    assert ray is not None
    assert is_ray(planted.compiled.problem, ray)
    assert planted.variable in {planted.compiled.origin_of_column(j).variable for j in ray.columns}


def test_bounded_problem_has_no_ray() -> None:
    assert unbounded_of(Problem.from_arrays([-1.0], [[1.0]], -np.inf, 4.0)) is None


def test_ray_has_the_least_whole_steps() -> None:
    problem = Problem.from_arrays([-2.0, 1.0], [[0.3, -0.2]], -np.inf, 1.0)
    ray = unbounded_of(problem)
    assert ray is not None
    assert (ray.columns, ray.steps, float(ray.rate)) == ((0, 1), (2, 3), -1.0)


def test_ray_leaves_out_columns_that_it_does_not_need() -> None:
    problem = Problem.from_arrays([-1.0, -1.0, -5.0], np.eye(3), [0.0] * 3, [np.inf, np.inf, 9.0])
    ray = unbounded_of(problem)
    assert ray is not None
    assert len(ray.columns) == 1
    assert ray.is_minimal
