"""`metasolve model compare`: whether two models say the same, and where they do not."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated, Literal

import typer
from rich.console import RenderableType

from llm_modeling.cli import options
from llm_modeling.cli.background import Background, end_process
from llm_modeling.cli.inputs import model_path, read_model
from llm_modeling.cli.outputs import STDOUT, check_destinations, complain, show, write_json
from llm_modeling.cli.tables import fact, line
from llm_modeling.comparison import Comparison, compare_models, have_same_names
from llm_modeling.equivalence import EffortLimits, Outcome, Witness
from metasolve.exit_codes import ExitCode
from metasolve.report.wording import number

EPILOG = (
    "Exit codes: 0 equivalent, proved; 76 different, proved; 11 not known within the time limit; 31 interrupted; 64 "
    "usage; 65 a model or its data are wrong; 66 no such input."
)
_CODES = {
    Outcome.EQUIVALENT: ExitCode.OK,
    Outcome.DIFFERENT: ExitCode.CHECK_FAILED,
    Outcome.UNKNOWN: ExitCode.LIMIT_WITHOUT_SOLUTION,
}
_STYLES = {Outcome.EQUIVALENT: "bold green", Outcome.DIFFERENT: "bold red", Outcome.UNKNOWN: "bold yellow"}
_MATCHES = {
    "names": "by name: variables of the same name mean the same",
    "structure": "by structure: any one-to-one map of the variables counts",
}
_MOST = 8
_STDOUT_FILE, _STDERR_FILE = 1, 2

First = Annotated[str, typer.Argument(help="A formulation, or a directory with a model.json.", metavar="A.json")]
Second = Annotated[str, typer.Argument(help="Another one.", metavar="B.json")]
DataA = Annotated[
    str | None,
    typer.Option("--data", help="The data of both.", metavar="DIR", show_default="beside each model"),
]
DataB = Annotated[str | None, typer.Option("--data-b", help="The data of B, if they are others.", metavar="DIR")]
TimeLimit = Annotated[
    float,
    typer.Option("--time-limit", "-t", help="Limit of the comparison.", metavar="SECONDS", callback=options.check_time),
]
MatchBy = Annotated[
    Literal["auto", "names", "structure"],
    typer.Option(
        "--match",
        help="names: variables of the same name mean the same; structure: names and units do not matter; "
        "auto: names if all variables have a partner.",
    ),
]


def compare(
    a: First,
    b: Second,
    data: DataA = None,
    data_b: DataB = None,
    match: MatchBy = "auto",
    time_limit: TimeLimit = 30.0,
    json: options.JsonFile = None,
) -> int:
    """Tell whether models A and B are equivalent: the same solutions, ranked in the same way, on the given data.

    Order, ways to write the same constraint, redundant ones and auxiliary variables do not matter. What differs is
    shown by a point that only one of them allows, with the constraint that forbids it. "unknown" is an answer.
    """
    check_destinations([("--json", json)], [model_path(a), model_path(b)])
    first = read_model(a, data).compile()
    second = read_model(b, data_b if data_b is not None else data).compile()
    if match == "names" and not have_same_names(first, second):
        reason = "the variables of A and B do not have the same names and indices"
        raise typer.BadParameter(reason, param_hint="--match")
    work = Background(lambda: compare_models(first, second, match=match, limits=EffortLimits(time_s=time_limit)))
    try:
        with _solvers_kept_from_stdout():
            comparison = work.wait()
    except KeyboardInterrupt:
        complain("interrupted")
        end_process(ExitCode.INTERRUPTED_WITHOUT_SOLUTION)
    if json is not None:
        write_json(comparison.to_json(), json)
    if json != STDOUT:
        show(_answer(comparison))
    return _CODES[comparison.outcome]


@contextmanager
def _solvers_kept_from_stdout() -> Iterator[None]:
    """Send to stderr what libraries print: that HiGHS of SciPy 1.17.1 prints a line when it repairs a point."""
    sys.stdout.flush()
    try:
        own = os.dup(_STDOUT_FILE)
    except OSError:  # there is no stdout
        yield
        return
    os.dup2(_STDERR_FILE, _STDOUT_FILE)
    try:
        yield
    finally:
        ctypes.CDLL(None).fflush(None)  # what C has not written yet
        os.dup2(own, _STDOUT_FILE)
        os.close(own)


def _answer(comparison: Comparison) -> Iterator[RenderableType]:
    verdict = comparison.verdict
    yield fact("Verdict", f"{verdict.outcome} (by {verdict.method})", _STYLES[verdict.outcome])
    yield fact("Because", verdict.reason)
    yield fact("Matched", _MATCHES[comparison.matched_by])
    for place in comparison.places[:_MOST]:
        where = f" for {', '.join(map(str, place.index))}" if place.index else ""
        quote = f": “{place.quote}”" if place.quote else ""
        yield fact(f"In {place.model}", f"{place.kind} {place.name}{where}{quote}")
    for witness in verdict.witnesses:
        yield fact("Witness", _point(witness))
    if comparison.changes:
        yield line("")
        yield line("What the models say otherwise", "bold")
    for change in comparison.changes[:_MOST]:
        yield line(f"{change.element}: {change.what}")
        for label, text in (("a", change.in_a), ("b", change.in_b)):
            if text:
                yield fact(f"  {label}", text)
    if len(comparison.changes) > _MOST:
        yield line(f"... and {len(comparison.changes) - _MOST} more; --json has all")


def _point(witness: Witness) -> str:
    present = [f"{name} = {number(value)}" for name, value in witness.point.items() if abs(value) > 1e-9]
    shown = ", ".join(present[:_MOST]) + (f", and {len(present) - _MOST} more" if len(present) > _MOST else "")
    return f"{witness.says}: {shown or 'all variables 0'}"
