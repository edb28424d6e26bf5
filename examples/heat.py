"""A furnace wall heats up and cools down: the 2D heat equation, one linear system a step, by SequenceSolver.

    pip install 'metasolve[plots]'
    OPENBLAS_NUM_THREADS=1 python examples/heat.py --size 256 --steps 300 --compare --plot heat.png

The wall is the unit square, at room temperature on its border. Its diffusivity varies in space by a factor of 20 and,
as it gets hot, in time by a factor of 100, so that the systems of one run differ as much as those of many problems:
no fixed solver, and no fixed parameter, is the best for all of them. Steps are backward Euler on the usual five
points, (1 + dt K(t)) u' = u + dt f(t), so each matrix is symmetric positive definite.

For comparison, SciPy's conjugate gradients with Jacobi's preconditioner solve every tenth system, from the same first
guess to the same tolerance; with --compare all of them. SequenceSolver runs on one thread, and so should the rest.
"""

from __future__ import annotations

import argparse
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import numpy.typing as npt
import scipy.sparse
import scipy.sparse.linalg
from matplotlib.axes import Axes
from matplotlib.figure import Figure, SubFigure

from metasolve.linear.sequence import SequenceSolver, StepInfo

Array = npt.NDArray[np.float64]

RTOL = 1e-8
ROOM_C = 20.0
# colors of Okabe and Ito, which all can tell apart, and shapes beside them
COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00")
SHAPES = ("o", "s", "^", "D", "v", "P")


class Wall:
    """The wall on size x size inner points and its systems; u holds temperatures above that of the room."""

    def __init__(self, size: int, steps: int) -> None:
        self.size, self.steps = size, steps
        self.dt = 1.0 / steps
        x = np.arange(1, size + 1) / (size + 1)
        self.diffusivity = np.exp(1.5 * np.sin(2 * np.pi * x)[:, None] * np.cos(3 * np.pi * x)[None, :])
        burners = np.exp(-150 * (x - 0.25) ** 2) + np.exp(-150 * (x - 0.75) ** 2)
        self.source = (5e4 * np.exp(-30 * (x - 0.5) ** 2)[:, None] * burners[None, :]).ravel()
        self.stiffness = five_points(self.diffusivity) * (size + 1) ** 2
        self.identity = scipy.sparse.eye_array(size * size, format="csr")

    def heat(self, step: int) -> float:
        """Return how hot the furnace is, from 0 to 1: it heats up and cools down."""
        return float(np.sin(np.pi * (step + 1) / self.steps) ** 2)

    def system(self, step: int, u: Array) -> tuple[scipy.sparse.csr_array, Array]:
        """Return the matrix and the right-hand side of the step that leads on from u."""
        pace = self.dt * 0.05 * 100 ** self.heat(step)
        return self.identity + pace * self.stiffness, u + pace * self.heat(step) * self.source


def five_points(k: Array) -> scipy.sparse.csr_array:
    """Return -div(k grad) on a grid with spacing 1; k on an edge is the harmonic mean, outside as at the border."""
    size = len(k)
    index = np.arange(size * size).reshape(size, size)
    diagonal = np.zeros_like(k)
    parts = []
    for axis in (0, 1):
        padded = np.pad(k, [(1, 1) if other == axis else (0, 0) for other in (0, 1)], mode="edge")
        low, high = np.delete(padded, -1, axis), np.delete(padded, 0, axis)
        edge = 2 * low * high / (low + high)
        diagonal += np.delete(edge, -1, axis) + np.delete(edge, 0, axis)
        inner = np.delete(np.delete(edge, -1, axis), 0, axis).ravel()
        first, second = np.delete(index, -1, axis).ravel(), np.delete(index, 0, axis).ravel()
        parts += [(-inner, first, second), (-inner, second, first)]
    parts.append((diagonal.ravel(), index.ravel(), index.ravel()))
    values, rows, columns = (np.concatenate(arrays) for arrays in zip(*parts, strict=True))
    return scipy.sparse.csr_array((values, (rows, columns)), shape=(size * size, size * size))


@dataclass
class History:
    """What happened: how each step was solved, times of both solvers, some temperatures by step."""

    infos: list[StepInfo] = field(default_factory=list)
    step_s: list[float] = field(default_factory=list)
    fixed_s: dict[int, float] = field(default_factory=dict)
    fixed_iterations: dict[int, int] = field(default_factory=dict)
    snapshots: dict[int, Array] = field(default_factory=dict)


def simulate(wall: Wall, every: int) -> History:
    """Return the history of the whole time; every so many steps, the fixed solver is timed too."""
    history = History()
    shown = {wall.steps // 3 - 1, wall.steps // 2 - 1, wall.steps - 1}
    solver = SequenceSolver(rtol=RTOL)
    u = np.zeros(wall.size**2)
    for step in range(wall.steps):
        a, b = wall.system(step, u)
        began = time.perf_counter()
        x, info = solver.solve(a, b, x0=u)
        history.step_s.append(time.perf_counter() - began)
        history.infos.append(info)
        if step % every == 0:
            history.fixed_s[step], history.fixed_iterations[step] = time_fixed(a, b, u)
        if step in shown:
            history.snapshots[step] = x.reshape(wall.size, wall.size)
        u = x
    return history


def time_fixed(a: scipy.sparse.csr_array, b: Array, x0: Array) -> tuple[float, int]:
    """Return the seconds and the iterations that SciPy's conjugate gradients take with Jacobi's preconditioner."""
    iterations = 0

    def count(_: Array) -> None:
        nonlocal iterations
        iterations += 1

    began = time.perf_counter()
    inverse = scipy.sparse.diags_array(1.0 / a.diagonal())
    _, failed = scipy.sparse.linalg.cg(a, b, x0=x0, rtol=RTOL, M=inverse, callback=count)
    if failed:
        raise SystemExit("SciPy's conjugate gradients did not converge")
    return time.perf_counter() - began, iterations


def fixed_total(history: History) -> Array:
    """Return the seconds of the fixed solver up to each step; steps that it did not solve lie between those it did."""
    steps = sorted(history.fixed_s)
    between = np.interp(np.arange(len(history.infos)), steps, [history.fixed_s[step] for step in steps])
    return np.cumsum(between)


def draw(wall: Wall, history: History, path: str) -> None:
    """Draw temperatures on the left; iterations by arm and cumulative time on the right."""
    figure = Figure(figsize=(12, 5.6), layout="constrained")
    halves: Any = figure.subfigures(1, 2, width_ratios=(1, 1.15), wspace=0.03)
    left, right = halves
    draw_wall(left, wall, history)
    top, bottom = right.subplots(2, 1, sharex=True, height_ratios=(1.25, 1))
    draw_arms(top, history)
    draw_times(bottom, history)
    figure.savefig(path, dpi=110)


def draw_wall(figure: SubFigure, wall: Wall, history: History) -> None:
    axes = figure.subplots(2, 2).ravel()
    image = axes[0].contourf(wall.diffusivity, 12, cmap="cividis")
    axes[0].set_title("diffusivity when cold", fontsize=10)
    figure.colorbar(image, ax=axes[0], location="left", shrink=0.75, ticks=range(6))
    hottest = max(float(snapshot.max()) for snapshot in history.snapshots.values()) + ROOM_C
    levels = np.arange(0, hottest + 50, 50)
    for axis, (step, snapshot) in zip(axes[1:], history.snapshots.items(), strict=True):
        image = axis.contourf(snapshot + ROOM_C, levels, cmap="inferno")
        axis.set_title(f"step {step + 1}, up to {snapshot.max() + ROOM_C:.0f} °C", fontsize=10)
    figure.colorbar(image, ax=axes[1:], location="right", shrink=0.75, format="%.0f °C", ticks=levels[::2])
    for axis in axes:
        axis.set_aspect("equal")
        axis.set_xticks([])
        axis.set_yticks([])


def draw_arms(axis: Axes, history: History) -> None:
    names = [info.arm or info.fallback or "no solve" for info in history.infos]
    ranked = [name for name, _ in Counter(names).most_common()]
    own = ranked if len(ranked) <= len(COLORS) else ranked[: len(COLORS) - 1]
    for name, color, shape in zip(own, COLORS, SHAPES, strict=False):
        steps = [step for step, arm in enumerate(names) if arm == name]
        iterations = [history.infos[step].iterations for step in steps]
        axis.scatter(steps, iterations, s=16, color=color, marker=shape, label=f"{name}: {len(steps)}", zorder=3)
    rest = [step for step, arm in enumerate(names) if arm not in own]
    if rest:
        iterations = [history.infos[step].iterations for step in rest]
        label = f"{len(ranked) - len(own)} others: {len(rest)}"
        axis.scatter(rest, iterations, s=14, color="#888888", marker="x", label=label)
    fixed = sorted(history.fixed_iterations)
    counts = [history.fixed_iterations[step] for step in fixed]
    axis.plot(fixed, counts, color="black", lw=1, ls="--", label="fixed: SciPy Jacobi-CG")
    axis.set_yscale("log", subs=[2, 5])
    axis.yaxis.set_major_formatter("{x:g}")
    axis.yaxis.set_minor_formatter("{x:g}")
    axis.set_ylabel("iterations a step")
    axis.set_title("which arm solved the step, and in how many iterations", fontsize=10)
    axis.grid(alpha=0.3)
    axis.legend(fontsize=8, ncols=3, loc="upper center", bbox_to_anchor=(0.5, -0.02), frameon=False)


def draw_times(axis: Axes, history: History) -> None:
    steps = np.arange(1, len(history.infos) + 1)
    measured = len(history.fixed_s)
    how = "" if measured == len(steps) else f" (measured on {measured} steps, interpolated between)"
    fixed, ours = fixed_total(history), np.cumsum(history.step_s)
    axis.plot(steps, fixed, color="black", ls="--", label=f"fixed: SciPy Jacobi-CG, {fixed[-1]:.3g} s{how}")
    axis.plot(steps, ours, color=COLORS[0], lw=2, label=f"SequenceSolver, learning included, {ours[-1]:.3g} s")
    axis.set_xlabel("step")
    axis.set_ylabel("seconds so far")
    axis.set_ylim(top=1.3 * max(fixed[-1], ours[-1]))
    axis.grid(alpha=0.3)
    axis.legend(fontsize=8, loc="upper left")


def main() -> None:
    parser = argparse.ArgumentParser(description="A furnace wall heats up and cools down, by SequenceSolver.")
    parser.add_argument("--size", type=int, default=128, help="grid points a side (default 128)")
    parser.add_argument("--steps", type=int, default=200, help="time steps (default 200)")
    parser.add_argument("--plot", metavar="FILE.png", help="write a picture")
    parser.add_argument("--compare", action="store_true", help="time the fixed solver on every step")
    options = parser.parse_args()
    if options.size < 2 or options.steps < 8:
        parser.error("--size must be at least 2 and --steps at least 8")
    wall = Wall(options.size, options.steps)
    history = simulate(wall, 1 if options.compare else 10)
    for arm, count in Counter(info.arm for info in history.infos).most_common():
        print(f"{count:>6} steps by {arm or 'no solver: the first guess was good enough'}")
    print(f"{sum(history.step_s):>8.2f} s  SequenceSolver, learning included")
    how = "" if options.compare else f", from {len(history.fixed_s)} of the steps"
    print(f"{fixed_total(history)[-1]:>8.2f} s  SciPy's CG with Jacobi's preconditioner{how}")
    if options.plot:
        draw(wall, history, options.plot)


if __name__ == "__main__":
    main()
