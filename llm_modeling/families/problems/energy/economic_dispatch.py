"""Sharing a load among plants whose costs rise in steps. Source: Wood and Wollenberg, Power Generation, 1984."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    bought, cap, ramp = "bought" in options, "cap" in options, "ramp" in options
    extra, paid = (" + buy[t]", " + sum{t in PERIODS} buy_price * buy[t]") if bought else ("", "")
    total = "sum{b in BLOCKS} output[u, b, t]"
    return model(
        sets=[members("UNITS"), members("BLOCKS"), members("PERIODS", ordered=True)],
        parameters=[
            parameter("demand[PERIODS]"),
            parameter("size[UNITS]"),
            parameter("price[UNITS, BLOCKS]"),
            parameter("buy_price") if bought else None,
            parameter("most_bought") if bought else None,
            parameter("emission[UNITS]") if cap else None,
            parameter("most_emitted") if cap else None,
            parameter("ramp[UNITS]") if ramp else None,
        ],
        variables=[
            continuous("output[u in UNITS, BLOCKS, PERIODS]", "size[u]"),
            continuous("buy[PERIODS]", "most_bought") if bought else None,
        ],
        constraints=[
            rule("met", f"sum{{u in UNITS, b in BLOCKS}} output[u, b, t]{extra} = demand[t]", "t in PERIODS"),
            rule("clean", "sum{u in UNITS, b in BLOCKS, t in PERIODS} emission[u] * output[u, b, t] <= most_emitted")
            if cap
            else None,
            rule(
                "steady",
                f"-ramp[u] <= {total} - (sum{{b in BLOCKS}} output[u, b, prev(t)]) <= ramp[u]",
                "u in UNITS, t in PERIODS: t != first(PERIODS)",
            )
            if ramp
            else None,
        ],
        objectives=[
            minimize("cost", "sum{u in UNITS, b in BLOCKS, t in PERIODS} price[u, b] * output[u, b, t]" + paid)
        ],
    )


def _draw(setting: Setting) -> Values:
    units, rng = setting.pick("UNITS", setting.sizes["units"]), setting.rng
    blocks = list(setting.framing.members["BLOCKS"])
    periods = timeline(setting, "PERIODS", setting.sizes["periods"])
    n = len(units)
    sizes = setting.integers("size", 10, 40, n, step=5)
    total = len(blocks) * sum(sizes)
    demands = [5 * round(total * float(rng.uniform(0.4, 0.8)) / 5) for _ in periods]
    prices = [k for _ in units for k in sorted(setting.integers("price", 20, 120, len(blocks)))]
    emission = [int(k) / 10 for k in rng.integers(2, 12, size=n)]
    values: Values = {
        "UNITS": units,
        "BLOCKS": blocks,
        "PERIODS": periods,
        "demand": column(periods, demands),
        "size": column(units, sizes),
        "price": matrix(units, blocks, prices),
    }
    if setting.has("bought"):
        values["buy_price"] = round(sorted(prices)[2 * len(prices) // 3]) + 2
        values["most_bought"] = 5 * max(1, round(0.1 * total / 5))
    if setting.has("cap"):
        mean = sum(e * s for e, s in zip(emission, sizes, strict=True)) / sum(sizes)
        values["emission"] = column(units, emission)
        values["most_emitted"] = 10 * (int(mean * sum(demands) / 10) + 1)
    if setting.has("ramp"):
        values["ramp"] = column(units, [max(5, round(0.4 * len(blocks) * size) + 2) for size in sizes])
    return values


_FACTS = (
    Fact(
        "blocks",
        ways=(
            "The output of each {plant} consists of blocks of the same size, and each block can be used in part: "
            "[UNITS; blocks of at most {=size} {unit} for {@}].",
            "Each {plant} delivers in equal blocks, of which any part can be used: [UNITS; up to {=size} {unit} a "
            "block "
            "for {@}].",
        ),
        table=Table(
            "UNITS",
            "{plant}",
            (("block ({unit})", "size"),),
            "Each {plant} delivers in blocks, of which any part can be used up to the size in the table.",
        ),
        of=("output", "size"),
    ),
    Fact(
        "price",
        ways=(
            "In {currency} per {unit}, the blocks cost the following: [UNITS; {@} ([BLOCKS: {=price} for the {@}])].",
            "The blocks differ in cost, in {currency} per {unit}: [UNITS; {@} ([BLOCKS: {=price} for the {@}])].",
        ),
        table=Grid("UNITS", "BLOCKS", "price", "{plant}", "In {currency} per {unit}, the blocks cost the following:"),
        of=("price",),
    ),
    Fact(
        "demand",
        ways=(
            "All together must deliver exactly [PERIODS: {=demand} {unit} in {@}].",
            "Exactly the following has to be delivered, all together: [PERIODS; in {@}, {=demand} {unit}].",
        ),
        table=Table("PERIODS", "{period}", (("wanted ({unit})", "demand"),), "All together must deliver exactly this:"),
        of=("met",),
    ),
    Fact(
        "bought",
        ways=(
            "Up to {=most_bought} {unit} can be bought in addition in each {period}, for {=buy_price} {currency} per "
            "{unit}.",
            "In each {period} at most {=most_bought} {unit} can be bought from outside, for {=buy_price} {currency} "
            "per "
            "{unit}.",
        ),
        of=("buy", "buy_price"),
        option="bought",
    ),
    Fact(
        "cap",
        ways=(
            "For each {unit}, [UNITS: {=emission} tonnes ({@})] are emitted, and in total no more than "
            "{=most_emitted} "
            "tonnes may be emitted.",
            "Emissions per {unit} are [UNITS: {=emission} tonnes ({@})]; their total must be at most {=most_emitted} "
            "tonnes.",
        ),
        of=("clean", "emission"),
        option="cap",
    ),
    Fact(
        "ramp",
        ways=(
            "From each {period} to the next, the total output can rise or fall by at most [UNITS: {=ramp} {unit} "
            "({@})].",
            "The total output of each {plant} may not change by more than [UNITS: {=ramp} {unit} ({@})] from each "
            "{period} to the next.",
        ),
        of=("steady",),
        option="ramp",
    ),
    Fact(
        "goal",
        ways=(
            "How much should each {plant} deliver in each {period}, in any fraction, to keep the total cost as low as "
            "possible?",
            "Find the cheapest way to share the load; the amounts may be fractional.",
        ),
        of=("cost",),
    ),
)

_THREE = "BLOCKS: base block, middle block, peak block; UNITS: "

FAMILY = Family(
    name="economic_dispatch",
    title="Economic dispatch",
    source="Wood and Wollenberg, Power Generation, Operation and Control, 1984",
    extents=(Extent("units", 2, 16), Extent("periods", 2, 17)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("bought", "cap", "ramp"),
    framings=(
        story(
            "power_pool",
            "power supply",
            ("A power pool shares its load among stations.", "Stations of a power pool share the load."),
            "plant: station; period: hour; unit: MWh; currency: EUR",
            _THREE + "Arbo, Belsa, Coria, Duero, Esla, Fonte",
            "The grid runs at {~220..380} kV.",
            units={"demand": "MWh", "size": "MWh", "output": "MWh", "price": "EUR/MWh"},
        ),
        story(
            "heat_pumps",
            "district heating",
            ("A spa town heats its baths and houses.", "Heat for a spa town comes from several plants."),
            "plant: plant; period: shift; unit: MWh; currency: EUR",
            _THREE + "north plant, south plant, river plant, forest plant, spa plant, school plant",
            "The springs have {~30..60} degrees.",
        ),
        story(
            "desalination",
            "water supply",
            ("Desalination plants supply a dry coast.", "A dry coast gets its water from the sea."),
            "plant: works; period: week; unit: ML; currency: USD",
            _THREE + "Cape works, Bay works, Dune works, Reef works, Lagoon works, Cliff works",
            "It rains on {~14..40} days a year.",
            factors={"price": 8.0},
        ),
        story(
            "cement_kilns",
            "construction materials",
            ("A cement company loads its kilns.", "The kilns of a cement company burn clinker."),
            "plant: kiln; period: month; unit: kt; currency: kEUR",
            _THREE + "quarry kiln, river kiln, old kiln, long kiln, twin kiln, rail kiln",
            "A kiln is {~50..90} meters long.",
        ),
        story(
            "call_traffic",
            "telecommunication",
            ("A phone company hands traffic to carriers.", "Carriers take over the traffic of a phone firm."),
            "plant: carrier; period: hour; unit: Gbit; currency: EUR",
            _THREE + "Altel, Boreal, Corvus, Deltacom, Eurolink, Fonica",
            "The company has {~200..900} masts.",
            factors={"price": 0.5},
            ways={
                "cap": (
                    "Complaints per Gbit are [UNITS: {=emission} points ({@})], and in total no more than "
                    "{=most_emitted} points may come together.",
                )
            },
        ),
        story(
            "harvest_crews",
            "food processing",
            ("Canneries share the tomato harvest.", "The tomato harvest is shared by canneries."),
            "plant: cannery; period: week; unit: t; currency: EUR",
            _THREE + "Parma, Salerno, Foggia, Latina, Ferrara, Ravenna",
            "A tomato weighs {~80..200} grams.",
        ),
    ),
)
