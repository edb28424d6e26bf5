"""Prove the optimum of every model by two solvers and write manifest.toml: `python -m instances.prove [NAME ...]`.

Each solver runs in a process of its own and reads the file with its own reader, so that nothing of metasolve stands
between the file and the proof. Names given limit the proofs to these models; the others keep their entries.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import time
import tomllib
from pathlib import Path
from typing import Any

from instances.generate import RECIPES, Recipe

HERE = Path(__file__).parent
MANIFEST = HERE / "manifest.toml"
TIME_LIMIT_S = 60.0
SOLVERS = ("highs", "scip")
DECIDED = ("optimal", "infeasible", "unbounded")
HEADER = """\
# The models of this directory, all of our own making; written by `python -m instances.prove`.
# best_known is the best objective found; with status "optimal" both solvers of proved_by closed the gap to 1e-9.
"""


def run_highs(path: Path) -> dict[str, Any]:
    """Return status, objective and version of HiGHS on the file."""
    import highspy

    model = highspy.Highs()
    model.silent()
    for option, value in (("time_limit", TIME_LIMIT_S), ("mip_rel_gap", 1e-9), ("mip_abs_gap", 1e-9), ("threads", 1)):
        model.setOptionValue(option, value)
    model.readModel(str(path))
    model.run()
    status = {
        highspy.HighsModelStatus.kOptimal: "optimal",
        highspy.HighsModelStatus.kInfeasible: "infeasible",
        highspy.HighsModelStatus.kUnbounded: "unbounded",
    }.get(model.getModelStatus(), "open")
    if model.getModelStatus() == highspy.HighsModelStatus.kUnboundedOrInfeasible:
        status = "unbounded" if _has_point(model) else "infeasible"
    info = model.getInfo()
    found = info.primal_solution_status == highspy.SolutionStatus.kSolutionStatusFeasible
    return {
        "status": status,
        "objective": info.objective_function_value if found else None,
        "version": f"highs {model.version()}",
    }


def _has_point(model: Any) -> bool:
    """Return whether the model without its objective has a solution: then unbounded-or-infeasible is unbounded."""
    for column in range(model.getNumCol()):
        model.changeColCost(column, 0.0)
    model.run()
    return bool(model.modelStatusToString(model.getModelStatus()) == "Optimal")


def run_scip(path: Path) -> dict[str, Any]:
    """Return status, objective and version of SCIP on the file."""
    import pyscipopt

    model = pyscipopt.Model()
    model.hideOutput()
    model.setParam("limits/time", TIME_LIMIT_S)
    model.readProblem(str(path))
    model.optimize()
    status = model.getStatus()
    return {
        "status": status if status in DECIDED else "open",
        "objective": model.getObjVal() if model.getNSols() else None,
        "version": f"scip {model.version()}",
    }


def prove(path: Path, solver: str) -> dict[str, Any]:
    """Return what the solver says of the file, from a process of its own, with the wall time as time_s."""
    begin = time.monotonic()
    command = [sys.executable, "-m", "instances.prove", "--worker", solver, str(path)]
    done = subprocess.run(command, check=True, capture_output=True, text=True, cwd=HERE.parent)
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer | {"time_s": time.monotonic() - begin}


def entry(recipe: Recipe, previous: dict[str, Any]) -> dict[str, Any]:
    """Return the manifest entry of a recipe, proofs included; an open model keeps the better of old and new value."""
    path = HERE / recipe.file
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    problem = recipe.problem()
    answers = [prove(path, solver) for solver in SOLVERS]
    statuses = {answer["status"] for answer in answers} - {"open"}
    if len(statuses) > 1:
        raise RuntimeError(f"{recipe.file}: the solvers disagree: {answers}")
    proofs = [answer for answer in answers if answer["status"] in DECIDED]
    values = [answer["objective"] for answer in (proofs or answers) if answer["objective"] is not None]
    status = statuses.pop() if len(proofs) == len(SOLVERS) else "open"
    if status == "optimal" and abs(values[0] - values[1]) > 1e-6 * max(1.0, abs(values[0])):
        raise RuntimeError(f"{recipe.file}: the optima differ: {values}")
    data = {
        "name": recipe.name,
        "file": recipe.file,
        "origin": f"{recipe.origin}; made for metasolve",
        "generator": recipe.build.__name__,
        "seed": recipe.seed,
        "licence": "Apache-2.0",
        "sha256": digest,
        "rows": problem.rows,
        "columns": problem.columns,
        "nonzeros": problem.nonzeros,
        "sense": "max" if problem.sense < 0 else "min",
        "status": status,
    }
    if status == "open" and previous.get("sha256") == digest and "best_known" in previous:
        values.append(previous["best_known"])
    if values and status in ("optimal", "open"):
        best = max(values) if problem.sense < 0 else min(values)
        data["best_known"] = float(f"{best:.10g}")
    return data | {"proved_by": [f"{proof['version']} in {proof['time_s']:.1f} s" for proof in proofs]}


def render(entries: list[dict[str, Any]]) -> str:
    """Return the manifest as TOML; strings, numbers and lists of strings are spelled alike in JSON and TOML."""
    blocks = ["\n".join(f"{key} = {json.dumps(value)}" for key, value in item.items()) for item in entries]
    return HEADER + "".join(f"\n[[instance]]\n{block}\n" for block in blocks)


def main(names: list[str]) -> None:
    """Prove the named models, all by default, and rewrite the manifest."""
    known: dict[str, dict[str, Any]] = {}
    if MANIFEST.exists():
        known = {item["name"]: item for item in tomllib.loads(MANIFEST.read_text(encoding="utf-8"))["instance"]}
    for recipe in RECIPES:
        if not names or recipe.name in names:
            known[recipe.name] = entry(recipe, known.get(recipe.name, {}))
            MANIFEST.write_text(render([known[r.name] for r in RECIPES if r.name in known]), encoding="utf-8")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--worker"]:
        answer = {"highs": run_highs, "scip": run_scip}[sys.argv[2]](Path(sys.argv[3]))
        sys.stdout.write(json.dumps(answer) + "\n")
    else:
        main(sys.argv[1:])
