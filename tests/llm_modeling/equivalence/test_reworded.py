"""All twelve examples: copies in other words are equivalent, copies that lack a constraint differ by just that one."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from llm_modeling import compare_models
from llm_modeling.equivalence import EffortLimits, Outcome
from metasolve.cli.app import run
from tests.llm_modeling.equivalence.rewording import NAMES, TEXTS, example, reworded, turned, without

QUICK = EffortLimits(time_s=20.0)
CONSTRAINTS = [(name, spec.name) for name in NAMES for spec in example(name).model.formulation.constraints]


def test_there_are_twelve_examples() -> None:
    assert len(NAMES) == 12


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", NAMES)
def test_an_example_in_other_words_is_equivalent_by_the_names_of_its_variables(
    name: str, seed: int, tmp_path: Path
) -> None:
    other = reworded(name, tmp_path, np.random.default_rng(seed), rename_variables=False)
    comparison = compare_models(example(name), other, limits=QUICK)
    assert comparison.outcome is Outcome.EQUIVALENT, comparison.verdict.reason
    assert comparison.matched_by == "names"


@pytest.mark.parametrize("seed", range(2))
@pytest.mark.parametrize("name", NAMES)
def test_an_example_with_other_names_throughout_is_equivalent_by_structure(
    name: str, seed: int, tmp_path: Path
) -> None:
    other = reworded(name, tmp_path, np.random.default_rng(seed), rename_variables=True)
    comparison = compare_models(example(name), other, limits=QUICK)
    assert comparison.outcome is Outcome.EQUIVALENT, comparison.verdict.reason
    assert comparison.matched_by == "structure"


@pytest.mark.parametrize("name", NAMES)
def test_the_command_says_that_a_reworded_example_is_equivalent(name: str, tmp_path: Path) -> None:
    reworded(name, tmp_path, np.random.default_rng(2), rename_variables=False)
    assert run(["model", "compare", str(TEXTS / name), str(tmp_path)]) == 0


@pytest.mark.parametrize(("name", "constraint"), CONSTRAINTS)
def test_an_example_that_lacks_a_constraint_is_different_by_that_constraint(name: str, constraint: str) -> None:
    comparison = compare_models(example(name), without(name, constraint), limits=QUICK)
    assert comparison.outcome is Outcome.DIFFERENT, comparison.verdict.reason
    assert constraint in {place.name for place in comparison.places if place.model == "a"}
    assert [change.element for change in comparison.changes] == [f"constraint {constraint!r}"]


def test_stdout_has_the_json_alone_though_a_solver_prints(tmp_path: Path) -> None:
    for path in (TEXTS / "purchase").iterdir():
        (tmp_path / path.name).write_bytes(path.read_bytes())
    lacking = json.loads((tmp_path / "model.json").read_text(encoding="utf-8"))
    lacking["constraints"] = [entry for entry in lacking["constraints"] if entry["name"] != "shipload"]
    (tmp_path / "model.json").write_text(json.dumps(lacking), encoding="utf-8")
    words = [sys.executable, "-m", "metasolve", "model", "compare", str(TEXTS / "purchase"), str(tmp_path)]
    ended = subprocess.run([*words, "--json", "-"], capture_output=True, text=True, check=False)
    assert ended.returncode == 76, ended.stderr
    assert json.loads(ended.stdout)["outcome"] == "different"


@pytest.mark.parametrize(
    ("expression", "scaled", "expected"),
    [
        ("x + 1 <= sum{i in I: c[i] <= 2} y[i]", False, "sum{i in I: c[i] <= 2} y[i] >= x + 1"),
        ("x >= 2", True, "3 * (x) >= 3 * (2)"),
        ("a => b and c", False, "(b and c) or not (a)"),
        ("x = 0 or x >= 2", False, "x >= 2 or x = 0"),
        ("no_overlap{j in J} (s[j], d[j])", False, "no_overlap{j in J} (s[j], d[j])"),
    ],
)
def test_constraints_are_reworded_as_they_should_be(expression: str, scaled: bool, expected: str) -> None:
    assert turned(expression, scaled) == expected
