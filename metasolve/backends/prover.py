"""Prover: an exact engine at work on the whole problem, for the dual bound and the proof."""

from __future__ import annotations

from collections.abc import Iterable

from metasolve.backends.channel import Done, Failed, Inject, OpenModel, Order, Reply
from metasolve.backends.contract import BoundFound, Emphasis, Limits, SubMip
from metasolve.backends.worker import Died, EngineBackend, Inbox, Worker
from metasolve.matrix import FloatArray
from metasolve.problem import INF, Problem
from metasolve.solution import SolveResult, Termination

CLAIMS = (Termination.INFEASIBLE, Termination.UNBOUNDED, Termination.INFEASIBLE_OR_UNBOUNDED)
"""Endings that are a claim of one engine until another one confirms it."""


def verdict(claims: Iterable[Termination]) -> Termination:
    """Return what engines that each made one of CLAIMS say together; contradictions leave it open."""
    said = set(claims)
    if Termination.UNBOUNDED in said and Termination.INFEASIBLE not in said:
        return Termination.UNBOUNDED
    if Termination.INFEASIBLE in said and Termination.UNBOUNDED not in said:
        return Termination.INFEASIBLE
    return Termination.INFEASIBLE_OR_UNBOUNDED


class Prover:
    """One exact solve of the whole problem in a worker of its own; it can be halted and fed with incumbents."""

    def __init__(
        self,
        backend: EngineBackend,
        problem: Problem,
        inbox: Inbox,
        memory_bytes: int | None,
        mip_gap: float,
        seed: int,
        threads: int = 1,
        hint: FloatArray | None = None,
    ) -> None:
        self.backend = backend
        self.bound, self.nodes = -INF, 0
        self.result: SolveResult | None = None
        self.failure = ""
        self.out_of_memory = False
        self.worker = Worker(backend, inbox, memory_bytes)
        self.worker.send(OpenModel(problem))
        limits = Limits(mip_gap=mip_gap)
        self.worker.send(Order(1, SubMip(), limits, hint, Emphasis.PROOF, seed, threads))
        self._pending: Inject | None = None

    @property
    def running(self) -> bool:
        """Whether it still works or could go on (it may be halted)."""
        return self.result is None and not self.failure

    def inject(self, x: FloatArray, cost: float) -> None:
        """Hand over an incumbent; a halted engine gets the newest one when it goes on."""
        self._pending = Inject(x, cost)
        if self.running and not self.worker.paused:
            self._send_pending()

    def pause(self) -> None:
        """Halt the engine where it is."""
        if self.running:
            self.worker.pause()

    def resume(self) -> None:
        """Let a halted engine go on."""
        self.worker.resume()
        if self.running:
            self._send_pending()

    def abandon(self, reason: str) -> None:
        """End the engine's work where it is, as a failure."""
        self.failure = reason
        self.worker.kill()

    def receive(self, reply: Reply | Died) -> None:
        """Take note of a reply of this prover's worker; bounds and the outcome show in its fields."""
        if isinstance(reply, Done):
            self.worker.finished()
            self.result = reply.result
            if reply.result.dual_bound is not None:
                self.bound = max(self.bound, reply.result.dual_bound)
            self.nodes = max(self.nodes, reply.result.nodes)
        elif isinstance(reply, Failed | Died) and self.running:
            self.worker.finished()
            self.failure, self.out_of_memory = reply.reason, reply.out_of_memory

    def note(self, news: BoundFound) -> bool:
        """Take note of a bound; returns whether it is better than the last."""
        better = news.bound > self.bound
        self.bound, self.nodes = max(self.bound, news.bound), max(self.nodes, news.nodes)
        return better

    def close(self) -> None:
        """End the engine's process."""
        self.worker.close()

    def _send_pending(self) -> None:
        if self._pending is not None:
            self.worker.send(self._pending)
            self._pending = None
