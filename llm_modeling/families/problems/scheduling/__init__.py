"""Scheduling: machines, projects, staff, gates and runways over time."""

from llm_modeling.families.problems.scheduling import (
    aircraft_landing,
    flow_shop,
    gate_assignment,
    job_shop,
    parallel_machines,
    project_scheduling,
    rostering,
    shift_scheduling,
    weighted_completion,
    weighted_tardiness,
)

FAMILIES = (
    aircraft_landing.FAMILY,
    flow_shop.FAMILY,
    gate_assignment.FAMILY,
    job_shop.FAMILY,
    parallel_machines.FAMILY,
    project_scheduling.FAMILY,
    rostering.FAMILY,
    shift_scheduling.FAMILY,
    weighted_completion.FAMILY,
    weighted_tardiness.FAMILY,
)
