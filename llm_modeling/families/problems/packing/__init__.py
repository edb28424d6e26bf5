"""Packing, cutting and covering."""

from llm_modeling.families.problems.packing import (
    bin_packing,
    container_loading,
    cutting_patterns,
    cutting_stock,
    knapsack,
    multi_cover,
    multi_knapsack,
    set_cover,
    set_packing,
    set_partition,
)

FAMILIES = (
    bin_packing.FAMILY,
    container_loading.FAMILY,
    cutting_patterns.FAMILY,
    cutting_stock.FAMILY,
    knapsack.FAMILY,
    multi_cover.FAMILY,
    multi_knapsack.FAMILY,
    set_cover.FAMILY,
    set_packing.FAMILY,
    set_partition.FAMILY,
)
