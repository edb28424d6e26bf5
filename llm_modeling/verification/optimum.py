"""Metamorphic checks: variations of a formulation whose optimum is known from that of the formulation itself.

Each function returns what it found, nothing if the relation holds or does not apply; every solve has a time limit.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import numpy as np

from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.data import Data
from llm_modeling.formulation import Formulation, Goal
from llm_modeling.language import tree
from llm_modeling.typed import element_name
from llm_modeling.verification.claims import claims
from llm_modeling.verification.cues import Direction
from llm_modeling.verification.findings import Finding, Findings, error, note, warning
from llm_modeling.verification.problem_text import ProblemText
from llm_modeling.verification.rescaling import scaled_parameters, without_values
from llm_modeling.verification.solving import Optimum, Outcome, optimum
from llm_modeling.verification.unit_check import declared_units
from llm_modeling.verification.units import CURRENCIES
from llm_modeling.verification.values import Values

_GROWN = 1.1
_MONEY = 100.0
_TOLERANCE = 1e-6


@dataclass(frozen=True, eq=False)
class Solved:
    """A formulation with its optimum, and what is needed to solve variations of it."""

    formulation: Formulation
    data: Data | None
    text: ProblemText
    compiled: Compiled
    optimum: Optimum
    time_limit_s: float

    @property
    def sign(self) -> float:
        """1 if less is better, -1 if more is."""
        return -1.0 if self.compiled.levels[0].goal is Goal.MAXIMIZE else 1.0

    def varied(self, formulation: Formulation) -> Optimum:
        """Return the optimum of another formulation with the same data."""
        return optimum(compile_model(formulation, self.data).problem, self.time_limit_s)

    def scaled(self, factors: Mapping[str, float]) -> Optimum:
        """Return the optimum with the values of some parameters times a factor."""
        formulation = scaled_parameters(self.compiled, factors)
        return optimum(compile_model(formulation, without_values(self.data, factors)).problem, self.time_limit_s)


def verify_optimum(
    formulation: Formulation, data: Data | None = None, text: str | None = None, time_limit_s: float = 2.0
) -> Findings:
    """Return what solving the formulation and variations of it finds; time_limit_s is for each of the solves.

    Raises FormulationError if it does not compile: `verify` comes first.
    """
    compiled = compile_model(formulation, data)
    first = optimum(compiled.problem, time_limit_s)
    solved = Solved(formulation, data, ProblemText.of(text or ""), compiled, first, time_limit_s)
    if first.outcome is Outcome.INFEASIBLE:
        return Findings((error("infeasible", "", "no point satisfies all constraints", "diagnose the conflict"),))
    if first.outcome is Outcome.UNBOUNDED:
        return Findings((error("unbounded", "", "the objective has no bound", "a constraint is missing"),))
    if first.outcome is Outcome.OPEN:
        message = f"not solved in {time_limit_s:g} s: the metamorphic checks are left out"
        return Findings((note("unsolved", "", message),))
    return Findings.of(finding for check_one in CHECKS for finding in check_one(solved))


def permuted_members(solved: Solved) -> Iterator[Finding]:
    """Yield a finding if the optimum depends on the order of members that have no order."""
    ordered = {s.name for s in solved.formulation.sets if s.ordered}
    sets = tuple(
        s.model_copy(update={"members": s.members[::-1], "tuples": s.tuples[::-1]}) if s.name not in ordered else s
        for s in solved.formulation.sets
    )
    if any(s.members or s.tuples for s in sets):
        other = solved.varied(solved.formulation.model_copy(update={"sets": sets}))
        if not other.agrees(solved.optimum) and Outcome.OPEN is not other.outcome:
            yield warning("order", "", f"with the members in reverse order, the optimum is {_shown(other)}", "")


def doubled_objective(solved: Solved) -> Iterator[Finding]:
    """Yield a finding if an objective twice as large does not have an optimum twice as large."""
    objectives = tuple(
        o.model_copy(update={"expression": f"2 * ({o.expression})"}) for o in solved.formulation.objectives
    )
    other = solved.varied(solved.formulation.model_copy(update={"objectives": objectives}))
    yield from _scaled(solved, other, 2.0, "objective_scale", "with the objective doubled")


def rescaled_money(solved: Solved) -> Iterator[Finding]:
    """Yield a finding if the optimum does not follow when all money is counted in hundredths.

    Applies where the units say what is money: every parameter of the objective has a unit, and none is literal.
    """
    units, _ = declared_units(solved.formulation, solved.text.text)
    powers = {name: dict(unit.dimension) for name, unit in units.items()}
    currencies = sorted({name for dims in powers.values() for name in dims if name.strip("[]") in CURRENCIES})
    objective = [n for o in solved.compiled.model.objectives for n in o.expression.walk()]
    named = {n.name for n in objective if isinstance(n, tree.ParameterRef)}
    variables = set(solved.compiled.model.variables)
    literals = any(isinstance(n, tree.Number) for n in objective)
    if len(currencies) != 1 or literals or not named or any(n not in powers for n in named):
        return
    money = {name: dims.get(currencies[0], 0) for name, dims in powers.items()}
    if {money[n] for n in named} != {1} or any(money.get(v, 0) for v in variables):
        return
    factors = {name: _MONEY**power for name, power in money.items() if power and name not in variables}
    constraints = [n for c in solved.compiled.model.constraints for n in c.expression.walk()]
    if any(isinstance(n, tree.ParameterRef) and n.name in factors for n in constraints) and _has_literals(constraints):
        return
    other = solved.scaled(factors)
    yield from _scaled(solved, other, _MONEY, "money_scale", f"with all money in hundredths of {currencies[0][1:-1]}")


def _has_literals(nodes: list[tree.Node]) -> bool:
    return any(isinstance(n, tree.Number) and n.value not in (0.0, 1.0) for n in nodes)


def moved_limits(solved: Solved) -> Iterator[Finding]:
    """Yield a finding if a larger limit worsens the optimum, or a larger demand improves it, as the text calls them.

    A limit is a parameter whose number stands after words such as `at most`, a demand one after `at least`.
    """
    for name, direction in _called_limits(solved).items():
        other = solved.scaled({name: _GROWN})
        is_limit = direction is Direction.AT_MOST
        if _worsens(solved, other, is_limit):
            effect = "worsens" if is_limit else "improves"
            message = f"the text calls it a limit ({direction}), but a value 10 % larger {effect} the optimum"
            element = element_name(solved.compiled.model.parameters[name].spec)
            yield warning("limit_effect", element, message, "its constraint is turned or misplaced")


def _worsens(solved: Solved, other: Optimum, is_limit: bool) -> bool:
    """Whether a larger limit makes the optimum worse, or a larger demand makes it better."""
    if other.value is None or solved.optimum.value is None:
        return is_limit and other.outcome is Outcome.INFEASIBLE
    change = solved.sign * (other.value - solved.optimum.value) * (1.0 if is_limit else -1.0)
    return change > _TOLERANCE * (abs(solved.optimum.value) + 1.0)


def _called_limits(solved: Solved) -> Mapping[str, Direction]:
    """Return the parameters of one value that the text gives as a limit, with its direction, if all cues agree."""
    model, values = solved.compiled.model, Values(solved.compiled.model, solved.compiled)
    compared = frozenset[str]().union(*(claim.parameters for claim in claims(model, values)))
    result = {}
    for name, parameter in model.parameters.items():
        known = values.of_parameter(name)
        if name not in compared or len(known) != 1 or parameter.expression is not None or min(known) <= 1.0:
            continue
        numbered = [(cue.number.value, cue.direction) for cue in solved.text.cues if cue.strong and cue.number]
        said = {direction for number, direction in numbered if math.isclose(number, min(known))}
        direction = said.pop() if len(said) == 1 else None
        if direction in (Direction.AT_MOST, Direction.AT_LEAST):
            result[name] = direction
    return result


def moved_rows(solved: Solved) -> Iterator[Finding]:
    """Yield a finding if looser rows worsen the optimum or tighter ones improve it: then a solve was wrong."""
    problem = solved.compiled.problem
    for loosened in (True, False):
        step = 0.05 if loosened else -0.05
        movable = problem.row_lower < problem.row_upper - 1e-12
        lower, upper = problem.row_lower.copy(), problem.row_upper.copy()
        below, above = movable & np.isfinite(lower), movable & np.isfinite(upper)
        lower[below] -= step * np.abs(lower[below])
        upper[above] += step * np.abs(upper[above])
        upper = np.maximum(lower, upper)
        other = optimum(replace(problem, row_lower=lower, row_upper=upper), solved.time_limit_s)
        if other.value is None or solved.optimum.value is None:
            continue
        change = solved.sign * (other.value - solved.optimum.value) * (1.0 if loosened else -1.0)
        if change > _TOLERANCE * (abs(solved.optimum.value) + 1.0):
            yield error("solver", "", f"with rows {'looser' if loosened else 'tighter'} the optimum is {_shown(other)}")


def doubled_limits(solved: Solved) -> Iterator[Finding]:
    """Yield a finding if twice all right-hand sides and bounds of a linear program do not give twice the optimum."""
    problem = solved.compiled.problem
    if problem.integrality.any():
        return
    sides = {side: 2.0 * getattr(problem, side) for side in ("row_lower", "row_upper", "col_lower", "col_upper")}
    other = optimum(replace(problem, **sides, offset=2.0 * problem.offset), solved.time_limit_s)
    yield from _scaled(solved, other, 2.0, "solver", "with all limits doubled")


def _scaled(solved: Solved, other: Optimum, factor: float, code: str, what: str) -> Iterator[Finding]:
    if other.value is None or solved.optimum.value is None:
        if other.outcome is not Outcome.OPEN:
            yield warning(code, "", f"{what}, the problem is {other.outcome}")
        return
    expected = factor * solved.optimum.value
    if abs(other.value - expected) > _TOLERANCE * (abs(expected) + 1.0):
        message = f"{what}, the optimum is {_shown(other)} instead of {expected:g}"
        yield warning(code, "", message, "a constant hides a unit")


def _shown(found: Optimum) -> str:
    return found.outcome.value if found.value is None else f"{found.value:g}"


CHECKS: tuple[Callable[[Solved], Iterator[Finding]], ...] = (
    permuted_members,
    doubled_objective,
    rescaled_money,
    moved_limits,
    moved_rows,
    doubled_limits,
)
