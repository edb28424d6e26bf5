"""Lot sizing in which customers may wait. Source: Zangwill, A Backlogging Model, 1969."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    most_late, few, second = "most_late" in options, "few" in options, "second" in options
    bought = " + buy[t]" if second else ""
    paid = " + buy_price * buy[t]" if second else ""
    return model(
        sets=[members("PERIODS", ordered=True)],
        parameters=[
            parameter("demand[PERIODS]"),
            parameter("capacity"),
            parameter("unit_cost"),
            parameter("setup_cost"),
            parameter("holding_cost"),
            parameter("late_cost"),
            parameter("most_late") if most_late else None,
            parameter("most_setups") if few else None,
            parameter("buy_price") if second else None,
            parameter("most_bought") if second else None,
        ],
        variables=[
            continuous("make[PERIODS]"),
            continuous("stock[PERIODS]"),
            continuous("owed[PERIODS]", "most_late" if most_late else "inf"),
            binary("run[PERIODS]"),
            continuous("buy[PERIODS]", "most_bought") if second else None,
        ],
        constraints=[
            rule(
                "balance",
                "(if t = first(PERIODS) then 0 else stock[prev(t)] - owed[prev(t)]) + make[t]"
                + bought
                + " = demand[t] + stock[t] - owed[t]",
                "t in PERIODS",
            ),
            rule("only_if_run", "make[t] <= capacity * run[t]", "t in PERIODS"),
            rule("settled", "owed[last(PERIODS)] = 0"),
            rule("few", "sum{t in PERIODS} run[t] <= most_setups") if few else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                "sum{t in PERIODS} (setup_cost * run[t] + unit_cost * make[t] + holding_cost * stock[t]"
                f" + late_cost * owed[t]{paid})",
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    periods = timeline(setting, "PERIODS", setting.sizes["periods"])
    rng, count = setting.rng, len(periods)
    demands = setting.integers("demand", 20, 90, count, step=5)
    mean = sum(demands) / count
    holding = setting.integer("holding", 1, 3)
    unit_cost = setting.integer("cost", 8, 15)
    capacity = 10 * round(float(rng.uniform(2.2, 3.2)) * mean / 10)
    values: Values = {
        "PERIODS": periods,
        "demand": column(periods, demands),
        "capacity": max(capacity, 10 * round(max(demands) / 10) + 10),
        "unit_cost": unit_cost,
        "setup_cost": 10 * round(float(rng.uniform(0.8, 1.6)) * holding * mean / 10),
        "holding_cost": holding,
        "late_cost": holding * int(rng.integers(2, 4)),
    }
    if setting.has("most_late"):
        values["most_late"] = 5 * round(max(demands) * 0.6 / 5)
    if setting.has("few"):
        values["most_setups"] = max(3, 4 * count // 5)
    if setting.has("second"):
        values["buy_price"] = unit_cost + holding * int(rng.integers(1, 4))
        values["most_bought"] = 5 * max(2, round(mean / 4 / 5))
    return values


_FACTS = (
    Fact(
        "demand",
        ways=(
            "{Customers} {ask} [PERIODS: {=demand} {units} {on} {@}], which may come late but not be left out.",
            "{Customers} {ask} the following and are ready to wait: [PERIODS; {@}, {=demand} {units}].",
        ),
        table=Table(
            "PERIODS",
            "{period}",
            (("asked for ({units})", "demand"),),
            "{Customers} {ask} what the table shows and are ready to wait.",
        ),
        of=("balance",),
    ),
    Fact(
        "setup",
        ways=(
            "{On} a {period} {on} which {work} goes on, at most {=capacity} {units} can be {made}, and starting costs "
            "{=setup_cost} {currency}.",
            "{Work} costs {=setup_cost} {currency} {on} every {period} {on} which it takes place, and yields no more "
            "than {=capacity} {units} {on} such a {period}.",
        ),
        of=("only_if_run", "capacity", "setup_cost"),
    ),
    Fact(
        "unit_cost",
        ways=(
            "Besides, {a_unit} costs {=unit_cost} {currency}.",
            "To this come {=unit_cost} {currency} for {a_unit}.",
        ),
        of=("unit_cost",),
    ),
    Fact(
        "waiting",
        ways=(
            "Stock left at the end of a {period} costs {=holding_cost} {currency} for {a_unit}, and {a_unit} that is "
            "owed to a customer at that time costs {=late_cost} {currency} in rebates.",
            "Storing {a_unit} until the next {period} costs {=holding_cost} {currency}; for {a_unit} delivered late a "
            "rebate of {=late_cost} {currency} is given for every {period} of delay.",
        ),
        of=("holding_cost", "late_cost"),
    ),
    Fact(
        "settled",
        ways=(
            "Nothing is in stock or owed at the beginning, and nothing must be owed at the end.",
            "It starts without stock and without debts to customers, and in the end nobody must be left waiting.",
        ),
        of=("settled",),
    ),
    Fact(
        "most_late",
        ways=(
            "No more than {=most_late} {units} may be owed at the end of a {period}.",
            "At most {=most_late} {units} can be late at a time.",
        ),
        of=("owed",),
        option="most_late",
    ),
    Fact(
        "second",
        ways=(
            "{On} any {period} up to {=most_bought} {units} can be bought from a competitor for {=buy_price} "
            "{currency} "
            "each.",
            "A competitor sells up to {=most_bought} {units} a {period}, each for {=buy_price} {currency}.",
        ),
        of=("buy",),
        option="second",
    ),
    Fact(
        "few",
        ways=(
            "{Work} may take place {on} at most {=most_setups} of the {periods}.",
            "There can be no more than {=most_setups} {periods} with {work}.",
        ),
        of=("few",),
        option="few",
    ),
    Fact(
        "goal",
        ways=(
            "How much should be {made} {on} which {period}, in any fraction, so that the total cost is as low as "
            "possible?",
            "Find the amounts, fractional if need be, that bring the total cost down to its lowest value.",
        ),
        of=("total_cost",),
    ),
)

_DAYS = "PERIODS: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"
_MONTHS = "PERIODS: January, February, March, April, May, June, July, August, September, October"

FAMILY = Family(
    name="backlogging",
    title="Lot sizing with backlogging",
    source="Zangwill, A Backlogging Model and a Multi-Echelon Model of a Dynamic Economic Lot Size System, 1969",
    extents=(Extent("periods", 4, 130),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("most_late", "second", "few"),
    framings=(
        story(
            "solar_heaters",
            "renewable energy",
            ("A workshop builds water heaters for roofs.", "Solar water heaters are built to order."),
            "period: week; periods: weeks; on: in; units: heaters; a_unit: a heater; currency: EUR; made: built;"
            "work: assembly; customers: installers; ask: ask for",
            "PERIODS: Monday",
            "A roof slopes by {~14..45} degrees.",
            factors={"cost": 20.0, "holding": 8.0},
        ),
        story(
            "cheese_orders",
            "dairy",
            ("An alpine dairy sells cheese to restaurants.", "Restaurants get their cheese from an alpine dairy."),
            "period: day; periods: days; on: on; units: kg; a_unit: a kg; currency: EUR; made: made;"
            "work: cheesemaking; customers: restaurants; ask: call for",
            _DAYS,
            "The cows graze at a height of {~1200..2300} meters.",
            units={**dict.fromkeys(("demand", "make", "stock", "owed", "capacity"), "kg"), "setup_cost": "EUR"},
        ),
        story(
            "spare_parts",
            "rail transport",
            ("A railway workshop machines brake parts.", "Brake parts for trams are machined in a railway workshop."),
            "period: month; periods: months; on: in; units: parts; a_unit: a part; currency: EUR; made: machined;"
            "work: machining; customers: depots; ask: ask for",
            _MONTHS,
            "The trams run on {~14..60} km of track.",
            factors={"cost": 4.0, "holding": 3.0},
        ),
        story(
            "gravel_dredging",
            "mining",
            ("A dredger digs gravel for building sites.", "Gravel for building sites is dug from a lake."),
            "period: day; periods: days; on: on; units: tonnes; a_unit: a tonne; currency: USD; made: dug;"
            "work: dredging; customers: building sites; ask: call for",
            _DAYS,
            "The lake is {~14..40} meters deep.",
            factors={"demand": 5.0},
        ),
        story(
            "vaccine_doses",
            "pharmaceuticals",
            ("A laboratory cultures a vaccine for cattle.", "A cattle vaccine is cultured in a small laboratory."),
            "period: month; periods: months; on: in; units: liters; a_unit: a liter; currency: USD; made: cultured;"
            "work: culturing; customers: veterinarians; ask: ask for",
            _MONTHS,
            "A calf weighs {~35..50} kg at birth.",
            factors={"cost": 9.0, "holding": 6.0},
        ),
        story(
            "kitchen_fronts",
            "furniture",
            ("A factory lacquers fronts for kitchens.", "Kitchen fronts are lacquered for studios."),
            "period: week; periods: weeks; on: in; units: square meters; a_unit: a square meter; currency: EUR;"
            "made: lacquered; work: lacquering; customers: studios; ask: ask for",
            "PERIODS: Monday",
            "The factory offers {~30..90} colors.",
            factors={"cost": 2.0, "demand": 3.0},
        ),
    ),
)
