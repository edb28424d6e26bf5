"""The page in a real Chromium that reaches nothing but the server it came from."""

from __future__ import annotations

import importlib
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal, TypeAlias
from urllib.parse import urlsplit

import pytest

from bench.service_process import ServerProcess
from tests.llm_modeling.client.gold import gold_script
from tests.llm_modeling.client.scripted_server import ScriptedServer, answering

if TYPE_CHECKING:
    from playwright.sync_api import Browser, ConsoleMessage, Page, Route

CHROMIUM = shutil.which("chromium")
UNKNOWN = "Arrange the furniture of the moon so that the tides like it best."
_WAIT_MS = 90_000
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")


@dataclass
class Visit:
    """One page in a window of its own, with all that went wrong on it."""

    page: Page
    faults: list[str] = field(default_factory=list)


Opener: TypeAlias = "Callable[..., Page]"
Theme: TypeAlias = Literal["light", "dark"]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A browser; without one the tests are skipped, unless METASOLVE_REQUIRE_BROWSER says that it has to be there."""
    is_needed = os.environ.get("METASOLVE_REQUIRE_BROWSER") == "1"
    if CHROMIUM is None and not is_needed:
        pytest.skip("needs chromium")
    assert CHROMIUM is not None, "there is no chromium"
    sync_api = (
        importlib.import_module("playwright.sync_api") if is_needed else pytest.importorskip("playwright.sync_api")
    )
    with sync_api.sync_playwright() as started:
        found = started.chromium.launch(executable_path=CHROMIUM, args=list(_FLAGS))
        yield found
        found.close()


@pytest.fixture(scope="session")
def plain_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server without a language model."""
    with ServerProcess(tmp_path_factory.mktemp("plain"), "--rate", "1000000", "--workers", "1") as process:
        yield process


@pytest.fixture(scope="session")
def worded_server(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ServerProcess]:
    """A server whose language model knows the twelve examples, and writes nonsense about the moon."""
    refused = {"title": "Moon", "constraints": [{"name": "tides", "expression": "liking[moon] >="}]}
    entry = {"problem": UNKNOWN, "draft": "The tides decide.", "formulation": refused}
    with ScriptedServer(answering([*gold_script(), entry])) as script:
        options = ("--rate", "1000000", "--workers", "1", "--llm-url", script.url)
        with ServerProcess(tmp_path_factory.mktemp("worded"), *options) as process:
            yield process


@pytest.fixture
def visit(browser: Browser) -> Iterator[Opener]:
    """Open a page of a server; at the end, it must have asked nobody else, and nothing must have gone wrong in it."""
    visits: list[Visit] = []

    def open_page(server: ServerProcess, *, width: int = 1280, theme: Theme = "light", path: str = "/") -> Page:
        context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=theme)
        context.set_default_timeout(_WAIT_MS)
        found = Visit(context.new_page())
        visits.append(found)
        own = urlsplit(server.address).netloc

        def guard(route: Route) -> None:
            target = urlsplit(route.request.url)
            if target.netloc != own and target.scheme not in ("blob", "data"):
                found.faults.append(f"asked {route.request.url}")
                route.abort()
            else:
                route.continue_()

        def hear(message: ConsoleMessage) -> None:
            # the browser's own line about a refused request is no fault of the page
            if message.type in ("error", "warning") and not message.text.startswith("Failed to load resource"):
                found.faults.append(message.text)

        context.route("**/*", guard)
        found.page.on("console", hear)
        found.page.on("pageerror", lambda error: found.faults.append(str(error)))
        found.page.goto(server.address.rstrip("/") + path)
        return found.page

    yield open_page
    for found in visits:
        found.page.context.close()
    assert [fault for found in visits for fault in found.faults] == []
