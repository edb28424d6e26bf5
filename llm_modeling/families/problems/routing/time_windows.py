"""Vehicle routing with time windows. Source: Solomon, Vehicle Routing and Scheduling with Time Windows, 1987.

It stops at 8 customers, where the optimum can still be proven within seconds.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.routing.maps import ways
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    loads, closing = "loads" in options, "closing" in options
    return model(
        sets=[members("SITES"), members("DEPOT"), members("CUSTOMERS")],
        parameters=[
            parameter("travel[SITES, SITES]"),
            parameter("earliest[CUSTOMERS]"),
            parameter("latest[CUSTOMERS]"),
            parameter("service[CUSTOMERS]"),
            parameter("vehicles"),
            parameter("demand[CUSTOMERS]") if loads else None,
            parameter("capacity") if loads else None,
            parameter("closing") if closing else None,
        ],
        variables=[
            binary("go[i in SITES, j in SITES: i != j]"),
            continuous("start[c in CUSTOMERS]", lower="earliest[c]", upper="latest[c]"),
            continuous("load[c in CUSTOMERS]", lower="demand[c]", upper="capacity") if loads else None,
        ],
        constraints=[
            rule("enter", "sum{i in SITES: i != c} go[i, c] = 1", "c in CUSTOMERS"),
            rule("leave", "sum{j in SITES: j != c} go[c, j] = 1", "c in CUSTOMERS"),
            rule("fleet", "sum{d in DEPOT, j in CUSTOMERS} go[d, j] <= vehicles"),
            rule(
                "in_time",
                "go[i, j] = 1 => start[j] >= start[i] + service[i] + travel[i, j]",
                "i in CUSTOMERS, j in CUSTOMERS: i != j",
            ),
            rule("from_depot", "start[j] >= travel[d, j] * go[d, j]", "d in DEPOT, j in CUSTOMERS"),
            rule(
                "back_in_time",
                "go[i, d] = 1 => start[i] + service[i] + travel[i, d] <= closing",
                "i in CUSTOMERS, d in DEPOT",
            )
            if closing
            else None,
            rule(
                "room",
                "go[i, j] = 1 => load[j] >= load[i] + demand[j]",
                "i in CUSTOMERS, j in CUSTOMERS: i != j",
            )
            if loads
            else None,
        ],
        objectives=[minimize("total_travel", "sum{i in SITES, j in SITES: i != j} travel[i, j] * go[i, j]")],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    sites = setting.pick("SITES", setting.sizes["customers"] + 1)
    customers = sites[1:]
    lengths = ways(setting, "travel", len(sites), 60)
    service = setting.integers("service", 5, 20, len(customers))
    demand = setting.integers("demand", 4, 12, len(customers))
    vehicles = max(2, round(len(customers) / 3))
    earliest, latest, home, fullest = [0] * len(customers), [0] * len(customers), 0, 0
    for tour in range(vehicles):  # one way to serve all of them in time
        at, clock, full = 0, 0, 0
        for c in range(tour, len(customers), vehicles):
            clock += lengths[at][c + 1]
            earliest[c] = max(0, clock - int(rng.integers(5, 40))) // 5 * 5
            latest[c] = (clock + int(rng.integers(10, 50))) // 5 * 5 + 5
            clock, at, full = clock + service[c], c + 1, full + demand[c]
        home, fullest = max(home, clock + lengths[at][0]), max(fullest, full)
    values: Values = {
        "SITES": sites,
        "DEPOT": sites[:1],
        "CUSTOMERS": customers,
        "travel": matrix(sites, sites, [length for row in lengths for length in row]),
        "earliest": column(customers, earliest),
        "latest": column(customers, latest),
        "service": column(customers, service),
        "vehicles": vehicles,
    }
    if setting.has("loads"):
        values["demand"], values["capacity"] = column(customers, demand), fullest + (2 if (fullest + 2) % 5 else 3)
    if setting.has("closing"):
        values["closing"] = (home // 5 + 4) * 5
    return values


_FACTS = (
    Fact(
        "travel",
        table=Grid("SITES", "SITES", "travel", "from / to", "Driving between the places takes so many minutes:"),
        of=("travel",),
    ),
    Fact(
        "depot",
        ways=(
            "At time 0 the {vehicles} are ready at [DEPOT: {@}], where every tour begins and ends.",
            "All tours begin at [DEPOT: {@}], at time 0 or later, and end there.",
        ),
        of=("from_depot",),
    ),
    Fact(
        "windows",
        ways=(
            "The {visits} can begin only within certain times and have a certain duration, all in minutes: "
            "[CUSTOMERS; {@} (between {=earliest} and {=latest}, duration {=service})].",
            "Between which minutes the {visits} have to begin, and how many minutes they take, is fixed: [CUSTOMERS; "
            "{@} "
            "(from {=earliest} to {=latest}, taking {=service})].",
        ),
        table=Table(
            "CUSTOMERS",
            "{customer}",
            (("earliest", "earliest"), ("latest", "latest"), ("duration", "service")),
            "The table shows between which minutes each of the {visits} has to begin and how many minutes it takes.",
        ),
        of=("service",),
    ),
    Fact(
        "once",
        ways=(
            "Each {customer} has to be visited exactly once.",
            "To every {customer}, exactly one visit must be made.",
        ),
        of=("enter", "leave"),
    ),
    Fact(
        "waiting",
        ways=(
            "Whoever arrives early waits, and the next place is reached only after the work and the drive.",
            "From the beginning of a visit, the work and then the drive pass before the next begins; waiting is "
            "allowed.",
        ),
        of=("in_time",),
    ),
    Fact(
        "fleet",
        ways=(
            "No more than {=vehicles} {vehicles} can be used, each for a single tour.",
            "There are {=vehicles} {vehicles}, each of which makes at most a single tour.",
        ),
        of=("fleet",),
    ),
    Fact(
        "demands",
        ways=(
            "{Goods_are} taken along: [CUSTOMERS; {@} {=demand}].",
            "The tours also have to carry {goods}, namely [CUSTOMERS: {=demand} for {@}].",
        ),
        table=Table("CUSTOMERS", "{customer}", (("{goods}", "demand"),), "What has to be taken along, in {goods}:"),
        of=("demand", "room"),
        option="loads",
    ),
    Fact(
        "capacity",
        ways=(
            "For a tour, at most {=capacity} {goods} fit into a {vehicle}.",
            "At most {=capacity} {goods} can be taken along in a {vehicle} for its whole tour.",
        ),
        of=("capacity",),
        option="loads",
    ),
    Fact(
        "closing",
        ways=(
            "All of them have to be back no later than minute {=closing}.",
            "Every tour must end no later than minute {=closing}.",
        ),
        of=("back_in_time",),
        option="closing",
    ),
    Fact(
        "goal",
        ways=(
            "Which tours keep the total driving time as short as possible?",
            "Plan the tours so that the total driving time, without waiting and work, is minimal.",
        ),
        of=("total_travel", "go"),
    ),
)

FAMILY = Family(
    name="time_windows",
    title="Vehicle routing with time windows",
    source="Solomon, Algorithms for the Vehicle Routing and Scheduling Problems with Time Window Constraints, 1987",
    extents=(Extent("customers", 3, 8),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("loads", "closing"),
    framings=(
        story(
            "home_nursing",
            "health care",
            (
                "A home care service plans the visits of the morning.",
                "Patients of a home care service expect nurses at home during the morning.",
            ),
            "vehicle: car; vehicles: cars; visits: visits; customer: patient; goods: meals; goods_are: meals are also",
            "SITES: " + ", ".join(DISTRICTS),
            "The service looks after {~140..400} patients.",
        ),
        story(
            "grocery_slots",
            "online retail",
            (
                "An online grocer has promised delivery times to its customers.",
                "Customers of an online grocer have picked a delivery time.",
            ),
            "vehicle: van; vehicles: vans; visits: deliveries; customer: address; goods: crates;"
            "goods_are: crates of goods are",
            "SITES: Abbey Road, Bay Street, Cherry Lane, Dock Road, East Street, Forge Lane, Garden Row, Hope Street, "
            "Iron Bridge, Jade Court",
            "The grocer sells {~2000..9000} articles.",
        ),
        story(
            "elevator_repair",
            "maintenance",
            (
                "A company services elevators in office towers.",
                "Elevators in office towers are due for inspection.",
            ),
            "vehicle: van; vehicles: vans; visits: inspections; customer: tower; goods: tool boxes;"
            "goods_are: tool boxes are",
            "SITES: Atlas House, Beacon Tower, Citadel, Delphi Center, Emerald Court, Fountain Plaza, Granite House, "
            "Horizon, Jupiter Tower",
            "The fastest elevator rises at {~3..9} m a second.",
        ),
        story(
            "cash_transport",
            "security",
            (
                "Armored cars bring change to the branches of a bank.",
                "The branches of a bank wait for change from the security company.",
            ),
            "vehicle: car; vehicles: cars; visits: stops; customer: branch; goods: coin boxes;"
            "goods_are: coin boxes are",
            "SITES: Airport, Cathedral, Exchange, Gallery, Harbor, Market, Old Town, Park, Stadium, Station, Theater",
            "An armored car weighs {~5..9} tons.",
        ),
        story(
            "milk_inspection",
            "dairy",
            (
                "Inspectors of a dairy check farms on a single morning.",
                "On a single morning, inspectors of a dairy are expected on farms.",
            ),
            "vehicle: jeep; vehicles: jeeps; visits: checks; customer: farm; goods: sample cases;"
            "goods_are: sample cases are",
            "SITES: Alderhof, Bachhof, Eichhof, Finkhof, Heidehof, Kirchhof, Lindenhof, Moorhof, Quellhof, Sonnenhof",
            "A cow gives {~20..40} liters a day.",
        ),
        story(
            "airport_shuttle",
            "passenger transport",
            (
                "A shuttle service picks up travelers in towns around its garage and brings them there.",
                "Travelers in several towns have booked a shuttle to the station where its garage is.",
            ),
            "vehicle: bus; vehicles: buses; visits: pick-ups; customer: town; goods: passengers;"
            "goods_are: passengers have booked and are",
            "SITES: " + ", ".join(CITIES[:24]),
            "A ticket costs {~14..40} EUR.",
            ways={
                "demands": (
                    "So many passengers get on: [CUSTOMERS; {@} {=demand}].",
                    "The passengers waiting are [CUSTOMERS: {=demand} in {@}].",
                ),
            },
        ),
    ),
)
