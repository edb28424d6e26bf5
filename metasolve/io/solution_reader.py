"""Solutions in: the dialects of SCIP, HiGHS, MIPLIB, Gurobi, CBC and JSON, told apart by their content."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np

from metasolve.errors import ModelDataError
from metasolve.io.source import Source, load
from metasolve.matrix import FloatArray
from metasolve.problem import Problem


class _Entry(NamedTuple):
    """A value as it stands in the file; JSON does not tell the line."""

    line: int | None
    name: str
    value: str


_HIGHS_COLUMNS = re.compile(r"# Columns \d+")
_CBC_HEAD = re.compile(r".* - objective value\s")


def read_solution(source: Source, problem: Problem) -> FloatArray:
    """Return the values of all columns, (columns,), from a solution file; columns that it leaves out are 0.

    Raises ModelNotFoundError, or ModelDataError with file and line at a name that problem does not have or
    that comes twice, a value that is no finite number, or a file that says it holds no solution.
    """
    content = load(source)
    try:
        text = content.data.decode()
    except UnicodeDecodeError as error:
        raise ModelDataError("is not UTF-8 text; is this a solution file?", content.name) from error
    x = np.zeros(problem.columns)
    seen: set[str] = set()
    for line, name, word in _entries(text, content.name):
        j, value = problem.col_index.get(name), _number(word)
        if j is None or name in seen or not math.isfinite(value):
            reason = f"the value {word} of column {name} is not a finite number"
            if j is None:
                reason = f"the model has no column {name}"
            elif name in seen:
                reason = f"column {name} appears twice"
            raise ModelDataError(reason, content.name, line or _json_line(name, text))
        seen.add(name)
        x[j] = value
    return x


def _number(word: str) -> float:
    """Return the number that word says, nan if it says none."""
    try:
        return math.nan if "_" in word else float(word)
    except ValueError:
        return math.nan


def _entries(text: str, path: str) -> Iterator[_Entry]:
    if text.lstrip().startswith("{"):
        return _json_entries(text, path)
    lines = [line.strip() for line in text.split("\n")]
    filled = [line for line in lines if line]
    if not filled:
        raise ModelDataError("the file is empty; it holds no solution", path)
    if filled[0].startswith("Model status") or any(map(_HIGHS_COLUMNS.fullmatch, filled)):
        return _highs_entries(lines, path)
    if _CBC_HEAD.match(filled[0] + " "):
        return _cbc_entries(lines, path)
    return _plain_entries(lines, path)


def _plain_entries(lines: list[str], path: str) -> Iterator[_Entry]:
    """Return `name value` lines, as SCIP, Gurobi and MIPLIB write them, each with its own kind of heading."""
    for number, line in enumerate(lines, start=1):
        if line.startswith(("=infeas=", "no solution", "=unkn=")):
            raise ModelDataError(f"holds no solution ({line})", path, number)
        if not line or line.startswith(("#", "=obj=", "objective value:", "solution status:")):
            continue
        yield _pair(line.partition("(obj:")[0], number, path)


def _highs_entries(lines: list[str], path: str) -> Iterator[_Entry]:
    start = next((k for k, line in enumerate(lines) if _HIGHS_COLUMNS.fullmatch(line)), None)
    if start is None:
        raise ModelDataError("holds no primal solution in HiGHS's raw style (style 0)", path)
    count = int(lines[start].split()[-1])
    for number, line in enumerate(lines[start + 1 : start + 1 + count], start=start + 2):
        if not line or line.startswith("#"):
            raise ModelDataError(f"the list of {count} columns ends early; the file is truncated", path, number)
        yield _pair(line, number, path)
    if len(lines) < start + 1 + count:
        raise ModelDataError(f"the list of {count} columns ends early; the file is truncated", path, len(lines))


def _cbc_entries(lines: list[str], path: str) -> Iterator[_Entry]:
    body = ((number, line.removeprefix("**").split()) for number, line in enumerate(lines, start=1) if line)
    next(body)
    for number, words in body:
        if len(words) != 4:
            raise ModelDataError(f"a line has {len(words)} words instead of index, name, value, cost", path, number)
        yield _Entry(number, words[1], words[2])


def _pair(line: str, number: int, path: str) -> _Entry:
    words = line.rsplit(None, 1)
    if len(words) != 2:
        raise ModelDataError(f"expected a column and its value instead of {line}", path, number)
    return _Entry(number, words[0], words[1])


def _json_entries(text: str, path: str) -> Iterator[_Entry]:
    """Return the entries of {"values": {name: value}} (ours) or {"Vars": [{"VarName", "X"}]} (Gurobi)."""

    def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        names = [name for name, _ in pairs]
        if len(set(names)) < len(names):
            name = next(name for k, name in enumerate(names) if name in names[:k])
            raise ModelDataError(f"{name} appears twice", path, _json_line(name, text))
        return dict(pairs)

    try:
        document = json.loads(text, object_pairs_hook=unique, parse_int=float)
    except json.JSONDecodeError as error:
        raise ModelDataError(f"is not JSON ({error.msg})", path, error.lineno) from error
    except RecursionError as error:
        raise ModelDataError("is nested too deeply to hold a solution", path) from error
    values, variables = document.get("values"), document.get("Vars")
    if isinstance(values, dict):
        yield from (_Entry(None, name, str(value)) for name, value in values.items())
    elif isinstance(variables, list):
        for entry in variables:
            if not isinstance(entry, dict) or not isinstance(entry.get("VarName"), str) or "X" not in entry:
                raise ModelDataError(f"the entry {entry} of Vars has no VarName or no X", path)
            yield _Entry(None, entry["VarName"], str(entry["X"]))
    else:
        raise ModelDataError('has neither "values" nor "Vars"; does it hold a solution?', path)


def _json_line(name: str, text: str) -> int | None:
    """Return the last line that holds name in quotes."""
    at = text.rfind(f'"{name}"')
    return None if at < 0 else text.count("\n", 0, at) + 1
