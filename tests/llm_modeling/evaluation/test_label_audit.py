"""The audit of labels, on files of our own and, where they are at hand, on the published ones."""

from __future__ import annotations

import copy
import os
from pathlib import Path

import pytest

from llm_modeling.evaluation.audit import Audit, audit
from llm_modeling.evaluation.loading import read_tasks
from llm_modeling.evaluation.objective_name import choose, names_objective
from llm_modeling.evaluation.overlap import overlap, sequences
from llm_modeling.evaluation.report import audit_markdown, audit_page
from llm_modeling.evaluation.solving import Job, Solved
from llm_modeling.evaluation.task import ExpectedKind, Flag
from llm_modeling.evaluation.workers import WorkerPool
from tests.llm_modeling.evaluation.samples import NL4OPT, OPTIBENCH, write_lines

Pool = WorkerPool[Job, Solved]
ROOT = Path(__file__).parents[3]
PUBLISHED = Path(os.environ.get("METASOLVE_NL_DATA", ROOT.parent / "shared" / "nl"))
needs_published = pytest.mark.skipif(
    not (PUBLISHED / "nl4opt_dev.jsonl").exists(), reason="METASOLVE_NL_DATA does not name the published files"
)


def test_audit_solves_gold_models_and_counts(tmp_path: Path, pool: Pool) -> None:
    good, cut, loose = (copy.deepcopy(NL4OPT["17"]) for _ in range(3))
    cut["const_declarations"].append({"type": "sum", "limit": "90", "operator": "GREATER_OR_EQUAL"})
    loose["const_declarations"] = []
    path = write_lines(tmp_path / "t.jsonl", {"1": good}, {"2": cut}, {"3": loose})
    found = audit(read_tasks(path), [], pool)
    assert found.endings == {reading: {"optimal": 1, "infeasible": 1, "unbounded": 1} for reading in found.endings}
    assert list(found.endings) == ["continuous", "integer"]
    assert found.flags[Flag.GOLD_INFEASIBLE] == ("2",)
    assert found.flags[Flag.GOLD_UNBOUNDED] == ("3",)
    kinds = [task.expected.kind for task in found.file.tasks]
    assert kinds == [ExpectedKind.VALUE, ExpectedKind.INFEASIBLE, ExpectedKind.UNBOUNDED]
    assert found.file.tasks[0].expected.values == pytest.approx({"continuous": 55.0, "integer": 55.0})


def test_open_integrality_and_trivial_optima_are_flagged(tmp_path: Path, pool: Pool) -> None:
    half, none = copy.deepcopy(NL4OPT["17"]), copy.deepcopy(NL4OPT["17"])
    half["const_declarations"][2]["limit"] = "9.5"
    none["obj_declaration"]["direction"] = "minimize"
    found = audit(read_tasks(write_lines(tmp_path / "t.jsonl", {"1": half}, {"2": none})), [], pool)
    assert found.flags[Flag.INTEGRALITY_OPEN] == ("1",)
    assert found.flags[Flag.TRIVIAL_OPTIMUM] == ("2",)


def test_quantities_are_counted(tmp_path: Path, pool: Pool) -> None:
    last = {**OPTIBENCH, "question": "Minimize the cost.", "results": {"The number": "1", "The total cost": "2"}}
    found = audit(read_tasks(write_lines(tmp_path / "t.jsonl", OPTIBENCH, last)), [], pool)
    assert found.quantities is not None
    assert vars(found.quantities) == {"total": 5, "least": 2, "most": 3, "last_names_objective": 1, "last_chosen": 1}


def test_overlap_counts_texts_by_sequences_of_words() -> None:
    base = [f"w{k}" for k in range(24)]
    texts = {"same": " ".join(base).upper() + ".", "half": " ".join(base[:18] + ["x"] * 6), "other": "x " * 30}
    found = overlap(texts, "b", [" ".join(base)])
    assert found.some == ("same", "half")
    assert found.half == ("same", "half")
    assert overlap(texts, "b", [" ".join(base[:12])]).half == ()
    assert sequences("too short") == set()


@pytest.mark.parametrize(
    ("question", "names", "name", "sure"),
    [
        ("Maximize the profit.", ["Profit", "Cars"], "Profit", True),
        ("Make tea to maximize the amount of tea picked.", ["Acres", "Hills", "Tea picked"], "Tea picked", True),
        ("At least 3 otters dance. Maximize the tricks.", ["Otters", "Tricks"], "Tricks", True),
        (
            "Minimize the total number of saws.",
            ["Number of miter saws", "Number of band saws"],
            "Number of band saws",
            False,
        ),
        ("How many?", ["Anything"], "Anything", True),
    ],
)
def test_objective_is_chosen_by_words(question: str, names: list[str], name: str, sure: bool) -> None:
    choice = choose(question, names)
    assert (choice.name, choice.sure) == (name, sure)


def test_there_has_to_be_a_quantity() -> None:
    with pytest.raises(ValueError, match="no quantity"):
        choose("Maximize.", [])
    assert not names_objective("The number of cars")


@pytest.fixture(scope="module")
def nl4opt(pool: Pool) -> Audit:
    other = read_tasks(PUBLISHED / "OptiBench.json")
    return audit(read_tasks(PUBLISHED / "nl4opt_dev.jsonl"), [other], pool)


@needs_published
class TestPublishedFlaws:
    """What the research note states about the published files, computed again."""

    def test_nl4opt_loads_completely(self, nl4opt: Audit) -> None:
        assert (len(nl4opt.file.tasks), nl4opt.file.refused) == (99, ())
        assert nl4opt.groups == {"2 variables": 96, "3 variables": 3}

    def test_nl4opt_as_annotated(self, nl4opt: Audit) -> None:
        assert nl4opt.endings["continuous"] == {"optimal": 90, "infeasible": 6, "unbounded": 3}
        assert len(nl4opt.flags[Flag.INTEGRALITY_OPEN]) == 55
        assert len(nl4opt.flags[Flag.TRIVIAL_OPTIMUM]) == 3

    def test_nl4opt_named_records(self, nl4opt: Audit) -> None:
        flags = {flag: set(names) for flag, names in nl4opt.flags.items()}
        assert flags[Flag.EMPTY_TERMS] == {"-1379231929", "-641246185", "141730788"}
        assert "137282577" in flags[Flag.PARTIAL_TERMS] & flags[Flag.UNUSED_NUMBER]
        assert "-996226930" in flags[Flag.UNUSED_NUMBER] & flags[Flag.GOLD_UNBOUNDED]
        assert {"-1194187124", "-1028228232", "-641246185"} < flags[Flag.GOLD_INFEASIBLE]
        assert {"31495053", "381702316"} < flags[Flag.GOLD_UNBOUNDED]

    def test_nl4opt_shares_passages_with_optibench(self, nl4opt: Audit) -> None:
        (found,) = nl4opt.overlaps
        assert (len(found.some), len(found.half)) == (13, 0)

    def test_optibench_loads_completely_with_its_quantities(self, pool: Pool) -> None:
        found = audit(read_tasks(PUBLISHED / "OptiBench.json"), [], pool)
        assert (len(found.file.tasks), found.file.refused) == (605, ())
        assert found.groups == {
            "linear-notable": 342,
            "linear-table": 80,
            "nonlinear-notable": 133,
            "nonlinear-table": 50,
        }
        assert found.quantities is not None
        assert found.quantities.total == 2186
        assert found.quantities.last_names_objective == 544
        assert len(found.flags[Flag.OBJECTIVE_UNCLEAR]) < 10

    def test_reports_name_the_records(self, nl4opt: Audit) -> None:
        assert "141730788" in audit_markdown(nl4opt)
        assert "141730788" in audit_page(nl4opt)
        assert nl4opt.to_json()["gold_models"]["integer"]["optimal"] == 90
