"""Where to place facilities and hubs."""

from llm_modeling.families.problems.location import (
    capacitated_location,
    dispersion,
    districting,
    facility_location,
    max_coverage,
    p_center,
    p_median,
    quadratic_assignment,
)

FAMILIES = (
    capacitated_location.FAMILY,
    dispersion.FAMILY,
    districting.FAMILY,
    facility_location.FAMILY,
    max_coverage.FAMILY,
    p_center.FAMILY,
    p_median.FAMILY,
    quadratic_assignment.FAMILY,
)
