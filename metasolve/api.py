"""solve(): reads a model, lays out the portfolio, and returns a checked result."""

from __future__ import annotations

import math
import os
import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import BinaryIO, TypeAlias

from metasolve._version import __version__
from metasolve.alns.search import SearchSettings
from metasolve.alns.sizing import Sizing
from metasolve.alns.start_plan import START_HEURISTICS
from metasolve.alns.task import Arm
from metasolve.backends import BACKENDS, available
from metasolve.bandit import Thompson
from metasolve.bandit.policy import Policy
from metasolve.check import check_exact
from metasolve.errors import BackendUnavailableError
from metasolve.events import End, Recorder, Sink, Start, fan_out
from metasolve.io import read_problem, read_solution
from metasolve.matrix import FloatArray
from metasolve.portfolio import Portfolio
from metasolve.portfolio_settings import PortfolioSettings
from metasolve.problem import INF, Problem
from metasolve.reformulation import reformulate
from metasolve.solution import InstanceInfo, SolveResult

Model: TypeAlias = Problem | str | Path | bytes | BinaryIO
ENGINES = ("auto", "highs", "scip", "cpsat")
EXACT = ("highs", "scip")
"""The engines that prove in the default choice, best guess first."""
PRIOR_MEAN = 0.2
"""What a pull of an unknown arm is expected to earn; most pulls earn nothing, and there are many arms."""


@dataclass(frozen=True)
class SolveOptions:
    """The composition of a run, for research and ablations; None stands for the default choice.

    lns = False switches ALNS off; race_s is how long a second exact engine runs before ALNS takes its core. confirm =
    False ends the run at the first proof, without the time in which a second engine can confirm it.
    """

    policy: Policy | None = None
    arms: tuple[Arm, ...] | None = None
    sizing: Sizing | None = None
    lns: bool = True
    race_s: float | None = None
    confirm: bool = True


def solve(
    model: Model,
    *,
    time_limit_s: float | None = None,
    mip_gap: float = 1e-4,
    threads: int | None = None,
    seed: int = 0,
    engine: str = "auto",
    warm_start: FloatArray | str | Path | None = None,
    on_event: Sink | None = None,
    memory_limit_bytes: int | None = None,
    stop: threading.Event | None = None,
    options: SolveOptions | None = None,
) -> SolveResult:
    """Solve a model and return the best checked solution, the dual bound and, where it can, the proof.

    model is a Problem, a path (.mps, .lp, each also .gz or .bz2), "-" for stdin, bytes or a binary file. threads
    counts cores (all by default); mip_gap is relative; memory_limit_bytes is shared by the engines' processes.
    on_event gets every event, in the calling thread; setting stop ends the run with what it has.

    Raises ValueError for a wrong argument, InputError for a model or warm start that cannot be read or solved,
    BackendUnavailableError if the chosen engine is not installed, MemoryLimitError if there was no solution before
    all engines ran out of memory.
    """
    started = time.monotonic()
    _check_arguments(time_limit_s, mip_gap, threads, engine, memory_limit_bytes)
    problem = model if isinstance(model, Problem) else read_problem(model)
    form = reformulate(problem)
    cores = threads if threads is not None else len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else 1
    start = read_solution(warm_start, problem) if isinstance(warm_start, str | Path) else warm_start
    if start is not None and start.shape != (problem.columns,):
        raise ValueError(f"warm_start has shape {start.shape} instead of ({problem.columns},)")
    settings = _settings(started, time_limit_s, mip_gap, cores, seed, engine, memory_limit_bytes, options)
    recorder = Recorder()
    emit = fan_out(recorder, on_event)
    info = InstanceInfo.of(problem)
    engines = tuple(backend.title for backend in available())
    emit(Start(time.monotonic() - started, info, engines, cores, seed, time_limit_s, mip_gap, __version__))
    result = Portfolio(form, settings, emit, stop.is_set if stop is not None else _never).run(start)
    report = None if result.x is None else check_exact(problem, result.x).report
    result = replace(
        result,
        time_s=time.monotonic() - started,
        incumbents=tuple(recorder.incumbents),
        bounds=tuple(recorder.bounds),
        warnings=tuple(recorder.warnings),
        check=report,
        instance=info,
        engine=engine,
        threads=cores,
        seed=seed,
        version=__version__,
        col_names=problem.col_names,
    )
    emit(End(result.time_s, result))
    return result


def _settings(
    started: float,
    time_limit_s: float | None,
    mip_gap: float,
    threads: int,
    seed: int,
    engine: str,
    memory_limit_bytes: int | None,
    options: SolveOptions | None,
) -> PortfolioSettings:
    options = options or SolveOptions()
    engines = {backend.name: backend for backend in available()}
    names = EXACT if engine == "auto" else (engine,)
    provers = tuple(engines[name] for name in names if name in engines)
    fallbacks = tuple(engines[name] for name in EXACT if name in engines and name not in names)
    if not provers:
        raise BackendUnavailableError(
            f"{BACKENDS[names[0]].title} is not installed; install {BACKENDS[names[0]].package}"
        )
    horizon = INF if time_limit_s is None else time_limit_s
    race = min(10.0, max(1.0, 0.08 * horizon)) if options.race_s is None else options.race_s
    return PortfolioSettings(
        provers=provers,
        fallbacks=fallbacks,
        engines=engines | {START_HEURISTICS.name: START_HEURISTICS},
        arms=options.arms if options.lns else (),
        search=SearchSettings(
            options.policy or Thompson(prior_mean=PRIOR_MEAN),
            sizing=options.sizing or Sizing(),
            mip_gap=mip_gap,
            horizon_s=horizon,
        ),
        threads=threads,
        started=started,
        deadline=started + horizon,
        mip_gap=mip_gap,
        seed=seed,
        memory_bytes=None if memory_limit_bytes is None else max(2**28, memory_limit_bytes // (threads + 1)),
        race_s=race,
        confirm=options.confirm,
    )


def _check_arguments(
    time_limit_s: float | None, mip_gap: float, threads: int | None, engine: str, memory_limit_bytes: int | None
) -> None:
    if time_limit_s is not None and not time_limit_s > 0.0:
        raise ValueError(f"time_limit_s is {time_limit_s}, which is not positive")
    if not (mip_gap >= 0.0 and math.isfinite(mip_gap)):
        raise ValueError(f"mip_gap is {mip_gap}, which is not >= 0")
    if threads is not None and threads < 1:
        raise ValueError(f"threads is {threads}, which is not >= 1")
    if engine not in ENGINES:
        raise ValueError(f"engine is {engine!r} instead of one of {', '.join(ENGINES)}")
    if memory_limit_bytes is not None and memory_limit_bytes < 2**28:
        raise ValueError(f"memory_limit_bytes is {memory_limit_bytes}, which is less than 256 MiB")


def _never() -> bool:
    return False
