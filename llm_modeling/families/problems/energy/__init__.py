"""Energy: plants that start and stop, loads that are shared, stores that trade."""

from llm_modeling.families.problems.energy import economic_dispatch, storage_arbitrage, unit_commitment

FAMILIES = (
    economic_dispatch.FAMILY,
    storage_arbitrage.FAMILY,
    unit_commitment.FAMILY,
)
