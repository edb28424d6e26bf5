"""The transportation problem. Source: Hitchcock, The Distribution of a Product from Several Sources, 1941."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    lanes, contracts = "lanes" in options, "contracts" in options
    return model(
        sets=[members("SOURCES"), members("TARGETS"), members("CONTRACTS") if contracts else None],
        parameters=[
            parameter("supply[SOURCES]"),
            parameter("demand[TARGETS]"),
            parameter("cost[SOURCES, TARGETS]"),
            parameter("lane") if lanes else None,
            parameter("least") if contracts else None,
        ],
        variables=[continuous("ship[SOURCES, TARGETS]")],
        constraints=[
            rule("available", "sum{t in TARGETS} ship[s, t] <= supply[s]", "s in SOURCES"),
            rule("delivered", "sum{s in SOURCES} ship[s, t] = demand[t]", "t in TARGETS"),
            rule("by_lane", "ship[s, t] <= lane", "s in SOURCES, t in TARGETS") if lanes else None,
            rule("by_contract", "sum{t in TARGETS} ship[s, t] >= least", "s in CONTRACTS") if contracts else None,
        ],
        objectives=[minimize("total_cost", "sum{s in SOURCES, t in TARGETS} cost[s, t] * ship[s, t]")],
    )


def _draw(setting: Setting) -> Values:
    sources = setting.pick("SOURCES", setting.sizes["sources"])
    targets = setting.pick("TARGETS", setting.sizes["targets"])
    demands = setting.integers("amount", 20, 90, len(targets), step=5)
    shares = setting.rng.uniform(0.6, 1.4, size=len(sources))
    total = sum(demands) * float(setting.rng.uniform(1.1, 1.4))
    supplies = [5 * max(1, round(total * k / 5)) for k in (shares / shares.sum()).tolist()]
    supplies[0] += max(0, sum(demands) - sum(supplies))
    used = sum(demands) / sum(supplies)  # every source serves every target in proportion: this is feasible
    values: Values = {
        "SOURCES": sources,
        "TARGETS": targets,
        "supply": column(sources, supplies),
        "demand": column(targets, demands),
        "cost": matrix(sources, targets, setting.integers("cost", 4, 60, len(sources) * len(targets))),
    }
    if setting.has("lanes"):
        values["lane"] = round(used * max(supplies) * max(demands) / sum(demands)) + 5
    if setting.has("contracts"):
        values["CONTRACTS"] = [sources[k] for k in sorted(setting.rng.permutation(len(sources))[:2].tolist())]
        values["least"] = max(1, int(0.7 * used * min(supplies)))
    return values


_FACTS = (
    Fact(
        "supply",
        ways=(
            "{Stock_is} at most [SOURCES: {=supply} {unit} {at} {@}].",
            "{Stock_is} no more than the following: [SOURCES; {=supply} {unit} {at} {@}].",
        ),
        table=Table(
            "SOURCES", "{source}", (("{supply_name} ({unit})", "supply"),), "{Stock_is} at most what the table shows."
        ),
        of=("available",),
    ),
    Fact(
        "demand",
        ways=(
            "{Demand_is} exactly [TARGETS: {=demand} {unit} in {@}].",
            "{Demand_is} exactly the following: [TARGETS; {=demand} {unit} in {@}].",
        ),
        table=Table(
            "TARGETS", "{target}", (("{demand_name} ({unit})", "demand"),), "{Demand_is} exactly what the table shows."
        ),
        of=("delivered",),
    ),
    Fact(
        "cost",
        ways=(
            "Moving {a_unit} costs the following amounts: [SOURCES; from {@} ([TARGETS: {=cost} {currency} to {@}])].",
            "{Freight} is charged for {a_unit}: [SOURCES; from {@} ([TARGETS: {=cost} {currency} to {@}])].",
        ),
        table=Grid(
            "SOURCES", "TARGETS", "cost", "from/to", "The table shows what it costs to move {a_unit}, in {currency}."
        ),
        of=("cost",),
    ),
    Fact(
        "lanes",
        ways=(
            "No more than {=lane} {unit} can be moved from any {source} to any {target}.",
            "From the same {source} to the same {target}, at most {=lane} {unit} can be moved.",
        ),
        of=("by_lane",),
        option="lanes",
    ),
    Fact(
        "contracts",
        ways=(
            "By contract, at least {=least} {unit} must be taken from each of these: [CONTRACTS; {@}].",
            "There are contracts by which each of [CONTRACTS: {@}] must deliver at least {=least} {unit} in total.",
        ),
        of=("by_contract",),
        option="contracts",
    ),
    Fact(
        "goal",
        ways=(
            "How much should be moved from where to where so that the total cost is as low as possible?",
            "Find the plan with the lowest total cost; the amounts need not be whole numbers.",
        ),
        of=("total_cost", "ship"),
    ),
)


def _units(unit: str, currency: str) -> dict[str, str]:
    amounts = dict.fromkeys(("supply", "demand", "ship", "lane", "least"), unit)
    return {**amounts, "cost": f"{currency}/{unit}"}


FAMILY = Family(
    name="transportation",
    title="Transportation",
    source="Hitchcock, The Distribution of a Product from Several Sources to Numerous Localities, 1941",
    extents=(Extent("sources", 3, 30), Extent("targets", 3, 28)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("lanes", "contracts"),
    framings=(
        Framing(
            "cement_plants",
            "building materials",
            openings=(
                "A cement maker supplies building sites in several towns from its plants.",
                "Cement is brought from several plants to building sites.",
            ),
            words=phrases(
                "source: plant; target: town; unit: tons; a_unit: a ton of cement; at: in; currency: EUR;"
                "stock_is: the plants can produce; demand_is: the building sites have ordered; freight: freight;"
                "supply_name: production; demand_name: order"
            ),
            members={"SOURCES": CITIES[:20], "TARGETS": CITIES[20:]},
            units=_units("ton", "EUR"),
            distractors=("The kilns burn at {~1400..1500} degrees.",),
        ),
        Framing(
            "grain_elevators",
            "agriculture",
            openings=(
                "Grain elevators deliver wheat to mills by rail.",
                "The harvest is in, and wheat goes by rail from elevators to mills.",
            ),
            words=phrases(
                "source: elevator; target: mill town; unit: tons; a_unit: a ton of wheat; at: in; currency: USD;"
                "stock_is: the elevators hold; demand_is: the mills are to get; freight: rail freight;"
                "supply_name: stock; demand_name: delivery"
            ),
            members={"SOURCES": STATES[:16], "TARGETS": STATES[16:]},
            units=_units("ton", "USD"),
            factors={"amount": 20.0, "cost": 0.7},
            distractors=("A train has {~40..110} wagons.",),
        ),
        Framing(
            "blood_banks",
            "health care",
            openings=(
                "Blood banks supply the clinics of a region for the coming week.",
                "For the coming week, stored blood is sent from blood banks to clinics.",
            ),
            words=phrases(
                "source: blood bank; target: clinic; unit: liters; a_unit: a liter of blood; at: in; currency: EUR;"
                "stock_is: the blood banks have in store; demand_is: the clinics will receive; "
                "freight: cooled transport;"
                "supply_name: stock; demand_name: delivery"
            ),
            members={"SOURCES": CITIES[30:45], "TARGETS": DISTRICTS},
            units=_units("liter", "EUR"),
            factors={"cost": 0.7},
            distractors=("Blood can be stored for {~35..49} days.",),
        ),
        Framing(
            "gas_traders",
            "energy",
            openings=(
                "A trader of natural gas serves cities from several fields.",
                "Natural gas flows from fields to cities, and a trader books the pipelines.",
            ),
            words=phrases(
                "source: field; target: city; unit: MWh; a_unit: an MWh; at: from; currency: EUR;"
                "stock_is: the fields yield; demand_is: the cities have contracts for; freight: transmission;"
                "supply_name: yield; demand_name: contract"
            ),
            members={
                "SOURCES": listed("Anvil, Beacon, Cormorant, Dolphin, Ekofen, Foula, Gannet, Hild, Ivar, Jade"),
                "TARGETS": CITIES,
            },
            units=_units("MWh", "EUR"),
            factors={"amount": 10.0, "cost": 0.6},
            distractors=("The pipelines lie {~40..300} m deep.",),
        ),
        Framing(
            "water_trucks",
            "water supply",
            openings=(
                "During a drought, wells supply villages by tanker.",
                "Tankers carry drinking water from wells to villages in a dry year.",
            ),
            words=phrases(
                "source: well; target: village; unit: m3; a_unit: a cubic meter; at: at; currency: USD;"
                "stock_is: the wells give; demand_is: the villages receive; freight: tanker transport;"
                "supply_name: yield; demand_name: ration"
            ),
            members={
                "SOURCES": listed("Acacia Well, Baobab Well, Cedar Well, Date Well, Ebony Well, Fig Well, Gum Well"),
                "TARGETS": listed("Amara, Bodo, Chala, Dembe, Enzi, Faru, Gombe, Hola, Imani, Jabali, Kito, Lindi"),
            },
            units=_units("m^3", "USD"),
            factors={"cost": 0.5},
            distractors=("It has not rained for {~60..200} days.",),
        ),
        Framing(
            "recycled_glass",
            "waste management",
            openings=(
                "Collection points send broken glass to glassworks.",
                "Broken glass from collection points is melted again in glassworks.",
            ),
            words=phrases(
                "source: collection point; target: glassworks town; unit: tons; a_unit: a ton of glass; at: in;"
                "stock_is: the collection points can send; demand_is: the glassworks take; freight: haulage;"
                "supply_name: collected; demand_name: intake; currency: EUR"
            ),
            members={"SOURCES": DISTRICTS, "TARGETS": CITIES},
            units=_units("ton", "EUR"),
            distractors=("A bottle is used {~14..50} times.",),
        ),
    ),
)
