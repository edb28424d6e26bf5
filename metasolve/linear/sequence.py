"""SequenceSolver: one system after another; a bandit chooses the solver, and what that costs is what is learned."""

from __future__ import annotations

import math
import time
import warnings
from collections.abc import Sequence
from dataclasses import is_dataclass
from pathlib import Path
from typing import Any, Literal, NamedTuple, get_args

import numpy as np
import numpy.typing as npt
import scipy.sparse

from metasolve.bandit.policy import Mask, Policy, Pull, Selector
from metasolve.bandit.replay import scale_for
from metasolve.errors import LinearSystemError, NoConvergenceError
from metasolve.linear import saved
from metasolve.linear.arms import Arm, Use, arms_of, default_policy, default_solvers
from metasolve.linear.attempt import Repeats, Shelf, ShelfState, Spent, attempt, info_of
from metasolve.linear.attempt import StepInfo as StepInfo  # a public name of this module
from metasolve.linear.compiled import FloatArray
from metasolve.linear.contract import Goal, LinearSolver, SetupError, Start
from metasolve.linear.features import Step, check_features, context_of
from metasolve.linear.libraries import Direct, factor_work
from metasolve.linear.pattern import PatternCache
from metasolve.linear.solvers import IncompleteCholeskyCg, JacobiCg, SsorCg
from metasolve.linear.spectrum import LowestMode, ModeState
from metasolve.linear.system import Equation, System, pose, prepare, vector
from metasolve.linear.warmup import warm_up

Cost = Literal["time", "work", "iterations"]

MARGIN = 0.99
"""Solvers aim at this share of the tolerance, so that rounding in their residual does not matter."""
RESTARTS = 2
FADING = 0.9
EXTRAVAGANCE = 8.0
"""A factorization may be tried if it should take at most this many times the usual work."""
RESPITE = 2000.0
"""A fallback that iterates may take this much work, or as much as a factorization."""


class SequenceWarning(UserWarning):
    """Something about a sequence that its user should know; given once."""


class SequenceSolver:
    """Solves one linear system after another and learns which solver, with which parameter, costs least.

        solver = SequenceSolver(rtol=1e-8)
        for a, b in systems:
            x, info = solver.solve(a, b, x0=x)

    A step ends with ||b - a x|| <= max(rtol ||b||, atol) in the 2-norm, computed anew, or raises.
    """

    def __init__(
        self,
        solvers: Sequence[LinearSolver] | None = None,
        policy: Policy | None = None,
        *,
        cost: Cost = "time",
        context: Sequence[str] | int = ("row-sum",),
        rtol: float = 1e-8,
        atol: float = 0.0,
        backstop: LinearSolver | None = None,
        patience: float = 4.0,
        max_iterations: int = 100_000,
        seed: int = 0,
    ) -> None:
        """Take the solvers, by default default_solvers(), and the bandit, by default default_policy().

        cost is what is learned: "time" in seconds, "work" in products of the matrix with a vector, which is
        repeatable, or "iterations". context names features of metasolve.linear.features, or is the number of values
        that every solve() will be given. A solver that takes patience times the usual work is stopped, and backstop,
        by default incomplete Cholesky CG, goes on from there.

        Raises ValueError for a setting out of range, an unknown feature, or solvers that are none or not distinct.
        """
        _check_settings(cost, context, rtol, atol, patience, max_iterations)
        self.arms = arms_of(default_solvers() if solvers is None else solvers)
        self.cost = cost
        self.rtol, self.atol, self.patience, self.max_iterations = rtol, atol, patience, max_iterations
        self.features: tuple[str, ...] | int = context if isinstance(context, int) else tuple(context)
        size = self.features if isinstance(self.features, int) else len(self.features)
        self.policy = default_policy(self.arms, size) if policy is None else policy
        safe = (IncompleteCholeskyCg() if backstop is None else backstop, SsorCg(1.5), JacobiCg(), Direct())
        self.fallbacks = tuple(arm for arm in arms_of(tuple(dict.fromkeys(safe))) if arm.use is not Use.STALE)
        self._selector: Selector[Arm] = Selector(self.arms, self.policy, np.random.default_rng(seed))
        self._costs = scale_for(self.policy).start()
        self._patterns = PatternCache()
        self._modes = LowestMode()
        self._shelf = Shelf()
        self._repeats = Repeats()
        self._last: System | None = None
        self._usual_work = 0.0
        self._last_iterations, self._last_rate = 0, 0.0
        self._warned: set[str] = set()

    def solve(
        self, a: Any, b: npt.ArrayLike, x0: npt.ArrayLike | None = None, context: Sequence[float] | None = None
    ) -> tuple[FloatArray, StepInfo]:
        """Return the solution of a x = b, (n,), and how it was found; x0, (n,), is the first guess, zeros if None.

        a is a square SciPy sparse matrix or a dense array; a, b and x0 are not changed. context holds the values
        that the solver was told to expect, if it was.

        Raises LinearSystemError if a, b, x0 or context cannot be used, NoConvergenceError if no solver reached the
        tolerance; then the learner is as it was before.
        """
        warm_up(arm.solver for arm in (*self.fallbacks, *self.arms))
        system = prepare(a, self._patterns, self._modes.estimate, self._known())
        equation = pose(system, b, x0)
        goal = Goal(max(self.rtol * equation.b_norm, self.atol / equation.unit), self.max_iterations)
        if equation.start <= goal.target:
            return equation.x0 * equation.unit, info_of(None, "", Spent(), equation, equation.start, 0.0, 0.0, ())
        before = self._remembered(system)
        began = time.perf_counter()
        step = Step(system, equation.b_norm, equation.start, self._last_iterations, self._last_rate)
        features = self._context(step, context)
        allowed = self._allowed(system)
        pull = self._selector.choose(features, allowed) if allowed.any() else None
        learning_s = time.perf_counter() - began
        spent = Spent()
        try:
            x, residual, finisher = self._run(pull, equation, goal, spent)
            x = equation.unscaled(x, goal.target)
        except BaseException:
            if pull is not None:
                self._selector.take_back(pull)
            self._forget(system, before)
            raise
        began = time.perf_counter()
        self._learn(pull, system, spent)
        self._note(system, spent, equation.start, residual)
        learning_s += time.perf_counter() - began
        fallback = "" if pull is not None and finisher == pull.arm else finisher.name
        cost = float(getattr(spent, _MEASURES[self.cost]))
        return x, info_of(pull, fallback, spent, equation, residual, cost, learning_s, tuple(features.tolist()))

    def save(self, path: str | Path) -> None:
        """Write all that was learned to path, an .npz file, through a temporary file beside it.

        With cost "work" or "iterations", load() continues exactly as this solver would. Raises OutputError.
        """
        saved.write(path, self._state())

    @classmethod
    def load(cls, path: str | Path, *args: Any, **settings: Any) -> SequenceSolver:
        """Return a solver of these settings, those of the saved one, that continues where save() was called.

        Raises ModelNotFoundError, LinearSystemError if the file is damaged, ValueError if the settings differ.
        """
        solver = cls(*args, **settings)
        state = saved.read(path)
        try:
            theirs, ours = state.data["identity"], solver._identity()
            if theirs == ours:
                solver._restore(state)
        except (KeyError, TypeError, IndexError, AttributeError, ValueError, LinearSystemError, SetupError) as error:
            raise LinearSystemError(f"{path}: is not a saved SequenceSolver ({error!r})") from error
        for name, value in ours.items():
            if theirs.get(name) != value:
                raise ValueError(f"{path} was saved with {name} {theirs.get(name)!r}, not {value!r}")
        return solver

    def report(self) -> list[tuple[str, int, float]]:
        """Return for each arm its name, how often it was chosen, and its mean reward."""
        counts, means = self._selector.counts.tolist(), self._selector.mean_rewards.tolist()
        return [(arm.name, count, mean) for arm, count, mean in zip(self.arms, counts, means, strict=True)]

    def _identity(self) -> dict[str, Any]:
        """Return what must agree between the solver that saved and the one that loads."""
        return {
            "schema": _SCHEMA,
            "arms": [arm.name for arm in self.arms],
            "fallbacks": [arm.name for arm in self.fallbacks],
            "policy": repr(self.policy) if is_dataclass(self.policy) else self.policy.name,
            "context": self.features if isinstance(self.features, int) else list(self.features),
            **{name: getattr(self, name) for name in ("cost", "rtol", "atol", "patience", "max_iterations")},
        }

    def _state(self) -> saved.Saved:
        arrays: dict[str, npt.NDArray[Any]] = {}
        systems: list[tuple[str, int, float | None]] = []
        for name, system in self._systems():
            # Of the last matrix the hash will do, if it is not kept: the caller may have changed its values meanwhile.
            parts = {"pointer": system.pattern.pointer, "index": system.pattern.index}
            parts |= {"data": system.a.data} if name else {}
            arrays |= {f"{len(systems)}.{part}": array for part, array in parts.items()}
            systems.append((name, system.key[0], system.known_lowest))
        if self._modes.vector is not None:
            arrays["mode"] = self._modes.vector
        data = {
            "identity": self._identity(),
            "selector": self._selector.save(),
            "costs": self._costs.state(),
            "repeats": vars(self._repeats),
            "mode": self._modes.state()[1:],
            "usual": [self._usual_work, self._last_iterations, self._last_rate],
            "systems": systems,
            "failures": [solver.name for solver in self._shelf.failures(self._last)],
        }
        return saved.Saved(data, arrays)

    def _restore(self, state: saved.Saved) -> None:
        data, arrays = state
        self._selector = Selector.load(self.arms, self.policy, data["selector"])
        self._costs.load(data["costs"])
        vars(self._repeats).update(data["repeats"])
        self._modes.restore(ModeState(arrays.get("mode"), *data["mode"]))
        self._usual_work, self._last_iterations, self._last_rate = data["usual"]
        solvers = {arm.solver.name: arm.solver for arm in (*self.arms, *self.fallbacks)}
        for number, (name, key, lowest) in enumerate(data["systems"]):
            places = arrays[f"{number}.index"], arrays[f"{number}.pointer"]
            values = arrays.get(f"{number}.data", np.zeros(places[0].size))
            a = scipy.sparse.csr_array((values, *places), shape=(places[1].size - 1,) * 2)
            if name:
                system = prepare(a, self._patterns, self._modes.estimate, self._known())
                self._shelf.renew(solvers[name], system)
            else:
                pattern = self._patterns.pattern(*reversed(places))
                self._last = system = System(a, pattern, (key, b""), self._modes.estimate)
            system.known_lowest = lowest
        if self._last is not None:
            self._shelf.note_failures(self._last, [solvers[name] for name in data["failures"]])

    def _systems(self) -> list[tuple[str, System]]:
        """Return the last system, named "", and those of kept preparations, named by their solvers."""
        last = [("", self._last)] if self._last is not None else []
        return last + [(solver.name, kept.system) for solver, kept in self._shelf.kept.items()]

    def _known(self) -> list[System]:
        return [system for _, system in self._systems()]

    def _run(
        self, pull: Pull[Arm] | None, equation: Equation, goal: Goal, spent: Spent
    ) -> tuple[FloatArray, float, Arm]:
        """Return the solution, its residual and the arm that reached it: the chosen one, or else a fallback.

        Fallbacks that iterate give up once a factorization, the last of them, would have been done.
        """
        system, b, x, best = equation.system, equation.b, equation.x0, equation.start
        aim = Goal(MARGIN * goal.target, goal.limit, Start(equation.residual, equation.start))
        most = self.patience * self._usual_work or math.inf
        chosen = () if pull is None else (pull.arm,)
        for arm in dict.fromkeys((*chosen, *self.fallbacks)):
            if not (arm.solver.suits(system) and self._shelf.offers(arm, system)):
                continue
            spent.finishing_work = 0.0
            for _ in range(1 + RESTARTS):
                capped = arm in chosen and arm not in self.fallbacks[:1]
                budget = (
                    most
                    if capped
                    else math.inf
                    if isinstance(arm.solver, Direct)
                    else max(factor_work(system), RESPITE)
                )
                result = attempt(arm, self._shelf, system, b, x, aim, budget - spent.work, spent)
                aim = Goal(aim.target, aim.limit)
                if result is None:
                    break
                reached = result.residual if result.computed else system.residual(b, result.x)
                improved = reached < 0.5 * best
                if reached < best:
                    x, best = result.x, reached
                if best <= goal.target:
                    return x, best, arm
                # Another start helps only a solver that believed to be done and had drifted from the true residual.
                if result.residual > aim.target or not improved:
                    break
        wanted, reached = goal.target / equation.b_norm, best / equation.b_norm
        raise NoConvergenceError(
            f"no solver reached ||b - a x|| / ||b|| = {wanted:.3g}, the best {reached:.3g}; "
            "the matrix may be singular, or the tolerance too small for it",
            best * equation.unit,
        )

    def _remembered(self, system: System) -> _Memory:
        """Return what a step that fails must leave as it was, beside the bandit."""
        return _Memory(self._shelf.state(), self._modes.state(), system.known_lowest)

    def _forget(self, system: System, before: _Memory) -> None:
        """Go back to what _remembered() returned."""
        system.known_lowest = before.lowest
        self._shelf.restore(before.shelf)
        self._modes.restore(before.modes)

    def _allowed(self, system: System) -> Mask:
        """Return which arms may be chosen, (arms,): those that suit and whose preparation is there or affordable.

        Before anything is known of the usual work, that is the backstop alone, if it is among the arms. A matrix that
        keeps coming is factorized once what was spent on it would have paid for that: the bandit sees one step only.
        Source of that rule: Karlin, Manasse, Rudolph, Sleator, Competitive snoopy caching, 1988.
        """
        allowed = np.array([arm.solver.suits(system) and self._shelf.offers(arm, system) for arm in self.arms])
        if not system.may_be_definite and any(not arm.solver.suits(system) for arm in self.arms):
            self._warn_once("the matrix is not symmetric with a positive diagonal: solvers that need that are left out")
        if self._usual_work == 0.0:
            first = np.array([arm == self.fallbacks[0] for arm in self.arms]) & allowed
            return first if first.any() else allowed
        for index, arm in enumerate(self.arms):
            if not (allowed[index] and isinstance(arm.solver, Direct) and arm.use is Use.NEW):
                continue
            work = factor_work(system)
            if system is self._last and self._repeats.work >= work:
                # As with skis: buy once the rent paid is as much, and it costs at most twice what one could have known.
                allowed[:] = False
                allowed[index] = True
                return allowed
            allowed[index] = work <= EXTRAVAGANCE * self._usual_work
        return allowed

    def _context(self, step: Step, given: Sequence[float] | None) -> FloatArray:
        if not isinstance(self.features, int):
            if given is not None:
                raise LinearSystemError("a context was given, but the solver computes its own; set context to its size")
            return context_of(self.features, step)
        return vector(() if given is None else given, "context", self.features)

    def _learn(self, pull: Pull[Arm] | None, system: System, spent: Spent) -> None:
        """Tell the bandit the cost: a preparation that will be kept is charged in parts, to all its expected uses."""
        if pull is None:
            return
        cost = float(getattr(spent, _MEASURES[self.cost]))
        if pull.arm.solver.keeps and pull.arm.use is Use.NEW and self.cost in _SETUPS:
            setup = float(getattr(spent, _SETUPS[self.cost]))
            cost -= setup * (1.0 - 1.0 / self._repeats.expected(system is self._last))
        size = float(system.a.nnz) if self.cost == "time" else 1.0
        self._selector.reward(pull, self._costs.reward(max(cost, 1e-9) / size))

    def _note(self, system: System, spent: Spent, start: float, residual: float) -> None:
        self._repeats.count(system is self._last, spent.work)
        self._last = system
        self._usual_work = max(spent.finishing_work, FADING * self._usual_work)
        self._last_iterations = spent.iterations
        digits = math.log10(start / residual) if residual > 0.0 else 16.0
        self._last_rate = digits / max(spent.iterations, 1)

    def _warn_once(self, text: str) -> None:
        if text not in self._warned:
            self._warned.add(text)
            warnings.warn(text, SequenceWarning, stacklevel=4)


_SCHEMA = "metasolve.sequence/1"
_MEASURES = {"time": "time_s", "work": "work", "iterations": "iterations"}
_SETUPS = {"time": "setup_time_s", "work": "setup_work"}


class _Memory(NamedTuple):
    shelf: ShelfState
    modes: ModeState
    lowest: float | None


def _check_settings(
    cost: str, context: Sequence[str] | int, rtol: float, atol: float, patience: float, max_iterations: int
) -> None:
    if cost not in get_args(Cost):
        raise ValueError(f"cost must be one of {', '.join(get_args(Cost))}, got {cost!r}")
    if isinstance(context, int):
        if context < 0:
            raise ValueError(f"context must be the names of features or a number of values, got {context!r}")
    else:
        check_features(context)
    for name, value in (("rtol", rtol), ("atol", atol)):
        if not 0.0 <= value < math.inf:
            raise ValueError(f"{name} must lie in [0, inf), got {value!r}")
    if rtol == 0.0 and atol == 0.0:
        raise ValueError("rtol and atol are both 0; no solver can meet that")
    if not 1.0 <= patience < math.inf:
        raise ValueError(f"patience must lie in [1, inf), got {patience!r}")
    if max_iterations < 1:
        raise ValueError(f"max_iterations must be at least 1, got {max_iterations!r}")
