"""School assignment: pupils of areas to schools. Source: Clarke and Surkis, An Operations Research Approach, 1968."""

from __future__ import annotations

import math

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import DISTRICTS
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import integer, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    mix, fill = "mix" in options, "fill" in options
    going = "sum{a in AREAS} send[a, g, s]"
    whole = "sum{a in AREAS, h in GROUPS} send[a, h, s]"
    return model(
        sets=[members("AREAS"), members("GROUPS"), members("SCHOOLS")],
        parameters=[
            parameter("pupils[AREAS, GROUPS]"),
            parameter("way[AREAS, SCHOOLS]"),
            parameter("places[SCHOOLS]"),
            parameter("largest_share") if mix else None,
            parameter("fewest") if fill else None,
        ],
        variables=[integer("send[AREAS, GROUPS, SCHOOLS]")],
        constraints=[
            rule("everyone", "sum{s in SCHOOLS} send[a, g, s] = pupils[a, g]", "a in AREAS, g in GROUPS"),
            rule("enough_places", "sum{a in AREAS, g in GROUPS} send[a, g, s] <= places[s]", "s in SCHOOLS"),
            rule("not_too_many", f"{going} <= largest_share * {whole}", "g in GROUPS, s in SCHOOLS") if mix else None,
            rule("not_too_few", f"{whole} >= fewest", "s in SCHOOLS") if fill else None,
        ],
        objectives=[
            minimize("total_way", "sum{a in AREAS, g in GROUPS, s in SCHOOLS} way[a, s] * send[a, g, s]"),
        ],
    )


def _draw(setting: Setting) -> Values:
    rng, sizes = setting.rng, setting.sizes
    areas, schools = setting.pick("AREAS", sizes["areas"]), setting.pick("SCHOOLS", sizes["schools"])
    groups = list(setting.framing.members["GROUPS"][: sizes["groups"]])
    pupils = setting.integers("pupils", 10, 45, len(areas) * len(groups))
    homes, sites = rng.uniform(size=(len(areas), 2)), rng.uniform(size=(len(schools), 2))
    raw = abs(homes[:, None, :] - sites[None, :, :]).sum(axis=2)
    far = 9 * setting.framing.factor("way")
    weights = rng.uniform(0.8, 1.2, size=len(schools)).tolist()
    whole = sum(pupils)
    values: Values = {
        "AREAS": areas,
        "GROUPS": groups,
        "SCHOOLS": schools,
        "pupils": matrix(areas, groups, pupils),
        "way": matrix(areas, schools, [max(1, round(far * float(way))) for way in raw.reshape(-1)]),
        "places": column(schools, [math.ceil(1.12 * whole * weight / sum(weights)) + 3 for weight in weights]),
    }
    if setting.has("mix"):
        shares = [sum(pupils[g :: len(groups)]) / whole for g in range(len(groups))]
        values["largest_share"] = min(0.95, math.ceil(100 * (max(shares) + 0.08)) / 100)
    if setting.has("fill"):
        values["fewest"] = int(0.8 * whole * min(weights) / sum(weights))
    return values


_FACTS = (
    Fact(
        "pupils",
        ways=("{Pupils_live} as follows: [AREAS; {@} ([GROUPS: {=pupils} {@}])].",),
        table=Grid("AREAS", "GROUPS", "pupils", "{area}", "{Pupils_live} as the table shows."),
        of=("pupils",),
    ),
    Fact(
        "way",
        ways=("{Way_is}, in {unit}: [AREAS; {@} ([SCHOOLS: {=way} to {@}])].",),
        table=Grid("AREAS", "SCHOOLS", "way", "{area}", "{Way_is} in the table, in {unit}."),
        of=("way",),
    ),
    Fact(
        "places",
        ways=(
            "{There_are} at most [SCHOOLS: {=places} {places} in {@}].",
            "The number of {places} is limited: [SCHOOLS; {@} {=places}].",
        ),
        table=Table("SCHOOLS", "{school}", (("{places}", "places"),), "The number of {places} is limited:"),
        of=("enough_places",),
    ),
    Fact(
        "everyone",
        ways=(
            "All of the {pupils} have to get a place, and those of the same {area} may go to several {schools}.",
            "Everybody must be sent to some {school}, where the {pupils} of {an_area} can be split up.",
        ),
        of=("everyone",),
    ),
    Fact(
        "mix",
        ways=(
            "In each {school}, no {group} may make up more than {%largest_share} of all {pupils} there.",
            "For a good mixture, the share of any {group} among the {pupils} of a {school} must not exceed "
            "{%largest_share}.",
        ),
        of=("not_too_many",),
        option="mix",
    ),
    Fact(
        "fill",
        ways=(
            "So that it can be run sensibly, each {school} has to get at least {=fewest} {pupils}.",
            "No {school} may be left with fewer than {=fewest} {pupils}.",
        ),
        of=("not_too_few",),
        option="fill",
    ),
    Fact(
        "goal",
        ways=(
            "How many {pupils} of each {group} should go from which {area} to which {school} so that the sum of "
            "{all_ways} is as low as possible?",
            "Send the {pupils} to the {schools} so that the sum of {all_ways} is minimal.",
        ),
        of=("total_way", "send"),
    ),
)

FAMILY = Family(
    name="school_assignment",
    title="School assignment",
    source="Clarke and Surkis, An Operations Research Approach to Racial Desegregation of School Systems, 1968",
    extents=(Extent("areas", 2, 23), Extent("groups", 2, 3), Extent("schools", 2, 4)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("mix", "fill"),
    framings=(
        story(
            "primary_schools",
            "education",
            (
                "A town redraws the map of its primary schools.",
                "The map of the primary schools of a town is drawn anew.",
            ),
            "area: district; an_area: a district; pupils: children; pupils_live: the children live; school: school;"
            "schools: schools; way_is: the ways to school are given; all_ways: all ways to school; unit: km;"
            "places: places; there_are: there are; group: age group",
            "AREAS: " + ", ".join(DISTRICTS) + "; GROUPS: young children, middle children, older children;"
            "SCHOOLS: Acorn School, Beech School, Cedar School, Linden School",
            "The oldest school was built {~60..150} years ago.",
        ),
        story(
            "polling_places",
            "public administration",
            (
                "An election office tells the voters where they can vote.",
                "For the coming election, an election office invites voters to its polling places.",
            ),
            "area: street; an_area: a street; pupils: voters; pupils_live: the registered voters live;"
            "school: polling place; schools: polling places; way_is: the walking times are listed;"
            "all_ways: all walking times; unit: minutes; places: voters; there_are: the booths can serve;"
            "group: group of voters",
            "AREAS: Abbey Street, Baker Street, Canal Street, Dover Street, Elm Street, Forge Street, Garden Street, "
            "High Street; GROUPS: first-time voters, regular voters, senior voters;"
            "SCHOOLS: the gym, the library, the fire house, the town hall",
            "The office has printed {~20..90} posters.",
            factors={"way": 2.0, "pupils": 3.0},
        ),
        story(
            "camp_buses",
            "social services",
            (
                "A relief agency moves people from flooded villages to shelters.",
                "People from flooded villages are brought to shelters by a relief agency.",
            ),
            "area: village; an_area: a village; pupils: people; pupils_live: the people are counted;"
            "school: shelter; schools: shelters; way_is: the distances are known; all_ways: all distances traveled;"
            "unit: km; places: beds; there_are: there are; group: group of people",
            "AREAS: Aller, Birk, Celm, Dorn, Erlach, Finkenau, Grund, Hasel; GROUPS: adults, children, elderly persons;"
            "SCHOOLS: the arena, the barracks, the convent, the dance hall",
            "The water stands {~2..5} m high.",
            factors={"way": 4.0},
        ),
        story(
            "vaccination_sites",
            "health care",
            (
                "A health department invites people for their vaccination.",
                "Letters of a health department invite people to be vaccinated.",
            ),
            "area: suburb; an_area: a suburb; pupils: persons; pupils_live: the persons to invite live;"
            "school: center; schools: centers; way_is: the travel times are given; all_ways: all travel times;"
            "unit: minutes; places: vaccinations; there_are: possible are; group: risk group",
            "AREAS: Alton, Brixby, Cawley, Denholm, Everly, Fenwick, Gresham, Hadley;"
            "GROUPS: low-risk persons, medium-risk persons, high-risk persons;"
            "SCHOOLS: the mall, the stadium, the clinic, the opera",
            "A vaccination takes {~5..9} minutes.",
            factors={"way": 3.0, "pupils": 2.0},
        ),
        story(
            "training_sites",
            "military",
            (
                "An army sends its recruits to training camps.",
                "The recruits of an army start in several training camps.",
            ),
            "area: county; an_area: a county; pupils: recruits; pupils_live: the recruits come from the counties;"
            "school: camp; schools: camps; way_is: the costs of the journey are fixed; all_ways: all journey costs;"
            "unit: EUR; places: beds; there_are: there are; group: branch",
            "AREAS: Arden, Borland, Carwick, Dunmoor, Eastmark, Fairmoor, Glenshire, Harland;"
            "GROUPS: pioneers, signallers, medics;"
            "SCHOOLS: Camp Alpha, Camp Bravo, Camp Delta, Camp Echo",
            "The training lasts {~14..60} weeks.",
            factors={"way": 5.0},
            units={"way": "EUR"},
        ),
        story(
            "trade_fair_hotels",
            "tourism",
            (
                "An agency books hotels for the delegations of a congress.",
                "Delegations of a congress stay in hotels that an agency has booked.",
            ),
            "area: delegation; an_area: a delegation; pupils: guests; pupils_live: the delegations consist of guests;"
            "school: hotel; schools: hotels; way_is: from the halls of the delegations, the ways are measured;"
            "all_ways: all ways; unit: hundreds of meters; places: beds; there_are: there are; group: language",
            "AREAS: biology, chemistry, ecology, geology, history, law, logic, physics;"
            "GROUPS: French speakers, German speakers, Spanish speakers;"
            "SCHOOLS: Hotel Adler, Hotel Bellevue, Hotel Central, Hotel Danube",
            "The congress has {~14..60} sponsors.",
        ),
    ),
)
