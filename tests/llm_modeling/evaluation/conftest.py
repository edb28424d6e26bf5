"""A pool of worker processes for all tests of a session: each start costs seconds."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from llm_modeling.evaluation.solving import Job, Solved, solve
from llm_modeling.evaluation.workers import PoolSettings, WorkerPool


@pytest.fixture(scope="session")
def pool() -> Iterator[WorkerPool[Job, Solved]]:
    with WorkerPool(solve, PoolSettings(workers=1)) as pool:
        yield pool
