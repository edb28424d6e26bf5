"""Local-MIP as a user runs it: one run with a time limit; it tells only its last solution.

The times of its improvements are those of its log; the values there are not believed but for the last one, whose
solution can be checked.
"""

from __future__ import annotations

import bz2
import gzip
import os
import re
import sys
import tempfile
from importlib.metadata import version
from pathlib import Path
from typing import Any

import localmip_py
from stream import Stream, arguments, left_s

_OPENERS: dict[str, Any] = {".gz": gzip.open, ".bz2": bz2.open}
_IMPROVED = re.compile(r"c \[\s*([\d.]+)\] obj\*: (\S+)")


def main() -> None:
    given = arguments("Run Local-MIP.")
    stream = Stream(given.out, given.start)
    stream.versions(**{"Local-MIP": version("localmip")})
    path = Path(given.model)
    with tempfile.TemporaryDirectory() as folder:
        plain = Path(folder) / "model.mps"
        with _OPENERS.get(path.suffix, open)(path, "rt") as file:
            plain.write_text(file.read())
        search = localmip_py.LocalMIP()
        search.set_model_file(str(plain))
        search.set_random_seed(given.seed)
        search.set_log_obj(True)
        began = stream.elapsed_s
        search.set_time_limit(left_s(given))
        log = _captured(search, Path(folder) / "log")
    if search.is_feasible():
        manager = search.get_model_manager()
        stream.names([manager.var(j).name for j in range(manager.var_num)])
        moments = [float(match[1]) for match in _IMPROVED.finditer(log)]
        stream.found(search.get_solution(), None if not moments else min(began + max(moments), stream.elapsed_s))
    stream.end("time_limit")


def _captured(search: Any, path: Path) -> str:
    """Run, and return what the library prints: it writes to the file descriptor, past Python."""
    sys.stdout.flush()
    keep = os.dup(1)
    with path.open("w+") as log:
        os.dup2(log.fileno(), 1)
        try:
            search.run()
        finally:
            sys.stdout.flush()
            os.dup2(keep, 1)
            os.close(keep)
        log.seek(0)
        return log.read()


if __name__ == "__main__":
    main()
