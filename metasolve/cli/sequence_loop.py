"""A sequence solved step by step in a thread of its own, so that a signal need not wait for the end of a step."""

from __future__ import annotations

import threading
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

from metasolve.errors import LinearSystemError, NoConvergenceError
from metasolve.linear.compiled import FloatArray
from metasolve.linear.files import StoredSequence, StoredSystem
from metasolve.linear.sequence import SequenceSolver, SequenceWarning, StepInfo
from metasolve.linear.solution_files import SolutionSink
from metasolve.report.sequence import SequenceEnd, StepRecord

GRACE_S = 1.0
"""How long a step may go on after a signal before it is left behind."""
SAVING_PERIOD_S = 30.0


@dataclass
class Outcome:
    """What the steps left; error is what ended them, if anything did but a signal."""

    steps: list[StepRecord] = field(default_factory=list)
    end: SequenceEnd = "solved"
    message: str = ""
    error: BaseException | None = None
    warnings: list[str] = field(default_factory=list)
    writing_time_s: float = 0.0
    saved: bool = False
    """Whether what was learned has been saved at least once."""
    left_behind: bool = False
    """A step still runs, which nobody waits for; the process has to be ended without further ado."""


class SequenceLoop:
    """Solves the systems of a sequence in order, starting each from the solution before it unless cold is set.

    Solutions go to sink as they come, records to on_step, what was learned to save every half minute.
    """

    def __init__(
        self,
        sequence: StoredSequence,
        solver: SequenceSolver,
        *,
        cold: bool = False,
        sink: SolutionSink | None = None,
        save: str | None = None,
        on_step: Callable[[StepRecord], None] = lambda record: None,
    ) -> None:
        self.outcome = Outcome()
        self._sequence, self._solver, self._sink, self._save = sequence, solver, sink, save
        self._cold = cold
        self._on_step = on_step
        self._saved_at = time.monotonic()
        self._done = threading.Event()
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._work, name="sequence", daemon=True)

    def run(self, stop: threading.Event) -> Outcome:
        """Solve until the end, an error or stop; a KeyboardInterrupt, the second signal, waits for nothing."""
        self._stop = stop
        self._thread.start()
        try:
            while not self._done.wait(0.05) and not stop.is_set():
                pass
            self._done.wait(GRACE_S)
        except KeyboardInterrupt:
            stop.set()
        with self._lock:  # a solution that is being written is written to its end
            if not self._done.is_set():
                self.outcome.left_behind = True
                self.outcome.end = "interrupted"
        return self.outcome

    def _work(self) -> None:
        outcome = self.outcome
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("always", SequenceWarning)
                warnings.showwarning = self._warn  # type: ignore[assignment]
                self._solve_all()
        except NoConvergenceError as error:
            outcome.end, outcome.message = "no_convergence", str(error)
        except BaseException as error:
            outcome.end, outcome.message, outcome.error = "error", str(error), error
        finally:
            self._done.set()

    def _solve_all(self) -> None:
        x: FloatArray | None = None
        systems = self._sequence.systems()
        while not self._stop.is_set():
            began = time.perf_counter()
            system = next(systems, None)
            reading_time_s = time.perf_counter() - began
            if system is None:
                return
            if self._stop.is_set():
                break
            x, info = self._solve(system, x)
            record = _record(system, info, x, reading_time_s)
            with self._lock:
                if self.outcome.left_behind:
                    return
                self._keep(system, record, x)
            self._on_step(record)
        if len(self.outcome.steps) < self._sequence.count:
            self.outcome.end = "interrupted"

    def _solve(self, system: StoredSystem, last: FloatArray | None) -> tuple[FloatArray, StepInfo]:
        x0 = None if self._cold else last if system.x0 is None else system.x0
        if x0 is not None and x0.shape != system.b.shape:
            x0 = None
        given = self._solver.features if isinstance(self._solver.features, int) else 0
        context = system.context.tolist() if given and system.context is not None else None
        place = f"step {system.number} ({system.name})"
        try:
            return self._solver.solve(system.a, system.b, x0, context)
        except NoConvergenceError as error:
            raise NoConvergenceError(f"{place}: {error}", error.residual) from error
        except LinearSystemError as error:
            raise LinearSystemError(f"{self._sequence.path}: {place}: {error}") from error

    def _keep(self, system: StoredSystem, record: StepRecord, x: FloatArray) -> None:
        began = time.perf_counter()
        if self._sink is not None:
            self._sink.add(system.solution, x)
        self.outcome.steps.append(record)
        if self._save is not None and time.monotonic() - self._saved_at >= SAVING_PERIOD_S:
            self._solver.save(self._save)
            self._saved_at = time.monotonic()
            self.outcome.saved = True
        self.outcome.writing_time_s += time.perf_counter() - began

    def _warn(self, message: Warning | str, category: type[Warning], *place: object) -> None:
        self.outcome.warnings.append(str(message))


def _record(system: StoredSystem, info: StepInfo, x: FloatArray, reading_time_s: float) -> StepRecord:
    b_norm = float(np.linalg.norm(system.b))
    residual = float(np.linalg.norm(system.b - system.a @ x))
    return StepRecord(
        number=system.number,
        name=system.name,
        rows=int(system.a.shape[0]),
        nonzeros=int(system.a.nnz),
        arm=info.arm,
        fallback=info.fallback,
        iterations=info.iterations,
        relative_residual=residual / b_norm if b_norm > 0.0 else 0.0,
        cost=info.cost,
        work=info.work,
        time_s=info.time_s,
        setup_time_s=info.setup_time_s,
        learning_time_s=info.learning_s,
        reading_time_s=reading_time_s,
        probability=info.probability,
        context=info.context,
    )
