"""From words, an example or a file to an answer on the page."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from urllib.parse import urlsplit

from bench.service_process import ServerProcess
from tests.llm_modeling.client.gold import problem_text
from tests.llm_modeling.page import steps
from tests.llm_modeling.page.conftest import UNKNOWN, Opener

INSTANCES = Path(__file__).parents[3] / "instances"
_RESULTS = ("solution.json", "solution.sol", "report.html")
TRANSPORT = INSTANCES / "text" / "transport"


def test_text_becomes_math_beside_its_sentences_and_a_plan(worded_server: ServerProcess, visit: Opener) -> None:
    page = visit(worded_server)
    page.wait_for_selector('#readiness[data-state="ready"]')
    page.fill("#text", problem_text("transport"))
    assert "best plan" in steps.solve(page, "#formulate")
    assert steps.objective(page) == 1330
    assert page.locator("#constraint-meet .katex").count() > 0
    assert "Every shop gets exactly what it needs." in page.inner_text("#constraint-meet")
    assert page.locator("#words .said", has_text="Every shop gets exactly what it needs.").count() == 1
    assert "3 of 3 drafts say the same" in page.inner_text("#answer")
    assert "Wrote the model" in str(page.text_content("#steps"))
    assert page.locator(".chart svg[role=img]").count() == 1


def test_tables_of_files_are_sent_with_the_text(worded_server: ServerProcess, visit: Opener) -> None:
    page = visit(worded_server)
    page.wait_for_selector('#readiness[data-state="ready"]')
    page.fill("#text", problem_text("transport"))
    page.set_input_files("#files", [TRANSPORT / "plants.csv", TRANSPORT / "shops.csv"])
    page.wait_for_selector("#table-list li:nth-child(2)")
    with page.expect_request("**/v1/jobs") as asked:
        page.click("#formulate-only")
    sent = json.loads(asked.value.post_data or "")
    assert sent["tables"]["plants.csv"] == (TRANSPORT / "plants.csv").read_text()
    assert sent["kind"] == "formulate"
    assert sorted(sent["tables"]) == ["plants.csv", "shops.csv"]
    assert steps.answer(page) == "Formulated, not solved"


def test_text_that_no_model_fits_comes_back_as_a_question(worded_server: ServerProcess, visit: Opener) -> None:
    page = visit(worded_server)
    page.wait_for_selector('#readiness[data-state="ready"]')
    page.fill("#text", UNKNOWN)
    steps.solve(page, "#formulate")
    assert "A question to you" in page.inner_text("#answer")


def test_example_is_solved_without_a_language_model(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    page.wait_for_selector('#readiness[data-state="none"]')
    assert "No language model is connected" in page.inner_text("#without-model")
    assert page.is_disabled("#formulate")
    steps.choose(page, "Bread and cake")
    assert steps.solve(page) == "The best plan, and it is proved"
    assert steps.objective(page) == 95
    rows = page.locator("#answer .solution tbody tr").all_inner_texts()
    assert [row.split() for row in rows] == [["bread", "10"], ["cake", "15"]]
    assert "The plan keeps every rule" in page.inner_text("#answer")


def test_changed_number_gives_another_objective_that_is_compared(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    steps.choose(page, "Bread and cake")
    steps.solve(page)
    steps.set_number(page, "stock", 30)
    assert "parameter stock: value 40 → 30" in page.inner_text("#editor")
    steps.solve(page, "#solve-again")
    assert steps.objective(page) == 75
    compared = page.locator("#editor table").inner_text()
    assert "95" in compared
    assert "−20" in compared
    page.get_by_role("button", name="Undo all changes").click()
    assert page.input_value("#number-4") == "40"


def test_infeasible_model_shows_the_sentences_in_conflict(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    steps.choose(page, "Bread and cake")
    formulation = steps.open_json(page)
    asked = "How many of each should be baked"
    formulation["constraints"].append({"name": "promise", "expression": "bake['cake'] >= 18", "quote": asked})
    steps.write_json(page, formulation)
    assert steps.solve(page, "#solve-again") == "No plan can meet all of this"
    conflict = page.inner_text("#answer .conflict")
    assert "The oven has room for at most 15 cakes." in conflict
    assert asked in conflict
    assert "There are 40 kg of flour." not in conflict


def test_mistake_is_shown_at_its_element_and_its_line(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    steps.choose(page, "Bread and cake")
    formulation = steps.open_json(page)
    formulation["constraints"][0]["expression"] = "sum{g in GOODS} flouer[g] * bake[g] <= stock"
    steps.write_json(page, formulation)
    page.click("#check")
    page.wait_for_selector("#constraint-enough_flour .fault")
    assert "did you mean 'flour'?" in page.inner_text("#constraint-enough_flour .fault")
    page.get_by_role("button", name="Go to line").click()
    selected = "(a => a.value.slice(a.selectionStart, a.selectionEnd))(document.getElementById('model-json'))"
    assert page.evaluate(selected) == "flouer[g]"
    steps.write_json(page, json.loads(json.dumps(formulation).replace("flouer", "flour")))
    page.click("#check")
    page.get_by_text("Checked: the model can be solved.").wait_for()
    assert page.locator(".fault").count() == 0


def test_cancel_keeps_the_incumbent(plain_server: ServerProcess, visit: Opener, tmp_path: Path) -> None:
    page = visit(plain_server)
    model = tmp_path / "gisp70.mps"
    model.write_bytes(gzip.decompress((INSTANCES / "gisp70.mps.gz").read_bytes()))
    page.set_input_files("#files", model)
    page.click("#solve-supplied")
    page.wait_for_function("() => document.getElementById('progress-line').textContent.startsWith('Best plan')")
    page.click("#cancel")
    assert steps.answer(page) == "Stopped: the best plan found so far"
    assert page.locator("#answer .solution tbody tr").count() > 0
    assert steps.objective(page) > 0
    assert page.is_hidden("#cancel")


def test_reload_shows_the_job_of_the_address_again(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    steps.choose(page, "Bread and cake")
    steps.set_number(page, "room", 5)
    steps.solve(page, "#solve-again")
    page.reload()
    assert steps.answer(page) == "The best plan, and it is proved"
    assert steps.objective(page) == 85
    assert page.input_value("#text").startswith("A bakery bakes bread")
    assert "parameter room: value 15 → 5" in str(page.text_content("#editor"))


def test_link_to_a_job_shows_its_words_and_tables_in_another_window(plain_server: ServerProcess, visit: Opener) -> None:
    first = visit(plain_server)
    steps.choose(first, "Numbers in CSV tables")
    assert steps.solve(first) == "The best plan, and it is proved"
    other = visit(plain_server, path=f"/#{urlsplit(first.url).fragment}")
    assert steps.answer(other) == "The best plan, and it is proved"
    assert steps.objective(other) == 369.5
    assert other.locator("#words .said", has_text="No warehouse sends more than it has.").count() == 1
    assert other.input_value("#text") == first.input_value("#text") != ""
    names = other.locator("#table-list input").evaluate_all("inputs => inputs.map((input) => input.value)")
    assert names == ["freight.csv", "shops.csv", "warehouses.csv"]
    steps.open_json(other)
    assert steps.solve(other, "#solve-again") == "The best plan, and it is proved"


def test_example_without_a_plan_is_explained_without_contradiction(plain_server: ServerProcess, visit: Opener) -> None:
    page = visit(plain_server)
    steps.choose(page, "No plan is possible")
    assert steps.solve(page) == "No plan can meet all of this"
    reasons = page.inner_text("#answer .reasons")
    assert "A second solver agrees" in reasons
    assert "no second engine" not in reasons
    assert "Until Friday there are 80 hours of work." in page.inner_text("#answer .conflict")
    steps.set_number(page, "time", 100)
    assert steps.solve(page, "#solve-again") == "The best plan, and it is proved"
    assert steps.objective(page) == 12 * 90 + 20 * 25


def test_all_files_of_an_answer_can_be_taken_away(plain_server: ServerProcess, visit: Opener, tmp_path: Path) -> None:
    page = visit(plain_server)
    steps.choose(page, "Bread and cake")
    steps.solve(page)
    names = page.locator(".downloads code").all_inner_texts()
    assert names == [*("model.json", "data.json", "model.lp", "model.mps", "model.tex"), *_RESULTS]
    for name in names:
        with page.expect_download() as taken:
            page.locator(".downloads .file", has=page.get_by_text(name, exact=True)).click()
        assert taken.value.suggested_filename == name
        taken.value.save_as(tmp_path / name)
        assert (tmp_path / name).stat().st_size > 10
    assert json.loads((tmp_path / "model.json").read_text())["title"] == "Bread and cake"
