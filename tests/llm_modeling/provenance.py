"""What a measurement is of: the commit, the machine, the libraries."""

from __future__ import annotations

import subprocess
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from bench.machine import this_machine

ROOT = Path(__file__).parents[2]
PACKAGES = ("highspy", "pyscipopt", "ortools", "scipy", "numpy", "pydantic")


def provenance() -> dict[str, Any]:
    """Return commit, whether the packages have changes since, machine and versions, as JSON content."""
    machine = this_machine()
    return {
        "commit": _git("rev-parse", "--short", "HEAD"),
        "changed_since": bool(_git("status", "--porcelain", "--", "llm_modeling", "metasolve")),
        "machine": {"cpu": machine.cpu, "cores": machine.cores, "python": machine.python},
        "versions": {name: found for name in PACKAGES if (found := _version(name)) is not None},
    }


def _git(*words: str) -> str:
    ended = subprocess.run(["git", "-C", str(ROOT), *words], capture_output=True, text=True, check=False)
    return ended.stdout.strip()


def _version(name: str) -> str | None:
    try:
        return version(name)
    except PackageNotFoundError:
        return None
