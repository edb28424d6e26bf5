"""The 0-1 knapsack problem. Source: Martello and Toth, Knapsack Problems, 1990."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    exclusive, few = "exclusive" in options, "few" in options
    return model(
        sets=[members("ITEMS"), pairs("RIVALS", "one", "other") if exclusive else None],
        parameters=[
            parameter("worth[ITEMS]"),
            parameter("weight[ITEMS]"),
            parameter("capacity"),
            parameter("most") if few else None,
        ],
        variables=[binary("take[ITEMS]")],
        constraints=[
            rule("fits", "sum{i in ITEMS} weight[i] * take[i] <= capacity"),
            rule("either", "take[i] + take[j] <= 1", "(i, j) in RIVALS") if exclusive else None,
            rule("not_too_many", "sum{i in ITEMS} take[i] <= most") if few else None,
        ],
        objectives=[maximize("total_worth", "sum{i in ITEMS} worth[i] * take[i]")],
    )


def _draw(setting: Setting) -> Values:
    count = setting.sizes["items"]
    items = setting.pick("ITEMS", count)
    weights = setting.integers("weight", 3, 40, count, round(setting.framing.factor("weight")))
    worths = setting.integers("worth", 20, 200, count, step=5)
    values: Values = {
        "ITEMS": items,
        "weight": column(items, weights),
        "worth": column(items, worths),
        "capacity": max(max(weights), round(sum(weights) * float(setting.rng.uniform(0.35, 0.6)))),
    }
    if setting.has("exclusive"):
        order = setting.rng.permutation(count).tolist()
        values["RIVALS"] = [[items[order[2 * k]], items[order[2 * k + 1]]] for k in range(max(1, count // 6))]
    if setting.has("few"):
        values["most"] = max(2, count // 2)
    return values


_FACTS = (
    Fact(
        "items",
        ways=(
            "The {items} on the list, each with its {weight_name} and its {worth_name}: "
            "[ITEMS; {@} ({=weight} {weight_unit}, {=worth} {worth_unit})].",
            "The {items} [ITEMS: {@}] {weigh} [ITEMS: {=weight}] {weight_unit} and {are_worth} "
            "[ITEMS: {=worth}] {worth_unit}, respectively.",
        ),
        table=Table(
            "ITEMS",
            "{item}",
            (("{weight_name} ({weight_unit})", "weight"), ("{worth_name} ({worth_unit})", "worth")),
            "The table lists the {items}.",
        ),
        of=("weight", "worth"),
    ),
    Fact("capacity", ways=("No more than {=capacity} {weight_unit} are available altogether.",), of=("fits",)),
    Fact(
        "exclusive",
        ways=(
            "Some {items} rule each other out, so that at most one of each of these pairs can be chosen: "
            "[RIVALS; {@0} and {@1}].",
            "Whoever chooses one of the following {items} cannot have the other: [RIVALS; {@0} or {@1}].",
        ),
        of=("either",),
        option="exclusive",
    ),
    Fact(
        "few",
        ways=(
            "At most {=most} {items} can be chosen.",
            "However small they are, no more than {=most} {items} may be on the final list.",
        ),
        of=("not_too_many",),
        option="few",
    ),
    Fact(
        "goal",
        ways=(
            "Each of the {items} is chosen as a whole or not at all. Which {items} give the greatest total "
            "{worth_name}?",
            "Decide which {items} to choose, each as a whole and at most once, for the highest total {worth_name}.",
        ),
        of=("total_worth",),
    ),
)

FAMILY = Family(
    name="knapsack",
    title="0-1 knapsack",
    source="Martello and Toth, Knapsack Problems, 1990",
    extents=(Extent("items", 5, 410),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("exclusive", "few"),
    framings=(
        Framing(
            "relief_flight",
            "humanitarian logistics",
            openings=(
                "A relief flight leaves tonight and not everything on the list fits.",
                "An aid agency loads the last plane to a flooded region.",
            ),
            words=phrases(
                "item: load; items: loads; weigh: weigh; weight_unit: kg; weight_name: weight;"
                "are_worth: help; worth_unit: people; worth_name: number of people helped"
            ),
            members={"ITEMS": listed("tents, stoves, generators, blankets, pumps, radios, ladders, filters, lamps")},
            units={"weight": "kg", "capacity": "kg"},
            factors={"weight": 10.0},
            ways={
                "capacity": (
                    "The plane takes at most {=capacity} kg of cargo.",
                    "Together the chosen loads must not weigh more than {=capacity} kg.",
                ),
                "goal": (
                    "A load flies complete or stays behind. Which loads should be flown so that the largest number of "
                    "people is helped?",
                    "Choose the loads, none of which can be split, so that as many people as possible are helped.",
                ),
            },
            distractors=("The flight takes {~3..9} hours.", "The agency has flown to the region for {~14..25} years."),
        ),
        Framing(
            "town_budget",
            "public administration",
            openings=(
                "A town has some money left at the end of the year.",
                "The council of a small town votes on what to build next year.",
            ),
            words=phrases(
                "item: project; items: projects; weigh: cost; weight_unit: EUR; weight_name: cost;"
                "are_worth: are rated at; worth_unit: points; worth_name: rating"
            ),
            members={"ITEMS": listed("roof, gym, library, bridge, museum, playground, clinic, archive, market hall")},
            units={"weight": "EUR", "capacity": "EUR"},
            factors={"weight": 1000.0},
            ways={
                "capacity": (
                    "The treasurer releases at most {=capacity} EUR.",
                    "The projects that are built may cost no more than {=capacity} EUR in total.",
                )
            },
            distractors=("The council has {~15..60} seats.",),
        ),
        Framing(
            "satellite_pass",
            "space operations",
            openings=(
                "An Earth observation satellite has a short pass over its ground station.",
                "A control room plans the next downlink of a small satellite.",
            ),
            words=phrases(
                "item: image; items: images; weigh: take up; weight_unit: MB; weight_name: size;"
                "are_worth: score; worth_unit: points; worth_name: scientific score"
            ),
            members={"ITEMS": listed("glacier, delta, reef, volcano, forest fire, oil slick, algae bloom, dune field")},
            units={"weight": "MB", "capacity": "MB"},
            factors={"weight": 20.0},
            ways={
                "capacity": (
                    "During the pass at most {=capacity} MB can be sent down.",
                    "The link carries no more than {=capacity} MB before the satellite sets.",
                ),
                "goal": (
                    "An image that is sent in parts is of no use. Which images should be sent so that the total "
                    "score is "
                    "as high as possible?",
                    "Select the images to send, each completely or not at all, that maximize the total score.",
                ),
            },
            distractors=("The satellite orbits at a height of {~450..700} km.",),
        ),
        Framing(
            "ad_break",
            "broadcasting",
            openings=(
                "A radio station fills the commercial break around the evening news.",
                "The sales desk of a local radio station has more spots on offer than air time.",
            ),
            words=phrases(
                "item: spot; items: spots; weigh: last; weight_unit: seconds; weight_name: length;"
                "are_worth: earn; worth_unit: EUR; worth_name: revenue"
            ),
            members={"ITEMS": listed("bakery, car wash, optician, garden center, bank, zoo, insurance, pharmacy")},
            units={"weight": "second", "capacity": "second", "worth": "EUR"},
            factors={"worth": 4.0},
            ways={
                "capacity": (
                    "The break lasts {=capacity} seconds and cannot be extended.",
                    "All spots that are aired have to fit into a break of {=capacity} seconds.",
                ),
                "goal": (
                    "A spot is aired in full length, at most once. Which spots bring the greatest revenue?",
                    "Which spots should be aired, each in full and none of them repeated, to maximize the revenue?",
                ),
            },
            distractors=("The station reaches {~20..90} villages.",),
        ),
        Framing(
            "exhibition_hall",
            "culture",
            openings=(
                "A museum prepares a special exhibition and has been offered more works than it can show.",
                "Curators choose what will stand in the great hall this summer.",
            ),
            words=phrases(
                "item: work; items: works; weigh: occupy; weight_unit: square meters; weight_name: floor area;"
                "are_worth: are expected to attract; worth_unit: visitors; worth_name: number of expected visitors"
            ),
            members={"ITEMS": listed("whale skeleton, sundial, carriage, loom, sarcophagus, mosaic, biplane, totem")},
            units={"weight": "m^2", "capacity": "m^2"},
            factors={"worth": 20.0},
            ways={
                "capacity": (
                    "The hall offers {=capacity} square meters of floor, and the works shown may occupy no more than "
                    "that.",
                    "At most {=capacity} square meters of floor can be occupied in total.",
                )
            },
            distractors=("The building is {~80..300} years old.",),
        ),
        Framing(
            "release_plan",
            "software development",
            openings=(
                "A software team decides what goes into the next release.",
                "The product owner of an app has a long list of wishes and a fixed release date.",
            ),
            words=phrases(
                "item: feature; items: features; weigh: take; weight_unit: hours; weight_name: effort;"
                "are_worth: are valued at; worth_unit: points; worth_name: customer value"
            ),
            members={"ITEMS": listed("dark mode, export, offline use, search, chat, calendar, audit log")},
            units={"weight": "hour", "capacity": "hour"},
            factors={"weight": 3.0},
            ways={
                "capacity": (
                    "Until the release the team can work {=capacity} hours at most.",
                    "The chosen features must not take more than {=capacity} hours together.",
                ),
                "goal": (
                    "A feature that is only partly done is worth nothing. Which features should be developed for the "
                    "highest total customer value?",
                    "Pick the features to develop, each of them completely, so that the total customer value is "
                    "maximal.",
                ),
            },
            distractors=("The app has been in the stores for {~3..9} years.",),
        ),
    ),
)
