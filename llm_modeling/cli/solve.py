"""`metasolve model solve`: compile, solve, show the solution in the words of the model, or say why there is none."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import replace

import typer
from rich.console import Console, RenderableType

from llm_modeling.cli import options
from llm_modeling.cli.background import Background, end_process
from llm_modeling.cli.inputs import ModelInput, model_path, read_model
from llm_modeling.cli.outputs import (
    STDOUT,
    attempt,
    check_destinations,
    check_model_destination,
    check_solution_destination,
    complain,
    is_file,
    show,
    write_json,
    write_solution,
)
from llm_modeling.cli.progress import PriorityProgress
from llm_modeling.cli.tables import binding_table, fact, line, paragraphs, solution_tables
from llm_modeling.diagnosis import Diagnosis, DiagnosisKind, DiagnosisLimits, explain
from llm_modeling.model_result import ModelResult
from llm_modeling.solve import solve_model
from metasolve import MetasolveError, Termination, write_problem
from metasolve.exit_codes import ExitCode, exit_code_of
from metasolve.report.wording import ending, number, percent, seconds
from metasolve.signals import StopOnSignal

EPILOG = (
    "Exit codes: 0 optimal; 10 feasible, limit hit; 11 limit hit, no solution; 20 infeasible; 21 unbounded; "
    "22 infeasible or unbounded; 30 interrupted with a solution; 31 interrupted without; 64 usage; 65 the model or "
    "its data are wrong; 66 no such input; 70 internal error, or a result could not be written; 75 out of memory."
)

_EXPLAINED = (Termination.INFEASIBLE, Termination.UNBOUNDED, Termination.INFEASIBLE_OR_UNBOUNDED)
_DIAGNOSIS_S = 30.0


def solve(
    context: typer.Context,
    model: options.Model,
    data: options.DataDirectory = None,
    time_limit: options.TimeLimit = None,
    mip_gap: options.MipGap = 1e-4,
    threads: options.Threads = None,
    seed: options.Seed = 0,
    engine: options.Engine = "auto",
    memory_limit: options.MemoryLimit = None,
    output: options.Output = None,
    json: options.JsonFile = None,
    write_model: options.WriteModel = None,
    rows: options.Rows = 40,
    quiet: options.Quiet = False,
) -> int:
    """Solve a model and print its solution, variable by variable, and the constraints that bind.

    Several objectives are solved by priority, one after the other. If there is no solution, the sentences that
    contradict each other are printed. SIGINT and SIGTERM end the run with the best solution and all files written.
    """
    began = time.monotonic() if context.obj is None else float(context.obj)
    source = _prepared(model, data, output, json, write_model)
    compiled = source.compile()
    if write_model is not None:
        write_problem(compiled.problem, write_model)
    console = Console(stderr=True, highlight=False)
    with StopOnSignal() as signals, nullcontext() if quiet else PriorityProgress(compiled, console) as progress:
        result = solve_model(
            compiled,
            time_limit_s=options.left(time_limit, began),
            mip_gap=mip_gap,
            threads=threads,
            seed=seed,
            engine=engine,
            on_event=progress,
            memory_limit_bytes=memory_limit,
            stop=signals.stop,
        )
    work = _explaining(result, options.left(time_limit, began), quiet=quiet)
    diagnosis = _outcome(work)
    result = _decided(result, diagnosis)
    written = _deliver(result, diagnosis, output, json)
    if STDOUT not in (json, output):
        show(_answer(result, diagnosis, rows))
    code = exit_code_of(result.termination, result.x is not None) if written else ExitCode.INTERNAL
    if work is not None and work.is_running:
        end_process(code)
    return code


def _deliver(result: ModelResult, diagnosis: Diagnosis | None, output: str | None, json: str | None) -> bool:
    """Write solution and JSON; each failure is told on stderr and makes the answer False."""
    if result.x is None and output is not None:
        complain(f"{output}: not written, there is no solution")
    written = result.x is None or attempt(output, lambda path: write_solution(result, path))
    found = {**result.to_json(), "diagnosis": None if diagnosis is None else diagnosis.to_json()}
    return attempt(json, lambda path: write_json(found, path)) and written


def _prepared(
    model: str, data: str | None, output: str | None, json: str | None, write_model: str | None
) -> ModelInput:
    """Return the model; what is wrong with a destination is said before anything is solved."""
    check_model_destination(write_model)
    source = read_model(model, data)
    path = model_path(model)
    file = output if output is not None and is_file(output) else None
    check_destinations([("-o", file), ("--json", json), ("--write-model", write_model)], [path])
    check_solution_destination(output, [os.path.dirname(path) or ".", str(source.data.directory or path)])
    return source


def _explaining(result: ModelResult, left_s: float | None, *, quiet: bool) -> Background[Diagnosis] | None:
    """Return the search for why there is no solution, or no best one; None if there is nothing to explain."""
    if result.termination not in _EXPLAINED or len(result.steps) > 1:
        return None
    if not quiet:
        complain(f"{str(result.termination).replace('_', ' ')}; looking for the reason")
    limits = DiagnosisLimits(time_limit_s=_DIAGNOSIS_S if left_s is None else min(_DIAGNOSIS_S, max(left_s, 1.0)))
    return Background(lambda: explain(result.compiled, result.steps[0], limits))


def _outcome(work: Background[Diagnosis] | None) -> Diagnosis | None:
    """Return the diagnosis, None if there is none, it failed or it was interrupted."""
    try:
        return None if work is None else work.wait()
    except KeyboardInterrupt:
        complain("interrupted; the reason was not found out")
    except MetasolveError as error:
        complain(f"the reason was not found out: {error}")
    return None


def _decided(result: ModelResult, diagnosis: Diagnosis | None) -> ModelResult:
    """Return the result; where the engine left open which of the two it is, the diagnosis may know."""
    known = {DiagnosisKind.INFEASIBLE: Termination.INFEASIBLE, DiagnosisKind.UNBOUNDED: Termination.UNBOUNDED}
    if diagnosis is None or result.termination is not Termination.INFEASIBLE_OR_UNBOUNDED:
        return result
    return replace(result, termination=known.get(diagnosis.kind, result.termination))


def _answer(result: ModelResult, diagnosis: Diagnosis | None, rows: int) -> Iterator[RenderableType]:
    title = result.compiled.model.formulation.title
    if title:
        yield fact("Model", title)
    yield fact("Status", _status(result), "bold green" if result.x is not None else "bold yellow")
    if result.message:
        yield fact("", result.message)
    for entry in result.objectives if result.x is not None else ():
        unit = f" {entry.unit}" if entry.unit else ""
        yield fact("Objective", f"{entry.name} = {number(entry.value, 12)}{unit} ({entry.goal})")
    last = result.steps[-1]
    if result.x is not None and result.termination is not Termination.OPTIMAL and last.dual_bound is not None:
        yield fact("Dual bound", f"{number(last.dual_bound, 12)}, gap {percent(last.gap)}")
    yield fact("Time", seconds(result.time_s))
    if result.x is not None:
        yield from solution_tables(result, rows)
        yield from binding_table(result)
    if diagnosis is not None:
        yield line("")
        yield from paragraphs(diagnosis.to_text())


def _status(result: ModelResult) -> str:
    if result.x is None or result.termination is result.steps[-1].termination:
        return ending(replace(result.steps[-1], termination=result.termination))
    return f"{str(result.termination).replace('_', ' ')} reached, feasible solution"
