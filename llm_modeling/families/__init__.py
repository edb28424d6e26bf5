"""families: classes of optimization problems that come as formulation, data and text.

    from llm_modeling.families import FAMILIES, generate
    triple = generate(FAMILIES["knapsack"], FAMILIES["knapsack"].sizes(0.3), seed=1)
    print(triple.text)

The map: `family` has the contract, `shorthand` and `names` are for those who write a family, `problems` holds them;
`template` and `numbers` are the grammar, `writing` tells a problem in words, `reading` is its inverse; `triple` puts
it together.
"""

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Setting, Table, Values
from llm_modeling.families.problems import FAMILIES
from llm_modeling.families.triple import Triple, generate

__all__ = [
    "FAMILIES",
    "Extent",
    "Fact",
    "Family",
    "Framing",
    "Grid",
    "Setting",
    "Table",
    "Triple",
    "Values",
    "generate",
]
