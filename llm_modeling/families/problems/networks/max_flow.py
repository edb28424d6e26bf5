"""Maximum flow. Source: Ford and Fulkerson, Maximal Flow through a Network, 1956."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.problems.networks.drawing import named, network
from llm_modeling.families.shorthand import continuous, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    limits, budget = "limits" in options, "budget" in options
    return model(
        sets=[
            members("START"),
            members("GOAL"),
            members("INNER"),
            pairs("LINKS", "tail", "head"),
            members("WEAK") if limits else None,
        ],
        parameters=[
            parameter("capacity[LINKS]"),
            parameter("limit") if limits else None,
            parameter("cost[LINKS]") if budget else None,
            parameter("budget") if budget else None,
        ],
        variables=[continuous("flow[LINKS]")],
        constraints=[
            rule("by_link", "flow[i, j] <= capacity[i, j]", "(i, j) in LINKS"),
            rule("balance", "sum{(i, n) in LINKS} flow[i, n] = sum{(n, j) in LINKS} flow[n, j]", "n in INNER"),
            rule("by_node", "sum{(i, n) in LINKS} flow[i, n] <= limit", "n in WEAK") if limits else None,
            rule("affordable", "sum{(i, j) in LINKS} cost[i, j] * flow[i, j] <= budget") if budget else None,
        ],
        objectives=[
            maximize(
                "through",
                "sum{n in START, (n, j) in LINKS} flow[n, j] - sum{n in START, (i, n) in LINKS} flow[i, n]",
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    names = setting.pick("INNER", setting.sizes["nodes"] + 2)
    links = network(setting.rng, len(names), max(setting.sizes["links"], len(names) + 2))
    pairs_ = named(links, names)
    capacities = setting.integers("capacity", 10, 80, len(links), step=5)
    values: Values = {
        "START": names[:1],
        "GOAL": names[-1:],
        "INNER": names[1:-1],
        "LINKS": pairs_,
        "capacity": column(pairs_, capacities),
    }
    if setting.has("limits"):
        weak = sorted(setting.rng.permutation(range(1, len(names) - 1))[: max(2, len(names) // 5)].tolist())
        values["WEAK"] = [names[k] for k in weak]
        values["limit"] = setting.integer("capacity", 20, 60, step=5)
    if setting.has("budget"):
        costs = setting.integers("cost", 1, 9, len(links))
        values["cost"] = column(pairs_, costs)
        values["budget"] = max(50, round(sum(c * k for c, k in zip(costs, capacities, strict=True)) * 0.4))
    return values


_FACTS = (
    Fact(
        "ends",
        ways=(
            "{Flow} starts at [START: {@}] and ends at [GOAL: {@}].",
            "{Flow} is to get from [START: {@}] to [GOAL: {@}].",
        ),
    ),
    Fact(
        "inner",
        ways=(
            "In between are [INNER: {@}], where nothing is lost or kept back.",
            "What enters [INNER: {@}] leaves again in full.",
        ),
        of=("balance",),
    ),
    Fact(
        "links",
        ways=(
            "The {links} lead in a single direction and carry at most the following amounts: "
            "[LINKS; {=capacity} {unit} from {@0} to {@1}].",
            "There are {links} in certain directions, none of which carries more than stated: "
            "[LINKS; {@0} to {@1} ({=capacity} {unit})].",
        ),
        table=Table(
            "LINKS",
            "from - to",
            (("capacity ({unit})", "capacity"),),
            "The table has the {links}, their directions and what they carry at most.",
        ),
        of=("by_link",),
    ),
    Fact(
        "limits",
        ways=(
            "No more than {=limit} {unit} may pass through any of these: [WEAK; {@}].",
            "At most {=limit} {unit} can enter each of [WEAK: {@}].",
        ),
        of=("by_node",),
        option="limits",
    ),
    Fact(
        "cost",
        ways=(
            "Use of the {links} costs money: [LINKS; {=cost} {currency} for {a_unit} from {@0} to {@1}].",
            "For {a_unit} the charges are [LINKS; {=cost} {currency} from {@0} to {@1}].",
        ),
        table=Table(
            "LINKS", "{link}", (("charge ({currency})", "cost"),), "The next table has the charges for {a_unit}."
        ),
        of=("cost",),
        option="budget",
    ),
    Fact(
        "budget",
        ways=(
            "No more than {=budget} {currency} can be spent on charges.",
            "The charges must add up to at most {=budget} {currency}.",
        ),
        of=("affordable",),
        option="budget",
    ),
    Fact(
        "goal",
        ways=("How much {flow} can get there at most?", "What is the greatest amount of {flow} that can get through?"),
        of=("through",),
    ),
)


def _units(unit: str, currency: str) -> dict[str, str]:
    costs = {"cost": f"{currency}/({unit})", "budget": currency}
    return {**dict.fromkeys(("capacity", "limit", "flow"), unit), **costs}


FAMILY = Family(
    name="max_flow",
    title="Maximum flow",
    source="Ford and Fulkerson, Maximal Flow through a Network, 1956",
    extents=(Extent("nodes", 4, 110), Extent("links", 9, 400)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("limits", "budget"),
    framings=(
        Framing(
            "water_mains",
            "water supply",
            openings=(
                "A waterworks wonders how much its mains can bring to a growing suburb.",
                "The mains between a waterworks and a growing suburb are examined.",
            ),
            words=phrases(
                "flow: water; link: main; links: mains; unit: liters a second; a_unit: a liter a second; currency: EUR"
            ),
            members={"INNER": DISTRICTS},
            units=_units("liter/second", "EUR"),
            distractors=("The suburb has {~2000..90000} inhabitants.",),
        ),
        Framing(
            "evacuation",
            "civil protection",
            openings=(
                "A coastal town prepares for the evacuation of its old quarter.",
                "Civil protection checks the streets by which an old quarter can be evacuated.",
            ),
            words=phrases(
                "flow: traffic; link: street; links: streets; unit: vehicles a minute; a_unit: a vehicle a minute;"
                "currency: EUR"
            ),
            members={
                "INNER": listed("Pier Square, Fish Market, Lighthouse, Town Hall, Rope Walk, Mint, Abbey, Bastion")
            },
            distractors=("The sea wall is {~3..9} m high.",),
        ),
        Framing(
            "power_lines",
            "energy",
            openings=(
                "A grid operator asks what its lines can carry from a wind park to an aluminum smelter.",
                "Power from a wind park is to feed an aluminum smelter over existing lines.",
            ),
            words=phrases("flow: power; link: line; links: lines; unit: MW; a_unit: an MW; currency: EUR"),
            members={"INNER": CITIES},
            units=_units("MW", "EUR"),
            distractors=("The smelter employs {~140..900} people.",),
        ),
        Framing(
            "oil_pipes",
            "oil and gas",
            openings=(
                "An oil company rents pipelines between its terminal and a refinery.",
                "Crude oil is pumped from a terminal to a refinery through a net of pipelines.",
            ),
            words=phrases(
                "flow: crude oil; link: pipeline; links: pipelines; unit: barrels a minute;"
                "a_unit: a barrel a minute; currency: USD"
            ),
            members={"INNER": STATES},
            distractors=("The terminal has {~3..19} tanks.",),
        ),
        Framing(
            "baggage_belts",
            "airports",
            openings=(
                "An airport finds out what its baggage belts can do.",
                "Baggage belts of an airport run through the basement and merge in places.",
            ),
            words=phrases(
                "flow: baggage; link: belt; links: belts; unit: kg a second; a_unit: a kg a second; currency: EUR"
            ),
            members={
                "INNER": listed("scanner, carousel, chute, loop, tilt tray, buffer, sorter, merge, dock, crossing")
            },
            units=_units("kg/second", "EUR"),
            distractors=("The airport has {~2..5} terminals.",),
        ),
        Framing(
            "video_stream",
            "telecommunications",
            openings=(
                "A broadcaster sends the pictures of a race to its studio over leased lines.",
                "Leased lines connect a race course with the studio of a broadcaster.",
            ),
            words=phrases(
                "flow: data; link: line; links: lines; unit: Mbit a second; a_unit: an Mbit a second; currency: USD"
            ),
            members={
                "INNER": listed("node Amber, node Blue, node Coral, node Denim, node Ebony, node Flax, node Gold")
            },
            units=_units("Mbit/second", "USD"),
            distractors=("The race is {~40..300} km long.",),
        ),
    ),
)
