"""compare_models(): whether two compiled formulations say the same, and by which of their elements they differ."""

from __future__ import annotations

import math
import re
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

import numpy as np
from pydantic import BaseModel

from llm_modeling.compiled import Compiled, RowOrigin
from llm_modeling.equivalence import EffortLimits, Method, Outcome, Verdict, Witness, compare
from llm_modeling.equivalence.verdict import DEFAULT_EFFORT
from llm_modeling.witness import OF_VARIABLES, Plan, allows, forbidden_by, of_level, plans, ranked_otherwise

SCHEMA = "metasolve.model-comparison/1"
_AT_ONCE_S = 2.0
_LEAST_TIME_S = 0.01
_SECTIONS = ("sets", "parameters", "variables", "constraints", "objectives")
_IGNORED = frozenset({"description", "quote"})
_QUOTED = re.compile(r"'([^']+)'(?: of ([ab])\b)?")

Match = Literal["auto", "names", "structure"]


@dataclass(frozen=True)
class Place:
    """What the verdict is about, in the words of its model: a constraint or variable, index tuple, and sentence."""

    model: Literal["a", "b"]
    kind: Literal["constraint", "objective", "variable"]
    name: str
    index: tuple[int | str, ...]
    quote: str


@dataclass(frozen=True)
class Change:
    """An element that is not the same in a and b; what says how, in_a and in_b what stands there, empty if nothing."""

    element: str
    what: str
    in_a: str = ""
    in_b: str = ""


@dataclass(frozen=True)
class Comparison:
    """The verdict for the data that were given, what it names, and the elements whose text or values differ.

    matched_by says whether columns of the same name were taken for the same, or any one-to-one map was looked for.
    """

    verdict: Verdict
    matched_by: Literal["names", "structure"]
    places: tuple[Place, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def outcome(self) -> Outcome:
        return self.verdict.outcome

    def to_json(self) -> dict[str, Any]:
        """Return the comparison as JSON data of schema metasolve.model-comparison/1."""
        verdict = self.verdict
        return {
            "schema": SCHEMA,
            "outcome": str(verdict.outcome),
            "method": str(verdict.method),
            "reason": verdict.reason,
            "matched_by": self.matched_by,
            "objective_factor": verdict.objective_factor,
            "objective_shift": verdict.objective_shift,
            "places": [{**vars(place), "index": list(place.index)} for place in self.places],
            "changes": [dict(vars(change)) for change in self.changes],
            "columns": {name: dict(vars(other)) for name, other in verdict.columns.items()},
            "witnesses": [{**vars(w), "point": dict(w.point)} for w in verdict.witnesses],
        }


def compare_models(
    a: Compiled, b: Compiled, *, match: Match = "auto", limits: EffortLimits = DEFAULT_EFFORT
) -> Comparison:
    """Return whether two compiled formulations are equivalent for their data; what is not proved is UNKNOWN.

    With match = "names", variables of the same name and index mean the same, in the same unit; with "structure", any
    one-to-one map of columns will do, names and units do not matter. "auto" takes names if all variables of both
    have their partner. Several priorities have to agree one by one, tolerances included.

    Raises ValueError if match is "names" and the variables do not have the same names and indices.
    """
    columns = None if match == "structure" else _same_names(a, b)
    if match == "names" and columns is None:
        raise ValueError("the variables of a and b do not have the same names and indices")
    unranked = _ranks_differ(a, b)
    answer = _by_levels(a, b, columns, _Clock(limits)) if unranked is None else _Answer(unranked)
    different = answer.verdict.outcome is not Outcome.EQUIVALENT
    return Comparison(
        answer.verdict,
        "structure" if columns is None else "names",
        (answer.places or tuple(_places(answer.verdict, a, b))) if different else (),
        tuple(_changes(a, b)) if different else (),
    )


@dataclass(frozen=True)
class _Answer:
    """A verdict, and the constraints that it is about if they are known apart from its words."""

    verdict: Verdict
    places: tuple[Place, ...] = ()


def have_same_names(a: Compiled, b: Compiled) -> bool:
    """Return whether all variables of both models have a partner of the same name and index."""
    return _same_names(a, b) is not None


class _Clock:
    """The limits with the time that is left of them."""

    def __init__(self, limits: EffortLimits) -> None:
        self._limits = limits
        self._end = time.monotonic() + limits.time_s

    @property
    def left_s(self) -> float:
        return max(0.0, self._end - time.monotonic())

    def limits(self, most_s: float = math.inf) -> EffortLimits:
        """Return the limits of one step, of at most so many seconds."""
        return replace(self._limits, time_s=max(_LEAST_TIME_S, min(most_s, self.left_s)))


def _by_levels(a: Compiled, b: Compiled, columns: Mapping[str, str] | None, clock: _Clock) -> _Answer:
    """Return the answer on all priorities; without names, a map found for one need not be that of another."""
    first: Verdict | None = None
    for level in range(len(a.levels)):
        answer = _of_priority(a, b, level, columns, clock)
        name = " + ".join(a.levels[level].names)
        if answer.verdict.outcome is not Outcome.EQUIVALENT:
            reason = f"objective {name}: {answer.verdict.reason}"
            return answer if len(a.levels) == 1 else replace(answer, verdict=replace(answer.verdict, reason=reason))
        if (
            level + 1 < len(a.levels)
            and a.levels[level].tolerance
            and abs(answer.verdict.objective_factor or 0.0) != 1.0
        ):
            reason = f"{name} has another unit in b, and later priorities may worsen it by the same number"
            return _Answer(Verdict(Outcome.UNKNOWN, Method.NONE, reason))
        first = first or answer.verdict
    if first is None:
        raise AssertionError("a compiled formulation has at least one level")
    if columns is None and len(a.levels) > 1:
        return _Answer(_by_one_map(a, b, clock))
    return _Answer(first)


def _by_one_map(a: Compiled, b: Compiled, clock: _Clock) -> Verdict:
    """Return EQUIVALENT if a map of columns that is found for some priority serves all, else UNKNOWN.

    Columns without a say there are added to the map by the priorities that follow, and stay as they are for the rest.
    """
    problems = [(of_level(a, level).problem, of_level(b, level).problem) for level in range(len(a.levels))]
    for first in range(len(problems)):
        order = [first, *(level for level in range(len(problems)) if level != first)]
        columns: dict[str, str] | None = None
        verdicts: dict[int, Verdict] = {}
        for level in order:
            found = compare(*problems[level], columns=columns, limits=clock.limits())
            if found.outcome is not Outcome.EQUIVALENT or not _keeps_values(found):
                break
            verdicts[level] = found
            columns = {**(columns or {}), **{name: other.name for name, other in found.columns.items()}}
        else:
            return verdicts[0]
    reason = "each priority for itself is equivalent, but not shown to be by the same map of columns"
    return Verdict(Outcome.UNKNOWN, Method.NONE, reason)


def _keeps_values(verdict: Verdict) -> bool:
    return all((other.factor, other.shift) == (1.0, 0.0) for other in verdict.columns.values())


def _of_priority(a: Compiled, b: Compiled, level: int, columns: Mapping[str, str] | None, clock: _Clock) -> _Answer:
    """Return the answer on one priority; with names, plans are tried before a proof gets all the time that is left."""

    def proved(most_s: float) -> _Answer:
        first, second = of_level(a, level).problem, of_level(b, level).problem
        return _Answer(compare(first, second, columns=columns, limits=clock.limits(most_s)))

    if columns is None:
        return proved(math.inf)
    began = time.monotonic()
    answer = proved(_AT_ONCE_S)
    if answer.verdict.outcome is not Outcome.UNKNOWN:
        return answer
    cut_short = time.monotonic() - began >= _AT_ONCE_S
    found = _with_auxiliaries(a, b, level, columns, clock.limits(_AT_ONCE_S)) or _by_plans(a, b, level, clock)
    if found is not None:
        return found
    if cut_short:
        answer = proved(math.inf)
    if answer.verdict.outcome is not Outcome.UNKNOWN:
        return answer
    return _with_auxiliaries(a, b, level, columns, clock.limits()) or answer


def _with_auxiliaries(
    a: Compiled, b: Compiled, level: int, columns: Mapping[str, str], limits: EffortLimits
) -> _Answer | None:
    """Return EQUIVALENT if the models are with all columns bound by name, auxiliary ones included, else None.

    Then their plans are the same too, whatever the auxiliary columns mean; the converse would not follow.
    """
    first, second = of_level(a, level).problem, of_level(b, level).problem
    rest = set(first.col_names) - set(columns)
    if rest != set(second.col_names) - set(columns.values()):
        return None
    verdict = compare(first, second, columns={**columns, **{name: name for name in rest}}, limits=limits)
    return _Answer(verdict) if verdict.outcome is Outcome.EQUIVALENT else None


def _by_plans(a: Compiled, b: Compiled, level: int, clock: _Clock) -> _Answer | None:
    """Return DIFFERENT if a plan of one model is forbidden by the other, or they rank plans otherwise, else None."""
    both: list[Plan] = []
    for here, there, names in ((a, b, "ab"), (b, a, "ba")):
        for plan in plans(here, level):
            if not clock.left_s:
                return None
            origins = forbidden_by(there, plan, max(_LEAST_TIME_S, clock.left_s))
            if not origins or not allows(here, plan):
                both.append(plan)
                continue
            shown = ", ".join(dict.fromkeys(_called(origin) for origin in origins))
            reason = f"{shown} of {names[1]} forbids a plan that {names[0]} allows"
            witness = Witness(names[0], _point(plan), f"allowed in {names[0]}, not in {names[1]}")
            verdict = Verdict(Outcome.DIFFERENT, Method.WITNESS, reason, witnesses=(witness,))
            return _Answer(verdict, tuple(_place(origin, names[1]) for origin in origins))
    apart = ranked_otherwise(a, b, level, both)
    if not apart:
        return None
    witnesses = tuple(Witness("a", _point(plan), "allowed in both") for plan in apart)
    reason = "the objectives do not agree at plans that both allow"
    return _Answer(Verdict(Outcome.DIFFERENT, Method.WITNESS, reason, witnesses=witnesses))


def _called(origin: RowOrigin) -> str:
    where = f"({','.join(map(str, origin.index))})" if origin.index else ""
    if origin.part in OF_VARIABLES:
        return f"variable '{origin.constraint}{where}' ({origin.part})"
    return f"constraint '{origin.constraint}{where}'"


def _place(origin: RowOrigin, model: str) -> Place:
    kind: Literal["constraint", "variable"] = "variable" if origin.part in OF_VARIABLES else "constraint"
    return Place("a" if model == "a" else "b", kind, origin.constraint, origin.index, origin.quote)


def _point(plan: Plan) -> dict[str, float]:
    return {f"{name}({','.join(map(str, key))})" if key else name: value for (name, key), value in plan.items()}


def _ranks_differ(a: Compiled, b: Compiled) -> Verdict | None:
    """Return UNKNOWN where the objectives cannot be compared one by one."""
    if len(a.levels) != len(b.levels):
        reason = f"a has {len(a.levels)} priorities of objectives, b has {len(b.levels)}"
        return Verdict(Outcome.UNKNOWN, Method.NONE, reason)
    for first, second in zip(a.levels[:-1], b.levels[:-1], strict=True):
        if first.tolerance != second.tolerance:
            name = " + ".join(first.names)
            reason = f"later priorities may worsen {name} by {first.tolerance:g} in a and {second.tolerance:g} in b"
            return Verdict(Outcome.UNKNOWN, Method.NONE, reason)
    return None


def _same_names(a: Compiled, b: Compiled) -> dict[str, str] | None:
    """Return the columns of b by those of a of the same variable and index, None if not all have their partner."""
    if set(a.variables) != set(b.variables):
        return None
    bound: dict[str, str] = {}
    for name in a.variables:
        here = dict(zip(a.keys_of(name), a.columns_of(name).tolist(), strict=True))
        there = dict(zip(b.keys_of(name), b.columns_of(name).tolist(), strict=True))
        if here.keys() != there.keys():
            return None
        for key, column in here.items():
            bound[a.problem.col_names[column]] = b.problem.col_names[there[key]]
    return bound


def _places(verdict: Verdict, a: Compiled, b: Compiled) -> Iterator[Place]:
    """Yield the constraints and objectives of the rows that the reason names, each once."""
    seen = set()
    for name, model in _QUOTED.findall(verdict.reason):
        for which, compiled in (("a", a), ("b", b)):
            rows = compiled.problem.row_names
            if model not in ("", which) or name not in rows:
                continue
            origin = compiled.origin_of_row(rows.index(name))
            key = (which, origin.constraint, origin.index)
            if key not in seen:
                seen.add(key)
                goals = {spec.name for spec in compiled.model.formulation.objectives}
                place = _place(origin, which)
                yield replace(place, kind="objective") if origin.constraint in goals else place


def _changes(a: Compiled, b: Compiled) -> Iterator[Change]:
    """Yield the elements of which only one model has one, whose fields differ, or that the data fill differently."""
    for section in _SECTIONS:
        here = {spec.name: spec for spec in getattr(a.model.formulation, section)}
        there = {spec.name: spec for spec in getattr(b.model.formulation, section)}
        for name, spec in here.items():
            element = f"{spec.word} {name!r}"
            if name not in there:
                yield Change(element, "only in a", _shown(spec))
                continue
            fields = _differing(spec, there[name])
            if fields:
                yield Change(element, ", ".join(fields), _shown(spec, fields), _shown(there[name], fields))
            elif section in ("sets", "parameters") and not _same_values(a, b, section, name):
                yield Change(element, "values")
        for name, spec in there.items():
            if name not in here:
                yield Change(f"{spec.word} {name!r}", "only in b", "", _shown(spec))


def _differing(a: BaseModel, b: BaseModel) -> list[str]:
    """Return the fields that say something else; blanks do not count."""
    return [field for field in type(a).model_fields if field not in _IGNORED and _text(a, field) != _text(b, field)]


def _text(spec: BaseModel, field: str) -> str:
    value = getattr(spec, field)
    return "".join(value.split()) if isinstance(value, str) else repr(value)


def _shown(spec: BaseModel, fields: list[str] | None = None) -> str:
    names = fields if fields is not None else [name for name in ("forall", "expression") if getattr(spec, name, "")]
    return "; ".join(str(getattr(spec, name)) for name in names)


def _same_values(a: Compiled, b: Compiled, section: str, name: str) -> bool:
    if section == "sets":
        return _members(a, name) == _members(b, name)
    here, there = a.ground.parameters[name], b.ground.parameters[name]
    if here.values.shape != there.values.shape or not np.array_equal(here.values, there.values):
        return False
    spaces = ([c.members(m.ground.texts) for c in m.ground.parameters[name].space.columns()] for m in (a, b))
    return next(spaces) == next(spaces)


def _members(compiled: Compiled, name: str) -> list[list[int | str]]:
    return [column.members(compiled.ground.texts) for column in compiled.ground.sets[name].columns]
