"""Lot sizing without limits on lots. Source: Wagner and Whitin, Dynamic Lot Sizes, 1958."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    final, room, few = "final" in options, "room" in options, "few" in options
    ending = "final + " if final else ""
    before = "(if t = first(PERIODS) then opening else stock[prev(t)])"
    return model(
        sets=[members("PERIODS", ordered=True)],
        parameters=[
            parameter("demand[PERIODS]"),
            parameter("unit_cost[PERIODS]"),
            parameter("setup_cost"),
            parameter("holding_cost"),
            parameter("opening"),
            parameter("final") if final else None,
            parameter("room") if room else None,
            parameter("most_setups") if few else None,
        ],
        variables=[
            continuous("make[PERIODS]"),
            continuous("stock[PERIODS]", "room" if room else "inf"),
            binary("setup[PERIODS]"),
        ],
        constraints=[
            rule("balance", before + " + make[t] = demand[t] + stock[t]", "t in PERIODS"),
            rule(
                "only_if_set_up",
                f"make[t] <= ({ending}sum{{u in PERIODS: ord(u) >= ord(t)}} demand[u]) * setup[t]",
                "t in PERIODS",
            ),
            rule("left", "stock[last(PERIODS)] >= final") if final else None,
            rule("few", "sum{t in PERIODS} setup[t] <= most_setups") if few else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                "sum{t in PERIODS} (setup_cost * setup[t] + unit_cost[t] * make[t] + holding_cost * stock[t])",
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    periods = timeline(setting, "PERIODS", setting.sizes["periods"])
    demands = setting.integers("demand", 20, 90, len(periods), step=5)
    mean = sum(demands) / len(demands)
    holding = setting.integer("holding", 1, 3)
    values: Values = {
        "PERIODS": periods,
        "demand": column(periods, demands),
        "unit_cost": column(periods, setting.integers("cost", 8, 12, len(periods))),
        "setup_cost": 10 * round(float(setting.rng.uniform(0.9, 2.2)) * holding * mean / 10),
        "holding_cost": holding,
        "opening": max(1, demands[0] // 2),
    }
    if setting.has("final"):
        values["final"] = max(2, min(demands) // 2)
    if setting.has("room"):
        values["room"] = 5 * round(1.6 * max(demands) / 5)
    if setting.has("few"):
        values["most_setups"] = max(2, 3 * len(periods) // 4)
    return values


_FACTS = (
    Fact(
        "demand",
        ways=(
            "{Demand_is} [PERIODS: {=demand} {units} {on} {@}], and all of it has to be delivered on time.",
            "{Demand_is} exactly the following, always on time: [PERIODS; {@}, {=demand} {units}].",
        ),
        table=Table(
            "PERIODS",
            "{period}",
            (("wanted ({units})", "demand"),),
            "{Demand_is} exactly what the table shows, always on time.",
        ),
        of=("balance",),
    ),
    Fact(
        "unit_cost",
        ways=(
            "{Make} {a_unit} costs [PERIODS: {=unit_cost} {currency} {on} {@}].",
            "The cost of {a_unit} changes over time: [PERIODS; {=unit_cost} {currency} {on} {@}].",
        ),
        table=Table(
            "PERIODS",
            "{period}",
            (("cost of {a_unit} ({currency})", "unit_cost"),),
            "The cost of {a_unit} changes over time:",
        ),
        of=("unit_cost",),
    ),
    Fact(
        "setup",
        ways=(
            "{On} any {period} {on} which {lot_is}, however small, a fixed cost of {=setup_cost} {currency} is added.",
            "Besides, it costs {=setup_cost} {currency} {on} each {period} {on} which {lot_is}, whatever the amount.",
        ),
        of=("only_if_set_up", "setup_cost", "setup"),
    ),
    Fact(
        "stock",
        ways=(
            "What is left at the end of a {period} is stored for later, at {=holding_cost} {currency} for {a_unit} "
            "and {period}.",
            "Storing {a_unit} from a {period} to the next costs {=holding_cost} {currency}.",
        ),
        of=("holding_cost", "stock"),
    ),
    Fact(
        "opening",
        ways=(
            "There are {=opening} {units} in stock at the beginning.",
            "At the beginning the stock is {=opening} {units}.",
        ),
        of=("opening",),
    ),
    Fact(
        "final",
        ways=(
            "At least {=final} {units} are to be left at the very end.",
            "In the end no less than {=final} {units} must be left in stock.",
        ),
        of=("left",),
        option="final",
    ),
    Fact(
        "room",
        ways=(
            "No more than {=room} {units} can be stored at a time.",
            "The store has room for at most {=room} {units} at the end of a {period}.",
        ),
        of=("room", "stock"),
        option="room",
    ),
    Fact(
        "few",
        ways=(
            "{On} at most {=most_setups} of the {periods} {lot_is}.",
            "There must be no more than {=most_setups} {periods} {on} which {lot_is}.",
        ),
        of=("few",),
        option="few",
    ),
    Fact(
        "goal",
        ways=(
            "When should {lot_be}, and how much, at the lowest total cost? Fractions of {a_unit} are possible.",
            "Find the amounts, in any fraction, for which the total cost is lowest.",
        ),
        of=("total_cost", "make"),
    ),
)


def _units(unit: str, currency: str, period: str) -> dict[str, str]:
    amounts = dict.fromkeys(("demand", "make", "stock", "opening", "room"), unit)
    costs = {"unit_cost": f"{currency}/{unit}", "holding_cost": f"{currency}/{unit}", "setup_cost": currency}
    return {**amounts, **costs}


FAMILY = Family(
    name="lot_sizing",
    title="Lot sizing",
    source="Wagner and Whitin, Dynamic Version of the Economic Lot Size Model, 1958",
    extents=(Extent("periods", 4, 150),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("final", "room", "few"),
    framings=(
        story(
            "paint_batches",
            "chemicals",
            ("A paint factory mixes a white lacquer for builders.", "White lacquer for builders is mixed in batches."),
            "on: in; period: week; periods: weeks; units: liters; a_unit: a liter; currency: EUR; make: making;"
            "lot_is: lacquer is made; lot_be: lacquer be made; demand_is: builders take",
            "PERIODS: Monday",
            "The lacquer dries in {~14..40} minutes.",
            units=_units("liter", "EUR", "week"),
            factors={"demand": 10.0},
        ),
        story(
            "grain_imports",
            "food trade",
            ("A mill imports wheat by the shipload.", "Wheat reaches a flour mill by sea."),
            "on: in; period: month; periods: months; units: tonnes; a_unit: a tonne; currency: USD; make: buying;"
            "lot_is: wheat is bought; lot_be: wheat be bought; demand_is: the millstones grind",
            "PERIODS: January, February, March, April, May, June, July, August, September, October, November, December",
            "The mill stands {~14..90} km from the sea.",
            units=_units("tonne", "USD", "month"),
            factors={"demand": 20.0},
        ),
        story(
            "blood_reagent",
            "health care",
            ("A hospital laboratory prepares its own reagent.", "The reagent for blood tests is prepared in house."),
            "on: on; period: day; periods: days; units: milliliters; a_unit: a milliliter; currency: EUR; make: "
            "preparing;"
            "lot_is: reagent is prepared; lot_be: reagent be prepared; demand_is: blood tests use up",
            "PERIODS: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
            "The laboratory has {~3..12} microscopes.",
            factors={"demand": 3.0},
        ),
        story(
            "castings",
            "metalworking",
            ("A foundry pours bronze for a bell maker.", "A bell maker gets bronze from a foundry nearby."),
            "on: in; period: week; periods: weeks; units: kg; a_unit: a kg; currency: EUR; make: pouring;"
            "lot_is: bronze is poured; lot_be: bronze be poured; demand_is: the bell maker calls for",
            "PERIODS: Monday",
            "The furnace reaches {~1000..1200} degrees.",
            units=_units("kg", "EUR", "week"),
            factors={"demand": 8.0},
        ),
        story(
            "irrigation_pumping",
            "agriculture",
            ("A vineyard pumps water uphill into a pond.", "Water for a vineyard is pumped from the river to a pond."),
            "on: on; period: day; periods: days; units: cubic meters; a_unit: a cubic meter; currency: USD; make: "
            "pumping;"
            "lot_is: the pump runs; lot_be: the pump run; demand_is: the vines take",
            "PERIODS: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday",
            "The pond is {~2..5} meters deep.",
            units=_units("m^3", "USD", "day"),
            factors={"demand": 4.0},
        ),
        story(
            "paper_rolls",
            "publishing",
            ("A newspaper orders paper from a mill abroad.", "The paper of a daily newspaper comes from abroad."),
            "on: in; period: week; periods: weeks; units: tonnes; a_unit: a tonne; currency: EUR; make: buying;"
            "lot_is: a delivery comes; lot_be: a delivery come; demand_is: the presses print on",
            "PERIODS: Monday",
            "The newspaper has {~20000..90000} readers.",
            units=_units("tonne", "EUR", "week"),
            factors={"cost": 50.0, "holding": 4.0},
        ),
    ),
)
