"""Maximum weight matching. Source: Edmonds, Maximum Matching and a Polyhedron with 0,1-Vertices, 1965."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, wanted = "few" in options, "wanted" in options
    return model(
        sets=[members("PARTIES"), pairs("PAIRS", "one", "other"), members("WANTED") if wanted else None],
        parameters=[parameter("gain[PAIRS]"), parameter("most") if few else None],
        variables=[binary("pair[PAIRS]")],
        constraints=[
            rule(
                "once",
                "sum{(p, j) in PAIRS} pair[p, j] + sum{(i, p) in PAIRS} pair[i, p] <= 1",
                "p in PARTIES",
            ),
            rule("few", "sum{(i, j) in PAIRS} pair[i, j] <= most") if few else None,
            rule(
                "in_any_case",
                "sum{(p, j) in PAIRS} pair[p, j] + sum{(i, p) in PAIRS} pair[i, p] >= 1",
                "p in PARTIES: p in WANTED",
            )
            if wanted
            else None,
        ],
        objectives=[maximize("total_gain", "sum{(i, j) in PAIRS} gain[i, j] * pair[i, j]")],
    )


def _draw(setting: Setting) -> Values:
    parties = setting.pick("PARTIES", setting.sizes["parties"])
    rng, count = setting.rng, len(parties)
    ends = {(k, (k + 1) % count) if k + 1 < count else (0, k) for k in range(count)}  # around, so that all can pair up
    free = [(i, j) for i in range(count) for j in range(i + 1, count) if (i, j) not in ends]
    more = max(0, setting.sizes["pairs"] - len(ends))
    ends |= {free[k] for k in rng.permutation(len(free))[:more].tolist()}
    names = [[parties[i], parties[j]] for i, j in sorted(ends)]
    values: Values = {
        "PARTIES": parties,
        "PAIRS": names,
        "gain": column(names, setting.integers("gain", 10, 90, len(names))),
    }
    if setting.has("few"):
        values["most"] = max(2, count // 3)
    if setting.has("wanted"):
        first = int(rng.integers(count - 2))
        values["WANTED"] = [parties[first], parties[first + 2]]
    return values


_FACTS = (
    Fact("parties", ways=("{Parties_are} [PARTIES: {@}].", "There are {#PARTIES} {parties}: [PARTIES; {@}].")),
    Fact(
        "gains",
        ways=(
            "{Gains_are} as follows, other pairs being impossible: [PAIRS; {=gain} {unit} for {@0} with {@1}].",
            "Not all can be put together. {Gains_are} [PAIRS: {=gain} {unit} ({@0} with {@1})].",
        ),
        table=Table(
            "PAIRS",
            "pair",
            (("{gain_name} ({unit})", "gain"),),
            "The table has the possible pairs and their {gain_name}.",
        ),
        of=("gain",),
    ),
    Fact(
        "once",
        ways=(
            "Each {party} can be part of at most one pair, and some may be left without a partner.",
            "No {party} can have more than one partner; it may have none.",
        ),
        of=("once",),
    ),
    Fact(
        "few",
        ways=("No more than {=most} pairs can be formed.", "At most {=most} pairs may be formed."),
        of=("few",),
        option="few",
    ),
    Fact(
        "wanted",
        ways=(
            "These {parties} must not be left alone: [WANTED; {@}].",
            "In any case, a partner has to be found for each of [WANTED: {@}].",
        ),
        of=("in_any_case",),
        option="wanted",
    ),
    Fact(
        "goal",
        ways=(
            "Which pairs should be formed so that the total {gain_name} is as high as possible?",
            "Form pairs so that their total {gain_name} is maximal.",
        ),
        of=("total_gain", "pair"),
    ),
)

FAMILY = Family(
    name="matching",
    title="Maximum weight matching",
    source="Edmonds, Maximum Matching and a Polyhedron with 0,1-Vertices, 1965",
    extents=(Extent("parties", 5, 60), Extent("pairs", 7, 425)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "wanted"),
    framings=(
        Framing(
            "truck_platoons",
            "road haulage",
            openings=(
                "Trucks that drive in pairs save fuel, and a haulage company wants to use this.",
                "A haulage company lets some of its trucks follow others closely to save fuel.",
            ),
            words=phrases(
                "party: truck; parties: trucks; unit: liters; gain_name: saving; gains_are: the savings would be;"
                "parties_are: the trucks on the road are named by their destinations, which are"
            ),
            members={"PARTIES": CITIES},
            units={"gain": "liter"},
            distractors=("The distance between such trucks is {~14..20} m.",),
        ),
        Framing(
            "school_twins",
            "education",
            openings=(
                "A ministry brings schools together for an exchange of pupils.",
                "Schools have applied for an exchange of pupils.",
            ),
            words=phrases(
                "party: school; parties: schools; unit: points; gain_name: rating; parties_are: the schools are;"
                "gains_are: the ratings given by experts are"
            ),
            members={"PARTIES": DISTRICTS},
            distractors=("An exchange lasts for {~14..60} days.",),
        ),
        Framing(
            "chip_testing",
            "electronics",
            openings=(
                "A maker of hearing aids sells microphones in matched pairs.",
                "Microphones for hearing aids are measured and combined to pairs.",
            ),
            words=phrases(
                "party: microphone; parties: microphones; unit: points; gain_name: quality;"
                "parties_are: the microphones carry the labels; gains_are: the qualities of the pairs would be"
            ),
            members={"PARTIES": listed("Ash, Bay, Cod, Dew, Elk, Fog, Gum, Hop, Ivy, Jay, Kit, Lark, Mint, Nut")},
            distractors=("A hearing aid weighs {~14..20} grams.",),
        ),
        Framing(
            "tennis_doubles",
            "sports",
            openings=(
                "A tennis club puts together teams for its doubles tournament.",
                "Players of a tennis club have told with whom they would play doubles.",
            ),
            words=phrases(
                "party: player; parties: players; unit: points; gain_name: strength;"
                "parties_are: the players go by their nicknames, which are; gains_are: the strengths would be"
            ),
            members={"PARTIES": listed("Ace, Bolt, Curl, Dart, Echo, Flash, Ghost, Hawk, Jet, Lob, Maze, Ninja, Oak")},
            distractors=("The club has {~2..9} courts.",),
        ),
        Framing(
            "delivery_bundles",
            "food delivery",
            openings=(
                "A delivery platform lets couriers carry meals for a pair of customers.",
                "Couriers of a platform can carry meals to neighboring customers together.",
            ),
            words=phrases(
                "party: meal; parties: meals; unit: EUR; gain_name: saving; parties_are: the meals waiting are;"
                "gains_are: the savings from joint trips would be"
            ),
            members={"PARTIES": listed("pizza, curry, sushi, noodles, salad, burrito, falafel, risotto, ramen, pie")},
            units={"gain": "EUR"},
            factors={"gain": 0.2},
            distractors=("A courier cycles {~40..90} km a day.",),
        ),
        Framing(
            "farm_machines",
            "agriculture",
            openings=(
                "Farms buy machines together in pairs to save money.",
                "An adviser finds out which farms should share a machine.",
            ),
            words=phrases(
                "party: farm; parties: farms; unit: USD; gain_name: saving; parties_are: the farms are called;"
                "gains_are: the savings for neighbors would be"
            ),
            members={"PARTIES": listed("Alder, Brook, Cliff, Dale, Elm, Ford, Glen, Hill, Isle, Knoll, Lane, Moor")},
            units={"gain": "USD"},
            factors={"gain": 50.0},
            distractors=("A machine lasts for {~14..20} years.",),
        ),
    ),
)
