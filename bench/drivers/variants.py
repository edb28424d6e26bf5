"""The variants of metasolve that ablations compare: what each switches off or replaces."""

from __future__ import annotations

from metasolve.alns.arms import default_arms
from metasolve.alns.structure import Structure
from metasolve.api import SolveOptions
from metasolve.backends import available
from metasolve.bandit import policy_from_name
from metasolve.problem import Problem
from metasolve.reformulation import reformulate


def options_of(variant: str, problem: Problem) -> tuple[str, SolveOptions | None]:
    """Return the engine choice and the options of a variant.

    "" is the whole; "no-alns" switches the search off; "engine-NAME" proves with one engine only; "arm-DESTROY+REPAIR"
    leaves one arm, "without-DESTROY" takes those of one operator away; "policy-NAME" replaces the bandit,
    "policy-uniform" chooses at random.

    Raises ValueError for an unknown variant.
    """
    kind, _, name = variant.partition("-")
    if variant == "":
        return "auto", None
    if variant == "no-alns":
        return "auto", SolveOptions(lns=False)
    if kind == "engine":
        return name, None
    if kind == "policy":
        return "auto", SolveOptions(policy=policy_from_name(name))
    if kind in ("arm", "without"):
        engines = {backend.name for backend in available()}
        arms = default_arms(Structure(reformulate(problem).core), engines)
        chosen = tuple(arm for arm in arms if (str(arm) == name if kind == "arm" else arm.destroy.name != name))
        if not chosen or len(chosen) == len(arms):
            raise ValueError(f"{name} is no arm or operator that suits this model")
        return "auto", SolveOptions(arms=chosen)
    raise ValueError(f"variant is {variant!r}, which is none of those known")
