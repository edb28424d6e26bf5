"""The job shop: every job has its own route. Source: Manne, On the Job-Shop Scheduling Problem, 1960.

The disjunctions have a weak relaxation: sizes end at six jobs on four machines.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Values
from llm_modeling.families.problems.authoring import matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    ready, urgent, carry = "ready" in options, "urgent" in options, "carry" in options
    way = " + carry" if carry else ""
    latest = "sum{j in JOBS, m in MACHINES} time[j, m]"
    latest += " + carry * card(JOBS) * card(MACHINES)" if carry else ""
    latest += " + max{j in JOBS} ready[j]" if ready else ""
    return model(
        sets=[members("JOBS"), members("MACHINES"), members("URGENT") if urgent else None],
        parameters=[
            parameter("time[JOBS, MACHINES]"),
            parameter("stage[JOBS, MACHINES]"),
            parameter("ready[JOBS]") if ready else None,
            parameter("limit") if urgent else None,
            parameter("carry") if carry else None,
            parameter("latest", expression=latest),
        ],
        variables=[
            continuous("start[j in JOBS, MACHINES]", "latest", "ready[j]" if ready else "0"),
            continuous("end"),
        ],
        constraints=[
            rule(
                "route",
                f"start[j, n] >= start[j, m] + time[j, m]{way}",
                "j in JOBS, m in MACHINES, n in MACHINES: stage[j, n] = stage[j, m] + 1",
            ),
            rule("alone", "no_overlap{j in JOBS} (start[j, m], time[j, m])", "m in MACHINES"),
            rule(
                "all_done",
                "end >= start[j, m] + time[j, m]",
                "j in JOBS, m in MACHINES: stage[j, m] = card(MACHINES)",
            ),
            rule("soon", "start[j, m] + time[j, m] <= limit", "j in URGENT, m in MACHINES") if urgent else None,
        ],
        objectives=[minimize("makespan", "end")],
    )


def _draw(setting: Setting) -> Values:
    jobs, machines = setting.pick("JOBS", setting.sizes["jobs"]), setting.pick("MACHINES", setting.sizes["machines"])
    rng, m = setting.rng, len(machines)
    times = setting.integers("time", 2, 12, len(jobs) * m)
    stages = [int(k) + 1 for _ in jobs for k in rng.permutation(m)]
    values: Values = {
        "JOBS": jobs,
        "MACHINES": machines,
        "time": matrix(jobs, machines, times),
        "stage": matrix(jobs, machines, stages),
    }
    ready = [int(k) for k in rng.integers(1, round(6 * setting.framing.factor("time")) + 2, size=len(jobs))]
    if setting.has("ready"):
        values["ready"] = [[job, r] for job, r in zip(jobs, ready, strict=True)]
    if setting.has("carry"):
        values["carry"] = setting.integer("carry", 2, 4)
    if setting.has("urgent"):
        head = jobs[: max(1, len(jobs) // 3)]
        values["URGENT"] = head
        values["limit"] = sum(times[: len(head) * m]) + max(ready[: len(head)]) + values.get("carry", 0) * m * len(head)
    return values


_FACTS = (
    Fact(
        "time",
        ways=("This is how many {units} each {job} takes: [JOBS; {@} ([MACHINES: {=time} {at} {@}])].",),
        table=Grid("JOBS", "MACHINES", "time", "{job}", "This is how many {units} each {job} takes:"),
        of=("all_done", "time"),
    ),
    Fact(
        "stage",
        ways=(
            "Each {job} has its own route through the {machines}, in the order of these numbers: [JOBS; {@} "
            "([MACHINES: {=stage} {at} {@}])].",
        ),
        table=Grid(
            "JOBS",
            "MACHINES",
            "stage",
            "{job}",
            "Each {job} has its own route through the {machines}, in the order of the numbers in the next table:",
        ),
        of=("route", "stage"),
    ),
    Fact(
        "machine",
        ways=(
            "None of the {machines} can deal with several {jobs} at a time, and nothing is interrupted.",
            "No {machine} takes on another {job} until it is done with the last, and nothing is interrupted.",
        ),
        of=("alone",),
    ),
    Fact(
        "carry",
        ways=(
            "The way to the next of the {machines} takes {=carry} {units}.",
            "On its route, each {job} is on the way for {=carry} {units} from stop to stop.",
        ),
        of=("carry",),
        option="carry",
    ),
    Fact(
        "ready",
        ways=(
            "They cannot start on their routes at once, but after [JOBS: {=ready} {units} in the case of {@}].",
            "The earliest time at which each can start, in {units} from now: [JOBS; {@}, at {=ready}].",
        ),
        of=("start",),
        option="ready",
    ),
    Fact(
        "urgent",
        ways=(
            "Some are urgent and must be finished within at most {=limit} {units}: [URGENT; {@}].",
            "No later than {=limit} {units} from now, the following have to be finished: [URGENT; {@}].",
        ),
        of=("soon",),
        option="urgent",
    ),
    Fact(
        "goal",
        ways=(
            "When should each {job} be where, so that everything is finished as early as possible?",
            "Find the schedule with the shortest time until all is finished.",
        ),
        of=("makespan", "end"),
    ),
)

FAMILY = Family(
    name="job_shop",
    title="Job shop",
    source="Manne, On the Job-Shop Scheduling Problem, 1960",
    extents=(Extent("jobs", 2, 6), Extent("machines", 2, 4)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("carry", "ready", "urgent"),
    framings=(
        story(
            "gear_makers",
            "mechanical engineering",
            ("A gear maker has orders for special parts.", "Special parts pass through the halls of a gear maker."),
            "job: part; jobs: parts; machine: machine; machines: machines; units: minutes; at: at the",
            "JOBS: pinion, worm, sprocket, rack, spline, coupling, hub; MACHINES: lathe, mill, hobber, grinder, "
            "furnace",
            "The hall is {~60..150} meters long.",
            factors={"time": 5.0, "carry": 3.0},
        ),
        story(
            "health_check",
            "health care",
            ("Applicants for flying school are examined.", "A medical center examines would-be pilots."),
            "job: applicant; jobs: applicants; machine: room; machines: rooms; units: minutes; at: in",
            "JOBS: Alpha, Bravo, Charlie, Delta, Echo, Foxtrot, Golf; MACHINES: eye room, ear room, heart room, lung "
            "room, blood room",
            "The school has {~14..40} planes.",
            factors={"time": 2.0},
        ),
        story(
            "film_finishing",
            "media",
            ("Short films are finished for a festival.", "Short films get their last touches for a festival."),
            "job: film; jobs: films; machine: studio; machines: studios; units: hours; at: in the",
            "JOBS: comedy, thriller, western, musical, drama, cartoon, satire; MACHINES: cutting room, sound studio, "
            "color "
            "suite, effects lab, title desk",
            "The festival has {~14..60} prizes.",
        ),
        story(
            "restoration",
            "culture",
            ("A museum restores its old instruments.", "Old instruments are restored for a new gallery."),
            "job: instrument; jobs: instruments; machine: workshop; machines: workshops; units: days; at: in the",
            "JOBS: lute, viol, spinet, harp, shawm, cittern, clavichord; MACHINES: wood shop, metal shop, varnish "
            "room, "
            "string shop, photo lab",
            "The gallery has {~3..9} windows.",
        ),
        story(
            "aircraft_overhaul",
            "aviation",
            ("An overhaul base services helicopters.", "Helicopters are taken in for overhaul."),
            "job: helicopter; jobs: helicopters; machine: bay; machines: bays; units: hours; at: in the",
            "JOBS: rescue, patrol, cargo lifter, trainer, survey, taxi, fire bucket; MACHINES: engine bay, rotor bay, "
            "paint bay, wash bay, avionics bay",
            "The hangar is {~14..30} meters high.",
            factors={"time": 2.0},
        ),
        story(
            "lab_assays",
            "biotechnology",
            ("A laboratory runs several assays side by side.", "Assays share the instruments of a laboratory."),
            "job: assay; jobs: assays; machine: instrument; machines: instruments; units: minutes; at: in the",
            "JOBS: enzyme, toxin, plasmid, hormone, antigen, peptide, lipid; MACHINES: centrifuge, incubator, cycler, "
            "reader, freezer",
            "The laboratory has {~3..9} sinks.",
            factors={"time": 4.0, "carry": 2.0},
        ),
    ),
)
