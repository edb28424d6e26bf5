"""The p-center problem. Source: Daskin, Network and Discrete Location, 1995, chapter 5."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Values
from llm_modeling.families.names import CITIES, DISTRICTS, listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    apart, budget = "apart" in options, "budget" in options
    return model(
        sets=[members("SITES"), members("CLIENTS"), pairs("APART", "one", "other") if apart else None],
        parameters=[
            parameter("number"),
            parameter("distance[SITES, CLIENTS]"),
            parameter("cost[SITES]") if budget else None,
            parameter("budget") if budget else None,
        ],
        variables=[binary("open[SITES]"), binary("assign[SITES, CLIENTS]"), continuous("longest")],
        constraints=[
            rule("number_open", "sum{s in SITES} open[s] <= number"),
            rule("assigned", "sum{s in SITES} assign[s, c] = 1", "c in CLIENTS"),
            rule("if_open", "assign[s, c] <= open[s]", "s in SITES, c in CLIENTS"),
            rule("reached", "sum{s in SITES} distance[s, c] * assign[s, c] <= longest", "c in CLIENTS"),
            rule("not_both", "open[s] + open[t] <= 1", "(s, t) in APART") if apart else None,
            rule("affordable", "sum{s in SITES} cost[s] * open[s] <= budget") if budget else None,
        ],
        objectives=[minimize("worst", "longest")],
    )


def _draw(setting: Setting) -> Values:
    sites = setting.pick("SITES", setting.sizes["sites"])
    clients = setting.pick("CLIENTS", setting.sizes["clients"])
    number = max(2, len(sites) // 3)
    spots = setting.rng.uniform(size=(len(sites) + len(clients), 2))
    ways = abs(spots[: len(sites), None, :] - spots[None, len(sites) :, :]).sum(axis=2)
    scale = 40 * setting.framing.factor("distance")
    values: Values = {
        "SITES": sites,
        "CLIENTS": clients,
        "number": number,
        "distance": matrix(sites, clients, [max(2, round(scale * float(way))) for way in ways.reshape(-1)]),
    }
    if setting.has("apart"):
        order = setting.rng.permutation(len(sites)).tolist()
        values["APART"] = [[sites[order[2 * k]], sites[order[2 * k + 1]]] for k in range(max(1, len(sites) // 5))]
    if setting.has("budget"):
        costs = setting.integers("cost", 20, 90, len(sites))
        values["cost"] = column(sites, costs)
        values["budget"] = max(max(costs), round(0.9 * number * sum(costs) / len(costs)))
    return values


_FACTS = (
    Fact(
        "distances",
        ways=(
            "{Distances_are} as follows: [SITES; from {@} ([CLIENTS: {=distance} {unit} to {@}])].",
            "{Distances_are} known: [SITES; {@} ([CLIENTS: {=distance} {unit} from {@}])].",
        ),
        table=Grid("SITES", "CLIENTS", "distance", "{site}", "{Distances_are} shown in the table, in {unit}."),
        of=("distance",),
    ),
    Fact(
        "number",
        ways=("At most {=number} {sites} can be {opened}.", "No more than {=number} {sites} will be {opened}."),
        of=("number_open",),
    ),
    Fact(
        "assigned",
        ways=(
            "Each {client} relies on exactly one {site}, which has to be {opened}.",
            "Every {client} is assigned to exactly one {site}, and only to one that is {opened}.",
        ),
        of=("assigned", "if_open"),
    ),
    Fact(
        "apart",
        ways=(
            "Some {sites} exclude each other: [APART; not both {@0} and {@1}].",
            "At most one of each of these pairs can be {opened}: [APART; {@0} and {@1}].",
        ),
        of=("not_both",),
        option="apart",
    ),
    Fact(
        "cost",
        ways=(
            "For the {sites}, {currency_name} of [SITES: {=cost} ({@})] are estimated, and at most {=budget} are "
            "available.",
            "The {currency_name} of the {sites} are [SITES: {=cost} for {@}]; no more than {=budget} can be spent.",
        ),
        of=("affordable",),
        option="budget",
    ),
    Fact(
        "goal",
        ways=(
            "What counts is the longest {way} of any {client} to its {site}. How short can it be made?",
            "Which {sites} should be {opened} so that the longest {way} of any {client} to its {site} is as short as "
            "possible?",
        ),
        of=("worst", "reached", "longest"),
    ),
)

FAMILY = Family(
    name="p_center",
    title="p-center",
    source="Daskin, Network and Discrete Location, 1995",
    extents=(Extent("sites", 3, 13), Extent("clients", 3, 21)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("apart", "budget"),
    framings=(
        Framing(
            "lifeboats",
            "sea rescue",
            openings=(
                "A sea rescue society stations its lifeboats along a coast.",
                "Along a rocky coast, lifeboats will wait in a few harbors.",
            ),
            words=phrases(
                "site: harbor; sites: harbors; opened: manned; client: sea area; clients: sea areas; unit: minutes;"
                "distances_are: the times to sail are; way: time; currency_name: costs in thousand EUR"
            ),
            members={
                "SITES": listed("Puffin Bay, Seal Cove, Gull Point, Kelp Haven, Tern Creek, Cod Quay, Mussel Pier"),
                "CLIENTS": listed("Dogger, Fisher, Forties, Humber, Wight, Lundy, Fastnet, Shannon, Malin, Hebrides"),
            },
            units={"distance": "minute"},
            distractors=("The society was founded {~90..190} years ago.",),
        ),
        Framing(
            "drone_bases",
            "medical logistics",
            openings=(
                "A health service flies medicine to clinics by drone.",
                "Drones with medicine will take off from new bases.",
            ),
            words=phrases(
                "site: base; sites: bases; opened: equipped; client: clinic; clients: clinics; unit: km;"
                "distances_are: the flying distances are; way: flying distance; currency_name: costs in thousand USD"
            ),
            members={
                "SITES": listed("Base Kudu, Base Oryx, Base Eland, Base Impala, Base Gnu, Base Zebra, Base Lynx"),
                "CLIENTS": listed("Arusha, Babati, Chato, Dodo, Geita, Handeni, Iringa, Kahama, Liwale, Mbeya, Nzega"),
            },
            units={"distance": "km"},
            factors={"distance": 2.0},
            distractors=("A drone carries {~2..4} kg.",),
        ),
        Framing(
            "snow_depots",
            "road maintenance",
            openings=(
                "A road authority stores salt for the winter.",
                "Snow plows will start from new depots of a road authority.",
            ),
            words=phrases(
                "site: depot; sites: depots; opened: built; client: road section; clients: road sections;"
                "unit: minutes; distances_are: the driving times are; way: driving time;"
                "currency_name: costs in thousand EUR"
            ),
            members={
                "SITES": listed("Pass Head, Gravel Yard, Old Toll, Junction, Viaduct, Tunnel Mouth, Forest Gate"),
                "CLIENTS": DISTRICTS,
            },
            units={"distance": "minute"},
            distractors=("Last winter it snowed on {~14..60} days.",),
        ),
        Framing(
            "edge_servers",
            "computing",
            openings=(
                "A trading platform wants no customer to wait long for an answer.",
                "Servers of a trading platform move closer to the customers.",
            ),
            words=phrases(
                "site: server; sites: servers; opened: rented; client: city; clients: cities; unit: milliseconds;"
                "distances_are: the delays are; way: delay; currency_name: rents in USD"
            ),
            members={
                "SITES": listed("Node Ares, Node Bacchus, Node Ceres, Node Diana, Node Eos, Node Flora, Node Gaia"),
                "CLIENTS": CITIES,
            },
            units={"distance": "millisecond"},
            factors={"cost": 20.0},
            distractors=("The platform has {~2000000..9000000} customers.",),
        ),
        Framing(
            "fire_pumps",
            "forestry",
            openings=(
                "A forest service places pumps against wildfires.",
                "Pumps against wildfires are placed at ponds in a forest.",
            ),
            words=phrases(
                "site: pond; sites: ponds; opened: fitted with a pump; client: stand; clients: stands; unit: meters;"
                "distances_are: the distances are; way: distance; currency_name: costs in EUR"
            ),
            members={
                "SITES": listed("Frog Pond, Newt Pond, Duck Pond, Carp Pond, Reed Pond, Toad Pond, Swan Pond"),
                "CLIENTS": listed("alder stand, beech stand, cedar stand, larch stand, maple stand, oak stand"),
            },
            units={"distance": "meter"},
            factors={"distance": 60.0, "cost": 50.0},
            distractors=("The forest covers {~900..9000} hectares.",),
        ),
        Framing(
            "tool_cribs",
            "manufacturing",
            openings=(
                "In a large factory, tools are lent from cribs.",
                "A factory hall gets new cribs where workers borrow tools.",
            ),
            words=phrases(
                "site: crib; sites: cribs; opened: installed; client: line; clients: lines; unit: steps;"
                "distances_are: the walking distances are; way: walking distance; currency_name: costs in USD"
            ),
            members={
                "SITES": listed("bay Alpha, bay Beta, bay Gamma, bay Delta, bay Kappa, bay Sigma, bay Omega"),
                "CLIENTS": listed(
                    "stamping, welding, paint, trim, axles, seats, engines, doors, glass, wheels, testing"
                ),
            },
            factors={"distance": 5.0, "cost": 30.0},
            distractors=("The factory works in {~2..3} shifts.",),
        ),
    ),
)
