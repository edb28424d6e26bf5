"""The command line; `metasolve --version` is answered before anything heavy loads."""

from __future__ import annotations

import importlib
import os
import sys
import time
from typing import cast

from metasolve._version import __version__

_BEGAN = time.monotonic() - time.process_time()  # when the process did, so that -t counts all of the user's wait


def main() -> int:
    """Run the command line on sys.argv and return its exit code, one of metasolve.exit_codes.ExitCode."""
    arguments = sys.argv[1:]
    if arguments == ["--version"]:
        print(f"metasolve {__version__}")
        return 0
    if arguments[:1] and arguments[0] in ("linear", "synthesize", "evaluate"):
        # One core is what a process of these has; threads of BLAS would wait for each other where the machine is busy.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    app = importlib.import_module("metasolve.cli.app")  # typer costs more than a version may take
    return cast("int", app.run(arguments, _BEGAN))
