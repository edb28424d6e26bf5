"""GET /v1/jobs/{id}/model.*: a job's model as a file."""

from __future__ import annotations

from typing import Any

from llm_modeling.render import render_latex
from llm_modeling.server.link import Link
from llm_modeling.server.problems import Problem
from llm_modeling.server.source import ModelSource
from metasolve import read, write_problem

FORMATS = ("model.lp", "model.mps", "model.tex")


def export(order: dict[str, Any], link: Link) -> dict[str, Any]:
    """Return the text of a request's model in the format asked for; raises InputError, Problem."""
    request, name = order["request"], order["name"]
    if name == "model.tex":
        if request.get("formulation") is None:
            raise Problem("no-result", "a model that came as a file has no formulas to write")
        return {"text": render_latex(ModelSource.of(request, link.scratch).formulation)}
    if request.get("formulation") is not None:
        problem = ModelSource.of(request, link.scratch).compile().problem
    else:
        problem = read(request["model"].encode())
    path = link.scratch / name
    write_problem(problem, path)
    return {"text": path.read_text(encoding="utf-8")}
