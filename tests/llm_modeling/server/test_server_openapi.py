"""The OpenAPI document, and the service held to it by requests that schemathesis makes up from it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from hypothesis.strategies import booleans, one_of

from bench.service_process import ServerProcess
from llm_modeling.server.problems import MEDIA_TYPE, ProblemDetails
from tests.llm_modeling.server.conftest import SOLVE, ended, post

EXAMPLES = 30
OPERATIONS = [
    "GET /healthz",
    "GET /metrics",
    "GET /readyz",
    "GET /v1/examples",
    "GET /v1/examples/{name}",
    "GET /v1/jobs",
    "GET /v1/jobs/{job_id}",
    "GET /v1/jobs/{job_id}/events",
    "GET /v1/jobs/{job_id}/{name}",
    "GET /v1/problems/{slug}",
    "POST /v1/chat/completions",
    "POST /v1/compile",
    "POST /v1/formulate",
    "POST /v1/jobs",
    "POST /v1/jobs/{job_id}/cancel",
    "DELETE /v1/jobs/{job_id}",
]


@pytest.fixture(scope="module")
def busy(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server that may be filled with nonsense."""
    options = ("--waiting", "20", "--rate", "1000000", "--workers", "1", "--time-limit", "5", "--drain", "0.1")
    with ServerProcess(tmp_path_factory.mktemp("busy"), *options) as server:
        yield server


@pytest.fixture(scope="module")
def document(busy: ServerProcess) -> dict[str, Any]:
    found: dict[str, Any] = httpx.get(f"{busy.address}/openapi.json").json()
    return found


@pytest.fixture(scope="module")
def job_id(busy: ServerProcess) -> str:
    """A job that has ended, so that not every id is a wrong one."""
    with httpx.Client(base_url=busy.address, timeout=60.0) as client:
        return str(ended(client, post(client, SOLVE))["id"])


def test_document_is_openapi_31_with_examples_and_problem_details(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    assert document["components"]["schemas"]["JobRequest"]["examples"]
    assert "HTTPValidationError" not in document["components"]["schemas"]
    answers = [a for methods in document["paths"].values() for o in methods.values() for a in o["responses"].items()]
    assert [answer for status, answer in answers if status[0] == "4" and list(answer["content"]) != [MEDIA_TYPE]] == []


def test_operations_are_these(document: dict[str, Any]) -> None:
    found = {f"{method.upper()} {path}" for path, methods in document["paths"].items() for method in methods}
    assert found == set(OPERATIONS)


@pytest.mark.parametrize("operation", OPERATIONS)
def test_no_request_makes_the_service_fail(
    busy: ServerProcess, document: dict[str, Any], job_id: str, operation: str
) -> None:
    method, path = operation.split()
    found = schemathesis.openapi.from_dict(document)[path][method]
    modes = [schemathesis.GenerationMode.POSITIVE]
    if document["paths"][path][method.lower()].keys() & {"parameters", "requestBody"}:
        modes.append(schemathesis.GenerationMode.NEGATIVE)
    requests = one_of([found.as_strategy(generation_mode=mode) for mode in modes])
    answered: list[int] = []

    @given(case=requests, real=booleans())
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    def ask(case: Any, real: bool) -> None:
        if real and "job_id" in (case.path_parameters or {}):
            case.path_parameters["job_id"] = job_id
        answer = case.call(base_url=busy.address, timeout=60)
        answered.append(answer.status_code)
        assert answer.status_code != 500
        assert str(answer.status_code) in document["paths"][path][method.lower()]["responses"], answer.text
        if answer.status_code >= 400 and "/readyz" not in path:
            assert answer.headers["content-type"] == [MEDIA_TYPE]
            assert ProblemDetails.model_validate_json(answer.content).status == answer.status_code

    ask()
    assert answered
