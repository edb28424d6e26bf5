"""With a scripted language model behind HTTP: texts are formulated; one that cannot be trusted is not asked."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bench.service_process import ServerProcess
from llm_modeling.server.sample import SAMPLE_DATA, SAMPLE_FORMULATION, SAMPLE_TEXT
from tests.llm_modeling.client.scripted_server import Mode, ScriptedServer, answering
from tests.llm_modeling.server.conftest import ended, events, post

PARAMETERS = [
    {**entry, "entries": list(SAMPLE_DATA[entry["name"]].items())} if entry["name"] in SAMPLE_DATA else entry
    for entry in SAMPLE_FORMULATION["parameters"]
]
SCRIPT = [
    {
        "problem": SAMPLE_TEXT,
        "draft": "Bake what earns most per kilogram of flour.",
        "formulation": {**SAMPLE_FORMULATION, "parameters": PARAMETERS},
    }
]
QUESTION = {"model": "any", "messages": [{"role": "user", "content": SAMPLE_TEXT}]}


@pytest.fixture(scope="module")
def scripted() -> Iterator[ScriptedServer]:
    with ScriptedServer(answering(SCRIPT)) as found:
        yield found


@pytest.fixture(scope="module")
def wordy(scripted: ScriptedServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of a server that has a language model."""
    directory = tmp_path_factory.mktemp("wordy")
    options = ("--llm-url", scripted.url, "--library", str(directory / "library"))
    with ServerProcess(directory, *options) as server, asking(server) as client:
        wait_for(client, "ready")
        yield client


def asking(server: ServerProcess) -> httpx.Client:
    return httpx.Client(base_url=server.address, timeout=120.0)


def wait_for(client: httpx.Client, state: str) -> str:
    """Return what the server says of its language model once that is in a state."""
    while (found := client.get("/readyz").json()["language_model"])["state"] != state:
        assert found["state"] == "checking"
        time.sleep(0.05)
    return str(found["detail"])


def test_text_becomes_a_solved_model_with_its_confidence(wordy: httpx.Client) -> None:
    job = ended(wordy, post(wordy, {"kind": "formulate_and_solve", "text": SAMPLE_TEXT, "samples": 2}))
    result = job["result"]
    assert (job["state"], result["solution"]["objective"], result["confidence"]) == ("completed", 95.0, 1.0)
    assert result["formulation"]["title"] == "Bread and cake"
    assert (result["text"], result["tables"]) == (SAMPLE_TEXT, {})
    assert [entry["quote"] for entry in result["math"]["constraints"]] == [
        entry["quote"] for entry in SAMPLE_FORMULATION["constraints"]
    ]
    names = [name for _, name, _ in events(wordy, job)]
    assert [
        name for name in ("retrieved", "drafted", "formulated", "verified", "solved", "voted") if name in names
    ] == [
        "retrieved",
        "drafted",
        "formulated",
        "verified",
        "solved",
        "voted",
    ]
    assert wordy.get(job["links"]["model.lp"]).status_code == 200


def test_text_is_formulated_without_a_solve(wordy: httpx.Client) -> None:
    result = ended(wordy, post(wordy, {"kind": "formulate", "text": SAMPLE_TEXT}))["result"]
    assert result["formulation"]["title"] == "Bread and cake"
    assert result["solution"] is None


def test_short_way_waits_for_the_answer(wordy: httpx.Client) -> None:
    answer = wordy.post("/v1/formulate", json={"text": SAMPLE_TEXT})
    assert (answer.status_code, answer.json()["result"]["solution"]["objective"]) == (200, 95.0)
    assert answer.headers["location"] == answer.json()["links"]["self"]


def test_chat_is_answered_in_markdown(wordy: httpx.Client) -> None:
    answer = wordy.post("/v1/chat/completions", json={**QUESTION, "guided_regex": "("}).json()
    message = answer["choices"][0]["message"]
    assert (answer["object"], message["role"]) == ("chat.completion", "assistant")
    assert r"bake \[cake\] = 15" in message["content"]
    assert answer["usage"]["completion_tokens"] > 0


def test_streamed_chat_says_the_same(wordy: httpx.Client) -> None:
    whole = wordy.post("/v1/chat/completions", json=QUESTION).json()["choices"][0]["message"]["content"]
    with wordy.stream("POST", "/v1/chat/completions", json={**QUESTION, "stream": True}) as stream:
        data = [line.removeprefix("data: ") for line in stream.iter_lines() if line.startswith("data: ")]
    assert data[-1] == "[DONE]"
    pieces = [json.loads(piece)["choices"][0]["delta"].get("content", "") for piece in data[:-1]]
    assert "".join(pieces).strip() == whole.strip()


def test_nothing_of_what_clients_send_reaches_the_language_model_but_the_text(
    wordy: httpx.Client, scripted: ScriptedServer
) -> None:
    scripted.requests.clear()
    wordy.post("/v1/chat/completions", json={**QUESTION, "guided_json": {"a": 1}, "temperature": 1.7})
    assert scripted.requests
    for request in scripted.requests:
        assert set(request) <= {
            "model", "messages", "temperature", "top_p", "max_tokens", "seed", "response_format", "stream",
            "stream_options",
        }  # fmt: skip
        assert request.get("temperature") != 1.7


def test_cancel_breaks_off_what_is_being_asked(tmp_path: Path) -> None:
    slow = ScriptedServer(answering(SCRIPT))
    with slow, ServerProcess(tmp_path, "--llm-url", slow.url) as server, asking(server) as client:
        wait_for(client, "ready")
        slow.mode = Mode.STALLS
        job = post(client, {"kind": "formulate", "text": SAMPLE_TEXT})
        with client.stream("GET", job["links"]["events"]) as stream:
            assert any(line == "event: started" for line in stream.iter_lines())
        client.post(job["links"]["cancel"])
        assert ended(client, job)["state"] == "cancelled"


def test_model_that_is_not_held_to_a_schema_is_not_asked(tmp_path: Path) -> None:
    loose = ScriptedServer(answering(SCRIPT), Mode.IGNORES_SCHEMA)
    with loose, ServerProcess(tmp_path, "--llm-url", loose.url) as server, asking(server) as client:
        assert "schema" in wait_for(client, "refused")
        answer = client.post("/v1/jobs", json={"kind": "formulate", "text": SAMPLE_TEXT})
        assert (answer.status_code, answer.json()["type"]) == (503, "/v1/problems/no-language-model")
        server.wait_until_ready()  # models are still solved
