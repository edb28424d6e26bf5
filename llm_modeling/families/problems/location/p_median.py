"""The p-median problem. Source: Hakimi, Optimum Locations of Switching Centers, 1964."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import binary, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    kept, even = "kept" in options, "even" in options
    return model(
        sets=[members("SITES"), members("CLIENTS"), members("KEPT") if kept else None],
        parameters=[
            parameter("number"),
            parameter("weight[CLIENTS]"),
            parameter("distance[SITES, CLIENTS]"),
            parameter("most") if even else None,
        ],
        variables=[binary("open[SITES]"), binary("assign[SITES, CLIENTS]")],
        constraints=[
            rule("number_open", "sum{s in SITES} open[s] = number"),
            rule("assigned", "sum{s in SITES} assign[s, c] = 1", "c in CLIENTS"),
            rule("if_open", "assign[s, c] <= open[s]", "s in SITES, c in CLIENTS"),
            rule("stay", "open[s] = 1", "s in KEPT") if kept else None,
            rule("even", "sum{c in CLIENTS} assign[s, c] <= most", "s in SITES") if even else None,
        ],
        objectives=[
            minimize("total_way", "sum{s in SITES, c in CLIENTS} weight[c] * distance[s, c] * assign[s, c]"),
        ],
    )


def _draw(setting: Setting) -> Values:
    sites = setting.pick("SITES", setting.sizes["sites"])
    clients = setting.pick("CLIENTS", setting.sizes["clients"])
    number = max(2, len(sites) // 3)
    spots = setting.rng.uniform(size=(len(sites) + len(clients), 2))
    ways = abs(spots[: len(sites), None, :] - spots[None, len(sites) :, :]).sum(axis=2)
    scale = 60 * setting.framing.factor("distance")
    values: Values = {
        "SITES": sites,
        "CLIENTS": clients,
        "number": number,
        "weight": column(clients, setting.integers("weight", 10, 90, len(clients))),
        "distance": matrix(sites, clients, [max(2, round(scale * float(way))) for way in ways.reshape(-1)]),
    }
    if setting.has("kept"):
        values["KEPT"] = [sites[int(setting.rng.integers(len(sites)))]]
    if setting.has("even"):
        values["most"] = -(-len(clients) // number) + 1
    return values


_FACTS = (
    Fact(
        "weights",
        ways=(
            "{Weights_are} as follows: [CLIENTS; {@} {=weight}].",
            "Records show [CLIENTS: {=weight} {people} in {@}].",
        ),
        table=Table("CLIENTS", "{client}", (("{people}", "weight"),), "{Weights_are} shown in the table."),
        of=("weight",),
    ),
    Fact(
        "distances",
        ways=(
            "{Distances_are} as follows: [SITES; from {@} ([CLIENTS: {=distance} {unit} to {@}])].",
            "{Distances_are} known: [SITES; {@} ([CLIENTS: {=distance} {unit} to {@}])].",
        ),
        table=Grid("SITES", "CLIENTS", "distance", "{site}", "{Distances_are} shown in the table, in {unit}."),
        of=("distance",),
    ),
    Fact(
        "number",
        ways=(
            "There is money for exactly {=number} {sites}.",
            "It has been decided to {open} exactly {=number} {sites}.",
        ),
        of=("number_open",),
    ),
    Fact(
        "assigned",
        ways=(
            "Each {client} is assigned to exactly one {site}, which has to be {opened}.",
            "Every {client} belongs to exactly one {site}, and only to one that is {opened}.",
        ),
        of=("assigned", "if_open"),
    ),
    Fact(
        "kept",
        ways=(
            "The following cannot be given up and must be among them: [KEPT; {@}].",
            "In any case, the choice must include [KEPT: {@}].",
        ),
        of=("stay",),
        option="kept",
    ),
    Fact(
        "even",
        ways=(
            "No more than {=most} {clients} may be assigned to the same {site}.",
            "{A_site} can take on at most {=most} {clients}.",
        ),
        of=("even",),
        option="even",
    ),
    Fact(
        "goal",
        ways=(
            "The {way} of a {client} counts as often as it has {people}. Which {sites} should be {opened} so that "
            "the sum "
            "is as small as possible?",
            "Multiply the {way} of every {client} by its {people} and add up. Where should the {sites} be {opened} to "
            "make this sum minimal?",
        ),
        of=("total_way", "open", "assign"),
    ),
)

FAMILY = Family(
    name="p_median",
    title="p-median",
    source="Hakimi, Optimum Locations of Switching Centers and the Absolute Centers and Medians of a Graph, 1964",
    extents=(Extent("sites", 3, 14), Extent("clients", 3, 21)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("kept", "even"),
    framings=(
        Framing(
            "libraries",
            "culture",
            openings=(
                "A city reorganizes its branch libraries.",
                "The library of a city moves its branches closer to the readers.",
            ),
            words=phrases(
                "site: branch; sites: branches; a_site: a branch; open: open; opened: opened; client: quarter;"
                "clients: quarters; weights_are: the numbers of readers in the quarters are; "
                ""
                "people: readers; distances_are: the walking times are; unit: minutes; way: walking time"
            ),
            members={
                "SITES": listed("Post Office, Town Hall, Granary, Chapel, Arcade, Tram Depot, Old School, Armory"),
                "CLIENTS": DISTRICTS,
            },
            units={"distance": "minute"},
            distractors=("The library lends {~20000..90000} books a year.",),
        ),
        Framing(
            "ambulance_posts",
            "emergency services",
            openings=(
                "A rescue service moves its ambulance posts.",
                "Ambulances of a rural county will wait at new posts.",
            ),
            words=phrases(
                "site: post; sites: posts; a_site: a post; open: set up; opened: set up; client: village;"
                "clients: villages; weights_are: the numbers of calls from the villages are; "
                "people: calls; distances_are: the driving times are; unit: minutes; way: driving time"
            ),
            members={
                "SITES": listed("Crossroads, Mill, Quarry, Sawmill, Barracks, Toll House, Dairy, Airfield, Vicarage"),
                "CLIENTS": listed("Abram, Barley, Cotton, Dover, Elton, Frome, Garth, Hythe, Irby, Kirby, Louth, Marl"),
            },
            units={"distance": "minute"},
            factors={"distance": 0.6},
            distractors=("The county has {~14..60} paramedics.",),
        ),
        Framing(
            "recycling_yards",
            "waste management",
            openings=(
                "A waste company chooses places for recycling yards.",
                "Households will bring what can be recycled to new yards of a waste company.",
            ),
            words=phrases(
                "site: yard; sites: yards; a_site: a yard; open: lay out; opened: laid out; client: suburb;"
                "clients: suburbs; weights_are: the numbers of trips from the suburbs are; "
                "people: trips; distances_are: the distances are; unit: km; way: distance"
            ),
            members={"SITES": DISTRICTS[:12], "CLIENTS": DISTRICTS[12:]},
            units={"distance": "km"},
            factors={"distance": 0.5, "weight": 10.0},
            distractors=("The company owns {~14..60} trucks.",),
        ),
        Framing(
            "service_depots",
            "elevators",
            openings=(
                "A maker of elevators stations its technicians in depots.",
                "Technicians who maintain elevators start from depots, which are chosen anew.",
            ),
            words=phrases(
                "site: depot; sites: depots; a_site: a depot; open: run; opened: run; client: city; clients: cities;"
                "weights_are: the numbers of visits to the cities are; people: visits;"
                "distances_are: the driving distances are; unit: km; way: driving distance"
            ),
            members={"SITES": CITIES[:20], "CLIENTS": CITIES[20:]},
            units={"distance": "km"},
            factors={"distance": 6.0},
            distractors=("An elevator travels {~14..90} meters.",),
        ),
        Framing(
            "polling_places",
            "public administration",
            openings=(
                "An election office picks the polling places of a district.",
                "For the coming election, polling places are to be easy to reach.",
            ),
            words=phrases(
                "site: polling place; sites: polling places; a_site: a polling place; open: furnish; opened: furnished;"
                "client: block; clients: blocks; weights_are: the numbers of voters in the blocks are;"
                "people: voters; distances_are: the walking distances are; unit: meters;"
                "way: walking distance"
            ),
            members={
                "SITES": listed("gym, canteen, chapel, theater, fire hall, clubhouse, library, museum, pavilion"),
                "CLIENTS": listed(
                    "Acorn Row, Birch Row, Cedar Row, Dogwood Row, Elm Row, Fir Row, Gorse Row, Holly Row"
                ),
            },
            units={"distance": "meter"},
            factors={"distance": 20.0, "weight": 5.0},
            distractors=("The ballot has {~3..19} parties.",),
        ),
        Framing(
            "grain_silos",
            "agriculture",
            openings=(
                "A cooperative builds silos where its members bring their grain.",
                "Members of a cooperative drive their grain to silos that are yet to be built.",
            ),
            words=phrases(
                "site: silo; sites: silos; a_site: a silo; open: build; opened: built; client: township;"
                "clients: townships; weights_are: the numbers of loads from the townships are;"
                "people: loads; distances_are: the distances are; unit: miles; way: distance"
            ),
            members={"SITES": STATES[:14], "CLIENTS": STATES[14:]},
            units={"distance": "mile"},
            factors={"weight": 2.0},
            distractors=("The cooperative has {~140..900} members.",),
        ),
    ),
)
