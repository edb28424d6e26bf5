"""Discrete pricing: a price from a list for each product. Source: Phillips, Pricing and Revenue Optimization, 2005."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation

_NAMES = ("bargain", "low", "medium", "high", "premium")


def _formulation(options: Options) -> Formulation:
    ladder, discount = "ladder" in options, "discount" in options
    return model(
        sets=[
            members("PRODUCTS"),
            members("LEVELS"),
            members("CHEAPEST") if discount else None,
            pairs("LADDER", "cheaper", "dearer") if ladder else None,
        ],
        parameters=[
            parameter("price[PRODUCTS, LEVELS]"),
            parameter("sales[PRODUCTS, LEVELS]"),
            parameter("cost[PRODUCTS]"),
            parameter("supply"),
            parameter("most_cheap") if discount else None,
        ],
        variables=[binary("charge[PRODUCTS, LEVELS]")],
        constraints=[
            rule("one_price", "sum{l in LEVELS} charge[p, l] = 1", "p in PRODUCTS"),
            rule("supply_limit", "sum{p in PRODUCTS, l in LEVELS} sales[p, l] * charge[p, l] <= supply"),
            rule("few_cheap", "sum{p in PRODUCTS, l in CHEAPEST} charge[p, l] <= most_cheap") if discount else None,
            rule(
                "ladder_kept",
                "sum{l in LEVELS} price[p, l] * charge[p, l] <= sum{l in LEVELS} price[q, l] * charge[q, l]",
                "(p, q) in LADDER",
            )
            if ladder
            else None,
        ],
        objectives=[
            maximize("profit", "sum{p in PRODUCTS, l in LEVELS} (price[p, l] - cost[p]) * sales[p, l] * charge[p, l]")
        ],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    products = setting.pick("PRODUCTS", setting.sizes["products"])
    count = setting.sizes["levels"]
    levels = [name for name in _NAMES if count > 4 or name != "bargain"][:count]
    start = setting.integers("price", 20, 90, len(products))
    prices, sales = [], []
    for base in start:
        demand = 100 + int(rng.integers(0, 300))
        steep = float(rng.uniform(0.15, 0.35))
        for k in range(count):
            prices.append(base + max(1, round(base * 0.12)) * k)
            sales.append(max(5, round(demand * (1 - steep * k * (0.8 + 0.1 * k)))))
    fewest = sum(min(sales[p * count : (p + 1) * count]) for p in range(len(products)))
    every = sum(max(sales[p * count : (p + 1) * count]) for p in range(len(products)))
    shares = rng.uniform(0.3, 0.8, size=len(products)).tolist()
    values: Values = {
        "PRODUCTS": products,
        "LEVELS": levels,
        "price": matrix(products, levels, prices),
        "sales": matrix(products, levels, sales),
        "cost": column(products, [max(1, round(base * u)) for base, u in zip(start, shares, strict=True)]),
        "supply": round(fewest + float(rng.uniform(0.35, 0.6)) * (every - fewest)),
    }
    if setting.has("discount"):
        values["CHEAPEST"], values["most_cheap"] = levels[:1], max(2, len(products) // 3)
    if setting.has("ladder"):
        order = sorted(range(len(products)), key=lambda p: start[p])
        steps = [(order[k], order[k + 1]) for k in range(0, len(order) - 1, 4)]
        values["LADDER"] = [[products[p], products[q]] for p, q in steps]
    return values


_FACTS = (
    Fact(
        "prices",
        ways=("The price list has several levels, in {money}: [PRODUCTS; {@} ([LEVELS: {=price} at the {@} level])].",),
        table=Grid("PRODUCTS", "LEVELS", "price", "{product}", "These are the prices under discussion, in {money}:"),
        of=("price",),
    ),
    Fact(
        "sales",
        ways=("At these levels, the expected sales of {units} are: [PRODUCTS; {@} ([LEVELS: {=sales} ({@})])].",),
        table=Grid(
            "PRODUCTS", "LEVELS", "sales", "{product}", "So many {units} are expected to be sold at the levels:"
        ),
        of=("sales",),
    ),
    Fact(
        "cost",
        ways=(
            "To {provider}, {a_unit} costs [PRODUCTS: {=cost} {money} for {@}].",
            "In {money}, the cost of {a_unit} is as follows: [PRODUCTS; {@} {=cost}].",
        ),
        table=Table("PRODUCTS", "{product}", (("cost ({money})", "cost"),), "The cost of {a_unit} is known as well."),
        of=("cost",),
    ),
    Fact(
        "one_price",
        ways=(
            "For each {product}, exactly one of the levels has to be chosen.",
            "Every {product} is offered at exactly one of these levels.",
        ),
        of=("one_price", "charge"),
    ),
    Fact(
        "supply",
        ways=(
            "Whatever demand arises is served, so prices must be such that no more than {=supply} {units} are sold in "
            "total.",
            "All demand has to be met, and the expected sales of all {products} together may not exceed {=supply} "
            "{units}.",
        ),
        of=("supply_limit",),
    ),
    Fact(
        "discount",
        ways=(
            "So as not to look cheap, {provider} wants at most {=most_cheap} {products} at the [CHEAPEST: {@}] level.",
            "Not more than {=most_cheap} {products} may be offered at the [CHEAPEST: {@}] level.",
        ),
        of=("few_cheap",),
        option="discount",
    ),
    Fact(
        "ladder",
        ways=(
            "In some cases a {product} must not cost more than another: [LADDER; {@0} not more than {@1}].",
            "Customers would not understand it if certain prices were the wrong way round; what must hold is: [LADDER; "
            "{@0} costs at most as much as {@1}].",
        ),
        of=("ladder_kept",),
        option="ladder",
    ),
    Fact(
        "goal",
        ways=(
            "Which level should be chosen for each {product} so that the total profit, sales times the difference of "
            "price and cost, is maximal?",
            "Choose the levels for the greatest total profit, which is the margin of price over cost times the sales.",
        ),
        of=("profit",),
    ),
)

FAMILY = Family(
    name="discrete_pricing",
    title="Discrete pricing",
    source="Phillips, Pricing and Revenue Optimization, 2005",
    extents=(Extent("products", 3, 82), Extent("levels", 3, 5)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("discount", "ladder"),
    framings=(
        story(
            "garden_market",
            "retail",
            (
                "A garden market sets the prices for the spring sale.",
                "For the spring sale, a garden market reviews its prices.",
            ),
            "product: plant; products: plants; units: plants; a_unit: a plant; money: EUR; provider: the market",
            "PRODUCTS: rose, lavender, magnolia, hydrangea, camellia, azalea, boxwood, maple, wisteria, peony",
            "The market has {~40..300} parking spaces.",
        ),
        story(
            "software_plans",
            "software",
            (
                "A software house prices its add-ons.",
                "The add-ons of a software house get new prices.",
            ),
            "product: add-on; products: add-ons; units: licenses; a_unit: a license; money: USD;"
            "provider: the software house",
            "PRODUCTS: backup, editor, translator, calendar, planner, scanner, firewall, archive, reporter",
            "The main product has {~14..90} languages.",
        ),
        story(
            "bike_rental",
            "tourism",
            (
                "A rental shop for bicycles fixes its daily rates for the summer.",
                "Daily rates for the summer are due at a rental shop for bicycles.",
            ),
            "product: model; products: models; units: rentals; a_unit: a rental; money: EUR; provider: the shop",
            "PRODUCTS: city bike, tandem, racer, mountain bike, cargo bike, recumbent, gravel bike, folding bike",
            "The shop lies {~90..900} m from the station.",
            factors={"price": 0.6},
        ),
        story(
            "pharma_tender",
            "pharmaceuticals",
            (
                "A maker of generic drugs bids in the tenders of a health fund.",
                "For the tenders of a health fund, a maker of generic drugs works out its prices.",
            ),
            "product: drug; products: drugs; units: packs; a_unit: a pack; money: EUR; provider: the maker",
            "PRODUCTS: ibuprofen, metformin, omeprazole, enalapril, warfarin, codeine, insulin, heparin, atropine",
            "The health fund insures {~200..900} companies.",
            factors={"price": 0.5},
        ),
        story(
            "ski_passes",
            "sports",
            (
                "A ski resort calculates the prices of its passes.",
                "For the coming winter, a ski resort decides what its passes will cost.",
            ),
            "product: pass; products: passes; units: passes; a_unit: a pass; money: EUR; provider: the resort",
            "PRODUCTS: morning pass, day pass, night pass, weekend pass, week pass, family pass, youth pass, glacier "
            "pass",
            "The longest run measures {~3000..9000} m.",
        ),
        story(
            "seed_catalog",
            "agriculture",
            (
                "A seed company prints a new catalog for farmers.",
                "Farmers will soon get the new catalog of a seed company.",
            ),
            "product: variety; products: varieties; units: bags; a_unit: a bag; money: USD; provider: the company",
            "PRODUCTS: early wheat, winter wheat, barley, rye, oats, sweet corn, field corn, clover, rapeseed, flax",
            "The catalog has {~60..180} pages.",
        ),
    ),
)
