"""The multi-dimensional 0-1 knapsack problem. Source: Kellerer, Pferschy and Pisinger, Knapsack Problems, 2004."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    depends, agreed = "depends" in options, "agreed" in options
    return model(
        sets=[
            members("ITEMS"),
            members("RESOURCES"),
            pairs("DEPENDENT", "item", "on") if depends else None,
            members("AGREED") if agreed else None,
        ],
        parameters=[parameter("worth[ITEMS]"), parameter("use[ITEMS, RESOURCES]"), parameter("available[RESOURCES]")],
        variables=[binary("take[ITEMS]")],
        constraints=[
            rule("within", "sum{i in ITEMS} use[i, r] * take[i] <= available[r]", "r in RESOURCES"),
            rule("only_with", "take[i] <= take[j]", "(i, j) in DEPENDENT") if depends else None,
            rule("kept", "take[i] = 1", "i in AGREED") if agreed else None,
        ],
        objectives=[maximize("total_worth", "sum{i in ITEMS} worth[i] * take[i]")],
    )


def _draw(setting: Setting) -> Values:
    items = setting.pick("ITEMS", setting.sizes["items"])
    resources = setting.pick("RESOURCES", setting.sizes["resources"])
    count = len(items)
    use = {r: setting.integers("use", 2, 30, count, round(setting.framing.factor("use"))) for r in resources}
    agreed = setting.rng.permutation(count)[: max(1, count // 12)].tolist() if setting.has("agreed") else []
    share = float(setting.rng.uniform(0.35, 0.55))
    values: Values = {
        "ITEMS": items,
        "RESOURCES": resources,
        "worth": column(items, setting.integers("worth", 10, 400, count, round(10 * setting.framing.factor("worth")))),
        "use": matrix(items, resources, [use[r][k] for k in range(count) for r in resources]),
        "available": [[r, _available(u, agreed, share)] for r, u in use.items()],
    }
    if agreed:
        values["AGREED"] = [items[k] for k in agreed]
    if setting.has("depends"):
        order = [k for k in setting.rng.permutation(count).tolist() if k not in agreed]
        values["DEPENDENT"] = [[items[order[2 * k]], items[order[2 * k + 1]]] for k in range(max(1, count // 8))]
    return values


def _available(use: list[int], agreed: list[int], share: float) -> int:
    """Return what is enough for the items agreed upon, a share of the others and any one of them."""
    others = [amount for k, amount in enumerate(use) if k not in agreed]
    return sum(use) - sum(others) + max(*others, round(share * sum(others)))


_FACTS = (
    Fact(
        "worth",
        ways=(
            "{Worth_is} as follows: [ITEMS; {@} {=worth} {worth_unit}].",
            "The {items} [ITEMS: {@}] {are_worth} [ITEMS: {=worth}] {worth_unit}, respectively.",
        ),
        table=Table(
            "ITEMS", "{item}", (("{worth_name} ({worth_unit})", "worth"),), "{Worth_is} as listed in the table."
        ),
        of=("worth",),
    ),
    Fact(
        "use",
        ways=(
            "{Use_is} as follows: [ITEMS; {@} ([RESOURCES: {=use} {unit} {of} {@}])].",
            "These amounts are taken up: [ITEMS; [RESOURCES: {=use} {unit} {of} {@}] by {@}].",
        ),
        table=Grid("ITEMS", "RESOURCES", "use", "{item}", "{Use_is} as shown in the following table, in {unit}."),
        of=("use",),
    ),
    Fact(
        "available",
        ways=(
            "No more than [RESOURCES: {=available} {unit} {of} {@}] can be used.",
            "At most [RESOURCES: {=available} {unit} {of} {@}] are available.",
        ),
        of=("within",),
    ),
    Fact(
        "depends",
        ways=(
            "Some {items} make sense only together with another: [DEPENDENT; {@0} can be chosen only if {@1} is].",
            "The following holds as well: [DEPENDENT; {@0} requires {@1}].",
        ),
        of=("only_with",),
        option="depends",
    ),
    Fact(
        "agreed",
        ways=(
            "These {items} have been agreed upon and must be among those chosen: [AGREED; {@}].",
            "A promise has been given that cannot be taken back, and so these {items} have to be chosen: [AGREED; "
            "{@}].",
        ),
        of=("kept",),
        option="agreed",
    ),
    Fact(
        "goal",
        ways=(
            "Nothing can be done in part or more than once. Which {items} should be {chosen} to make the total "
            "{worth_name} as high as possible?",
            "Decide which {items} are {chosen}, each of them completely and at most once, so as to maximize the total "
            "{worth_name}.",
        ),
        of=("total_worth", "take"),
    ),
)


FAMILY = Family(
    name="multi_knapsack",
    title="Multi-dimensional knapsack",
    source="Kellerer, Pferschy and Pisinger, Knapsack Problems, 2004",
    extents=(Extent("items", 6, 410), Extent("resources", 2, 3)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("depends", "agreed"),
    framings=(
        Framing(
            "joinery",
            "furniture making",
            (
                "A joinery has more inquiries than its workshops can handle this month.",
                "A joiner looks through the inquiries on the desk and wonders which of them to accept.",
            ),
            phrases(
                "item: order; items: orders; worth_is: the profits are; worth_name: profit; worth_unit: EUR; "
                "unit: hours;"
                "are_worth: bring profits of; use_is: the orders take up time in the workshops; of: of; "
                "chosen: accepted"
            ),
            {
                "ITEMS": listed(
                    "oak table, wardrobe, bunk bed, staircase, counter, bookcase, pergola, sideboard, cradle, bench, "
                    "chest"
                ),
                "RESOURCES": listed("sawing, gluing, varnishing, fitting"),
            },
            units={"use": "hour", "available": "hour", "worth": "EUR"},
            factors={"worth": 5.0},
            distractors=("The joinery employs {~3..19} people.",),
        ),
        Framing(
            "research_fund",
            "research",
            (
                "A foundation has invited proposals for research and pays them in installments.",
                "The board of a research foundation decides about this round of proposals.",
            ),
            phrases(
                "item: proposal; items: proposals; worth_is: the referees' scores are; worth_name: score;"
                "worth_unit: points; unit: EUR; are_worth: have scores of; of: in; chosen: funded;"
                "use_is: the installments are"
            ),
            {
                "ITEMS": listed(
                    "coral genetics, quiet engines, soil fungi, bone repair, dark matter, sign language, glass "
                    "recycling, bees"
                ),
                "RESOURCES": listed("spring, summer, autumn, winter"),
            },
            units={"use": "EUR", "available": "EUR"},
            factors={"use": 1000.0},
            distractors=("The foundation was set up {~14..90} years ago.",),
        ),
        Framing(
            "cloud_batch",
            "computing",
            (
                "A computing center sells the idle time of its clusters to research groups.",
                "Several groups ask for time on the clusters of a computing center this weekend.",
            ),
            phrases(
                "item: job; items: jobs; worth_is: the groups pay; worth_name: payment; worth_unit: USD; unit: hours;"
                "are_worth: are paid with; of: on; chosen: run; use_is: the jobs use the clusters"
            ),
            {
                "ITEMS": listed(
                    "protein folding, ocean model, crash test, ray tracing, genome assembly, wind tunnel, tide "
                    "forecast, plasma"
                ),
                "RESOURCES": listed("cluster Ada, cluster Bolt, cluster Crest, cluster Dune"),
            },
            units={"use": "hour", "available": "hour", "worth": "USD"},
            factors={"worth": 3.0},
            distractors=("The center cools its clusters with water of {~14..19} degrees.",),
        ),
        Framing(
            "irrigation",
            "agriculture",
            (
                "A cooperative can irrigate only some of its fields in a dry year.",
                "Water is short this year, and a farming cooperative will leave some fields dry.",
            ),
            phrases(
                "item: field; items: fields; worth_is: the harvests are worth; worth_name: value of the harvest;"
                "worth_unit: EUR; unit: m3; are_worth: promise harvests worth; of: in; chosen: irrigated;"
                "use_is: the fields need water"
            ),
            {
                "ITEMS": listed(
                    "river meadow, mill field, long acre, hill field, church field, sandy patch, lower orchard, fen, "
                    "glebe"
                ),
                "RESOURCES": listed("May, June, July, August"),
            },
            units={"use": "m^3", "available": "m^3"},
            factors={"use": 20.0, "worth": 100.0},
            distractors=("Last year it rained on {~80..140} days.",),
        ),
        Framing(
            "clinic_theater",
            "health care",
            (
                "A clinic plans which elective operations to do next week.",
                "The waiting list of a clinic is longer than next week allows.",
            ),
            phrases(
                "item: operation; items: operations; worth_is: the urgency of the operations is rated;"
                "worth_name: urgency; worth_unit: points; unit: minutes; are_worth: have an urgency of;"
                "of: of; chosen: scheduled; use_is: the operations take up the time of the staff"
            ),
            {
                "ITEMS": listed("hip, knee, cataract, hernia, tonsils, gallbladder, bypass, thyroid, shoulder, hand"),
                "RESOURCES": listed("surgery, anesthesia, nursing, radiology"),
            },
            units={"use": "minute", "available": "minute"},
            factors={"use": 6.0},
            distractors=("The clinic has {~80..300} beds.",),
        ),
        Framing(
            "shipyard",
            "shipbuilding",
            (
                "A repair yard has received requests from several ship owners.",
                "Between launches, a shipyard has room for some repair work.",
            ),
            phrases(
                "item: repair; items: repairs; worth_is: the margins are; worth_name: margin; worth_unit: USD;"
                "unit: hours; are_worth: have margins of; of: of; chosen: taken on; "
                "use_is: the repairs take up capacity"
            ),
            {
                "ITEMS": listed(
                    "propeller, rudder, hull paint, boiler, deck crane, anchor winch, bow thruster, hatch covers, "
                    "bilge pumps"
                ),
                "RESOURCES": listed("dry dock, gantry crane, welding, painting"),
            },
            units={"use": "hour", "available": "hour"},
            factors={"worth": 500.0},
            distractors=("The yard lies {~3..40} km from the open sea.",),
        ),
    ),
)
