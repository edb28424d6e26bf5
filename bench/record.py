"""One run of one solver on one instance, and the JSONL files that hold them."""

from __future__ import annotations

import json
import math
import os
import warnings
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, fields, is_dataclass
from datetime import datetime
from pathlib import Path
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from metasolve.errors import InputError, ModelNotFoundError, OutputError
from metasolve.solution import ArmRecord

SCHEMA = "metasolve.bench/1"
TERMINATIONS = (
    "optimal",
    "time_limit",
    "node_limit",
    "interrupted",
    "infeasible",
    "unbounded",
    "infeasible_or_unbounded",
    "error",
    "killed",
)
_CUT = b" [cut off]"
"""What append puts behind a line that a crash cut off; no line of JSON ends like this."""

Trajectory = tuple[tuple[float, float], ...]


class CutOffLineWarning(UserWarning):
    """A line that a crash cut off was skipped."""


@dataclass(frozen=True)
class Machine:
    """Where a run took place; id changes with every boot or host."""

    cpu: str
    cores: int
    memory_bytes: int
    python: str
    id: str


@dataclass(frozen=True)
class Run:
    """One run. Objectives and bounds are in the sense of the instance, times count from the start of the process.

    Incumbents only improve, and each was recomputed and accepted by our own checker; rejected counts those that were
    not. beside names what ran on another core at the same time; held_out says that nothing was tuned on the instance.
    """

    suite: str
    instance: str
    sha256: str
    sense: str
    best_known: float | None
    solver: str
    time_limit_s: float
    threads: int
    seed: int
    mip_gap: float
    started: str
    commit: str
    dirty: bool
    versions: Mapping[str, str]
    machine: Machine
    calibration_s: float
    load_before: float
    beside: str
    held_out: bool
    termination: str
    wall_s: float
    cpu_s: float
    peak_bytes: int
    incumbents: Trajectory
    bounds: Trajectory
    objective: float | None
    dual_bound: float | None
    rejected: int
    worst_violation: float
    arms: tuple[ArmRecord, ...]
    error: str
    schema: str = SCHEMA

    def __post_init__(self) -> None:
        if self.schema != SCHEMA:
            raise ValueError(f"schema is {self.schema!r}, not {SCHEMA!r}")
        for name, known in (("sense", ("min", "max")), ("termination", TERMINATIONS)):
            if getattr(self, name) not in known:
                raise ValueError(f"{name} is {getattr(self, name)!r}, none of {', '.join(known)}")
        for name in ("instance", "solver"):
            if not getattr(self, name):
                raise ValueError(f"{name} is empty")
        for name in ("time_limit_s", "threads"):
            if not 0 < getattr(self, name) < math.inf:
                raise ValueError(f"{name} is {getattr(self, name)}, not a positive number")
        for name in ("wall_s", "cpu_s", "peak_bytes", "calibration_s", "load_before", "rejected", "mip_gap"):
            if not 0 <= getattr(self, name) < math.inf:
                raise ValueError(f"{name} is {getattr(self, name)}, not a number from 0 on")
        for name in ("incumbents", "bounds"):
            times = [time_s for time_s, _ in getattr(self, name)]
            if times != sorted(times):
                raise ValueError(f"the times of {name} do not ascend")
        datetime.fromisoformat(self.started)

    def to_line(self) -> str:
        """Return the run as one line of JSON without its end; an infinite value is null."""
        return json.dumps({"schema": self.schema} | _finite(asdict(self)), separators=(",", ":"), allow_nan=False)

    @classmethod
    def from_line(cls, line: str, place: str = "a line") -> Run:
        """Return the run of one line; a null bound in bounds is the infinite one that says nothing.

        Raises InputError, which starts with place, if the line is no complete run of this schema.
        """
        try:
            document = json.loads(line, parse_constant=_refuse)
            if not isinstance(document, dict):
                raise ValueError("not a JSON object")
            if document.get("schema") != SCHEMA:
                raise ValueError(f"schema is {document.get('schema')!r}, not {SCHEMA!r}")
            nothing = math.inf if document.get("sense") == "max" else -math.inf
            if isinstance(document.get("bounds"), list):
                document["bounds"] = [[nothing if x is None else x for x in pair] for pair in document["bounds"]]
            run = _parse(cls, document, "the run")
        except (ValueError, TypeError) as error:
            raise InputError(f"{place}: {error}") from error
        assert isinstance(run, cls)
        return run


def load(paths: Iterable[str | Path]) -> tuple[Run, ...]:
    """Return the runs of all files, in their order.

    A line that a crash cut off is skipped with a CutOffLineWarning; any other malformed line raises InputError.
    """
    return tuple(run for path in paths for run in _load(Path(path)))


def append(path: str | Path, run: Run) -> None:
    """Add the run to the file as one line, on the disk when this returns; a cut-off last line is ended first.

    Raises OutputError if the file cannot be written.
    """
    line = run.to_line().encode() + b"\n"
    try:
        with Path(path).open("a+b") as stream:
            stream.write(_ending(stream.tell(), Path(path)) + line)
            stream.flush()
            os.fsync(stream.fileno())
    except OSError as error:
        raise OutputError(f"{path}: cannot be written: {error.strerror}") from error


def _load(path: Path) -> list[Run]:
    try:
        data = path.read_bytes()
    except OSError as error:
        raise ModelNotFoundError(f"{path}: cannot be read: {error.strerror}") from error
    runs = []
    lines = data.split(b"\n")
    for k, line in enumerate(lines, start=1):
        place = f"{path}:{k}"
        if line.endswith(_CUT) or (k == len(lines) and line and not _is_json(line)):
            warnings.warn(f"{place}: skipped a line that was cut off", CutOffLineWarning, stacklevel=3)
        elif line.strip():
            try:
                text = line.decode()
            except UnicodeDecodeError as error:
                raise InputError(f"{place}: not UTF-8") from error
            runs.append(Run.from_line(text, place))
    return runs


def _ending(size: int, path: Path) -> bytes:
    """Return what the file's last line still lacks."""
    data = path.read_bytes() if size else b"\n"
    if data.endswith(b"\n"):
        return b""
    return b"\n" if _is_json(data.rpartition(b"\n")[2]) else _CUT + b"\n"


def _is_json(line: bytes) -> bool:
    try:
        json.loads(line)
    except ValueError:
        return False
    return True


def _refuse(constant: str) -> float:
    raise ValueError(f"{constant} is no value here; infinite values are null")


def _finite(value: Any) -> Any:
    """Return value with null in place of every infinite number, and lists in place of tuples."""
    if isinstance(value, Mapping):
        return {key: _finite(item) for key, item in value.items()}
    if isinstance(value, tuple | list):
        return [_finite(item) for item in value]
    return None if isinstance(value, float) and math.isinf(value) else value


def _parse(kind: Any, value: Any, name: str) -> Any:
    """Return value as an object of the annotated type; raises ValueError that names the part that is not."""
    if is_dataclass(kind):
        return _parse_object(kind, value, name)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is UnionType:
        return None if value is None else _parse(next(part for part in inner if part is not NoneType), value, name)
    if origin is tuple and isinstance(value, list):
        if inner[-1] is Ellipsis:
            return tuple(_parse(inner[0], item, f"{name}[{k}]") for k, item in enumerate(value))
        if len(value) == len(inner):
            return tuple(_parse(part, item, name) for part, item in zip(inner, value, strict=True))
    if origin is Mapping and isinstance(value, dict):
        return {key: _parse(inner[1], item, f"{name}.{key}") for key, item in value.items()}
    if kind is float and type(value) is int:
        return float(value)
    if type(value) is not kind:
        raise ValueError(f"{name} is {json.dumps(value)[:60]}, which does not fit")
    return value


def _parse_object(kind: Any, value: Any, name: str) -> Any:
    names = {field.name for field in fields(kind)}
    if not isinstance(value, dict) or set(value) != names:
        keys = set(value) if isinstance(value, dict) else set()
        lacks, adds = ", ".join(sorted(names - keys)), ", ".join(sorted(keys - names))
        raise ValueError(
            f"{name} {f'lacks {lacks}' if lacks else ''}{' and ' if lacks and adds else ''}"
            f"{f'has the unknown {adds}' if adds else ''}"
        )
    hints = get_type_hints(kind)
    return kind(**{key: _parse(hints[key], item, key) for key, item in value.items()})
