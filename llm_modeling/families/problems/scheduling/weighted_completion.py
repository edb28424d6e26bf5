"""Jobs on a single machine by weighted completion, in linear ordering variables. Source: Potts, 1980.

Every triple of jobs has two rows, so that the score grows with the third power of their number.
"""

from __future__ import annotations

from itertools import pairwise

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation

_PAIRS = "i in JOBS, j in JOBS: ord(i) < ord(j)"
_TRIPLES = "i in JOBS, j in JOBS, k in JOBS: ord(i) < ord(j) and ord(j) < ord(k)"


def _formulation(options: Options) -> Formulation:
    order, deadline, change = "order" in options, "deadline" in options, "change" in options
    cost = "sum{j in JOBS} weight[j] * finish[j]"
    if change:
        cost += " + sum{(i, j) in DISLIKED} fine * leads[i, j]"
    return model(
        sets=[
            members("JOBS", ordered=True),
            pairs("ORDER", "earlier", "later") if order else None,
            members("STRICT") if deadline else None,
            pairs("DISLIKED", "earlier", "later") if change else None,
        ],
        parameters=[
            parameter("length[JOBS]"),
            parameter("weight[JOBS]"),
            parameter("deadline[STRICT]") if deadline else None,
            parameter("fine") if change else None,
        ],
        variables=[binary("leads[JOBS, JOBS]"), continuous("finish[JOBS]")],
        constraints=[
            rule("either_order", "leads[i, j] + leads[j, i] = 1", _PAIRS),
            rule("not_itself", "leads[j, j] = 0", "j in JOBS"),
            rule("no_circle", "leads[i, j] + leads[j, k] <= 1 + leads[i, k]", _TRIPLES),
            rule("nor_back", "leads[i, k] <= leads[i, j] + leads[j, k]", _TRIPLES),
            rule("finished", "finish[j] = length[j] + sum{i in JOBS} length[i] * leads[i, j]", "j in JOBS"),
            rule("in_order", "leads[i, j] = 1", "(i, j) in ORDER") if order else None,
            rule("in_time", "finish[j] <= deadline[j]", "j in STRICT") if deadline else None,
        ],
        objectives=[minimize("total", cost)],
    )


def _draw(setting: Setting) -> Values:
    jobs, rng = setting.pick("JOBS", setting.sizes["jobs"]), setting.rng
    count = len(jobs)
    lengths = setting.integers("length", 2, 12, count)
    values: Values = {
        "JOBS": jobs,
        "length": column(jobs, lengths),
        "weight": column(jobs, setting.integers("weight", 1, 12, count)),
    }
    picked = rng.permutation(count).tolist()
    if setting.has("order"):
        steps = sorted(picked[: max(2, count // 2)])
        values["ORDER"] = [[jobs[i], jobs[j]] for i, j in pairwise(steps)]
    if setting.has("deadline"):
        late = sorted(picked[-max(1, count // 4) :])
        values["STRICT"] = [jobs[j] for j in late]
        values["deadline"] = column(values["STRICT"], [sum(lengths[: j + 1]) + 2 for j in late])
    if setting.has("change"):
        values["DISLIKED"] = [[jobs[j + 1], jobs[j]] for j in range(0, count - 1, 2)]
        values["fine"] = setting.integer("weight", 10, 40)
    return values


_FACTS = (
    Fact(
        "jobs",
        ways=(
            "The {jobs} take [JOBS: {=length} {time} ({@})], and for every {unit} until they are finished, they cost "
            "[JOBS: {=weight} {currency}], respectively.",
            "These are the {jobs}, the {time} they take and what every {unit} costs until they are finished: "
            "[JOBS; {@} ({=length} {time}, {=weight} {currency})].",
        ),
        table=Table(
            "JOBS",
            "{job}",
            (("length ({time})", "length"), ("cost of a {unit} until it is finished ({currency})", "weight")),
            "The table has the {jobs}, how long they take and what every {unit} costs until they are finished.",
        ),
        of=("finished", "length", "weight"),
    ),
    Fact(
        "machine",
        ways=(
            "{Machine} starts right away and deals with a single {job} at a time, in sequence and without breaks.",
            "They are dealt with in a row: {machine} begins now, never pauses, and takes up a single {job} at a time.",
        ),
        of=("either_order", "no_circle", "nor_back", "not_itself"),
    ),
    Fact(
        "order",
        ways=(
            "Some of the order is fixed: [ORDER; {@0} must come earlier than {@1}].",
            "It has to be observed that [ORDER: {@0} comes earlier than {@1}].",
        ),
        of=("in_order",),
        option="order",
    ),
    Fact(
        "deadline",
        ways=(
            "There are deadlines, too: [STRICT; {@} has to be finished within at most {=deadline} {time}].",
            "Counted from the start, no more than [STRICT: {=deadline} {time} for {@}] may pass until it is finished.",
        ),
        of=("in_time",),
        option="deadline",
    ),
    Fact(
        "change",
        ways=(
            "A charge of {=fine} {currency} is added for each of the following that comes true: "
            "[DISLIKED; {@0} is done earlier than {@1}].",
            "Each of these costs another {=fine} {currency} if it happens: [DISLIKED; {@0} done earlier than {@1}].",
        ),
        of=("fine",),
        option="change",
    ),
    Fact(
        "goal",
        ways=(
            "Which order has the lowest total cost?",
            "In which order should the {jobs} be done to make the total cost as low as possible?",
        ),
        of=("total",),
    ),
)

FAMILY = Family(
    name="weighted_completion",
    title="Weighted completion on one machine",
    source="Potts, An Algorithm for the Single Machine Sequencing Problem with Precedence Constraints, 1980",
    extents=(Extent("jobs", 3, 13),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("order", "deadline", "change"),
    framings=(
        story(
            "road_crews",
            "public works",
            ("Trees lie on the roads around a village.", "A storm has blocked the roads around a village."),
            "job: road; jobs: roads; time: hours; unit: hour; currency: points; machine: the crew",
            "JOBS: mill road, church lane, forest road, bridge road, quarry road, lake road, school lane, farm track, "
            "castle road, harbor road, ridge road",
            "The wind blew at {~90..160} km/h.",
        ),
        story(
            "customs_checks",
            "border control",
            ("Lorries wait for inspection at a border.", "A customs officer inspects the lorries at a border post."),
            "job: lorry; jobs: lorries; time: minutes; unit: minute; currency: EUR; machine: the post",
            "JOBS: fish lorry, flower lorry, timber lorry, milk lorry, car carrier, parcel lorry, egg lorry, steel "
            "lorry, "
            "fruit lorry, cement lorry, paper lorry",
            "The border is {~300..900} km long.",
            factors={"length": 3.0},
        ),
        story(
            "machine_repairs",
            "maintenance",
            ("Broken machines stand still and wait for the fitter.", "In a plant several machines have broken down."),
            "job: repair; jobs: repairs; time: hours; unit: hour; currency: EUR; machine: the fitter",
            "JOBS: lathe, drill, oven, conveyor, compressor, saw, robot, pump, mixer, printer, cooler",
            "The plant has {~200..900} workers.",
            factors={"weight": 30.0},
        ),
        story(
            "harvest_rows",
            "agriculture",
            ("A harvester goes from field to field.", "Ripe fields wait for a harvester shared by farms."),
            "job: field; jobs: fields; time: hours; unit: hour; currency: EUR; machine: the harvester",
            "JOBS: barley, rye, oats, wheat, spelt, rapeseed, lupins, millet, peas, flax, triticale",
            "The harvester is {~3..9} meters wide.",
            factors={"weight": 8.0},
        ),
        story(
            "x_ray_list",
            "health care",
            ("A veterinary clinic examines its patients by X-ray.", "Sick animals wait for an X-ray in a clinic."),
            "job: patient; jobs: patients; time: minutes; unit: minute; currency: points; machine: the X-ray room",
            "JOBS: terrier, parrot, tortoise, pony, tabby, rabbit, goat, ferret, iguana, hamster, llama",
            "The clinic is open {~7..9} hours a day.",
        ),
        story(
            "backup_restore",
            "information technology",
            ("Services are restored from backup.", "A data center has had an outage."),
            "job: service; jobs: services; time: minutes; unit: minute; currency: USD; machine: the team",
            "JOBS: mail, payroll, web shop, archive, wiki, telephony, billing, directory, chat, calendar, reports",
            "The backup was made {~14..40} hours ago.",
            factors={"weight": 12.0, "length": 2.0},
        ),
    ),
)
