"""Landing times near the wanted ones. Source: Beasley et al., Scheduling Aircraft Landings: The Static Case, 2000.

The order of the landings is free where their windows overlap: sizes end at twelve.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation

_PAIRS = "i in FLIGHTS, j in FLIGHTS: i != j"
_LESS = "(latest[i] + gap - earliest[j])"


def _formulation(options: Options) -> Formulation:
    heavy, order, fuel = "heavy" in options, "order" in options, "fuel" in options
    behind = " + (if i in HEAVY then wake)" if heavy else ""
    large = "(latest[i] + gap + wake - earliest[j])" if heavy else _LESS
    return model(
        sets=[
            members("FLIGHTS", ordered=True),
            members("HEAVY") if heavy else None,
            pairs("FIXED", "earlier", "later") if order else None,
        ],
        parameters=[
            parameter("earliest[FLIGHTS]"),
            parameter("wanted[FLIGHTS]"),
            parameter("latest[FLIGHTS]"),
            parameter("early_cost[FLIGHTS]"),
            parameter("late_cost[FLIGHTS]"),
            parameter("gap"),
            parameter("wake") if heavy else None,
            parameter("fuel") if fuel else None,
        ],
        variables=[
            continuous("land[f in FLIGHTS]", "latest[f]", "earliest[f]"),
            continuous("early[FLIGHTS]"),
            continuous("late[FLIGHTS]"),
            binary("precede[FLIGHTS, FLIGHTS]"),
        ],
        constraints=[
            rule("deviation", "land[f] = wanted[f] - early[f] + late[f]", "f in FLIGHTS"),
            rule("either", "precede[i, j] + precede[j, i] = 1", "i in FLIGHTS, j in FLIGHTS: ord(i) < ord(j)"),
            rule("not_itself", "precede[f, f] = 0", "f in FLIGHTS"),
            rule("apart", f"land[j] >= land[i] + gap{behind} - {large} * (1 - precede[i, j])", _PAIRS),
            rule("kept_order", "precede[i, j] = 1", "(i, j) in FIXED") if order else None,
            rule("spare_fuel", "sum{f in FLIGHTS} late[f] <= fuel") if fuel else None,
        ],
        objectives=[minimize("cost", "sum{f in FLIGHTS} (early_cost[f] * early[f] + late_cost[f] * late[f])")],
    )


def _draw(setting: Setting) -> Values:
    flights, rng = setting.pick("FLIGHTS", setting.sizes["flights"]), setting.rng
    n, gap, wake = len(flights), int(rng.integers(4, 8)), int(rng.integers(2, 4))
    step = gap + wake + 1
    plan = [20 + step * k for k in range(n)]
    # plan is feasible; what is wanted lies off it, so that flights get in each other's way
    wanted = [max(12, t + int(rng.integers(-2 * step, step))) for t in plan]
    spans = list(zip(plan, wanted, strict=True))
    early = setting.integers("cost", 2, 12, n)
    late = setting.integers("cost", 4, 25, n)
    values: Values = {
        "FLIGHTS": flights,
        "earliest": column(flights, [max(2, min(span) - int(rng.integers(3, 9))) for span in spans]),
        "wanted": column(flights, wanted),
        "latest": column(flights, [max(span) + int(rng.integers(10, 30)) for span in spans]),
        "early_cost": column(flights, early),
        "late_cost": column(flights, late),
        "gap": gap,
    }
    if setting.has("heavy"):
        values["HEAVY"] = [flights[k] for k in sorted(rng.permutation(n)[: max(1, n // 3)].tolist())]
        values["wake"] = wake
    if setting.has("order"):
        values["FIXED"] = [[flights[0], flights[-1]]]
    if setting.has("fuel"):
        values["fuel"] = sum(max(0, t - w) for t, w in spans) + step
    return values


_FACTS = (
    Fact(
        "flights",
        ways=(
            "For each of the {flights}, these are the earliest, the wanted and the latest minute and the cost of every "
            "minute too early and too late: [FLIGHTS; {@} (not before {=earliest}, at best {=wanted}, no later than "
            "{=latest}, {=early_cost} and {=late_cost} {currency})].",
            "The {flights} are as follows: [FLIGHTS; {@} can {land} in minute {=earliest} at the earliest and "
            "{=latest} "
            "at the latest, would like to in minute {=wanted}, and costs {=early_cost} {currency} for every minute "
            "ahead of that and {=late_cost} {currency} for every minute behind].",
        ),
        table=Table(
            "FLIGHTS",
            "{flight}",
            (
                ("earliest (minute)", "earliest"),
                ("wanted (minute)", "wanted"),
                ("latest (minute)", "latest"),
                ("a minute early ({currency})", "early_cost"),
                ("a minute late ({currency})", "late_cost"),
            ),
            "The table has the earliest, the wanted and the latest minute for each of the {flights}, and what a minute "
            "too early or too late costs.",
        ),
        of=("deviation", "land"),
    ),
    Fact(
        "gap",
        ways=(
            "There is a single {runway}, and between any {flights} at least {=gap} minutes have to pass.",
            "As there is a single {runway}, no less than {=gap} minutes must lie between any of the {flights}.",
        ),
        of=("apart", "either", "not_itself"),
    ),
    Fact(
        "heavy",
        ways=(
            "Behind some, another {=wake} minutes must be added: [HEAVY; {@}].",
            "This gap has to grow by {=wake} minutes behind [HEAVY: {@}].",
        ),
        of=("wake", "HEAVY"),
        option="heavy",
    ),
    Fact(
        "order",
        ways=(
            "Part of the sequence is fixed: [FIXED; {@0} must come earlier than {@1}].",
            "It is required that [FIXED: {@0} comes earlier than {@1}].",
        ),
        of=("kept_order",),
        option="order",
    ),
    Fact(
        "fuel",
        ways=(
            "Added up over all of them, they must be no more than {=fuel} minutes late.",
            "All together can be late by at most {=fuel} minutes.",
        ),
        of=("spare_fuel",),
        option="fuel",
    ),
    Fact(
        "goal",
        ways=(
            "When should each of the {flights} {land}, to fractions of a minute, so that the total cost is as low as "
            "possible?",
            "Find the times, which may be fractional, with the lowest total cost.",
        ),
        of=("cost",),
    ),
)

FAMILY = Family(
    name="aircraft_landing",
    title="Aircraft landing",
    source="Beasley, Krishnamoorthy, Sharaiha and Abramson, Scheduling Aircraft Landings, 2000",
    extents=(Extent("flights", 3, 16),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("heavy", "order", "fuel"),
    framings=(
        story(
            "runway",
            "aviation",
            ("Aircraft approach an airport in bad weather.", "In bad weather an airport sequences its arrivals."),
            "flight: aircraft; flights: aircraft; land: land; runway: runway; currency: EUR",
            "FLIGHTS: Lima, Oscar, Papa, Quebec, Romeo, Sierra, Tango, Uniform, Victor, Whiskey, Yankee, Zulu",
            "The tower is {~40..120} meters high.",
            factors={"cost": 10.0},
        ),
        story(
            "canal_lock",
            "inland shipping",
            ("Barges pass through an old canal lock.", "An old canal lock is busy with barges."),
            "flight: barge; flights: barges; land: enter; runway: lock; currency: EUR",
            "FLIGHTS: Adler, Biber, Condor, Dachs, Elster, Falke, Gans, Hecht, Iltis, Kranich, Lachs, Otter",
            "The lock raises ships by {~3..9} meters.",
        ),
        story(
            "tunnel_trains",
            "rail transport",
            ("Trains share a tunnel with a single track.", "A tunnel with a single track slows down many trains."),
            "flight: train; flights: trains; land: enter; runway: track; currency: EUR",
            "FLIGHTS: express, night train, mail train, ore train, local, shuttle, tank train, car train, freight "
            "train, "
            "railcar, milk train, timber train",
            "The tunnel is {~3..19} km long.",
        ),
        story(
            "sluice_furnace",
            "steel",
            ("Ladles of steel reach a casting machine.", "A casting machine takes ladles of liquid steel."),
            "flight: ladle; flights: ladles; land: be cast; runway: casting machine; currency: EUR",
            "FLIGHTS: beam steel, rail steel, tool steel, pipe steel, wire steel, plate steel, spring steel, ship "
            "steel, "
            "chain steel, bolt steel, tin steel, blade steel",
            "Steel is liquid above {~1400..1530} degrees.",
            factors={"cost": 5.0},
        ),
        story(
            "crane_ships",
            "container shipping",
            ("Feeder ships are served at a busy quay.", "A busy quay serves feeder ships all day."),
            "flight: feeder; flights: feeders; land: berth; runway: quay; currency: USD",
            "FLIGHTS: Aurora, Baltica, Cetus, Dorado, Elara, Fornax, Gemini, Hydra, Indus, Juno, Kepler, Lyra",
            "The quay is {~300..900} meters long.",
            factors={"cost": 20.0},
        ),
        story(
            "ambulance_scanner",
            "health care",
            ("Patients with suspected strokes share a scanner.", "A scanner is kept busy by an emergency ward."),
            "flight: patient; flights: patients; land: be scanned; runway: scanner; currency: points",
            "FLIGHTS: red tag, blue tag, green tag, white tag, gray tag, brown tag, pink tag, black tag, violet tag, "
            "orange tag, silver tag, golden tag",
            "The ward has {~14..40} beds.",
        ),
    ),
)
