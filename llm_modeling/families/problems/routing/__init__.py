"""Routes, vehicles and lines."""

from llm_modeling.families.problems.routing import (
    fleet_assignment,
    fleet_sizing,
    line_planning,
    time_windows,
    traveling_salesman,
    vehicle_routing,
)

FAMILIES = (
    fleet_assignment.FAMILY,
    fleet_sizing.FAMILY,
    line_planning.FAMILY,
    time_windows.FAMILY,
    traveling_salesman.FAMILY,
    vehicle_routing.FAMILY,
)
