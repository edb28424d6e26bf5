"""The problem classes, by field."""

from llm_modeling.families.problems import (
    energy,
    finance,
    location,
    networks,
    packing,
    production,
    routing,
    scheduling,
    services,
)

FAMILIES = {
    family.name: family
    for family in sorted(
        (
            *energy.FAMILIES,
            *finance.FAMILIES,
            *location.FAMILIES,
            *networks.FAMILIES,
            *packing.FAMILIES,
            *production.FAMILIES,
            *routing.FAMILIES,
            *scheduling.FAMILIES,
            *services.FAMILIES,
        ),
        key=lambda family: family.name,
    )
}
