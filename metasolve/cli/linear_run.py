"""`metasolve linear run`: solve a user's sequence of linear systems, show, write."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import sys
import time
from contextlib import nullcontext
from typing import Annotated, Any, Literal

import typer
from rich.console import Console
from rich.text import Text

from metasolve.cli.outputs import complain
from metasolve.cli.sequence_choice import NO_CONTEXT, Choice
from metasolve.cli.sequence_loop import Outcome, SequenceLoop
from metasolve.cli.sequence_outputs import SequenceOutputs
from metasolve.cli.sequence_progress import SequenceProgress
from metasolve.exit_codes import ExitCode
from metasolve.linear.features import FEATURES
from metasolve.linear.files import StoredSequence, open_sequence
from metasolve.linear.sequence import SequenceSolver
from metasolve.report.sequence import SequenceResult, StepRecord, arm_lines, sequence_lines
from metasolve.signals import StopOnSignal

_console = Console(stderr=True, highlight=False)
_PACKAGES = ("metasolve", "numpy", "scipy", "numba", "pyamg")
_CODES = {
    "solved": ExitCode.OK,
    "interrupted": ExitCode.INTERRUPTED_WITH_SOLUTION,
    "no_convergence": ExitCode.LIMIT_WITHOUT_SOLUTION,
}
_DETAILS = """

A folder holds matrices as .mtx, .mtx.gz, .mtx.bz2 or .npz (scipy.sparse.save_npz), right-hand sides and first
guesses as Matrix Market or .npy files. Steps follow the names, numbers by value:

\b
  a_0001.mtx  b_0001.mtx  x0_0001.mtx    also A, matrix, jacobian; rhs; A1 b1; step_1_A step_1_b
  name.mtx    name_b.mtx                 as the SuiteSparse collection names them
  a.mtx       b_1.mtx, b_2.mtx ...       one matrix for all right-hand sides
  a_1.mtx ... b.mtx                      one right-hand side for all matrices
  a.mtx       b.mtx of k columns         k steps; a .npy file has a row a step

An .npz file holds matrices of one pattern in CSR form, T steps of size n:

\b
  indptr (n+1,)  indices (nnz,)  data (T, nnz) or (nnz,)  b (T, n) or (n,)
  optional: x0 (n,), the first guess of the first step; context (T, k), numbers known of each step

Each step starts from the solution before it, or from its x0 if there is one. One system is in memory at a time.

SIGINT and SIGTERM end the run within two seconds: solutions, JSON and report hold the steps so far. A step
that no solver solves ends it too, with exit code 11 as for a limit that is hit without a solution.

Exit codes: 0 all steps solved; 11 a step was not solved; 30 interrupted after some steps; 31 before the first;
64 usage; 65 bad input, named with its place; 66 no such input; 70 internal error, or a result could not be
written; 75 out of memory. What was solved before is written in all cases.
"""

Source = Annotated[
    str, typer.Argument(help="A folder of matrices and right-hand sides, or one .npz file.", metavar="DIR|FILE.npz")
]
Rtol = Annotated[float, typer.Option(help="A step ends at ||b - a x|| <= REL ||b||.", metavar="REL")]
Atol = Annotated[float, typer.Option(help="A step also ends at ||b - a x|| <= ABS.", metavar="ABS")]
CostOption = Annotated[
    Literal["time", "work", "iterations"],
    typer.Option(help="What is learned: seconds, products of the matrix with a vector (repeatable), or iterations."),
]
Context = Annotated[
    str | None,
    typer.Option(
        help=f"What the choice may depend on, comma-separated: {', '.join(FEATURES)}; none for nothing. "
        "Default: the file's own context, else row-sum.",
        metavar="NAMES",
    ),
]
Solvers = Annotated[
    str | None,
    typer.Option(help="The solvers to choose among, comma-separated; a wrong name lists all.", metavar="NAMES"),
]
PolicyOption = Annotated[
    str | None, typer.Option("--policy", help="The bandit, one of `metasolve bandits`.", metavar="NAME")
]
RightHandSide = Annotated[
    Literal["files", "ones"], typer.Option("--rhs", help="ones: each right-hand side is the vector of ones.")
]
Limit = Annotated[int | None, typer.Option(min=1, help="Solve the first N steps only.", metavar="N")]
Cold = Annotated[bool, typer.Option("--cold", help="Start each step from 0, not from the solution before it.")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of the bandit.", metavar="N")]
Save = Annotated[str | None, typer.Option(help="Write what was learned.", metavar="STATE")]
Load = Annotated[str | None, typer.Option(help="Go on with what was learned under the same options.", metavar="STATE")]
Output = Annotated[
    str | None,
    typer.Option(
        "--output",
        "-o",
        help="Write solutions: a folder gets a file a step as they come, an .npz file x, (steps, n), at the end.",
        metavar="DIR|FILE.npz",
    ),
]
JsonFile = Annotated[str | None, typer.Option("--json", help="Write the result as JSON; - is stdout.", metavar="FILE")]
ReportFile = Annotated[
    str | None, typer.Option("--report", help="Write one self-contained HTML page.", metavar="FILE.html")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress and no summary.")]


def run(
    invocation: typer.Context,
    source: Source,
    rtol: Rtol = 1e-8,
    atol: Atol = 0.0,
    cost: CostOption = "time",
    context: Context = None,
    solvers: Solvers = None,
    policy: PolicyOption = None,
    rhs: RightHandSide = "files",
    limit: Limit = None,
    cold: Cold = False,
    seed: Seed = 0,
    save: Save = None,
    load: Load = None,
    output: Output = None,
    json: JsonFile = None,
    report: ReportFile = None,
    quiet: Quiet = False,
) -> int:
    """Solve a sequence of linear systems; a bandit chooses the solver of each step and learns what it costs."""
    began = time.monotonic() if invocation.obj is None else float(invocation.obj)
    outputs = SequenceOutputs(output, json, report, save)
    outputs.validate(source, load)
    sequence = open_sequence(source, rhs, limit)
    choice = Choice(rtol, atol, cost, context, solvers, policy, seed, load)
    solver = choice.solver(sequence.context_size)
    sink = outputs.open_sink(sequence)
    with StopOnSignal() as signals:
        with nullcontext(_say_nothing) if quiet else SequenceProgress(_console, sequence, _told(solver)) as on_step:
            loop = SequenceLoop(sequence, solver, cold=cold, sink=sink, save=save, on_step=on_step)
            outcome = loop.run(signals.stop)
        signals.insist = False
        settings = {"source": source, "rhs": rhs, "limit": limit, "cold": cold, "load": load, **_settings(solver)}
        result = _result(sequence, outcome, settings, seed, time.monotonic() - began)
        written = outputs.deliver(result, sink)
        written = outputs.save_learned(solver, outcome) and written
    if not quiet and (result.steps or outcome.error is None):
        _print_summary(result)
    return _finish(outcome, written)


run.__doc__ = f"{run.__doc__}{_DETAILS}"


def _finish(outcome: Outcome, written: bool) -> int:
    """Return the exit code; raises the error that ended the run. Ends the process if a step still runs in it."""
    if outcome.end == "no_convergence":
        complain(outcome.message)
    if isinstance(outcome.error, ValueError):
        raise typer.BadParameter(outcome.message) from outcome.error
    if outcome.error is not None:
        raise outcome.error
    code = _CODES[outcome.end] if outcome.steps else ExitCode.INTERRUPTED_WITHOUT_SOLUTION
    if not written:
        code = ExitCode.INTERNAL
    if outcome.left_behind:
        # A compiled kernel that runs on while the interpreter takes itself apart may crash: it is not given the time.
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)
    return code


def _result(
    sequence: StoredSequence, outcome: Outcome, settings: dict[str, Any], seed: int, time_s: float
) -> SequenceResult:
    context = settings["context"]
    return SequenceResult(
        name=sequence.path.name,
        form=sequence.form,
        planned=sequence.count,
        steps=tuple(outcome.steps),
        end=outcome.end,
        message=outcome.message,
        time_s=time_s,
        writing_time_s=outcome.writing_time_s,
        cost=settings["cost"],
        rtol=settings["rtol"],
        seed=seed,
        settings=settings,
        versions=_versions(),
        warnings=tuple(outcome.warnings),
        context_names=tuple(context) if isinstance(context, list) else (),
    )


def _settings(solver: SequenceSolver) -> dict[str, Any]:
    """Return the settings of a solver as data of JSON; a context is a list of names or a number of values."""
    return {
        "solvers": list(dict.fromkeys(arm.solver.name for arm in solver.arms)),
        "policy": solver.policy.name,
        "cost": solver.cost,
        "context": solver.features if isinstance(solver.features, int) else list(solver.features),
        "rtol": solver.rtol,
        "atol": solver.atol,
    }


def _told(solver: SequenceSolver) -> str:
    features = solver.features
    context = f"{features} numbers of the file" if isinstance(features, int) else ", ".join(features) or NO_CONTEXT
    tolerance = f"rtol {solver.rtol:g}" + (f", atol {solver.atol:g}" if solver.atol else "")
    return f"{len(solver.arms)} arms, policy {solver.policy.name}, cost {solver.cost}, context {context}, {tolerance}"


def _versions() -> dict[str, str]:
    versions = {"python": platform.python_version()}
    for package in _PACKAGES:
        try:
            versions[package] = importlib.metadata.version(package)
        except importlib.metadata.PackageNotFoundError:
            continue
    return versions


def _print_summary(result: SequenceResult) -> None:
    _console.print()
    for k, (label, text) in enumerate(sequence_lines(result)):
        good = "bold green" if result.end == "solved" else "bold yellow"
        style = good if k == 0 else "yellow" if label == "Warning" else ""
        _console.print(Text.assemble((f"{label:<11} ", "bold"), (text, style)), soft_wrap=True)
    for k, line in enumerate(["", *arm_lines(result)]):
        _console.print(Text(line, style="bold" if k == 1 else ""), soft_wrap=True)


def _say_nothing(record: StepRecord) -> None:
    pass
