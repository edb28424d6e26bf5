"""Models in and out: the format goes by the extension or, where there is none, by the content."""

from __future__ import annotations

import bz2
import gzip
from pathlib import Path

from metasolve.destination import write_atomically
from metasolve.errors import OutputError
from metasolve.io.lp_reader import parse_lp
from metasolve.io.lp_writer import lp_text
from metasolve.io.mps_reader import parse_mps
from metasolve.io.mps_writer import mps_text
from metasolve.io.source import Source, load
from metasolve.problem import Problem

_MPS_WORDS = (b"NAME", b"ROWS", b"OBJSENSE", b"OBJNAME", b"ENDATA")


def read_problem(source: Source) -> Problem:
    """Return the problem of an MPS or LP file: a path, "-" for stdin, bytes, or a binary stream.

    Each may be compressed with gzip or bzip2. Raises ModelNotFoundError, ModelDataError with file and line,
    or UnsupportedModelError where the model is not a mixed-integer linear program.
    """
    content = load(source)
    is_mps = content.extension == ".mps" or (content.extension != ".lp" and _looks_like_mps(content.data))
    return (parse_mps if is_mps else parse_lp)(content.data, content.name)


def write_problem(problem: Problem, path: str | Path) -> None:
    """Write problem to path as .mps or .lp, each also .gz or .bz2; it reads back the same, bit for bit.

    Raises OutputError if the extension is another one, the format has no words for the problem, or the file
    cannot be written.
    """
    suffixes = [suffix.lower() for suffix in Path(path).suffixes[-2:]]
    packing = suffixes.pop() if suffixes and suffixes[-1] in (".gz", ".bz2") else ""
    writers = {".mps": mps_text, ".lp": lp_text}
    if not suffixes or suffixes[-1] not in writers:
        raise OutputError(f"{path}: the name must end in .mps or .lp, or either followed by .gz or .bz2")
    data = writers[suffixes[-1]](problem).encode()
    if packing == ".gz":
        data = gzip.compress(data, mtime=0)
    elif packing == ".bz2":
        data = bz2.compress(data)
    write_atomically(path, data)


def _looks_like_mps(data: bytes) -> bool:
    start = 0
    while start < len(data):
        end = data.find(b"\n", start)
        end = len(data) if end < 0 else end
        words = data[start:end].split(None, 1)
        if words and not data.startswith(b"*", start):
            return words[0] in _MPS_WORDS
        start = end + 1
    return False
