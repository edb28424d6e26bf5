"""Jobs on a single machine that are late as little as can be. Source: Potts and Van Wassenhove, 1985.

The rows that keep jobs apart have a weak relaxation: sizes end at eleven jobs, where the optimum is still soon proven.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    ready, order, hard = "ready" in options, "order" in options, "hard" in options
    return model(
        sets=[
            members("JOBS"),
            pairs("ORDER", "earlier", "later") if order else None,
            members("STRICT") if hard else None,
        ],
        parameters=[
            parameter("length[JOBS]"),
            parameter("due[JOBS]"),
            parameter("penalty[JOBS]"),
            parameter("ready[JOBS]") if ready else None,
            parameter(
                "horizon",
                expression="sum{j in JOBS} length[j]" + (" + max{j in JOBS} ready[j]" if ready else ""),
            ),
        ],
        variables=[
            continuous("start[j in JOBS]", "horizon - length[j]", "ready[j]" if ready else "0"),
            continuous("late[JOBS]"),
        ],
        constraints=[
            rule("apart", "no_overlap{j in JOBS} (start[j], length[j])"),
            rule("lateness", "late[j] >= start[j] + length[j] - due[j]", "j in JOBS"),
            rule("in_order", "start[i] + length[i] <= start[j]", "(i, j) in ORDER") if order else None,
            rule("strictly", "late[j] <= 0", "j in STRICT") if hard else None,
        ],
        objectives=[minimize("total_penalty", "sum{j in JOBS} penalty[j] * late[j]")],
    )


def _draw(setting: Setting) -> Values:
    jobs, rng = setting.pick("JOBS", setting.sizes["jobs"]), setting.rng
    count = len(jobs)
    lengths = setting.integers("length", 2, 9, count)
    ends, last = [], 0
    ready = [int(k) for k in rng.integers(2, max(4, sum(lengths) // 3), size=count)]
    for j in range(count):
        last = max(last, ready[j] if setting.has("ready") else 0) + lengths[j]
        ends.append(last)
    due = [max(1 + lengths[j], round(ends[j] * float(rng.uniform(0.4, 0.95)))) for j in range(count)]
    values: Values = {
        "JOBS": jobs,
        "length": column(jobs, lengths),
        "penalty": column(jobs, setting.integers("penalty", 2, 10, count)),
    }
    if setting.has("hard"):
        chosen = [0, count // 2]
        for k in chosen:
            due[k] = ends[k] + 1
        values["STRICT"] = [jobs[k] for k in chosen]
    values["due"] = column(jobs, due)
    if setting.has("ready"):
        values["ready"] = column(jobs, ready)
    if setting.has("order"):
        values["ORDER"] = [[jobs[0], jobs[count - 1]], [jobs[1], jobs[count - 1]]]
    return values


_FACTS = (
    Fact(
        "jobs",
        ways=(
            "For each of the {jobs}, here are the {time} that it takes, the time by which it is due and the penalty "
            "for "
            "every {unit} of delay: [JOBS; {@} ({=length} {time}, due after {=due}, {=penalty} {currency})].",
            "The {jobs} are the following: [JOBS; {@} takes {=length} {time}, is due {=due} {time} from now and costs "
            "{=penalty} {currency} for every {unit} of delay].",
        ),
        table=Table(
            "JOBS",
            "{job}",
            (
                ("length ({time})", "length"),
                ("due ({time} from now)", "due"),
                ("penalty ({currency} a {unit})", "penalty"),
            ),
            "For each of the {jobs}, the table has the {time} that it takes, when it is due and the penalty for every "
            "{unit} of delay.",
        ),
        of=("lateness", "length", "due", "penalty"),
    ),
    Fact(
        "machine",
        ways=(
            "{Machine} works on a single {job} at a time, without interruption.",
            "{Machine} cannot do several {jobs} at a time, and none is interrupted.",
        ),
        of=("apart",),
    ),
    Fact(
        "ready",
        ways=(
            "They cannot all begin right away: the earliest start is [JOBS; {=ready} {time} from now for {@}].",
            "The earliest times at which they can begin, in {time} from now: [JOBS; {@}, at {=ready}].",
        ),
        of=("start",),
        option="ready",
    ),
    Fact(
        "order",
        ways=(
            "Some have to be finished before others begin: [ORDER; {@0} before {@1}].",
            "The following order must be kept: [ORDER; {@0} before {@1}].",
        ),
        of=("in_order",),
        option="order",
    ),
    Fact(
        "hard",
        ways=(
            "No delay at all is allowed for [STRICT: {@}].",
            "The following must not be late: [STRICT; {@}].",
        ),
        of=("strictly",),
        option="hard",
    ),
    Fact(
        "goal",
        ways=(
            "In which order should they be done, and when should each begin, so that the sum of the penalties is as "
            "small as possible? Delays count in fractions of {a_unit}, too.",
            "Find the starting times with the lowest total penalty, where fractions of {a_unit} count.",
        ),
        of=("total_penalty",),
    ),
)

FAMILY = Family(
    name="weighted_tardiness",
    title="Weighted tardiness on one machine",
    source="Potts and Van Wassenhove, A Branch and Bound Algorithm for the Total Weighted Tardiness Problem, 1985",
    extents=(Extent("jobs", 3, 11),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("ready", "order", "hard"),
    framings=(
        story(
            "frame_bindery",
            "crafts",
            ("A bookbinder has taken on more than can be done in time.", "Old books wait in a bindery for new covers."),
            "job: book; jobs: books; time: hours; unit: hour; a_unit: an hour; currency: EUR; machine: the bindery",
            "JOBS: atlas, hymnal, chronicle, herbal, bible, ledger, almanac, songbook, register, psalter",
            "The press is {~80..160} years old.",
        ),
        story(
            "crane_lifts",
            "construction",
            ("A mobile crane serves a building site.", "On a building site all the heavy lifts wait for a crane."),
            "job: lift; jobs: lifts; time: minutes; unit: minute; a_unit: a minute; currency: EUR; machine: the crane",
            "JOBS: girder, boiler, stairs, roof truss, water tank, facade, chiller, pump, balcony, chimney",
            "The crane can reach {~30..70} meters.",
            factors={"length": 5.0},
        ),
        story(
            "telescope_time",
            "astronomy",
            ("An observatory has a queue of targets for its telescope.", "Astronomers share the time of a telescope."),
            "job: target; jobs: targets; time: minutes; unit: minute; a_unit: a minute; currency: points; machine: "
            "the telescope",
            "JOBS: quasar, pulsar, comet, nebula, supernova, asteroid, galaxy, cluster, dwarf star, blazar",
            "The mirror measures {~3..9} meters across.",
            factors={"length": 6.0},
        ),
        story(
            "repair_dock",
            "shipping",
            ("A dry dock repairs ships whose owners are in a hurry.", "Damaged ships queue for a dry dock."),
            "job: ship; jobs: ships; time: days; unit: day; a_unit: a day; currency: kUSD; machine: the dock",
            "JOBS: tanker, trawler, tug, ferry, barge, icebreaker, cutter, freighter, dredger, yacht",
            "The tide rises by {~3..9} meters.",
        ),
        story(
            "court_reports",
            "legal services",
            ("A translation bureau works through its files.", "Files in many languages wait for translation."),
            "job: file; jobs: files; time: hours; unit: hour; a_unit: an hour; currency: EUR; machine: the bureau",
            "JOBS: patent, verdict, contract, deed, statute, will, license, treaty, tender, complaint",
            "The bureau handles {~14..40} languages.",
        ),
        story(
            "simulation_runs",
            "computing",
            ("A computing center runs simulations for its clients.", "Simulations queue for a computing center."),
            "job: run; jobs: runs; time: hours; unit: hour; a_unit: an hour; currency: USD; machine: the cluster",
            "JOBS: airflow, crash test, reactor, tsunami, climate, protein, traffic, wing flutter, plasma, quake",
            "The center uses {~200..900} kW.",
            factors={"penalty": 20.0},
        ),
    ),
)
