"""The problem classes, by field."""

from llm_modeling.families.problems import location, networks, packing

FAMILIES = {
    family.name: family
    for family in sorted(
        (
            *location.FAMILIES,
            *networks.FAMILIES,
            *packing.FAMILIES,
        ),
        key=lambda family: family.name,
    )
}
