"""Structure: what destroy operators read from a problem once (graph, index blocks in names, row classes)."""

from __future__ import annotations

from dataclasses import dataclass

from metasolve.problem import Problem


@dataclass(frozen=True, eq=False)
class Structure:
    """Lazily computed structure of a problem in engine form."""

    problem: Problem
