"""Whatever is wrong, the answer is problem details."""

from __future__ import annotations

import json
import re
from typing import Any

import httpx
import pytest

from llm_modeling.server.sample import SAMPLE_FORMULATION
from tests.llm_modeling.server.conftest import SOLVE

JSON = {"Content-Type": "application/json"}

WRONG: list[tuple[str, str, dict[str, Any], int, str]] = [
    ("GET", "/nowhere", {}, 404, "not-found"),
    ("GET", "/v1/jobs/job_000000000000000000000000", {}, 404, "not-found"),
    ("GET", "/v1/examples/nobody", {}, 404, "not-found"),
    ("PUT", "/v1/jobs", {}, 405, "method-not-allowed"),
    ("POST", "/v1/jobs", {"content": b"{", "headers": JSON}, 400, "bad-request"),
    ("POST", "/v1/jobs", {"content": b'{"kind": NaN}', "headers": JSON}, 400, "bad-request"),
    ("POST", "/v1/jobs", {"content": b"[" * 100_000, "headers": JSON}, 400, "bad-request"),
    ("POST", "/v1/jobs", {"content": b"\xff\xfe", "headers": JSON}, 400, "bad-request"),
    ("POST", "/v1/jobs", {"content": json.dumps(SOLVE).encode()}, 415, "media-type"),
    ("POST", "/v1/jobs", {"data": {"kind": "solve"}}, 415, "media-type"),
    ("POST", "/v1/jobs", {"json": {"kind": "guess"}}, 422, "invalid-request"),
    ("POST", "/v1/jobs", {"json": {"kind": "solve"}}, 422, "invalid-request"),
    ("POST", "/v1/jobs", {"json": {**SOLVE, "model": "x"}}, 422, "invalid-request"),
    ("POST", "/v1/jobs", {"json": {**SOLVE, "guided_json": {}}}, 422, "invalid-request"),
    ("POST", "/v1/jobs", {"json": {**SOLVE, "time_limit_s": 0}}, 422, "invalid-request"),
    ("POST", "/v1/jobs", {"json": {**SOLVE, "time_limit_s": 1e6}}, 422, "invalid-request"),
    ("POST", "/v1/jobs", {"json": {**SOLVE, "threads": 64}}, 422, "invalid-request"),
    ("POST", "/v1/jobs", {"json": {**SOLVE, "tables": {"../x.csv": "a"}}}, 422, "invalid-request"),
    ("POST", "/v1/jobs", {"json": {**SOLVE, "formulation": {"sets": 1}}}, 422, "invalid-model"),
    ("POST", "/v1/jobs", {"json": {"kind": "formulate", "text": "Some problem"}}, 503, "no-language-model"),
    ("POST", "/v1/formulate", {"json": {"text": "Some problem"}}, 503, "no-language-model"),
    ("POST", "/v1/compile", {"json": {"formulation": SAMPLE_FORMULATION}}, 422, "invalid-model"),
    ("GET", "/v1/jobs?limit=many", {}, 422, "invalid-request"),
    ("GET", "/v1/jobs", {"headers": {"Host": "evil.example"}}, 421, "wrong-host"),
    ("GET", "/v1/jobs", {"headers": {"Origin": "https://evil.example"}}, 403, "forbidden"),
]


@pytest.mark.parametrize(
    ("method", "path", "request_parts", "status", "slug"), WRONG, ids=[f"{w[3]}-{k}" for k, w in enumerate(WRONG)]
)
def test_what_is_wrong_is_told_as_problem_details(
    client: httpx.Client, method: str, path: str, request_parts: dict[str, Any], status: int, slug: str
) -> None:
    answer = client.request(method, path, **request_parts)
    assert answer.headers["content-type"] == "application/problem+json"
    body = answer.json()
    assert (answer.status_code, body["status"], body["type"]) == (status, status, f"/v1/problems/{slug}")
    assert body["title"]
    assert client.get(body["type"]).json()["title"] == body["title"]


def test_missing_language_model_says_what_to_configure(client: httpx.Client) -> None:
    answer = client.post("/v1/chat/completions", json={"messages": [{"role": "user", "content": "Some problem"}]})
    assert answer.status_code == 503
    assert "--llm-url" in answer.json()["detail"]
    assert "--llm-url" in answer.json()["error"]["message"]  # where clients of OpenAI's API look


def test_body_that_is_too_large_is_refused_whether_or_not_it_says_so(client: httpx.Client) -> None:
    size = 40 << 20
    said = client.post("/v1/jobs", content=b" " * size, headers=JSON)
    assert (said.status_code, said.json()["type"]) == (413, "/v1/problems/body-too-large")
    pieces = (b" " * (1 << 20) for _ in range(size >> 20))
    try:
        unsaid = client.post("/v1/jobs", content=pieces, headers=JSON)
        assert unsaid.status_code == 413
    except httpx.WriteError:
        pass  # the server hung up before all was sent


def test_answers_carry_the_headers_that_keep_a_browser_from_harm(client: httpx.Client) -> None:
    headers = client.get("/healthz").headers
    assert headers["content-security-policy"].startswith("default-src 'self'; script-src 'self'; style-src 'self'")
    assert (headers["x-content-type-options"], headers["referrer-policy"]) == ("nosniff", "no-referrer")


def test_page_is_served_and_what_is_vendored_is_kept_for_ever(client: httpx.Client) -> None:
    page = client.get("/")
    assert (page.status_code, page.headers["content-type"]) == (200, "text/html; charset=utf-8")
    assert page.headers["cache-control"] == "no-cache"
    addresses = re.findall(r'(?:src|href)="(/[^"]+)"', page.text)
    vendored = [address for address in addresses if address.startswith("/vendor/")]
    assert vendored
    for address in addresses:
        found = client.get(address)
        assert found.status_code == 200, address
        assert ("immutable" in found.headers["cache-control"]) is (address in vendored)


def test_readiness_says_what_there_is_not_and_how_workers_are_confined(client: httpx.Client) -> None:
    found = client.get("/readyz").json()
    assert (found["status"], found["language_model"]["state"]) == ("ready", "none")
    assert found["confinement"]["level"] in ("full", "partial", "limits")
    assert found["confinement"]["no_new_privileges"] is True


def test_metrics_count_what_happens(client: httpx.Client) -> None:
    client.get("/nowhere")
    text = client.get("/metrics").text
    assert 'metasolve_requests_total{method="GET",route="other",status="404"}' in text
    assert "metasolve_jobs_queued" in text


def test_logs_are_json_without_what_was_sent(client: httpx.Client, server: Any) -> None:
    secret = "a text that no log may hold"
    client.post("/v1/compile", json={"formulation": SAMPLE_FORMULATION, "text": secret})
    client.post("/v1/jobs", json={"kind": "formulate", "text": secret})
    lines = [json.loads(line) for line in server.log.splitlines()]
    assert {"listening", "request"} <= {line["event"] for line in lines}
    assert secret not in server.log
