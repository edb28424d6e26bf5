"""Loading containers by weight and volume. Source: Martello and Toth, Knapsack Problems, 1990, chapter 6."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import integer, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    promised, barred = "promised" in options, "barred" in options
    return model(
        sets=[members("GOODS"), members("HOLDS"), pairs("BARRED", "good", "hold") if barred else None],
        parameters=[
            parameter("profit[GOODS]"),
            parameter("weight[GOODS]"),
            parameter("volume[GOODS]"),
            parameter("stock[GOODS]"),
            parameter("most_weight[HOLDS]"),
            parameter("most_volume[HOLDS]"),
            parameter("least") if promised else None,
        ],
        variables=[integer("load[g in GOODS, h in HOLDS]", upper="stock[g]")],
        constraints=[
            rule("in_stock", "sum{h in HOLDS} load[g, h] <= stock[g]", "g in GOODS"),
            rule("by_weight", "sum{g in GOODS} weight[g] * load[g, h] <= most_weight[h]", "h in HOLDS"),
            rule("by_volume", "sum{g in GOODS} volume[g] * load[g, h] <= most_volume[h]", "h in HOLDS"),
            rule("kept", "sum{h in HOLDS} load[g, h] >= least", "g in GOODS") if promised else None,
            rule("not_there", "load[g, h] = 0", "(g, h) in BARRED") if barred else None,
        ],
        objectives=[maximize("total_profit", "sum{g in GOODS, h in HOLDS} profit[g] * load[g, h]")],
    )


def _draw(setting: Setting) -> Values:
    goods = setting.pick("GOODS", setting.sizes["goods"])
    holds = setting.pick("HOLDS", setting.sizes["holds"])
    weights = setting.integers("weight", 10, 60, len(goods), step=5)
    volumes = [k / 10 for k in setting.integers("volume", 2, 15, len(goods))]
    stocks = setting.integers("stock", 4, 12, len(goods))
    least = 2
    parts = setting.rng.uniform(0.8, 1.2, size=len(holds)) * float(setting.rng.uniform(0.5, 0.7)) / len(holds)
    weight = sum(w * k for w, k in zip(weights, stocks, strict=True))
    volume = sum(v * k for v, k in zip(volumes, stocks, strict=True))
    values: Values = {
        "GOODS": goods,
        "HOLDS": holds,
        "profit": column(
            goods, setting.integers("profit", 20, 300, len(goods), max(1, round(20 * setting.framing.factor("profit"))))
        ),
        "weight": column(goods, weights),
        "volume": column(goods, volumes),
        "stock": column(goods, stocks),
        "most_weight": column(holds, [10 * round(part * weight / 10) for part in parts.tolist()]),
        "most_volume": column(holds, [round(part * volume + 0.5) for part in parts.tolist()]),
    }
    if setting.has("promised"):
        values["least"] = least
    if setting.has("barred"):
        ones = setting.rng.permutation(len(goods))[: max(1, len(goods) // 4)].tolist()
        values["BARRED"] = [[goods[k], holds[int(setting.rng.integers(len(holds)))]] for k in ones]
    return values


_FACTS = (
    Fact(
        "goods",
        ways=(
            "{Goods_are}: [GOODS; {@} ({=stock} {pieces} of {=weight} kg and {=volume} m3, {=profit} {currency} for "
            "{a_piece})].",
        ),
        table=Table(
            "GOODS",
            "{good}",
            (
                ("{pieces} available", "stock"),
                ("weight of {a_piece} (kg)", "weight"),
                ("volume of {a_piece} (m3)", "volume"),
                ("{profit_name} of {a_piece} ({currency})", "profit"),
            ),
            "{Goods_are}, as the table shows.",
        ),
        of=("in_stock", "weight", "volume", "profit"),
    ),
    Fact(
        "holds",
        ways=(
            "{Holds_take} no more than this: [HOLDS; {@} {=most_weight} kg and {=most_volume} m3].",
            "At most the following can be loaded: [HOLDS; {=most_weight} kg and {=most_volume} m3 in {@}].",
        ),
        table=Table(
            "HOLDS",
            "{hold}",
            (("most weight (kg)", "most_weight"), ("most volume (m3)", "most_volume")),
            "There are limits on the weight and the volume that {holds_hold}.",
        ),
        of=("by_weight", "by_volume"),
    ),
    Fact(
        "promised",
        ways=(
            "Of every {good}, at least {=least} must be {loaded}.",
            "No {good} may be forgotten: at least {=least} of each must be {loaded}.",
        ),
        of=("kept",),
        option="promised",
    ),
    Fact(
        "barred",
        ways=(
            "Some {goods} must not go to certain places: [BARRED; no {@0} in {@1}].",
            "The safety rules forbid the following: [BARRED; {@0} in {@1}].",
        ),
        of=("not_there",),
        option="barred",
    ),
    Fact(
        "goal",
        ways=(
            "Only whole {pieces} can be {loaded}. How many {pieces} of the {goods} should be {loaded} where, to make "
            "the "
            "total {profit_name} as high as possible?",
            "Decide how many whole {pieces} of the {goods} to load where, so that the total {profit_name} is maximal.",
        ),
        of=("total_profit", "load"),
    ),
)
_UNITS = {"weight": "kg", "most_weight": "kg", "volume": "m^3", "most_volume": "m^3"}

FAMILY = Family(
    name="container_loading",
    title="Container loading by weight and volume",
    source="Martello and Toth, Knapsack Problems, 1990",
    extents=(Extent("goods", 4, 128), Extent("holds", 2, 2)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("promised", "barred"),
    framings=(
        Framing(
            "sea_freight",
            "shipping",
            openings=(
                "A forwarder stuffs sea containers for an overseas customer.",
                "Containers for an overseas customer are being stuffed at a forwarder's ramp.",
            ),
            words=phrases(
                "good: product; goods: products; pieces: crates; a_piece: a crate; hold: container; loaded: loaded;"
                "goods_are: these crates wait on the ramp; holds_take: the containers take; "
                "holds_hold: a container holds;"
                "profit_name: profit; currency: USD"
            ),
            members={
                "GOODS": listed("teapots, kettles, drills, lamps, fans, toasters, clocks, mixers, scales, speakers"),
                "HOLDS": listed("the red container, the blue container, the gray container, the green container"),
            },
            units=_UNITS,
            distractors=("The voyage takes {~14..40} days.",),
        ),
        Framing(
            "air_cargo",
            "air freight",
            openings=(
                "An air freight company fills the compartments of a cargo plane.",
                "More freight has been booked than a cargo plane can carry.",
            ),
            words=phrases(
                "good: shipment; goods: shipments; pieces: packages; a_piece: a package; hold: compartment;"
                "goods_are: the shipments consist of equal packages; holds_take: the compartments take;"
                "loaded: flown; holds_hold: a compartment takes; profit_name: revenue; currency: EUR"
            ),
            members={
                "GOODS": listed(
                    "orchids, salmon, vaccines, turbine parts, saffron, laptops, cheese, textiles, cut glass"
                ),
                "HOLDS": listed("the nose, the main deck, the belly, the tail"),
            },
            units=_UNITS,
            factors={"profit": 3.0},
            distractors=("The plane flies at {~8000..11000} m.",),
        ),
        Framing(
            "moving_trucks",
            "removals",
            openings=(
                "A dealer in used furniture clears a large estate with few trucks.",
                "The trucks of a furniture dealer stand in front of an estate that is being cleared.",
            ),
            words=phrases(
                "good: kind of furniture; goods: kinds of furniture; pieces: pieces; a_piece: a piece; hold: truck;"
                "goods_are: the estate has this furniture; holds_take: the trucks carry; loaded: taken along;"
                "holds_hold: a truck carries; profit_name: resale value; currency: EUR"
            ),
            members={
                "GOODS": listed("armchairs, cabinets, mirrors, desks, beds, carpets, pianos, trunks, shelves, stools"),
                "HOLDS": listed("the old truck, the new truck, the rented truck, the pickup"),
            },
            units=_UNITS,
            distractors=("The house has {~14..30} rooms.",),
        ),
        Framing(
            "market_barges",
            "inland shipping",
            openings=(
                "A wholesaler sends goods down the river on barges.",
                "Barges leave for the floating market, and a wholesaler decides what is on board.",
            ),
            words=phrases(
                "good: product; goods: products; pieces: sacks; a_piece: a sack; hold: barge; loaded: shipped;"
                "goods_are: the warehouse is full of sacks; holds_take: the barges carry; holds_hold: a barge carries;"
                "profit_name: margin; currency: USD"
            ),
            members={
                "GOODS": listed("rice, cocoa, pepper, peanuts, cotton, lentils, coffee, sorghum, sugar, millet, flour"),
                "HOLDS": listed("the Otter, the Heron, the Lotus, the Carp"),
            },
            units=_UNITS,
            factors={"profit": 0.4},
            distractors=("The river is {~90..400} m wide.",),
        ),
        Framing(
            "polar_supply",
            "research",
            openings=(
                "A polar station is supplied by tractor and sledge once a year.",
                "The sledges for a research station on the ice are being packed.",
            ),
            words=phrases(
                "good: supply; goods: supplies; pieces: boxes; a_piece: a box; hold: sledge; loaded: sent;"
                "goods_are: these boxes are ready; holds_take: the sledges bear; holds_hold: a sledge bears;"
                "profit_name: usefulness; currency: points"
            ),
            members={
                "GOODS": listed("fuel cells, dried fruit, ropes, batteries, drill bits, noodles, tools, cocoa, films"),
                "HOLDS": listed("the long sledge, the short sledge, the wide sledge, the tank sledge"),
            },
            units=_UNITS,
            distractors=("The station houses {~14..60} people in winter.",),
        ),
        Framing(
            "stage_tour",
            "entertainment",
            openings=(
                "A rock band goes on tour and leaves some of its equipment at home.",
                "The equipment of a touring band goes into trailers tonight.",
            ),
            words=phrases(
                "good: kind of equipment; goods: kinds of equipment; pieces: cases; a_piece: a case; hold: trailer;"
                "goods_are: the crew has packed these cases; holds_take: the trailers take; loaded: taken along;"
                "holds_hold: a trailer takes; profit_name: show value; currency: points"
            ),
            members={
                "GOODS": listed("spotlights, amplifiers, drum kits, cables, screens, fog machines, risers, monitors"),
                "HOLDS": listed("the long trailer, the short trailer, the bus trailer, the spare trailer"),
            },
            units=_UNITS,
            distractors=("The tour has {~14..60} dates.",),
        ),
    ),
)
