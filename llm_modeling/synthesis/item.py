"""make(): one place of the result, from its number and the settings alone, so that places can be made in any order."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np

from llm_modeling.compiled import Compiled
from llm_modeling.families import FAMILIES, Family, Triple, Values, generate
from llm_modeling.families.family import Rng, Setting
from llm_modeling.synthesis.acceptance import Judgment, Modeler, Reason, grammar_modeler, judge
from llm_modeling.synthesis.augment import Augmentation, augmented
from llm_modeling.synthesis.complexity import complexity_of
from llm_modeling.synthesis.levels import TARGETS, TOLERANCE, aim
from llm_modeling.synthesis.record import Record, conversation
from llm_modeling.synthesis.settings import SynthesisSettings
from llm_modeling.synthesis.splits import split_of


@dataclass(frozen=True)
class Rejected:
    """A triple that was not accepted: which one, why, and its text, for the hard set."""

    family: str
    framing: str
    level: int
    seed: int
    reason: Reason
    detail: str
    text: str


@dataclass(frozen=True)
class Made:
    """One place of the result: the record that was accepted, None if all attempts failed, and those rejected."""

    place: int
    record: Record | None
    rejected: tuple[Rejected, ...] = ()


@dataclass(frozen=True)
class Makers:
    """Who tells the problems, None for the grammar, and who models them; other structures are for language models."""

    modeler: Modeler = grammar_modeler
    teller: Callable[[Triple], Triple] | None = None
    proof_suffices: bool = False


BY_GRAMMAR = Makers()


def make(place: int, settings: SynthesisSettings, makers: Makers = BY_GRAMMAR, attempt: int = 0) -> Made:
    """Return the record of a place, tried from an attempt on: fresh numbers until a triple is accepted.

    Raises what the makers raise, but for a text that cannot be modeled.
    """
    family = FAMILIES[settings.used[place % len(settings.used)]]
    level = settings.levels[(place // len(settings.used)) % len(settings.levels)]
    rejected: list[Rejected] = []
    for number in range(attempt, attempt + settings.attempts):
        rng = np.random.default_rng([settings.seed, place, number])
        triple, kind = _drawn(family, level, settings, rng)
        compiled = triple.compiled()
        score = complexity_of(compiled).score
        judgment = _off_level(triple, score, level)
        if judgment is None:
            triple = triple if makers.teller is None else makers.teller(triple)
            fingerprints = list(_resampled(triple, settings.fingerprints, rng))
            judgment = judge(
                triple, compiled, makers.modeler, fingerprints, settings.time_limit_s, makers.proof_suffices
            )
        if judgment.accepted:
            return Made(place, _record(triple, compiled, score, level, judgment, kind), tuple(rejected))
        rejected.append(
            Rejected(
                triple.family,
                triple.framing,
                level,
                triple.seed,
                judgment.reason or Reason.UNDECIDED,
                judgment.detail,
                triple.text,
            )
        )
    return Made(place, None, tuple(rejected))


def _drawn(family: Family, level: int, settings: SynthesisSettings, rng: Rng) -> tuple[Triple, Augmentation | None]:
    options = frozenset(option for option in family.options if rng.random() < 0.5)
    sizes = aim(family, options, TARGETS[level]).sizes
    seed = int(rng.integers(2**31))
    triple = generate(family, sizes, seed, options=options)
    if rng.random() >= settings.augment:
        return triple, None
    kinds = list(Augmentation)
    kind = kinds[int(rng.integers(len(kinds)))]
    other = augmented(family, triple, kind, int(rng.integers(2**31)))
    return (triple, None) if other is None else (other, kind)


def _off_level(triple: Triple, score: float, level: int) -> Judgment | None:
    target = TARGETS[level]
    if not _reaches(triple.family, triple.options, level) or abs(score - target) <= TOLERANCE * target:
        return None
    return Judgment(None, Reason.OFF_LEVEL, f"its complexity is {score:.0f}, the target {target:.0f}")


@cache
def _reaches(family: str, options: frozenset[str], level: int) -> bool:
    """Whether a family can hit the level at all; one that cannot comes as near as it can."""
    target = TARGETS[level]
    return abs(aim(FAMILIES[family], options, target).score - target) <= TOLERANCE * target


def _resampled(triple: Triple, count: int, rng: Rng) -> Iterator[Values]:
    """Yield other data of the same sizes, options and framing."""
    family = FAMILIES[triple.family]
    framing = family.framing(triple.framing)
    for _ in range(count):
        yield family.draw(Setting(triple.sizes, triple.options, framing, rng))


def _record(
    triple: Triple, compiled: Compiled, score: float, level: int, judgment: Judgment, kind: Augmentation | None
) -> Record:
    if judgment.how is None or judgment.optimum is None:
        raise AssertionError("an accepted triple has an optimum")
    formulation = triple.formulation.model_dump(mode="json", exclude_defaults=True)
    variant = f"-{kind.name.lower()}" if kind is not None else ""
    return Record(
        id=f"{triple.family}-{triple.framing}-{triple.seed}{variant}",
        family=triple.family,
        framing=triple.framing,
        industry=triple.industry,
        level=level,
        seed=triple.seed,
        sizes=dict(triple.sizes),
        options=tuple(sorted(triple.options)),
        text=triple.text,
        formulation={"schema": "metasolve.formulation/1", **formulation},
        data=dict(triple.values),
        sense=str(triple.formulation.objectives[0].sense),
        optimum=judgment.optimum,
        complexity=round(score, 3),
        hash=judgment.hash,
        accepted_by=str(judgment.how),
        augmented=str(kind) if kind is not None else "",
        split=str(split_of(triple.family, triple.framing)),
        messages=conversation(triple),
    )
