"""ModelResult: what came out of a model in the model's own words: values, objectives, the constraints that bind."""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np

from llm_modeling.compiled import Compiled, Key, ObjectiveLevel
from llm_modeling.formulation import Goal, VariableKind
from llm_modeling.grounding.columns import BoolArray, FloatArray
from llm_modeling.language import tree
from llm_modeling.objective_unit import objective_units
from llm_modeling.typed import TypedModel
from metasolve import SolutionStatus, SolveResult, Termination

SCHEMA = "metasolve.model-result/1"
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
TOLERANCE = 1e-6
"""A row binds if it is this close to its side, relative to max(1, |side|); integers are rounded by this much."""


@dataclass(frozen=True)
class ObjectiveValue:
    """What became of one objective; value is None if the solve ended before its turn, unit empty if it is not known."""

    name: str
    goal: Goal
    priority: int
    weight: float
    value: float | None
    unit: str = ""


@dataclass(frozen=True)
class Binding:
    """A constraint of which some inequalities hold as equations: which of them, and how many inequalities it has.

    Inequalities among variables that are all 0 do not count: that nothing comes out of nothing is no news.
    """

    constraint: str
    indices: tuple[Key, ...]
    of: int
    quote: str


@dataclass(frozen=True, eq=False)
class ModelResult:
    """The outcome of solve_model; steps has the result of each priority that was solved, in their order.

    x is (columns,) or None; it is the best for the last step that found one. termination is that of the whole: it
    is `optimal` only if all priorities were solved to the end.
    """

    compiled: Compiled
    termination: Termination
    steps: tuple[SolveResult, ...]
    x: FloatArray | None
    time_s: float
    message: str = ""

    @property
    def solution_status(self) -> SolutionStatus:
        """What is known of the solution."""
        if self.x is None:
            return SolutionStatus.NONE
        return SolutionStatus.OPTIMAL if self.termination is Termination.OPTIMAL else SolutionStatus.FEASIBLE

    @property
    def objective(self) -> float | None:
        """The value of the highest priority at the solution; None if there is none."""
        return None if self.x is None else self.compiled.levels[0].value(self.x)

    @cached_property
    def values(self) -> Mapping[str, Mapping[Key, float]]:
        """The values of all variables by name and index tuple; raises ValueError if there is no solution.

        Integer values are whole numbers: what an engine leaves of a fraction, at most 1e-6, is rounded away.
        """
        if self.x is None:
            raise ValueError(f"there is no solution (termination {self.termination})")
        whole = np.rint(self.x)
        clean = self.compiled.columns.integer & (np.abs(self.x - whole) <= TOLERANCE)
        return self.compiled.values(np.where(clean, whole, self.x) + 0.0)  # + 0.0 makes 0 of -0

    @cached_property
    def objectives(self) -> tuple[ObjectiveValue, ...]:
        """All objectives by descending priority."""
        specs = {spec.name: spec for spec in self.compiled.model.formulation.objectives}
        units = objective_units(self.compiled.model)
        found = []
        for k, level in enumerate(self.compiled.levels):
            for part in level.parts:
                spec = specs[part.name]
                value = None if self.x is None or k >= len(self.steps) else part.value(self.x)
                unit = units.get(part.name, "")
                found.append(ObjectiveValue(part.name, spec.sense, spec.priority, spec.weight, value, unit))
        return tuple(found)

    @cached_property
    def bindings(self) -> tuple[Binding, ...]:
        """The constraints that bind: linear inequalities that hold as equations; equations always do."""
        if self.x is None:
            return ()
        compiled = self.compiled
        binding, inequality = _binding_rows(compiled, self.x)
        plain = {
            typed.spec.name: typed.spec.quote
            for typed in compiled.model.constraints
            if isinstance(typed.expression, tree.Comparison)
        }
        found = []
        for name, quote in plain.items():
            ranges = [np.arange(b.start, b.start + b.count) for b in compiled.row_blocks if b.owner == name]
            rows = np.concatenate([np.zeros(0, dtype=np.int64), *ranges])
            rows = rows[inequality[rows]]
            keys = [compiled.origin_of_row(row).index for row in rows[binding[rows]].tolist()]
            if keys:
                found.append(Binding(name, tuple(dict.fromkeys(keys)), int(rows.size), quote))
        return tuple(found)

    def to_json(self) -> dict[str, Any]:
        """Return the result as JSON data of schema metasolve.model-result/1."""
        return {
            "schema": SCHEMA,
            "title": self.compiled.model.formulation.title,
            "termination": str(self.termination),
            "solution_status": str(self.solution_status),
            "objective": self.objective,
            "objectives": [_objective_json(entry) for entry in self.objectives],
            "variables": {} if self.x is None else self._variables_json(),
            "binding": [
                {"constraint": b.constraint, "indices": [list(key) for key in b.indices], "of": b.of, "quote": b.quote}
                for b in self.bindings
            ],
            "time_s": self.time_s,
            "message": self.message,
            "steps": [
                {"objectives": list(level.names), "result": step.to_json()}
                for level, step in zip(self.compiled.levels, self.steps, strict=False)
            ],
        }

    def to_csv(self) -> dict[str, str]:
        """Return a CSV text for each variable by its name: index columns, then the value; all combinations.

        A member that a spreadsheet would take for a formula has an apostrophe before it.

        Raises ValueError if there is no solution.
        """
        return {name: self._csv(name, entries) for name, entries in self.values.items()}

    def _variables_json(self) -> dict[str, Any]:
        return {
            name: {
                "index": index_names(self.compiled, name),
                "kind": str(typed.spec.kind),
                "unit": typed.spec.unit,
                "values": [[*key, _plain(value, typed.spec.kind)] for key, value in self.values[name].items()],
            }
            for name, typed in self.compiled.model.variables.items()
        }

    def _csv(self, name: str, entries: Mapping[Key, float]) -> str:
        kind = self.compiled.model.variables[name].spec.kind
        stream = io.StringIO()
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow([*index_names(self.compiled, name), name])
        writer.writerows([*map(_shown, key), _plain(value, kind)] for key, value in entries.items())
        return stream.getvalue()


def index_names(compiled: Compiled, variable: str) -> list[str]:
    """Return a name for each component of a variable's index, all distinct: what it is, else its letter.

    What it is, is the name of the set, or the columns of the table that a set of tuples comes from.
    """
    typed = compiled.model.variables[variable]
    pairs: list[tuple[str, str]] = []
    for binder in typed.domain.binders if typed.domain is not None else ():
        pairs += _component_names(compiled.model, binder)
    words = [word for word, _ in pairs]
    names = [word if words.count(word) == 1 else letter for word, letter in pairs]
    result: list[str] = []
    for name in [*names, *["index"] * len(typed.sorts)][: len(typed.sorts)]:
        copy, number = name, 1
        while copy in (variable, *result):
            number += 1
            copy = f"{name}_{number}"
        result.append(copy)
    return result


def _component_names(model: TypedModel, binder: tree.Binder) -> list[tuple[str, str]]:
    """Return, for each component that a binder binds, what it is and its letter, as far as the texts say."""
    words: list[str] = []
    if isinstance(binder.set, tree.SetRef) and not binder.set.subscripts:
        spec, arity = model.sets[binder.set.name].spec, model.sets[binder.set.name].arity
        words = [spec.name] if arity == 1 else list(spec.columns) or [f"{spec.name}_{k + 1}" for k in range(arity)]
        if binder.names and arity > 1 and not spec.columns:
            words = list(binder.names)
    elif isinstance(binder.set, tree.SetBuilder) and not binder.names:
        words = list(binder.set.domain.names)
    words = words or list(binder.names) or ["index"]
    letters = binder.names or tuple(words)
    return [(word, letter) for word, letter in zip(words, letters, strict=True) if letter not in binder.matched]


def _binding_rows(compiled: Compiled, x: FloatArray) -> tuple[BoolArray, BoolArray]:
    """Return which rows are at a side, and which are inequalities of a constraint itself; both (rows,)."""
    rows = compiled.rows
    size = int(rows.lower.size)
    activity = np.bincount(rows.rows, weights=rows.coefficients * x[rows.columns], minlength=size)
    with np.errstate(invalid="ignore"):  # inf - inf of sides that are not there
        low = np.abs(activity - rows.lower) <= TOLERANCE * np.maximum(1.0, np.abs(rows.lower))
        high = np.abs(activity - rows.upper) <= TOLERANCE * np.maximum(1.0, np.abs(rows.upper))
    binding = (low & np.isfinite(rows.lower)) | (high & np.isfinite(rows.upper))
    inequality = np.zeros(size, dtype=np.bool_)
    for block in compiled.row_blocks:
        if not block.part and not block.inner:
            inequality[block.start : block.start + block.count] = True
    inequality &= rows.lower != rows.upper
    binding &= np.bincount(rows.rows, weights=np.abs(x[rows.columns]), minlength=size) > TOLERANCE
    return binding, inequality


def level_words(level: ObjectiveLevel) -> str:
    """Return what a priority optimizes: `minimize cost + delay`; a model without objective only asks for a solution."""
    return f"{level.goal} {' + '.join(level.names)}" if level.names else "find a solution"


def _objective_json(entry: ObjectiveValue) -> dict[str, Any]:
    return {
        "name": entry.name,
        "sense": str(entry.goal),
        "priority": entry.priority,
        "weight": entry.weight,
        "value": entry.value,
        "unit": entry.unit,
    }


def _plain(value: float, kind: VariableKind) -> int | float:
    return value if kind is VariableKind.CONTINUOUS or value != round(value) else round(value)


def _shown(member: int | str) -> int | str:
    """Return a member as a CSV cell that no spreadsheet executes."""
    return f"'{member}" if isinstance(member, str) and member.startswith(_FORMULA_STARTS) else member
