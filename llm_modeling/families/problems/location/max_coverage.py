"""Maximal covering location. Source: Church and ReVelle, The Maximal Covering Location Problem, 1974."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    costly, fair = "costly" in options, "fair" in options
    return model(
        sets=[
            members("SITES"),
            members("AREAS"),
            pairs("COVERS", "site", "area"),
            members("PRIORITY") if fair else None,
        ],
        parameters=[
            parameter("people[AREAS]"),
            parameter("number"),
            parameter("cost[SITES]") if costly else None,
            parameter("budget") if costly else None,
        ],
        variables=[binary("open[SITES]"), binary("reached[AREAS]")],
        constraints=[
            rule("covered", "reached[a] <= sum{(s, a) in COVERS} open[s]", "a in AREAS"),
            rule("number_open", "sum{s in SITES} open[s] <= number"),
            rule("affordable", "sum{s in SITES} cost[s] * open[s] <= budget") if costly else None,
            rule("in_any_case", "sum{(s, a) in COVERS} open[s] >= 1", "a in PRIORITY") if fair else None,
        ],
        objectives=[maximize("people_reached", "sum{a in AREAS} people[a] * reached[a]")],
    )


def _draw(setting: Setting) -> Values:
    sites = setting.pick("SITES", setting.sizes["sites"])
    areas = setting.pick("AREAS", setting.sizes["areas"])
    rng = setting.rng
    number = max(2, len(sites) // 6)
    covers = {(int(s), a) for a in range(len(areas)) for s in rng.permutation(len(sites))[: int(rng.integers(1, 4))]}
    covers |= {(s, int(rng.integers(len(areas)))) for s in range(len(sites))}
    values: Values = {
        "SITES": sites,
        "AREAS": areas,
        "COVERS": [[sites[s], areas[a]] for s, a in sorted(covers)],
        "people": column(areas, setting.integers("people", 10, 90, len(areas))),
        "number": number,
    }
    costs = setting.integers("cost", 20, 90, len(sites))
    if setting.has("costly"):
        values["cost"] = column(sites, costs)
        values["budget"] = max(max(costs) + min(costs), round(0.9 * number * sum(costs) / len(costs)))
    if setting.has("fair"):
        cheapest = costs.index(min(costs))
        values["PRIORITY"] = [areas[next(a for s, a in sorted(covers) if s == cheapest)]]
    return values


_FACTS = (
    Fact(
        "people",
        ways=("{People_are} as follows: [AREAS; {@} {=people}].", "{People_are} known: [AREAS; {=people} in {@}]."),
        table=Table("AREAS", "{area}", (("{people}", "people"),), "{People_are} shown in the table."),
        of=("people",),
    ),
    Fact("sites", ways=("{Sites_are} [SITES: {@}].", "{Sites_are} the following: [SITES; {@}].")),
    Fact(
        "covers",
        ways=(
            "{Covers_are}: [COVERS; {@0} {covers} {@1}].",
            "The list tells which {site} {covers} which {area}: [COVERS; {@0} for {@1}].",
        ),
    ),
    Fact(
        "covered",
        ways=(
            "{An_area} counts as {covered} only if at least one {site} that {covers} it is {opened}.",
            "{Areas} without an appropriate {site} that is {opened} are not {covered}, which must be accepted.",
        ),
        of=("covered", "reached"),
    ),
    Fact(
        "number",
        ways=("No more than {=number} {sites} can be {opened}.", "At most {=number} {sites} may be {opened}."),
        of=("number_open",),
    ),
    Fact(
        "costly",
        ways=(
            "The {cost_name} would be [SITES: {=cost} {currency} for {@}], and no more than {=budget} {currency} can "
            "be "
            "spent.",
            "At most {=budget} {currency} can be spent, where the {cost_name} would be [SITES: {=cost} {currency} "
            "({@})].",
        ),
        of=("affordable",),
        option="costly",
    ),
    Fact(
        "fair",
        ways=(
            "In any case, the following must be {covered}: [PRIORITY; {@}].",
            "It has been promised that [PRIORITY: {@}] must be {covered}.",
        ),
        of=("in_any_case",),
        option="fair",
    ),
    Fact(
        "goal",
        ways=(
            "Which {sites} should be {opened} to {cover} the greatest number of {people}?",
            "Where should {sites} be {opened} so that as many {people} as possible are {covered}?",
        ),
        of=("people_reached", "open"),
    ),
)

FAMILY = Family(
    name="max_coverage",
    title="Maximal covering location",
    source="Church and ReVelle, The Maximal Covering Location Problem, 1974",
    extents=(Extent("sites", 6, 210), Extent("areas", 5, 165)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("costly", "fair"),
    framings=(
        Framing(
            "cell_towers",
            "telecommunications",
            openings=(
                "A mobile company puts up cell towers where people have no signal.",
                "Cell towers will bring a signal to some parts of a thinly settled country.",
            ),
            words=phrases(
                "site: tower; sites: towers; opened: built; area: parish; areas: parishes; an_area: a parish;"
                "covers: reaches; covered: reached; cover: reach; people: inhabitants; cost_name: costs;"
                "people_are: the numbers of inhabitants are; sites_are: the towers proposed are;"
                "covers_are: a survey has shown what a tower can do; currency: thousand USD"
            ),
            members={
                "SITES": listed("Bare Hill, Crag, Dun Rock, Fell Top, Grey Stone, High Tor, Knoll, Long Ridge, Peak"),
                "AREAS": STATES,
            },
            factors={"people": 20.0},
            distractors=("A tower is {~40..90} m high.",),
        ),
        Framing(
            "mobile_clinics",
            "public health",
            openings=(
                "A charity parks its mobile clinics for a month.",
                "Mobile clinics of a charity stay for a month wherever they are parked.",
            ),
            words=phrases(
                "site: parking spot; sites: parking spots; opened: used; area: settlement; areas: settlements;"
                "an_area: a settlement; covers: is within reach of; covered: looked after; cover: look after; "
                "people: patients;"
                "cost_name: fees; people_are: the numbers of patients are; sites_are: the parking spots are;"
                "covers_are: patients walk, and so; currency: EUR"
            ),
            members={
                "SITES": listed("market, school yard, football field, mosque, church, bus stop, mill, ferry, well"),
                "AREAS": listed("Ayo, Beni, Cala, Dema, Ewo, Fara, Goma, Hiri, Inza, Juba, Kole, Lira, Moyo, Nuka"),
            },
            factors={"cost": 3.0},
            distractors=("A clinic is staffed by {~3..9} people.",),
        ),
        Framing(
            "ad_billboards",
            "advertising",
            openings=(
                "A brewery rents billboards for a new beer.",
                "Billboards at busy places are to make a new beer known.",
            ),
            words=phrases(
                "site: billboard; sites: billboards; opened: rented; area: group of commuters;"
                "areas: groups of commuters; an_area: a group of commuters; covers: catches; covered: caught;"
                "cover: catch; people: commuters; cost_name: rents; people_are: the numbers of commuters are;"
                "sites_are: the billboards on offer are; covers_are: the routes are known; currency: EUR"
            ),
            members={
                "SITES": listed(
                    "Station East, Station West, Bridge, Stadium, Mall, Ring Road, Ferry Pier, Campus Gate"
                ),
                "AREAS": DISTRICTS,
            },
            units={"cost": "EUR", "budget": "EUR"},
            factors={"people": 50.0, "cost": 10.0},
            ways={
                "people": (
                    "Commuters are grouped by where they live: [AREAS; {@} {=people}].",
                    "{People_are} known, by where they live: [AREAS; {=people} in {@}].",
                )
            },
            distractors=("The beer contains {~3..6} percent of alcohol.",),
        ),
        Framing(
            "bird_cameras",
            "nature conservation",
            openings=(
                "Biologists watch a colony of seabirds by cameras.",
                "Cameras will show biologists how the seabirds on an island breed.",
            ),
            words=phrases(
                "site: camera; sites: cameras; opened: mounted; area: ledge; areas: ledges; an_area: a ledge;"
                "covers: shows; covered: watched; cover: watch; people: nests; cost_name: costs;"
                "people_are: the numbers of nests are; sites_are: cameras could be mounted at;"
                "covers_are: trials have given the following; currency: EUR"
            ),
            members={
                "SITES": listed(
                    "the arch, the stack, the cave, the pillar, the slab, the chimney, the notch, the roof"
                ),
                "AREAS": listed("Anchor, Barrel, Compass, Dinghy, Ensign, Flagpole, Galley, Halyard, Jib, Keel, Mast"),
            },
            units={"cost": "EUR", "budget": "EUR"},
            factors={"cost": 5.0},
            distractors=("The island is {~14..90} km from the mainland.",),
        ),
        Framing(
            "charging_parks",
            "mobility",
            openings=(
                "An energy company installs chargers for electric cars.",
                "Chargers for electric cars are rare in a region, which an energy company wants to change.",
            ),
            words=phrases(
                "site: charging park; sites: charging parks; opened: installed; area: town; areas: towns;"
                "an_area: a town; covers: is close to; covered: provided for; cover: provide for; people: drivers;"
                "cost_name: costs; people_are: the numbers of drivers are; sites_are: the charging parks planned are;"
                "covers_are: by road, the following holds; currency: thousand EUR"
            ),
            members={
                "SITES": listed("Exit North, Exit South, Truck Stop, Motel, Cinema, Garden Mall, Fairground, Spa"),
                "AREAS": CITIES,
            },
            factors={"people": 10.0},
            distractors=("Charging takes {~14..60} minutes.",),
        ),
        Framing(
            "night_shelters",
            "social services",
            openings=(
                "A city opens shelters for the cold months.",
                "When it is cold, a city offers shelters to people without a home.",
            ),
            words=phrases(
                "site: shelter; sites: shelters; opened: opened; area: quarter; areas: quarters; an_area: a quarter;"
                "covers: is near; covered: supported; cover: support; people: homeless people; cost_name: costs;"
                "people_are: the numbers of homeless people are; sites_are: the shelters available are;"
                "covers_are: social workers report this; currency: USD"
            ),
            members={
                "SITES": listed("Ark, Beacon, Cabin, Den, Eaves, Fold, Garret, Harbor House, Inglenook, Jetty House"),
                "AREAS": DISTRICTS,
            },
            units={"cost": "USD", "budget": "USD"},
            factors={"cost": 40.0},
            distractors=("Last winter had {~14..60} nights of frost.",),
        ),
    ),
)
