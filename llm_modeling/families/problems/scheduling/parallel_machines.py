"""Jobs on machines that differ. Source: Lenstra, Shmoys and Tardos, Unrelated Parallel Machines, 1990."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Values
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    apart, barred, most = "apart" in options, "barred" in options, "most" in options
    return model(
        sets=[
            members("JOBS"),
            members("MACHINES"),
            pairs("APART", "one", "other") if apart else None,
            pairs("BARRED", "job", "machine") if barred else None,
        ],
        parameters=[parameter("time[JOBS, MACHINES]"), parameter("most[MACHINES]") if most else None],
        variables=[binary("does[JOBS, MACHINES]"), continuous("end")],
        constraints=[
            rule("done", "sum{m in MACHINES} does[j, m] = 1", "j in JOBS"),
            rule("ends", "sum{j in JOBS} time[j, m] * does[j, m] <= end", "m in MACHINES"),
            rule("separate", "does[i, m] + does[j, m] <= 1", "(i, j) in APART, m in MACHINES") if apart else None,
            rule("unfit", "does[j, m] = 0", "(j, m) in BARRED") if barred else None,
            rule("few", "sum{j in JOBS} does[j, m] <= most[m]", "m in MACHINES") if most else None,
        ],
        objectives=[minimize("makespan", "end")],
    )


def _draw(setting: Setting) -> Values:
    jobs, machines = setting.pick("JOBS", setting.sizes["jobs"]), setting.pick("MACHINES", setting.sizes["machines"])
    rng, n, m = setting.rng, len(jobs), len(machines)
    times = setting.integers("time", 3, 20, n * m)
    home = [k % m for k in range(n)]
    values: Values = {"JOBS": jobs, "MACHINES": machines, "time": matrix(jobs, machines, times)}
    if setting.has("apart"):
        some = range(0, n - 1, 3)
        values["APART"] = [[jobs[k], jobs[k + 1]] for k in some]
    if setting.has("barred"):
        chosen = sorted(rng.permutation(n)[: max(2, n // 4)].tolist())
        values["BARRED"] = [[jobs[k], machines[(home[k] + 1) % m]] for k in chosen]
    if setting.has("most"):
        values["most"] = column(machines, [-(-n // m) + int(k) for k in rng.integers(0, 2, size=m)])
    return values


_FACTS = (
    Fact(
        "time",
        ways=(
            "Depending on who does it, {a_job} takes a different number of {units}: [JOBS; {@} ([MACHINES: {=time} for "
            "{@}])].",
            "This is how many {units} the {jobs} take: [JOBS; {@} ([MACHINES: {=time} for {@}])].",
        ),
        table=Grid("JOBS", "MACHINES", "time", "{job}", "Who does what decides how many {units} the {jobs} take:"),
        of=("ends", "time"),
    ),
    Fact(
        "done",
        ways=(
            "Each {job} is done completely by exactly a single {machine}, and the {machines} work side by side.",
            "The {machines} work at the same time, and each {job} has to be given completely to exactly a single "
            "{machine}.",
        ),
        of=("done",),
    ),
    Fact(
        "apart",
        ways=(
            "Some {jobs} must not be given to the same {machine}: [APART; {@0} and {@1}].",
            "The same {machine} cannot have the {jobs} of such a pair: [APART; {@0} with {@1}].",
        ),
        of=("separate",),
        option="apart",
    ),
    Fact(
        "barred",
        ways=(
            "The following does not work and must not happen: [BARRED; {@0} is given to {@1}].",
            "It is out of the question, and not allowed, to give [BARRED: {@0} to {@1}].",
        ),
        of=("unfit",),
        option="barred",
    ),
    Fact(
        "most",
        ways=(
            "There is a limit on the number of {jobs}: [MACHINES; at most {=most} for {@}].",
            "No more than [MACHINES: {=most} {jobs} can be given to {@}].",
        ),
        of=("few",),
        option="most",
    ),
    Fact(
        "goal",
        ways=(
            "Who should do what so that everything is finished as early as possible?",
            "Share the {jobs} out so that the {machine} that is busy longest is done in the shortest time.",
        ),
        of=("makespan",),
    ),
)

FAMILY = Family(
    name="parallel_machines",
    title="Unrelated parallel machines",
    source="Lenstra, Shmoys and Tardos, Approximation Algorithms for Scheduling Unrelated Parallel Machines, 1990",
    extents=(Extent("jobs", 4, 60), Extent("machines", 2, 7)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("apart", "barred", "most"),
    framings=(
        story(
            "print_orders",
            "printing",
            ("A copy shop has a pile of work on Monday morning.", "On Monday morning a copy shop gets busy."),
            "job: copying job; jobs: copying jobs; a_job: a copying job; machine: copier; machines: copiers; units: "
            "minutes",
            "JOBS: flyers, theses, cards, menus, posters, forms, booklets; MACHINES: old copier, color copier, wide "
            "copier, quick copier, loaned copier",
            "The shop is open {~8..11} hours a day.",
            factors={"time": 2.0},
        ),
        story(
            "cleaning_crews",
            "facility services",
            ("A cleaning firm sends crews to office buildings.", "Office buildings are cleaned by crews overnight."),
            "job: building; jobs: buildings; a_job: a building; machine: crew; machines: crews; units: hours",
            "JOBS: bank, town hall, law firm, agency, school, archive, studio; MACHINES: red crew, blue crew, green "
            "crew, "
            "white crew, gray crew",
            "The firm owns {~14..60} vans.",
        ),
        story(
            "render_farm",
            "film",
            ("An animation studio renders the scenes of a film.", "Scenes of an animated film are rendered."),
            "job: scene; jobs: scenes; a_job: a scene; machine: server; machines: servers; units: hours",
            "JOBS: storm, chase, wedding, forest, dragon, market, finale; MACHINES: Atlas, Boreas, Castor, Delos, "
            "Electra",
            "The film is {~80..110} minutes long.",
        ),
        story(
            "survey_drones",
            "geodesy",
            ("Drones map several areas for a new motorway.", "Several areas are mapped by drones."),
            "job: area; jobs: areas; a_job: an area; machine: drone; machines: drones; units: minutes",
            "JOBS: river bend, gravel pit, old wood, moor, hilltop, orchard, quarry; MACHINES: hawk, kite, swift, "
            "heron, "
            "falcon",
            "The drones fly {~40..120} meters high.",
            factors={"time": 3.0},
        ),
        story(
            "threshing",
            "agriculture",
            ("Farmers share combine harvesters at harvest time.", "A machinery ring sends combines to its fields."),
            "job: field; jobs: fields; a_job: a field; machine: combine; machines: combines; units: hours",
            "JOBS: long acre, mill field, ridge field, brook field, church field, far field, stone field; MACHINES: "
            "old "
            "combine, wide combine, hill combine, rented combine, new combine",
            "The ring has {~14..80} members.",
        ),
        story(
            "document_review",
            "legal services",
            ("Teams of a law firm read the files of a merger.", "Teams of lawyers divide the files of a merger."),
            "job: file; jobs: files; a_job: a file; machine: team; machines: teams; units: hours",
            "JOBS: leases, patents, pensions, licenses, loans, permits, lawsuits; MACHINES: tax team, labor team, "
            "property "
            "team, bank team, trade team",
            "The merger was announced {~14..60} days ago.",
        ),
    ),
)
