"""Multicommodity flow. Source: Ahuja, Magnanti and Orlin, Network Flows, 1993, chapter 17."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.problems.networks.drawing import Link, cheapest_way, named, network
from llm_modeling.families.shorthand import continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation

_NET = "sum{(n, j) in LINKS} flow[o, d, n, j] - sum{(i, n) in LINKS} flow[o, d, i, n]"


def _formulation(options: Options) -> Formulation:
    limits, joint = "limits" in options, "joint" in options
    return model(
        sets=[
            members("NODES"),
            pairs("LINKS", "tail", "head"),
            pairs("TRIPS", "origin", "destination"),
            members("WEAK") if limits else None,
            pairs("SHARED", "tail", "head") if joint else None,
        ],
        parameters=[
            parameter("amount[TRIPS]"),
            parameter("capacity[LINKS]"),
            parameter("cost[LINKS]"),
            parameter("limit") if limits else None,
            parameter("joint") if joint else None,
        ],
        variables=[continuous("flow[TRIPS, LINKS]")],
        constraints=[
            rule(
                "balance",
                f"{_NET} = (if n = o then amount[o, d] else 0) - (if n = d then amount[o, d] else 0)",
                "(o, d) in TRIPS, n in NODES",
            ),
            rule("by_link", "sum{(o, d) in TRIPS} flow[o, d, i, j] <= capacity[i, j]", "(i, j) in LINKS"),
            rule("by_node", "sum{(o, d) in TRIPS, (i, n) in LINKS} flow[o, d, i, n] <= limit", "n in WEAK")
            if limits
            else None,
            rule("together", "sum{(o, d) in TRIPS, (i, j) in SHARED} flow[o, d, i, j] <= joint") if joint else None,
        ],
        objectives=[minimize("total_cost", "sum{(o, d) in TRIPS, (i, j) in LINKS} cost[i, j] * flow[o, d, i, j]")],
    )


def _draw(setting: Setting) -> Values:
    names = setting.pick("NODES", setting.sizes["nodes"])
    rng, count = setting.rng, len(names)
    links = network(rng, count, max(setting.sizes["links"], count + 1))
    links.append((count - 1, 0))  # so that all nodes can be reached from all
    costs = setting.integers("cost", 5, 40, len(links))
    lengths = dict(zip(links, costs, strict=True))
    ends = [(i, j) for i in range(count) for j in range(count) if i != j]
    trips = sorted(ends[k] for k in rng.permutation(len(ends))[: setting.sizes["trips"]].tolist())
    amounts = setting.integers("amount", 4, 20, len(trips))
    carried = dict.fromkeys(links, 0)
    entered = [0] * count
    for (start, goal), amount in zip(trips, amounts, strict=True):  # half of the links as dear: a way that is feasible
        noisy = {link: length * float(rng.uniform(0.3, 1.7)) for link, length in lengths.items()}
        for link in cheapest_way(noisy, start, goal):
            carried[link] += amount
            entered[link[1]] += amount
    pairs_, trip_names = named(links, names), named(trips, names)
    extra = setting.integers("amount", 3, 15, len(links))
    values: Values = {
        "NODES": names,
        "LINKS": pairs_,
        "TRIPS": trip_names,
        "amount": column(trip_names, amounts),
        "capacity": column(pairs_, [carried[link] + more for link, more in zip(links, extra, strict=True)]),
        "cost": column(pairs_, costs),
    }
    if setting.has("limits"):
        weak = sorted(rng.permutation(count)[: max(2, count // 5)].tolist())
        values["WEAK"] = [names[k] for k in weak]
        values["limit"] = max(5, *(entered[k] for k in weak))
    if setting.has("joint"):
        shared: list[Link] = [links[k] for k in sorted(rng.permutation(len(links))[:3].tolist())]
        values["SHARED"] = named(shared, names)
        values["joint"] = sum(carried[link] for link in shared) + 1
    return values


_FACTS = (
    Fact(
        "trips",
        ways=(
            "{Trips_are}: [TRIPS; {=amount} {unit} from {@0} to {@1}].",
            "These amounts {must_go}: [TRIPS; {@0} to {@1} {=amount} {unit}].",
        ),
        table=Table("TRIPS", "from - to", (("amount ({unit})", "amount"),), "{Trips_are} as the table shows."),
        of=("amount",),
    ),
    Fact(
        "nodes",
        ways=(
            "{There} are the {nodes} [NODES: {@}]; what passes through {a_node} on its way has to leave it in full.",
            "All goes between the {nodes} [NODES: {@}], and what neither starts nor ends in {a_node} must leave it "
            "again.",
        ),
        of=("balance",),
    ),
    Fact(
        "links",
        ways=(
            "{Links_are} in these directions only, with the largest amount for everything together and the cost of "
            "{a_unit}: [LINKS; {@0} to {@1} ({=capacity} {unit}, {=cost} {currency})].",
            "In all, there can go at most [LINKS: {=capacity} {unit} from {@0} to {@1} (for {=cost} {currency})], "
            "where "
            "the cost is that of {a_unit}.",
        ),
        table=Table(
            "LINKS",
            "from - to",
            (("capacity ({unit})", "capacity"), ("cost ({currency})", "cost")),
            "The next table has the directions that are possible, their capacities for everything together and the "
            "cost of "
            "{a_unit}.",
        ),
        of=("by_link", "cost"),
    ),
    Fact(
        "limits",
        ways=(
            "No more than {=limit} {unit} in total may enter any of these: [WEAK; {@}].",
            "At most {=limit} {unit} in total can enter each of [WEAK: {@}].",
        ),
        of=("by_node",),
        option="limits",
    ),
    Fact(
        "joint",
        ways=(
            "These connections may carry no more than {=joint} {unit} together: [SHARED; {@0} to {@1}].",
            "At most {=joint} {unit} in total can go on these connections: [SHARED; from {@0} to {@1}].",
        ),
        of=("together",),
        option="joint",
    ),
    Fact(
        "goal",
        ways=(
            "Any amount may be divided over several ways. How should all of it be routed at the lowest total cost?",
            "How should everything be routed so that the total cost is as low as possible? Splitting is allowed, also "
            "into fractions.",
        ),
        of=("total_cost", "flow"),
    ),
)


def _units(unit: str, currency: str) -> dict[str, str]:
    return {**dict.fromkeys(("amount", "capacity", "limit", "joint", "flow"), unit), "cost": f"{currency}/({unit})"}


FAMILY = Family(
    name="multicommodity_flow",
    title="Multicommodity flow",
    source="Ahuja, Magnanti and Orlin, Network Flows, 1993",
    extents=(Extent("nodes", 4, 18), Extent("links", 6, 46), Extent("trips", 2, 14)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("limits", "joint"),
    framings=(
        Framing(
            "fiber_backbone",
            "telecommunications",
            openings=(
                "A telecommunications company routes traffic through its backbone.",
                "Traffic between the exchanges of a backbone is routed anew.",
            ),
            words=phrases(
                "trips_are: the traffic to route is; nodes: exchanges; node: exchange; a_node: an exchange; "
                "unit: Gbit a second;"
                "a_unit: a Gbit a second; currency: EUR; there: in the backbone; links_are: fibers run;"
                "must_go: have to be carried"
            ),
            members={"NODES": CITIES},
            units=_units("Gbit/second", "EUR"),
            distractors=("The backbone is {~14..30} years old.",),
        ),
        Framing(
            "rail_freight",
            "railways",
            openings=(
                "A rail company carries freight between terminals.",
                "Freight for several terminals shares the tracks of a rail company.",
            ),
            words=phrases(
                "trips_are: the freight to carry is; nodes: terminals; node: terminal; a_node: a terminal; "
                "unit: tons; a_unit: a ton;"
                "currency: USD; there: on the network; links_are: trains run; must_go: have to be carried"
            ),
            members={"NODES": STATES},
            units=_units("ton", "USD"),
            factors={"amount": 30.0, "cost": 0.3},
            distractors=("A train is {~600..900} m long.",),
        ),
        Framing(
            "mail_flights",
            "postal services",
            openings=(
                "Letters and parcels fly overnight between the airports of a mail carrier.",
                "A mail carrier plans its night flights.",
            ),
            words=phrases(
                "trips_are: the mail of the night is; nodes: airports; node: airport; a_node: an airport; unit: kg; "
                "a_unit: a kg;"
                "currency: EUR; there: in the network; links_are: flights are offered; must_go: have to be flown"
            ),
            members={"NODES": CITIES[::-1]},
            units=_units("kg", "EUR"),
            factors={"amount": 50.0, "cost": 0.1},
            distractors=("The last pick-up is at {~17..20} in the evening.",),
        ),
        Framing(
            "district_heat",
            "energy",
            openings=(
                "Suppliers of heat share the pipes of a city.",
                "The heat grid of a city carries what several suppliers have sold.",
            ),
            words=phrases(
                "trips_are: the heat sold is; nodes: stations; node: station; a_node: a station; unit: MWh;"
                "a_unit: an MWh; currency: EUR; there: along the pipes; links_are: hot water flows;"
                "must_go: have to be delivered"
            ),
            members={"NODES": DISTRICTS},
            units=_units("MWh", "EUR"),
            distractors=("The water is {~80..120} degrees hot.",),
        ),
        Framing(
            "commuter_traffic",
            "urban planning",
            openings=(
                "A city predicts how commuters spread over its streets.",
                "Planners of a city assign the traffic of the morning to streets.",
            ),
            words=phrases(
                "trips_are: the traffic counted is; nodes: squares; node: square; a_node: a square; "
                "unit: cars a minute;"
                "a_unit: a car a minute; currency: points; there: in the model; links_are: streets lead;"
                "must_go: have to get through"
            ),
            members={"NODES": listed("Acorn, Baker, Canon, Drum, Ember, Falcon, Granite, Hazel, Ivory, Jasmine")},
            distractors=("The city has {~200..900} traffic lights.",),
        ),
        Framing(
            "milk_powder",
            "dairy",
            openings=(
                "A dairy group exchanges intermediate products between its sites.",
                "Tank trucks carry intermediate products between the sites of a dairy group.",
            ),
            words=phrases(
                "trips_are: the deliveries planned are; nodes: sites; node: site; a_node: a site; unit: liters; "
                "a_unit: a liter;"
                "currency: cents; there: in the group; links_are: tank trucks drive; must_go: have to be moved"
            ),
            members={"NODES": listed("Alm, Bachau, Cresta, Dorf, Egg, Furth, Gams, Hall, Imst, Jenbach, Kufs, Lech")},
            factors={"amount": 100.0, "cost": 0.3},
            distractors=("The group buys milk from {~140..900} farms.",),
        ),
    ),
)
