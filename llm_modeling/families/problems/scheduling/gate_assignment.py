"""Gates for flights that overlap. Source: Bolat, Procedures for Providing Robust Gate Assignments, 2000."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    buffer, unfit, most = "buffer" in options, "unfit" in options, "most" in options
    gap = " + buffer" if buffer else ""
    return model(
        sets=[members("VISITS"), members("GATES"), pairs("UNFIT", "visit", "gate") if unfit else None],
        parameters=[
            parameter("arrive[VISITS]"),
            parameter("leave[VISITS]"),
            parameter("cost[VISITS, GATES]"),
            parameter("away_cost"),
            parameter("buffer") if buffer else None,
            parameter("most[GATES]") if most else None,
        ],
        variables=[binary("at[VISITS, GATES]"), binary("away[VISITS]")],
        constraints=[
            rule("somewhere", "(sum{g in GATES} at[v, g]) + away[v] = 1", "v in VISITS"),
            rule(
                "no_clash",
                f"(sum{{w in VISITS: arrive[v] < leave[w]{gap} and arrive[w] <= arrive[v]}} at[w, g]) <= 1",
                "v in VISITS, g in GATES",
            ),
            rule("fit", "at[v, g] = 0", "(v, g) in UNFIT") if unfit else None,
            rule("limited", "sum{v in VISITS} at[v, g] <= most[g]", "g in GATES") if most else None,
        ],
        objectives=[
            minimize(
                "total",
                "sum{v in VISITS, g in GATES} cost[v, g] * at[v, g] + sum{v in VISITS} away_cost * away[v]",
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    visits, gates = setting.pick("VISITS", setting.sizes["visits"]), setting.pick("GATES", setting.sizes["gates"])
    rng, n, m = setting.rng, len(visits), len(gates)
    spread = max(4, round(5 * n / m))
    # no two arrive at the same time, so that who is there at an arrival is all that matters
    arrivals = sorted(rng.choice(_moments(max(spread, n + 3)), size=n, replace=False).tolist())
    values: Values = {
        "VISITS": visits,
        "GATES": gates,
        "arrive": column(visits, [5 * int(t) for t in arrivals]),
        "leave": column(visits, [5 * (int(t) + int(rng.integers(3, 9))) + 2 for t in arrivals]),
        "cost": matrix(visits, gates, setting.integers("cost", 5, 60, n * m)),
        "away_cost": setting.integer("cost", 70, 120, step=10),
    }
    if setting.has("buffer"):
        values["buffer"] = 5 * int(rng.integers(1, 3))
    if setting.has("unfit"):
        chosen = sorted(rng.permutation(n * m)[: max(2, n * m // 8)].tolist())
        values["UNFIT"] = [[visits[k // m], gates[k % m]] for k in chosen]
    if setting.has("most"):
        values["most"] = column(gates, [-(-n // m) + int(k) for k in rng.integers(0, 2, size=m)])
    return values


def _moments(count: int) -> list[int]:
    """Return so many moments, the earliest of them 2."""
    return list(range(2, count + 2))


_FACTS = (
    Fact(
        "times",
        ways=(
            "Counted in minutes from {start}, the {visits} come and go as follows: [VISITS; {@} (from minute "
            "{=arrive} to "
            "minute {=leave})].",
            "The times of the {visits}, in minutes from {start}: [VISITS; {@} arrives at {=arrive} and departs at "
            "{=leave}].",
        ),
        table=Table(
            "VISITS",
            "{visit}",
            (("arrival (minute)", "arrive"), ("departure (minute)", "leave")),
            "The table has the times of the {visits}, in minutes from {start}.",
        ),
        of=("arrive", "leave"),
    ),
    Fact(
        "cost",
        ways=(
            "Depending on the {gate}, {effort} is different, in {unit}: [VISITS; {@} ([GATES: {=cost} at {@}])].",
            "This is {effort} in {unit} at each {gate}: [VISITS; {@} ([GATES: {=cost} at {@}])].",
        ),
        table=Grid("VISITS", "GATES", "cost", "{visit}", "This is {effort} in {unit} at each {gate}:"),
        of=("cost",),
    ),
    Fact(
        "away",
        ways=(
            "Each has to go to exactly a single {gate} or {elsewhere}, where there is always room but {effort} is "
            "{=away_cost} {unit}.",
            "Exactly a single {gate} is given to each; otherwise it goes {elsewhere}, where {effort} is always "
            "{=away_cost} {unit}.",
        ),
        of=("somewhere", "away_cost"),
    ),
    Fact(
        "clash",
        ways=(
            "No {gate} can take several {visits} at the same time, but the next can arrive in the minute in which the "
            "last departs.",
            "Sharing a {gate} is not allowed at any time; it can be taken again from the minute of departure on.",
        ),
        of=("no_clash",),
    ),
    Fact(
        "buffer",
        ways=(
            "Moreover, {gates} stay closed for {=buffer} minutes from each departure on.",
            "In addition, {=buffer} minutes have to pass from a departure to the next arrival there.",
        ),
        of=("buffer",),
        option="buffer",
    ),
    Fact(
        "unfit",
        ways=(
            "Some do not fit and must not be sent there: [UNFIT; {@0} to {@1}].",
            "The following is ruled out and cannot be chosen: [UNFIT; {@0} to {@1}].",
        ),
        of=("fit",),
        option="unfit",
    ),
    Fact(
        "most",
        ways=(
            "In all, no more than [GATES: {=most} can go to {@}].",
            "There are limits to how many can be taken in all: [GATES; at most {=most} at {@}].",
        ),
        of=("limited",),
        option="most",
    ),
    Fact(
        "goal",
        ways=(
            "Which of the {visits} should go where, so that {effort} is as small as possible in total?",
            "Find the assignment for which {effort}, added up over all {visits}, is lowest.",
        ),
        of=("total",),
    ),
)

_SHIPS = "VISITS: Alcyone, Bellona, Calypso, Daphne, Eurydice, Fortuna, Galatea; GATES: "

FAMILY = Family(
    name="gate_assignment",
    title="Gate assignment",
    source="Bolat, Procedures for Providing Robust Gate Assignments for Arriving Aircrafts, 2000",
    extents=(Extent("visits", 4, 38), Extent("gates", 2, 7)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("buffer", "unfit", "most"),
    framings=(
        story(
            "airport_gates",
            "aviation",
            ("An airport gives gates to the flights of the morning.", "In the morning an airport is short of gates."),
            "visit: flight; visits: flights; gate: gate; gates: gates; start: the opening of the airport; elsewhere: "
            "to the apron;"
            "effort: the walking time of the passengers; unit: hours",
            "VISITS: Lisbon, Oslo, Athens, Dublin, Vienna, Prague, Malta; GATES: Alpha, Bravo, Charlie, Delta, Echo",
            "The runway is {~2000..4000} meters long.",
        ),
        story(
            "harbor_berths",
            "shipping",
            ("A harbor gives berths to its ships.", "Berths in a harbor are given to ships."),
            "visit: ship; visits: ships; gate: berth; gates: berths; start: midnight; elsewhere: to the roads;"
            "effort: the cost of handling; unit: kEUR",
            _SHIPS + "north pier, south pier, oil pier, long quay, old quay",
            "The harbor is {~14..20} meters deep.",
        ),
        story(
            "loading_docks",
            "retail",
            ("A warehouse calls lorries to its loading docks.", "Lorries queue for the docks of a warehouse."),
            "visit: lorry; visits: lorries; gate: dock; gates: docks; start: opening time; elsewhere: to the yard;"
            "effort: the way of the forklifts; unit: km",
            "VISITS: dairy lorry, fruit lorry, bread lorry, fish lorry, paper lorry, soap lorry, wine lorry; GATES: "
            "red "
            "dock, blue dock, green dock, white dock, yellow dock",
            "The warehouse has {~14..60} forklifts.",
        ),
        story(
            "hotel_suites",
            "hospitality",
            ("A day hotel for crews assigns its suites.", "Crews rest in the suites of a day hotel."),
            "visit: crew; visits: crews; gate: suite; gates: suites; start: noon; elsewhere: to a guest house;"
            "effort: the cost of the stay; unit: EUR",
            "VISITS: Gulf crew, Nordic crew, Baltic crew, Alpine crew, Pacific crew, Iberian crew, Polar crew; GATES: "
            "garden suite, lake suite, tower suite, corner suite, roof suite",
            "The hotel was built {~14..90} years ago.",
            factors={"cost": 4.0},
        ),
        story(
            "operating_rooms",
            "health care",
            ("A hospital assigns operations to its theaters.", "Operations are planned in the theaters of a hospital."),
            "visit: operation; visits: operations; gate: theater; gates: theaters; start: the start of the day;"
            "elsewhere: to a partner clinic; effort: the cost of preparation; unit: EUR",
            "VISITS: hip, knee, cataract, hernia, bypass, appendix, tonsils; GATES: east theater, west theater, main "
            "theater, small theater, new theater",
            "The hospital has {~200..900} beds.",
            factors={"cost": 10.0},
        ),
        story(
            "charging_points",
            "electric mobility",
            ("A bus depot charges its electric buses.", "Electric buses come to a depot to be charged."),
            "visit: bus; visits: buses; gate: charger; gates: chargers; start: the evening peak;"
            "elsewhere: to a public station; effort: the cost of charging; unit: EUR",
            "VISITS: harbor bus, castle bus, airport bus, campus bus, market bus, hill bus, lake bus; GATES: slow "
            "charger, "
            "quick charger, roof charger, yard charger, hall charger",
            "A bus seats {~30..50} people.",
        ),
    ),
)
