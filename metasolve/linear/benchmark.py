"""Measure: kernels against SciPy's product and the memory, a sequence against rivals on the same systems."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from metasolve.linear.compiled import FloatArray, compiled
from metasolve.linear.incomplete import modified_diagonal
from metasolve.linear.kernels import eisenstat_cg, jacobi_cg, lower_solve, sor
from metasolve.linear.pattern import PatternCache
from metasolve.linear.problems import Heat
from metasolve.linear.rivals import Rival
from metasolve.linear.sequence import SequenceSolver
from metasolve.linear.spectrum import LowestMode
from metasolve.linear.system import System, prepare

Progress = Callable[[int], None]
TRIAD_ENTRIES = 8_000_000
_SWEEPS = 20


@dataclass(frozen=True)
class KernelRates:
    """Medians over the repetitions of one grid; ratios are to SciPy's product of the same matrix with a vector.

    triad_gb_s is the rate of a = b + 3 c far out of the caches, 24 bytes an entry, and solve_gb_s that of a lower
    triangular solve, with the bytes that it has to read and write; solve_share is their ratio, taken in pairs.
    """

    cells: int
    n: int
    matvec_ms: float
    triad_gb_s: float
    solve_gb_s: float
    solve_share: float
    sor: float
    eisenstat: float
    jacobi_cg: float
    packing: float
    scaling: float
    incomplete: float


@compiled
def triad(a: FloatArray, b: FloatArray, c: FloatArray) -> None:
    """Put b + 3 c into a. Source: McCalpin, STREAM, 1995."""
    for i in range(a.size):
        a[i] = b[i] + 3.0 * c[i]


def kernel_rates(cells: int, repeats: int = 15, progress: Progress | None = None) -> KernelRates:
    """Return the rates on the five-point matrix of cells^2 points; the kernels take turns, medians are reported."""
    problem = Heat(cells + 1, 1, steady=True)
    a, b, _ = problem.system(0, problem.start())
    system = prepare(a, PatternCache(), LowestMode().estimate)
    times = _times(_kernels(system, b), repeats, progress)
    matvec = np.median(times["matvec"])
    lower = system.ssor.lower
    rate = _SWEEPS * (12 * lower.value.size + 28 * system.n) / (times["solve"] - times["solve start"]) / 1e9
    triad_rate = 24 * TRIAD_ENTRIES / times["triad"] / 1e9

    def each(name: str) -> float:
        return float(np.median(times[name] - times[f"{name} start"]) / _SWEEPS / matvec)

    return KernelRates(
        cells,
        system.n,
        1e3 * float(matvec),
        float(np.median(triad_rate)),
        float(np.median(rate)),
        float(np.median(rate / triad_rate)),
        each("sor"),
        each("eisenstat"),
        each("jacobi"),
        *(float(np.median(times[name]) / matvec) for name in ("packing", "scaling", "incomplete")),
    )


def _kernels(system: System, b: FloatArray) -> dict[str, Callable[[], object]]:
    """Return what is timed; a "start" is the part of the call of the same name that is no iteration."""
    a, pattern, parts, x0 = system.a, system.pattern, system.ssor, np.zeros(system.n)
    lower, upper, d = system.lower, system.upper, system.diagonal
    out, pivots, rest, inverse = np.empty(b.size), np.empty(b.size), np.full(b.size, 0.1), 1.0 / d
    to, one, two = np.empty(TRIAD_ENTRIES), np.ones(TRIAD_ENTRIES), np.ones(TRIAD_ENTRIES)

    def solves(k: int) -> None:
        for _ in range(k):
            lower_solve(parts.lower, 1.0, b, out)

    def sweep(k: int) -> object:
        return sor(lower, upper, d, 1.5, b.copy(), x0.copy(), 0.0, k)

    def eisenstat(k: int) -> object:
        return eisenstat_cg(parts.lower, parts.upper, 1.9, rest, parts.scale, b.copy(), x0.copy(), 0.0, k)

    def jacobi(k: int) -> object:
        return jacobi_cg(a.indptr, a.indices, a.data, inverse, b.copy(), x0.copy(), 0.0, k)

    def scaled() -> object:
        return pattern.lower.take_scaled(a.data, parts.scale), pattern.upper.take_scaled(a.data, parts.scale)

    return {
        "triad": lambda: triad(to, one, two),
        "solve": lambda: solves(1 + _SWEEPS),
        "solve start": lambda: solves(1),
        "matvec": lambda: a @ b,
        "sor": lambda: sweep(1 + _SWEEPS),
        "sor start": lambda: sweep(1),
        "eisenstat": lambda: eisenstat(1 + _SWEEPS),
        "eisenstat start": lambda: eisenstat(1),
        "jacobi": lambda: jacobi(1 + _SWEEPS),
        "jacobi start": lambda: jacobi(1),
        "packing": lambda: (pattern.lower.take(a.data), pattern.upper.take(a.data)),
        "scaling": scaled,
        "incomplete": lambda: modified_diagonal(upper, d, 0.99, pivots),
    }


def _times(timed: dict[str, Callable[[], object]], repeats: int, progress: Progress | None) -> dict[str, FloatArray]:
    for call in timed.values():
        call()
    times = {name: np.empty(repeats) for name in timed}
    for turn in range(repeats):
        for name, call in timed.items():
            began = time.perf_counter()
            call()
            times[name][turn] = time.perf_counter() - began
        if progress is not None:
            progress(turn + 1)
    return times


@dataclass(frozen=True, eq=False)
class RivalTimes:
    """A rival's seconds on the sampled systems, and the largest residual that it left, over the tolerance."""

    rival: Rival
    times: FloatArray
    worst: float
    steps: int

    @property
    def per_step_s(self) -> float:
        """The mean over the whole sequence, of which the sample stands for the rest."""
        if self.rival.once:
            return float(self.times[0] + (self.steps - 1) * self.times[1:].mean()) / self.steps
        return float(self.times.mean())


@dataclass(frozen=True, eq=False)
class Race:
    """A sequence solved by metasolve, cold, and the rivals on a sample of the same systems from the same x0.

    times holds the seconds of each step, all included but the assembly: checks, choosing, solving, learning.
    """

    problem: Heat
    times: FloatArray
    iterations: FloatArray
    arms: tuple[str, ...]
    learning_s: float
    fallbacks: int
    worst: float
    sampled: tuple[int, ...]
    rivals: tuple[RivalTimes, ...]

    @property
    def per_step_s(self) -> float:
        return float(self.times.mean())


def race(
    problem: Heat,
    solver: SequenceSolver,
    rivals: Sequence[Rival],
    samples: int,
    rtol: float = 1e-8,
    progress: Progress | None = None,
) -> Race:
    """Solve the problem's sequence; at `samples` steps, evenly spread, the rivals solve the same system in turn."""
    sampled = tuple(sorted({int(step) for step in np.linspace(0, problem.steps - 1, samples)}))
    u = problem.start()
    _warm_up(problem, solver, rivals, rtol)
    times, iterations, arms = np.empty(problem.steps), np.empty(problem.steps), []
    rival_times: list[list[float]] = [[] for _ in rivals]
    worst = [0.0] * len(rivals)
    learning, fallbacks, own_worst = 0.0, 0, 0.0
    for step in range(problem.steps):
        a, b, _ = problem.system(step, u)
        began = time.perf_counter()
        x, info = solver.solve(a, b, x0=u)
        times[step] = time.perf_counter() - began
        iterations[step] = info.iterations
        arms.append(info.arm)
        learning += info.learning_s
        fallbacks += bool(info.fallback)
        target = rtol * float(np.linalg.norm(b))
        own_worst = max(own_worst, float(np.linalg.norm(b - a @ x)) / target)
        if step in sampled:
            turn = sampled.index(step)
            for k in range(len(rivals)):
                index = (k + turn) % len(rivals)  # everyone comes after everyone else in turn
                began = time.perf_counter()
                found = rivals[index].solve(a, b, u, target)
                rival_times[index].append(time.perf_counter() - began)
                worst[index] = max(worst[index], float(np.linalg.norm(b - a @ found)) / target)
        u = x
        if progress is not None:
            progress(step + 1)
    results = tuple(
        RivalTimes(rival, np.array(spent), most, problem.steps)
        for rival, spent, most in zip(rivals, rival_times, worst, strict=True)
    )
    return Race(problem, times, iterations, tuple(arms), learning, fallbacks, own_worst, sampled, results)


def _warm_up(problem: Heat, solver: SequenceSolver, rivals: Sequence[Rival], rtol: float) -> None:
    """Compile and import all that will be timed, on a small system; the solver itself stays cold."""
    small = Heat(12, 1, problem.medium, steady=True)
    a, b, _ = small.system(0, small.start())
    SequenceSolver([arm.solver for arm in solver.arms if arm.use.value == "new"]).solve(a, b)
    for rival in rivals:
        if not rival.structured and "first matrix" not in rival.name:
            rival.solve(a, b, np.zeros(b.size), rtol * float(np.linalg.norm(b)))
