"""What a served model wrote when it was held to the schema of formulations, sorted by what became of it."""

from __future__ import annotations

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum

import jsonschema_rs

from llm_modeling import Data, Formulation, FormulationError, compile_model
from llm_modeling.client import Reply, ReplyError
from metasolve import MetasolveError
from tests.llm_modeling.vllm.corpus import TEXTS

_SCHEMA = jsonschema_rs.validator_for(Formulation.json_schema())


class Fate(StrEnum):
    """How far a reply came."""

    CUT_OFF = "cut off"
    NO_JSON = "no JSON"
    NO_MATCH = "not of the schema"
    REFUSED = "refused as formulation"
    NOT_COMPILED = "refused by the compiler"
    EMPTY = "compiled without a constraint"
    COMPILED = "compiled"


@dataclass(frozen=True)
class Outcome:
    """A reply to the problem of that name, its fate, and the reason where it is not the best one."""

    problem: str
    fate: Fate
    text: str = ""
    tokens: int = 0
    reason: str = ""

    @property
    def completed(self) -> bool:
        """Whether the model ended the reply itself."""
        return self.fate is not Fate.CUT_OFF


def outcome_of(problem: str, ask: Callable[[], Reply]) -> Outcome:
    """Return what becomes of the reply to a problem; errors other than a clean refusal are raised."""
    try:
        reply = ask()
    except ReplyError as error:
        if "cut off at its token limit" not in str(error):
            raise
        return Outcome(problem, Fate.CUT_OFF, tokens=error.usage.completion_tokens, reason=str(error))
    fate, reason = _fate(problem, reply.text)
    return Outcome(problem, fate, reply.text, reply.usage.completion_tokens, reason)


def _fate(problem: str, text: str) -> tuple[Fate, str]:
    try:
        value = json.loads(text, parse_float=_finite, parse_int=_whole)
    except ValueError as error:
        return Fate.NO_JSON, str(error)
    wrong = [error.message for error in _SCHEMA.iter_errors(value)]
    if wrong:
        return Fate.NO_MATCH, wrong[0]
    try:
        formulation = Formulation.from_json(text)
    except FormulationError as error:
        return Fate.REFUSED, str(error)
    try:
        compile_model(formulation, Data.from_directory(TEXTS / problem))
    except MetasolveError as error:  # a table of another problem is missing, too
        return Fate.NOT_COMPILED, str(error)
    # the schema needs no field: a model that breaks off has written the empty plan
    return (Fate.COMPILED if formulation.constraints else Fate.EMPTY), ""


def summary(outcomes: Iterable[Outcome]) -> str:
    """Return the number of replies of each fate, one line."""
    counts = Counter(outcome.fate for outcome in outcomes)
    return ", ".join(f"{counts[fate]} {fate}" for fate in Fate if counts[fate])


def _finite(digits: str) -> float:
    """Return the number of a JSON text, the largest one for those that are too large: JSON Schema has no infinity."""
    return max(-sys.float_info.max, min(float(digits), sys.float_info.max))


def _whole(digits: str) -> int:
    """Return the integer of a JSON text, its first digits for those that Python does not read."""
    return int(digits[:4000])
