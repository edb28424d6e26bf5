"""solve_model(): a compiled formulation solved by metasolve, its priorities one after the other."""

from __future__ import annotations

import threading
import time
from dataclasses import replace

import metasolve
from llm_modeling.compiled import Compiled
from llm_modeling.grounding.columns import FloatArray
from llm_modeling.model_result import ModelResult
from metasolve import SolveResult, Termination
from metasolve.events import Sink

_LEAST_TIME_S = 0.01


def solve_model(
    compiled: Compiled,
    *,
    time_limit_s: float | None = None,
    mip_gap: float = 1e-4,
    threads: int | None = None,
    seed: int = 0,
    engine: str = "auto",
    on_event: Sink | None = None,
    memory_limit_bytes: int | None = None,
    stop: threading.Event | None = None,
) -> ModelResult:
    """Return the result of a compiled formulation.

    Of several priorities, the highest is solved first; each later one starts from the solution before it and may
    worsen what was achieved by its tolerance only. The time limit is for all of them together; the other arguments
    and the errors are those of metasolve.solve. on_event gets a Start for each priority.
    """
    started = time.monotonic()
    steps: list[SolveResult] = []
    x: FloatArray | None = None
    termination, message = Termination.OPTIMAL, ""
    for level in range(len(compiled.levels)):
        left = None if time_limit_s is None else time_limit_s - (time.monotonic() - started)
        if steps and left is not None and left <= 0.0:
            termination, message = Termination.TIME_LIMIT, _unsolved(compiled, level)
            break
        result = metasolve.solve(
            compiled.problem_of_level(level, [compiled.levels[k].value(_found(x)) for k in range(level)]),
            time_limit_s=None if left is None else max(left, _LEAST_TIME_S),
            mip_gap=mip_gap,
            threads=threads,
            seed=seed,
            engine=engine,
            warm_start=x,
            on_event=on_event,
            memory_limit_bytes=memory_limit_bytes,
            stop=stop,
        )
        steps.append(_judged(result, level))
        x = result.x if result.x is not None else x
        termination, message = steps[-1].termination, steps[-1].message
        if termination is not Termination.OPTIMAL:
            if level + 1 < len(compiled.levels) and x is not None:
                message = "; ".join(filter(None, [message, _unsolved(compiled, level + 1)]))
            break
    return ModelResult(compiled, termination, tuple(steps), x, time.monotonic() - started, message)


def _judged(result: SolveResult, level: int) -> SolveResult:
    """Return the result; that a later priority has no solution, though the one before has, is an engine's fault."""
    if level == 0 or result.termination not in (Termination.INFEASIBLE, Termination.INFEASIBLE_OR_UNBOUNDED):
        return result
    reason = "an engine found no solution although the priority before has one; the tolerance may be too tight"
    return replace(result, termination=Termination.ERROR, message=reason)


def _unsolved(compiled: Compiled, level: int) -> str:
    names = [name for entry in compiled.levels[level:] for name in entry.names]
    return f"{', '.join(names)} not optimized"


def _found(x: FloatArray | None) -> FloatArray:
    if x is None:
        raise AssertionError("an optimal result has a solution")
    return x
