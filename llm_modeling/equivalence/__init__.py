"""equivalence: whether two problems, or two formulations, say the same; proved, or unknown.

    from llm_modeling.equivalence import compare
    verdict = compare(metasolve.read("a.mps"), metasolve.read("b.mps"))
    print(verdict)          # different (witness): row 'demand' of b forbids a point that a allows

The map of the package:

    verdict      Verdict, Outcome, Method, Witness; EffortLimits
    compare      the order of what is tried      datasets    the same for formulations over several data sets
    binding      columns bound by name           best_values feasible or not, bounded or not, best values
    containment  each row of one proved in the other         ranking     the same for objectives
    profile      columns without a counterpart   sampling    random objectives
    matching     correspondences of columns      coloring    color refinement, canonical hash      graph
    proof        certified bounds                optimum     best values with points and proofs
    reduction    exact reductions: elimination, redundancy, working      form
"""

from llm_modeling.equivalence.compare import canonical_hash, compare
from llm_modeling.equivalence.datasets import ProblemOf, compare_over_data
from llm_modeling.equivalence.verdict import Counterpart, EffortLimits, Method, Outcome, Verdict, Witness

__all__ = [
    "Counterpart",
    "EffortLimits",
    "Method",
    "Outcome",
    "ProblemOf",
    "Verdict",
    "Witness",
    "canonical_hash",
    "compare",
    "compare_over_data",
]
