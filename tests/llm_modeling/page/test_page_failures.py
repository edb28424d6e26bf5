"""What goes wrong is told in words, with what to do; the server's side is played here where it cannot be had."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from bench.service_process import ServerProcess
from tests.llm_modeling.page import steps
from tests.llm_modeling.page.conftest import Opener

if TYPE_CHECKING:
    from playwright.sync_api import Page, Route

_HOSTILE = '<img src=x onerror="document.title=1">'


def refuse(
    page: Page,
    status: int,
    slug: str,
) -> None:
    """Have the next jobs refused with a problem."""
    body = {"type": f"/v1/problems/{slug}", "title": slug, "status": status, "detail": "said by the test"}

    def answer(route: Route) -> None:
        headers = {"Content-Type": "application/problem+json", "Retry-After": "7"}
        route.fulfill(status=status, body=json.dumps(body), headers=headers)

    page.route("**/v1/jobs", answer)


@pytest.mark.parametrize(
    ("status", "slug", "title", "advice"),
    [
        (413, "body-too-large", "too large", "smaller tables"),
        (422, "invalid-request", "does not understand", "said by the test"),
        (429, "too-many-requests", "Too many requests", "wait 7 seconds"),
        (503, "stopping", "stopping", "Wait until it runs again"),
        (500, "internal", "internal", "log has more"),
    ],
)
def test_refusal_is_told_with_what_to_do(
    plain_server: ServerProcess, visit: Opener, status: int, slug: str, title: str, advice: str
) -> None:
    page = visit(plain_server)
    steps.choose(page, "Bread and cake")
    refuse(page, status, slug)
    page.click("#solve-supplied")
    notice = page.wait_for_selector("#problem-error .notice")
    assert notice is not None
    assert title in notice.inner_text()
    assert advice in notice.inner_text()
    assert page.get_by_role("button", name="Try again").is_enabled()


@pytest.mark.parametrize(
    ("field", "value", "said"),
    [
        ("time-limit", "3601", "Time limit of the solve, in seconds: this service allows 3,600 at most."),
        ("samples", "10", "this service allows 9 at most."),
        ("samples", "1.5", "a whole number."),
        ("gap", "-1", "at least 0."),
    ],
)
def test_setting_that_the_service_would_refuse_is_told_before_it_is_sent(
    plain_server: ServerProcess, visit: Opener, field: str, value: str, said: str
) -> None:
    page = visit(plain_server)
    page.wait_for_selector('#readiness[data-state="none"]')
    assert page.get_attribute("#time-limit", "placeholder") == "60 if left empty, at most 3,600"
    steps.choose(page, "Bread and cake")
    page.evaluate("document.getElementById('settings').open = true")
    page.fill(f"#{field}", value)
    page.click("#solve-supplied")
    assert said in page.inner_text("#problem-error")
    assert page.evaluate("document.activeElement.id") == field
    assert page.url.endswith("/")


def test_file_that_is_too_large_is_told_with_the_limit(
    plain_server: ServerProcess, visit: Opener, tmp_path: Path
) -> None:
    page = visit(plain_server)
    found = httpx.get(f"{plain_server.address}/readyz").json()
    small = {**found, "limits": {**found["limits"], "body_bytes": 100_000}}
    page.route("**/readyz", lambda route: route.fulfill(json=small))
    page.reload()
    page.wait_for_selector('#readiness[data-state="none"]')
    large = tmp_path / "large.csv"
    large.write_text("a,b\n" + 100_000 * "1,2\n")
    page.set_input_files("#files", large)
    page.get_by_text("large.csv has 0.5 MB; this service takes 0.1 MB at most.").wait_for()
    assert page.locator("#table-list li").count() == 0


def test_lost_network_is_told_and_the_job_can_be_sent_again(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    steps.choose(page, "Bread and cake")
    page.route("**/v1/jobs", lambda route: route.abort(), times=2)  # the page tries twice by itself
    page.click("#solve-supplied")
    page.get_by_text("The service cannot be reached").first.wait_for()
    page.get_by_role("button", name="Try again").click()
    assert steps.answer(page) == "The best plan, and it is proved"


def test_missing_key_is_asked_for_and_kept_in_the_tab_only(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    body = {"type": "/v1/problems/unauthorized", "title": "A valid API key is needed", "status": 401, "detail": ""}

    def gate(route: Route) -> None:
        if route.request.headers.get("x-api-key") == "secret":
            route.fallback()
        else:
            route.fulfill(status=401, body=json.dumps(body), content_type="application/problem+json")

    page.route("**/v1/**", gate)
    page.reload()
    page.wait_for_selector("#key-panel:not([hidden])")
    assert page.evaluate("document.activeElement.id") == "key"
    page.fill("#key", "secret")
    page.keyboard.press("Enter")
    steps.choose(page, "Bread and cake")
    assert steps.solve(page) == "The best plan, and it is proved"
    assert "secret" not in page.evaluate("JSON.stringify(localStorage)")
    with page.expect_download() as taken:
        page.locator(".downloads .file", has_text="model.lp").click()
    assert taken.value.suggested_filename == "model.lp"


def test_broken_stream_is_taken_up_after_the_last_event(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    steps.choose(page, "Bread and cake")
    asked: list[str | None] = []
    text = 'id: 1\nevent: queued\ndata: {}\n\nid: 2\nevent: started\ndata: {"attempt": 1}\n\nid: 3\nevent: comp'

    def follow(route: Route) -> None:
        asked.append(route.request.headers.get("last-event-id"))
        if len(asked) == 1:
            route.fulfill(status=200, body=text, content_type="text/event-stream")
        elif len(asked) == 2:
            route.abort()
        else:
            route.fallback()

    page.route("**/events", follow)
    page.click("#solve-supplied")
    page.wait_for_selector("#connection:not([hidden])")
    assert "The connection is lost" in page.inner_text("#connection")
    assert steps.answer(page) == "The best plan, and it is proved"
    assert asked == [None, "2", "2"]
    assert str(page.text_content("#steps")).count("Work begins") == 1
    assert "Built the model" in str(page.text_content("#steps"))


def test_failed_job_is_told(plain_server: ServerProcess, visit: Opener, tmp_path: Path) -> None:
    page = visit(plain_server)
    broken = tmp_path / "broken.lp"
    broken.write_text("Minimize\n obj: x\nSubject To\n c: x >= \n")
    page.set_input_files("#files", broken)
    page.click("#solve-supplied")
    notice = page.wait_for_selector("#job-error .notice")
    assert notice is not None
    assert "cannot be used" in notice.inner_text()


def test_markup_in_a_model_stays_text(plain_server: ServerProcess, visit: Opener, tmp_path: Path) -> None:
    page = visit(plain_server)
    page.fill("#text", f"{_HOSTILE} There are 40 kg of flour.")
    formulation: dict[str, Any] = {
        "schema": "metasolve.formulation/1",
        "title": _HOSTILE,
        "sets": [{"name": "GOODS", "members": [_HOSTILE, "\\href{javascript:1}{cake}"]}],
        "variables": [{"name": "bake", "index": "GOODS", "description": _HOSTILE, "upper": "9"}],
        "constraints": [{"name": "stock", "expression": "sum{g in GOODS} bake[g] <= 10", "quote": _HOSTILE}],
        "objectives": [{"name": "all", "sense": "maximize", "expression": "sum{g in GOODS} bake[g]"}],
        "assumptions": [_HOSTILE],
    }
    own = tmp_path / "own.json"
    own.write_text(json.dumps(formulation))
    page.set_input_files("#files", own)
    page.wait_for_selector("#model .katex")
    assert steps.solve(page) == "The best plan, and it is proved"
    assert page.locator("main img, main a[href^=javascript]").count() == 0
    assert page.title() == "metasolve"
    assert _HOSTILE in page.inner_text("#answer .solution")
    assert _HOSTILE in page.inner_text("#words")
