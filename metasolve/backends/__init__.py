"""The engines by name, each run in a process of its own."""

from __future__ import annotations

from importlib.util import find_spec

from metasolve.backends.contract import Feature
from metasolve.backends.worker import EngineBackend

_F = Feature
HIGHS = EngineBackend(
    "highs",
    "HiGHS",
    "highspy",
    frozenset({_F.EXACT, _F.CONTINUOUS, _F.CUTOFF, _F.INJECT, _F.HINT, _F.WORK_LIMIT, _F.UNBOUNDED}),
)
SCIP = EngineBackend(
    "scip",
    "SCIP",
    "pyscipopt",
    frozenset({_F.EXACT, _F.CONTINUOUS, _F.CUTOFF, _F.INJECT, _F.HINT, _F.ROOT_LP, _F.WORK_LIMIT, _F.UNBOUNDED}),
)
CPSAT = EngineBackend(
    "cpsat", "CP-SAT", "ortools", frozenset({_F.EXACT, _F.CONTINUOUS, _F.CUTOFF, _F.HINT, _F.WORK_LIMIT})
)
LOCALMIP = EngineBackend("localmip", "Local-MIP", "localmip", frozenset({_F.CONTINUOUS, _F.CUTOFF, _F.INJECT, _F.HINT}))

BACKENDS = {backend.name: backend for backend in (HIGHS, SCIP, CPSAT, LOCALMIP)}
_MODULES = {"highs": "highspy", "scip": "pyscipopt", "cpsat": "ortools", "localmip": "localmip_py"}


def available() -> tuple[EngineBackend, ...]:
    """The engines whose packages are installed, in the order of BACKENDS."""
    return tuple(backend for name, backend in BACKENDS.items() if find_spec(_MODULES[name]) is not None)
