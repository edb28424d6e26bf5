"""Packing, cutting and covering."""

from llm_modeling.families.problems.packing import knapsack

FAMILIES = (knapsack.FAMILY,)
