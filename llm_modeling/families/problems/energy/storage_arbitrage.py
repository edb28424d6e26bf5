"""Buying low and selling high with a store. Source: Cahn, The Warehouse Problem, 1948."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import binary, continuous, maximize, members, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    either, wear, final = "either" in options, "wear" in options, "final" in options
    return model(
        sets=[members("PERIODS", ordered=True)],
        parameters=[
            parameter("price[PERIODS]"),
            parameter("room"),
            parameter("opening"),
            parameter("most_in"),
            parameter("most_out"),
            parameter("kept"),
            parameter("wear") if wear else None,
            parameter("final") if final else None,
        ],
        variables=[
            continuous("fill[PERIODS]", "most_in"),
            continuous("draw[PERIODS]", "most_out"),
            continuous("level[PERIODS]", "room"),
            binary("filling[PERIODS]") if either else None,
        ],
        constraints=[
            rule(
                "balance",
                "level[t] = (if t = first(PERIODS) then opening else level[prev(t)]) + kept * fill[t] - draw[t]",
                "t in PERIODS",
            ),
            rule("when_filling", "fill[t] <= most_in * filling[t]", "t in PERIODS") if either else None,
            rule("when_drawing", "draw[t] <= most_out * (1 - filling[t])", "t in PERIODS") if either else None,
            rule("left", "level[last(PERIODS)] >= final") if final else None,
        ],
        objectives=[
            maximize(
                "profit",
                "sum{t in PERIODS} (price[t] * draw[t] - price[t] * fill[t]" + (" - wear * draw[t])" if wear else ")"),
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    periods = timeline(setting, "PERIODS", setting.sizes["periods"])
    rng = setting.rng
    flow = setting.integer("flow", 10, 30, step=5)
    prices = setting.integers("price", 15, 95, len(periods))
    order = rng.permutation(len(periods) - 1).tolist()
    low, high = min(prices), max(prices)
    prices[order[0]], prices[-1] = low, high + 5
    room = flow * int(rng.integers(2, 5))
    values: Values = {
        "PERIODS": periods,
        "price": column(periods, prices),
        "room": room,
        "opening": room // 4,
        "most_in": flow,
        "most_out": flow + 5 * int(rng.integers(0, 3)),
        "kept": int(rng.integers(80, 96)) / 100,
    }
    if setting.has("wear"):
        values["wear"] = setting.integer("price", 2, 6)
    if setting.has("final"):
        values["final"] = room // 5
    return values


_FACTS = (
    Fact(
        "price",
        ways=(
            "The price for which {a_unit} can be bought or sold is [PERIODS: {=price} {currency} {in} {@}].",
            "{A_unit} can be bought and sold for the following price: [PERIODS; {in} {@}, {=price} {currency}].",
        ),
        table=Table(
            "PERIODS",
            "{period}",
            (("price ({currency})", "price"),),
            "The table shows the price for which {a_unit} can be bought or sold.",
        ),
        of=("price",),
    ),
    Fact(
        "room",
        ways=(
            "{Store} holds at most {=room} {unit}, and {=opening} {unit} of it are filled at the beginning.",
            "There are {=opening} {unit} in {store} at the beginning, and no more than {=room} {unit} fit into it.",
        ),
        of=("level", "opening", "room"),
    ),
    Fact(
        "flow",
        ways=(
            "In {a_period}, no more than {=most_in} {unit} can be bought for filling it, and no more than {=most_out} "
            "{unit} can be taken out and sold.",
            "At most {=most_in} {unit} can be bought and at most {=most_out} {unit} can be taken out for sale in "
            "{a_period}.",
        ),
        of=("fill", "draw"),
    ),
    Fact(
        "kept",
        ways=(
            "Of what is bought, only {%kept} arrive in {store}; the rest is lost.",
            "There is a loss: {%kept} of what is bought arrive in {store}.",
        ),
        of=("balance", "kept"),
    ),
    Fact(
        "either",
        ways=(
            "{In} the same {period} it is not possible to fill it and to take from it.",
            "It cannot be filled and emptied {in} the same {period}.",
        ),
        of=("when_filling", "when_drawing"),
        option="either",
    ),
    Fact(
        "wear",
        ways=(
            "Whatever is taken out causes costs of {=wear} {currency} for {a_unit}.",
            "For {a_unit} taken out, a fee of {=wear} {currency} is due.",
        ),
        of=("wear",),
        option="wear",
    ),
    Fact(
        "final",
        ways=(
            "At the end, at least {=final} {unit} must be left in it.",
            "No less than {=final} {unit} have to remain in {store} at the end.",
        ),
        of=("left",),
        option="final",
    ),
    Fact(
        "goal",
        ways=(
            "When should how much be bought and sold, in any fraction, for the highest profit?",
            "Which amounts, fractions included, should be bought and sold to make the profit as large as possible?",
        ),
        of=("profit",),
    ),
)

_DAYS = "PERIODS: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"
_MONTHS = "PERIODS: January, February, March, April, May, June, July, August, September, October, November, December"
_UNITS = {"fill": "MWh", "draw": "MWh", "level": "MWh", "room": "MWh", "opening": "MWh", "price": "EUR/MWh"}

FAMILY = Family(
    name="storage_arbitrage",
    title="Storage arbitrage",
    source="Cahn, The Warehouse Problem, 1948",
    extents=(Extent("periods", 5, 225),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("either", "wear", "final"),
    framings=(
        story(
            "grid_battery",
            "power supply",
            ("The owner of a large battery trades electricity.", "A large battery trades on the power market."),
            "period: hour; a_period: an hour; in: in; unit: MWh; a_unit: a MWh; currency: EUR; store: the battery",
            "PERIODS: Monday",
            "The battery fills {~14..60} containers.",
            units={**_UNITS, "most_in": "MWh", "most_out": "MWh"},
        ),
        story(
            "pumped_hydro",
            "hydropower",
            ("A mountain lake stores energy for the market.", "Cheap power pumps water into a mountain lake."),
            "period: day; a_period: a day; in: on; unit: MWh; a_unit: a MWh; currency: EUR; store: the lake",
            _DAYS,
            "The lake lies at a height of {~900..2000} meters.",
            factors={"flow": 20.0},
        ),
        story(
            "gas_cavern",
            "gas trade",
            ("A gas trader rents a salt cavern.", "Gas is kept in a salt cavern and traded."),
            "period: month; a_period: a month; in: in; unit: GWh; a_unit: a GWh; currency: kEUR; store: the cavern",
            _MONTHS,
            "The cavern is {~600..1400} meters below the ground.",
        ),
        story(
            "grain_silo",
            "agriculture",
            ("A farm speculates with grain.", "Grain waits in the silo of a farm for better prices."),
            "period: month; a_period: a month; in: in; unit: tonnes; a_unit: a tonne; currency: EUR; store: the silo",
            _MONTHS,
            "The silo is {~14..40} meters high.",
            factors={"price": 3.0},
        ),
        story(
            "ice_store",
            "cold storage",
            ("A fishing port trades in ice.", "Ice is bought and sold in a fishing port."),
            "period: day; a_period: a day; in: on; unit: tonnes; a_unit: a tonne; currency: USD; store: the ice house",
            _DAYS,
            "The port is home to {~14..60} boats.",
        ),
        story(
            "scrap_yard",
            "recycling",
            ("A scrap yard trades in copper.", "Copper scrap is traded by a yard at the canal."),
            "period: week; a_period: a week; in: in; unit: tonnes; a_unit: a tonne; currency: USD; store: the yard",
            "PERIODS: Monday",
            "The canal is {~14..40} meters wide.",
            factors={"price": 80.0},
        ),
    ),
)
