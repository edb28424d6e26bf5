"""`metasolve check`: an independent verdict on a solution, in exact arithmetic."""

from __future__ import annotations

from typing import Annotated

import typer

from metasolve.check import FEASIBILITY_TOLERANCE, Verdict, check_exact, rounded
from metasolve.cli.outputs import STDOUT, write_json
from metasolve.exit_codes import ExitCode
from metasolve.io import read_problem, read_solution
from metasolve.report.wording import number
from metasolve.solution import finite

app = typer.Typer(rich_markup_mode=None, add_completion=False)

Model = Annotated[str, typer.Argument(help="A .mps or .lp file, also .gz or .bz2; - reads stdin.", metavar="MODEL")]
Solution = Annotated[str, typer.Argument(help="A solution file: SCIP, HiGHS, MIPLIB or JSON.", metavar="SOLUTION")]
Tolerance = Annotated[
    float, typer.Option(min=0.0, help="How far a row or bound may be missed, relative to max(1, |side|).")
]
JsonFile = Annotated[str | None, typer.Option("--json", help="Write it as JSON; - is stdout.", metavar="FILE")]


@app.command()
def check(model: Model, solution: Solution, tolerance: Tolerance = FEASIBILITY_TOLERANCE, json: JsonFile = None) -> int:
    """Check SOLUTION against MODEL in rational arithmetic, as it stands and with its integers rounded.

    Exit code 0 if it is feasible within the tolerance as it stands, 76 if not.
    """
    problem = read_problem(model)
    x = read_solution(solution, problem)
    verdicts = {
        "as it stands": check_exact(problem, x, tolerance),
        "integers rounded": check_exact(problem, rounded(problem, x), tolerance),
    }
    if json is not None:
        data = {name.replace(" ", "_"): _data(verdict) for name, verdict in verdicts.items()}
        write_json({"schema": "metasolve.check/1", "tolerance": tolerance, **data}, json)
    if json != STDOUT:
        for name, verdict in verdicts.items():
            _show(name, verdict)
    return ExitCode.OK if verdicts["as it stands"].feasible else ExitCode.CHECK_FAILED


def _show(name: str, verdict: Verdict) -> None:
    missed = verdict.report
    typer.echo(f"{name}: {'feasible' if verdict.feasible else 'NOT feasible'}")
    typer.echo(f"  objective              {number(verdict.objective, 15)}")
    typer.echo(f"  row violation          {missed.max_row_violation:.6g}")
    typer.echo(f"  bound violation        {missed.max_bound_violation:.6g}")
    typer.echo(f"  integrality violation  {missed.max_integrality_violation:.6g}")
    typer.echo(f"  worst place            {verdict.worst or 'none'}")


def _data(verdict: Verdict) -> dict[str, object]:
    return {
        "feasible": verdict.feasible,
        "objective": finite(verdict.objective),
        "worst": verdict.worst,
        **{name: finite(value) for name, value in vars(verdict.report).items()},
    }
