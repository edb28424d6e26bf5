"""Failure: why a reply is not right, from the first thing that went wrong."""

from __future__ import annotations

from enum import StrEnum


class Failure(StrEnum):
    """In the order of the work: no reply, then reading, compiling, solving, then value and structure.

    UNSOLVED is an engine's failure, CRASHED one of the process: out of memory, or killed for time. WRONG_STRUCTURE is
    a right value from a model that is proved different from the gold one.
    """

    NO_REPLY = "no reply"
    PARSE = "parse"
    SCHEMA = "schema"
    COMPILE = "compile"
    DATA = "data"
    SIZE = "size"
    INFEASIBLE = "infeasible"
    UNBOUNDED = "unbounded"
    TIME_LIMIT = "time limit"
    UNSOLVED = "unsolved"
    CRASHED = "crashed"
    WRONG_VALUE = "wrong value"
    WRONG_STRUCTURE = "wrong structure"
