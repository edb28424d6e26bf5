"""A job of kind solve in its worker: the model read, checked and solved, and why there is no solution, if so."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

import metasolve
from llm_modeling.anatomy import anatomy_of
from llm_modeling.diagnosis import Diagnosis, DiagnosisKind, DiagnosisLimits, explain
from llm_modeling.model_result import ModelResult
from llm_modeling.server.compiling import findings_of, rows_of
from llm_modeling.server.link import Link
from llm_modeling.server.math_view import math_of
from llm_modeling.server.source import ModelSource
from llm_modeling.server.wire import Word
from llm_modeling.solve import solve_model
from metasolve import MetasolveError, Problem, SolveResult, Termination
from metasolve.events import Event, to_json
from metasolve.io import write_solution
from metasolve.report.html import render_page
from metasolve.report.statistics import ArmTimeline
from metasolve.solution import UNCONFIRMED, finite

EXPLAINED = (Termination.INFEASIBLE, Termination.UNBOUNDED, Termination.INFEASIBLE_OR_UNBOUNDED)
_KNOWN = {DiagnosisKind.INFEASIBLE: Termination.INFEASIBLE, DiagnosisKind.UNBOUNDED: Termination.UNBOUNDED}
_DIAGNOSIS_S = 20.0
_PERIODS_S = {"bound": 0.25, "pull": 0.25}
_END_FIELDS = ("termination", "solution_status", "objective", "dual_bound", "gap", "nodes")


@dataclass(frozen=True)
class Solver:
    """How a job's problems are solved."""

    time_limit_s: float
    mip_gap: float
    threads: int
    seed: int
    memory_bytes: int

    @classmethod
    def of(cls, order: Mapping[str, Any]) -> Solver:
        """Return the settings of an order: what the request asks for, within the limits of the service."""
        request, limits = order["request"], order["limits"]
        return cls(
            time_limit_s=request.get("time_limit_s") or limits["time_limit_s"],
            mip_gap=request.get("mip_gap", 1e-4),
            threads=request.get("threads", 1),
            seed=request.get("seed", 0),
            memory_bytes=limits["memory_bytes"],
        )

    def arguments(self) -> dict[str, Any]:
        """Return the arguments of metasolve.solve."""
        return {
            "time_limit_s": self.time_limit_s,
            "mip_gap": self.mip_gap,
            "threads": self.threads,
            "seed": self.seed,
            "memory_limit_bytes": self.memory_bytes,
        }


class EventStream:
    """A sink that tells the server of the solve, of bounds and pulls only so often."""

    def __init__(self, link: Link) -> None:
        self._link = link
        self._last: dict[object, float] = {}
        self.timeline = ArmTimeline()

    def __call__(self, event: Event) -> None:
        self.timeline(event)
        self.tell(to_json(event))

    def tell(self, data: dict[str, Any]) -> None:
        """Tell the server of an event in JSON; of a result only how it ended."""
        key, now = (data["event"], data.get("sample")), time.monotonic()
        period = _PERIODS_S.get(data["event"], 0.0)
        if now - self._last.get(key, -period) < period:
            return
        self._last[key] = now
        result = data.pop("result", None)
        if result is not None:
            data |= {name: result[name] for name in _END_FIELDS}
        self._link.event(data)


def solve_job(order: dict[str, Any], link: Link) -> dict[str, Any]:
    """Return the result of a job of kind solve; raises InputError, MetasolveError."""
    request, solver, stream = order["request"], Solver.of(order), EventStream(link)
    if request.get("model") is not None:
        return _solve_file(request, solver, stream, link)
    source = ModelSource.of(request, link.scratch)
    compiled = source.compile()
    findings = findings_of(source) if source.text else []
    link.event({"event": "compiled", "rows": compiled.problem.rows, "columns": compiled.problem.columns})
    result = solve_model(compiled, **solver.arguments(), on_event=stream, stop=link.stop)
    diagnosis = diagnose(result, link.stop)
    if diagnosis is not None:
        link.event({"event": "diagnosed", "headline": diagnosis.headline})
    result = decided(result, diagnosis)
    if result.steps:
        keep_documents(link, compiled.problem, result.steps[-1], result.x, stream.timeline)
    tell_outcome(link, result)
    return {
        **EMPTY_RESULT,
        **words_of(request),
        "formulation": request["formulation"],
        "data": request.get("data") or {},
        "anatomy": anatomy_of(compiled).to_json(),
        "math": math_of(compiled.model, rows_of(compiled)),
        "findings": findings,
        "solution": result.to_json(),
        "diagnosis": None if diagnosis is None else diagnosis.to_json(),
        "assumptions": list(source.formulation.assumptions),
    }


EMPTY_RESULT: dict[str, Any] = {
    "text": "",
    "tables": {},
    "formulation": None,
    "data": None,
    "anatomy": None,
    "math": None,
    "findings": [],
    "solution": None,
    "diagnosis": None,
    "confidence": None,
    "candidates": [],
    "question": "",
    "insights": [],
    "assumptions": [],
    "usage": None,
}


def words_of(request: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a job was asked with, text and tables: its result gives them back to whoever opens it."""
    return {"text": request.get("text") or "", "tables": request.get("tables") or {}}


def _solve_file(request: Mapping[str, Any], solver: Solver, stream: EventStream, link: Link) -> dict[str, Any]:
    problem = metasolve.read(request["model"].encode())
    result = metasolve.solve(problem, **solver.arguments(), on_event=stream, stop=link.stop)
    keep_documents(link, problem, result, result.x, stream.timeline)
    tell_outcome(link, result)
    solution = {**result.to_json(), "values": values_of(problem, result)}
    return {**EMPTY_RESULT, **words_of(request), "solution": solution}


def tell_outcome(
    link: Link, result: ModelResult | SolveResult | None, termination: str | None = None, **more: Any
) -> None:
    """Tell the server how the task ended, apart from the result, which it does not read."""
    outcome: dict[str, Any] = {"termination": termination, "solution_status": "none", "objective": None}
    if result is not None:
        outcome |= {
            "termination": termination or str(result.termination),
            "solution_status": str(result.solution_status),
            "objective": finite(result.objective),
            "solve_s": result.time_s,
        }
    link.say(Word.OUTCOME, {**outcome, **more})


def values_of(problem: Problem, result: SolveResult) -> dict[str, float]:
    """Return the values of the columns that are not 0, by name."""
    if result.x is None:
        return {}
    where = np.flatnonzero(result.x)
    return {problem.col_names[k]: value for k, value in zip(where.tolist(), result.x[where].tolist(), strict=True)}


def diagnose(result: ModelResult, stop: threading.Event) -> Diagnosis | None:
    """Return why there is no solution or no best one; None if there is one, or stop is set before that is known."""
    if result.termination not in EXPLAINED or len(result.steps) > 1:
        return None
    found: list[Diagnosis] = []

    def work() -> None:
        try:
            found.append(explain(result.compiled, result.steps[0], DiagnosisLimits(time_limit_s=_DIAGNOSIS_S)))
        except MetasolveError:
            return  # the claim stands without its reason

    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    while thread.is_alive() and not stop.is_set():
        thread.join(0.02)
    return found[0] if found else None


def decided(result: ModelResult, diagnosis: Diagnosis | None) -> ModelResult:
    """Return the result with what the diagnosis knows better.

    That is which of two it is, where the engine left that open, and that the verdict is confirmed, where it is: of a
    conflict by a second engine or by arithmetic, of a direction without end by exact arithmetic.
    """
    if diagnosis is None:
        return result
    if result.termination is Termination.INFEASIBLE_OR_UNBOUNDED:
        result = replace(result, termination=_KNOWN.get(diagnosis.kind, result.termination))
    conflict = diagnosis.conflict
    is_confirmed = diagnosis.ray is not None or (conflict is not None and bool(conflict.confirmed_by))
    if not is_confirmed or _KNOWN.get(diagnosis.kind) is not result.termination:
        return result
    steps = (
        replace(step, warnings=tuple(warning for warning in step.warnings if warning != UNCONFIRMED))
        for step in result.steps
    )
    return replace(result, steps=tuple(steps))


def keep_documents(
    link: Link, problem: Problem, result: SolveResult, x: np.ndarray[Any, Any] | None, timeline: ArmTimeline
) -> None:
    """Hand over the solution file and the report."""
    if x is not None:
        text = io.StringIO()
        write_solution(problem, x, text)
        link.document("solution.sol", text.getvalue().encode())
    link.document("report.html", render_page(result, timeline).encode())
