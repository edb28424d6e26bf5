"""The problem classes, by field."""

from llm_modeling.families.problems import packing

FAMILIES = {family.name: family for family in sorted((*packing.FAMILIES,), key=lambda family: family.name)}
