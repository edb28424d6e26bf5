"""Ground: the sets and parameters of a model with their values."""

from __future__ import annotations

from dataclasses import dataclass, field

from llm_modeling.grounding.columns import FloatArray, GroundSet, Texts
from llm_modeling.grounding.frame import IndexSpace
from llm_modeling.language.tree import Node
from llm_modeling.limits import DEFAULT_LIMITS, Limits
from llm_modeling.typed import TypedModel


@dataclass(frozen=True, eq=False)
class GroundParameter:
    """A parameter: values[k] belongs to combination k of its space, (size,)."""

    space: IndexSpace
    values: FloatArray


@dataclass(frozen=True, eq=False)
class Ground:
    """A typed model with its data; filled in the model's definition order."""

    model: TypedModel
    limits: Limits = DEFAULT_LIMITS
    texts: Texts = field(default_factory=Texts)
    sets: dict[str, GroundSet] = field(default_factory=dict)
    parameters: dict[str, GroundParameter] = field(default_factory=dict)
    unnamed_sets: dict[Node, GroundSet] = field(default_factory=dict)
