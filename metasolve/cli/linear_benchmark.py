"""`metasolve linear bench`: kernels and whole sequences, measured."""

from __future__ import annotations

import importlib
from collections import Counter
from enum import StrEnum
from typing import Annotated, Any

import numpy as np
import typer

from metasolve.cli.measuring import facts, progress_bars
from metasolve.cli.outputs import STDOUT, write_json
from metasolve.destination import check_writable
from metasolve.linear.arms import default_solvers
from metasolve.linear.benchmark import KernelRates, Race, kernel_rates, race
from metasolve.linear.libraries import Direct, has_pyamg
from metasolve.linear.problems import Heat, Medium
from metasolve.linear.sequence import SequenceSolver

SCHEMA = "metasolve.linear-bench/1"
_RTOL = 1e-8


class Subject(StrEnum):
    """What can be measured."""

    KERNELS = "kernels"
    HEAT = "heat"
    PORTFOLIO = "portfolio"


class Workload(StrEnum):
    """The sequences of the portfolio's measurement."""

    CONSTANT = "constant"
    SMOOTH = "smooth"
    BLOCKS = "blocks"
    REPEATED = "repeated"


_MEDIA: dict[Workload, Medium] = {
    Workload.CONSTANT: "constant",
    Workload.SMOOTH: "smooth",
    Workload.BLOCKS: "blocks",
    Workload.REPEATED: "constant",
}

What = Annotated[
    Subject,
    typer.Argument(
        help="kernels: products, sweeps and solves; heat: a simulation against SciPy and pyamg; "
        "portfolio: four workloads against each single arm."
    ),
]
Cells = Annotated[int | None, typer.Option(min=16, help="Mesh cells along a side; 512, portfolio 256.")]
Steps = Annotated[int | None, typer.Option(min=1, help="Systems in a sequence; 500, portfolio 1000.")]
Samples = Annotated[int, typer.Option(min=2, help="Systems on which the rivals are timed.")]
Only = Annotated[Workload | None, typer.Option("--workload", help="This one workload.")]
Cost = Annotated[str, typer.Option(help="What is learned: time or work.")]
Seed = Annotated[int, typer.Option(help="The seed of the bandit.")]
JsonFile = Annotated[str | None, typer.Option("--json", help="Write it as JSON; - is stdout.", metavar="FILE")]
Quiet = Annotated[bool, typer.Option("--quiet", "-q", help="No progress.")]


def benchmark(
    what: What,
    cells: Cells = None,
    steps: Steps = None,
    samples: Samples = 20,
    workload: Only = None,
    cost: Cost = "time",
    seed: Seed = 0,
    json: JsonFile = None,
    quiet: Quiet = False,
) -> int:
    """Measure on this machine, one core; run nothing beside it.

    A sequence is solved cold, everything included but the assembly of the matrices. The rivals solve a sample of the
    same systems from the same first guess to the same tolerance, in turns, in the same process.
    """
    if cost not in ("time", "work"):
        raise typer.BadParameter(f"must be time or work, got {cost!r}", param_hint="--cost")
    if what is not Subject.KERNELS and not has_pyamg():
        raise typer.BadParameter("the rivals need pyamg: pip install 'metasolve[amg]'", param_hint="WHAT")
    if json is not None and json != STDOUT:
        check_writable(json)
    if what is Subject.KERNELS:
        rates = [_kernels(size, quiet) for size in ((512, 1024) if cells is None else (cells,))]
        text, data = _kernel_text(rates), [vars(rate) for rate in rates]
    else:
        races = _races(what, cells, steps, samples, workload, cost, seed, quiet)
        text = "\n".join(_race_text(title, found) for title, found in races.items())
        data = [{"title": title, **_race_data(found)} for title, found in races.items()]
    if json is not None:
        write_json({"schema": SCHEMA, "what": what.value, "seed": seed, **facts(), "results": data}, json)
    if json != STDOUT:
        typer.echo(text)
    return 0


def _kernels(cells: int, quiet: bool) -> KernelRates:
    with progress_bars(quiet) as bars:
        task = bars.add_task(f"{cells} x {cells}", total=15)
        return kernel_rates(cells, 15, lambda done: bars.update(task, completed=done))


def _races(
    what: Subject,
    cells: int | None,
    steps: int | None,
    samples: int,
    workload: Workload | None,
    cost: str,
    seed: int,
    quiet: bool,
) -> dict[str, Race]:
    rivals = importlib.import_module("metasolve.linear.rivals")
    whole = what is Subject.HEAT
    size, length = cells or (512 if whole else 256), steps or (500 if whole else 1000)
    kinds = tuple(Workload) if workload is None else (workload,)
    if whole and workload is None:
        kinds = (Workload.CONSTANT, Workload.SMOOTH)
    races = {}
    for kind in kinds:
        problem = Heat(size, length, _MEDIA[kind], period=length, floor=0.02, steady=kind is Workload.REPEATED)
        arms = tuple(rivals.single_arm(solver) for solver in default_solvers() if not isinstance(solver, Direct))
        if kind is Workload.REPEATED:
            arms = (*arms, rivals.kept_factor(), rivals.checked_factor(_RTOL))
        solver = SequenceSolver(cost="time" if cost == "time" else "work", rtol=_RTOL, seed=seed)
        with progress_bars(quiet) as bars:
            task = bars.add_task(kind.value, total=length)
            races[f"{kind.value}, {size} x {size}, {length:,} steps"] = race(
                problem,
                solver,
                (*arms, *rivals.outside_rivals(problem)),
                samples,
                _RTOL,
                progress=lambda done, bars=bars, task=task: bars.update(task, completed=done),  # type: ignore[misc]
            )
    return races


def _kernel_text(rates: list[KernelRates]) -> str:
    rows = [
        ("unknowns", [f"{rate.n:,}" for rate in rates]),
        ("SciPy matvec", [f"{rate.matvec_ms:.2f} ms" for rate in rates]),
        ("triad", [f"{rate.triad_gb_s:.1f} GB/s" for rate in rates]),
        ("triangular solve", [f"{rate.solve_gb_s:.1f} GB/s" for rate in rates]),
        ("  share of the triad", [f"{rate.solve_share:.2f}" for rate in rates]),
        ("SOR sweep with residual", [f"{rate.sor:.2f} matvecs" for rate in rates]),
        ("Eisenstat SSOR-CG iteration", [f"{rate.eisenstat:.2f} matvecs" for rate in rates]),
        ("Jacobi-CG iteration", [f"{rate.jacobi_cg:.2f} matvecs" for rate in rates]),
        ("packing L and U", [f"{rate.packing:.2f} matvecs" for rate in rates]),
        ("packing and scaling", [f"{rate.scaling:.2f} matvecs" for rate in rates]),
        ("MIC(0) pivots", [f"{rate.incomplete:.2f} matvecs" for rate in rates]),
    ]
    return "\n".join(f"{label:30}" + "".join(f"{value:>16}" for value in values) for label, values in rows)


def _race_text(title: str, found: Race) -> str:
    own = found.per_step_s
    counts = Counter(found.arms).most_common(5)
    lines = [
        title,
        f"metasolve {1e3 * own:.2f} ms a step, of it {1e6 * found.learning_s / found.problem.steps:.0f} us learning; "
        f"{found.fallbacks} fallbacks, worst residual {found.worst:.2f} of the tolerance",
        "arms: " + ", ".join(f"{arm} {count}" for arm, count in counts),
        f"rivals on {len(found.sampled)} systems; the ratio is their time to ours, above 1 we are faster",
        f"{'':42}{'ms a step':>11}{'ratio':>8}",
    ]
    for row in sorted(found.rivals, key=lambda row: row.per_step_s):
        kind = " (single arm)" if row.rival.ours else " (needs the structure)" if row.rival.structured else ""
        note = "" if row.worst <= 1.0 else f"   residual {row.worst:.2g} of the tolerance"
        lines.append(f"{row.rival.name + kind:42}{1e3 * row.per_step_s:11.2f}{row.per_step_s / own:8.2f}{note}")
    return "\n".join([*lines, ""])


def _race_data(found: Race) -> dict[str, Any]:
    return {
        "cells": found.problem.cells,
        "steps": found.problem.steps,
        "medium": found.problem.medium,
        "steady": found.problem.steady,
        "per_step_s": found.per_step_s,
        "learning_s": found.learning_s,
        "fallbacks": found.fallbacks,
        "worst_residual": found.worst,
        "arms": dict(Counter(found.arms).most_common()),
        "cumulative_s": [float(value) for value in np.cumsum(found.times)[:: max(1, found.problem.steps // 100)]],
        "sampled": list(found.sampled),
        "rivals": [
            {
                "name": row.rival.name,
                "ours": row.rival.ours,
                "structured": row.rival.structured,
                "per_step_s": row.per_step_s,
                "ratio": row.per_step_s / found.per_step_s,
                "worst_residual": row.worst,
            }
            for row in found.rivals
        ],
    }
