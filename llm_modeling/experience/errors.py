"""What can be wrong with a library of insights.

metasolve.InputError
+- LibraryError         the file cannot be used, or an insight in it is not there
   +- InsightError      an insight is malformed, or copies its source, or is not told apart by its example
"""

from __future__ import annotations

from metasolve import InputError


class LibraryError(InputError):
    """A library cannot be used as asked; the message names the file or the insight and the next step."""


class InsightError(LibraryError):
    """An insight cannot be accepted; the message says which part of it and why."""
