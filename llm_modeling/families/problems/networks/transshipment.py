"""The transshipment problem. Source: Orden, The Transhipment Problem, 1956."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    limited, handling = "limited" in options, "handling" in options
    handled = " + sum{s in SOURCES, h in HUBS} handling[h] * bring[s, h]" if handling else ""
    return model(
        sets=[members("SOURCES"), members("HUBS"), members("TARGETS")],
        parameters=[
            parameter("supply[SOURCES]"),
            parameter("demand[TARGETS]"),
            parameter("cost_in[SOURCES, HUBS]"),
            parameter("cost_out[HUBS, TARGETS]"),
            parameter("throughput[HUBS]") if limited else None,
            parameter("handling[HUBS]") if handling else None,
        ],
        variables=[continuous("bring[SOURCES, HUBS]"), continuous("deliver[HUBS, TARGETS]")],
        constraints=[
            rule("available", "sum{h in HUBS} bring[s, h] <= supply[s]", "s in SOURCES"),
            rule("passed_on", "sum{s in SOURCES} bring[s, h] = sum{t in TARGETS} deliver[h, t]", "h in HUBS"),
            rule("delivered", "sum{h in HUBS} deliver[h, t] >= demand[t]", "t in TARGETS"),
            rule("by_hub", "sum{s in SOURCES} bring[s, h] <= throughput[h]", "h in HUBS") if limited else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                "sum{s in SOURCES, h in HUBS} cost_in[s, h] * bring[s, h]"
                " + sum{h in HUBS, t in TARGETS} cost_out[h, t] * deliver[h, t]" + handled,
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    sources = setting.pick("SOURCES", setting.sizes["sources"])
    hubs = setting.pick("HUBS", setting.sizes["hubs"])
    targets = setting.pick("TARGETS", setting.sizes["targets"])
    demands = setting.integers("amount", 20, 90, len(targets), step=5)
    shares = setting.rng.uniform(0.6, 1.4, size=len(sources))
    total = sum(demands) * float(setting.rng.uniform(1.1, 1.5))
    rooms = setting.rng.uniform(0.8, 1.3, size=len(hubs)).tolist()
    values: Values = {
        "SOURCES": sources,
        "HUBS": hubs,
        "TARGETS": targets,
        "supply": column(sources, [5 * round(total * k / 5 + 0.5) for k in (shares / shares.sum()).tolist()]),
        "demand": column(targets, demands),
        "cost_in": matrix(sources, hubs, setting.integers("cost", 4, 40, len(sources) * len(hubs))),
        "cost_out": matrix(hubs, targets, setting.integers("cost", 6, 60, len(hubs) * len(targets))),
    }
    if setting.has("limited"):
        share = 1.2 * sum(demands) / sum(rooms)
        values["throughput"] = column(hubs, [5 * round(share * room / 5 + 0.5) for room in rooms])
    if setting.has("handling"):
        values["handling"] = column(hubs, setting.integers("cost", 2, 12, len(hubs)))
    return values


_FACTS = (
    Fact(
        "supply",
        ways=(
            "{Stock_is} at most [SOURCES: {=supply} {unit} in {@}].",
            "{Stock_is} no more than the following: [SOURCES; {=supply} {unit} in {@}].",
        ),
        table=Table(
            "SOURCES", "{source}", (("available ({unit})", "supply"),), "{Stock_is} no more than the table shows."
        ),
        of=("available",),
    ),
    Fact(
        "demand",
        ways=(
            "{Demand_is} at least [TARGETS: {=demand} {unit} in {@}].",
            "{Demand_is} no less than the following: [TARGETS; {=demand} {unit} in {@}].",
        ),
        table=Table(
            "TARGETS", "{target}", (("wanted ({unit})", "demand"),), "{Demand_is} at least what the table shows."
        ),
        of=("delivered",),
    ),
    Fact(
        "hubs",
        ways=(
            "All of it goes through {hubs}, where nothing is stored: what arrives leaves again.",
            "Nothing goes there directly, but by way of {hubs}, and what comes in must go out again.",
        ),
        of=("passed_on",),
    ),
    Fact(
        "cost_in",
        ways=(
            "On the way to the {hubs}, {a_unit} costs the following: "
            "[SOURCES; from {@} ([HUBS: {=cost_in} {currency} to {@}])].",
        ),
        table=Grid(
            "SOURCES",
            "HUBS",
            "cost_in",
            "{source}",
            "The table shows the cost of {a_unit} on the way to the {hubs}, in {currency}.",
        ),
        of=("cost_in",),
    ),
    Fact(
        "cost_out",
        ways=(
            "From there on, {a_unit} costs the following: [HUBS; from {@} ([TARGETS: {=cost_out} {currency} to {@}])].",
        ),
        table=Grid(
            "HUBS",
            "TARGETS",
            "cost_out",
            "{hub}",
            "The next table shows the cost of {a_unit} from there to the end, in {currency}.",
        ),
        of=("cost_out",),
    ),
    Fact(
        "limited",
        ways=(
            "The {hubs} cannot pass on more than [HUBS: {=throughput} {unit} in {@}].",
            "At most [HUBS: {=throughput} {unit} in {@}] can pass through the {hubs}.",
        ),
        of=("by_hub",),
        option="limited",
    ),
    Fact(
        "handling",
        ways=(
            "Handling {a_unit} at a {hub} adds [HUBS: {=handling} {currency} in {@}].",
            "On top of this comes a handling fee: [HUBS; {=handling} {currency} in {@}], for {a_unit}.",
        ),
        of=("handling",),
        option="handling",
    ),
    Fact(
        "goal",
        ways=(
            "How much should go which way so that the total cost is as low as possible?",
            "Find the cheapest plan; the amounts may be fractional.",
        ),
        of=("total_cost",),
    ),
)


def _units(unit: str, currency: str) -> dict[str, str]:
    amounts = dict.fromkeys(("supply", "demand", "bring", "deliver", "throughput"), unit)
    return {**amounts, **dict.fromkeys(("cost_in", "cost_out", "handling"), f"{currency}/{unit}")}


FAMILY = Family(
    name="transshipment",
    title="Transshipment",
    source="Orden, The Transhipment Problem, 1956",
    extents=(Extent("sources", 2, 18), Extent("hubs", 2, 15), Extent("targets", 3, 38)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("limited", "handling"),
    framings=(
        Framing(
            "coffee_trade",
            "food trade",
            openings=(
                "A coffee trader ships beans overseas and on to roasters.",
                "Green coffee travels from growing regions through ports to roasters.",
            ),
            words=phrases(
                "source: region; hub: port; hubs: ports; target: roaster town; unit: tons; a_unit: a ton;"
                "currency: USD; stock_is: growers sell; demand_is: roasters have asked for"
            ),
            members={
                "SOURCES": listed("Sidamo, Huila, Antigua, Chiapas, Minas, Kivu, Sumatra, Tarrazu, Yirga, Nyeri"),
                "HUBS": listed("Santos, Mombasa, Veracruz, Callao, Djibouti, Cartagena, Belawan, Limon"),
                "TARGETS": CITIES,
            },
            units=_units("ton", "USD"),
            factors={"cost": 5.0},
            distractors=("Coffee grows at {~800..2000} m above the sea.",),
        ),
        Framing(
            "parcel_sorting",
            "parcel delivery",
            openings=(
                "A postal company routes its mail through sorting centers.",
                "Mail from pick-up regions is sorted halfway and then taken to delivery districts.",
            ),
            words=phrases(
                "source: region; hub: sorting center; hubs: sorting centers; target: district; unit: m3;"
                "a_unit: a cubic meter; currency: EUR; stock_is: the lorries collect;"
                "demand_is: delivery bases are promised"
            ),
            members={"SOURCES": CITIES[:20], "HUBS": CITIES[20:36], "TARGETS": DISTRICTS},
            units=_units("m^3", "EUR"),
            distractors=("A stamp costs {~2..3} EUR.",),
        ),
        Framing(
            "timber_floats",
            "forestry",
            openings=(
                "Logs from forest districts reach sawmills by way of log yards.",
                "A forest owner moves logs to sawmills.",
            ),
            words=phrases(
                "source: forest; hub: log yard; hubs: log yards; target: sawmill town; unit: m3;"
                "a_unit: a cubic meter; currency: EUR; stock_is: harvesters fell; demand_is: sawmills have ordered"
            ),
            members={
                "SOURCES": listed("Alder Wood, Bear Wood, Crow Wood, Deer Wood, Elk Wood, Fox Wood, Goose Wood"),
                "HUBS": DISTRICTS,
                "TARGETS": CITIES,
            },
            units=_units("m^3", "EUR"),
            factors={"amount": 10.0, "cost": 0.5},
            distractors=("A spruce lives for {~200..300} years.",),
        ),
        Framing(
            "car_imports",
            "automotive",
            openings=(
                "A car importer brings vehicles from plants to dealers.",
                "New cars roll from the plants to compounds and from there to dealers.",
            ),
            words=phrases(
                "source: plant; hub: compound; hubs: compounds; target: dealer town; unit: tons of cars;"
                "a_unit: a ton; currency: USD; stock_is: plants build; demand_is: dealers expect"
            ),
            members={"SOURCES": STATES[:12], "HUBS": STATES[12:20], "TARGETS": STATES[20:]},
            factors={"amount": 4.0, "cost": 3.0},
            distractors=("The importer sells {~3..12} models.",),
        ),
        Framing(
            "vaccine_supply",
            "public health",
            openings=(
                "A health ministry brings vaccine to its provinces by cooled transport.",
                "Vaccine goes from laboratories through cold stores to the provinces.",
            ),
            words=phrases(
                "source: laboratory; hub: cold store; hubs: cold stores; target: province; unit: liters;"
                "a_unit: a liter; currency: EUR; stock_is: laboratories release; demand_is: provinces are to get"
            ),
            members={
                "SOURCES": CITIES[40:],
                "HUBS": listed("Aurel, Bistra, Cerna, Dorna, Elin, Faget, Gura, Horia, Ilva, Jiu, Lotru, Moldova"),
                "TARGETS": DISTRICTS,
            },
            units=_units("liter", "EUR"),
            distractors=("The vaccine is kept at {~2..8} degrees.",),
        ),
        Framing(
            "scrap_steel",
            "recycling",
            openings=(
                "A scrap dealer supplies steelworks from demolition sites.",
                "Scrap from demolition sites is pressed in yards and melted in steelworks.",
            ),
            words=phrases(
                "source: site; hub: press yard; hubs: press yards; target: steel town; unit: tons; a_unit: a ton;"
                "currency: EUR; stock_is: demolition yields; demand_is: steelworks want to have"
            ),
            members={"SOURCES": DISTRICTS, "HUBS": CITIES[:25], "TARGETS": CITIES[25:]},
            units=_units("ton", "EUR"),
            distractors=("Steel melts at about {~1400..1530} degrees.",),
        ),
    ),
)
