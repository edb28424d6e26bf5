"""Fleet assignment: which type of vehicle runs which leg. Source: Abara, Applying Integer Linear Programming, 1989."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, STATES
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    noise, mixed = "noise" in options, "mixed" in options
    return model(
        sets=[
            members("TYPES"),
            members("AIRPORTS"),
            pairs("LEGS", "origin", "destination"),
            pairs("BANNED", "type", "airport") if noise else None,
        ],
        parameters=[
            parameter("duration[LEGS]"),
            parameter("cost[(i, j) in LEGS, t in TYPES]"),
            parameter("planes[TYPES]"),
            parameter("day"),
            parameter("fewest") if mixed else None,
        ],
        variables=[binary("fly[(i, j) in LEGS, t in TYPES]")],
        constraints=[
            rule("once", "sum{t in TYPES} fly[i, j, t] = 1", "(i, j) in LEGS"),
            rule(
                "balance",
                "sum{(i, a) in LEGS} fly[i, a, t] = sum{(a, j) in LEGS} fly[a, j, t]",
                "a in AIRPORTS, t in TYPES",
            ),
            rule("hours", "sum{(i, j) in LEGS} duration[i, j] * fly[i, j, t] <= day * planes[t]", "t in TYPES"),
            rule("not_there", "sum{(i, a) in LEGS} fly[i, a, t] = 0", "(t, a) in BANNED") if noise else None,
            rule("use_all_types", "sum{(i, j) in LEGS} fly[i, j, t] >= fewest", "t in TYPES") if mixed else None,
        ],
        objectives=[minimize("total_cost", "sum{(i, j) in LEGS, t in TYPES} cost[i, j, t] * fly[i, j, t]")],
    )


def _draw(setting: Setting) -> Values:
    rng, sizes = setting.rng, setting.sizes
    types = setting.pick("TYPES", sizes["types"])
    airports = setting.pick("AIRPORTS", sizes["airports"])
    links = [(k, k + 1) for k in range(len(airports) - 1)]
    free = [(i, j) for i in range(len(airports)) for j in range(i + 2, len(airports))]
    more = max(0, min(len(free), sizes["links"] - len(links)))
    links = sorted([*links, *(free[k] for k in rng.permutation(len(free))[:more].tolist())])
    times = setting.integers("duration", 40, 200, len(links), step=5)
    legs = [leg for i, j in links for leg in ([airports[i], airports[j]], [airports[j], airports[i]])]
    durations = [time for time in times for _ in range(2)]
    at_first = sum(i == 0 for i, _ in links)  # only the first type is needed there
    suited = [0 if k < at_first else (k - at_first + 1) % len(types) for k in range(len(links))]
    base = setting.integers("cost", 20, 60, len(links))
    costs = []
    for price in base:
        for _ in range(2):
            costs += [round(price * float(u)) for u in rng.uniform(0.8, 1.5, size=len(types))]
    day = 480
    loads = [sum(2 * times[k] for k in range(len(links)) if suited[k] == t) for t in range(len(types))]
    values: Values = {
        "TYPES": types,
        "AIRPORTS": airports,
        "LEGS": legs,
        "duration": column(legs, durations),
        "cost": [[*leg, t, costs[n * len(types) + k]] for n, leg in enumerate(legs) for k, t in enumerate(types)],
        "planes": column(types, [max(2, load // day + 1) for load in loads]),
        "day": day,
    }
    if setting.has("noise"):
        values["BANNED"] = [[types[1], airports[0]]]
    if setting.has("mixed"):
        values["fewest"] = 2
    return values


_FACTS = (
    Fact(
        "airports",
        ways=("{Places_are} [AIRPORTS: {@}].", "There are {#AIRPORTS} {places} in the network: [AIRPORTS; {@}]."),
    ),
    Fact(
        "legs",
        ways=(
            "The daily timetable has these {legs}, each with its duration: "
            "[LEGS; {=duration} minutes from {@0} to {@1}].",
            "Every day, the following {legs} take place: [LEGS; from {@0} to {@1} ({=duration} minutes)].",
        ),
        table=Table("LEGS", "{leg}", (("minutes", "duration"),), "The daily timetable is this:"),
        of=("duration",),
    ),
    Fact(
        "costs",
        ways=(
            "The cost of {a_leg} depends on the type, in {money}: [LEGS; {@0} to {@1} ([TYPES: {=cost} with {@}])].",
        ),
        table=Grid("LEGS", "TYPES", "cost", "{leg}", "The cost of {a_leg} depends on the type, in {money}:"),
        of=("cost",),
    ),
    Fact(
        "once",
        ways=(
            "Each {leg} has to be run by exactly one type of {plane}.",
            "For every {leg}, exactly one type of {plane} must be chosen.",
        ),
        of=("once", "fly"),
    ),
    Fact(
        "balance",
        ways=(
            "Since every day is the same, as many {planes} of a type have to leave {a_place} as arrive there.",
            "Day after day, the arrivals of each type in {a_place} must equal its departures from there.",
        ),
        of=("balance",),
    ),
    Fact(
        "planes",
        ways=(
            "The fleet consists of [TYPES: {=planes} {planes} of type {@}].",
            "The number of {planes} is given by type: [TYPES; {@} {=planes}].",
        ),
        table=Table("TYPES", "type", (("number of {planes}", "planes"),), "The fleet consists of several types:"),
        of=("planes",),
    ),
    Fact(
        "hours",
        ways=(
            "A {plane} is in use for at most {=day} minutes a day, so that the {legs} of a type must not last longer "
            "in total than all its {planes} together can be in use.",
            "For each type, the minutes of its {legs} are limited to {=day} a day times the number of its {planes}.",
        ),
        of=("hours",),
    ),
    Fact(
        "banned",
        ways=(
            "{Why_banned}, [BANNED; type {@0} must not come to {@1}].",
            "It is forbidden to send [BANNED; type {@0} to {@1}].",
        ),
        of=("not_there",),
        option="noise",
    ),
    Fact(
        "mixed",
        ways=(
            "So that all {crews} stay in practice, every type has to run at least {=fewest} {legs}.",
            "For the practice of the {crews}, no type may run fewer than {=fewest} {legs}.",
        ),
        of=("use_all_types",),
        option="mixed",
    ),
    Fact(
        "goal",
        ways=(
            "Which type should run which {leg} so that the total cost is as low as possible?",
            "Assign the types to the {legs} at the lowest total cost.",
        ),
        of=("total_cost",),
    ),
)
_FLIGHTS = "leg: flight; legs: flights; a_leg: a flight; plane: plane; planes: planes; crews: pilots"

FAMILY = Family(
    name="fleet_assignment",
    title="Fleet assignment",
    source="Abara, Applying Integer Linear Programming to the Fleet Assignment Problem, 1989",
    extents=(Extent("links", 3, 49), Extent("airports", 3, 16), Extent("types", 2, 4)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("noise", "mixed"),
    framings=(
        story(
            "holiday_airline",
            "airlines",
            (
                "A holiday airline assigns its fleet to the summer timetable.",
                "The summer timetable of a holiday airline is fixed, but not which planes will fly.",
            ),
            f"{_FLIGHTS}; place: airport; a_place: an airport; places: airports; places_are: the airline serves; "
            f"money: kEUR;"
            "why_banned: because of the noise",
            "AIRPORTS: " + ", ".join(CITIES[:20]) + "; TYPES: narrow jet, wide jet, turboprop, regional jet",
            "A flight crew rests for {~14..20} hours.",
        ),
        story(
            "parcel_airline",
            "express delivery",
            (
                "An express carrier decides which of its cargo planes fly at night.",
                "Cargo planes of an express carrier connect its hubs at night.",
            ),
            f"{_FLIGHTS}; place: hub; a_place: a hub; places: hubs; places_are: the hubs are; money: kUSD;"
            "why_banned: as the runway is short",
            "AIRPORTS: " + ", ".join(STATES[:20]) + "; TYPES: feeder, freighter, jumbo, converted jet",
            "The carrier sorts {~200..900} parcels a minute.",
        ),
        story(
            "rail_rolling_stock",
            "railways",
            (
                "A railway distributes its train sets over the lines of a region.",
                "On the lines of a region, a railway runs several kinds of train sets.",
            ),
            "leg: service; legs: services; a_leg: a service; plane: train set; planes: train sets; crews: drivers;"
            "place: station; a_place: a station; places: stations; places_are: the stations are; money: kEUR;"
            "why_banned: for lack of overhead wires",
            "AIRPORTS: " + ", ".join(CITIES[20:40]) + "; TYPES: diesel, electric, tilting, battery",
            "The region has {~140..400} level crossings.",
        ),
        story(
            "island_ferries",
            "shipping",
            (
                "A ferry company assigns its ships to the crossings between islands.",
                "Several kinds of ships run between the islands of a ferry company.",
            ),
            "leg: crossing; legs: crossings; a_leg: a crossing; plane: ship; planes: ships; crews: captains;"
            "place: port; a_place: a port; places: ports; places_are: the ports are; money: kEUR;"
            "why_banned: because the water is shallow",
            "AIRPORTS: Amrum, Borkum, Capri, Delos, Elba, Fano, Gozo, Hydra, Ibiza, Juist, Kos, Lipari, Mull, Naxos;"
            "TYPES: catamaran, car ferry, hydrofoil, steamer",
            "The season lasts {~14..30} weeks.",
        ),
        story(
            "coach_network",
            "bus transport",
            (
                "A long-distance bus company plans which coaches run between its cities.",
                "Coaches of various makes run between the cities of a long-distance bus company.",
            ),
            "leg: trip; legs: trips; a_leg: a trip; plane: coach; planes: coaches; crews: drivers;"
            "place: city; a_place: a city; places: cities; places_are: the company connects; money: EUR;"
            "why_banned: because of the emission rules",
            "AIRPORTS: " + ", ".join(CITIES[40:]) + "; TYPES: sleeper, double-decker, minibus, midibus",
            "A ticket costs {~14..60} EUR on average.",
            factors={"cost": 4.0},
        ),
        story(
            "ore_trucks",
            "mining",
            (
                "A mining company sends its trucks between pits and plants around the clock.",
                "Around the clock, trucks of a mining company drive between pits and plants.",
            ),
            "leg: run; legs: runs; a_leg: a run; plane: truck; planes: trucks; crews: drivers;"
            "place: site; a_place: a site; places: sites; places_are: the sites are; money: USD;"
            "why_banned: since the bridge there is weak",
            "AIRPORTS: North Pit, South Pit, Crusher, Smelter, Rail Head, Dump, Old Shaft, Quarry, Mill, Depot, Harbor;"
            "TYPES: tipper, hauler, road train, loader",
            "A tire lasts for {~300..900} runs.",
            factors={"cost": 5.0},
        ),
    ),
)
