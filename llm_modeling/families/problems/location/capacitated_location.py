"""Capacitated facility location. Source: Sridharan, The Capacitated Plant Location Problem, 1995."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, busy = "few" in options, "busy" in options
    return model(
        sets=[members("SITES"), members("CLIENTS")],
        parameters=[
            parameter("fixed[SITES]"),
            parameter("capacity[SITES]"),
            parameter("demand[CLIENTS]"),
            parameter("cost[SITES, CLIENTS]"),
            parameter("most") if few else None,
            parameter("least") if busy else None,
        ],
        variables=[binary("open[SITES]"), continuous("ship[SITES, CLIENTS]")],
        constraints=[
            rule("met", "sum{s in SITES} ship[s, c] = demand[c]", "c in CLIENTS"),
            rule("within", "sum{c in CLIENTS} ship[s, c] <= capacity[s] * open[s]", "s in SITES"),
            rule("few", "sum{s in SITES} open[s] <= most") if few else None,
            rule("busy", "sum{c in CLIENTS} ship[s, c] >= least * open[s]", "s in SITES") if busy else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                "sum{s in SITES} fixed[s] * open[s] + sum{s in SITES, c in CLIENTS} cost[s, c] * ship[s, c]",
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    sites = setting.pick("SITES", setting.sizes["sites"])
    clients = setting.pick("CLIENTS", setting.sizes["clients"])
    demands = setting.integers("amount", 10, 40, len(clients))
    share = sum(demands) / max(2.0, 0.5 * len(sites))
    capacities = [5 * round(share * float(k) / 5 + 1) for k in setting.rng.uniform(0.9, 1.4, size=len(sites))]
    capacities[0] = max(capacities[0], sum(demands) - sum(capacities[1:]))
    values: Values = {
        "SITES": sites,
        "CLIENTS": clients,
        "fixed": column(sites, setting.integers("fixed", 200, 600, len(sites), step=10)),
        "capacity": column(sites, capacities),
        "demand": column(clients, demands),
        "cost": matrix(sites, clients, setting.integers("cost", 2, 30, len(sites) * len(clients))),
    }
    order = sorted(capacities, reverse=True)
    needed = next(k for k in range(1, len(sites) + 1) if sum(order[:k]) >= sum(demands))
    if setting.has("few"):
        values["most"] = max(needed, min(len(sites) - 1, needed + 1))
    if setting.has("busy"):
        values["least"] = max(2, min(min(capacities), sum(demands) // needed) // 3)
    return values


_FACTS = (
    Fact(
        "sites",
        ways=(
            "{Sites_are} known: [SITES; {@} (up to {=capacity} {unit}, {=fixed} {currency})].",
            "{To_open} {a_site} costs [SITES: {=fixed} {currency} ({@})], and after that it {handles} up to "
            "[SITES: {=capacity}] {unit}, respectively.",
        ),
        table=Table(
            "SITES",
            "{site}",
            (("{fixed_name} ({currency})", "fixed"), ("capacity ({unit})", "capacity")),
            "{Sites_are} in the table.",
        ),
        of=("within",),
    ),
    Fact(
        "demand",
        ways=(
            "{Demand_is} exactly [CLIENTS: {=demand} {unit} in {@}].",
            "{Demand_is} exactly the following: [CLIENTS; {=demand} {unit} in {@}].",
        ),
        table=Table(
            "CLIENTS", "{client}", (("{amount_name} ({unit})", "demand"),), "{Demand_is} exactly what the table shows."
        ),
        of=("met",),
    ),
    Fact(
        "cost",
        ways=("{Transport_of} {a_unit} costs the following: [SITES; {@} ([CLIENTS: {=cost} {currency} for {@}])].",),
        table=Grid(
            "SITES", "CLIENTS", "cost", "{site}", "The table shows the cost of {transport_of} {a_unit}, in {currency}."
        ),
        of=("cost",),
    ),
    Fact(
        "closed",
        ways=(
            "{A_site} that is not {opened} costs nothing and does nothing.",
            "Only {sites} that are {opened} cost anything, and only they can be used.",
        ),
        of=("open",),
    ),
    Fact(
        "few",
        ways=("No more than {=most} {sites} can be {opened}.", "At most {=most} {sites} may be {opened}."),
        of=("few",),
        option="few",
    ),
    Fact(
        "busy",
        ways=(
            "{A_site} that is {opened} must handle at least {=least} {unit}.",
            "{A_site} must not be {opened} for less than {=least} {unit}.",
        ),
        of=("busy",),
        option="busy",
    ),
    Fact(
        "goal",
        ways=(
            "Amounts may be divided over several {sites}. Which {sites} should be {opened}, and what should go "
            "where, to "
            "keep the total cost as low as possible?",
            "Decide which {sites} are {opened} and how much goes where, also in fractions, so that the total cost is "
            "minimal.",
        ),
        of=("total_cost",),
    ),
)


def _units(unit: str, currency: str) -> dict[str, str]:
    costs = {"cost": f"{currency}/({unit})", "fixed": currency}
    return {**dict.fromkeys(("demand", "ship", "capacity", "least"), unit), **costs}


FAMILY = Family(
    name="capacitated_location",
    title="Capacitated facility location",
    source="Sridharan, The Capacitated Plant Location Problem, 1995",
    extents=(Extent("sites", 3, 21), Extent("clients", 4, 39)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "busy"),
    framings=(
        Framing(
            "bottling_plants",
            "beverages",
            openings=(
                "A maker of lemonade thinks about new bottling plants.",
                "Lemonade for a whole country will be bottled in new plants.",
            ),
            words=phrases(
                "site: plant; sites: plants; a_site: a plant; client: city; opened: built; to_open: to build;"
                "handles: fills; unit: pallets; a_unit: a pallet; currency: EUR; fixed_name: weekly cost;"
                "sites_are: the weekly costs and the capacities of possible plants are; amount_name: order;"
                "demand_is: the shops order; transport_of: delivering"
            ),
            members={"SITES": CITIES[:20], "CLIENTS": CITIES[20:]},
            factors={"fixed": 20.0, "cost": 2.0, "amount": 5.0},
            distractors=("A bottle holds {~2..3} deciliters.",),
        ),
        Framing(
            "sewage_works",
            "water supply",
            openings=(
                "A river basin authority decides where to treat sewage.",
                "Sewage of several districts will be treated in new works along a river.",
            ),
            words=phrases(
                "site: works; sites: works; a_site: a works; client: district; opened: built; to_open: to build;"
                "handles: treats; unit: m3; a_unit: a cubic meter; currency: USD; fixed_name: daily cost;"
                "sites_are: the daily costs and the capacities of possible works are; amount_name: sewage;"
                "demand_is: the sewage of a day amounts to; transport_of: pumping"
            ),
            members={
                "SITES": listed("Upper Weir, Lower Weir, Old Ford, Sand Bank, Island, Delta, Oxbow, Lock, Bend, Mouth"),
                "CLIENTS": DISTRICTS,
            },
            units=_units("m^3", "USD"),
            factors={"amount": 10.0, "fixed": 3.0, "cost": 0.3},
            distractors=("The river is {~40..300} km long.",),
        ),
        Framing(
            "fish_auctions",
            "fishery",
            openings=(
                "Fishing ports share a few cold stores.",
                "Cold stores for the catch of several ports are to be hired.",
            ),
            words=phrases(
                "site: cold store; sites: cold stores; a_site: a cold store; client: port; opened: hired;"
                "to_open: to hire; handles: takes; unit: tons; a_unit: a ton; currency: EUR; fixed_name: rent;"
                "sites_are: the rents and the capacities of the cold stores are; amount_name: catch;"
                "demand_is: the fishing boats land; transport_of: trucking"
            ),
            members={
                "SITES": listed("Store Alba, Store Brisa, Store Coral, Store Duna, Store Espuma, Store Faro"),
                "CLIENTS": listed("Aveiro, Burela, Cadiz, Denia, Estepona, Fisterra, Gijon, Huelva, Isla, Lastres"),
            },
            units=_units("ton", "EUR"),
            distractors=("The boats leave at {~2..5} in the morning.",),
        ),
        Framing(
            "biogas_plants",
            "energy",
            openings=(
                "Farmers plan joint plants that make gas from manure.",
                "A region wants to turn its manure into gas.",
            ),
            words=phrases(
                "site: gas plant; sites: gas plants; a_site: a gas plant; client: village; opened: built;"
                "to_open: to build; handles: digests; unit: tons; a_unit: a ton; currency: EUR; fixed_name: daily cost;"
                "sites_are: the daily costs and the capacities of the gas plants are; amount_name: manure;"
                "demand_is: the manure of a day amounts to; transport_of: hauling"
            ),
            members={"SITES": DISTRICTS[:12], "CLIENTS": CITIES},
            units=_units("ton", "EUR"),
            distractors=("The region has {~9000..90000} cows.",),
        ),
        Framing(
            "server_farms",
            "computing",
            openings=(
                "A maker of online games leases servers in several states.",
                "Players in many cities log in to servers that a maker of online games leases.",
            ),
            words=phrases(
                "site: server farm; sites: server farms; a_site: a server farm; client: city; opened: leased;"
                "to_open: to lease; handles: serves; unit: Gbit; a_unit: a Gbit; currency: USD; "
                "fixed_name: hourly rent;"
                "sites_are: the hourly rents and the capacities of the server farms are; amount_name: traffic;"
                "demand_is: the traffic of an hour amounts to; transport_of: transmitting"
            ),
            members={"SITES": STATES[:14], "CLIENTS": STATES[14:]},
            distractors=("The game was released {~2..9} years ago.",),
        ),
        Framing(
            "brick_kilns",
            "building materials",
            openings=(
                "A brick maker fires up kilns that have been idle.",
                "Building sites want bricks again, and a brick maker looks at its idle kilns.",
            ),
            words=phrases(
                "site: kiln; sites: kilns; a_site: a kiln; client: site; opened: fired up; to_open: to fire up;"
                "handles: burns; unit: tons; a_unit: a ton; currency: USD; fixed_name: weekly cost;"
                "sites_are: the weekly costs and the capacities of the kilns are; amount_name: order;"
                "demand_is: the building sites order; transport_of: hauling"
            ),
            members={
                "SITES": listed("Kiln Amber, Kiln Brick, Kiln Clay, Kiln Dune, Kiln Earth, Kiln Flint, Kiln Grit"),
                "CLIENTS": DISTRICTS,
            },
            units=_units("ton", "USD"),
            factors={"fixed": 2.0, "amount": 2.0},
            distractors=("A brick weighs {~2..4} kg.",),
        ),
    ),
)
