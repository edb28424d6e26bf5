"""`metasolve linear replicate`: the experiments of Learning to Relax, repeated and extended."""

from __future__ import annotations

import importlib
from dataclasses import asdict
from enum import StrEnum
from typing import Annotated, Any

import numpy as np
import typer

from metasolve.cli.measuring import facts, progress_bars
from metasolve.cli.outputs import STDOUT, write_json
from metasolve.destination import check_writable, write_atomically
from metasolve.linear.problems import Heat, Shifts
from metasolve.linear.replicate import (
    CONTESTANTS,
    ArmCosts,
    Contestant,
    Score,
    best_omega,
    curve_steps,
    heat_table,
    references,
    score,
    shift_table,
)

SCHEMA = "metasolve.linear-replicate/1"
_BARS = "▁▂▃▄▅▆▇█"


class Experiment(StrEnum):
    """The experiments that can be repeated."""

    SHIFTS = "shifts"
    HEAT = "heat"


class Variances(StrEnum):
    """How much the shifts vary."""

    LOW = "low"
    HIGH = "high"
    BOTH = "both"


Which = Annotated[
    Experiment, typer.Argument(help="shifts: SOR on shifted Laplacians; heat: SSOR-CG in a heat simulation.")
]
Learners = Annotated[
    str | None,
    typer.Option(help=f"Names, separated by ';', among: {'; '.join(c.name for c in CONTESTANTS)}.", metavar="NAMES"),
]
Steps = Annotated[int, typer.Option(min=1, help="Systems in the sequence.")]
Seeds = Annotated[int, typer.Option(min=1, help="How often each learner is played.")]
Variance = Annotated[Variances, typer.Option(help="shifts: how much they vary.")]
Cells = Annotated[int, typer.Option(min=2, help="heat: mesh cells along a side.")]
ProblemSeed = Annotated[int, typer.Option("--problem-seed", help="shifts: the seed of the sequence itself.")]
Plot = Annotated[str | None, typer.Option(help="Draw the ratios over the steps into a PNG file.", metavar="FILE")]
JsonFile = Annotated[str | None, typer.Option("--json", help="Write it as JSON; - is stdout.", metavar="FILE")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]


def replicate(
    which: Which,
    learners: Learners = None,
    steps: Steps = 5000,
    seeds: Seeds = 5,
    variance: Variance = Variances.BOTH,
    cells: Cells = 100,
    problem_seed: ProblemSeed = 0,
    plot: Plot = None,
    json: JsonFile = None,
    quiet: Quiet = False,
) -> int:
    """Repeat the experiments of Learning to Relax (arXiv 2310.02246): what learning costs and what it gains.

    First every arm solves every system, then the learners choose from that table, each seeing only the costs of its
    own choices. The numbers are total iterations over those of the fixed omega that is best in hindsight, so below 1
    a learner beats every fixed choice. "With rules" the learners may also choose formulas for omega, MIC(0) and CG.
    """
    chosen = _contestants(learners)
    for path in (plot, json):
        if path is not None and path != STDOUT:
            check_writable(path)
    tables = _tables(which, variance, steps, cells, problem_seed, quiet)
    results = {title: (table, _scores(table, chosen, seeds, quiet)) for title, table in tables.items()}
    if json is not None:
        write_json(_data(which, results, seeds, problem_seed), json)
    if json != STDOUT:
        for title, (table, scores) in results.items():
            typer.echo(_text(title, table, scores))
    if plot is not None:
        ratios = importlib.import_module("metasolve.report.ratios")
        panels = [(title, [_course(ratios, row) for row in rows]) for title, (_, rows) in results.items()]
        write_atomically(plot, ratios.ratio_plot(panels, "iterations / those of the best fixed omega"))
    return 0


def _contestants(names: str | None) -> tuple[Contestant, ...]:
    known = {contestant.name: contestant for contestant in CONTESTANTS}
    if names is None:
        return CONTESTANTS
    wanted = [name.strip() for name in names.split(";") if name.strip()]
    for name in wanted:
        if name not in known:
            raise typer.BadParameter(f"unknown learner {name!r}; known: {'; '.join(known)}", param_hint="--learners")
    if not wanted:
        raise typer.BadParameter("no learner is named", param_hint="--learners")
    return tuple(known[name] for name in dict.fromkeys(wanted))


def _tables(
    which: Experiment, variance: Variances, steps: int, cells: int, seed: int, quiet: bool
) -> dict[str, ArmCosts]:
    tables = {}
    with progress_bars(quiet) as bars:
        if which is Experiment.HEAT:
            task = bars.add_task("every arm on every system", total=steps)
            title = f"heat, {cells} x {cells} cells, {steps:,} steps"
            tables[title] = heat_table(Heat(cells, steps), lambda done: bars.update(task, completed=done))
            return tables
        for level in ("low", "high") if variance is Variances.BOTH else (variance.value,):
            task = bars.add_task(f"every arm on every system, {level} variance", total=steps)
            problem = Shifts("low" if level == "low" else "high", steps, seed)
            tables[f"shifts, {level} variance, {steps:,} steps"] = shift_table(
                problem,
                lambda done, task=task: bars.update(task, completed=done),  # type: ignore[misc]
            )
    return tables


def _scores(table: ArmCosts, chosen: tuple[Contestant, ...], seeds: int, quiet: bool) -> list[Score]:
    scores = list(references(table))
    with progress_bars(quiet) as bars:
        task = bars.add_task("learners", total=len(chosen) * seeds)
        for contestant in chosen:
            bars.update(task, description=contestant.name)
            scores.append(score(table, contestant, seeds, lambda _: bars.advance(task)))
    return scores


def _text(title: str, table: ArmCosts, scores: list[Score]) -> str:
    name, mean = best_omega(table)
    points = scores[0].checkpoints
    lines = [
        title,
        f"best fixed omega in hindsight: {name}, {mean:.1f} iterations a step; below, ratios to its total",
        "",
        f"{'':36}" + "".join(f"{f'T={point:,}':>9}" for point in points) + f"{'least':>8}{'most':>7}  course",
    ]
    for row in scores:
        spread = f"{row.least[-1]:8.3f}{row.most[-1]:7.3f}" if row.overhead_s else " " * 15
        lines.append(f"{row.name:36}" + "".join(f"{value:9.3f}" for value in row.mean) + f"{spread}  {_course_of(row)}")
    return "\n".join([*lines, ""])


def _course_of(row: Score) -> str:
    """Return the ratio over the logarithm of the steps as 24 bars between 0.5 and 2.5."""
    sampled = np.interp(np.linspace(0.0, 1.0, 24), np.linspace(0.0, 1.0, len(row.curve)), row.curve)
    heights = np.clip((np.log(sampled) - np.log(0.5)) / np.log(5.0), 0.0, 1.0) * (len(_BARS) - 1)
    return "".join(_BARS[round(float(height))] for height in heights)


def _course(ratios: Any, row: Score) -> Any:
    return ratios.Course(row.name, curve_steps(row.checkpoints[-1]), row.curve, row.overhead_s > 0.0)


def _data(
    which: Experiment, results: dict[str, tuple[ArmCosts, list[Score]]], seeds: int, problem_seed: int
) -> dict[str, Any]:
    return {
        "schema": SCHEMA,
        "experiment": which.value,
        **facts(),
        "seeds": seeds,
        "problem_seed": problem_seed,
        "tables": [
            {
                "title": title,
                "best_fixed": best_omega(table)[0],
                "best_fixed_mean_iterations": best_omega(table)[1],
                "scores": [asdict(row) for row in scores],
            }
            for title, (table, scores) in results.items()
        ],
    }
