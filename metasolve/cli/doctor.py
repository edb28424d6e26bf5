"""`metasolve doctor`: what is installed, what this machine gives, and what to do about problems."""

from __future__ import annotations

import os
import platform
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import typer

from metasolve._version import __version__
from metasolve.exit_codes import ExitCode

app = typer.Typer(rich_markup_mode=None, add_completion=False)

_START_LIMIT_S = 60.0
_GIB = 1 << 30


_SERVER = "pip install 'metasolve[server]'"


@dataclass(frozen=True)
class Engine:
    """A distribution, the modules that must load in a process of their own, and how to install it."""

    name: str
    distribution: str
    module: str
    required: bool
    install: str


ENGINES = (
    Engine("HiGHS", "highspy", "highspy", True, "pip install 'highspy>=1.13.1,!=1.14.0'"),
    Engine("SCIP", "pyscipopt", "pyscipopt", True, "pip install 'pyscipopt>=6.0'"),
    Engine("CP-SAT", "ortools", "ortools.math_opt.python.mathopt", False, "pip install 'metasolve[cpsat]'"),
    Engine("Local-MIP", "localmip", "localmip_py", False, "pip install 'metasolve[localmip]'"),
    Engine("pyamg", "pyamg", "pyamg", False, "pip install 'metasolve[amg]'"),
    # for formulate, serve, library and synthesize
    Engine("openai", "openai", "openai", False, "pip install 'metasolve[llm]'"),
    Engine("bm25s", "bm25s", "bm25s", False, "pip install 'metasolve[llm]'"),
    Engine("tokenizers", "transformers", "transformers", False, "pip install 'metasolve[llm]'"),
    Engine("FastAPI", "fastapi", "fastapi, uvicorn, sse_starlette, prometheus_client", False, _SERVER),
    Engine("datasets", "datasets", "datasets", False, "pip install 'metasolve[synthesis]'"),
)


@dataclass(frozen=True)
class Finding:
    """What was found out about one engine; problem is empty if it is fine, next_step says what to do else."""

    name: str
    version: str
    problem: str
    next_step: str
    required: bool


@app.command()
def doctor() -> int:
    """Report engines and libraries, cores and memory, and what to do about problems.

    Each is started in a process of its own, as a solve does with engines. Exit code 70 if a required one fails.
    """
    findings = [examine(engine) for engine in ENGINES]
    cores, memory_bytes = available_cores(), available_memory()
    typer.echo(f"{'metasolve':<10} {__version__}")
    typer.echo(f"{'python':<10} {platform.python_version()}, {platform.platform()}")
    typer.echo(f"{'cores':<10} {cores}")
    typer.echo(f"{'memory':<10} {'unknown' if memory_bytes is None else f'{memory_bytes / _GIB:.1f} GiB'}")
    for finding in findings:
        _show(finding)
    broken = any(finding.problem and finding.required for finding in findings)
    return ExitCode.INTERNAL if broken else ExitCode.OK


def examine(engine: Engine) -> Finding:
    """Return what is wrong with an engine, if anything: not installed, a bad version, or it does not load."""
    try:
        found = version(engine.distribution)
    except PackageNotFoundError:
        missing = "not installed" if engine.required else "not installed (optional)"
        return Finding(engine.name, "", missing, engine.install, engine.required)
    if engine.distribution == "highspy" and found == "1.14.0":
        return Finding(engine.name, found, "returns wrong optima in this version", engine.install, True)
    try:
        subprocess.run(
            [sys.executable, "-c", f"import {engine.module}"],
            check=True,
            capture_output=True,
            text=True,
            timeout=_START_LIMIT_S,
        )
    except subprocess.CalledProcessError as error:
        last = (error.stderr.strip().splitlines() or [f"exit code {error.returncode}"])[-1]
        return Finding(engine.name, found, f"does not load: {last}", f"reinstall: {engine.install}", engine.required)
    except subprocess.TimeoutExpired:
        slow = f"does not load within {_START_LIMIT_S:.0f} s"
        return Finding(engine.name, found, slow, "try again on an idle machine", engine.required)
    return Finding(engine.name, found, "", "", engine.required)


def available_cores() -> int:
    """Return the cores that this process may use, a cgroup's CPU quota included."""
    usable = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
    quota = _words("/sys/fs/cgroup/cpu.max")
    if len(quota) == 2 and quota[0] != "max":
        usable = min(usable, max(1, int(quota[0]) // int(quota[1])))
    return usable


def available_memory() -> int | None:
    """Return the bytes of memory that are left, a cgroup's limit included; None if the system does not say."""
    words = _words("/proc/meminfo")
    if "MemAvailable:" not in words:
        return None
    free = int(words[words.index("MemAvailable:") + 1]) * 1024
    limit, used = _words("/sys/fs/cgroup/memory.max"), _words("/sys/fs/cgroup/memory.current")
    if limit and used and limit[0] != "max":
        free = min(free, max(0, int(limit[0]) - int(used[0])))
    return free


def _words(path: str) -> list[str]:
    try:
        return Path(path).read_text().split()
    except OSError:
        return []


def _show(finding: Finding) -> None:
    state = f"{finding.version} {finding.problem or 'starts'}".strip()
    typer.echo(f"{finding.name:<10} {state}")
    if finding.problem:
        typer.echo(f"{'':<10} next step: {finding.next_step}")
