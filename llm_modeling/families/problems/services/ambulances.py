"""Ambulances with double coverage. Source: Gendreau, Laporte and Semet, Solving an Ambulance Location Model, 1997."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, integer, maximize, members, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    share = "share" in options
    near = "sum{s in STATIONS: time[z, s] <= quick} place[s]"
    return model(
        sets=[members("ZONES"), members("STATIONS")],
        parameters=[
            parameter("people[ZONES]"),
            parameter("time[ZONES, STATIONS]"),
            parameter("quick"),
            parameter("slow"),
            parameter("vehicles"),
            parameter("most_here"),
            parameter("least_share") if share else None,
        ],
        variables=[
            integer("place[STATIONS]", upper="most_here"),
            binary("covered[ZONES]"),
            binary("twice[ZONES]"),
        ],
        constraints=[
            rule("within_slow", "sum{s in STATIONS: time[z, s] <= slow} place[s] >= 1", "z in ZONES"),
            rule("counts", f"{near} >= covered[z] + twice[z]", "z in ZONES"),
            rule("not_without", "twice[z] <= covered[z]", "z in ZONES"),
            rule("fleet", "sum{s in STATIONS} place[s] = vehicles"),
            rule(
                "enough_covered",
                "sum{z in ZONES} people[z] * covered[z] >= least_share * sum{z in ZONES} people[z]",
            )
            if share
            else None,
        ],
        objectives=[maximize("doubly_covered", "sum{z in ZONES} people[z] * twice[z]")],
    )


def _draw(setting: Setting) -> Values:
    rng, sizes = setting.rng, setting.sizes
    zones, stations = setting.pick("ZONES", sizes["zones"]), setting.pick("STATIONS", sizes["stations"])
    factor = setting.framing.factor("time")
    homes, bases = rng.uniform(size=(len(zones), 2)), rng.uniform(size=(len(stations), 2))
    raw = abs(homes[:, None, :] - bases[None, :, :]).sum(axis=2)
    times = [[max(2, round(24 * factor * float(way))) for way in row] for row in raw]
    people = setting.integers("people", 40, 400, len(zones), step=10)
    left, chosen = set(range(len(zones))), []
    quick = sorted(min(row) for row in times)[len(zones) // 2] + 1
    slow = max(round(1.4 * quick), max(min(row) for row in times))
    if max(map(max, times)) <= slow:
        times[0][max(range(len(stations)), key=lambda s: times[0][s])] = slow + 3
    while left:  # these stations reach every zone
        best = max(range(len(stations)), key=lambda s: sum(times[z][s] <= slow for z in left))
        chosen.append(best)
        left -= {z for z in left if times[z][best] <= slow}
    placed = [*chosen, *rng.integers(len(stations), size=max(2, len(stations) // 4)).tolist()]
    reached = [any(times[z][s] <= quick for s in placed) for z in range(len(zones))]
    values: Values = {
        "ZONES": zones,
        "STATIONS": stations,
        "people": column(zones, people),
        "time": matrix(zones, stations, [time for row in times for time in row]),
        "quick": quick,
        "slow": slow,
        "vehicles": len(placed),
        "most_here": max(2, max(placed.count(s) for s in placed)),
    }
    if setting.has("share"):
        total = sum(n for n, is_reached in zip(people, reached, strict=True) if is_reached)
        values["least_share"] = max(0.05, int(50 * total / sum(people)) / 100)
    return values


_FACTS = (
    Fact(
        "people",
        ways=(
            "{People_are} [ZONES: {=people} in {@}].",
            "{People_are} as follows: [ZONES; {@} {=people}].",
        ),
        table=Table("ZONES", "{zone}", (("{who}", "people"),), "{People_are} listed by {zone}:"),
        of=("people",),
    ),
    Fact(
        "time",
        ways=(
            "From the {stations} to the {zones}, the times in minutes are: "
            "[ZONES; {@} ([STATIONS: {=time} from {@}])].",
        ),
        table=Grid("ZONES", "STATIONS", "time", "{zone}", "The table has the times from each {station} in minutes."),
        of=("time",),
    ),
    Fact(
        "fleet",
        ways=(
            "Exactly {=vehicles} {vehicles} are to be placed.",
            "All of the {=vehicles} {vehicles} have to be distributed over the {stations}.",
        ),
        of=("fleet",),
    ),
    Fact(
        "most_here",
        ways=(
            "A {station} has room for {=most_here} of them at most, and may also stay empty.",
            "No {station} can take more than {=most_here} {vehicles}; some may get none.",
        ),
        of=("place",),
    ),
    Fact(
        "slow",
        ways=(
            "Every {zone} must be reached by at least one {vehicle} within {=slow} minutes.",
            "In each {zone}, one {vehicle} or more has to be able to arrive within {=slow} minutes.",
        ),
        of=("within_slow",),
    ),
    Fact(
        "quick",
        ways=(
            "Any {zone} counts as covered if some {vehicle} reaches it within {=quick} minutes, and as doubly "
            "covered if "
            "a second {vehicle}, perhaps from the same {station}, does so as well.",
            "Covered means that {a_vehicle} can be there within {=quick} minutes; doubly covered means that another "
            "{vehicle}, from wherever, can be there within this time, too.",
        ),
        of=("counts", "not_without"),
    ),
    Fact(
        "share",
        ways=(
            "At least {%least_share} of all {who} have to be in covered {zones}.",
            "The covered {zones} must contain {%least_share} or more of all {who}.",
        ),
        of=("enough_covered",),
        option="share",
    ),
    Fact(
        "goal",
        ways=(
            "Where should the {vehicles} be placed so that the number of {who} in doubly covered {zones} is as high "
            "as possible?",
            "Place the {vehicles} so that as many {who} as possible are in doubly covered {zones}.",
        ),
        of=("doubly_covered",),
    ),
)

FAMILY = Family(
    name="ambulances",
    title="Ambulances with double coverage",
    source="Gendreau, Laporte and Semet, Solving an Ambulance Location Model by Tabu Search, 1997",
    extents=(Extent("zones", 4, 122), Extent("stations", 3, 24)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("share",),
    framings=(
        story(
            "city_ambulances",
            "emergency services",
            (
                "The rescue service of a city distributes its ambulances.",
                "Ambulances of a city are given new stations.",
            ),
            "people_are: the numbers of inhabitants are; who: inhabitants; zone: district; zones: "
            "districts;"
            "station: station; stations: stations; vehicle: ambulance; vehicles: ambulances; a_vehicle: an ambulance",
            "ZONES: " + ", ".join(DISTRICTS) + "; STATIONS: fire house, town hall, clinic, barracks, harbor, bus depot",
            "Last year a crew had {~14..60} calls a week.",
        ),
        story(
            "tow_trucks",
            "roadside assistance",
            (
                "An automobile club stations its patrol cars for the holidays.",
                "During the holidays, patrol cars of an automobile club wait at service areas.",
            ),
            "people_are: the numbers of members on their way are; who: members; zone: region; zones: "
            "regions;"
            "station: service area; stations: service areas; vehicle: car; vehicles: cars; a_vehicle: a car",
            "ZONES: " + ", ".join(CITIES[:24]) + "; STATIONS: Oak Rest, Hill Stop, Lake View, Moor Gate, Pine Halt",
            "A battery lasts {~4..9} years.",
            factors={"time": 2.0},
        ),
        story(
            "fire_engines",
            "fire protection",
            (
                "A county spreads its fire engines over the fire houses.",
                "The fire engines of a county stand in several fire houses.",
            ),
            "people_are: the numbers of homes are; who: homes; zone: parish; zones: parishes;"
            "station: fire house; stations: fire houses; vehicle: engine; vehicles: engines; a_vehicle: an engine",
            "ZONES: Ashby, Barton, Colne, Denby, Elston, Firby, Garth, Holme, Ingle, Kirby;"
            "STATIONS: North House, South House, East House, West House, Mill House",
            "An engine carries {~1600..3000} liters of water.",
        ),
        story(
            "repair_crews",
            "energy",
            (
                "A grid operator places its repair crews as a storm comes near.",
                "With a storm coming, a grid operator sends its repair crews to depots.",
            ),
            "people_are: the numbers of connected households are; who: households; zone: area; "
            "zones: areas;"
            "station: depot; stations: depots; vehicle: crew; vehicles: crews; a_vehicle: a crew",
            "ZONES: Alder Fen, Birk Moor, Clay Down, Deer Wood, Elm Vale, Fox Heath, Goose Marsh, Hare Hill;"
            "STATIONS: Depot Alpha, Depot Beta, Depot Gamma, Depot Delta, Depot Kappa",
            "The grid has {~140..900} transformers.",
            factors={"time": 3.0},
        ),
        story(
            "lifeguards",
            "tourism",
            (
                "A seaside resort puts its lifeguards on towers along the beach.",
                "Lifeguards of a seaside resort watch the beaches from towers.",
            ),
            "people_are: on a fine day, the numbers of bathers are; who: bathers; zone: beach; "
            "zones: beaches;"
            "station: tower; stations: towers; vehicle: lifeguard; vehicles: lifeguards; a_vehicle: a lifeguard",
            "ZONES: Sandy Cove, Pebble Bay, Palm Shore, Surf Point, Dune End, Cliff Foot, Shell Strand, Pier Side;"
            "STATIONS: Red Tower, Blue Tower, Green Tower, White Tower, Gold Tower",
            "The water has {~17..26} degrees.",
            factors={"time": 0.6},
        ),
        story(
            "campus_security",
            "security",
            (
                "A trade fair distributes guards over its gates.",
                "Guards of a trade fair stand at the gates and hurry to the halls if something happens.",
            ),
            "people_are: the numbers of visitors expected are; who: visitors; zone: hall; zones: "
            "halls;"
            "station: gate; stations: gates; vehicle: guard; vehicles: guards; a_vehicle: a guard",
            "ZONES: glass hall, round hall, brick hall, dome hall, lake hall, park hall, tower hall, river hall;"
            "STATIONS: north gate, south gate, east gate, west gate, rail gate",
            "The fair has {~300..900} exhibitors.",
            factors={"time": 0.5},
        ),
    ),
)
