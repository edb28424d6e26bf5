"""Every status that a solver can return is in its engine's table; each engine is imported in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from metasolve.backends import available
from metasolve.solution import Termination

ROOT = str(Path(__file__).parents[2])
INSTALLED = [backend.name for backend in available()]

# https://www.scipopt.org/doc/html/type__stat_8h.php, in the words of PySCIPOpt's Model.getStatus
SCIP_STATUSES = {
    "unknown", "userinterrupt", "terminate", "nodelimit", "totalnodelimit", "stallnodelimit", "timelimit", "memlimit",
    "gaplimit", "primallimit", "duallimit", "sollimit", "bestsollimit", "restartlimit", "optimal", "infeasible",
    "unbounded", "inforunbd",
}  # fmt: skip

PRELUDE = "import json, sys; from types import SimpleNamespace as Fake; import numpy as np\n"
HIGHS = """
import highspy
from metasolve.backends.highs import TERMINATIONS
print(json.dumps({
    "missing": [s.name for s in highspy.HighsModelStatus.__members__.values() if s not in TERMINATIONS],
    "table": {s.name: str(t) for s, t in TERMINATIONS.items()},
}))
"""
SCIP = """
from metasolve.backends.scip import TERMINATIONS
print(json.dumps({s: str(t) for s, t in TERMINATIONS.items()}))
"""
CPSAT = """
from ortools.math_opt.python import mathopt
from metasolve.backends.cpsat import LIMITS, TERMINATIONS
print(json.dumps({
    "missing": [r.name for r in mathopt.TerminationReason if r not in TERMINATIONS]
    + [l.name for l in mathopt.Limit if l not in LIMITS],
    "table": {r.name: str(t) for r, t in TERMINATIONS.items()} | {"LIMIT_" + l.name: str(t) for l, t in LIMITS.items()},
}))
"""
UNKNOWN = """
from metasolve.backends import {module}
from metasolve.errors import UnknownStatusError
try:
    {call}
except UnknownStatusError as error:
    print(json.dumps(str(error)))
"""
UNKNOWN_CALLS = {
    "highs": "highs.termination_of(99)",
    "scip": "scip.termination_of('limbo')",
    "cpsat": "cpsat.termination_of(Fake(reason=99, limit=None))",
}


def run(code: str) -> object:
    """Return the JSON that the code prints in a fresh process."""
    done = subprocess.run(
        [sys.executable, "-c", PRELUDE + code], capture_output=True, text=True, check=True, timeout=120, cwd=ROOT
    )
    return json.loads(done.stdout)


def only(engine: str) -> pytest.MarkDecorator:
    return pytest.mark.skipif(engine not in INSTALLED, reason=f"{engine} is not installed")


@only("highs")
def test_every_highs_status_is_in_the_table() -> None:
    report = run(HIGHS)
    assert isinstance(report, dict)
    assert report["missing"] == []
    table = report["table"]
    assert (table["kOptimal"], table["kInfeasible"], table["kUnbounded"]) == ("optimal", "infeasible", "unbounded")
    assert {name for name, t in table.items() if t == "optimal"} == {"kOptimal", "kModelEmpty"}
    assert {table[name] for name in ("kInterrupt", "kHighsInterrupt")} == {"interrupted"}


@only("scip")
def test_every_scip_status_is_in_the_table() -> None:
    table = run(SCIP)
    assert isinstance(table, dict)
    assert set(table) == SCIP_STATUSES
    assert {status for status, t in table.items() if t == "optimal"} == {"optimal", "gaplimit"}
    assert {status for status, t in table.items() if t == "time_limit"} == {"timelimit"}


@only("cpsat")
def test_every_mathopt_reason_and_limit_is_in_the_table() -> None:
    report = run(CPSAT)
    assert isinstance(report, dict)
    assert report["missing"] == []
    table = report["table"]
    assert {reason for reason, t in table.items() if t == "optimal"} == {"OPTIMAL"}
    assert {reason for reason, t in table.items() if t == "infeasible"} == {"INFEASIBLE"}
    assert (table["LIMIT_TIME"], table["LIMIT_INTERRUPTED"]) == ("time_limit", "interrupted")


@pytest.mark.parametrize("engine", [name for name in UNKNOWN_CALLS if name in INSTALLED])
def test_unknown_status_raises_and_is_named(engine: str) -> None:
    message = run(UNKNOWN.format(module=engine, call=UNKNOWN_CALLS[engine]))
    assert isinstance(message, str)
    assert "not in the table" in message
    assert "99" in message or "limbo" in message


def test_terminations_are_the_documented_ones() -> None:
    words = "optimal time_limit node_limit interrupted infeasible unbounded infeasible_or_unbounded error"
    assert {str(t) for t in Termination} == set(words.split())
