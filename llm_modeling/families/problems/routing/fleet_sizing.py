"""Fleet sizing and mix: which vehicles to buy and use. Source: Hoff et al., Fleet Composition and Routing, 2010."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import integer, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    parking, rental, crews = "parking" in options, "rental" in options, "crews" in options
    hired = " + rent_capacity * rent[d]" if rental else ""
    spent = "sum{v in TYPES} price[v] * own[v] + sum{v in TYPES, d in DAYS} trip_cost[v] * use[v, d]"
    return model(
        sets=[members("TYPES"), members("DAYS")],
        parameters=[
            parameter("price[TYPES]"),
            parameter("trip_cost[TYPES]"),
            parameter("capacity[TYPES]"),
            parameter("amount[DAYS]"),
            parameter("space[TYPES]") if parking else None,
            parameter("yard") if parking else None,
            parameter("rent_cost") if rental else None,
            parameter("rent_capacity") if rental else None,
            parameter("drivers") if crews else None,
        ],
        variables=[
            integer("own[TYPES]"),
            integer("use[TYPES, DAYS]"),
            integer("rent[DAYS]") if rental else None,
        ],
        constraints=[
            rule("carry_all", f"sum{{v in TYPES}} capacity[v] * use[v, d]{hired} >= amount[d]", "d in DAYS"),
            rule("owned", "use[v, d] <= own[v]", "v in TYPES, d in DAYS"),
            rule("parking", "sum{v in TYPES} space[v] * own[v] <= yard") if parking else None,
            rule("crews", "sum{v in TYPES} use[v, d] <= drivers", "d in DAYS") if crews else None,
        ],
        objectives=[
            minimize("total_cost", f"{spent} + sum{{d in DAYS}} rent_cost * rent[d]" if rental else spent),
        ],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    types = setting.pick("TYPES", setting.sizes["types"])
    days = timeline(setting, "DAYS", setting.sizes["days"])
    sizes = sorted(rng.permutation(range(3, 12))[: len(types)].tolist())
    factor = setting.framing.factor("capacity")
    capacity = [round(size * factor) for size in sizes]
    capacity = [value + k for k, value in enumerate(capacity)]
    fixed = [round((20 + 14 * s) * u) for s, u in zip(sizes, rng.uniform(0.85, 1.15, len(sizes)).tolist(), strict=True)]
    trips = [round((8 + 2 * s) * u) for s, u in zip(sizes, rng.uniform(0.85, 1.15, len(sizes)).tolist(), strict=True)]
    plan = rng.integers(1, 4, size=len(types)).tolist()  # this fleet would do
    whole = sum(c * n for c, n in zip(capacity, plan, strict=True))
    amounts = [round(whole * float(u)) for u in rng.uniform(0.4, 1.0, size=len(days))]
    money = setting.framing.factor("price")
    values: Values = {
        "TYPES": types,
        "DAYS": days,
        "price": column(types, [round(p * len(days) * money / 5) for p in fixed]),
        "trip_cost": column(types, [max(1, round(c * money)) for c in trips]),
        "capacity": column(types, capacity),
        "amount": column(days, amounts),
    }
    if setting.has("parking"):
        values["space"] = column(types, [size + 2 for size in sizes])
        values["yard"] = sum((size + 2) * n for size, n in zip(sizes, plan, strict=True))
    if setting.has("rental"):
        values["rent_capacity"] = capacity[len(types) // 2]
        values["rent_cost"] = round(4 * trips[len(types) // 2] * money)
    if setting.has("crews"):
        values["drivers"] = sum(plan) + 1
    return values


_FACTS = (
    Fact(
        "types",
        ways=(
            "There are several types, with the capacity in {load}, {owning} and {using}, both in {money}: "
            "[TYPES; {@} ({=capacity}, {=price} and {=trip_cost})].",
            "{A_vehicle} holds [TYPES: {=capacity} {load} if it is a {@}]; {owning} is [TYPES: {=price}] {money} and "
            "{using} [TYPES: {=trip_cost}] {money}, in the same order.",
        ),
        table=Table(
            "TYPES",
            "type",
            (
                ("capacity ({load})", "capacity"),
                ("{owning} ({money})", "price"),
                ("{using} ({money})", "trip_cost"),
            ),
            "The table shows the types of {vehicles} on the market.",
        ),
        of=("price", "trip_cost"),
    ),
    Fact(
        "amounts",
        ways=(
            "{Amounts_are} [DAYS: {=amount} {load} on {@}].",
            "{Amounts_are} as follows, in {load}: [DAYS; {@} {=amount}].",
        ),
        table=Table("DAYS", "{period}", (("amount ({load})", "amount"),), "{Amounts_are} given in the table:"),
        of=("amount",),
    ),
    Fact(
        "carry",
        ways=(
            "All of this has to be {carried} on the same {period}.",
            "On each {period}, the whole amount must be {carried}.",
        ),
        of=("carry_all",),
    ),
    Fact(
        "owned",
        ways=(
            "Only {vehicles} that have been acquired can be used, each at most once a {period}, and any of them may "
            "stand idle.",
            "Each {period}, no more {vehicles} of a type can be used than were acquired, and each of them only once.",
        ),
        of=("owned",),
    ),
    Fact(
        "space",
        ways=(
            "To park them, the types need [TYPES: {=space} square meters for {@}].",
            "In square meters, the parking space of a {vehicle} is: [TYPES; {@} {=space}].",
        ),
        table=Table("TYPES", "type", (("square meters", "space"),), "A {vehicle} also needs some space for parking:"),
        of=("space",),
        option="parking",
    ),
    Fact(
        "yard",
        ways=(
            "Not more than {=yard} square meters are available for all {vehicles} acquired.",
            "The {vehicles} acquired may take up at most {=yard} square meters together.",
        ),
        of=("parking",),
        option="parking",
    ),
    Fact(
        "rental",
        ways=(
            "Further {vehicles} can be hired for a single {period}, as many as are wanted, which hold {=rent_capacity} "
            "{load} and cost {=rent_cost} {money} each.",
            "In addition, {vehicles} can be rented for {=rent_cost} {money} a {period}, in any number; each of them "
            "takes {=rent_capacity} {load}.",
        ),
        of=("rent_cost", "rent"),
        option="rental",
    ),
    Fact(
        "crews",
        ways=(
            "With the {crews} at hand, at most {=drivers} of the own {vehicles} can be used a {period}.",
            "There are {crews} for no more than {=drivers} of the own {vehicles} on a {period}.",
        ),
        of=("crews",),
        option="crews",
    ),
    Fact(
        "goal",
        ways=(
            "How many {vehicles} of each type should be acquired, and how many used on each {period}, so that the "
            "total cost is minimal?",
            "Determine the {vehicles} to acquire, and those to use on each {period}, in order to minimize the total "
            "cost.",
        ),
        of=("total_cost", "own", "use"),
    ),
)
_WEEK = "DAYS: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday"
_COSTS = "owning: cost of acquisition; using: cost of each use"

FAMILY = Family(
    name="fleet_sizing",
    title="Fleet sizing and mix",
    source="Hoff, Andersson, Christiansen, Hasle and Lokketangen, Fleet Composition and Routing, 2010",
    extents=(Extent("types", 2, 5), Extent("days", 3, 42)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("parking", "rental", "crews"),
    framings=(
        story(
            "waste_collection",
            "waste management",
            (
                "A town buys trucks for the pickup of its waste.",
                "For the pickup of waste, a town puts together a new fleet.",
            ),
            f"{_COSTS}; vehicle: truck; vehicles: trucks; a_vehicle: a truck; load: tons; money: EUR; crews: crews;"
            "carried: picked up; period: day; amounts_are: the amounts of waste are",
            f"TYPES: compactor, side loader, rear loader, tipper, hook truck, crane truck, mini truck; {_WEEK}",
            "The town has {~14..90} playgrounds.",
            units={"capacity": "ton", "amount": "ton", "rent_capacity": "ton"},
        ),
        story(
            "parcel_pickup",
            "postal services",
            (
                "A parcel service equips a new branch with vans.",
                "Vans are going to be leased by a parcel service for its new branch.",
            ),
            "owning: leasing rate; using: cost of each use; vehicle: van; vehicles: vans; a_vehicle: a van;"
            "load: parcels; money: EUR; crews: drivers; carried: collected; period: day;"
            "amounts_are: the parcels to pick up are",
            f"TYPES: mini van, city van, long van, high van, electric van, box van, trailer van; {_WEEK}",
            "The branch lies {~3..9} km from the highway.",
            factors={"capacity": 20.0},
        ),
        story(
            "milk_collection",
            "dairy",
            (
                "A dairy renews its tankers, which pick up milk at the farms.",
                "Milk is picked up at the farms by tankers, which a dairy is about to renew.",
            ),
            f"{_COSTS}; vehicle: tanker; vehicles: tankers; a_vehicle: a tanker; load: hectoliters; money: USD;"
            "crews: drivers; carried: picked up; period: day; amounts_are: the quantities of milk are",
            f"TYPES: small tanker, twin tanker, steel tanker, semitrailer, road tanker, alpine tanker, farm tanker; "
            f"{_WEEK}",
            "The cheese of the dairy ripens for {~14..60} weeks.",
            factors={"capacity": 10.0, "price": 3.0},
        ),
        story(
            "airport_buses",
            "airports",
            (
                "A handling company buys buses for the apron of an airport.",
                "On the apron of an airport, a handling company wants to run buses of its own.",
            ),
            f"{_COSTS}; vehicle: bus; vehicles: buses; a_vehicle: a bus; load: passengers; money: EUR; crews: drivers;"
            "carried: driven to the planes; period: shift; amounts_are: the passengers to be carried are",
            "TYPES: apron bus, shuttle, articulated bus, electric bus, midibus, hybrid bus, lounge bus;"
            "DAYS: Monday early, Monday late, Tuesday early, Tuesday late, Friday early, Friday late",
            "The apron measures {~14..90} hectares.",
            factors={"capacity": 9.0, "price": 4.0},
        ),
        story(
            "harvest_trailers",
            "agriculture",
            (
                "A cooperative of farmers acquires trailers for the grain harvest.",
                "For the grain harvest, trailers are bought by a cooperative of farmers.",
            ),
            f"{_COSTS}; vehicle: trailer; vehicles: trailers; a_vehicle: a trailer; load: tons; money: EUR;"
            "crews: tractors; carried: taken in; period: day; amounts_are: the expected yields are",
            "TYPES: tandem, dumper, hopper, flatbed, overloader, chaser, wagon; "
            "DAYS: July 20, July 21, July 22, July 23, July 24",
            "The silo is {~20..40} m high.",
            units={"capacity": "ton", "amount": "ton", "rent_capacity": "ton"},
        ),
        story(
            "crane_barges",
            "construction",
            (
                "A dredging company decides on barges for a new canal.",
                "Barges for the digging of a new canal are on the list of a dredging company.",
            ),
            f"{_COSTS}; vehicle: barge; vehicles: barges; a_vehicle: a barge; load: cubic meters; money: kEUR;"
            "crews: skippers; carried: shipped away; period: week; amounts_are: the soil to be removed is",
            "TYPES: hopper barge, split barge, deck barge, pontoon, dump scow, lighter, push barge;"
            "DAYS: calendar week A, calendar week B, calendar week C, calendar week D",
            "The canal will be {~14..60} km long.",
            factors={"capacity": 40.0, "price": 0.5},
            ways={
                "amounts": (
                    "{Amounts_are} [DAYS: {=amount} cubic meters in {@}].",
                    "{Amounts_are} as follows, in cubic meters: [DAYS; {@} {=amount}].",
                ),
                "carry": (
                    "All of this has to be shipped away in the same week.",
                    "In each week, the whole amount must be shipped away.",
                ),
                "goal": (
                    "How many barges of each type should be acquired, and how many used in each week, so that the "
                    "total cost is minimal?",
                    "Determine the barges to acquire, and those to use in each week, in order to minimize the total "
                    "cost.",
                ),
            },
        ),
    ),
)
