"""The exception tree; a wrong argument in Python is a plain ValueError instead.

MetasolveError             something about the world: names file, line, row or solver and the next step
+- InputError              an input cannot be used
|  +- ModelNotFoundError   no such file, or it cannot be opened
|  +- ModelDataError       the model or solution file is malformed (says file and line)
|  +- UnsupportedModelError  well-formed, but with a part that metasolve does not solve (says which)
|  +- LinearSystemError    a linear system is malformed (not square, nan, zero diagonal, wrong shapes)
+- OutputError             a result cannot be written where it was asked for
+- BackendError            an engine failed
|  +- BackendUnavailableError  its package is not installed or does not load
|  +- WorkerDiedError      its process crashed or was killed
|  +- UnknownStatusError   it returned a status that is not in the table
+- NoConvergenceError      no linear solver reached the tolerance (says how far it came)
+- MemoryLimitError        the memory limit was reached before any result
+- CheckFailedError        a solution does not satisfy the model
"""


class MetasolveError(Exception):
    """Something about the world went wrong; the message names it and the next step."""


class InputError(MetasolveError):
    """An input cannot be used."""


class ModelNotFoundError(InputError):
    """The input file does not exist or cannot be opened."""


class ModelDataError(InputError):
    """The input is malformed; the message starts with `file:line:` where the place is known."""

    def __init__(self, reason: str, path: str | None = None, line: int | None = None) -> None:
        place = "" if path is None else f"{path}: " if line is None else f"{path}:{line}: "
        super().__init__(place + reason)
        self.reason = reason
        self.path = path
        self.line = line


class UnsupportedModelError(ModelDataError):
    """The model is well-formed but has a part that no engine here solves; the message names it."""


class LinearSystemError(InputError):
    """A linear system cannot be solved as it is given; the message names the row, column or shape."""


class OutputError(MetasolveError):
    """A result cannot be written where it was asked for."""


class BackendError(MetasolveError):
    """An engine failed."""


class BackendUnavailableError(BackendError):
    """The engine's package is not installed or does not load."""


class WorkerDiedError(BackendError):
    """The engine's process crashed or was killed."""


class UnknownStatusError(BackendError):
    """The engine returned a status that its table does not hold."""


class NoConvergenceError(MetasolveError):
    """No solver reached the tolerance; residual is the smallest 2-norm of b - a x that any of them reached."""

    def __init__(self, reason: str, residual: float) -> None:
        super().__init__(reason)
        self.residual = residual


class MemoryLimitError(MetasolveError):
    """The memory limit was reached before there was any result."""


class CheckFailedError(MetasolveError):
    """A solution does not satisfy the model."""
