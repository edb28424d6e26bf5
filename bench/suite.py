"""Suites: which instances, under which limits, with which solvers; read from suites.toml."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from metasolve.errors import InputError

SUITES = Path(__file__).with_name("suites.toml")
HELD_OUT_SHARE = 1.0 / 3.0


@dataclass(frozen=True)
class Instance:
    """One model of a suite; held_out says that nothing may be tuned on it."""

    name: str
    best_known: float | None
    held_out: bool = False


@dataclass(frozen=True)
class Suite:
    """What one benchmark consists of; seeds counts from 0."""

    name: str
    instances: tuple[Instance, ...]
    solvers: tuple[str, ...]
    time_limit_s: float
    threads: int
    seeds: int
    folder: str | None = None


def read_suite(name: str, path: Path = SUITES) -> Suite:
    """Return the suite of that name.

    Raises InputError if the file has no such suite or the suite lacks a part.
    """
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    if name not in tables:
        raise InputError(f"{path}: no suite {name!r}; there are {', '.join(tables)}")
    table = tables[name]
    try:
        values: dict[str, float | str] = table["instances"]
        held_out = _drawn(list(values), table.get("held_out_seed"))
        instances = tuple(
            Instance(key, None if isinstance(value, str) else float(value), key in held_out)
            for key, value in values.items()
        )
        return Suite(
            name,
            instances,
            tuple(table["solvers"]),
            float(table["time_limit_s"]),
            int(table["threads"]),
            int(table["seeds"]),
            table.get("folder"),
        )
    except KeyError as error:
        raise InputError(f"{path}: suite {name!r} lacks {error.args[0]}") from error


def _drawn(names: list[str], seed: int | None) -> frozenset[str]:
    """Return the third of the names that the seed draws; none without a seed."""
    if seed is None:
        return frozenset()
    size = round(HELD_OUT_SHARE * len(names))
    chosen = np.random.default_rng(seed).choice(sorted(names), size=size, replace=False)
    return frozenset(str(name) for name in chosen)
