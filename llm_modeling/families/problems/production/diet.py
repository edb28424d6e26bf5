"""The diet problem, the cheapest mixture that will do. Source: Stigler, The Cost of Subsistence, 1945."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, ceiling = "few" in options, "ceiling" in options
    return model(
        sets=[members("FOODS"), members("NUTRIENTS")],
        parameters=[
            parameter("price[FOODS]"),
            parameter("stock[FOODS]"),
            parameter("content[FOODS, NUTRIENTS]"),
            parameter("need[NUTRIENTS]"),
            parameter("most_kinds") if few else None,
            parameter("ceiling[NUTRIENTS]") if ceiling else None,
        ],
        variables=[
            continuous("amount[f in FOODS]", "stock[f]"),
            binary("use[FOODS]") if few else None,
        ],
        constraints=[
            rule("meet", "sum{f in FOODS} content[f,n] * amount[f] >= need[n]", "n in NUTRIENTS"),
            rule("not_above", "sum{f in FOODS} content[f,n] * amount[f] <= ceiling[n]", "n in NUTRIENTS")
            if ceiling
            else None,
            rule("only_if_used", "amount[f] <= stock[f] * use[f]", "f in FOODS") if few else None,
            rule("few_kinds", "sum{f in FOODS} use[f] <= most_kinds") if few else None,
        ],
        objectives=[minimize("cost", "sum{f in FOODS} price[f] * amount[f]")],
    )


def _draw(setting: Setting) -> Values:
    foods, nutrients = setting.pick("FOODS", setting.sizes["foods"]), setting.pick("NUTRIENTS", setting.sizes["needs"])
    stock = setting.integers("stock", 20, 60, len(foods))
    content = setting.integers("content", 1, 30, len(foods) * len(nutrients))
    kinds = max(3, -(-3 * len(foods) // 4))
    values: Values = {
        "FOODS": foods,
        "NUTRIENTS": nutrients,
        "price": column(foods, setting.integers("price", 2, 25, len(foods))),
        "stock": column(foods, stock),
        "content": matrix(foods, nutrients, content),
        "need": column(
            nutrients, [_reachable(content[k :: len(nutrients)][:kinds], stock) for k in range(len(nutrients))]
        ),
    }
    if setting.has("few"):
        values["most_kinds"] = kinds
    if setting.has("ceiling"):
        values["ceiling"] = column(nutrients, [2 * need for _, need in values["need"]])
    return values


def _reachable(contents: list[int], stock: list[int]) -> int:
    """Return a need that these foods meet with less than a third of what there is of them."""
    return int(0.3 * sum(c * s for c, s in zip(contents, stock, strict=False)))


_FACTS = (
    Fact(
        "foods",
        ways=(
            "The {foods} with their prices per {unit} and what can be had of them: "
            "[FOODS; {@} for {=price} {money}, at most {=stock} {units}].",
            "{A_unit} costs [FOODS: {=price} {money} for {@}]; there are at most [FOODS: {=stock} {units}] of them, in "
            "this order.",
        ),
        table=Table(
            "FOODS",
            "{food}",
            (("price ({money} per {unit})", "price"), ("available ({units})", "stock")),
            "The table lists the {foods} with their prices and how much can be had.",
        ),
        of=("price", "amount", "only_if_used"),
    ),
    Fact(
        "content",
        ways=("This is what {a_unit} contains, in {content_unit}: [FOODS; {@} ([NUTRIENTS: {=content} of {@}])].",),
        table=Grid("FOODS", "NUTRIENTS", "content", "{food}", "This is what {a_unit} contains, in {content_unit}:"),
        of=("content",),
    ),
    Fact(
        "needs",
        ways=(
            "{Mixture} has to contain at least [NUTRIENTS: {=need} {content_unit} of {@}].",
            "No less than [NUTRIENTS: {=need} {content_unit} of {@}] must be in {mixture}.",
        ),
        of=("meet",),
    ),
    Fact(
        "ceiling",
        ways=(
            "Too much does harm: {mixture} may contain at most [NUTRIENTS: {=ceiling} {content_unit} of {@}].",
            "On the other hand no more than [NUTRIENTS: {=ceiling} {content_unit} of {@}] are allowed in {mixture}.",
        ),
        of=("not_above",),
        option="ceiling",
    ),
    Fact(
        "few",
        ways=(
            "At most {=most_kinds} different {foods} may be used.",
            "To keep things simple, {mixture} is made of no more than {=most_kinds} different {foods}.",
        ),
        of=("few_kinds",),
        option="few",
    ),
    Fact(
        "goal",
        ways=(
            "Any fraction of {a_unit} can be used. How much of each of the {foods} makes {mixture} as cheap as "
            "possible?",
            "Find the amounts of the {foods}, which may be fractional, for which {mixture} costs the least.",
        ),
        of=("cost",),
    ),
)


def _framing(
    name: str, industry: str, openings: tuple[str, str], words: str, pools: tuple[str, str], noise: str
) -> Framing:
    return Framing(
        name,
        industry,
        openings=openings,
        words=phrases(words),
        members={"FOODS": listed(pools[0]), "NUTRIENTS": listed(pools[1])},
        distractors=(noise,),
    )


FAMILY = Family(
    name="diet",
    title="Diet",
    source="Stigler, The Cost of Subsistence, 1945",
    extents=(Extent("foods", 4, 760), Extent("needs", 2, 12)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("ceiling", "few"),
    framings=(
        _framing(
            "canteen",
            "food service",
            ("A canteen composes a stew for its guests.", "The kitchen of a canteen cooks a large pot of stew."),
            "food: ingredient; foods: ingredients; unit: kg; a_unit: a kilogram; units: kg; money: EUR;"
            "content_unit: units; mixture: the stew",
            ("lentils, carrots, barley, beans, leeks, potatoes, peas", "protein, fiber, iron, vitamins, calcium"),
            "The canteen has {~80..300} seats.",
        ),
        _framing(
            "cattle_feed",
            "agriculture",
            ("A dairy farm mixes the feed of its herd.", "For the winter a dairy farm mixes feed for its cows."),
            "food: component; foods: components; unit: bag; a_unit: a bag; units: bags; money: EUR;"
            "content_unit: units; mixture: the feed",
            ("maize, soy meal, clover, bran, molasses, hay, beet pulp", "energy, protein, fat, phosphorus, selenium"),
            "The farm keeps {~60..200} cows.",
        ),
        _framing(
            "space_rations",
            "space operations",
            (
                "The crew of a space station gets rations put together on the ground.",
                "On the ground, rations are put together for the crew of a space station.",
            ),
            "food: meal; foods: meals; unit: pack; a_unit: a pack; units: packs; money: USD;"
            "content_unit: points; mixture: the shipment",
            ("chili, risotto, porridge, curry, soup, tortillas, pasta", "energy, protein, potassium, water, folate"),
            "The station circles the Earth at a height of {~380..420} km.",
        ),
        _framing(
            "lawn_fertilizer",
            "chemicals",
            (
                "A manufacturer blends a batch of lawn fertilizer.",
                "A batch of fertilizer for lawns is blended from raw materials.",
            ),
            "food: raw material; foods: raw materials; unit: sack; a_unit: a sack; units: sacks; money: EUR;"
            "content_unit: units; mixture: the batch",
            (
                "urea, potash, compost, bone meal, basalt, ash, guano",
                "nitrogen, phosphate, potassium, magnesium, sulfur",
            ),
            "The factory stands by a river that is {~40..200} meters wide.",
        ),
        _framing(
            "pet_food",
            "consumer goods",
            ("A brand of dog food prepares a new recipe.", "A new recipe of dog food is on trial in a factory."),
            "food: ingredient; foods: ingredients; unit: crate; a_unit: a crate; units: crates; money: USD;"
            "content_unit: units; mixture: the recipe",
            ("chicken, rice, liver, oats, pumpkin, salmon, millet", "protein, fat, taurine, omega oils, zinc"),
            "The brand has {~14..60} competitors.",
        ),
        _framing(
            "steel_melt",
            "metallurgy",
            (
                "A foundry melts scrap and alloys in its furnace.",
                "The furnace of a foundry is charged with scrap and alloys.",
            ),
            "food: charge; foods: charges; unit: tonne; a_unit: a tonne; units: tonnes; money: kEUR;"
            "content_unit: units; mixture: the melt",
            (
                "rail scrap, sheet scrap, pig iron, turnings, ferrochrome, nickel scrap",
                "chromium, nickel, carbon, manganese",
            ),
            "The furnace was relined {~14..90} days ago.",
        ),
    ),
)
