"""The permutation flow shop by positions. Source: Wagner, Machine Scheduling, 1959.

The bound of the relaxation is weak where there are many stages: sizes end at fifteen jobs on five stages.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Values
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, continuous, derived, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation

_WORK = "sum{j in JOBS} time[j, m] * at[j, k]"


def _formulation(options: Options) -> Formulation:
    early, carry, total = "early" in options, "carry" in options, "total" in options
    way = " + carry" if carry else ""
    return model(
        sets=[
            members("JOBS"),
            members("STAGES", ordered=True),
            derived("PLACES", "1..card(JOBS)", ordered=True),
            members("EARLY") if early else None,
        ],
        parameters=[
            parameter("time[JOBS, STAGES]"),
            parameter("latest_place") if early else None,
            parameter("carry") if carry else None,
            parameter("most[STAGES]") if total else None,
        ],
        variables=[binary("at[JOBS, PLACES]"), continuous("finish[STAGES, PLACES]")],
        constraints=[
            rule("a_place", "sum{k in PLACES} at[j, k] = 1", "j in JOBS"),
            rule("a_job", "sum{j in JOBS} at[j, k] = 1", "k in PLACES"),
            rule("begin", f"finish[m, k] >= {_WORK}", "m in STAGES, k in PLACES: m = first(STAGES) and k = 1"),
            rule("in_turn", f"finish[m, k] >= finish[m, k - 1] + {_WORK}", "m in STAGES, k in PLACES: k > 1"),
            rule(
                "in_stages",
                f"finish[m, k] >= finish[prev(m), k]{way} + {_WORK}",
                "m in STAGES, k in PLACES: m != first(STAGES)",
            ),
            rule("soon", "sum{k in PLACES: k <= latest_place} at[j, k] = 1", "j in EARLY") if early else None,
            rule("closing", "finish[m, k] <= most[m]", "m in STAGES, k in PLACES") if total else None,
        ],
        objectives=[minimize("makespan", "finish[last(STAGES), card(JOBS)]")],
    )


def _draw(setting: Setting) -> Values:
    jobs, count = setting.pick("JOBS", setting.sizes["jobs"]), setting.sizes["stages"]
    stages = list(setting.framing.members["STAGES"][:count])
    times = setting.integers("time", 2, 15, len(jobs) * count)
    values: Values = {"JOBS": jobs, "STAGES": stages, "time": matrix(jobs, stages, times)}
    carry = setting.integer("time", 1, 3)
    if setting.has("carry"):
        values["carry"] = max(2, carry)
    if setting.has("early"):
        values["EARLY"] = [jobs[k] for k in range(max(1, len(jobs) // 4))]
        values["latest_place"] = max(2, len(jobs) // 2)
    if setting.has("total"):
        ends = [0] * count
        for j in range(len(jobs)):
            for m in range(count):
                before = ends[m - 1] + values.get("carry", 0) if m else 0
                ends[m] = max(ends[m], before) + times[j * count + m]
        values["most"] = column(stages, [end + 3 for end in ends])
    return values


_FACTS = (
    Fact(
        "time",
        ways=(
            "{Jobs} go through the same {stages}, namely [STAGES: {@}], and take the following {units} there: "
            "[JOBS; {@} ([STAGES: {=time} for {@}])].",
            "All {jobs} pass through [STAGES: {@}], where this is how many {units} they take: [JOBS; {@} "
            "([STAGES: {=time} for {@}])].",
        ),
        table=Grid(
            "JOBS",
            "STAGES",
            "time",
            "{job}",
            "{Jobs} go through the {stages} from left to right in the table, which has the {units} that they take:",
        ),
        of=("in_stages", "time", "STAGES"),
    ),
    Fact(
        "turn",
        ways=(
            "All {stages} handle the {jobs} in the same sequence, which is to be found, and never several at a time.",
            "The sequence of the {jobs} is the same at all {stages}, and none of them can deal with several at a time.",
        ),
        of=("in_turn", "a_place", "a_job", "begin"),
    ),
    Fact(
        "carry",
        ways=(
            "From each of the {stages} to the next, a further {=carry} {units} go by.",
            "Between the end of a {stage} and the beginning of the next at least {=carry} {units} have to pass.",
        ),
        of=("carry",),
        option="carry",
    ),
    Fact(
        "early",
        ways=(
            "In the sequence, no place later than number {=latest_place} is allowed for [EARLY: {@}].",
            "The following must have place {=latest_place} at the latest in the sequence: [EARLY; {@}].",
        ),
        of=("soon",),
        option="early",
    ),
    Fact(
        "total",
        ways=(
            "The {stages} close down after [STAGES: {=most} {units} ({@})], so that everything there must be done at "
            "that time at the latest.",
            "Counted from the start, work must not go on for longer than [STAGES: {=most} {units} ({@})].",
        ),
        of=("closing",),
        option="total",
    ),
    Fact(
        "goal",
        ways=(
            "Which sequence makes the whole work end as early as possible?",
            "Find the sequence for which the time until everything is finished is shortest.",
        ),
        of=("makespan",),
    ),
)

FAMILY = Family(
    name="flow_shop",
    title="Permutation flow shop",
    source="Wagner, An Integer Linear-Programming Model for Machine Scheduling, 1959",
    extents=(Extent("jobs", 3, 15), Extent("stages", 2, 5)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("carry", "early", "total"),
    framings=(
        story(
            "laundry",
            "hospitality",
            ("A laundry cleans the linen of hotels.", "Linen of hotels arrives at a laundry every morning."),
            "job: load; jobs: loads; stage: step; stages: steps; units: minutes",
            "JOBS: sheets, towels, curtains, uniforms, tablecloths, bathrobes, blankets, napkins, aprons, carpets;"
            "STAGES: washing, drying, ironing, folding, sorting",
            "The laundry uses {~14..60} kg of soap a day.",
            factors={"time": 4.0},
        ),
        story(
            "cheese_line",
            "food and drink",
            ("A dairy has several cheeses to make.", "Several cheeses are made in a dairy today."),
            "job: cheese; jobs: cheeses; stage: step; stages: steps; units: minutes",
            "JOBS: gouda, brie, cheddar, feta, ricotta, gruyere, halloumi, edam, tilsit, havarti;"
            "STAGES: curdling, pressing, salting, smoking, wrapping",
            "The dairy was built {~14..90} years ago.",
            factors={"time": 3.0},
        ),
        story(
            "book_printing",
            "publishing",
            ("A printer makes the books of a small publisher.", "New books of a publisher are in print."),
            "job: book; jobs: books; stage: department; stages: departments; units: hours",
            "JOBS: novel, cookbook, atlas, anthology, memoir, lexicon, guidebook, primer, catalog, picture book;"
            "STAGES: printing, folding, sewing, binding, packing",
            "The publisher has {~14..60} authors.",
        ),
        story(
            "car_repaint",
            "automotive",
            ("A body shop gives old cars a new color.", "Old cars get a new color in a body shop."),
            "job: car; jobs: cars; stage: booth; stages: booths; units: hours",
            "JOBS: sedan, coupe, van, convertible, pickup, hatchback, limousine, roadster, jeep, minibus;"
            "STAGES: sanding, priming, painting, drying, polishing",
            "The shop stocks {~80..300} colors.",
        ),
        story(
            "ore_samples",
            "mining",
            ("Samples from a mine are analyzed for gold.", "A mine sends rock samples to its laboratory."),
            "job: sample; jobs: samples; stage: station; stages: stations; units: minutes",
            "JOBS: north shaft, south shaft, level red, level blue, old tunnel, deep tunnel, east wall, west wall, "
            "ramp, "
            "tailings; STAGES: crushing, drying, milling, melting, weighing",
            "The mine is {~400..900} meters deep.",
            factors={"time": 2.0},
        ),
        story(
            "stage_costumes",
            "arts",
            ("The wardrobe of an opera prepares a premiere.", "An opera gets new costumes for its premiere."),
            "job: costume; jobs: costumes; stage: table; stages: tables; units: hours",
            "JOBS: king, queen, jester, page, herald, witch, knight, nurse, monk, ghost;"
            "STAGES: cutting, sewing, dyeing, trimming, fitting",
            "The opera lasts {~2..4} hours.",
        ),
    ),
)
