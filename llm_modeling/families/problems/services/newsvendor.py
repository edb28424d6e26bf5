"""Newsvendor with scenarios, a stochastic program. Source: Birge and Louveaux, Stochastic Programming, 2011."""

from __future__ import annotations

from itertools import pairwise

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import continuous, integer, maximize, members, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    budget, rush, service = "budget" in options, "rush" in options, "service" in options
    later = " - rush_cost[p] * reorder[p, s]" if rush else ""
    more = " + reorder[p, s]" if rush else ""
    return model(
        sets=[members("PRODUCTS"), members("SCENARIOS")],
        parameters=[
            parameter("cost[PRODUCTS]"),
            parameter("price[PRODUCTS]"),
            parameter("salvage[PRODUCTS]"),
            parameter("probability[SCENARIOS]"),
            parameter("demand[PRODUCTS, SCENARIOS]"),
            parameter("budget") if budget else None,
            parameter("rush_cost[PRODUCTS]") if rush else None,
            parameter("least_sold") if service else None,
        ],
        variables=[
            integer("order[PRODUCTS]"),
            continuous("sell[p in PRODUCTS, s in SCENARIOS]", upper="demand[p, s]"),
            continuous("left[PRODUCTS, SCENARIOS]"),
            continuous("reorder[PRODUCTS, SCENARIOS]") if rush else None,
        ],
        constraints=[
            rule("stock", f"sell[p, s] + left[p, s] = order[p]{more}", "p in PRODUCTS, s in SCENARIOS"),
            rule("affordable", "sum{p in PRODUCTS} cost[p] * order[p] <= budget") if budget else None,
            rule(
                "service_level",
                "sum{p in PRODUCTS, s in SCENARIOS} probability[s] * sell[p, s] >= least_sold",
            )
            if service
            else None,
        ],
        objectives=[
            maximize(
                "expected_profit",
                "sum{s in SCENARIOS} probability[s] * "
                f"sum{{p in PRODUCTS}} (price[p] * sell[p, s] + salvage[p] * left[p, s]{later})"
                " - sum{p in PRODUCTS} cost[p] * order[p]",
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    rng, sizes = setting.rng, setting.sizes
    products = setting.pick("PRODUCTS", sizes["products"])
    scenarios = setting.pick("SCENARIOS", sizes["scenarios"])
    cuts = [0, *sorted((1 + rng.permutation(99))[: len(scenarios) - 1].tolist()), 100]
    weights = [high - low for low, high in pairwise(cuts)]
    cost = setting.integers("cost", 10, 40, len(products))
    mean = setting.integers("demand", 30, 150, len(products))
    moods = rng.uniform(0.6, 1.4, size=len(scenarios)).tolist()
    demand = [round(m * min(1.5, max(0.5, mood * float(rng.uniform(0.8, 1.2))))) for m in mean for mood in moods]
    margins = rng.uniform(1.4, 2.2, size=len(products)).tolist()
    shares = rng.uniform(0.2, 0.7, size=len(products)).tolist()
    values: Values = {
        "PRODUCTS": products,
        "SCENARIOS": scenarios,
        "cost": column(products, cost),
        "price": column(products, [max(c + 3, round(c * m)) for c, m in zip(cost, margins, strict=True)]),
        "salvage": column(products, [int(c * u) for c, u in zip(cost, shares, strict=True)]),
        "probability": column(scenarios, [weight / 100 for weight in weights]),
        "demand": matrix(products, scenarios, demand),
    }
    if setting.has("budget"):
        values["budget"] = round(0.75 * sum(c * m for c, m in zip(cost, mean, strict=True)))
    if setting.has("rush"):
        extra = [0.5 * (margin - 1) for margin in margins]
        values["rush_cost"] = column(products, [c + max(1, int(c * m)) for c, m in zip(cost, extra, strict=True)])
    if setting.has("service"):
        values["least_sold"] = max(n for n in range(1, int(0.4 * sum(mean)) + 1) if n not in demand)
    return values


_FACTS = (
    Fact(
        "products",
        ways=(
            "The {products}, with cost, price and {salvage} in {money}: "
            "[PRODUCTS; {@} (cost {=cost}, price {=price}, {salvage} {=salvage})].",
            "In {money}, the cost of {a_unit}, its price and its {salvage} are as follows: "
            "[PRODUCTS; {@} ({=cost}, {=price} and {=salvage})].",
        ),
        table=Table(
            "PRODUCTS",
            "{product}",
            (("cost", "cost"), ("price", "price"), ("{salvage}", "salvage")),
            "The table has the cost of {a_unit}, its price and its {salvage}, all in {money}.",
        ),
        of=("cost", "price", "salvage"),
    ),
    Fact(
        "probability",
        ways=(
            "{Scenarios_are}, with these probabilities: [SCENARIOS; {@} ({=probability})].",
            "Several cases are possible, whose probabilities are [SCENARIOS: {=probability} for {@}].",
        ),
        table=Table("SCENARIOS", "case", (("probability", "probability"),), "Several cases can occur:"),
        of=("probability",),
    ),
    Fact(
        "demand",
        ways=("In these cases the demand for {units} is: [PRODUCTS; {@} ([SCENARIOS: {=demand} if {@}])].",),
        table=Grid(
            "PRODUCTS", "SCENARIOS", "demand", "{product}", "The demand for {units} depends on which case occurs:"
        ),
        of=("demand", "sell"),
    ),
    Fact(
        "before",
        ways=(
            "All has to be {ordered} in whole {units} before it is known which case occurs; then as much is sold as "
            "there is demand and supply, and every {unit} left over brings its {salvage}.",
            "Whole {units} are {ordered} in advance, in ignorance of the case. Afterwards, what is not sold, because "
            "the demand is too low, brings its {salvage}.",
        ),
        of=("stock", "order"),
    ),
    Fact(
        "rush",
        ways=(
            "As soon as the case is known, more can be {reordered}, at a cost of [PRODUCTS: {=rush_cost} {money} for "
            "{@}].",
            "Once the demand is clear, further {units} can be {reordered}; their cost in {money} is then: "
            "[PRODUCTS; {@} {=rush_cost}].",
        ),
        table=Table(
            "PRODUCTS",
            "{product}",
            (("later cost ({money})", "rush_cost"),),
            "As soon as the case is known, more {units} can be {reordered} at a higher cost:",
        ),
        of=("rush_cost", "reorder"),
        option="rush",
    ),
    Fact(
        "budget",
        ways=(
            "For what is {ordered} in advance, {planner} can spend at most {=budget} {money}.",
            "No more than {=budget} {money} may be spent on what is {ordered} in advance.",
        ),
        of=("affordable",),
        option="budget",
    ),
    Fact(
        "service",
        ways=(
            "On average over the cases, weighted by their probabilities, at least {=least_sold} {units} should be "
            "sold in total.",
            "The expected number of {units} sold, all {products} together, has to be {=least_sold} or more.",
        ),
        of=("service_level",),
        option="service",
    ),
    Fact(
        "goal",
        ways=(
            "How many {units} should be {ordered} so that the expected profit is as high as possible?",
            "Find the quantities to be {ordered} for the highest expected profit.",
        ),
        of=("expected_profit",),
    ),
)
_ORDER = "ordered: ordered; reordered: ordered; salvage: resale value"

FAMILY = Family(
    name="newsvendor",
    title="Newsvendor with scenarios",
    source="Birge and Louveaux, Introduction to Stochastic Programming, 2011, chapter 1",
    extents=(Extent("products", 2, 16), Extent("scenarios", 3, 18)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("budget", "rush", "service"),
    framings=(
        story(
            "ski_fashion",
            "fashion",
            (
                "A fashion house orders ski wear for the coming winter.",
                "Ski wear for the coming winter is ordered by a fashion house in spring.",
            ),
            f"{_ORDER}; product: article; products: articles; unit: piece; units: pieces; a_unit: a piece; money: EUR;"
            "scenarios_are: the winter can turn out in several ways; planner: the house",
            "PRODUCTS: parka, fleece, ski pants, gloves, wool hat, thermal shirt, snow boots, scarf;"
            "SCENARIOS: no snow, late snow, steady snow, blizzards, warm winds",
            "The house shows {~20..60} designs a year.",
            factors={"cost": 2.0},
        ),
        story(
            "stadium_food",
            "catering",
            (
                "A caterer prepares food for a match in the stadium.",
                "For a match in the stadium, a caterer has food prepared.",
            ),
            "ordered: prepared; reordered: bought in; salvage: leftover value; product: dish; products: dishes;"
            "unit: portion; units: portions; a_unit: a portion; money: EUR;"
            "scenarios_are: the weather can be like this; planner: the caterer",
            "PRODUCTS: goulash, hot dogs, ice cream, pretzels, soup, waffles, burgers, fries;"
            "SCENARIOS: sunshine, drizzle, heavy rain, heat, fog, thunderstorms",
            "The stadium has {~14..40} gates.",
            factors={"cost": 0.4, "demand": 5.0},
        ),
        story(
            "vaccine_stock",
            "health care",
            (
                "A hospital group stocks up on medicines for the flu season.",
                "Medicines for the flu season are bought by a hospital group in summer.",
            ),
            "ordered: bought; reordered: bought; salvage: refund; product: medicine; products: medicines; unit: box;"
            "units: boxes; a_unit: a box; money: USD; scenarios_are: experts foresee several courses of the flu;"
            "planner: the group",
            "PRODUCTS: flu shots, antivirals, cough syrup, throat spray, fever drops, saline, masks, test kits;"
            "SCENARIOS: a mild wave, a normal wave, a strong wave, a late wave, a double wave",
            "The group has {~14..40} hospitals.",
            factors={"demand": 3.0},
        ),
        story(
            "toy_import",
            "toys",
            (
                "A toy importer has goods shipped from overseas for Christmas.",
                "Toys for Christmas are on their way for months, so an importer orders early.",
            ),
            f"{_ORDER}; product: toy; products: toys; unit: carton; units: cartons; a_unit: a carton; money: EUR;"
            "scenarios_are: the taste of children can go several ways; planner: the importer",
            "PRODUCTS: kites, puzzles, dolls, robots, marbles, trains, yoyos, castles;"
            "SCENARIOS: a retro trend, a space trend, a nature trend, a gaming trend, no trend",
            "A container takes {~30..40} days.",
            factors={"cost": 3.0},
        ),
        story(
            "spare_rotors",
            "mechanical engineering",
            (
                "A maker of wind turbines builds spare parts for an old type, and the line is going to close.",
                "An old type of wind turbine is given up, with a final batch of spare parts.",
            ),
            "ordered: built; reordered: built by a supplier; salvage: scrap value; product: part; products: parts;"
            "unit: piece; units: pieces; a_unit: a piece; money: kEUR;"
            "scenarios_are: the old turbines may last in several ways; planner: the maker",
            "PRODUCTS: rotor, gearbox, pitch drive, brake, yaw ring, bearing, shaft, hub;"
            "SCENARIOS: early failures, few failures, many failures, quick replacement, long service",
            "A turbine is {~80..140} m high.",
        ),
        story(
            "plant_nursery",
            "horticulture",
            (
                "A nursery pots young plants for the balcony season.",
                "For the balcony season, young plants are potted by a nursery.",
            ),
            "ordered: potted; reordered: bought from a grower; salvage: compost value; product: plant;"
            "products: plants; unit: tray; units: trays; a_unit: a tray; money: EUR;"
            "scenarios_are: the spring can be of several kinds; planner: the nursery",
            "PRODUCTS: begonia, fuchsia, geranium, lobelia, marigold, pansy, petunia, verbena;"
            "SCENARIOS: an early spring, a frosty spring, a rainy spring, a dry spring, a normal spring",
            "The nursery heats {~3..9} greenhouses.",
            factors={"demand": 2.0},
        ),
    ),
)
