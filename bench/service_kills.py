"""kill -9 of the server at random moments: after each restart no job may be lost, and none may end twice."""

from __future__ import annotations

import json
import random
import sqlite3
import time
from contextlib import closing
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import httpx

from bench.service_process import ServerProcess
from llm_modeling.server.sample import SAMPLE_DATA, SAMPLE_FORMULATION

_FINAL = ("completed", "failed", "cancelled")
_WAIT_S = 600.0


@dataclass(frozen=True)
class Verdict:
    """Jobs that were accepted, and of them: gone, not completed, ended more than once, with a gap in their events."""

    jobs: int
    lost: int = 0
    not_completed: int = 0
    ended_twice: int = 0
    with_gaps: int = 0
    damaged: int = 0

    @property
    def passed(self) -> bool:
        """Whether nothing went wrong."""
        return self == Verdict(self.jobs)


def judged(data: Path, accepted: list[str]) -> Verdict:
    """Return what became of the jobs that a server has accepted, by what its file holds."""
    lost = not_completed = twice = gaps = 0
    with closing(sqlite3.connect(data / "jobs.sqlite")) as db:
        damaged = db.execute("PRAGMA integrity_check").fetchone()[0] != "ok"
        for job_id in accepted:
            found = db.execute("SELECT state FROM jobs WHERE id = ?", (job_id,)).fetchone()
            events = db.execute("SELECT seq, event FROM events WHERE job_id = ? ORDER BY seq", (job_id,)).fetchall()
            lost += found is None
            not_completed += found is not None and found[0] != "completed"
            twice += sum(event in _FINAL for _, event in events) > 1
            gaps += [seq for seq, _ in events] != list(range(1, len(events) + 1))
    return Verdict(len(accepted), lost, not_completed, twice, gaps, int(damaged))


def kill_again_and_again(directory: Path, kills: int, seed: int) -> dict[str, Any]:
    """Return the verdict after so many kills, each while jobs come in and run."""
    rng = random.Random(seed)
    server = ServerProcess(directory, "--attempts", "1000", "--waiting", "100000", "--rate", "1000000")
    accepted: dict[str, str] = {}
    starts: list[float] = []
    for number in range(kills):
        server.start()
        starts.append(server.start_s)
        if number % 2:
            server.wait_until_ready()
        until = time.monotonic() + rng.uniform(0.0, 4.0)
        with httpx.Client(base_url=server.address, timeout=30.0) as client:
            sent = 0
            while time.monotonic() < until:
                if sent < 4:
                    _send(client, f"{number}-{sent}", accepted)
                    sent += 1
                time.sleep(rng.uniform(0.0, 0.3))
        server.kill()
    with server, httpx.Client(base_url=server.address, timeout=30.0) as client:
        again = [_send(client, key, accepted) for key in list(accepted)]
        began = time.monotonic()
        while time.monotonic() - began < _WAIT_S and not all(_is_over(client, job_id) for job_id in accepted.values()):
            time.sleep(0.5)
    verdict = judged(server.data, list(accepted.values()))
    return {
        "kills": kills,
        "seed": seed,
        **asdict(verdict),
        "same_key_gave_another_job": sum(again),
        "attempts": _attempts(server.data),
        "start_s": {"median": sorted(starts)[len(starts) // 2], "max": max(starts)},
        "passed": verdict.passed and not any(again),
    }


def _send(client: httpx.Client, key: str, accepted: dict[str, str]) -> bool:
    """Send a job; return whether the server knows its key by another job than it said before."""
    body = {"kind": "solve", "formulation": SAMPLE_FORMULATION, "data": SAMPLE_DATA}
    answer = client.post("/v1/jobs", content=json.dumps(body), headers={"Idempotency-Key": key, **_JSON})
    answer.raise_for_status()
    job_id = str(answer.json()["id"])
    return accepted.setdefault(key, job_id) != job_id


_JSON = {"Content-Type": "application/json"}


def _is_over(client: httpx.Client, job_id: str) -> bool:
    answer = client.get(f"/v1/jobs/{job_id}")
    return answer.status_code != 200 or answer.json()["state"] in _FINAL


def _attempts(data: Path) -> dict[str, int]:
    with closing(sqlite3.connect(data / "jobs.sqlite")) as db:
        return {str(n): count for n, count in db.execute("SELECT attempt, COUNT(*) FROM jobs GROUP BY attempt")}
