"""Assignment, transportation and flows in networks."""

from llm_modeling.families.problems.networks import (
    assignment,
    barter_exchange,
    fixed_charge,
    generalized_assignment,
    matching,
    max_flow,
    min_cost_flow,
    multicommodity_flow,
    shortest_path,
    steiner_tree,
    transportation,
    transshipment,
)

FAMILIES = (
    assignment.FAMILY,
    barter_exchange.FAMILY,
    fixed_charge.FAMILY,
    generalized_assignment.FAMILY,
    matching.FAMILY,
    max_flow.FAMILY,
    min_cost_flow.FAMILY,
    multicommodity_flow.FAMILY,
    shortest_path.FAMILY,
    steiner_tree.FAMILY,
    transportation.FAMILY,
    transshipment.FAMILY,
)
