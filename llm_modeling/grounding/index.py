"""The index of a parameter or variable: all of its combinations, numbered, and the frame of them."""

from __future__ import annotations

from dataclasses import dataclass

from llm_modeling.grounding.columns import GroundSet
from llm_modeling.grounding.expand import DomainExpander, free_indices, unnamed
from llm_modeling.grounding.frame import ROOT, Frame, IndexSpace
from llm_modeling.language import tree


@dataclass(frozen=True, eq=False)
class Index:
    """Combination k of the space is row k of the frame."""

    space: IndexSpace
    frame: Frame


def enumerate_index(expander: DomainExpander, domain: tree.Domain | None) -> Index:
    """Return the index of a domain: a product of sets as such, anything else as one set of tuples.

    Raises SizeError before anything larger than the limit is made.
    """
    if domain is None:
        return Index(IndexSpace(), ROOT)
    if domain.condition is not None or not all(_is_plain(binder) for binder in domain.binders):
        frame = expander.expand(ROOT, domain).frame
        return Index(IndexSpace((GroundSet("", tuple(frame.columns.values())),)), frame)
    space = IndexSpace(tuple(expander.set(binder.set) for binder in domain.binders))
    expander.check_count(space.size, "the number of index combinations is", expander.ground.limits.members)
    names: list[str] = []
    for binder, factor in zip(domain.binders, space.factors, strict=True):
        names += binder.names or unnamed(len(names), factor.arity)
    return Index(space, Frame(space.size, dict(zip(names, space.columns(), strict=True))))


def _is_plain(binder: tree.Binder) -> bool:
    """Whether the binder runs over all of a set, whatever is bound around it."""
    has_subscripts = isinstance(binder.set, tree.SetRef) and bool(binder.set.subscripts)
    return not binder.matched and not has_subscripts and not free_indices(binder.set)
