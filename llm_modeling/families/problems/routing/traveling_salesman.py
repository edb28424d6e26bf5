"""The traveling salesman problem. Source: Miller, Tucker and Zemlin, Integer Programming Formulation, 1960.

It stops at 13 places, where the optimum can still be proven within seconds with this formulation.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Values
from llm_modeling.families.names import CITIES, DISTRICTS
from llm_modeling.families.problems.authoring import matrix
from llm_modeling.families.problems.routing.maps import ways
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    before, early = "before" in options, "early" in options
    return model(
        sets=[
            members("PLACES"),
            members("START"),
            pairs("BEFORE", "sooner", "later") if before else None,
            members("URGENT") if early else None,
        ],
        parameters=[parameter("distance[PLACES, PLACES]"), parameter("latest_stop") if early else None],
        variables=[
            binary("go[i in PLACES, j in PLACES: i != j]"),
            continuous("position[i in PLACES: i not in START]", lower="1", upper="card(PLACES) - 1"),
        ],
        constraints=[
            rule("leave", "sum{j in PLACES: j != i} go[i, j] = 1", "i in PLACES"),
            rule("enter", "sum{i in PLACES: i != j} go[i, j] = 1", "j in PLACES"),
            rule(
                "single_tour",
                "position[j] >= position[i] + 1 - (card(PLACES) - 1) * (1 - go[i, j])",
                "i in PLACES, j in PLACES: i != j and i not in START and j not in START",
            ),
            rule("order", "position[j] >= position[i] + 1", "(i, j) in BEFORE") if before else None,
            rule("soon", "position[u] <= latest_stop", "u in URGENT") if early else None,
        ],
        objectives=[
            minimize("length", "sum{i in PLACES, j in PLACES: i != j} distance[i, j] * go[i, j]"),
        ],
    )


def _draw(setting: Setting) -> Values:
    places = setting.pick("PLACES", setting.sizes["places"])
    lengths = ways(setting, "distance", len(places), 90)
    values: Values = {
        "PLACES": places,
        "START": places[:1],
        "distance": matrix(places, places, [length for row in lengths for length in row]),
    }
    order = (1 + setting.rng.permutation(len(places) - 1)).tolist()  # a tour that keeps to all options
    if setting.has("before"):
        values["BEFORE"] = [[places[order[0]], places[order[-1]]]]
    if setting.has("early"):
        values["URGENT"], values["latest_stop"] = [places[order[1]]], max(2, len(places) // 3)
    return values


_FACTS = (
    Fact(
        "distance",
        table=Grid("PLACES", "PLACES", "distance", "from / to", "{Distances_are} given in the table, in {unit}."),
        of=("distance",),
    ),
    Fact(
        "start",
        ways=(
            "{Traveler} starts at [START: {@}] and returns there at the end.",
            "The {tour} begins and ends at [START: {@}].",
        ),
        of=("single_tour", "START"),
    ),
    Fact(
        "visit",
        ways=(
            "Every other {place} has to be {visited} exactly once, in a single {tour} without any return in between.",
            "Each of the other {places} must be {visited} exactly once, and all of them in the same {tour}.",
        ),
        of=("leave", "enter"),
    ),
    Fact(
        "before",
        ways=(
            "It is not free in which order: [BEFORE; {@0} has to come before {@1}].",
            "The order is free but for this: [BEFORE; {@0} must come before {@1}].",
        ),
        of=("order",),
        option="before",
    ),
    Fact(
        "early",
        ways=(
            "{Urgent_is} [URGENT: {@}], which must be among the first {=latest_stop} {places} after the start.",
            "Counting from the start, [URGENT: {@}] may be number {=latest_stop} at the latest.",
        ),
        of=("soon",),
        option="early",
    ),
    Fact(
        "goal",
        ways=(
            "In which order should the {places} be {visited} to make the {tour} as {short} as possible?",
            "Find the {shortest} {tour}.",
        ),
        of=("length", "go"),
    ),
)

FAMILY = Family(
    name="traveling_salesman",
    title="Traveling salesman",
    source="Miller, Tucker and Zemlin, Integer Programming Formulation of Traveling Salesman Problems, 1960",
    extents=(Extent("places", 4, 13),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("before", "early"),
    framings=(
        story(
            "meter_service",
            "utilities",
            (
                "A technician of a waterworks reads the meters of several towns in a day.",
                "Meters in several towns are read by a technician of a waterworks.",
            ),
            "place: town; places: towns; visited: visited; tour: trip; distances_are: the distances by road are;"
            "unit: km; traveler: the technician; urgent_is: a pipe has burst in; short: short; shortest: shortest",
            "PLACES: Aller, Birkdorf, Celm, Dorn, Erlach, Finkenau, Grund, Hasel, Ilmen, Jarn, Kressbach, Lauf, Moos",
            "The waterworks have {~20..90} pumps.",
            units={"distance": "km"},
        ),
        story(
            "drill_head",
            "electronics",
            (
                "The drill of a machine moves over a circuit board from hole to hole.",
                "On a circuit board, the drill of a machine makes holes for components.",
            ),
            "place: hole; places: holes; visited: drilled; tour: round; distances_are: the times for moving are;"
            "unit: milliseconds; traveler: the drill; urgent_is: the board is fixed through; short: short;"
            "shortest: fastest",
            "PLACES: hole A, hole B, hole C, hole D, hole E, hole F, hole G, hole H, hole K, hole L, hole M, hole N, "
            "hole P",
            "The board is {~14..40} cm wide.",
            units={"distance": "millisecond"},
        ),
        story(
            "band_tour",
            "music",
            (
                "A band plans its concerts of the summer.",
                "During the summer, a band gives concerts all over Europe.",
            ),
            "place: city; places: cities; visited: played; tour: tour; distances_are: the travel costs are; unit: EUR;"
            "traveler: the band; urgent_is: a festival is waiting in; short: cheap; shortest: cheapest",
            "PLACES: " + ", ".join(CITIES[:24]),
            "The band has sold {~140..900} records.",
            factors={"distance": 8.0},
            units={"distance": "EUR"},
        ),
        story(
            "paint_sequence",
            "manufacturing",
            (
                "A paint line works through all its colors once a day, and changing the color takes time for cleaning.",
                "Cleaning takes time whenever the color changes on a paint line.",
            ),
            "place: color; places: colors; visited: run; tour: cycle; distances_are: the cleaning times are;"
            "unit: minutes; traveler: the line; urgent_is: parts are missing in; short: short; shortest: shortest",
            "PLACES: white, ivory, yellow, orange, red, violet, blue, green, olive, brown, gray, silver, black",
            "A part hangs on the line for {~20..80} minutes.",
            units={"distance": "minute"},
            ways={
                "start": (
                    "The cycle starts with [START: {@}] and finally returns to it.",
                    "The line begins with [START: {@}] and ends there, ready for the next day.",
                ),
            },
        ),
        story(
            "museum_guard",
            "security",
            (
                "A guard walks through the rooms of a museum at night.",
                "At night, the rooms of a museum are checked by a guard.",
            ),
            "place: room; places: rooms; visited: checked; tour: round; distances_are: the walking times are;"
            "unit: seconds; traveler: the guard; urgent_is: the greatest treasure lies in; short: short;"
            "shortest: shortest",
            "PLACES: hall, armory, gallery, library, chapel, cellar, attic, cabinet, rotunda, foyer, vault, tower, "
            "loft",
            "The museum has {~140..900} paintings.",
            units={"distance": "second"},
        ),
        story(
            "market_truck",
            "retail",
            (
                "A bakery van sells bread in the districts of a city every morning.",
                "Every morning, the van of a bakery drives through the districts of a city.",
            ),
            "place: district; places: districts; visited: served; tour: drive; distances_are: the driving times are;"
            "unit: minutes; traveler: the van; urgent_is: customers get up early in; short: short; shortest: shortest",
            "PLACES: " + ", ".join(DISTRICTS),
            "The van is {~3..9} years old.",
            factors={"distance": 0.4},
            units={"distance": "minute"},
        ),
    ),
)
