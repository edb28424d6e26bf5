"""The shortest path problem, also with side constraints. Source: Dijkstra, A Note on Two Problems, 1959."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.problems.networks.drawing import cheapest_way, named, network
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    budget, hops = "budget" in options, "hops" in options
    return model(
        sets=[members("START"), members("GOAL"), members("STOPS"), pairs("LINKS", "tail", "head")],
        parameters=[
            parameter("length[LINKS]"),
            parameter("toll[LINKS]") if budget else None,
            parameter("budget") if budget else None,
            parameter("most_links") if hops else None,
        ],
        variables=[binary("go[LINKS]")],
        constraints=[
            rule("leave", "sum{n in START, (n, j) in LINKS} go[n, j] - sum{n in START, (i, n) in LINKS} go[i, n] = 1"),
            rule("arrive", "sum{n in GOAL, (i, n) in LINKS} go[i, n] - sum{n in GOAL, (n, j) in LINKS} go[n, j] = 1"),
            rule("pass", "sum{(i, n) in LINKS} go[i, n] = sum{(n, j) in LINKS} go[n, j]", "n in STOPS"),
            rule("affordable", "sum{(i, j) in LINKS} toll[i, j] * go[i, j] <= budget") if budget else None,
            rule("few_links", "sum{(i, j) in LINKS} go[i, j] <= most_links") if hops else None,
        ],
        objectives=[minimize("total_length", "sum{(i, j) in LINKS} length[i, j] * go[i, j]")],
    )


def _draw(setting: Setting) -> Values:
    names = setting.pick("STOPS", setting.sizes["stops"] + 2)
    links = network(setting.rng, len(names), max(setting.sizes["links"], len(names) + 2))
    pairs_ = named(links, names)
    tolls = setting.integers("toll", 1, 20, len(links))
    values: Values = {
        "START": names[:1],
        "GOAL": names[-1:],
        "STOPS": names[1:-1],
        "LINKS": pairs_,
        "length": column(pairs_, setting.integers("length", 10, 99, len(links))),
    }
    way = cheapest_way(dict(zip(links, tolls, strict=True)), 0, len(names) - 1)
    if setting.has("budget"):
        values["toll"] = column(pairs_, tolls)
        values["budget"] = sum(toll for link, toll in zip(links, tolls, strict=True) if link in way) + 9
    if setting.has("hops"):
        values["most_links"] = len(way) + 1
    return values


_FACTS = (
    Fact(
        "ends",
        ways=(
            "{Traveler} starts in [START: {@}] and wants to get to [GOAL: {@}].",
            "The way leads from [START: {@}] to [GOAL: {@}].",
        ),
        of=("leave", "arrive"),
    ),
    Fact(
        "stops",
        ways=(
            "It may pass through [STOPS: {@}]; whatever {stop} is entered must be left again.",
            "On the way lie [STOPS: {@}], where {traveler} can pass but must not stay.",
        ),
        of=("pass",),
    ),
    Fact(
        "links",
        ways=(
            "{Links_are}, all of them in the direction given only: [LINKS; {@0} to {@1} {=length} {unit}].",
            "These are the possible {links}, which run in a single direction: "
            "[LINKS; from {@0} to {@1} ({=length} {unit})].",
        ),
        table=Table(
            "LINKS",
            "from - to",
            (("{length_name} ({unit})", "length"),),
            "The table has the possible {links}, which can be used only in the direction given.",
        ),
        of=("length",),
    ),
    Fact(
        "tolls",
        ways=(
            "On the {links}, the {toll_name} amounts to the following: [LINKS; {=toll} {toll_unit} from {@0} to {@1}].",
            "The {toll_name} counts as well: [LINKS; {@0} to {@1} {=toll} {toll_unit}].",
        ),
        table=Table("LINKS", "{link}", (("{toll_name} ({toll_unit})", "toll"),), "The next table has the {toll_name}."),
        of=("toll",),
        option="budget",
    ),
    Fact(
        "budget",
        ways=(
            "No more than {=budget} {toll_unit} of {toll_name} can be accepted in total.",
            "The total {toll_name} must be at most {=budget} {toll_unit}.",
        ),
        of=("affordable",),
        option="budget",
    ),
    Fact(
        "hops",
        ways=(
            "The way may consist of at most {=most_links} {links}.",
            "No more than {=most_links} {links} may be used.",
        ),
        of=("few_links",),
        option="hops",
    ),
    Fact(
        "goal",
        ways=(
            "Which way has the smallest total {length_name}?",
            "Which {links} should be used to make the total {length_name} as small as possible?",
        ),
        of=("total_length", "go"),
    ),
)

FAMILY = Family(
    name="shortest_path",
    title="Shortest path",
    source="Dijkstra, A Note on Two Problems in Connexion with Graphs, 1959",
    extents=(Extent("stops", 3, 100), Extent("links", 8, 400)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("budget", "hops"),
    framings=(
        Framing(
            "night_truck",
            "road haulage",
            openings=(
                "A truck with fresh fish drives through the night.",
                "Fresh fish goes to the market by truck, on whatever roads are quickest.",
            ),
            words=phrases(
                "traveler: the truck; stop: town; link: road; links: roads; unit: minutes; length_name: driving time;"
                "links_are: the driving times on the roads are as follows; toll_name: toll; toll_unit: EUR"
            ),
            members={"STOPS": CITIES},
            units={"length": "minute", "toll": "EUR", "budget": "EUR"},
            distractors=("The fish is cooled to {~2..4} degrees.",),
        ),
        Framing(
            "data_packet",
            "telecommunications",
            openings=(
                "A network operator sets up a connection between a pair of its routers.",
                "A stock exchange rents a data connection and wants it to be fast.",
            ),
            words=phrases(
                "traveler: the signal; stop: router; link: line; links: lines; unit: microseconds;"
                "length_name: delay; links_are: the delays on the lines are as follows; toll_name: rent;"
                "toll_unit: thousand USD"
            ),
            members={"STOPS": STATES},
            units={"length": "microsecond"},
            factors={"length": 4.0},
            distractors=("The exchange opens at {~7..9} in the morning.",),
        ),
        Framing(
            "hiking_hut",
            "tourism",
            openings=(
                "A hiker crosses a mountain range on marked trails.",
                "Marked trails connect the huts of a mountain range, and a hiker plans a crossing.",
            ),
            words=phrases(
                "traveler: the hiker; stop: hut; link: trail; links: trails; unit: minutes; length_name: walking time;"
                "links_are: the walking times on the trails are as follows; toll_name: ascent; toll_unit: meters"
            ),
            members={
                "STOPS": listed("Eagle Hut, Birch Hut, Fern Hut, Glacier Hut, Iron Hut, Lake Hut, Moss Hut, Pine Hut")
            },
            units={"length": "minute", "toll": "meter", "budget": "meter"},
            factors={"length": 3.0, "toll": 40.0},
            distractors=("The range rises to {~1900..4300} meters.",),
        ),
        Framing(
            "steam_pipes",
            "chemical industry",
            openings=(
                "Steam is led through the pipes of a chemical park.",
                "A new unit of a chemical park gets its steam through existing pipes.",
            ),
            words=phrases(
                "traveler: the steam; stop: node; link: pipe; links: pipes; unit: kW; length_name: heat loss;"
                "links_are: the heat losses in the pipes are as follows; toll_name: pressure drop; toll_unit: kPa"
            ),
            members={
                "STOPS": listed("boiler, valve house, flare, reactor, still, tank farm, dryer, mixer, stripper, pump")
            },
            units={"length": "kW", "toll": "kPa", "budget": "kPa"},
            distractors=("The park was built {~14..80} years ago.",),
        ),
        Framing(
            "rescue_robot",
            "robotics",
            openings=(
                "A robot finds its way through a damaged building.",
                "Following an alarm, a robot is sent through the rooms of a laboratory building.",
            ),
            words=phrases(
                "traveler: the robot; stop: room; link: passage; links: passages; unit: seconds; length_name: time;"
                "links_are: the times for the passages are as follows; toll_name: battery charge; toll_unit: Wh"
            ),
            members={
                "STOPS": listed("lobby, atrium, archive, kitchen, stairwell, gallery, cellar, server room, loft, annex")
            },
            units={"length": "second", "toll": "Wh", "budget": "Wh"},
            distractors=("The robot has {~4..8} wheels.",),
        ),
        Framing(
            "barrier_free",
            "public transport",
            openings=(
                "A passenger in a wheelchair asks a travel app for a connection.",
                "A travel app looks for a connection without stairs.",
            ),
            words=phrases(
                "traveler: the passenger; stop: station; link: ride; links: rides; unit: minutes;"
                "length_name: travel time; links_are: the travel times of the rides are as follows;"
                "toll_name: fare; toll_unit: USD"
            ),
            members={"STOPS": DISTRICTS},
            units={"length": "minute", "toll": "USD", "budget": "USD"},
            factors={"length": 0.4},
            distractors=("The app has been downloaded {~2000..90000} times.",),
        ),
    ),
)
