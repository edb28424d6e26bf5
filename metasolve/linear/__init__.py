"""Sequences of linear systems: a bandit chooses solver, preconditioner and relaxation for each; costs teach it.

    solver = SequenceSolver(rtol=1e-8)
    for a, b in systems:
        x, info = solver.solve(a, b, x0=x)

sequence      SequenceSolver, StepInfo: the loop (attempt: one try; saved: its state as a file; warmup)
arms          Arm, default_solvers(), default_policy()
contract      LinearSolver, Goal, LinearResult
solvers       Sor, SsorCg, IncompleteCholeskyCg, JacobiCg, Cg
libraries     Multigrid (pyamg), Direct (SuperLU of SciPy)
rules         Axelsson, Young: omega from the spectrum's lower end (spectrum: LowestMode, which estimates it)
features      contexts that are computed from a system
kernels       compiled sweeps and conjugate gradients (compiled, incomplete); pattern and system prepare a matrix
problems      Shifts, Heat: sequences to learn on
replicate     the experiments of Learning to Relax; benchmark and rivals measure

Source: Khodak, Chow, Balcan, Talwalkar, Learning to Relax, arXiv 2310.02246; Khodak, Jung, Wales, Talwalkar, PCGBandit,
arXiv 2509.08765.
"""

from __future__ import annotations

from metasolve.linear.arms import Arm, Use, default_policy, default_solvers
from metasolve.linear.contract import Goal, LinearResult, LinearSolver, SetupError
from metasolve.linear.libraries import Direct, Multigrid
from metasolve.linear.problems import Heat, LinearSystem, Shifts
from metasolve.linear.rules import Axelsson, Young
from metasolve.linear.sequence import SequenceSolver, SequenceWarning, StepInfo
from metasolve.linear.solvers import Cg, IncompleteCholeskyCg, JacobiCg, Sor, SsorCg

__all__ = [
    "Arm",
    "Axelsson",
    "Cg",
    "Direct",
    "Goal",
    "Heat",
    "IncompleteCholeskyCg",
    "JacobiCg",
    "LinearResult",
    "LinearSolver",
    "LinearSystem",
    "Multigrid",
    "SequenceSolver",
    "SequenceWarning",
    "SetupError",
    "Shifts",
    "Sor",
    "SsorCg",
    "StepInfo",
    "Use",
    "Young",
    "default_policy",
    "default_solvers",
]
