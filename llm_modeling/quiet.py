"""Silence for solver libraries in this process that print to the standard output whatever their options say."""

from __future__ import annotations

import ctypes
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache

_lock = threading.Lock()
_inside = 0
_own: int | None = None


@contextmanager
def quiet() -> Iterator[None]:
    """Let what C code prints while inside, in any thread, go nowhere; what Python prints is not touched.

    HiGHS 1.12, the one in SciPy 1.17, prints `HighsMipSolverData::transformNewIntegerFeasibleSolution ...` by plain
    printf. The file descriptor stays as it is, as other threads may write an answer to it: the C library's stdout
    is exchanged instead. Where it cannot be (it is a variable in glibc, not everywhere), nothing is done.
    """
    global _inside, _own
    streams = _streams()
    if streams is None:
        yield
        return
    stdout, nowhere = streams
    with _lock:
        if _inside == 0:
            _own, stdout.value = stdout.value, nowhere
        _inside += 1
    try:
        yield
    finally:
        with _lock:
            _inside -= 1
            if _inside == 0:
                stdout.value = _own


@cache
def _streams() -> tuple[ctypes.c_void_p, int] | None:
    """Return glibc's variable stdout and a stream that goes nowhere, None where there is none."""
    try:
        library = ctypes.CDLL(None)
        library.gnu_get_libc_version  # noqa: B018 -- absent from other C libraries
        stdout = ctypes.c_void_p.in_dll(library, "stdout")
        library.fopen.restype = ctypes.c_void_p
        nowhere = library.fopen(os.devnull.encode(), b"w")
    except (OSError, AttributeError, ValueError, TypeError):
        return None
    return None if nowhere is None else (stdout, nowhere)
