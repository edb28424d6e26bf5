"""Services: staff, rescue, schools, farming, events, conflicts."""

from llm_modeling.families.problems.services import (
    ambulances,
    call_center,
    farm_planning,
    frequency_assignment,
    independent_set,
    max_cut,
    newsvendor,
    project_synergies,
    school_assignment,
    skills_staffing,
    sports_scheduling,
)

FAMILIES = (
    ambulances.FAMILY,
    call_center.FAMILY,
    farm_planning.FAMILY,
    frequency_assignment.FAMILY,
    independent_set.FAMILY,
    max_cut.FAMILY,
    newsvendor.FAMILY,
    project_synergies.FAMILY,
    school_assignment.FAMILY,
    skills_staffing.FAMILY,
    sports_scheduling.FAMILY,
)
