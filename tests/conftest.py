"""Settings of all tests: property tests draw the same examples on every run, and a slow machine fails none of them."""

from __future__ import annotations

import pytest
from hypothesis import settings

settings.register_profile("repeatable", derandomize=True, deadline=None, database=None)
settings.load_profile("repeatable")


def pytest_make_parametrize_id(val: object, argname: str) -> None:
    """Refuse values whose text tells when they were made: workers that collect a second apart would name them apart."""
    if isinstance(val, bytes) and val.startswith(b"\x1f\x8b") and any(val[4:8]):
        raise pytest.UsageError(f"{argname}: gzip with a time stamp as a parameter; give gzip.compress mtime=0, or ids")
