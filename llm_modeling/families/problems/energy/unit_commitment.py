"""Unit commitment: which plants run when. Source: Garver, Power Generation Scheduling by Integer Programming, 1962."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    reserve, ramp, rest = "reserve" in options, "ramp" in options, "rest" in options
    return model(
        sets=[members("UNITS"), members("PERIODS", ordered=True)],
        parameters=[
            parameter("demand[PERIODS]"),
            parameter("least[UNITS]"),
            parameter("most[UNITS]"),
            parameter("cost[UNITS]"),
            parameter("idle_cost[UNITS]"),
            parameter("start_cost[UNITS]"),
            parameter("reserve") if reserve else None,
            parameter("ramp") if ramp else None,
            parameter("most_starts") if rest else None,
        ],
        variables=[
            continuous("output[UNITS, PERIODS]"),
            binary("on[UNITS, PERIODS]"),
            binary("starts[UNITS, PERIODS]"),
        ],
        constraints=[
            rule("met", "sum{u in UNITS} output[u, t] = demand[t]", "t in PERIODS"),
            rule("not_above", "output[u, t] <= most[u] * on[u, t]", "u in UNITS, t in PERIODS"),
            rule("not_below", "output[u, t] >= least[u] * on[u, t]", "u in UNITS, t in PERIODS"),
            rule(
                "started",
                "starts[u, t] >= on[u, t] - (if t != first(PERIODS) then on[u, prev(t)])",
                "u in UNITS, t in PERIODS",
            ),
            rule("spare", "sum{u in UNITS} most[u] * on[u, t] >= demand[t] + reserve", "t in PERIODS")
            if reserve
            else None,
            rule(
                "smooth",
                "output[u, t] - output[u, prev(t)] <= ramp",
                "u in UNITS, t in PERIODS: t != first(PERIODS)",
            )
            if ramp
            else None,
            rule("few_starts", "sum{t in PERIODS} starts[u, t] <= most_starts", "u in UNITS") if rest else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                "sum{u in UNITS, t in PERIODS} (cost[u] * output[u, t] + idle_cost[u] * on[u, t]"
                " + start_cost[u] * starts[u, t])",
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    units, rng = setting.pick("UNITS", setting.sizes["units"]), setting.rng
    periods = timeline(setting, "PERIODS", setting.sizes["periods"])
    sizes = setting.integers("power", 20, 60, len(units), step=10)
    least = [max(5, 5 * round(size * float(rng.uniform(0.2, 0.35)) / 5)) for size in sizes]
    total = sum(sizes)
    floor = sum(least)
    demands = [max(floor, 5 * round(total * float(rng.uniform(0.3, 0.62)) / 5)) for _ in periods]
    costs = [int(k) for k in rng.permutation(_costs(len(units)))]
    values: Values = {
        "UNITS": units,
        "PERIODS": periods,
        "demand": column(periods, demands),
        "least": column(units, least),
        "most": column(units, sizes),
        "cost": column(units, costs),
        "idle_cost": column(units, setting.integers("idle", 10, 60, len(units), step=10)),
        "start_cost": column(units, setting.integers("start", 50, 300, len(units), step=10)),
    }
    if setting.has("reserve"):
        values["reserve"] = 5 * max(1, round(0.05 * total / 5))
    if setting.has("ramp"):
        values["ramp"] = max(max(sizes) * 3 // 4, max(demands) // len(units) + 5)
    if setting.has("rest"):
        values["most_starts"] = 2
    return values


def _costs(count: int) -> list[int]:
    """Return so many distinct unit costs."""
    return [20 + 3 * k for k in range(count)]


_FACTS = (
    Fact(
        "units",
        ways=(
            "The {units} and their range of output, cost per {unit}, cost of running for {a_period} and cost of a "
            "start: "
            "[UNITS; {@} (at least {=least} {unit} and at most {=most} {unit}, {=cost} {currency}, {=idle_cost} "
            "{currency}, {=start_cost} {currency})].",
            "The {units} are as follows: [UNITS; {@} delivers at least {=least} and at most {=most} {unit} if it runs, "
            "which costs {=cost} {currency} per {unit}, plus {=idle_cost} {currency} for every {period}, plus "
            "{=start_cost} {currency} for every start].",
        ),
        table=Table(
            "UNITS",
            "{name}",
            (
                ("lower limit ({unit})", "least"),
                ("upper limit ({unit})", "most"),
                ("cost ({currency} per {unit})", "cost"),
                ("running for {a_period} ({currency})", "idle_cost"),
                ("start ({currency})", "start_cost"),
            ),
            "The table has the {units}, the range of output within which they can run, what a {unit} costs, what it "
            "costs to run for {a_period}, and what a start costs.",
        ),
        of=("not_above", "not_below", "cost", "idle_cost"),
    ),
    Fact(
        "demand",
        ways=(
            "Exactly [PERIODS: {=demand} {unit} {in} {@}] have to be delivered, all of them together.",
            "Together they must deliver exactly the following: [PERIODS; {in} {@}, {=demand} {unit}].",
        ),
        table=Table(
            "PERIODS",
            "{period}",
            (("demand ({unit})", "demand"),),
            "Together they must deliver exactly what is asked for:",
        ),
        of=("met",),
    ),
    Fact(
        "off",
        ways=(
            "What does not run delivers nothing and costs nothing, and at the beginning nothing runs.",
            "At the beginning all of them are off, and while they are off they deliver nothing and cost nothing.",
        ),
        of=("started", "start_cost"),
    ),
    Fact(
        "reserve",
        ways=(
            "For safety, the upper limits of those that run must exceed the demand by at least {=reserve} {unit} at "
            "all "
            "times.",
            "Those that run must always be able to deliver at least {=reserve} {unit} more than the demand.",
        ),
        of=("spare",),
        option="reserve",
    ),
    Fact(
        "ramp",
        ways=(
            "From {a_period} to the next, none can raise its output by more than {=ramp} {unit}.",
            "None may raise its output by more than {=ramp} {unit} from {a_period} to the next.",
        ),
        of=("smooth",),
        option="ramp",
    ),
    Fact(
        "rest",
        ways=(
            "Starts wear them out: at most {=most_starts} are allowed for each.",
            "None may be started more than {=most_starts} times.",
        ),
        of=("few_starts",),
        option="rest",
    ),
    Fact(
        "goal",
        ways=(
            "Which of them should run when, and how much should they deliver, in any fraction, at the lowest total "
            "cost?",
            "Find the plan with the lowest total cost; the output can be any fraction within the range.",
        ),
        of=("total_cost",),
    ),
)


FAMILY = Family(
    name="unit_commitment",
    title="Unit commitment",
    source="Garver, Power Generation Scheduling by Integer Programming, 1962",
    extents=(Extent("units", 3, 7), Extent("periods", 2, 16)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("reserve", "ramp", "rest"),
    framings=(
        story(
            "island_grid",
            "power supply",
            ("An island makes its own electricity.", "The grid of an island is fed by a few generators."),
            "name: generator; units: generators; period: hour; a_period: an hour; in: in; unit: MW; currency: EUR",
            "UNITS: old diesel, new diesel, gas engine, gas turbine, biogas engine, oil turbine, port diesel",
            "The island has {~2000..9000} inhabitants.",
        ),
        story(
            "district_steam",
            "district heating",
            ("A city is heated by several boiler houses.", "Boiler houses heat a city in winter."),
            "name: boiler house; units: boiler houses; period: shift; a_period: a shift; in: in; unit: MW; currency: "
            "EUR",
            "UNITS: Northgate, Riverside, Eastgate, Hillcrest, Oakfield, Westbrook, Lakeside",
            "The pipes are {~60..200} km long.",
        ),
        story(
            "air_compressors",
            "manufacturing",
            ("A factory runs on compressed air.", "Compressed air drives the tools of a factory."),
            "name: compressor; units: compressors; period: shift; a_period: a shift; in: in; unit: bar loads; "
            "currency: EUR",
            "UNITS: hall compressor, yard compressor, twin compressor, screw compressor, piston compressor, spare "
            "compressor, mobile compressor",
            "The factory has {~14..60} gates.",
            factors={"start": 0.3},
        ),
        story(
            "water_works",
            "water supply",
            ("A town draws its water from several wells.", "Several wells feed the water mains of a town."),
            "name: well; units: wells; period: hour; a_period: an hour; in: in; unit: m3; currency: EUR",
            "UNITS: castle well, meadow well, forest well, valley well, mill well, church well, ridge well",
            "The deepest well reaches down {~80..300} meters.",
            factors={"start": 0.5},
        ),
        story(
            "data_halls",
            "computing",
            ("A web service spreads its load over data halls.", "Data halls are switched on and off with the traffic."),
            "name: hall; units: halls; period: hour; a_period: an hour; in: in; unit: requests; currency: USD",
            "UNITS: Atlas, Boreas, Castor, Delos, Electra, Fides, Gaia",
            "The service has {~14..90} employees.",
        ),
        story(
            "sugar_mills",
            "food processing",
            ("Beets are sliced in several mills.", "A sugar company runs several mills in the beet season."),
            "name: mill; units: mills; period: week; a_period: a week; in: in; unit: kt; currency: kEUR",
            "UNITS: Linden mill, Bridge mill, Canal mill, Hill mill, Station mill, Field mill, Harbor mill",
            "A beet holds {~14..20} grams of sugar.",
            factors={"start": 2.0},
        ),
    ),
)
