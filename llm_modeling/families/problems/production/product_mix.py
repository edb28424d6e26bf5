"""The product mix, in whole lots. Source: Dantzig, Linear Programming and Extensions, 1963."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, continuous, integer, maximize, members, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    promised, extra, kinds = "promised" in options, "extra" in options, "kinds" in options
    more, paid = (" + more[m]", " - sum{m in MACHINES} more_price * more[m]") if extra else ("", "")
    return model(
        sets=[members("PRODUCTS"), members("MACHINES"), members("PROMISED") if promised else None],
        parameters=[
            parameter("profit[PRODUCTS]"),
            parameter("demand[PRODUCTS]"),
            parameter("hours[PRODUCTS, MACHINES]"),
            parameter("capacity[MACHINES]"),
            parameter("promise[PROMISED]") if promised else None,
            parameter("most_more") if extra else None,
            parameter("more_price") if extra else None,
            parameter("most_kinds") if kinds else None,
        ],
        variables=[
            integer("make[p in PRODUCTS]", "demand[p]"),
            continuous("more[MACHINES]", "most_more") if extra else None,
            binary("offer[PRODUCTS]") if kinds else None,
        ],
        constraints=[
            rule("time", "sum{p in PRODUCTS} hours[p, m] * make[p] <= capacity[m]" + more, "m in MACHINES"),
            rule("kept", "make[p] >= promise[p]", "p in PROMISED") if promised else None,
            rule("only_if_offered", "make[p] <= demand[p] * offer[p]", "p in PRODUCTS") if kinds else None,
            rule("few_kinds", "sum{p in PRODUCTS} offer[p] <= most_kinds") if kinds else None,
        ],
        objectives=[maximize("total_profit", "sum{p in PRODUCTS} profit[p] * make[p]" + paid)],
    )


def _draw(setting: Setting) -> Values:
    products = setting.pick("PRODUCTS", setting.sizes["products"])
    machines = setting.pick("MACHINES", setting.sizes["machines"])
    demands = setting.integers("demand", 4, 20, len(products))
    hours = setting.integers("hours", 1, 9, len(products) * len(machines))
    profits = setting.integers("profit", 20, 160, len(products), step=10)
    full = [sum(h * d for h, d in zip(hours[k :: len(machines)], demands, strict=True)) for k in range(len(machines))]
    values: Values = {
        "PRODUCTS": products,
        "MACHINES": machines,
        "profit": column(products, profits),
        "demand": column(products, demands),
        "hours": matrix(products, machines, hours),
        "capacity": column(machines, [5 * round(total * float(setting.rng.uniform(0.5, 0.7)) / 5) for total in full]),
    }
    if setting.has("promised"):
        chosen = sorted(setting.rng.permutation(len(products))[: max(2, len(products) // 6)].tolist())
        values["PROMISED"] = [products[k] for k in chosen]
        values["promise"] = column(values["PROMISED"], [max(2, demands[k] // 3) for k in chosen])
    if setting.has("extra"):
        values["most_more"], values["more_price"] = setting.integer("more", 5, 20, 5), setting.integer("price", 2, 9)
    if setting.has("kinds"):
        values["most_kinds"] = max(3, 2 * len(products) // 3)
    return values


_FACTS = (
    Fact(
        "products",
        ways=(
            "The {products} with their profit and the most that can be sold: "
            "[PRODUCTS; {@} ({=profit} {currency} a {lot}, at most {=demand} {lots})].",
            "A {lot} brings a profit of [PRODUCTS: {=profit} {currency} for {@}], and no more than "
            "[PRODUCTS: {=demand} {lots}] of them can be sold, in this order.",
        ),
        table=Table(
            "PRODUCTS",
            "{product}",
            (("profit ({currency} a {lot})", "profit"), ("most that can be sold ({lots})", "demand")),
            "The table lists the {products} with their profit and how much can be sold at most.",
        ),
        of=("make", "profit", "demand", "only_if_offered"),
    ),
    Fact(
        "hours",
        ways=(
            "This is how many hours a {lot} takes: [PRODUCTS; {@} ([MACHINES: {=hours} {at} {@}])].",
            "The hours that a {lot} takes: [PRODUCTS; {@} ([MACHINES: {=hours} {at} {@}])].",
        ),
        table=Grid("PRODUCTS", "MACHINES", "hours", "{product}", "This is how many hours a {lot} takes:"),
        of=("hours",),
    ),
    Fact(
        "capacity",
        ways=(
            "{When} there are at most [MACHINES: {=capacity} hours {at} {@}].",
            "{When} no more than [MACHINES: {=capacity} hours {at} {@}] can be used.",
        ),
        of=("time",),
    ),
    Fact(
        "promised",
        ways=(
            "Customers have been promised some of this, so that at least [PROMISED: {=promise} {lots} of {@}] "
            "have to be {made}.",
            "Because of contracts at least [PROMISED: {=promise} {lots} of {@}] must be {made}.",
        ),
        of=("kept",),
        option="promised",
    ),
    Fact(
        "extra",
        ways=(
            "On top of this, up to {=most_more} hours can be added {at_any}, for {=more_price} {currency} an hour.",
            "Up to {=most_more} additional hours, or fractions of them, can be bought {at_any}; an hour costs "
            "{=more_price} {currency}.",
        ),
        of=("more",),
        option="extra",
    ),
    Fact(
        "kinds",
        ways=(
            "At most {=most_kinds} different {products} can be {made}.",
            "No more than {=most_kinds} kinds of {products} may be {made}.",
        ),
        of=("few_kinds",),
        option="kinds",
    ),
    Fact(
        "goal",
        ways=(
            "Only whole {lots} are {made}. How many {lots} of each of the {products} bring the highest total profit?",
            "Find the whole numbers of {lots} to be {made} for which the total profit is greatest.",
        ),
        of=("total_profit",),
    ),
)

FAMILY = Family(
    name="product_mix",
    title="Product mix",
    source="Dantzig, Linear Programming and Extensions, 1963",
    extents=(Extent("products", 4, 290), Extent("machines", 2, 3)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("promised", "extra", "kinds"),
    framings=(
        story(
            "joinery",
            "furniture",
            ("A joinery plans the work of the coming month.", "The master of a joinery fills the order book."),
            "product: piece of furniture; products: pieces of furniture; lot: batch; lots: batches; currency: EUR;"
            "at: at the; at_any: at any machine; made: built; when: in the month",
            "PRODUCTS: stools, benches, wardrobes, desks, shelves, dressers, beds; MACHINES: saw, planer, lathe, "
            "sander, press",
            "The workshop is {~40..120} meters long.",
        ),
        story(
            "ceramics",
            "ceramics",
            ("A pottery decides what goes into its kilns.", "A maker of tableware lays out its spring collection."),
            "product: ware; products: wares; lot: pallet; lots: pallets; currency: USD; at: in the; at_any: at any "
            "stage; made: made;"
            "when: until spring",
            "PRODUCTS: vases, bowls, mugs, plates, tiles, jugs, teapots; MACHINES: kiln, glazing line, press, dryer",
            "The clay is dug {~14..80} km away.",
            factors={"hours": 2.0, "profit": 3.0},
        ),
        story(
            "print_shop",
            "printing",
            ("A print shop chooses among its standing offers.", "In a print shop there is more work than time."),
            "product: print job; products: print jobs; lot: run; lots: runs; currency: EUR; at: on the; at_any: on "
            "any machine; made: printed;"
            "when: this week",
            "PRODUCTS: leaflets, posters, calendars, menus, stickers, maps; MACHINES: offset press, cutter, folder",
            "The shop was founded {~14..90} years ago.",
        ),
        story(
            "brewery",
            "beverages",
            ("A craft brewery sets up its summer program.", "Summer is near, and a craft brewery plans its brews."),
            "product: beer; products: beers; lot: brew; lots: brews; currency: USD; at: in the; at_any: at any stage; "
            "made: brewed;"
            "when: over the summer",
            "PRODUCTS: lager, stout, porter, pale ale, wheat beer, bock, pilsner; MACHINES: mash tun, fermenter, "
            "filler",
            "The brewery is at a height of {~200..900} meters.",
            factors={"profit": 8.0, "hours": 3.0},
        ),
        story(
            "electronics",
            "electronics",
            ("A maker of circuit boards plans a quarter.", "Circuit boards of several kinds leave a single factory."),
            "product: board; products: boards; lot: panel; lots: panels; currency: EUR; at: on the; at_any: on any "
            "machine; made: assembled;"
            "when: in the quarter",
            "PRODUCTS: sensor board, motor driver, gateway, charger, display board, relay card;"
            "MACHINES: solder line, placer, tester, coater",
            "The clean room has {~3..19} air locks.",
            factors={"demand": 3.0},
        ),
        story(
            "mill_works",
            "textiles",
            ("A weaving mill takes orders for the winter.", "For the winter a weaving mill has room for a few orders."),
            "product: fabric; products: fabrics; lot: bale; lots: bales; currency: USD; at: at the; at_any: at any "
            "machine; made: woven;"
            "when: before winter",
            "PRODUCTS: denim, canvas, twill, muslin, velvet, tweed, satin; MACHINES: loom, dye bath, carding machine",
            "The mill employs {~30..250} weavers.",
            factors={"profit": 2.0},
        ),
    ),
)
