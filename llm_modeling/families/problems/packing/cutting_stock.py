"""One-dimensional cutting stock, roll by roll. Source: Kantorovich, Mathematical Methods of Organizing, 1939/1960."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import binary, derived, integer, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    knives, awkward = "knives" in options, "awkward" in options
    return model(
        sets=[members("PIECES"), derived("STOCK", "1..stock"), members("AWKWARD") if awkward else None],
        parameters=[
            parameter("length[PIECES]"),
            parameter("demand[PIECES]"),
            parameter("stock"),
            parameter("stock_length"),
            parameter("most_pieces") if knives else None,
            parameter("most_awkward") if awkward else None,
        ],
        variables=[integer("cut[p in PIECES, s in STOCK]", upper="demand[p]"), binary("used[STOCK]")],
        constraints=[
            rule("demands", "sum{s in STOCK} cut[p, s] >= demand[p]", "p in PIECES"),
            rule("fits", "sum{p in PIECES} length[p] * cut[p, s] <= stock_length * used[s]", "s in STOCK"),
            rule("cuts", "sum{p in PIECES} cut[p, s] <= most_pieces * used[s]", "s in STOCK") if knives else None,
            rule("few_awkward", "sum{p in AWKWARD} cut[p, s] <= most_awkward", "s in STOCK") if awkward else None,
        ],
        objectives=[minimize("stock_used", "sum{s in STOCK} used[s]")],
    )


def _draw(setting: Setting) -> Values:
    pieces = setting.pick("PIECES", setting.sizes["pieces"])
    whole = round(100 * setting.framing.factor("length"))
    demands = setting.rng.integers(2, 4, size=len(pieces)).tolist()
    most = 6 if setting.has("knives") else 99
    order = setting.rng.permutation(len(pieces)).tolist()
    awkward = order[: max(1, len(pieces) // 3)] if setting.has("awkward") else []
    for _ in range(50):  # until the optimum can be proven by counting
        lengths = setting.integers("length", 11, 34, len(pieces))
        rolls = _rolls(lengths, demands, whole, most, awkward)
        total = sum(k * demand for k, demand in zip(lengths, demands, strict=True))
        if rolls == -(-total // whole):
            break
    values: Values = {
        "PIECES": pieces,
        "length": column(pieces, lengths),
        "demand": column(pieces, demands),
        "stock": rolls + 1,
        "stock_length": whole,
    }
    if setting.has("knives"):
        values["most_pieces"] = most
    if awkward:
        values["AWKWARD"] = [pieces[p] for p in awkward]
        values["most_awkward"] = 2
    return values


def _rolls(lengths: list[int], demands: list[int], whole: int, most: int, awkward: list[int]) -> int:
    """Return how many rolls are enough if the longest pieces are cut first, each from the first roll that has room."""
    rolls: list[list[int]] = []
    for p in sorted(range(len(lengths)), key=lambda k: -lengths[k]):
        for _ in range(demands[p]):
            for roll in rolls:
                has_room = sum(lengths[q] for q in roll) + lengths[p] <= whole and len(roll) < most
                if has_room and sum(q in awkward for q in (*roll, p)) <= (2 if p in awkward else 99):
                    roll.append(p)
                    break
            else:
                rolls.append([p])
    return len(rolls)


_FACTS = (
    Fact(
        "pieces",
        ways=(
            "{Ordered} are [PIECES: {=demand} pieces of {@} with a {length_name} of {=length} {unit}].",
            "The list is as follows: [PIECES; {@}, {=demand} pieces of {=length} {unit}].",
        ),
        table=Table(
            "PIECES",
            "{piece}",
            (("{length_name} ({unit})", "length"), ("pieces wanted", "demand")),
            "The table shows what is wanted.",
        ),
        of=("length", "demand"),
    ),
    Fact(
        "stock",
        ways=(
            "At most {=stock} {rolls} are in stock, and no more than {=stock_length} {unit} can be cut from {a_roll}.",
            "{A_roll} gives at most {=stock_length} {unit} in total, and there are no more than {=stock} {rolls}.",
        ),
        of=("fits", "STOCK"),
    ),
    Fact(
        "demands",
        ways=(
            "At least the number of pieces wanted has to be cut, and a piece comes from a single {roll}.",
            "At least the pieces on the list must be cut; none can be joined from parts, and spare ones do no harm.",
        ),
        of=("demands",),
    ),
    Fact(
        "knives",
        ways=(
            "No more than {=most_pieces} pieces can be cut from {a_roll}.",
            "The {machine} cuts at most {=most_pieces} pieces from the same {roll}.",
        ),
        of=("cuts",),
        option="knives",
    ),
    Fact(
        "awkward",
        ways=(
            "No more than {=most_awkward} pieces of the following kinds may come from {a_roll} in total: [AWKWARD; "
            "{@}].",
            "Some kinds leave rough edges, and so at most {=most_awkward} pieces of [AWKWARD; "
            "{@}] altogether may be cut "
            "from {a_roll}.",
        ),
        of=("few_awkward",),
        option="awkward",
    ),
    Fact(
        "goal",
        ways=(
            "How can this be done with the fewest {rolls}?",
            "The number of {rolls} that are cut into should be as small as possible.",
        ),
        of=("stock_used",),
    ),
)

FAMILY = Family(
    name="cutting_stock",
    title="Cutting stock",
    source="Kantorovich, Mathematical Methods of Organizing and Planning Production, 1939/1960",
    extents=(Extent("pieces", 3, 21),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("knives", "awkward"),
    framings=(
        Framing(
            "paper_reels",
            "paper",
            openings=(
                "A paper mill slits jumbo reels into narrow ones.",
                "The slitting machine of a paper mill is set up for the coming shift.",
            ),
            words=phrases(
                "ordered: ordered; roll: jumbo reel; rolls: jumbo reels; a_roll: a jumbo reel; piece: grade;"
                "length_name: width; unit: mm; machine: slitter"
            ),
            members={"PIECES": listed("envelope web, label web, ledger web, poster web, receipt web, craft web")},
            units={"length": "mm", "stock_length": "mm"},
            factors={"length": 30.0},
            distractors=("The mill makes {~60..400} tons of paper a day.",),
        ),
        Framing(
            "window_bars",
            "construction",
            openings=(
                "A window maker saws aluminum profiles to length.",
                "For the frames of a school, a window maker saws profiles from long bars.",
            ),
            words=phrases(
                "ordered: wanted; roll: bar; rolls: bars; a_roll: a bar; piece: profile; length_name: length; unit: cm;"
                "machine: saw"
            ),
            members={"PIECES": listed("mullion, sash rail, jamb, transom, sill bar, glazing bead, drip rail")},
            units={"length": "cm", "stock_length": "cm"},
            factors={"length": 6.0},
            distractors=("The school has {~14..60} classrooms.",),
        ),
        Framing(
            "carpet_runners",
            "textiles",
            openings=(
                "A carpet dealer cuts stair runners for a hotel.",
                "Runners for the stairs and corridors of a hotel are cut from carpet rolls.",
            ),
            words=phrases(
                "ordered: ordered; roll: carpet roll; rolls: carpet rolls; a_roll: a carpet roll; piece: runner;"
                "length_name: length; unit: dm; machine: cutting table"
            ),
            members={
                "PIECES": listed("lobby runner, stair runner, hall runner, attic runner, bar runner, suite runner")
            },
            units={"length": "dm", "stock_length": "dm"},
            factors={"length": 3.0},
            distractors=("The hotel has {~3..5} stars.",),
        ),
        Framing(
            "cable_drums",
            "telecommunications",
            openings=(
                "An installer cuts fiber cable from full drums, and a splice is out of the question.",
                "Sections of fiber cable are cut from drums for a new district.",
            ),
            words=phrases(
                "ordered: required; roll: drum; rolls: drums; a_roll: a drum; piece: section; length_name: length;"
                "unit: meters; machine: crew"
            ),
            members={"PIECES": listed("harbor link, school link, tower link, mall link, depot link, clinic link")},
            units={"length": "m", "stock_length": "m"},
            factors={"length": 20.0},
            distractors=("The cable has {~24..96} fibers.",),
        ),
        Framing(
            "timber_beams",
            "forestry",
            openings=(
                "A carpenter saws the timber for a barn.",
                "The beams of an old barn are replaced, and a carpenter saws them from squared logs.",
            ),
            words=phrases(
                "ordered: needed; roll: squared log; rolls: squared logs; a_roll: a squared log; piece: beam;"
                "length_name: length; unit: cm; machine: band saw"
            ),
            members={"PIECES": listed("rafter, purlin, joist, collar tie, tie beam, lintel, corner post, wall plate")},
            units={"length": "cm", "stock_length": "cm"},
            factors={"length": 10.0},
            distractors=("The barn was built in {~1790..1890}.",),
        ),
        Framing(
            "ship_pipes",
            "shipbuilding",
            openings=(
                "Pipes for a ferry are sawn from full lengths in the pipe shop of a yard.",
                "The pipe shop of a yard prepares the piping of a ferry.",
            ),
            words=phrases(
                "ordered: called for; roll: full pipe; rolls: full pipes; a_roll: a full pipe; piece: segment;"
                "length_name: length; unit: cm; machine: pipe saw"
            ),
            members={"PIECES": listed("fuel line, bilge line, steam line, vent line, ballast line, brine line")},
            units={"length": "cm", "stock_length": "cm"},
            factors={"length": 8.0},
            distractors=("The ferry will carry {~80..400} cars.",),
        ),
    ),
)
