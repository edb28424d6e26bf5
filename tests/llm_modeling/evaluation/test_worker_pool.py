"""Worker processes: what a job does to them costs that job only."""

from __future__ import annotations

import os
import time

import pytest

from llm_modeling.evaluation.workers import Lost, PoolSettings, WorkerPool


def work(job: str) -> str:
    """Do what the job says; runs in a worker."""
    if job == "hang":
        time.sleep(600.0)
    if job == "die":
        os._exit(3)
    if job == "eat":
        bytearray(1 << 40)
    if job == "raise":
        raise KeyError("odd")
    if job == "print":
        os.write(1, b"noise")
    return job.upper()


def test_every_job_has_its_answer_in_order_whatever_the_others_do() -> None:
    jobs = ["a", "hang", "b", "die", "eat", "raise", "print", "c"]
    done: list[int] = []
    with WorkerPool(work, PoolSettings(workers=2, timeout_s=1.0, memory_bytes=1 << 30)) as pool:
        answers = pool.run(jobs, lambda: done.append(1))
        again = pool.run(["d"])
    assert [a for a in answers if not isinstance(a, Lost)] == ["A", "B", "PRINT", "C"]
    reasons = {jobs[k]: a.reason for k, a in enumerate(answers) if isinstance(a, Lost)}
    assert reasons == {
        "hang": "killed after 1 s",
        "die": "its process died",
        "eat": "the memory limit was reached",
        "raise": "internal error: KeyError: 'odd'",
    }
    assert len(done) == len(jobs)
    assert again == ["D"]


def test_no_process_outlives_the_pool() -> None:
    with WorkerPool(_pid, PoolSettings(workers=1)) as pool:
        (pid,) = pool.run([None])
        assert isinstance(pid, int)
        os.kill(pid, 0)
    with pytest.raises(ProcessLookupError):
        os.kill(pid, 0)


def _pid(job: None) -> int:
    return os.getpid()


def test_no_jobs_start_no_process() -> None:
    with WorkerPool(_pid, PoolSettings(workers=2)) as pool:
        assert pool.run([]) == []


@pytest.mark.parametrize(
    "settings", [{"workers": 0}, {"timeout_s": 0.0}, {"timeout_s": float("nan")}, {"memory_bytes": 1}], ids=str
)
def test_settings_are_checked(settings: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=next(iter(settings))):
        PoolSettings(**settings)  # type: ignore[arg-type]
