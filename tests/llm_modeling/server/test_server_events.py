"""The stream of a job's events: complete, in order, resumable."""

from __future__ import annotations

import json

import httpx

from tests.llm_modeling.server.conftest import SOLVE, ended, events, post
from tests.llm_modeling.server.test_server_jobs import HARD


def test_stream_tells_all_that_happens_in_order(client: httpx.Client) -> None:
    found = events(client, post(client, SOLVE))
    names = [name for _, name, _ in found]
    assert [number for number, _, _ in found] == list(range(1, len(found) + 1))
    assert names[:4] == ["queued", "started", "compiled", "start"]
    assert names[-2:] == ["end", "completed"]
    assert "incumbent" in names
    assert json.loads(found[-1][2])["objective"] == 95.0


def test_stream_goes_on_after_the_last_event_that_was_seen(client: httpx.Client) -> None:
    job = post(client, SOLVE)
    whole = events(client, job)
    assert events(client, job, after=3) == whole[3:]


def test_client_that_has_all_events_is_told_not_to_come_again(client: httpx.Client) -> None:
    job = post(client, SOLVE)
    last = events(client, job)[-1][0]
    assert client.get(job["links"]["events"], headers={"Last-Event-ID": str(last)}).status_code == 204


def test_two_followers_get_the_same(client: httpx.Client) -> None:
    job = post(client, SOLVE)
    with httpx.Client(base_url=client.base_url, timeout=60.0) as other, other.stream("GET", job["links"]["events"]):
        assert events(client, job) == events(other, job)


def test_quiet_stream_says_that_it_lives(client: httpx.Client) -> None:
    running = post(client, {"kind": "solve", "model": HARD.read_text(), "time_limit_s": 300})
    waiting = post(client, SOLVE)
    with client.stream("GET", waiting["links"]["events"]) as stream:
        assert any(line.startswith(":") for line in stream.iter_lines())
    client.post(running["links"]["cancel"])
    assert ended(client, waiting)["state"] == "completed"
