"""The models in instances/: complete, unchanged, made by their generators, and as good as the manifest says."""

from __future__ import annotations

import bz2
import gzip
import hashlib
import tomllib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.optimize import Bounds, LinearConstraint, milp

from instances.generate import RECIPES, Recipe, write_all
from metasolve.io import read_problem
from metasolve.problem import Problem

INSTANCES = Path(__file__).parent.parent / "instances"
MANIFEST: dict[str, list[dict[str, Any]]] = tomllib.loads((INSTANCES / "manifest.toml").read_text(encoding="utf-8"))
ENTRIES = {entry["name"]: entry for entry in MANIFEST["instance"]}
QUICK = ["cutting", "facility", "gisp40", "jobshop", "knapsack", "lotsizing", "semicontinuous", "setcover", "transport"]
SCIPY_INFEASIBLE, SCIPY_UNBOUNDED = 2, 3


def content(path: Path) -> bytes:
    """Return the model text; the compressed bytes differ between versions of zlib."""
    raw = path.read_bytes()
    return {".gz": gzip.decompress, ".bz2": bz2.decompress}.get(path.suffix, bytes)(raw)


def solve(problem: Problem) -> Any:
    """Return the outcome of SciPy's milp, objective in the sense of the problem."""
    dense = np.zeros(problem.a.shape)
    dense[problem.a.rows, problem.a.indices] = problem.a.data
    return milp(
        float(problem.sense) * problem.c,
        constraints=LinearConstraint(dense, problem.row_lower, problem.row_upper),
        bounds=Bounds(problem.col_lower, problem.col_upper),
        integrality=problem.integrality,
        options={"mip_rel_gap": 0.0, "time_limit": 120.0},
    )


def test_manifest_and_generators_name_the_same_models() -> None:
    assert list(ENTRIES) == [recipe.name for recipe in RECIPES]


def test_every_model_file_is_in_the_manifest() -> None:
    files = {path.name for path in INSTANCES.iterdir() if {".mps", ".lp"} & set(path.suffixes)}
    assert files == {entry["file"] for entry in ENTRIES.values()}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_manifest_entry_is_complete(entry: dict[str, Any]) -> None:
    keys = {"name", "file", "origin", "generator", "seed", "licence", "sha256", "rows", "columns", "nonzeros", "sense"}
    assert set(entry) - {"best_known"} == keys | {"status", "proved_by"}
    assert entry["licence"] == "Apache-2.0"
    assert entry["status"] in ("optimal", "infeasible", "unbounded", "open")
    assert ("best_known" in entry) == (entry["status"] in ("optimal", "open"))
    assert entry["status"] == "open" or {proof.split()[0] for proof in entry["proved_by"]} == {"highs", "scip"}


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_file_is_small_and_has_the_digest_of_the_manifest(entry: dict[str, Any]) -> None:
    raw = (INSTANCES / entry["file"]).read_bytes()
    assert hashlib.sha256(raw).hexdigest() == entry["sha256"]
    assert len(raw) < 200_000


def test_generators_write_the_files_byte_for_byte(tmp_path: Path) -> None:
    write_all(tmp_path)
    different = [r.file for r in RECIPES if content(tmp_path / r.file) != content(INSTANCES / r.file)]
    assert different == []


@pytest.mark.parametrize("recipe", RECIPES, ids=lambda recipe: recipe.name)
def test_reading_gives_the_model_that_was_generated(recipe: Recipe) -> None:
    made, read, entry = recipe.problem(), read_problem(str(INSTANCES / recipe.file)), ENTRIES[recipe.name]
    assert read.sha256 == made.sha256
    assert (read.col_names, read.row_names) == (made.col_names, made.row_names)
    assert [read.rows, read.columns, read.nonzeros] == [entry[key] for key in ("rows", "columns", "nonzeros")]
    assert (recipe.seed, recipe.build.__name__) == (entry["seed"], entry["generator"])


@pytest.mark.parametrize("name", QUICK)
def test_best_known_objective_is_proved_again(name: str) -> None:
    problem = read_problem(str(INSTANCES / ENTRIES[name]["file"]))
    outcome = solve(problem)
    assert outcome.status == 0
    objective = float(problem.sense) * outcome.fun + problem.offset
    assert objective == pytest.approx(ENTRIES[name]["best_known"], rel=1e-6)


def test_the_infeasible_model_is_infeasible_and_its_relaxation_is_not() -> None:
    problem = read_problem(str(INSTANCES / ENTRIES["infeasible"]["file"]))
    assert solve(problem).status == SCIPY_INFEASIBLE
    relaxed = Problem.from_arrays(
        problem.c, problem.a, problem.row_lower, problem.row_upper, problem.col_lower, problem.col_upper
    )
    assert solve(relaxed).status == 0


def test_the_unbounded_model_has_solutions_without_end() -> None:
    problem = read_problem(str(INSTANCES / ENTRIES["unbounded"]["file"]))
    assert solve(problem).status in (SCIPY_UNBOUNDED, 4)  # HiGHS presolve answers "unbounded or infeasible" by 4
    still = Problem.from_arrays(
        0.0 * problem.c, problem.a, problem.row_lower, problem.row_upper, problem.col_lower, problem.col_upper
    )
    assert solve(still).status == 0
