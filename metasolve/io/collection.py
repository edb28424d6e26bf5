"""Public collections of instances: where they come from, what is known of them, and which lie in the user's folder."""

from __future__ import annotations

import csv
import hashlib
import json
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from metasolve.destination import write_atomically
from metasolve.errors import ModelDataError, ModelNotFoundError, OutputError
from metasolve.io.source import load

MODEL_EXTENSIONS = (".mps.gz", ".mps", ".mps.bz2", ".lp.gz", ".lp", ".lp.bz2")
INDEX_NAME = "metasolve-index.json"
FOLDER_VARIABLE = "METASOLVE_INSTANCES"

_SCHEMA = "metasolve.instance_index/1"
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.+-]*")


@dataclass(frozen=True)
class Collection:
    """A set of instances under one name; in the url of single instances {name} stands for theirs, else it is a zip."""

    name: str
    url: str
    description: str

    @property
    def is_archive(self) -> bool:
        """Whether all instances come at once."""
        return "{name}" not in self.url


COLLECTIONS = {
    collection.name: collection
    for collection in (
        Collection(
            "miplib2017-benchmark",
            "https://miplib.zib.de/downloads/benchmark.zip",
            "the 240 instances of the MIPLIB 2017 benchmark set, one archive",
        ),
        Collection(
            "miplib2017-collection",
            "https://miplib.zib.de/downloads/collection.zip",
            "all instances of MIPLIB 2017, one archive of some gigabytes",
        ),
        Collection(
            "miplib2017",
            "https://miplib.zib.de/WebData/instances/{name}.mps.gz",
            "single instances of MIPLIB 2017, by name",
        ),
    )
}


@dataclass(frozen=True)
class Facts:
    """What is known of a published instance; text_sha256 is that of the model's text, before any compression."""

    rows: int
    columns: int
    nonzeros: int
    best_known: float
    text_sha256: str


@dataclass(frozen=True)
class Record:
    """A file as it came: SHA-256, size and address."""

    sha256: str
    size_bytes: int
    url: str


@dataclass(frozen=True)
class Index:
    """The records of a collection's files by name, and that of the archive if all of them came with one."""

    files: Mapping[str, Record] = field(default_factory=dict)
    archive: Record | None = None

    def with_file(self, name: str, record: Record) -> Index:
        """Return the index with one record more, or another one for that name."""
        return replace(self, files={**self.files, name: record})


class State(StrEnum):
    """What a file was found to be."""

    VERIFIED = "verified"
    """As it came, by the index, or the published text, by the table of the package."""
    CHANGED = "changed"
    """Neither."""
    MISSING = "missing"
    """In the index, not in the folder."""
    UNKNOWN = "unknown"
    """There is nothing to compare it with."""


@dataclass(frozen=True)
class Listed:
    """One instance of the folder; collection is the name of its subfolder, empty for none, facts are for verified."""

    name: str
    collection: str
    path: Path
    size_bytes: int
    state: State
    facts: Facts | None


def find_collection(name: str) -> Collection:
    """Return the collection of that name.

    Raises ModelNotFoundError.
    """
    if name not in COLLECTIONS:
        raise ModelNotFoundError(f"{name}: no such collection; there are {', '.join(COLLECTIONS)}")
    return COLLECTIONS[name]


def instances_folder(folder: str | Path | None = None) -> Path:
    """Return the folder of instances: the given one, $METASOLVE_INSTANCES, or a place among the user's data."""
    given = folder or os.environ.get(FOLDER_VARIABLE)
    if given:
        return Path(given).expanduser()
    home = os.environ.get("XDG_DATA_HOME", "")
    data = Path(home) if os.path.isabs(home) else Path("~/.local/share").expanduser()  # the XDG rule on relative paths
    return data / "metasolve" / "instances"


def instance_name(text: str) -> str:
    """Return the name of an instance that was given with or without an extension.

    Raises ValueError if it cannot be one.
    """
    name = next((text.removesuffix(end) for end in MODEL_EXTENSIONS if text.endswith(end)), text)
    if not _NAME.fullmatch(name):
        raise ValueError(f"{text!r} is no name of an instance, such as 50v-10")
    return name


def find_instance(name: str, folder: str | Path | None = None) -> Path:
    """Return the file of an instance in the folder of instances: its own files first, then those of its subfolders.

    The name may have an extension; without one .mps.gz, .mps, .mps.bz2, .lp.gz, .lp and .lp.bz2 are tried in turn.
    Raises ModelNotFoundError, ValueError if it is no name.
    """
    stem, root = instance_name(name), instances_folder(folder)
    ends = MODEL_EXTENSIONS if stem == name else (name.removeprefix(stem),)
    for directory in _directories(root):
        for end in ends:
            path = directory / f"{stem}{end}"
            if path.is_file():
                return path
    step = f"run `metasolve instances fetch miplib2017 {stem}` or set {FOLDER_VARIABLE}"
    raise ModelNotFoundError(f"{name}: no such instance in {root}; {step}")


def list_instances(folder: Path, collection: str | None = None) -> list[Listed]:
    """Return the instances in folder and its subfolders, or in one of them, each compared with what is recorded.

    Raises ModelDataError if an index is damaged.
    """
    found = []
    for directory in _directories(folder):
        label = "" if directory == folder else directory.name
        if collection is not None and label != collection:
            continue
        index = read_index(directory)
        present = {path.name for path in directory.iterdir() if path.is_file() and path.name.endswith(MODEL_EXTENSIONS)}
        for file in sorted({*present, *index.files}, key=str.lower):
            path, record = directory / file, index.files.get(file)
            size = path.stat().st_size if file in present else 0
            name = next(file.removesuffix(end) for end in MODEL_EXTENSIONS if file.endswith(end))
            state = state_of(path, record)
            facts = known_instances().get(name) if state is State.VERIFIED else None
            found.append(Listed(name, label, path, size, state, facts))
    return found


def state_of(path: Path, record: Record | None) -> State:
    """Return whether a file is as recorded or, without a record, of the text that was published under its name."""
    if not path.is_file():
        return State.MISSING
    if record is not None:
        same = path.stat().st_size == record.size_bytes and file_sha256(path) == record.sha256
        return State.VERIFIED if same else State.CHANGED
    stem, _, extension = path.name.partition(".mps")
    facts = known_instances().get(stem)
    if facts is None or extension not in ("", ".gz", ".bz2"):
        return State.UNKNOWN
    try:
        text = load(path).data
    except ModelDataError:
        return State.CHANGED
    return State.VERIFIED if hashlib.sha256(text).hexdigest() == facts.text_sha256 else State.CHANGED


@cache
def known_instances() -> Mapping[str, Facts]:
    """Return what the package knows of published instances, by name."""
    table = files("metasolve.io").joinpath("miplib2017.csv").read_text(encoding="utf-8")
    return {
        row["name"]: Facts(
            int(row["rows"]), int(row["columns"]), int(row["nonzeros"]), float(row["best_known"]), row["text_sha256"]
        )
        for row in csv.DictReader(table.splitlines())
    }


def file_sha256(path: Path) -> str:
    """Return the SHA-256 of a file.

    Raises ModelNotFoundError if it cannot be read.
    """
    try:
        with path.open("rb") as stream:
            return hashlib.file_digest(stream, "sha256").hexdigest()
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror}; check its permissions") from error


def read_index(directory: Path) -> Index:
    """Return the index of a directory, empty if there is none.

    Raises ModelDataError if it is damaged, ModelNotFoundError if it cannot be read.
    """
    path = directory / INDEX_NAME
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        return Index()
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror}; check its permissions") from error
    except ValueError as error:
        raise _damaged(path) from error
    try:
        data = json.loads(text)
        if data["schema"] != _SCHEMA:
            raise _damaged(path)
        archive = None if data["archive"] is None else _record(data["archive"])
        return Index({_file_name(name): _record(entry) for name, entry in data["files"].items()}, archive)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(path) from error


def write_index(directory: Path, index: Index) -> None:
    """Write the index of a directory.

    Raises OutputError.
    """
    entries = {name: asdict(index.files[name]) for name in sorted(index.files, key=str.lower)}
    archive = None if index.archive is None else asdict(index.archive)
    data = {"schema": _SCHEMA, "archive": archive, "files": entries}
    write_atomically(directory / INDEX_NAME, (json.dumps(data, indent=2) + "\n").encode())


def make_directory(directory: Path) -> None:
    """Create a directory and those above it, if they are missing.

    Raises OutputError.
    """
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        step = f"choose another folder, by option or {FOLDER_VARIABLE}"
        raise OutputError(f"{directory}: cannot be created ({error.strerror}); {step}") from error


def _directories(folder: Path) -> Iterator[Path]:
    try:
        inside = sorted(path for path in folder.iterdir() if path.is_dir() and os.access(path, os.R_OK | os.X_OK))
    except OSError:
        return
    yield folder
    yield from inside


def _record(entry: dict[str, Any]) -> Record:
    return Record(str(entry["sha256"]), int(entry["size_bytes"]), str(entry["url"]))


def _file_name(name: str) -> str:
    if name != os.path.basename(name) or not name.endswith(MODEL_EXTENSIONS):
        raise ValueError(f"{name!r} is no file of an index")
    return name


def _damaged(path: Path) -> ModelDataError:
    return ModelDataError("is no index of instances; delete it, then fetch again", str(path))
