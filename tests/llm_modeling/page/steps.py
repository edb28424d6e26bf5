"""What a user of the page does, as the tests say it."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from playwright.sync_api import Page

ANSWER = "#answer:not([hidden])"


def choose(page: Page, title: str) -> None:
    """Take an example of the gallery, and wait for its math."""
    page.click("#open-gallery")
    page.get_by_role("dialog").get_by_role("button", name=title).first.click()
    page.wait_for_selector("#model .katex")


def solve(page: Page, button: str = "#solve-supplied") -> str:
    """Press a button that solves, and return the headline of the answer."""
    before = page.url
    page.click(button)
    page.wait_for_function("old => location.href !== old", arg=before)
    return answer(page)


def answer(page: Page) -> str:
    """Wait for the answer and return its headline."""
    page.wait_for_selector(ANSWER)
    return page.inner_text("#answer .headline")


def objective(page: Page) -> float:
    """Return the value of the answer."""
    return float(re.sub(r"[^\d.]", "", page.inner_text("#answer .worth dd").split(" ")[0]))


def open_json(page: Page) -> dict[str, Any]:
    """Open the editor and return the formulation in it."""
    page.evaluate("for (const id of ['editor-fold', 'json-fold']) document.getElementById(id).open = true")
    found: dict[str, Any] = json.loads(page.input_value("#model-json"))
    return found


def write_json(page: Page, formulation: dict[str, Any]) -> None:
    """Put a formulation into the editor."""
    page.fill("#model-json", json.dumps(formulation, indent=2))


def set_number(page: Page, label: str, value: float) -> None:
    """Change a number of the model in its field."""
    page.evaluate("document.getElementById('editor-fold').open = true")
    place = page.locator("#editor-fold").get_by_label(label)
    place.fill(str(value))
    place.press("Tab")


def overflow(page: Page) -> int:
    """Return by how much the page is wider than its window."""
    found: int = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    return found


def contrast(page: Page, selector: str) -> float:
    """Return the contrast ratio of the text of an element to what is behind it (WCAG 2)."""
    found: list[list[float]] = page.evaluate(_COLORS, selector)
    text, ground = (_luminance(color) for color in found)
    return (max(text, ground) + 0.05) / (min(text, ground) + 0.05)


_COLORS = """selector => {
  const numbers = (text) => text.match(/[\\d.]+/g).map(Number);
  const element = document.querySelector(selector);
  let behind = element;
  while (behind && (numbers(getComputedStyle(behind).backgroundColor)[3] ?? 1) === 0) behind = behind.parentElement;
  return [numbers(getComputedStyle(element).color), numbers(getComputedStyle(behind).backgroundColor)];
}"""


def _luminance(color: list[float]) -> float:
    parts = [part / 255 for part in color[:3]]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
