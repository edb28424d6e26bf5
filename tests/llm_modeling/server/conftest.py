"""One server for the tests that leave no trace in it, and what they ask of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from bench.service_process import ServerProcess
from llm_modeling.server.sample import SAMPLE_DATA, SAMPLE_FORMULATION

FINAL = ("completed", "failed", "cancelled")
SOLVE = {"kind": "solve", "formulation": SAMPLE_FORMULATION, "data": SAMPLE_DATA, "time_limit_s": 20}


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server without keys and without a language model."""
    options = ("--heartbeat", "0.3", "--rate", "1000000", "--waiting", "1000", "--workers", "1")
    with ServerProcess(tmp_path_factory.mktemp("server"), *options) as process:
        yield process


@pytest.fixture
def client(server: ServerProcess) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=server.address, timeout=120.0) as found:
        yield found


def post(client: httpx.Client, body: dict[str, Any], **headers: str) -> dict[str, Any]:
    """Return the job that a body makes."""
    answer = client.post("/v1/jobs", json=body, headers=headers)
    assert answer.status_code in (200, 202), answer.text
    found: dict[str, Any] = answer.json()
    return found


def ended(client: httpx.Client, job: dict[str, Any]) -> dict[str, Any]:
    """Return a job once it has ended."""
    events(client, job)
    found: dict[str, Any] = client.get(job["links"]["self"]).json()
    assert found["state"] in FINAL
    return found


def events(client: httpx.Client, job: dict[str, Any], after: int = 0) -> list[tuple[int, str, str]]:
    """Return number, name and data of a job's events after a place, up to the final one."""
    headers = {"Last-Event-ID": str(after)} if after else {}
    with client.stream("GET", job["links"]["events"], headers=headers) as stream:
        return parsed(stream.iter_lines())


def parsed(lines: Iterator[str]) -> list[tuple[int, str, str]]:
    """Return number, name and data of the events in the lines of a stream."""
    found, fields = [], {"data": ""}
    for line in lines:
        name, _, value = line.partition(": ")
        if name in ("id", "event", "data"):
            fields[name] = value
        elif not line and "id" in fields:
            found.append((int(fields["id"]), fields["event"], fields["data"]))
            fields = {"data": ""}
    return found
