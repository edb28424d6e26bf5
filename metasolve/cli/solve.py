"""`metasolve solve`: parse, solve, show, write."""

from __future__ import annotations

import math
import re
import time
from contextlib import nullcontext
from typing import Annotated, Literal

import typer
from rich.console import Console

from metasolve import api
from metasolve.check import check
from metasolve.cli.configuration import ConfigurableCommand
from metasolve.cli.outputs import STDOUT, EventLog, Outputs, deliver
from metasolve.events import fan_out
from metasolve.exit_codes import ExitCode, exit_code_of
from metasolve.io import read_problem
from metasolve.problem import Problem
from metasolve.report.statistics import ArmTimeline, Statistics
from metasolve.report.summary import print_summary
from metasolve.report.table import ProgressTable
from metasolve.signals import StopOnSignal
from metasolve.solution import SolveResult

app = typer.Typer(rich_markup_mode=None, add_completion=False)
_console = Console(stderr=True, highlight=False)

_EPILOG = (
    "Exit codes: 0 optimal; 10 feasible, limit hit; 11 limit hit, no solution; 20 infeasible; 21 unbounded; "
    "22 infeasible or unbounded; 30 interrupted with a solution; 31 interrupted without; 64 usage; 65 bad model "
    "data; 66 no such input; 70 internal error, or a result could not be written; 75 out of memory."
)
_UNITS = {"": 1, "K": 1 << 10, "M": 1 << 20, "G": 1 << 30, "T": 1 << 40}
_LEAST_TIME_S = 0.01
_LEAST_MEMORY = 256 << 20


def _parse_bytes(text: str) -> int:
    match = re.fullmatch(r"(\d+(?:\.\d+)?)([KMGT]?)(?:i?B)?", text.strip(), re.IGNORECASE)
    if match is None:
        raise typer.BadParameter(f"{text!r} is not a size such as 800M or 4G")
    size = int(float(match[1]) * _UNITS[match[2].upper()])
    if size < _LEAST_MEMORY:
        raise typer.BadParameter(f"{text} is less than 256M")
    return size


def _check_time(value: float | None) -> float | None:
    if value is not None and not value > 0.0:
        raise typer.BadParameter(f"{value} is not greater than 0")
    return value


def _check_gap(value: float) -> float:
    if not (value >= 0.0 and math.isfinite(value)):
        raise typer.BadParameter(f"{value} is not a finite number >= 0")
    return value


Model = Annotated[str, typer.Argument(help="A .mps or .lp file, also .gz or .bz2; - reads stdin.", metavar="MODEL")]
TimeLimit = Annotated[
    float | None,
    typer.Option(
        "--time-limit", "-t", help="Wall-clock limit, reading included.", metavar="SECONDS", callback=_check_time
    ),
]
MipGap = Annotated[
    float, typer.Option(help="Gap at which a solution counts as optimal.", metavar="REL", callback=_check_gap)
]
Threads = Annotated[int | None, typer.Option(min=1, help="Cores to use.", metavar="N", show_default="all")]
Seed = Annotated[int, typer.Option(min=0, help="Seed of everything random.", metavar="N")]
Engine = Annotated[Literal["auto", "highs", "scip", "cpsat"], typer.Option(help="The engine that proves.")]
WarmStart = Annotated[str | None, typer.Option(help="A solution file to start from.", metavar="FILE")]
Config = Annotated[
    str | None, typer.Option(help="Defaults for these options; keys are their long names.", metavar="FILE.toml")
]
MemoryLimit = Annotated[
    int | None, typer.Option(help="Memory for all processes, such as 4G.", metavar="SIZE", parser=_parse_bytes)
]
SolutionFile = Annotated[
    str | None, typer.Option("--output", "-o", help="Write the best solution; - is stdout.", metavar="FILE.sol")
]
SolutionFormat = Annotated[Literal["scip", "highs", "miplib", "json"], typer.Option(help="The dialect of -o.")]
JsonFile = Annotated[str | None, typer.Option("--json", help="Write the result as JSON; - is stdout.", metavar="FILE")]
EventsFile = Annotated[
    str | None, typer.Option("--events", help="Write events as they come, as JSON lines; - is stdout.", metavar="FILE")
]
ReportFile = Annotated[
    str | None, typer.Option("--report", help="Write one self-contained HTML page.", metavar="FILE.html")
]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress table and no summary.")]


@app.command(cls=ConfigurableCommand, epilog=_EPILOG)
def solve(
    context: typer.Context,
    model: Model,
    time_limit: TimeLimit = None,
    mip_gap: MipGap = 1e-4,
    threads: Threads = None,
    seed: Seed = 0,
    engine: Engine = "auto",
    warm_start: WarmStart = None,
    config: Config = None,
    memory_limit: MemoryLimit = None,
    output: SolutionFile = None,
    solution_format: SolutionFormat = "scip",
    json: JsonFile = None,
    events: EventsFile = None,
    report: ReportFile = None,
    quiet: Quiet = False,
) -> int:
    """Solve MODEL: exact engines and bandit-driven neighborhood search, side by side.

    SIGINT and SIGTERM end the run with the best solution and all files written; a second one ends it at once.
    """
    began = time.monotonic() if context.obj is None else float(context.obj)
    outputs = Outputs(output, solution_format, json, events, report)
    outputs.validate(inputs=(model, warm_start, config))
    problem = read_problem(model)
    statistics, timeline = Statistics(), ArmTimeline()
    with StopOnSignal() as signals, EventLog(outputs.events) as log:
        with nullcontext() if quiet else ProgressTable(_console, live=outputs.events != STDOUT) as table:
            try:
                result = api.solve(
                    problem,
                    time_limit_s=_left(time_limit, began),
                    mip_gap=mip_gap,
                    threads=threads,
                    seed=seed,
                    engine=engine,
                    warm_start=warm_start,
                    on_event=fan_out(statistics, timeline, log, table),
                    memory_limit_bytes=memory_limit,
                    stop=signals.stop,
                )
            except KeyboardInterrupt:
                result = _cut_short(problem, statistics)
        signals.insist = False
        written = deliver(outputs, problem, result, timeline) and not log.failed
    if not quiet:
        print_summary(result, _console)
    return exit_code_of(result.termination, result.x is not None) if written else ExitCode.INTERNAL


def _left(time_limit: float | None, began: float) -> float | None:
    """Return what reading the model has left of the time limit."""
    return None if time_limit is None else max(began + time_limit - time.monotonic(), _LEAST_TIME_S)


def _cut_short(problem: Problem, statistics: Statistics) -> SolveResult:
    report = None if statistics.x is None else check(problem, statistics.x).report
    return statistics.cut_short(problem.col_names, report)
