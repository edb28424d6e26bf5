"""Whether the wrong and the right example of an insight are really different models: by comparison and by solving."""

from __future__ import annotations

from dataclasses import dataclass

from llm_modeling.comparison import compare_models
from llm_modeling.compile import compile_model
from llm_modeling.compiled import Compiled
from llm_modeling.equivalence import EffortLimits
from llm_modeling.equivalence import Outcome as Equivalence
from llm_modeling.errors import FormulationError
from llm_modeling.experience.errors import InsightError
from llm_modeling.experience.fragments import checked_fragment, is_whole
from llm_modeling.experience.insight import Insight
from llm_modeling.verification.solving import Optimum, optimum


@dataclass(frozen=True)
class PairProof:
    """How a pair ended: both optima; apart is whether the solver tells them apart."""

    right: Optimum
    wrong: Optimum

    @property
    def apart(self) -> bool:
        return not self.right.agrees(self.wrong)


def prove_pair(insight: Insight, time_s: float = 10.0) -> PairProof:
    """Return how the two whole examples of an insight compare; raises InsightError if they are not whole, or wrong."""
    wrong, right = _compiled(insight)
    return PairProof(optimum(right.problem, time_s), optimum(wrong.problem, time_s))


def compared(insight: Insight, time_s: float = 10.0) -> Equivalence:
    """Return what a comparison for the given data says of the two examples; raises as prove_pair."""
    wrong, right = _compiled(insight)
    return compare_models(right, wrong, limits=EffortLimits(time_s=time_s)).outcome


def _compiled(insight: Insight) -> tuple[Compiled, Compiled]:
    """Return the wrong and the right example, compiled."""
    if not (is_whole(insight.wrong) and is_whole(insight.right)):
        raise InsightError(f"insight {insight.id!r}: its examples are fragments, which cannot be solved")
    try:
        wrong = compile_model(checked_fragment(insight.wrong, f"insight {insight.id!r}, wrong"))
        right = compile_model(checked_fragment(insight.right, f"insight {insight.id!r}, right"))
    except FormulationError as error:
        raise InsightError(f"insight {insight.id!r}: an example does not compile: {error}") from error
    return wrong, right
