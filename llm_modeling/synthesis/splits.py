"""Splits without leaks: test has families of its own, validation has framings of its own, train has the rest.

A split depends on the names alone, so that more data, other seeds and new families do not move what was there before.
"""

from __future__ import annotations

import hashlib
from enum import StrEnum


class Split(StrEnum):
    """What a record is for."""

    TRAIN = "train"
    VALIDATION = "validation"
    TEST = "test"


_TEST_SHARE, _VALIDATION_SHARE = 0.15, 0.17


def split_of(family: str, framing: str) -> Split:
    """Return the split of all problems of a family in a framing.

    No family of test is in another split, no framing of validation is in train; together with texts that are all
    distinct, nothing that is learned by heart from train helps in the others.
    """
    if _share(f"family {family}") < _TEST_SHARE:
        return Split.TEST
    return Split.VALIDATION if _share(f"framing {family} {framing}") < _VALIDATION_SHARE else Split.TRAIN


def _share(name: str) -> float:
    """Return a number in [0, 1) that the name determines."""
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8]) / 2**64
