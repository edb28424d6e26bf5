"""Minimum cost flow. Source: Ahuja, Magnanti and Orlin, Network Flows, 1993."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.problems.networks.drawing import named, network
from llm_modeling.families.shorthand import integer, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    limits, shared = "limits" in options, "shared" in options
    return model(
        sets=[
            members("SOURCES"),
            members("SINKS"),
            members("INNER"),
            pairs("LINKS", "tail", "head"),
            members("WEAK") if limits else None,
            pairs("SHARED", "tail", "head") if shared else None,
        ],
        parameters=[
            parameter("supply[SOURCES]"),
            parameter("demand[SINKS]"),
            parameter("capacity[LINKS]"),
            parameter("cost[LINKS]"),
            parameter("limit") if limits else None,
            parameter("joint") if shared else None,
        ],
        variables=[integer("flow[LINKS]")],
        constraints=[
            rule("by_link", "flow[i, j] <= capacity[i, j]", "(i, j) in LINKS"),
            rule(
                "out", "sum{(n, j) in LINKS} flow[n, j] - sum{(i, n) in LINKS} flow[i, n] <= supply[n]", "n in SOURCES"
            ),
            rule("into", "sum{(i, n) in LINKS} flow[i, n] - sum{(n, j) in LINKS} flow[n, j] = demand[n]", "n in SINKS"),
            rule("through", "sum{(i, n) in LINKS} flow[i, n] = sum{(n, j) in LINKS} flow[n, j]", "n in INNER"),
            rule("by_node", "sum{(i, n) in LINKS} flow[i, n] <= limit", "n in WEAK") if limits else None,
            rule("together", "sum{(i, j) in SHARED} flow[i, j] <= joint") if shared else None,
        ],
        objectives=[minimize("total_cost", "sum{(i, j) in LINKS} cost[i, j] * flow[i, j]")],
    )


def _draw(setting: Setting) -> Values:
    names = setting.pick("INNER", setting.sizes["nodes"])
    count, rng = len(names), setting.rng
    ends = max(1, count // 5)
    links = network(rng, count, max(setting.sizes["links"], count + 2))
    links += [(0, count - 1), (count - 1, 0)]
    pairs_ = named(links, names)
    demands = setting.integers("amount", 10, 40, ends)
    supplies = [sum(demands), *setting.integers("amount", 5, 30, ends - 1)]
    capacities = setting.integers("amount", 15, 60, len(links))
    for k, (i, j) in enumerate(links):  # everything can go from the first node along all nodes to the last ones
        if j == i + 1:
            capacities[k] = max(capacities[k], sum(demands) + setting.integer("amount", 1, 9))
    values: Values = {
        "SOURCES": names[:ends],
        "SINKS": names[count - ends :],
        "INNER": names[ends : count - ends],
        "LINKS": pairs_,
        "supply": column(names[:ends], supplies),
        "demand": column(names[count - ends :], demands),
        "capacity": column(pairs_, capacities),
        "cost": column(pairs_, setting.integers("cost", 2, 40, len(links))),
    }
    if setting.has("limits"):
        weak = sorted(rng.permutation(range(ends, count - ends))[: max(2, count // 6)].tolist())
        values["WEAK"] = [names[k] for k in weak]
        values["limit"] = sum(demands)
    if setting.has("shared"):
        free = [k for k, (i, j) in enumerate(links) if j != i + 1]
        values["SHARED"] = [pairs_[k] for k in sorted(rng.permutation(free)[:3].tolist())]
        values["joint"] = setting.integer("amount", 10, 40)
    return values


_FACTS = (
    Fact(
        "supply",
        ways=(
            "{Stock_is} no more than [SOURCES: {=supply} {unit} in {@}].",
            "{Stock_is} at most the following: [SOURCES; {=supply} {unit} in {@}].",
        ),
        table=Table(
            "SOURCES", "{place}", (("available ({unit})", "supply"),), "{Stock_is} at most what the table shows."
        ),
        of=("out",),
    ),
    Fact(
        "demand",
        ways=(
            "{Demand_is} exactly [SINKS: {=demand} {unit} in {@}].",
            "{Demand_is} exactly the following: [SINKS; {=demand} {unit} in {@}].",
        ),
        table=Table("SINKS", "{place}", (("wanted ({unit})", "demand"),), "{Demand_is} exactly what the table shows."),
        of=("into",),
    ),
    Fact(
        "inner",
        ways=(
            "In between are [INNER: {@}], where nothing is lost and nothing stays.",
            "What enters [INNER: {@}] has to leave again in full.",
        ),
        of=("through",),
    ),
    Fact(
        "links",
        ways=(
            "{Links_are} in the directions given only, with these largest amounts and costs: "
            "[LINKS; {@0} to {@1} ({=capacity} {unit}, {=cost} {currency} for {a_unit})].",
            "The directions, the largest amounts and the costs for {a_unit} are as follows: "
            "[LINKS; from {@0} to {@1} up to {=capacity} {unit} for {=cost} {currency}].",
        ),
        table=Table(
            "LINKS",
            "from - to",
            (("capacity ({unit})", "capacity"), ("cost ({currency})", "cost")),
            "The table has the possible directions, the capacities and the cost of {a_unit}.",
        ),
        of=("by_link", "cost"),
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
        "shared",
        ways=(
            "These connections may carry no more than {=joint} {unit} together: [SHARED; {@0} to {@1}].",
            "At most {=joint} {unit} in total can go on these connections: [SHARED; from {@0} to {@1}].",
        ),
        of=("together",),
        option="shared",
    ),
    Fact(
        "goal",
        ways=(
            "Only whole {pieces} can be moved. Which amounts should go where to keep the total cost as low as "
            "possible?",
            "How many whole {pieces} should be sent on which connections so that the total cost is minimal?",
        ),
        of=("total_cost", "flow"),
    ),
)

FAMILY = Family(
    name="min_cost_flow",
    title="Minimum cost flow",
    source="Ahuja, Magnanti and Orlin, Network Flows, 1993",
    extents=(Extent("nodes", 5, 70), Extent("links", 7, 210)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("limits", "shared"),
    framings=(
        Framing(
            "empty_containers",
            "shipping",
            openings=(
                "A shipping line repositions its empty containers.",
                "Empty containers pile up in some ports while exporters in others wait for them.",
            ),
            words=phrases(
                "place: port; unit: containers; a_unit: a container; pieces: containers; currency: USD;"
                "stock_is: ports with a surplus can give up; demand_is: exporters have booked;"
                "links_are: feeder ships sail"
            ),
            members={"INNER": CITIES},
            units={"cost": "USD/container", "flow": "container"},
            factors={"cost": 5.0},
            distractors=("A container is {~12..13} m long.",),
        ),
        Framing(
            "rail_wagons",
            "railways",
            openings=(
                "A railway moves empty wagons to where the grain is.",
                "Grain shippers call for wagons, which a railway has elsewhere.",
            ),
            words=phrases(
                "place: station; unit: wagons; a_unit: a wagon; pieces: wagons; currency: EUR;"
                "stock_is: stations with idle wagons can release; demand_is: shippers call for; "
                "links_are: freight trains run"
            ),
            members={"INNER": DISTRICTS},
            factors={"cost": 2.0},
            distractors=("A wagon weighs {~14..25} tons.",),
        ),
        Framing(
            "rental_bikes",
            "mobility",
            openings=(
                "A bicycle rental balances its stations at night.",
                "In the evening the bicycles of a rental company stand in the wrong places.",
            ),
            words=phrases(
                "place: station; unit: bicycles; a_unit: a bicycle; pieces: bicycles; currency: EUR;"
                "stock_is: the stations can spare; demand_is: the stations with gaps get;"
                "links_are: vans drive"
            ),
            members={"INNER": listed("Opera, Museum, Zoo, Harbor, Market, Stadium, Campus, Castle, Lido, Arcade")},
            units={"cost": "EUR/bicycle", "flow": "bicycle"},
            factors={"amount": 0.4, "cost": 0.3},
            distractors=("The company was founded {~3..19} years ago.",),
        ),
        Framing(
            "pallet_pool",
            "logistics",
            openings=(
                "A pool operator returns pallets from supermarkets to factories.",
                "Pallets that supermarkets no longer use go back to factories.",
            ),
            words=phrases(
                "place: town; unit: pallets; a_unit: a pallet; pieces: pallets; currency: USD;"
                "stock_is: supermarkets hand over; demand_is: factories are short of; links_are: lorries go"
            ),
            members={"INNER": STATES},
            units={"cost": "USD/pallet", "flow": "pallet"},
            factors={"amount": 10.0, "cost": 0.2},
            distractors=("A pallet lasts for {~3..9} years.",),
        ),
        Framing(
            "relief_kits",
            "humanitarian logistics",
            openings=(
                "A relief organization moves kits from depots to camps.",
                "Kits with soap and blankets are on their way from depots to camps.",
            ),
            words=phrases(
                "place: place; unit: kits; a_unit: a kit; pieces: kits; currency: EUR; stock_is: the depots hold;"
                "demand_is: the camps are to receive; links_are: convoys drive"
            ),
            members={"INNER": listed("Adama, Bako, Chiro, Dodola, Embu, Fiche, Gimbi, Harar, Isiolo, Jinka, Kitale")},
            factors={"amount": 20.0, "cost": 0.3},
            distractors=("The camps are {~2..9} years old.",),
        ),
        Framing(
            "library_books",
            "culture",
            openings=(
                "A library sends returned books back to the branches that own them.",
                "The branches of a city library exchange crates of books.",
            ),
            words=phrases(
                "place: branch; unit: crates; a_unit: a crate; pieces: crates; currency: EUR;"
                "stock_is: the branches give away; demand_is: the owners get back; links_are: couriers ride"
            ),
            members={"INNER": listed("Main, North, Hill, River, Garden, Lake, Forest, Bridge, Tower, Valley, Orchard")},
            units={"cost": "EUR/crate", "flow": "crate"},
            factors={"amount": 0.5, "cost": 0.2},
            distractors=("The library has {~20000..90000} readers.",),
        ),
    ),
)
