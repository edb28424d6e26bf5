"""Who may ask, and how much."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from bench.service_process import ServerProcess
from llm_modeling.server.keys import ApiKeys, KeyFileError, RateLimit
from llm_modeling.server.serve import ListenError, serve
from llm_modeling.server.settings import ServerSettings
from tests.llm_modeling.server.conftest import SOLVE, ended, post
from tests.llm_modeling.server.test_server_jobs import HARD

ANN, BOB = "ann-has-a-long-key", "bob-has-another-one"


@pytest.fixture(scope="module")
def keyed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    directory = tmp_path_factory.mktemp("keyed")
    keys = directory / "keys"
    keys.write_text(f"# who may ask\nann:{ANN}\nbob:{BOB}\n")
    with ServerProcess(directory, "--api-keys", str(keys), "--waiting", "2", "--rate", "60", "--workers", "1") as found:
        yield found


def asking(server: ServerProcess, key: str) -> httpx.Client:
    return httpx.Client(base_url=server.address, headers={"Authorization": f"Bearer {key}"}, timeout=60.0)


def test_without_a_key_nothing_of_the_api_is_answered(keyed: ServerProcess) -> None:
    with httpx.Client(base_url=keyed.address) as anyone:
        for path in ("/v1/jobs", "/metrics", "/v1/examples"):
            answer = anyone.get(path)
            assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Bearer")
        assert anyone.get("/healthz").status_code == 200
        assert anyone.get("/v1/jobs", headers={"X-API-Key": "wrong"}).status_code == 401
        assert anyone.get("/v1/jobs", headers={"X-API-Key": ANN}).status_code == 200


def test_job_of_one_key_is_not_there_for_another(keyed: ServerProcess) -> None:
    with asking(keyed, ANN) as ann, asking(keyed, BOB) as bob:
        job = post(ann, SOLVE)
        for answer in (
            bob.get(job["links"]["self"]),
            bob.get(job["links"]["events"]),
            bob.post(job["links"]["cancel"]),
        ):
            assert answer.status_code == 404
        assert ended(ann, job)["state"] == "completed"


def test_too_many_waiting_jobs_are_refused_with_when_to_come_back(keyed: ServerProcess) -> None:
    long = {"kind": "solve", "model": HARD.read_text(), "time_limit_s": 600}
    with asking(keyed, BOB) as bob:
        jobs = [post(bob, long) for _ in range(2)]
        refused = bob.post("/v1/jobs", json=long)
        for job in jobs:
            bob.post(job["links"]["cancel"])
    assert (refused.status_code, refused.json()["type"]) == (429, "/v1/problems/too-many-jobs")
    assert int(refused.headers["retry-after"]) >= 1


def test_too_many_requests_are_refused_with_when_to_come_back(keyed: ServerProcess) -> None:
    with asking(keyed, ANN) as ann:
        answers = (ann.get("/v1/jobs") for _ in range(2000))
        refused = next(answer for answer in answers if answer.status_code != 200)
    assert (refused.status_code, refused.json()["type"]) == (429, "/v1/problems/too-many-requests")
    assert int(refused.headers["retry-after"]) >= 1


def test_keys_are_in_no_log(keyed: ServerProcess) -> None:
    assert "listening" in keyed.log
    assert ANN not in keyed.log
    assert BOB not in keyed.log


def test_key_belongs_to_its_owner() -> None:
    keys = ApiKeys.of([f"ann:{ANN}", "", "# nobody", f"bob:{BOB}"], "keys")
    assert [keys.owner(key) for key in (ANN, BOB, "", ANN[:-1], "no\ud800key")] == ["ann", "bob", None, None, None]
    assert ANN not in repr(keys)


@pytest.mark.parametrize("line", ["ann", "ann:", "ann:short", ":a-key-without-a-name", "an n:a-long-enough-key"])
def test_key_file_that_is_wrong_names_the_line_and_not_the_key(line: str) -> None:
    with pytest.raises(KeyFileError, match=r"^keys:2: ") as caught:
        ApiKeys.of([f"bob:{BOB}", line], "keys")
    assert "a-long-enough-key" not in str(caught.value)


def test_keys_come_from_the_environment_or_a_file(tmp_path: Path) -> None:
    assert set(ApiKeys.load(None, {"METASOLVE_API_KEYS": f"ann:{ANN},bob:{BOB}"}).digests) == {"ann", "bob"}
    assert ApiKeys.load(None, {}).digests == {}
    (tmp_path / "empty").write_text("# nothing\n")
    with pytest.raises(KeyFileError, match="no key"):
        ApiKeys.load(tmp_path / "empty", {})
    with pytest.raises(KeyFileError, match="No such file"):
        ApiKeys.load(tmp_path / "missing", {})


def test_service_that_others_reach_needs_keys(tmp_path: Path) -> None:
    with pytest.raises(ListenError, match="api-keys"):
        serve(ServerSettings(tmp_path, host="0.0.0.0"), ApiKeys())


def test_rate_lets_a_burst_pass_and_then_a_request_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    now = [100.0]
    monkeypatch.setattr("llm_modeling.server.keys.time.monotonic", lambda: now[0])
    rate = RateLimit(60)
    waits = [rate.wait_s("ann") for _ in range(11)]
    assert waits[:10] == [0.0] * 10
    assert waits[10] == pytest.approx(1.0)
    assert rate.wait_s("bob") == 0.0
    now[0] += 1.0
    assert [rate.wait_s("ann"), rate.wait_s("ann") > 0.0] == [0.0, True]
