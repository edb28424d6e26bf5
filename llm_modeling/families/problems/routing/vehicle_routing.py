"""Capacitated vehicle routing. Source: Gavish and Graves, The Travelling Salesman Problem and Related Problems, 1978.

The load on every leg is a variable. It stops at 8 customers, where the optimum can still be proven within seconds.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.routing.maps import ways
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    fixed, closed = "fixed" in options, "closed" in options
    travel = "sum{i in SITES, j in SITES: i != j} distance[i, j] * go[i, j]"
    return model(
        sets=[
            members("SITES"),
            members("DEPOT"),
            members("CUSTOMERS"),
            pairs("CLOSED", "tail", "head") if closed else None,
        ],
        parameters=[
            parameter("distance[SITES, SITES]"),
            parameter("demand[CUSTOMERS]"),
            parameter("capacity"),
            parameter("vehicles"),
            parameter("detour") if fixed else None,
        ],
        variables=[
            binary("go[i in SITES, j in SITES: i != j]"),
            continuous("load[i in SITES, j in SITES: i != j]"),
        ],
        constraints=[
            rule("enter", "sum{i in SITES: i != c} go[i, c] = 1", "c in CUSTOMERS"),
            rule("leave", "sum{j in SITES: j != c} go[c, j] = 1", "c in CUSTOMERS"),
            rule("fleet", "sum{d in DEPOT, j in CUSTOMERS} go[d, j] <= vehicles"),
            rule(
                "deliver",
                "sum{i in SITES: i != c} load[i, c] - sum{j in SITES: j != c} load[c, j] = demand[c]",
                "c in CUSTOMERS",
            ),
            rule("fits", "load[i, j] <= capacity * go[i, j]", "i in SITES, j in SITES: i != j"),
            rule("not_there", "go[i, j] = 0", "(i, j) in CLOSED") if closed else None,
        ],
        objectives=[
            minimize("total", f"{travel} + detour * sum{{d in DEPOT, j in CUSTOMERS}} go[d, j]" if fixed else travel)
        ],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    sites = setting.pick("SITES", setting.sizes["customers"] + 1)
    customers = sites[1:]
    demand = setting.integers("demand", 3, 20, len(customers))
    vehicles = max(2, round(len(customers) / 2.5))
    fullest = max(sum(demand[k::vehicles]) for k in range(vehicles))  # these tours are possible
    lengths = ways(setting, "distance", len(sites), 90)
    values: Values = {
        "SITES": sites,
        "DEPOT": sites[:1],
        "CUSTOMERS": customers,
        "distance": matrix(sites, sites, [length for row in lengths for length in row]),
        "demand": column(customers, demand),
        "capacity": fullest + int(rng.integers(0, 4)),
        "vehicles": vehicles,
    }
    if setting.has("fixed"):
        values["detour"] = setting.integer("distance", 5, 30)
    if setting.has("closed"):
        values["CLOSED"] = [[customers[1], customers[0]], [customers[0], customers[1]]]
    return values


_FACTS = (
    Fact(
        "distance",
        table=Grid("SITES", "SITES", "distance", "from / to", "{Distances_are} as shown in the table, in {unit}."),
        of=("distance",),
    ),
    Fact(
        "depot",
        ways=(
            "{The_vehicles} start at [DEPOT: {@}] and come back to it at the end of their tours.",
            "All tours begin and end at [DEPOT: {@}].",
        ),
        of=("DEPOT",),
    ),
    Fact(
        "demand",
        ways=(
            "{Demand_is} as follows: [CUSTOMERS; {@} {=demand} {load}].",
            "{Customers_get} [CUSTOMERS: {=demand} {load} for {@}].",
        ),
        table=Table("CUSTOMERS", "{customer}", (("{load}", "demand"),), "{Demand_is} listed here:"),
        of=("demand", "deliver"),
    ),
    Fact(
        "once",
        ways=(
            "Each {customer} is served in a single visit, exactly once.",
            "Every {customer} has to be visited exactly once, by a single {vehicle}.",
        ),
        of=("enter", "leave"),
    ),
    Fact(
        "fleet",
        ways=(
            "There are {=vehicles} {vehicles}, not all of which have to be used; each makes at most one tour.",
            "Up to {=vehicles} {vehicles} can be sent out, each of them on one tour at most.",
        ),
        of=("fleet",),
    ),
    Fact(
        "capacity",
        ways=(
            "A {vehicle} can carry at most {=capacity} {load}.",
            "No more than {=capacity} {load} fit into a {vehicle}.",
        ),
        of=("fits",),
    ),
    Fact(
        "closed",
        ways=(
            "It is not possible to drive directly [CLOSED; from {@0} to {@1}].",
            "Direct trips are ruled out in these cases: [CLOSED; {@0} to {@1}].",
        ),
        of=("not_there",),
        option="closed",
    ),
    Fact(
        "fixed",
        ways=(
            "For every {vehicle} that is sent out, another {=detour} {unit} are added, whatever its tour.",
            "Getting a {vehicle} ready counts as {=detour} {unit} in addition.",
        ),
        of=("detour",),
        option="fixed",
    ),
    Fact(
        "goal",
        ways=(
            "Which tours keep the total {total_name} as low as possible?",
            "Plan the tours so that the total {total_name} is minimal.",
        ),
        of=("total", "go"),
    ),
)

FAMILY = Family(
    name="vehicle_routing",
    title="Capacitated vehicle routing",
    source="Gavish and Graves, The Travelling Salesman Problem and Related Problems, 1978",
    extents=(Extent("customers", 3, 8),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("fixed", "closed"),
    framings=(
        story(
            "beer_tours",
            "beverages",
            (
                "A brewery delivers barrels to inns in the country.",
                "Inns in the country get their barrels from a brewery by truck.",
            ),
            "distances_are: the distances between all sites are; unit: km; the_vehicles: the trucks; vehicle: truck;"
            "vehicles: trucks; customer: inn; demand_is: the orders of the inns are;"
            "customers_get: the brewery has orders of; load: barrels; total_name: distance",
            "SITES: Anger, Bachau, Edling, Flossen, Gmund, Haag, Inzell, Kolbing, Lenz, Marling, Ober, Pfaffing",
            "The brewery makes {~14..40} kinds of beer.",
            units={"distance": "km", "detour": "km", "total": "km"},
        ),
        story(
            "laundry_vans",
            "health care",
            (
                "A laundry supplies clinics with fresh linen.",
                "Vans bring fresh linen from a laundry to clinics.",
            ),
            "distances_are: the driving times are; unit: minutes; the_vehicles: the vans; vehicle: van; vehicles: vans;"
            "customer: clinic; demand_is: the containers for the clinics are; customers_get: the laundry has packed;"
            "load: containers; total_name: time",
            "SITES: " + ", ".join(DISTRICTS),
            "The laundry washes at {~60..90} degrees.",
            units={"distance": "minute", "detour": "minute", "total": "minute"},
            factors={"distance": 0.6},
        ),
        story(
            "waste_oil",
            "recycling",
            (
                "A recycling firm collects used oil from garages.",
                "Used oil is picked up at garages by the tankers of a recycling firm.",
            ),
            "distances_are: the costs of the legs are; unit: EUR; the_vehicles: the tankers; vehicle: tanker;"
            "vehicles: tankers; customer: garage; demand_is: the amounts to collect are;"
            "customers_get: to be collected are; load: drums; total_name: cost",
            "SITES: " + ", ".join(CITIES[24:48]),
            "A drum is {~80..95} cm high.",
            units={"distance": "EUR", "detour": "EUR", "total": "EUR"},
            ways={
                "demand": (
                    "The garages have used oil ready: [CUSTOMERS; {@} {=demand} drums].",
                    "To be collected are [CUSTOMERS: {=demand} drums in {@}].",
                ),
            },
        ),
        story(
            "school_meals",
            "catering",
            (
                "A central kitchen sends hot meals to schools.",
                "Hot meals are taken from a central kitchen to schools.",
            ),
            "distances_are: the driving times are; unit: minutes; the_vehicles: the cars; vehicle: car; vehicles: cars;"
            "customer: school; demand_is: the boxes that the schools need are; customers_get: the kitchen has packed;"
            "load: boxes; total_name: time",
            "SITES: Acorn Lane, Brook Street, Castle Hill, Dove Road, Elm Square, Ferry Way, Glebe Park, High Street, "
            "Ivy Court, King Road",
            "A meal costs {~3..9} EUR.",
            units={"distance": "minute", "detour": "minute", "total": "minute"},
            factors={"distance": 0.4},
        ),
        story(
            "gas_bottles",
            "energy",
            (
                "A dealer brings bottles of propane to farms.",
                "Farms heat with propane, which a dealer brings in bottles.",
            ),
            "distances_are: the distances are; unit: miles; the_vehicles: the pickups; vehicle: pickup;"
            "vehicles: pickups; customer: farm; demand_is: the orders are; customers_get: the dealer has to bring;"
            "load: bottles; total_name: distance",
            "SITES: " + ", ".join(STATES[:24]),
            "A bottle weighs {~14..40} kg.",
            units={"distance": "mile", "detour": "mile", "total": "mile"},
        ),
        story(
            "supply_boats",
            "offshore",
            (
                "Boats supply drilling platforms at sea from a base on the coast.",
                "From a base on the coast, boats bring supplies to drilling platforms.",
            ),
            "distances_are: the fuel needed for the passages is; unit: liters; the_vehicles: the boats; vehicle: boat;"
            "vehicles: boats; customer: platform; demand_is: the cargo for the platforms is;"
            "customers_get: the boats have to take; load: tons; total_name: fuel consumption",
            "SITES: Auk, Brent, Clyde, Dunlin, Eider, Fulmar, Gannet, Heron, Kittiwake, Merlin, Osprey, Petrel, Tern",
            "The waves are up to {~3..9} m high.",
            units={"distance": "liter", "detour": "liter", "total": "liter"},
            factors={"distance": 5.0},
        ),
    ),
)
