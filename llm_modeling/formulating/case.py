"""What all samples of one problem share: the text, the model, the clock, the events, the solves."""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from llm_modeling.client import LanguageModel, Message
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.equivalence import EffortLimits, Outcome, canonical_hash, compare
from llm_modeling.formulating.events import FormulateEvent, FormulateSink, SolverNews
from llm_modeling.formulating.settings import FormulateSettings
from llm_modeling.formulating.wire import wire_schema
from llm_modeling.model_result import ModelResult
from llm_modeling.solve import solve_model
from metasolve import Termination
from metasolve.events import Event

_POLL_S = 0.05
_PROOF_S = 1.0
SCHEMA: dict[str, Any] = wire_schema()


@dataclass(frozen=True, eq=False)
class Case:
    """One problem in words on its way to a model; began is of time.monotonic(), halt ends all that is under way."""

    text: str
    tables: Mapping[str, str]
    data: Data
    model: LanguageModel
    settings: FormulateSettings
    halt: threading.Event
    sink: FormulateSink | None
    began: float = field(default_factory=time.monotonic)
    prefix: tuple[Message, ...] = ()
    _telling: threading.RLock = field(default_factory=threading.RLock)

    @property
    def time_s(self) -> float:
        return time.monotonic() - self.began

    def tell(self, event: FormulateEvent) -> None:
        """Give an event to the sink, one at a time."""
        if self.sink is not None:
            with self._telling:
                self.sink(event)


@dataclass(frozen=True)
class Solution:
    """What is known of a problem's best plan; result is None if only the value is, from an equivalent problem."""

    termination: Termination
    objective: float | None
    result: ModelResult | None
    shared: bool = False


def structure_hash(compiled: Compiled) -> str:
    """Return a hash that renamed, reordered, rescaled copies of a model share, all its priorities included."""
    hashes = [canonical_hash(compiled.problem)]
    for level in range(1, len(compiled.levels)):
        hashes.append(canonical_hash(compiled.problem_of_level(level, [0.0] * level)))
    return "+".join(hashes)


class Solves:
    """Solves one problem after the other, and none twice: equal ones share the solution, equivalent ones its value."""

    def __init__(self, case: Case) -> None:
        self._case = case
        self._one_at_a_time = threading.Lock()
        self._equal: dict[tuple[Any, ...], ModelResult] = {}
        self._alike: dict[str, list[tuple[Compiled, ModelResult]]] = {}

    def solve(self, compiled: Compiled, structure: str, sample: int, *, plan: bool = False) -> Solution:
        """Return the solution of a compiled model whose structure_hash is given; raises MetasolveError.

        With plan, the value of an equivalent problem will not do.
        """
        while not self._one_at_a_time.acquire(timeout=_POLL_S):
            if self._case.halt.is_set():
                return Solution(Termination.INTERRUPTED, None, None)
        try:
            known = self._known(compiled, structure)
            if known is not None and (known.result is not None or not plan):
                return known
            result = self._solved(compiled, sample)
            if result.termination is not Termination.INTERRUPTED:
                self._equal[_identity(compiled)] = result
                self._alike.setdefault(structure, []).append((compiled, result))
            return Solution(result.termination, result.objective, result)
        finally:
            self._one_at_a_time.release()

    def _known(self, compiled: Compiled, structure: str) -> Solution | None:
        equal = self._equal.get(_identity(compiled))
        if equal is not None:
            own = ModelResult(compiled, equal.termination, equal.steps, equal.x, 0.0, equal.message)
            return Solution(own.termination, own.objective, own, shared=True)
        for other, result in self._alike.get(structure, ()):
            if len(other.levels) > 1 or result.termination is not Termination.OPTIMAL or result.objective is None:
                continue
            verdict = compare(other.problem, compiled.problem, limits=EffortLimits(time_s=_PROOF_S))
            if verdict.outcome is Outcome.EQUIVALENT and verdict.objective_factor is not None:
                value = verdict.objective_factor * result.objective + (verdict.objective_shift or 0.0)
                return Solution(result.termination, value, None, shared=True)
        return None

    def _solved(self, compiled: Compiled, sample: int) -> ModelResult:
        case, settings = self._case, self._case.settings

        def told(event: Event) -> None:
            case.tell(SolverNews(case.time_s, sample, event))

        return solve_model(
            compiled,
            time_limit_s=settings.time_limit_s,
            mip_gap=settings.mip_gap,
            threads=settings.threads,
            seed=settings.seed,
            engine=settings.engine,
            on_event=told if case.sink is not None else None,
            memory_limit_bytes=settings.memory_limit_bytes,
            stop=case.halt,
        )


def _identity(compiled: Compiled) -> tuple[Any, ...]:
    """Return what two compiled models have in common if a solution of one is a solution of the other, as it stands."""
    levels = [(level.goal, level.c.tobytes(), level.offset, level.tolerance) for level in compiled.levels]
    return (compiled.problem.sha256, *levels)
