"""Uncapacitated facility location. Source: Cornuejols, Nemhauser and Wolsey, The UFL Problem, 1990."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, apart = "few" in options, "apart" in options
    return model(
        sets=[members("SITES"), members("CLIENTS"), pairs("APART", "one", "other") if apart else None],
        parameters=[
            parameter("fixed[SITES]"),
            parameter("cost[SITES, CLIENTS]"),
            parameter("most") if few else None,
        ],
        variables=[binary("open[SITES]"), binary("serve[SITES, CLIENTS]")],
        constraints=[
            rule("served", "sum{s in SITES} serve[s, c] = 1", "c in CLIENTS"),
            rule("if_open", "serve[s, c] <= open[s]", "s in SITES, c in CLIENTS"),
            rule("few", "sum{s in SITES} open[s] <= most") if few else None,
            rule("not_both", "open[s] + open[t] <= 1", "(s, t) in APART") if apart else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                "sum{s in SITES} fixed[s] * open[s] + sum{s in SITES, c in CLIENTS} cost[s, c] * serve[s, c]",
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    sites = setting.pick("SITES", setting.sizes["sites"])
    clients = setting.pick("CLIENTS", setting.sizes["clients"])
    values: Values = {
        "SITES": sites,
        "CLIENTS": clients,
        "fixed": column(sites, setting.integers("fixed", 60, 150, len(sites))),
        "cost": matrix(sites, clients, setting.integers("cost", 5, 80, len(sites) * len(clients))),
    }
    if setting.has("few"):
        values["most"] = 2 if len(sites) < 6 else 3
    if setting.has("apart"):
        order = setting.rng.permutation(len(sites)).tolist()
        values["APART"] = [[sites[order[2 * k]], sites[order[2 * k + 1]]] for k in range(max(1, len(sites) // 5))]
    return values


_FACTS = (
    Fact(
        "fixed",
        ways=(
            "{To_open} {a_site} {costs} [SITES: {=fixed} {currency} ({@})].",
            "{Fixed_is} as follows: [SITES; {@} {=fixed} {currency}].",
        ),
        table=Table("SITES", "{site}", (("{fixed_name} ({currency})", "fixed"),), "{Fixed_is} shown in the table."),
        of=("fixed",),
    ),
    Fact(
        "cost",
        ways=(
            "{Service_is} as follows: [SITES; from {@} ([CLIENTS: {=cost} {currency} for {@}])].",
            "{Service_is} known: [SITES; {@} ([CLIENTS: {=cost} {currency} to {@}])].",
        ),
        table=Grid("SITES", "CLIENTS", "cost", "{site}", "{Service_is} shown in the table, in {currency}."),
        of=("cost",),
    ),
    Fact(
        "served",
        ways=(
            "Each {client} has to be {served} from exactly one {site}, however many others that {site} {serves}.",
            "Every {client} must be {served} from exactly one {site}; there is no limit to what a {site} can do.",
        ),
        of=("served",),
    ),
    Fact(
        "if_open",
        ways=(
            "Only {a_site} that is {opened} can do this.",
            "Of course, this is possible only if the {site} is {opened}.",
        ),
        of=("if_open",),
    ),
    Fact(
        "few",
        ways=("No more than {=most} {sites} can be {opened}.", "At most {=most} {sites} may be {opened}."),
        of=("few",),
        option="few",
    ),
    Fact(
        "apart",
        ways=(
            "Some {sites} exclude each other: [APART; not both {@0} and {@1}].",
            "At most one of each of these pairs can be {opened}: [APART; {@0} and {@1}].",
        ),
        of=("not_both",),
        option="apart",
    ),
    Fact(
        "goal",
        ways=(
            "Which {sites} should be {opened}, and what should be {served} from where, so that the total cost is as "
            "low "
            "as possible?",
            "Find the {sites} to be {opened}, and the {clients} that belong to them, at the lowest total cost.",
        ),
        of=("total_cost", "open", "serve"),
    ),
)

FAMILY = Family(
    name="facility_location",
    title="Uncapacitated facility location",
    source="Cornuejols, Nemhauser and Wolsey, The Uncapacitated Facility Location Problem, 1990",
    extents=(Extent("sites", 3, 12), Extent("clients", 3, 25)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "apart"),
    framings=(
        Framing(
            "spare_parts",
            "machinery",
            openings=(
                "A maker of harvesters sets up stores for spare parts.",
                "Workshops that repair harvesters will get their parts from regional stores.",
            ),
            words=phrases(
                "site: store; sites: stores; a_site: a store; client: workshop; clients: workshops; serves: supplies;"
                "served: supplied; to_open: to set up; opened: set up; costs: costs; currency: thousand EUR;"
                "fixed_name: yearly cost; fixed_is: the yearly costs of the stores are;"
                "service_is: the yearly costs of delivery are"
            ),
            members={"SITES": CITIES[:18], "CLIENTS": CITIES[18:]},
            distractors=("A harvester has {~9000..20000} parts.",),
        ),
        Framing(
            "cloud_regions",
            "computing",
            openings=(
                "A video service rents data centers close to its viewers.",
                "Data centers in several states are offered to a video service.",
            ),
            words=phrases(
                "site: data center; sites: data centers; a_site: a data center; client: city; clients: cities;"
                "serves: supplies; served: supplied; to_open: to rent; opened: rented; costs: costs;"
                "currency: thousand USD; fixed_name: rent; fixed_is: the rents of the data centers are;"
                "service_is: the costs of the connections are"
            ),
            members={"SITES": STATES[:14], "CLIENTS": STATES[14:]},
            distractors=("The service offers {~900..9000} films.",),
        ),
        Framing(
            "school_kitchens",
            "catering",
            openings=(
                "A town cooks lunch for its schools in a few kitchens.",
                "Schools without a kitchen get their lunch from central ones.",
            ),
            words=phrases(
                "site: kitchen; sites: kitchens; a_site: a kitchen; client: school; clients: schools;"
                "serves: cooks for; served: supplied; to_open: to equip; opened: equipped; costs: costs;"
                "currency: EUR; fixed_name: weekly cost; fixed_is: the weekly costs of the kitchens are;"
                "service_is: the weekly costs of driving are"
            ),
            members={
                "SITES": listed("Abbey Hall, Barn, Corn Exchange, Dairy, Elms, Forge, Guildhall, Hostel, Inn, Lodge"),
                "CLIENTS": DISTRICTS,
            },
            units={"fixed": "EUR", "cost": "EUR"},
            factors={"fixed": 8.0, "cost": 8.0},
            distractors=("Lunch is served at {~11..13}.",),
        ),
        Framing(
            "blood_labs",
            "health care",
            openings=(
                "A hospital group concentrates its laboratories.",
                "Some clinics of a hospital group will give up their laboratories.",
            ),
            words=phrases(
                "site: laboratory; sites: laboratories; a_site: a laboratory; client: clinic; clients: clinics;"
                "serves: works for; served: served; to_open: to keep; opened: kept; costs: costs; currency: EUR;"
                "fixed_name: daily cost; fixed_is: the daily costs of the laboratories are;"
                "service_is: the daily costs of couriers are"
            ),
            members={
                "SITES": listed("Saint Anne, Saint Bede, Saint Clare, Saint Denis, Saint Eloi, Saint Felix"),
                "CLIENTS": CITIES,
            },
            units={"fixed": "EUR", "cost": "EUR"},
            factors={"fixed": 12.0, "cost": 12.0},
            distractors=("The group employs {~900..9000} people.",),
        ),
        Framing(
            "bank_hubs",
            "banking",
            openings=(
                "A bank runs centers that keep its cash machines filled.",
                "The cash machines of a bank are filled from guarded centers.",
            ),
            words=phrases(
                "site: center; sites: centers; a_site: a center; client: district; clients: districts;"
                "serves: looks after; served: served; to_open: to run; opened: run; costs: costs; currency: USD;"
                "fixed_name: daily cost; fixed_is: the daily costs of the centers are;"
                "service_is: the daily costs of armored cars are"
            ),
            members={
                "SITES": listed("Vault North, Vault South, Vault East, Vault West, Vault Harbor, Vault Airport"),
                "CLIENTS": DISTRICTS,
            },
            units={"fixed": "USD", "cost": "USD"},
            factors={"fixed": 20.0, "cost": 20.0},
            distractors=("A cash machine holds {~2000..3000} notes.",),
        ),
        Framing(
            "compost_sites",
            "waste management",
            openings=(
                "A county builds plants in which garden waste becomes compost.",
                "Garden waste from the villages of a county is to become compost.",
            ),
            words=phrases(
                "site: plant; sites: plants; a_site: a plant; client: village; clients: villages; serves: takes in;"
                "served: served; to_open: to build; opened: built; costs: costs; currency: thousand EUR;"
                "fixed_name: yearly cost; fixed_is: the yearly costs of the plants are;"
                "service_is: the yearly costs of collection are"
            ),
            members={
                "SITES": listed("Gravel Pit, Airfield, Old Depot, Rail Yard, Clay Pit, Water Tower, Brickworks"),
                "CLIENTS": listed(
                    "Ash, Bram, Cole, Dray, Eaton, Farne, Gore, Holt, Ince, Keld, Lyme, Moor, Nash, Oare"
                ),
            },
            distractors=("Compost rests for {~3..9} months.",),
        ),
    ),
)
