"""Lot sizing on two levels: products and what they are made of. Source: Pochet and Wolsey, 2006."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation, ParameterSpec


def _formulation(options: Options) -> Formulation:
    hours, room, contractor = "hours" in options, "room" in options, "contractor" in options
    bought, paid = (" + buy[c, t]", " + sum{c in PARTS, t in PERIODS} price * buy[c, t]") if contractor else ("", "")
    return model(
        sets=[
            members("PRODUCTS"),
            members("PARTS"),
            members("PERIODS", ordered=True),
            pairs("USES", "product", "part"),
        ],
        parameters=_parameters(options),
        variables=[
            continuous("make[PRODUCTS, PERIODS]"),
            continuous("stock[PRODUCTS, PERIODS]"),
            binary("run[PRODUCTS, PERIODS]"),
            continuous("build[PARTS, PERIODS]"),
            continuous("spare[PARTS, PERIODS]"),
            binary("start[PARTS, PERIODS]"),
            continuous("buy[PARTS, PERIODS]", "most_bought") if contractor else None,
        ],
        constraints=[
            rule(
                "delivered",
                "(if t != first(PERIODS) then stock[p, prev(t)]) + make[p, t] = demand[p, t] + stock[p, t]",
                "p in PRODUCTS, t in PERIODS",
            ),
            rule(
                "parts_used",
                f"(if t = first(PERIODS) then opening[c] else spare[c, prev(t)]) + build[c, t]{bought}"
                " = sum{(p, c) in USES} per_unit[p, c] * make[p, t] + spare[c, t]",
                "c in PARTS, t in PERIODS",
            ),
            rule("if_run", "make[p, t] <= most_products * run[p, t]", "p in PRODUCTS, t in PERIODS"),
            rule("if_started", "build[c, t] <= most_parts * start[c, t]", "c in PARTS, t in PERIODS"),
            rule("by_hours", "sum{p in PRODUCTS} make[p, t] <= output", "t in PERIODS") if hours else None,
            rule("by_room", "sum{c in PARTS} spare[c, t] <= room", "t in PERIODS") if room else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                "sum{p in PRODUCTS, t in PERIODS} (run_cost[p] * run[p, t] + product_holding[p] * stock[p, t])"
                " + sum{c in PARTS, t in PERIODS} (order_cost[c] * start[c, t] + part_holding[c] * spare[c, t])" + paid,
            )
        ],
    )


def _parameters(options: Options) -> list[ParameterSpec | None]:
    hours, room, contractor = "hours" in options, "room" in options, "contractor" in options
    return [
        parameter("demand[PRODUCTS, PERIODS]"),
        parameter("per_unit[USES]"),
        parameter("run_cost[PRODUCTS]"),
        parameter("product_holding[PRODUCTS]"),
        parameter("most_products"),
        parameter("order_cost[PARTS]"),
        parameter("part_holding[PARTS]"),
        parameter("most_parts"),
        parameter("opening[PARTS]"),
        parameter("output") if hours else None,
        parameter("room") if room else None,
        parameter("price") if contractor else None,
        parameter("most_bought") if contractor else None,
    ]


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    products, parts = setting.pick("PRODUCTS", setting.sizes["products"]), setting.pick("PARTS", setting.sizes["parts"])
    periods = timeline(setting, "PERIODS", setting.sizes["periods"])
    n, m, horizon = len(products), len(parts), len(periods)
    uses = sorted({(k % n, k % m) for k in range(max(n, m))} | {(int(rng.integers(n)), int(rng.integers(m)))})
    counts = [int(k) for k in rng.integers(2, 5, size=len(uses))]
    demands = setting.integers("demand", 10, 60, n * horizon, step=5)
    sums = [sum(demands[k::horizon]) for k in range(horizon)]
    wanted = [[0] * m for _ in periods]
    for q, (p, c) in zip(counts, uses, strict=True):
        for t in range(horizon):
            wanted[t][c] += q * demands[p * horizon + t]
    holding = setting.integers("holding", 1, 2, m)
    dear = setting.integers("holding", 5, 9, n)
    scale = setting.framing.factor("demand") * 35
    values: Values = {
        "PRODUCTS": products,
        "PARTS": parts,
        "PERIODS": periods,
        "USES": [[products[p], parts[c]] for p, c in uses],
        "demand": matrix(products, periods, demands),
        "per_unit": [[products[p], parts[c], q] for q, (p, c) in zip(counts, uses, strict=True)],
        "run_cost": column(products, [10 * round(float(rng.uniform(0.5, 1.5)) * h * scale / 10) for h in dear]),
        "product_holding": column(products, dear),
        "most_products": 10 * round(2 * max(demands) / 10),
        "order_cost": column(parts, [10 * round(float(rng.uniform(1.5, 4.0)) * h * scale / 10) for h in holding]),
        "part_holding": column(parts, holding),
        "most_parts": 10 * round(2.2 * max(max(row) for row in wanted) / 10),
        "opening": column(parts, [5 * round(wanted[0][c] * 0.4 / 5) for c in range(m)]),
    }
    if setting.has("hours"):
        values["output"] = 10 * round(1.2 * max(sums) / 10)
    if setting.has("room"):
        values["room"] = 10 * round(1.3 * max(sum(row) for row in wanted) / 10)
    if setting.has("contractor"):
        values["price"], values["most_bought"] = 2 * max(holding) + 3, 10 * round(scale / 20) + 5
    return values


_FACTS = (
    Fact(
        "demand",
        ways=(
            "{Customers} get exactly the following, always on time: [PRODUCTS; {@} ([PERIODS: {=demand} {on} {@}])].",
            "Exactly the following has to be delivered to {customers}, always on time: [PRODUCTS; {@} "
            "([PERIODS: {=demand} {on} {@}])].",
        ),
        table=Grid(
            "PRODUCTS", "PERIODS", "demand", "{product}", "{Customers} get exactly what the table shows, on time."
        ),
        of=("delivered",),
    ),
    Fact(
        "uses",
        ways=(
            "The {products} are put together from {parts}, in these numbers: [USES; for {@0}, {=per_unit} of {@1}].",
            "This is what goes into the {products}: [USES; each of the {@0} takes {=per_unit} of {@1}].",
        ),
        table=Table(
            "USES",
            "{product} - {part}",
            (("number", "per_unit"),),
            "The {products} are put together from {parts}, in the numbers that the table shows.",
        ),
        of=("parts_used",),
    ),
    Fact(
        "products",
        ways=(
            "{Assembly} costs the following for every {period} {on} which it takes place, and for storing a finished "
            "item until the next {period}: [PRODUCTS; {@} ({=run_cost} and {=product_holding} {currency})].",
        ),
        table=Table(
            "PRODUCTS",
            "{product}",
            (
                ("starting {assembly} ({currency})", "run_cost"),
                ("storing for a {period} ({currency})", "product_holding"),
            ),
            "Next, what it costs to start {assembly} on a {product} {on} a {period}, and to store a finished item "
            "until "
            "the next {period}:",
        ),
        of=("run_cost", "product_holding"),
    ),
    Fact(
        "runs",
        ways=(
            "Where {assembly} of a {product} has been started for a {period}, up to {=most_products} can be finished, "
            "otherwise none.",
            "Unless {assembly} of a {product} is started, none is finished {on} that {period}; if it is, at most "
            "{=most_products} are.",
        ),
        of=("if_run",),
    ),
    Fact(
        "parts",
        ways=(
            "The {parts} are made in house, and these are the cost of a start, the cost of storing a piece until the "
            "next {period}, and the pieces in stock at the beginning: [PARTS; {@} ({=order_cost} {currency}, "
            "{=part_holding} {currency}, {=opening} pieces)].",
        ),
        table=Table(
            "PARTS",
            "{part}",
            (
                ("start ({currency})", "order_cost"),
                ("storing a piece for a {period} ({currency})", "part_holding"),
                ("stock at the beginning", "opening"),
            ),
            "The {parts} are made in house, and the table has the costs of a start and of storing, and the stock:",
        ),
        of=("order_cost", "part_holding", "opening"),
    ),
    Fact(
        "starts",
        ways=(
            "A start allows for at most {=most_parts} pieces of a {part} {on} a {period}, which can be used at once.",
            "Without a start {on} a {period} there are no new pieces of a {part}, with it at most {=most_parts}, ready "
            "at "
            "once.",
        ),
        of=("if_started",),
    ),
    Fact(
        "hours",
        ways=(
            "No more than {=output} finished items leave {assembly} {on} any {period}, all kinds together.",
            "All {products} together, at most {=output} can be finished {on} a {period}.",
        ),
        of=("by_hours",),
        option="hours",
    ),
    Fact(
        "room",
        ways=(
            "There is room for at most {=room} pieces of {parts} at the end of a {period}.",
            "The shelves take no more than {=room} pieces of {parts} at the end of a {period}.",
        ),
        of=("by_room",),
        option="room",
    ),
    Fact(
        "contractor",
        ways=(
            "A supplier sells up to {=most_bought} pieces of each of the {parts} a {period}, for {=price} {currency} "
            "a piece.",
            "{On} a {period} at most {=most_bought} pieces of each of the {parts} can be bought elsewhere, for "
            "{=price} "
            "{currency} a piece.",
        ),
        of=("buy",),
        option="contractor",
    ),
    Fact(
        "goal",
        ways=(
            "There is no stock of finished items at the beginning. Which plan for {products} and {parts} has the "
            "lowest "
            "total cost, if numbers are averages and may be fractional?",
            "Finished items are not in stock at the beginning. Find the plan that costs the least in total; amounts "
            "may "
            "be fractional.",
        ),
        of=("total_cost",),
    ),
)

_MONTHS = "PERIODS: January, February, March, April, May, June, July, August, September, October, November, December; "

FAMILY = Family(
    name="bill_of_materials",
    title="Multi-level lot sizing",
    source="Pochet and Wolsey, Production Planning by Mixed Integer Programming, 2006",
    extents=(Extent("products", 1, 5), Extent("parts", 1, 7), Extent("periods", 3, 13)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("hours", "room", "contractor"),
    framings=(
        story(
            "garden_furniture",
            "furniture",
            ("Garden furniture is screwed together from slats.", "A maker of garden furniture saws its own slats."),
            "product: model; products: models; part: slat; parts: slats; period: month; on: in; currency: EUR;"
            "assembly: assembly; customers: garden centers",
            _MONTHS + "PRODUCTS: deck chairs, loungers, swings, benches, tables; PARTS: "
            "oak slats, teak slats, ash slats, "
            "pine slats, elm slats, larch slats, cedar slats",
            "A slat is {~40..160} cm long.",
        ),
        story(
            "bicycle_lights",
            "electronics",
            ("Bicycle lights are soldered and put together.", "A small firm makes lights for bicycles."),
            "product: light; products: lights; part: module; parts: modules; period: week; on: in; currency: EUR;"
            "assembly: mounting; customers: bicycle shops",
            "PERIODS: Monday; PRODUCTS: headlights, tail lights, strobes, lanterns, beacons; PARTS: diodes, lenses, "
            "reflectors, drivers, batteries, switches, plugs",
            "The lights can be seen from {~200..900} meters.",
            factors={"demand": 4.0},
        ),
        story(
            "gift_baskets",
            "food trade",
            ("A delicatessen packs gift baskets.", "Gift baskets are packed from homemade delicacies."),
            "product: basket; products: baskets; part: delicacy; parts: delicacies; period: day; on: on; currency: EUR;"
            "assembly: packing; customers: hotels",
            "PERIODS: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday; PRODUCTS: picnic baskets, "
            "brunch baskets, wedding baskets, alpine baskets, hiking baskets; PARTS: jams, pestos, pralines, terrines, "
            "chutneys, crackers, syrups",
            "The cellar keeps a temperature of {~14..16} degrees.",
        ),
        story(
            "pumps",
            "mechanical engineering",
            ("A machine works builds pumps for farms.", "Pumps for farms are turned, milled and bolted together."),
            "product: pump; products: pumps; part: component; parts: components; period: month; on: in; currency: USD;"
            "assembly: assembly; customers: farm suppliers",
            _MONTHS + "PRODUCTS: well pumps, slurry pumps, piston pumps, gear pumps, hand pumps; "
            "PARTS: rotors, shafts, "
            "seals, flanges, valves, pistons, bearings",
            "A pump lifts water by {~14..60} meters.",
            factors={"holding": 4.0},
        ),
        story(
            "theater_costumes",
            "culture",
            ("A costume workshop sews for theaters.", "Costumes for theaters are sewn in a large workshop."),
            "product: costume; products: costumes; part: trimming; parts: trimmings; period: week; on: in; currency: "
            "EUR;"
            "assembly: sewing; customers: theaters",
            "PERIODS: Monday; PRODUCTS: cloaks, doublets, gowns, robes, waistcoats; PARTS: collars, cuffs, "
            "buckles, tassels, ruffs, sashes, hems",
            "The oldest of the theaters has {~300..900} seats.",
        ),
        story(
            "dental_chairs",
            "medical devices",
            ("Dental chairs are made to a plan for the year.", "A maker of dental chairs builds its own modules."),
            "product: chair; products: chairs; part: module; parts: modules; period: month; on: in; currency: USD;"
            "assembly: final mounting; customers: practices",
            _MONTHS + "PRODUCTS: compact chairs, swivel chairs, child chairs, surgery chairs, travel chairs; PARTS: "
            "armrests, lamps, drills, cushions, trays, pedals, spittoons",
            "A chair weighs {~80..190} kg.",
            factors={"holding": 9.0},
        ),
    ),
)
