"""Cutting stock with given patterns. Source: Gilmore and Gomory, A Linear Programming Approach, 1961."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import codes, listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import integer, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    limited, overrun = "limited" in options, "overrun" in options
    return model(
        sets=[members("PATTERNS"), members("PIECES")],
        parameters=[
            parameter("yields[PATTERNS, PIECES]"),
            parameter("demand[PIECES]"),
            parameter("cost[PATTERNS]"),
            parameter("stock") if limited else None,
            parameter("spare") if overrun else None,
        ],
        variables=[integer("run[PATTERNS]")],
        constraints=[
            rule("demands", "sum{p in PATTERNS} yields[p, q] * run[p] >= demand[q]", "q in PIECES"),
            rule("in_stock", "sum{p in PATTERNS} run[p] <= stock") if limited else None,
            rule("not_too_many", "sum{p in PATTERNS} yields[p, q] * run[p] <= demand[q] + spare", "q in PIECES")
            if overrun
            else None,
        ],
        objectives=[minimize("total_cost", "sum{p in PATTERNS} cost[p] * run[p]")],
    )


def _draw(setting: Setting) -> Values:
    pieces = setting.pick("PIECES", setting.sizes["pieces"])
    patterns = codes("PATTERNS", setting.sizes["patterns"])
    rng, count = setting.rng, len(pieces)
    yields = [[0] * count for _ in patterns]
    for k, row in enumerate(yields):
        row[k % count] = int(rng.integers(2, 5))
        for q in rng.permutation(count)[: min(count - 1, 3)].tolist():
            row[q] = max(row[q], int(rng.integers(0, 4)))
    demands = setting.integers("demand", 8, 40, count)
    made, runs = [0] * count, 0  # one way to meet the demands: pattern q fills what is missing of piece q
    for q, (row, demand) in enumerate(zip(yields, demands, strict=False)):
        times = max(0, -(-(demand - made[q]) // row[q]))
        made, runs = [m + times * y for m, y in zip(made, row, strict=True)], runs + times
    values: Values = {
        "PIECES": pieces,
        "PATTERNS": patterns,
        "yields": matrix(patterns, pieces, [number for row in yields for number in row]),
        "demand": column(pieces, demands),
        "cost": column(patterns, [2 * sum(row) + k for row, k in zip(yields, _extra(setting, yields), strict=True)]),
    }
    if setting.has("limited"):
        values["stock"] = runs
    if setting.has("overrun"):
        values["spare"] = max(m - d for m, d in zip(made, demands, strict=True))
    return values


def _extra(setting: Setting, yields: list[list[int]]) -> list[int]:
    return setting.integers("cost", 3, 30, len(yields))


_FACTS = (
    Fact(
        "yields",
        ways=(
            "{A_sheet} can be {cut} in these ways: [PATTERNS; {@} (gives [PIECES: {=yields} {@}])].",
            "The {machine} knows several patterns for {a_sheet}: [PATTERNS; {@} (results in [PIECES: {=yields} {@}])].",
        ),
        table=Grid(
            "PATTERNS",
            "PIECES",
            "yields",
            "pattern",
            "The table shows what {a_sheet} gives, depending on the pattern.",
        ),
        of=("yields",),
    ),
    Fact(
        "cost",
        ways=(
            "With material and labor, {a_sheet} costs [PATTERNS: {=cost} {currency} in pattern {@}].",
            "The costs of {a_sheet} depend on the pattern: [PATTERNS; {=cost} {currency} for {@}].",
        ),
        table=Table(
            "PATTERNS", "pattern", (("cost ({currency})", "cost"),), "The table has the cost of {a_sheet} by pattern."
        ),
        of=("cost",),
    ),
    Fact(
        "demand",
        ways=(
            "At least [PIECES: {=demand} {@}] must be made, and left-over ones are stored at no cost.",
            "No fewer than [PIECES: {=demand} {@}] are required; more of them do no harm.",
        ),
        table=Table(
            "PIECES", "{piece}", (("number required", "demand"),), "At least as many as in the table are required."
        ),
        of=("demands",),
    ),
    Fact(
        "limited",
        ways=("Only {=stock} {sheets} are in stock.", "No more than {=stock} {sheets} can be {cut} in total."),
        of=("in_stock",),
        option="limited",
    ),
    Fact(
        "overrun",
        ways=(
            "Of no kind may more than {=spare} be left over.",
            "No kind may be made in a number that exceeds what is wanted by more than {=spare}.",
        ),
        of=("not_too_many",),
        option="overrun",
    ),
    Fact(
        "goal",
        ways=(
            "How many {sheets} should be {cut} in which pattern to keep the total cost as low as possible? "
            "Only whole {sheets} can be {cut}.",
            "Determine the number of whole {sheets} for the patterns that minimizes the total cost.",
        ),
        of=("total_cost", "run"),
    ),
)

FAMILY = Family(
    name="cutting_patterns",
    title="Cutting stock with patterns",
    source="Gilmore and Gomory, A Linear Programming Approach to the Cutting-Stock Problem, 1961",
    extents=(Extent("pieces", 3, 10), Extent("patterns", 5, 300)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("limited", "overrun"),
    framings=(
        Framing(
            "glass_panes",
            "glass",
            openings=(
                "A glazier cuts panes from large sheets of glass.",
                "For a greenhouse, panes of several formats are cut from sheets of glass.",
            ),
            words=phrases(
                "a_sheet: a sheet of glass; sheets: sheets; cut: cut; machine: cutting table; piece: pane; "
                "currency: EUR"
            ),
            members={"PIECES": listed("roof panes, door panes, wall panes, gable panes, vent panes, corner panes")},
            units={"cost": "EUR"},
            distractors=("The greenhouse stands {~3..30} km from the workshop.",),
        ),
        Framing(
            "shirt_layers",
            "clothing",
            openings=(
                "A clothing factory lays out its cloth in markers.",
                "Cloth is spread on the table of a clothing factory and cut by fixed markers.",
            ),
            words=phrases(
                "a_sheet: a layer of cloth; sheets: layers; cut: cut; machine: cutter; piece: garment; currency: USD"
            ),
            members={
                "PIECES": listed("small shirts, medium shirts, large shirts, tunics, aprons, vests, collars, skirts")
            },
            units={"cost": "USD"},
            factors={"cost": 2.0, "demand": 4.0},
            distractors=("The factory has sewn shirts for {~14..60} years.",),
        ),
        Framing(
            "stamped_plates",
            "metalworking",
            openings=(
                "A stamping shop turns steel plates into parts.",
                "Parts for gearboxes are stamped from steel plates.",
            ),
            words=phrases("a_sheet: a plate; sheets: plates; cut: stamped; machine: press; piece: part; currency: EUR"),
            members={"PIECES": listed("flanges, washers, brackets, covers, shims, clamps, hinges, spacers, levers")},
            units={"cost": "EUR"},
            factors={"demand": 10.0},
            distractors=("The press weighs {~14..60} tons.",),
        ),
        Framing(
            "leather_hides",
            "leather goods",
            openings=(
                "A saddler cuts the parts of bags and belts from hides.",
                "The autumn collection of a leather workshop starts with the cutting of hides.",
            ),
            words=phrases("a_sheet: a hide; sheets: hides; cut: cut; machine: saddler; piece: part; currency: EUR"),
            members={
                "PIECES": listed("straps, belts, pouches, bag fronts, bag backs, handles, cuffs, wallets, linings")
            },
            units={"cost": "EUR"},
            factors={"cost": 5.0},
            distractors=("The workshop sells at {~3..19} markets.",),
        ),
        Framing(
            "foam_blocks",
            "furniture making",
            openings=(
                "An upholsterer slices foam blocks into cushions.",
                "Cushions for garden furniture are sliced from foam blocks.",
            ),
            words=phrases(
                "a_sheet: a foam block; sheets: blocks; cut: sliced; machine: wire cutter; piece: cushion; "
                "currency: USD"
            ),
            members={
                "PIECES": listed("seat cushions, back cushions, stool pads, bench pads, bolsters, headrests, armrests")
            },
            units={"cost": "USD"},
            distractors=("A block is stored for {~3..9} days.",),
        ),
        Framing(
            "circuit_panels",
            "electronics",
            openings=(
                "An electronics maker fills its production panels with circuit boards.",
                "Circuit boards of several types share a production panel.",
            ),
            words=phrases(
                "a_sheet: a panel; sheets: panels; cut: routed; machine: router; piece: board; currency: EUR"
            ),
            members={
                "PIECES": listed("sensor boards, power boards, display boards, radio boards, fan boards, key boards")
            },
            units={"cost": "EUR"},
            factors={"demand": 3.0, "cost": 2.0},
            distractors=("The panels are {~2..3} mm thick.",),
        ),
    ),
)
