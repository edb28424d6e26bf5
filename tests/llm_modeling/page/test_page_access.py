"""The page for everybody: keyboard, screen reader, narrow window, dark theme."""

from __future__ import annotations

from itertools import pairwise

import pytest

from bench.service_process import ServerProcess
from tests.llm_modeling.page import steps
from tests.llm_modeling.page.conftest import Opener

_UNNAMED = """() => [...document.querySelectorAll("button, input, textarea, a, section, [role=region], [role=img]")]
  .filter((e) => e.checkVisibility() && e.type !== "file")
  .filter((e) => !(e.innerText?.trim() || e.ariaLabel || e.labels?.length || e.getAttribute("aria-labelledby")))
  .map((e) => e.outerHTML.slice(0, 120))"""


def test_example_is_solved_by_keyboard_alone(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    keys = page.keyboard
    keys.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    keys.press("Enter")
    keys.press("Tab")
    assert page.evaluate("document.activeElement.id") == "open-gallery"
    page.wait_for_function("() => document.querySelectorAll('#gallery-list li').length > 1")
    keys.press("Enter")
    while page.evaluate("document.activeElement.id") != "gallery-filter":
        keys.press("Tab")
    keys.type("bread and cake")
    keys.press("Tab")
    keys.press("Enter")
    page.wait_for_selector("#model .katex")
    assert page.evaluate("document.activeElement.id") == "solve-supplied"
    keys.press("Enter")
    assert steps.answer(page) == "The best plan, and it is proved"
    page.wait_for_function("() => document.activeElement.id === 'answer'")


def test_sentence_and_constraint_light_each_other_up_by_keyboard_and_pointer(
    plain_server: ServerProcess, visit: Opener
) -> None:
    page = visit(plain_server)
    steps.choose(page, "Bread and cake")
    sentence = page.locator("#words .said", has_text="The oven has room")
    sentence.focus()
    assert "lit" in (page.get_attribute("#constraint-oven", "class") or "")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "constraint-oven"
    page.hover("#constraint-enough_flour .math")
    lit = page.locator("#words .said.lit").all_inner_texts()
    assert lit == ["There are 40 kg of flour."]


def test_steps_are_said_politely_and_everything_has_a_name(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    steps.choose(page, "Bread and cake")
    steps.solve(page)
    assert page.get_attribute("#live", "aria-live") == "polite"
    page.wait_for_function("() => document.getElementById('live').textContent.includes('best plan')")
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert page.evaluate(_UNNAMED) == []
    levels = page.evaluate("[...document.querySelectorAll('h1,h2,h3,h4')].map((e) => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("title", ["Bread and cake", "Transshipment"])
def test_page_fits_a_narrow_phone(plain_server: ServerProcess, visit: Opener, title: str) -> None:
    page = visit(plain_server, width=360)
    assert steps.overflow(page) <= 0
    steps.choose(page, title)
    steps.solve(page)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    assert steps.overflow(page) <= 0


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_text_stands_out_from_its_ground(plain_server: ServerProcess, visit: Opener, theme: str) -> None:
    page = visit(plain_server, theme=theme)
    assert page.evaluate("document.documentElement.dataset.theme") == theme
    steps.choose(page, "Bread and cake")
    steps.solve(page)
    parts = ("#problem-heading", ".opening p", "#text", ".note", ".headline", ".quote", "#words p", ".said", "footer a")
    weak = {part: steps.contrast(page, part) for part in (*parts, "#solve-supplied", "#formulate", ".industry", "th")}
    assert {part: ratio for part, ratio in weak.items() if ratio < 4.5} == {}


def test_theme_can_be_changed_and_is_kept(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    page.click("#theme")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    page.reload()
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    assert page.get_attribute("#theme", "aria-pressed") == "true"
