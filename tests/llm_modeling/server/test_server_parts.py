"""The parts of the service that need no server."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from llm_modeling import Formulation, resolve
from llm_modeling.cli.serve import app
from llm_modeling.server.bodies import ChatRequest, State
from llm_modeling.server.dispatcher import next_job
from llm_modeling.server.feeds import Feeds
from llm_modeling.server.math_view import math_of
from llm_modeling.server.progress import Progress
from llm_modeling.server.sample import SAMPLE_FORMULATION
from llm_modeling.server.settings import JobLimits, Quotas, ServerSettings
from llm_modeling.server.store import JobRow, Limit, NewJob, Store


def row(job_id: str, owner: str, created: float) -> JobRow:
    return JobRow(job_id, owner, "solve", State.QUEUED, created, None, None, 0, False, 1, "{}")


def test_owner_with_fewest_running_jobs_is_served_first() -> None:
    waiting = [row("a", "ann", 1.0), row("b", "bob", 2.0)]
    assert next_job(waiting, {}, {}).id == "a"
    assert next_job(waiting, {"ann": 1}, {}).id == "b"
    assert next_job(waiting, {}, {"ann": 9.0, "bob": 5.0}).id == "b"


def test_follower_gets_each_event_once_from_the_store_and_then_as_it_comes(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.create(NewJob("a", "ann", "solve", b"{}", "h"), Limit(9, 9))

    async def scene() -> list[int]:
        feeds = Feeds(store)
        seen: list[int] = []

        async def follow() -> None:
            async for event in feeds.follow("a", 0):
                seen.append(event.seq)

        following = asyncio.create_task(follow())
        claim = store.claim("a")
        assert claim is not None
        feeds.publish("a", [claim.event])
        for _ in range(300):
            stored = store.record("a", 1, [("bound", "{}")], "{}")
            assert stored is not None
            feeds.publish("a", stored)
            await asyncio.sleep(0)
        feeds.publish("a", store.finish("a", 1, State.COMPLETED, {}, [("completed", "{}")]) or [])
        await following
        assert feeds.followers == 0
        return seen

    assert asyncio.run(scene()) == list(range(1, 304))
    store.close()


def test_closing_ends_streams_without_a_final_event(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.create(NewJob("a", "ann", "solve", b"{}", "h"), Limit(9, 9))

    async def scene() -> list[str]:
        feeds = Feeds(store)
        seen = []
        async for event in feeds.follow("a", 0):
            seen.append(event.event)
            feeds.close()
        return seen

    assert asyncio.run(scene()) == ["queued"]
    store.close()


def test_progress_is_that_of_the_newest_solve() -> None:
    progress = Progress()
    progress.see("start", {"time_s": 0.1, "instance": {"rows": 2, "columns": 3}})
    progress.see("incumbent", {"time_s": 0.2, "objective": 90.0})
    progress.see("bound", {"time_s": 0.3, "bound": 100.0})
    progress.see("pull", {"time_s": 0.4})
    found = json.loads(progress.to_json())
    assert (found["phase"], found["time_s"], found["objective"], found["bound"]) == ("bound", 0.4, 90.0, 100.0)
    assert found["gap"] == pytest.approx(0.1)
    progress.see("start", {"time_s": 0.5})
    assert json.loads(progress.to_json())["objective"] is None


def test_math_has_no_markup_of_names_and_members() -> None:
    sets = [{"name": "GOODS", "members": ["</script><b>", r"\href{javascript:x}{y}", "}$"]}]
    model = resolve(Formulation.from_json(json.dumps({**SAMPLE_FORMULATION, "sets": sets})))
    latex = math_of(model)["sets"][0]["latex"]
    assert "<" not in latex
    assert r"\href" not in latex
    assert latex.count("{") - latex.count(r"\{") == latex.count("}") - latex.count(r"\}")


@pytest.mark.parametrize(
    ("messages", "text"),
    [
        ([{"role": "user", "content": "first"}, {"role": "user", "content": " last "}], "last"),
        ([{"role": "user", "content": "asked"}, {"role": "assistant", "content": "said"}], "asked"),
        ([{"role": "user", "content": [{"type": "text", "text": "a"}, {"type": "image_url"}]}], "a"),
        ([{"role": "system", "content": "be kind"}], ""),
    ],
)
def test_problem_is_the_last_message_of_the_user(messages: list[dict[str, Any]], text: str) -> None:
    assert ChatRequest.model_validate({"messages": messages}).problem_text() == text


def test_settings_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="port is 70000"):
        ServerSettings(tmp_path, port=70_000)
    with pytest.raises(ValueError, match="workers is -1"):
        ServerSettings(tmp_path, workers=-1)
    with pytest.raises(ValueError, match=r"keep_s is 0\.0"):
        ServerSettings(tmp_path, keep_s=0.0)
    with pytest.raises(ValueError, match="time_limit_s is 10"):
        JobLimits(time_limit_s=10.0, longest_s=5.0)
    with pytest.raises(ValueError, match="waiting is 0"):
        Quotas(waiting=0)


@pytest.mark.parametrize(
    ("host", "is_loopback"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("example.org", False)],
)
def test_only_this_machine_is_loopback(tmp_path: Path, host: str, is_loopback: bool) -> None:
    assert ServerSettings(tmp_path, host=host).is_loopback is is_loopback


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--keep", "-1"], "keep_s"),
        (["--time-limit", "100", "--longest", "10"], "longest_s"),
        (["--llm-url", "localhost:8000"], "llm-url"),
        (["--llm-url", "http://localhost", "--api-key-env", "NO_SUCH_VARIABLE"], "NO_SUCH_VARIABLE"),
        (["--memory-limit", "1M"], "less than 256M"),
    ],
)
def test_options_that_are_wrong_are_told(tmp_path: Path, arguments: list[str], message: str) -> None:
    ended = CliRunner().invoke(app, ["--data-dir", str(tmp_path), *arguments])
    assert ended.exit_code != 0
    assert message in " ".join(ended.output.split())
