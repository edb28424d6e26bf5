"""Network revenue management. Source: Talluri and van Ryzin, The Theory and Practice of Revenue Management, 2004."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import integer, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    promised, share = "promised" in options, "share" in options
    return model(
        sets=[
            members("LEGS"),
            members("PRODUCTS"),
            pairs("USES", "product", "leg"),
            members("PROMISED") if promised else None,
            members("SPECIAL") if share else None,
        ],
        parameters=[
            parameter("seats[LEGS]"),
            parameter("fare[PRODUCTS]"),
            parameter("demand[PRODUCTS]"),
            parameter("booked") if promised else None,
            parameter("least_special") if share else None,
        ],
        variables=[integer("sell[PRODUCTS]", upper="demand[p]").model_copy(update={"index": "p in PRODUCTS"})],
        constraints=[
            rule("enough_seats", "sum{(p, l) in USES} sell[p] <= seats[l]", "l in LEGS"),
            rule("keep_promise", "sell[p] >= booked", "p in PROMISED") if promised else None,
            rule("for_special", "sum{p in SPECIAL} sell[p] >= least_special") if share else None,
        ],
        objectives=[maximize("revenue", "sum{p in PRODUCTS} fare[p] * sell[p]")],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    legs = setting.pick("LEGS", setting.sizes["legs"])
    if legs[0] in setting.framing.members["LEGS"]:
        legs.sort(key=setting.framing.members["LEGS"].index)
    products = setting.pick("PRODUCTS", max(len(legs) + 2, setting.sizes["products"]))
    spans = [(k, 1) for k in range(len(legs))]  # each product uses some legs in a row
    while len(spans) < len(products):
        length = int(rng.integers(1, min(4, len(legs)) + 1))
        spans.append((int(rng.integers(0, len(legs) - length + 1)), length))
    demand = setting.integers("demand", 10, 60, len(products))
    rates = setting.integers("fare", 40, 160, len(products))
    load = [sum(d for d, (a, n) in zip(demand, spans, strict=True) if a <= k < a + n) for k in range(len(legs))]
    shares = rng.uniform(0.5, 0.75, size=len(legs)).tolist()
    values: Values = {
        "LEGS": legs,
        "PRODUCTS": products,
        "USES": [[products[p], legs[k]] for p, (a, n) in enumerate(spans) for k in range(a, a + n)],
        "seats": column(legs, [max(10, round(s * n)) for s, n in zip(shares, load, strict=True)]),
        "fare": column(products, [round(r * n**0.8) for r, (_, n) in zip(rates, spans, strict=True)]),
        "demand": column(products, demand),
    }
    order = rng.permutation(len(products)).tolist()
    if setting.has("promised"):
        values["PROMISED"], values["booked"] = [products[k] for k in order[:2]], 3
    if setting.has("share"):
        values["SPECIAL"], values["least_special"] = [products[k] for k in order[-2:]], 6
    return values


_FACTS = (
    Fact(
        "legs",
        ways=(
            "{Available_are} [LEGS: {=seats} {seats} {on} {@}].",
            "By {leg}, the number of {seats} is as follows: [LEGS; {@} {=seats}].",
        ),
        table=Table("LEGS", "{leg}", (("{seats}", "seats"),), "The number of {seats} is limited:"),
        of=("enough_seats",),
    ),
    Fact(
        "products",
        ways=(
            "The {products}, with price and expected demand: [PRODUCTS; {@} ({=fare} {money}, {=demand} {customers})].",
            "For [PRODUCTS: {@}], the price is [PRODUCTS: {=fare}] {money} and at most [PRODUCTS: {=demand}] "
            "{customers} will ask for it, respectively.",
        ),
        table=Table(
            "PRODUCTS",
            "{product}",
            (("price ({money})", "fare"), ("demand ({customers})", "demand")),
            "The table has the price of each {product} and how many {customers} will ask for it.",
        ),
        of=("fare", "demand", "sell"),
    ),
    Fact(
        "uses",
        ways=(
            "Each sale takes up {a_seat} {on} every {leg} concerned: [USES; {@0} uses {@1}].",
            "For every sale, {a_seat} is taken {on} each {leg} that it includes: [USES; {@0} with {@1}].",
        ),
        of=("USES",),
    ),
    Fact(
        "promised",
        ways=(
            "Earlier bookings have to be honored, {=booked} for each of these {products}: [PROMISED; {@}].",
            "At least {=booked} sales each are already promised for [PROMISED: {@}].",
        ),
        of=("keep_promise",),
        option="promised",
    ),
    Fact(
        "special",
        ways=(
            "Because of a contract, at least {=least_special} sales in total have to be of these {products}: "
            "[SPECIAL; {@}].",
            "A partner insists on at least {=least_special} sales of [SPECIAL: {@}], taken together.",
        ),
        of=("for_special",),
        option="share",
    ),
    Fact(
        "goal",
        ways=(
            "No more than the demand can be sold, and requests may be turned down. How many sales of each {product} "
            "should be allowed so that the "
            "revenue is as high as possible?",
            "Requests may be turned down, and no more than the demand can be sold. Find the whole number of sales of "
            "each {product} that maximizes the revenue.",
        ),
        of=("revenue",),
    ),
)

FAMILY = Family(
    name="revenue_management",
    title="Network revenue management",
    source="Talluri and van Ryzin, The Theory and Practice of Revenue Management, 2004",
    extents=(Extent("products", 5, 290), Extent("legs", 3, 36)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("promised", "share"),
    framings=(
        story(
            "regional_airline",
            "airlines",
            (
                "A regional airline plans the sale of its tickets.",
                "Tickets of a regional airline are valid on several flights in a row.",
            ),
            "leg: flight; seats: seats; a_seat: a seat; on: on; available_are: the planes have; product: ticket;"
            "products: tickets; money: EUR; customer: passenger; customers: passengers",
            "LEGS: flight North, flight Coast, flight Lake, flight Alps, flight South, flight Isle;"
            "PRODUCTS: weekend saver, business flex, island trip, student fare, family pass, lake tour, summit deal, "
            "last call, coast hopper",
            "The airline flies {~3..9} planes.",
        ),
        story(
            "lake_hotel",
            "hotels",
            (
                "A hotel by a lake sells packages for the coming week.",
                "Guests of a hotel by a lake book packages that last some nights.",
            ),
            "leg: night; seats: rooms; a_seat: a room; on: on; available_are: there are; product: package;"
            "products: packages; money: EUR; customer: guest; customers: guests",
            "LEGS: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday;"
            "PRODUCTS: spa break, golf days, city tour, wine tasting, honeymoon, hiking week, chef table, quiet days, "
            "jazz weekend, yoga retreat",
            "The lake is {~14..90} m deep.",
            factors={"fare": 1.5},
        ),
        story(
            "night_train",
            "railways",
            (
                "A night train offers its berths through various fares.",
                "Berths of a night train are sold in advance, by sections of the line.",
            ),
            "leg: section; seats: berths; a_seat: a berth; on: on; available_are: on sale are; product: fare;"
            "products: fares; money: EUR; customer: traveler; customers: travelers",
            "LEGS: the plain section, the tunnel section, the pass section, the valley section, the sea section;"
            "PRODUCTS: early bird, sleeper basic, sleeper deluxe, youth fare, ski fare, beach fare, senior fare, "
            "group fare, open fare",
            "The train has {~14..18} cars.",
            factors={"fare": 0.6},
        ),
        story(
            "river_cruise",
            "tourism",
            (
                "A river cruise company sells cabins on its ship for stages of the trip.",
                "The cabins of a river cruise ship are sold for stages of the trip.",
            ),
            "leg: stage; seats: cabins; a_seat: a cabin; on: on; available_are: the ship offers; product: cruise;"
            "products: cruises; money: USD; customer: couple; customers: couples",
            "LEGS: the gorge stage, the castle stage, the delta stage, the vineyard stage, the capital stage;"
            "PRODUCTS: romance, gourmet, castles, wildlife, music, photography, history, full river, autumn leaves",
            "The ship is {~80..135} m long.",
            factors={"fare": 6.0},
        ),
        story(
            "studio_rental",
            "media production",
            (
                "A film studio rents out its stages together with workshops and water tanks.",
                "Productions rent bundles of facilities at a film studio.",
            ),
            "leg: facility; seats: slots; a_seat: a slot; on: in; available_are: for the season there are;"
            "product: bundle; products: bundles; money: kUSD; customer: production; customers: productions",
            "LEGS: the great stage, the water tank, the wood shop, the green screen, the sound room;"
            "PRODUCTS: pirate bundle, series bundle, news bundle, quiz bundle, sitcom bundle, trailer bundle, "
            "opera bundle, fantasy bundle, talk bundle",
            "The studio was built {~20..90} years ago.",
            factors={"fare": 0.5},
        ),
        story(
            "cargo_rail",
            "freight transport",
            (
                "A combined transport operator sells slots for containers on its trains.",
                "Containers travel on connecting trains of a combined transport operator.",
            ),
            "leg: train; seats: slots; a_seat: a slot; on: on; available_are: there are; product: relation;"
            "products: relations; money: EUR; customer: container; customers: containers",
            "LEGS: train Alpha, train Bravo, train Delta, train Echo, train Golf, train Hotel;"
            "PRODUCTS: fruit link, steel link, paper link, port link, glass link, timber link, drinks link, "
            "textile link, auto link",
            "A train runs at {~80..120} km/h.",
            factors={"fare": 4.0},
        ),
    ),
)
