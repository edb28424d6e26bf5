"""Lots of several items on a machine with little time. Source: Trigeiro, Thomas and McClain, Lot Sizing, 1989."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    changeover, room, extra = "changeover" in options, "room" in options, "extra" in options
    setups = " + sum{i in ITEMS} changeover * setup[i, t]" if changeover else ""
    more, paid = (" + more[t]", " + sum{t in PERIODS} more_price * more[t]") if extra else ("", "")
    return model(
        sets=[members("ITEMS"), members("PERIODS", ordered=True)],
        parameters=[
            parameter("demand[ITEMS, PERIODS]"),
            parameter("setup_cost[ITEMS]"),
            parameter("holding_cost[ITEMS]"),
            parameter("rate[ITEMS]"),
            parameter("hours"),
            parameter("opening[ITEMS]"),
            parameter("changeover") if changeover else None,
            parameter("room") if room else None,
            parameter("more_price") if extra else None,
            parameter("most_more") if extra else None,
        ],
        variables=[
            continuous("make[ITEMS, PERIODS]"),
            continuous("stock[ITEMS, PERIODS]"),
            binary("setup[ITEMS, PERIODS]"),
            continuous("more[PERIODS]", "most_more") if extra else None,
        ],
        constraints=[
            rule(
                "balance",
                "(if t = first(PERIODS) then opening[i] else stock[i, prev(t)]) + make[i, t]"
                " = demand[i, t] + stock[i, t]",
                "i in ITEMS, t in PERIODS",
            ),
            rule(
                "only_if_set_up",
                "make[i, t] <= (sum{u in PERIODS: ord(u) >= ord(t)} demand[i, u]) * setup[i, t]",
                "i in ITEMS, t in PERIODS",
            ),
            rule("time", "sum{i in ITEMS} rate[i] * make[i, t]" + setups + " <= hours" + more, "t in PERIODS"),
            rule("stored", "sum{i in ITEMS} stock[i, t] <= room", "t in PERIODS") if room else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                "sum{i in ITEMS, t in PERIODS} (setup_cost[i] * setup[i, t] + holding_cost[i] * stock[i, t])" + paid,
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    items, rng = setting.pick("ITEMS", setting.sizes["items"]), setting.rng
    periods = timeline(setting, "PERIODS", setting.sizes["periods"])
    n, horizon = len(items), len(periods)
    demands = setting.integers("demand", 10, 60, n * horizon, step=5)
    rates = [int(k) / 10 for k in rng.integers(5, 21, size=n)]
    work = [sum(rates[i] * demands[i * horizon + t] for i in range(n)) for t in range(horizon)]
    change = setting.integer("changeover", 2, 6)
    holding = setting.integers("holding", 1, 4, n)
    mean = 35 * setting.framing.factor("demand")
    setups = [10 * round(float(rng.uniform(0.5, 2.0)) * h * mean / 10) for h in holding]
    hours = 10 * round((1.05 * max(work) + (n * change if setting.has("changeover") else 0)) / 10 + 1)
    values: Values = {
        "ITEMS": items,
        "PERIODS": periods,
        "demand": matrix(items, periods, demands),
        "setup_cost": column(items, [max(10, cost) for cost in setups]),
        "holding_cost": column(items, holding),
        "rate": column(items, rates),
        "hours": hours,
        "opening": column(items, [max(2, demands[i * horizon] // 3) for i in range(n)]),
    }
    if setting.has("changeover"):
        values["changeover"] = change
    if setting.has("room"):
        values["room"] = 10 * round(1.2 * sum(demands) / horizon / 10 + 1)
    if setting.has("extra"):
        values["most_more"], values["more_price"] = max(2, hours // 8), setting.integer("more", 5, 20)
    return values


_FACTS = (
    Fact(
        "demand",
        ways=(
            "{Customers} get exactly the following, always on time: "
            "[ITEMS; {@} ([PERIODS: {=demand} {units} {on} {@}])].",
            "On time and exactly, {customers} get what follows: [ITEMS; {@} ([PERIODS: {=demand} {units} {on} {@}])].",
        ),
        table=Grid(
            "ITEMS", "PERIODS", "demand", "{item}", "{Customers} get exactly what the table shows, in {units}, on time."
        ),
        of=("balance",),
    ),
    Fact(
        "items",
        ways=(
            "These are the cost of setting up, the cost of storing {a_unit} from a {period} to the next, the {timed} "
            "for {a_unit} and the stock at the beginning: [ITEMS; {@} ({=setup_cost} {currency}, {=holding_cost} "
            "{currency}, {=rate} {timed}, {=opening} {units})].",
            "The following holds for the {items}: [ITEMS; setting up for {@} costs {=setup_cost} {currency}, storing "
            "{a_unit} from a {period} to the next {=holding_cost} {currency}, {making} it takes {=rate} {timed}, and "
            "{=opening} {units} are in stock at the beginning].",
        ),
        table=Table(
            "ITEMS",
            "{item}",
            (
                ("setting up ({currency})", "setup_cost"),
                ("storing {a_unit} for a {period} ({currency})", "holding_cost"),
                ("{timed} for {a_unit}", "rate"),
                ("stock at the beginning ({units})", "opening"),
            ),
            "This is what has to be known about the {items}:",
        ),
        of=("setup_cost", "holding_cost", "rate", "opening"),
    ),
    Fact(
        "setup",
        ways=(
            "The {machine} has to be set up anew for each of the {items} {made} {on} a {period}, and setting up costs "
            "the same for small and large amounts.",
            "Whatever is {made} {on} a {period}, the {machine} must be set up for it {on} that {period}, at a cost "
            "that does "
            "not depend on the amount.",
        ),
        of=("only_if_set_up",),
    ),
    Fact(
        "hours",
        ways=(
            "The {machine} runs at most {=hours} {timed} a {period}.",
            "There are no more than {=hours} {timed} on the {machine} {on} any {period}.",
        ),
        of=("time",),
    ),
    Fact(
        "changeover",
        ways=(
            "Each time it is set up, {=changeover} {timed} of this are lost.",
            "Setting up takes {=changeover} {timed} of this time.",
        ),
        of=("changeover",),
        option="changeover",
    ),
    Fact(
        "extra",
        ways=(
            "Up to {=most_more} {timed} of overtime, or fractions of them, can be added {on} any {period}, for "
            "{=more_price} {currency} each.",
            "Overtime can be had {on} any {period}, up to {=most_more} {timed}, each for {=more_price} {currency}.",
        ),
        of=("more",),
        option="extra",
    ),
    Fact(
        "room",
        ways=(
            "At the end of a {period} at most {=room} {units} can be in store, all {items} together.",
            "The store holds no more than {=room} {units} at the end of a {period}, taken together.",
        ),
        of=("stored",),
        option="room",
    ),
    Fact(
        "goal",
        ways=(
            "How much of each of the {items} should be {made} {on} which {period}, in any fraction, for the lowest "
            "total "
            "cost?",
            "Find the amounts to be {made}, which may be fractional, that keep the total cost as low as possible.",
        ),
        of=("total_cost",),
    ),
)

_DAYS = "PERIODS: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday; ITEMS: "
_MONTHS = "PERIODS: January, February, March, April, May, June, July, August, September, October; ITEMS: "

FAMILY = Family(
    name="capacitated_lot_sizing",
    title="Capacitated lot sizing",
    source="Trigeiro, Thomas and McClain, Capacitated Lot Sizing with Setup Times, 1989",
    extents=(Extent("items", 2, 10), Extent("periods", 2, 16)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("changeover", "extra", "room"),
    framings=(
        story(
            "ice_cream",
            "food and drink",
            ("An ice cream maker freezes several flavors on its only line.", "Ice cream comes in many flavors."),
            "item: flavor; items: flavors; units: liters; a_unit: a liter; timed: minutes; period: day; on: on;"
            "machine: freezer line; making: freezing; made: frozen; currency: EUR; customers: parlors",
            _DAYS + "vanilla, mango, lemon, hazelnut, cherry, coffee, yogurt, pistachio",
            "The cones come from a bakery {~14..90} km away.",
            factors={"demand": 4.0},
        ),
        story(
            "window_profiles",
            "construction materials",
            ("Window profiles are extruded in several shapes.", "An extruder presses aluminum into window profiles."),
            "item: shape; items: shapes; units: bundles; a_unit: a bundle; timed: hours; period: week; on: in;"
            "machine: extruder; making: pressing; made: pressed; currency: EUR; customers: window makers",
            "PERIODS: Monday; ITEMS: frame, sill, sash, mullion, transom, bead, cover",
            "Aluminum is pressed at {~400..500} degrees.",
        ),
        story(
            "pill_press",
            "pharmaceuticals",
            ("A generic drug maker presses tablets.", "Tablets of several substances go through a single press."),
            "item: substance; items: substances; units: cartons; a_unit: a carton; timed: hours; period: month; on: in;"
            "machine: tablet press; making: pressing; made: pressed; currency: USD; customers: wholesalers",
            _MONTHS + "ibuprofen, aspirin, metformin, codeine, loratadine, diazepam, naproxen",
            "The press weighs {~2000..4000} kg.",
            factors={"holding": 3.0},
        ),
        story(
            "car_seats",
            "automotive",
            ("A supplier of car seats sews covers for several models.", "Seat covers are sewn for the car industry."),
            "item: cover; items: covers; units: sets; a_unit: a set; timed: hours; period: week; on: in;"
            "machine: sewing line; making: sewing; made: sewn; currency: EUR; customers: car plants",
            "PERIODS: Monday; ITEMS: sport, comfort, basic, leather, sand, checked, mesh",
            "The car plant opened {~14..50} years ago.",
            factors={"holding": 2.0},
        ),
        story(
            "seed_drying",
            "agriculture",
            ("Seeds are dried for market gardens.", "A seed company dries what its growers bring in."),
            "item: kind of seed; items: kinds of seed; units: sacks; a_unit: a sack; timed: minutes; period: day; on: "
            "on;"
            "machine: dryer; making: drying; made: dried; currency: USD; customers: market gardens",
            _DAYS + "clover, lupin, mustard, phacelia, ryegrass, vetch, radish",
            "The dryer blows air of {~35..45} degrees.",
        ),
        story(
            "plastic_toys",
            "toys",
            ("A toy maker casts plastic animals.", "Plastic animals for the toy shelf come out of a casting machine."),
            "item: animal; items: animals; units: crates; a_unit: a crate; timed: hours; period: month; on: in;"
            "machine: casting machine; making: casting; made: cast; currency: EUR; customers: toy shops",
            _MONTHS + "lions, zebras, giraffes, otters, penguins, camels, koalas",
            "There are {~200..900} pieces in a crate.",
        ),
    ),
)
