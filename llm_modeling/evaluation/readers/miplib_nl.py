"""MIPLIB-NL: a directory for each problem, with instance.json and tables as CSV files under data/.

instance.json has abstract_problem, parameters, files (path and description, in a list or by name) and optimal_value;
model.md and solve.py are answers and are not read. A task's tables have the plain names of their files; a file that
is missing, no CSV or lies outside of the directory refuses the problem.
Source: github.com/optsuite/MIPLIB-NL, `dataset/`.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from llm_modeling.errors import FormulationError
from llm_modeling.evaluation.labels import label_of
from llm_modeling.evaluation.readers.contract import Content, Format, text_of
from llm_modeling.evaluation.records import read_bytes
from llm_modeling.evaluation.task import RecordError, Refused, Task, TaskFile
from llm_modeling.json_text import parse_json
from metasolve import ModelDataError, ModelNotFoundError

INSTANCE = "instance.json"
_MOST_BYTES = 64_000_000


def holds_instances(path: Path) -> bool:
    """Return whether a path is such a directory, one that has such directories, or an instance.json."""
    if path.is_dir():
        return (path / INSTANCE).is_file() or next(_instances(path), None) is not None
    return path.name == INSTANCE and path.is_file()


def read_directories(path: Path) -> TaskFile:
    """Return the tasks of all problems under a path, in the order of their names.

    Raises ModelNotFoundError if there is none.
    """
    single = path if path.name == INSTANCE else path / INSTANCE
    found = [single] if single.is_file() else list(_instances(path))
    if not found:
        raise ModelNotFoundError(f"{path}: there is no {INSTANCE} in it or in its directories")
    digest = hashlib.sha256()
    tasks, refused = [], []
    for file in found:
        content = read_bytes(file)
        digest.update(file.parent.name.encode() + b"\0" + content)
        try:
            tasks.append(_from_directory(file.parent, content))
        except FormulationError as error:
            refused.append(Refused(error.line or 1, f"{file.parent.name}: {error.bare_reason}"))
        except (RecordError, ModelNotFoundError) as error:
            refused.append(Refused(1, f"{file.parent.name}: {error}"))
    return TaskFile(str(path), FORMAT.name, digest.hexdigest(), tuple(tasks), tuple(refused))


def _instances(path: Path) -> Iterator[Path]:
    for folder in sorted(path.iterdir()):
        if folder.is_dir() and (folder / INSTANCE).is_file():
            yield folder / INSTANCE


def _from_directory(folder: Path, content: bytes) -> Task:
    record = parse_json(content, None, _MOST_BYTES)
    if not isinstance(record, Mapping):
        raise RecordError(f"{INSTANCE} is no object")
    tables, described = {}, []
    for entry in _files(record):
        name, text = _table(folder, entry)
        tables[name] = text
        described.append(f"- {name}: {entry.get('description') or ''}".rstrip(" :"))
    pieces = [text_of(record, "abstract_problem")]
    parameters = record.get("parameters")
    if parameters:
        pieces.append("Parameters: " + json.dumps(parameters, ensure_ascii=False))
    if described:
        pieces.append("Tables:\n" + "\n".join(described))
    label = label_of(record.get("optimal_value"))
    text = "\n\n".join(pieces)
    return Task(folder.resolve().name, FORMAT.name, text, label.expected, tables=tables, flags=label.flags, line=1)


def _files(record: Content) -> Iterator[Mapping[str, Any]]:
    """Yield the entries of `files`: objects in a list or by name, or descriptions by path."""
    files = record.get("files") or []
    if isinstance(files, Mapping):
        files = [e if isinstance(e, Mapping) else {"path": path, "description": e} for path, e in files.items()]
    if not isinstance(files, list) or not all(isinstance(entry, Mapping) for entry in files):
        raise RecordError("the field 'files' is no list of objects with a path")
    yield from files


def _table(folder: Path, entry: Mapping[str, Any]) -> tuple[str, str]:
    path = entry.get("path")
    if not isinstance(path, str) or not path.endswith(".csv"):
        raise RecordError(f"the file {str(path)[:80]!r} is no .csv")
    root = folder.resolve()
    candidates = [(root / path).resolve(), (root / "data" / path).resolve()]
    if not all(candidate.is_relative_to(root) for candidate in candidates):
        raise RecordError(f"the file {path[:80]!r} lies outside of the problem's directory")
    found = next((candidate for candidate in candidates if candidate.is_file()), None)
    if found is None:
        raise RecordError(f"the file {path[:80]!r} is missing")
    try:
        return found.name, read_bytes(found).decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise RecordError(f"the file {path[:80]!r} is not UTF-8") from error
    except ModelDataError as error:
        raise RecordError(f"the file {path[:80]!r}: {error.reason}") from error


def _matches(record: Content) -> bool:
    return {"abstract_problem", "optimal_value"} <= set(record)


def _task(record: Content, line: int) -> Task:
    raise RecordError("its tables are files: give the directory that has instance.json")


FORMAT = Format("miplib-nl", "MIPLIB-NL directories", _matches, _task)
