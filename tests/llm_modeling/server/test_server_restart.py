"""The server goes down, by a signal or by kill -9, and comes back: no job is lost, none ends twice."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from bench.service_kills import Verdict, judged
from bench.service_process import ServerProcess
from llm_modeling.experience import ExperienceLibrary, starter_insights
from llm_modeling.experience.auditing import audited
from llm_modeling.experience.event_log import EventLog
from llm_modeling.server.keys import ApiKeys
from llm_modeling.server.sample import SAMPLE_TEXT
from llm_modeling.server.service import Service
from llm_modeling.server.settings import ServerSettings
from llm_modeling.server.store import StoreError
from tests.llm_modeling.client.scripted_server import ScriptedServer, answering
from tests.llm_modeling.server.conftest import SOLVE, ended, events, post
from tests.llm_modeling.server.test_server_jobs import HARD
from tests.llm_modeling.server.test_server_words import SCRIPT, asking, wait_for


@pytest.fixture
def server(tmp_path: Path) -> Iterator[ServerProcess]:
    """A server that is not started yet, and that no failure leaves behind."""
    found = ServerProcess(tmp_path, "--workers", "1", "--drain", "0.1")
    yield found
    found.kill()


def test_kills_lose_no_job_end_none_twice_and_leave_the_library_whole(tmp_path: Path) -> None:
    made: list[dict[str, Any]] = []
    library = tmp_path / "library.sqlite"
    with ScriptedServer(answering(SCRIPT)) as script:
        options = ("--workers", "1", "--drain", "0.1", "--library", str(library), "--llm-url", script.url)
        server = ServerProcess(tmp_path, *options)
        try:
            for pause_s in (0.0, 0.4, 1.5):
                server.start()
                with asking(server) as client:
                    if made:  # the first kill comes before the language model has been tried
                        wait_for(client, "ready")
                        made += [post(client, _WORDS)]
                    made += [
                        post(client, {**SOLVE, "seed": k}, **{"Idempotency-Key": f"{pause_s}-{k}"}) for k in range(3)
                    ]
                    time.sleep(pause_s)
                server.kill()
                _check_library(library)
            with server:
                pass
            with server, asking(server) as client:
                wait_for(client, "ready")
                made += [post(client, _WORDS)]
                jobs = [ended(client, job) for job in made]
                streams = [events(client, job) for job in made]
                used = jobs[-1]["result"]["insights"]
                while jobs[-1]["id"] not in (uses := _uses(library)):  # it is recorded just after the job has ended
                    time.sleep(0.05)
        finally:
            server.kill()
    assert [job["state"] for job in jobs] == ["completed"] * 12
    for stream in streams:
        assert [number for number, _, _ in stream] == list(range(1, len(stream) + 1))
    assert judged(server.data, [job["id"] for job in made]) == Verdict(jobs=12)
    assert used
    assert uses[jobs[-1]["id"]] == used
    _check_library(library)


_WORDS = {"kind": "formulate_and_solve", "text": SAMPLE_TEXT}


def _uses(path: Path) -> dict[str, list[str]]:
    """Return the insights that the library remembers to have been used, by job."""
    with closing(EventLog(path, create=False)) as log:
        return {event.body["task"]: event.body["insights"] for event in log.after() if event.kind == "use_recorded"}


def _check_library(path: Path) -> None:
    """Pass if the file and the chain of its events are whole and no insight is missing."""
    with closing(sqlite3.connect(path)) as db:
        assert db.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
    with ExperienceLibrary.open(path, create=False, starter=False) as library:
        assert library.faults() == []
        assert audited(library, prove=False).unverified == ()
        assert len(library.insights()) == len(starter_insights())


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
