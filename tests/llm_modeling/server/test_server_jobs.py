"""Jobs from the request to the download."""

from __future__ import annotations

import json
from pathlib import Path

import httpx
import pytest

from llm_modeling.server.bodies import MAX_TEXT
from llm_modeling.server.sample import SAMPLE_DATA, SAMPLE_FORMULATION, SAMPLE_LP, SAMPLE_TEXT
from tests.llm_modeling.server.conftest import SOLVE, ended, events, post

HARD = Path(__file__).parents[3] / "instances" / "gisp40.mps"


def test_formulation_is_solved_and_its_result_has_all_parts(client: httpx.Client) -> None:
    job = ended(client, post(client, {**SOLVE, "text": SAMPLE_TEXT}))
    result = job["result"]
    assert (job["state"], result["solution"]["objective"], result["solution"]["termination"]) == (
        "completed",
        95.0,
        "optimal",
    )
    assert result["solution"]["variables"]["bake"]["values"] == [["bread", 10], ["cake", 15]]
    assert [entry["name"] for entry in result["math"]["constraints"]] == ["enough_flour", "oven"]
    assert (result["formulation"], result["data"], result["findings"]) == (SAMPLE_FORMULATION, SAMPLE_DATA, [])
    assert (result["text"], result["tables"]) == (SAMPLE_TEXT, {})
    assert job["progress"]["objective"] == 95.0


def test_tables_of_a_request_reach_its_formulation(client: httpx.Client) -> None:
    tables = {"goods.csv": "good,earns,flour\nbread,2,1\ncake,5,2\n"}
    columns = {"index": "GOODS", "table": "goods.csv", "key_columns": ["good"]}
    parameters = [
        {"name": "earns", **columns, "column": "earns"},
        {"name": "flour", **columns, "column": "flour"},
        *SAMPLE_FORMULATION["parameters"][2:],
    ]
    body = {"kind": "solve", "formulation": {**SAMPLE_FORMULATION, "parameters": parameters}, "tables": tables}
    result = ended(client, post(client, body))["result"]
    assert (result["solution"]["objective"], result["text"], result["tables"]) == (95.0, "", tables)


def test_first_examples_show_tables_and_a_conflict(client: httpx.Client) -> None:
    found = {}
    for name in ("warehouses", "workshop"):
        example = client.get(f"/v1/examples/{name}").json()
        body = {key: example[key] for key in ("formulation", "data", "tables", "text")}
        found[name] = example, ended(client, post(client, {"kind": "solve", **body}))["result"]
    example, result = found["warehouses"]
    assert sorted(example["tables"]) == ["freight.csv", "shops.csv", "warehouses.csv"]
    assert result["solution"]["objective"] == pytest.approx(369.5)
    example, result = found["workshop"]
    assert (example["tables"], result["solution"]["termination"]) == ({}, "infeasible")
    assert "Until Friday there are 80 hours of work." in result["diagnosis"]["quotes"]
    for example, result in found.values():
        assert result["findings"] == [finding for finding in result["findings"] if finding["severity"] == "note"]
        quotes = [entry["quote"] for group in result["math"].values() for entry in group]
        assert [quote for quote in quotes if quote not in " ".join(example["text"].split())] == []


def test_limits_are_told_and_kept(client: httpx.Client) -> None:
    limits = client.get("/readyz").json()["limits"]
    assert (limits["waiting"], limits["time_limit_s"], limits["text_length"]) == (1000, 60.0, MAX_TEXT)
    for name, most in (("threads", limits["threads"]), ("samples", limits["samples"]), ("time_limit_s", 3600.0)):
        answer = client.post("/v1/jobs", json={**SOLVE, name: most + 1})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (422, name)
    assert client.post("/v1/jobs", content=bytes(limits["body_bytes"] + 1)).status_code in (413, 415)


def test_model_file_is_solved_and_its_values_are_told(client: httpx.Client) -> None:
    job = ended(client, post(client, {"kind": "solve", "model": SAMPLE_LP}))
    solution = job["result"]["solution"]
    assert (solution["objective"], solution["values"]) == (95.0, {"bread": 10.0, "cake": 15.0})
    assert job["result"]["formulation"] is None


def test_infeasible_formulation_is_explained(client: httpx.Client) -> None:
    more = {"name": "promised", "expression": "bake['cake'] >= 30", "quote": "30 cakes are promised"}
    formulation = {**SAMPLE_FORMULATION, "constraints": [*SAMPLE_FORMULATION["constraints"], more]}
    result = ended(client, post(client, {**SOLVE, "formulation": formulation}))["result"]
    assert result["solution"]["termination"] == "infeasible"
    assert "30 cakes are promised" in result["diagnosis"]["quotes"]
    assert result["diagnosis"]["confirmed_by"]
    assert [warning for step in result["solution"]["steps"] for warning in step["result"]["warnings"]] == []


def test_model_that_cannot_be_read_fails_with_the_line(client: httpx.Client) -> None:
    job = ended(client, post(client, {"kind": "solve", "model": "Maximize\n obj: 2 x +\nSubject To\n c: x <= \nEnd\n"}))
    assert (job["state"], job["result"]) == ("failed", None)
    assert job["error"]["type"] == "/v1/problems/invalid-model"
    assert events(client, job)[-1][1] == "failed"


def test_data_that_do_not_fit_fail_with_the_element(client: httpx.Client) -> None:
    job = ended(client, post(client, {**SOLVE, "data": {**SAMPLE_DATA, "flour": {"bread": "much"}}}))
    assert job["state"] == "failed"
    assert "flour" in job["error"]["errors"][0]["element"]


def test_cancel_keeps_the_best_solution(client: httpx.Client) -> None:
    job = post(client, {"kind": "solve", "model": HARD.read_text(), "time_limit_s": 300})
    with client.stream("GET", job["links"]["events"]) as stream:
        assert any(line == "event: incumbent" for line in stream.iter_lines())
    assert client.post(job["links"]["cancel"]).status_code == 200
    found = ended(client, job)
    assert (found["state"], found["result"]["solution"]["termination"]) == ("cancelled", "interrupted")
    assert found["result"]["solution"]["values"]
    assert client.get(f"{job['links']['self']}/solution.sol").status_code == 200


def test_cancel_of_a_waiting_job_ends_it_at_once(client: httpx.Client) -> None:
    running = post(client, {"kind": "solve", "model": HARD.read_text(), "time_limit_s": 300})
    waiting = post(client, SOLVE)
    assert client.post(waiting["links"]["cancel"]).json()["state"] == "cancelled"
    assert [name for _, name, _ in events(client, waiting)] == ["queued", "cancelled"]
    client.post(running["links"]["cancel"])
    assert ended(client, running)["state"] == "cancelled"


def test_deleted_job_is_gone_and_only_an_ended_one_can_be(client: httpx.Client) -> None:
    job = post(client, {"kind": "solve", "model": HARD.read_text(), "time_limit_s": 300})
    assert client.delete(job["links"]["self"]).status_code == 409
    client.post(job["links"]["cancel"])
    ended(client, job)
    assert client.delete(job["links"]["self"]).status_code == 204
    assert client.get(job["links"]["self"]).status_code == 404
    assert client.get(job["links"]["events"]).status_code == 404


@pytest.mark.parametrize(
    ("name", "start"),
    [
        ("model.lp", "\\ Problem name: Bread and cake"),
        ("model.mps", "NAME Bread and cake"),
        ("model.tex", r"\section*{Bread and cake}"),
        ("solution.sol", "objective value: 95.0"),
        ("report.html", "<!doctype html>"),
    ],
)
def test_download(client: httpx.Client, name: str, start: str) -> None:
    job = ended(client, post(client, SOLVE, **{"Idempotency-Key": "downloads"}))
    answer = client.get(job["links"][name])
    assert (answer.status_code, answer.text[: len(start)]) == (200, start)


def test_downloaded_solution_is_that_of_the_result(client: httpx.Client) -> None:
    job = ended(client, post(client, SOLVE, **{"Idempotency-Key": "downloads"}))
    assert client.get(job["links"]["solution.json"]).json() == job["result"]["solution"]


def test_missing_downloads_are_told_apart(client: httpx.Client) -> None:
    job = ended(client, post(client, {"kind": "solve", "model": SAMPLE_LP}))
    assert client.get(f"{job['links']['self']}/model.tex").json()["type"] == "/v1/problems/no-result"
    assert client.get(f"{job['links']['self']}/model.mps").text.startswith("NAME")


def test_jobs_are_listed_newest_first_by_pages(client: httpx.Client) -> None:
    made = [ended(client, post(client, SOLVE))["id"] for _ in range(2)]
    first = client.get("/v1/jobs", params={"limit": 1}).json()
    second = client.get(first["next"]).json()
    assert [first["jobs"][0]["id"], second["jobs"][0]["id"]] == made[::-1]
    assert first["jobs"][0]["result"] is None


def test_same_key_and_body_is_the_same_job(client: httpx.Client) -> None:
    first = client.post("/v1/jobs", json=SOLVE, headers={"Idempotency-Key": "once"})
    again = client.post("/v1/jobs", json=SOLVE, headers={"Idempotency-Key": "once"})
    assert (first.status_code, again.status_code) == (202, 200)
    assert first.json()["id"] == again.json()["id"]
    other = client.post("/v1/jobs", json={**SOLVE, "seed": 1}, headers={"Idempotency-Key": "once"})
    assert (other.status_code, other.json()["type"]) == (422, "/v1/problems/idempotency-key-reused")


def test_compile_tells_what_a_formulation_is_made_of(client: httpx.Client) -> None:
    body = {"formulation": SAMPLE_FORMULATION, "data": SAMPLE_DATA, "text": SAMPLE_TEXT}
    found = client.post("/v1/compile", json=body).json()
    assert (found["anatomy"]["rows"], found["anatomy"]["columns"], found["findings"]) == (2, 2, [])
    assert found["math"]["variables"][0]["latex"].startswith(r"0 \le \mathbf{bake}")
    assert [entry["rows"] for entry in found["math"]["constraints"]] == [1, 1]


def test_compile_points_at_the_mistake(client: httpx.Client) -> None:
    wrong = {"name": "oven", "expression": "bake['cake'] <= rom"}
    formulation = {**SAMPLE_FORMULATION, "constraints": [SAMPLE_FORMULATION["constraints"][0], wrong]}
    answer = client.post("/v1/compile", json={"formulation": formulation, "data": SAMPLE_DATA})
    error = answer.json()["errors"][0]
    assert (answer.status_code, error["element"], error["field"]) == (422, "constraint 'oven'", "expression")
    start, end = error["span"]
    assert wrong["expression"][start:end] == "rom"
    assert "room" in error["suggestion"]


def test_every_example_of_the_gallery_compiles_without_error(client: httpx.Client) -> None:
    examples = client.get("/v1/examples").json()["examples"]
    assert [example["name"] for example in examples[:3]] == ["warehouses", "workshop", "bakery"]
    for example in [*examples[:3], examples[-1]]:
        body = {key: example[key] for key in ("formulation", "data", "tables", "text")}
        found = client.post("/v1/compile", json=body)
        assert found.status_code == 200, found.text
        assert [finding for finding in found.json()["findings"] if finding["severity"] == "error"] == []
    assert client.get(f"/v1/examples/{examples[-1]['name']}").json() == json.loads(json.dumps(examples[-1]))
