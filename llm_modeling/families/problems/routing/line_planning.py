"""Line planning: the frequencies of lines. Source: Claessens, van Dijk and Zwaneveld, Cost Optimal Allocation, 1998."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Rng, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.routing.maps import ways
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, integer, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation

Link = tuple[int, int]


def _formulation(options: Options) -> Formulation:
    few, tracks = "few" in options, "tracks" in options
    return model(
        sets=[
            members("LINES"),
            pairs("SECTIONS", "tail", "head"),
            pairs("COVERS", "line", "tail", "head"),
        ],
        parameters=[
            parameter("cost[LINES]"),
            parameter("highest"),
            parameter("demand[SECTIONS]"),
            parameter("capacity"),
            parameter("lines_at_most") if few else None,
            parameter("track[SECTIONS]") if tracks else None,
        ],
        variables=[
            integer("runs[LINES]", upper="highest"),
            binary("open[LINES]") if few else None,
        ],
        constraints=[
            rule("carry", "capacity * sum{(l, i, j) in COVERS} runs[l] >= demand[i, j]", "(i, j) in SECTIONS"),
            rule("only_open", "runs[l] <= highest * open[l]", "l in LINES") if few else None,
            rule("few_lines", "sum{l in LINES} open[l] <= lines_at_most") if few else None,
            rule("track_limit", "sum{(l, i, j) in COVERS} runs[l] <= track[i, j]", "(i, j) in SECTIONS")
            if tracks
            else None,
        ],
        objectives=[minimize("total_cost", "sum{l in LINES} cost[l] * runs[l]")],
    )


def _walk(edges: list[Link], rng: Rng) -> list[Link]:
    """Return some edges in a row, none of them twice."""
    at, found = int(rng.integers(len(edges) + 1)) // 2, []
    for _ in range(int(rng.integers(2, 6))):
        onward = [edge for edge in edges if at in edge and edge not in found]
        if not onward:
            break
        edge = onward[int(rng.integers(len(onward)))]
        found.append(edge)
        at = edge[1] if edge[0] == at else edge[0]
    return found


def _chunks(edges: list[Link]) -> list[list[Link]]:
    return [edges[k : k + 3] for k in range(0, len(edges), 3)]


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    stops = setting.pick("STOPS", setting.sizes["stops"])
    trunk = [(k, k + 1) for k in range(len(stops) - 1)]
    bypass = [(k, k + 2) for k in range(0, len(stops) - 2, 2)]
    edges = trunk + bypass
    routes = [*_chunks(trunk), *_chunks(bypass)]  # these would do
    needed = len(routes)
    routes += [_walk(edges, rng) for _ in range(max(2, setting.sizes["lines"] - needed))]
    lines = [f"{setting.framing.words['line']} {number}" for number in range(1, len(routes) + 1)]
    most_open = needed + (len(routes) - needed) // 2
    plan = [int(rng.integers(1 if k < needed else 0, 4)) if k < most_open else 0 for k in range(len(routes))]
    capacity = setting.integer("capacity", 6, 20) * 10
    runs = [sum(n for n, route in zip(plan, routes, strict=True) if edge in route) for edge in edges]
    lengths = ways(setting, "cost", len(stops), 60)
    names = [[stops[i], stops[j]] for i, j in edges]
    values: Values = {
        "LINES": lines,
        "SECTIONS": names,
        "COVERS": [[lines[k], stops[i], stops[j]] for k, route in enumerate(routes) for i, j in route],
        "cost": column(lines, [20 + round(sum(lengths[i][j] for i, j in route) * 0.7) for route in routes]),
        "highest": 8,
        "demand": column(names, [n * capacity - int(rng.integers(0, capacity // 2)) for n in runs]),
        "capacity": capacity,
    }
    if setting.has("few"):
        values["lines_at_most"] = most_open
    if setting.has("tracks"):
        values["track"] = column(names, [n + int(rng.integers(1, 4)) for n in runs])
    return values


_FACTS = (
    Fact(
        "lines",
        ways=(
            "Possible are the following lines, with the cost of a single run an hour: [LINES; {@} ({=cost} {money})].",
            "For a single run an hour, the cost would be [LINES: {=cost} {money} on {@}].",
        ),
        table=Table(
            "LINES",
            "line",
            (("cost ({money})", "cost"),),
            "The table has what a single run an hour costs on each line.",
        ),
        of=("cost",),
    ),
    Fact(
        "covers",
        ways=(
            "They lead over these sections: [COVERS; {@0} from {@1} to {@2}].",
            "The sections that belong to each line are: [COVERS; {@0} has {@1} to {@2}].",
        ),
        of=("COVERS",),
    ),
    Fact(
        "highest",
        ways=(
            "On each line, not more than {=highest} runs an hour are possible, in whole numbers; it may also have "
            "none.",
            "Every line can have at most {=highest} runs an hour, in whole numbers, or none.",
        ),
        of=("highest",),
    ),
    Fact(
        "demand",
        ways=(
            "{Demand_is} [SECTIONS: {=demand} from {@0} to {@1}].",
            "{Demand_is} as follows, by section: [SECTIONS; {@0} to {@1} {=demand}].",
        ),
        table=Table(
            "SECTIONS", "section", (("{passengers} an hour", "demand"),), "By section, {demand_is} as follows:"
        ),
        of=("demand",),
    ),
    Fact(
        "capacity",
        ways=(
            "All of them need a place, and {a_bus} has {=capacity} places.",
            "Each of them needs a place, of which every {bus} has {=capacity}.",
        ),
        of=("carry",),
    ),
    Fact(
        "few",
        ways=(
            "So that the map stays simple, at most {=lines_at_most} of the lines may be in service.",
            "No more than {=lines_at_most} lines may have any runs at all.",
        ),
        of=("only_open", "few_lines", "open"),
        option="few",
    ),
    Fact(
        "tracks",
        ways=(
            "More than a certain number of runs an hour is not possible on a section: "
            "[SECTIONS; at most {=track} from {@0} to {@1}].",
            "The sections allow only so many runs an hour in total: [SECTIONS; {@0} to {@1} no more than {=track}].",
        ),
        table=Table(
            "SECTIONS",
            "section",
            (("most runs an hour", "track"),),
            "No more than so many runs an hour are possible on a section, all its lines taken together:",
        ),
        of=("track_limit",),
        option="tracks",
    ),
    Fact(
        "goal",
        ways=(
            "How many runs an hour should each line have so that the total cost is minimal?",
            "Find the number of runs an hour of each line that leads to the lowest total cost.",
        ),
        of=("total_cost",),
    ),
)

FAMILY = Family(
    name="line_planning",
    title="Line planning",
    source="Claessens, van Dijk and Zwaneveld, Cost Optimal Allocation of Rail Passenger Lines, 1998",
    extents=(Extent("lines", 3, 265), Extent("stops", 3, 70)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "tracks"),
    framings=(
        story(
            "night_buses",
            "public transport",
            (
                "A city introduces buses for the night.",
                "Buses are going to run through a city at night.",
            ),
            "line: N; money: EUR; passengers: passengers; a_bus: a bus; bus: bus;"
            "demand_is: the passengers expected an hour are",
            "STOPS: " + ", ".join(DISTRICTS),
            "The city has {~140..900} taxis.",
        ),
        story(
            "suburban_rail",
            "railways",
            (
                "A suburban railway draws up a new timetable with regular intervals.",
                "The new timetable of a suburban railway will have regular intervals.",
            ),
            "line: S; money: EUR; passengers: passengers; a_bus: a train; bus: train;"
            "demand_is: in the peak hour, the passengers are",
            "STOPS: " + ", ".join(CITIES[:24]),
            "The platforms are {~140..400} m long.",
            factors={"capacity": 5.0, "cost": 6.0},
        ),
        story(
            "harbor_ferries",
            "shipping",
            (
                "A harbor city connects its piers by water buses.",
                "Water buses connect the piers of a harbor city.",
            ),
            "line: W; money: EUR; passengers: passengers; a_bus: a water bus; bus: water bus;"
            "demand_is: the passengers counted an hour are",
            "STOPS: Anchor Pier, Boat House, Customs, Dry Dock, East Mole, Fish Hall, Granary, Headland, Island, "
            "Jetty, Kelp Beach, Lighthouse",
            "The harbor is {~14..20} m deep.",
        ),
        story(
            "gondola_network",
            "tourism",
            (
                "A mountain resort combines its ropeways to lines without changing.",
                "Skiers of a mountain resort shall ride through on its ropeways, without changing.",
            ),
            "line: G; money: EUR; passengers: skiers; a_bus: a train of cabins; bus: train of cabins;"
            "demand_is: the skiers to be carried an hour are",
            "STOPS: Alpine Inn, Bear Hut, Crag, Dome, Eagle Nest, Fir Bend, Glacier, Hornspitz, Ibex Ridge, Joch",
            "The resort is {~1800..3600} m above the sea.",
        ),
        story(
            "tow_trains",
            "manufacturing",
            (
                "A car factory supplies its stations with parts by tow trains.",
                "Tow trains supply the stations of a car factory with boxes of parts.",
            ),
            "line: T; money: EUR; passengers: boxes; a_bus: a tow train; bus: tow train;"
            "demand_is: the boxes to be moved an hour are",
            "STOPS: press shop, body shop, paint shop, axle line, engine line, cockpit, final line, test track, "
            "goods in, goods out",
            "The factory has {~1400..9000} workers.",
            factors={"capacity": 1.5},
        ),
        story(
            "campus_shuttles",
            "education",
            (
                "A university runs shuttle buses between its campuses.",
                "Between the campuses of a university, shuttle buses are planned.",
            ),
            "line: U; money: USD; passengers: students; a_bus: a shuttle; bus: shuttle;"
            "demand_is: the students who travel each hour are",
            "STOPS: " + ", ".join(STATES[:20]),
            "The university has {~14..40} libraries.",
            factors={"capacity": 0.6, "cost": 0.5},
        ),
    ),
)
