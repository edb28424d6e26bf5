"""The server goes down, by a signal or by kill -9, and comes back: no job is lost, none ends twice."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import httpx
import psutil
import pytest

from bench.service_kills import Verdict, judged
from bench.service_process import ServerProcess
from llm_modeling.server.keys import ApiKeys
from llm_modeling.server.service import Service
from llm_modeling.server.settings import ServerSettings
from llm_modeling.server.store import StoreError
from tests.llm_modeling.server.conftest import SOLVE, ended, events, post
from tests.llm_modeling.server.test_server_jobs import HARD


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server that is not started yet, and that no failure leaves behind."""
    found = ServerProcess(tmp_path, "--workers", "1", "--drain", "0.1")
    yield found
    found.kill()


def test_kills_lose_no_job_and_end_none_twice(server: ServerProcess) -> None:
    made = []
    for pause_s in (0.0, 0.4, 1.5):
        server.start()
        with httpx.Client(base_url=server.address, timeout=60.0) as client:
            made += [post(client, {**SOLVE, "seed": k}, **{"Idempotency-Key": f"{pause_s}-{k}"}) for k in range(3)]
            time.sleep(pause_s)
        server.kill()
    with server:
        pass
    with server, httpx.Client(base_url=server.address, timeout=60.0) as client:
        states = [ended(client, job)["state"] for job in made]
        streams = [events(client, job) for job in made]
    assert states == ["completed"] * 9
    for stream in streams:
        assert [number for number, _, _ in stream] == list(range(1, len(stream) + 1))
    assert judged(server.data, [job["id"] for job in made]) == Verdict(jobs=9)


def test_signal_gives_running_jobs_back_and_streams_go_on(server: ServerProcess) -> None:
    server.start()
    with httpx.Client(base_url=server.address, timeout=60.0) as client:
        job = post(client, {"kind": "solve", "model": HARD.read_text(), "time_limit_s": 300})
        with client.stream("GET", job["links"]["events"]) as stream:
            lines = stream.iter_lines()
            assert any(line == "event: incumbent" for line in lines)
            code = server.terminate()
            assert not any(line == "event: completed" for line in lines)
    assert code == 0
    with closing(sqlite3.connect(server.data / "jobs.sqlite")) as db:
        assert db.execute("SELECT state FROM jobs").fetchall() == [("queued",)]
    with server, httpx.Client(base_url=server.address, timeout=60.0) as client:
        with client.stream("GET", job["links"]["events"]) as stream:
            names = (line for line in stream.iter_lines() if line.startswith("event: "))
            seen = []
            for name in names:
                seen.append(name.removeprefix("event: "))
                if seen.count("started") == 2:
                    break
        client.post(job["links"]["cancel"])
        assert ended(client, job)["attempt"] == 2
    assert "requeued" in seen


def test_nothing_of_a_killed_server_keeps_running(server: ServerProcess) -> None:
    server.start()
    with httpx.Client(base_url=server.address, timeout=60.0) as client:
        job = post(client, {"kind": "solve", "model": HARD.read_text(), "time_limit_s": 300})
        with client.stream("GET", job["links"]["events"]) as stream:
            assert any(line == "event: incumbent" for line in stream.iter_lines())
    below = psutil.Process(server.pid).children(recursive=True)
    assert len(below) >= 3  # spawner, guard, worker
    server.kill()
    assert psutil.wait_procs(below, timeout=30.0)[1] == []


def test_data_directory_belongs_to_one_server(tmp_path: Path) -> None:
    first = Service(ServerSettings(tmp_path), ApiKeys())
    with pytest.raises(StoreError, match="another server"):
        Service(ServerSettings(tmp_path), ApiKeys())
    first.store.close()
