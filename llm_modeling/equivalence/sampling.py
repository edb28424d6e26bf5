"""Random objectives over corresponding columns: what agrees on all of them may still differ."""

from __future__ import annotations

import numpy as np

from llm_modeling.equivalence.containment import carried
from llm_modeling.equivalence.effort import Effort
from llm_modeling.equivalence.form import VIOLATED, Form
from llm_modeling.equivalence.matching import Correspondence
from llm_modeling.equivalence.optimum import propose
from llm_modeling.equivalence.proof import Region
from llm_modeling.equivalence.verdict import Method, Outcome, Verdict
from llm_modeling.equivalence.wording import named


def agreement(a: Form, b: Form, correspondence: Correspondence, effort: Effort) -> Verdict:
    """Return UNKNOWN, saying on how many random objectives both have the same best value."""
    names = named(a, b, correspondence)
    there = carried(b, correspondence)
    if there is None:
        return Verdict(Outcome.UNKNOWN, Method.NONE, "the closest columns differ in kind or unit", names)
    regions = Region(a, effort), Region(there, effort)
    rng = np.random.default_rng(0)
    done = agreed = 0
    for _ in range(effort.limits.samples):
        cost = rng.normal(size=len(a.columns))
        points = [propose(region, dict(enumerate(cost.tolist()))) for region in regions]
        if points[0] is None or points[1] is None:
            continue
        values = [float(cost @ np.array(point)) for point in points]
        done += 1
        agreed += abs(values[0] - values[1]) <= VIOLATED * max(1.0, abs(values[0]))
    reason = f"nothing is proved; under the closest correspondence {agreed} of {done} random objectives agree"
    return Verdict(Outcome.UNKNOWN, Method.SAMPLES, reason, names, samples=done)
