"""Production: mixtures, lots, stocks and staff over time."""

from llm_modeling.families.problems.production import (
    aggregate_planning,
    backlogging,
    bill_of_materials,
    blending,
    capacitated_lot_sizing,
    diet,
    lot_sizing,
    product_mix,
)

FAMILIES = (
    aggregate_planning.FAMILY,
    backlogging.FAMILY,
    bill_of_materials.FAMILY,
    blending.FAMILY,
    capacitated_lot_sizing.FAMILY,
    diet.FAMILY,
    lot_sizing.FAMILY,
    product_mix.FAMILY,
)
