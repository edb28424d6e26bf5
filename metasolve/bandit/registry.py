"""All policies by name: what they are, where they come from, their settings and defaults."""

from __future__ import annotations

import dataclasses
import importlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from metasolve.bandit.adversarial import Exp3Ix, TsallisInf
from metasolve.bandit.binned import Binned
from metasolve.bandit.contextual import ChebCb, LinTs
from metasolve.bandit.policy import Policy
from metasolve.bandit.shared import SharedLinTs
from metasolve.bandit.stochastic import DiscountedThompson, EpsilonGreedy, Ucb, Uniform

_OURS: tuple[type[Any], ...] = (
    Exp3Ix,
    TsallisInf,
    DiscountedThompson,
    Ucb,
    EpsilonGreedy,
    Uniform,
    LinTs,
    SharedLinTs,
    ChebCb,
    Binned,
)
_PREFIX = "mabwiser:"


@dataclass(frozen=True)
class PolicyInfo:
    """What a list of policies shows: settings maps each setting to its default."""

    name: str
    description: str
    source: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class MabWiserKind:
    """A learning policy of MABWiser: its class there, our text, and the settings that we pass with their defaults.

    tries_all: every arm has to be tried once before the policy can judge it.
    """

    learning_policy: str
    description: str
    settings: Mapping[str, Any]
    contextual: bool = False
    tries_all: bool = False


MABWISER: Mapping[str, MabWiserKind] = {
    "epsilon-greedy": MabWiserKind(
        "EpsilonGreedy", "Best mean reward, or with probability epsilon any arm.", {"epsilon": 0.1}, tries_all=True
    ),
    "ucb1": MabWiserKind("UCB1", "Best mean reward + alpha sqrt(2 log n / n_i).", {"alpha": 1.0}, tries_all=True),
    "thompson": MabWiserKind(
        "ThompsonSampling", "Beta posterior of rewards made binary at a threshold.", {"threshold": 0.5}
    ),
    "softmax": MabWiserKind("Softmax", "Dirichlet draws around exp(mean reward / tau).", {"tau": 1.0}, tries_all=True),
    "popularity": MabWiserKind("Popularity", "Dirichlet draws around shares of mean reward.", {}, tries_all=True),
    "random": MabWiserKind("Random", "Any arm.", {}),
    "lin-greedy": MabWiserKind(
        "LinGreedy",
        "Best ridge regression on the context, or with probability epsilon any arm.",
        {"epsilon": 0.1, "l2_lambda": 1.0},  # with scale, MABWiser 2.7 fails when it explores
        contextual=True,
        tries_all=True,
    ),
    "lin-ucb": MabWiserKind(
        "LinUCB",
        "Upper confidence bound of a ridge regression on the context.",
        {"alpha": 1.0, "l2_lambda": 1.0, "scale": False},
        contextual=True,
    ),
    "lin-ts": MabWiserKind(
        "LinTS",
        "Posterior draw of a ridge regression on the context.",
        {"alpha": 1.0, "l2_lambda": 1.0, "scale": False},
        contextual=True,
    ),
}


def policies() -> tuple[PolicyInfo, ...]:
    """Return all policies that policy_from_name() knows, ours first; does not import MABWiser."""
    ours = (PolicyInfo(policy.name, _first_line(policy), policy.source, _defaults(policy)) for policy in _OURS)
    theirs = (
        PolicyInfo(_PREFIX + name, kind.description, f"MABWiser, LearningPolicy.{kind.learning_policy}", kind.settings)
        for name, kind in MABWISER.items()
    )
    return (*ours, *theirs)


def policy_from_name(name: str, **settings: Any) -> Policy:
    """Return the policy of this name with these settings, defaults for the rest.

    Lists stand for tuples, and a name for the policy of it within another policy (Binned), with its defaults.

    Raises ValueError for an unknown name or setting or a value out of range.
    """
    known = {info.name: info for info in policies()}
    if name not in known:
        raise ValueError(f"unknown policy {name!r}; known: {', '.join(known)}")
    for setting in settings:
        if setting not in known[name].settings:
            listed = ", ".join(known[name].settings) or "none"
            raise ValueError(f"policy {name!r} has no setting {setting!r}; its settings: {listed}")
    values: dict[str, Any] = {
        key: tuple(value) if isinstance(value, list) else value for key, value in settings.items()
    }
    if name == Binned.name and isinstance(values.get("policy"), str):
        values["policy"] = policy_from_name(values["policy"])
    if name.startswith(_PREFIX):
        policy: Policy = mabwiser_policy()(name.removeprefix(_PREFIX), **values)
        return policy
    made: Policy = next(policy for policy in _OURS if policy.name == name)(**values)
    return made


def mabwiser_policy() -> Any:
    """Return the class MabWiser; the first call imports MABWiser, which takes seconds, hence not at the top."""
    return importlib.import_module("metasolve.bandit.mabwiser").MabWiser


def _first_line(policy: type[Any]) -> str:
    return (policy.__doc__ or "").partition("\n")[0].strip()


def _defaults(policy: type[Any]) -> dict[str, Any]:
    return {
        field.name: field.default if field.default is not dataclasses.MISSING else getattr(policy(), field.name)
        for field in dataclasses.fields(policy)
    }
