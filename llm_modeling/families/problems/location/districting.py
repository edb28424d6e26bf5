"""Districting. Source: Hess, Weaver, Siegfeldt, Whelan and Zitlau, Nonpartisan Political Redistricting, 1965."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    together, few = "together" in options, "few" in options
    return model(
        sets=[members("UNITS"), members("CENTERS"), pairs("TOGETHER", "one", "other") if together else None],
        parameters=[
            parameter("weight[UNITS]"),
            parameter("distance[UNITS, CENTERS]"),
            parameter("least"),
            parameter("most"),
            parameter("most_units") if few else None,
        ],
        variables=[binary("assign[UNITS, CENTERS]")],
        constraints=[
            rule("once", "sum{c in CENTERS} assign[u, c] = 1", "u in UNITS"),
            rule("large_enough", "sum{u in UNITS} weight[u] * assign[u, c] >= least", "c in CENTERS"),
            rule("not_too_large", "sum{u in UNITS} weight[u] * assign[u, c] <= most", "c in CENTERS"),
            rule("joined", "assign[u, c] = assign[v, c]", "(u, v) in TOGETHER, c in CENTERS") if together else None,
            rule("few", "sum{u in UNITS} assign[u, c] <= most_units", "c in CENTERS") if few else None,
        ],
        objectives=[minimize("total_way", "sum{u in UNITS, c in CENTERS} weight[u] * distance[u, c] * assign[u, c]")],
    )


def _draw(setting: Setting) -> Values:
    units = setting.pick("UNITS", setting.sizes["units"])
    centers = setting.pick("CENTERS", setting.sizes["centers"])
    rng, count, districts = setting.rng, len(units), len(centers)
    spots = rng.uniform(size=(count + districts, 2))
    ways = abs(spots[:count, None, :] - spots[None, count:, :]).sum(axis=2)
    scale = 60 * setting.framing.factor("distance")
    weights = setting.integers("weight", 20, 60, count)
    order = sorted(range(count), key=lambda u: float(spots[u, 0]))
    parts = [order[count * d // districts : count * (d + 1) // districts] for d in range(districts)]
    sums = [sum(weights[u] for u in part) for part in parts]
    values: Values = {
        "UNITS": units,
        "CENTERS": centers,
        "weight": column(units, weights),
        "distance": matrix(units, centers, [max(2, round(scale * float(way))) for way in ways.reshape(-1)]),
        "least": round(0.95 * min(sums)),
        "most": round(1.05 * max(sums)),
    }
    if setting.has("together"):
        values["TOGETHER"] = [
            [units[part[0]], units[part[1]]] for part in parts[: max(1, districts // 2)] if len(part) > 1
        ]
    if setting.has("few"):
        values["most_units"] = max(map(len, parts)) + 1
    return values


_FACTS = (
    Fact(
        "weights",
        ways=("{Weights_are} as follows: [UNITS; {@} {=weight}].", "{Weights_are} known: [UNITS; {=weight} in {@}]."),
        table=Table("UNITS", "{unit}", (("{weight_name}", "weight"),), "{Weights_are} shown in the table."),
        of=("weight",),
    ),
    Fact(
        "distances",
        ways=(
            "{Distances_are} as follows: [UNITS; {@} ([CENTERS: {=distance} {measure} to {@}])].",
            "From the {units} to the {centers} it takes this long: "
            "[UNITS; from {@} ([CENTERS: {=distance} {measure} to {@}])].",
        ),
        table=Grid("UNITS", "CENTERS", "distance", "{unit}", "{Distances_are} shown in the table, in {measure}."),
        of=("distance",),
    ),
    Fact(
        "once",
        ways=(
            "Each {unit} must belong to exactly one {center}.",
            "Every {unit} is assigned to exactly one {center} and is not divided.",
        ),
        of=("once",),
    ),
    Fact(
        "balance",
        ways=(
            "To share the work fairly, {a_center} has to get at least {=least} and at most {=most} {weight_name}.",
            "No {center} may have fewer than {=least} or more than {=most} {weight_name}.",
        ),
        of=("large_enough", "not_too_large"),
    ),
    Fact(
        "together",
        ways=(
            "These {units} must go to the same {center}: [TOGETHER; {@0} and {@1}].",
            "Some pairs of {units} must not be separated: [TOGETHER; {@0} and {@1}].",
        ),
        of=("joined",),
        option="together",
    ),
    Fact(
        "few",
        ways=(
            "At most {=most_units} {units} may be assigned to the same {center}.",
            "{A_center} can be in charge of no more than {=most_units} {units}.",
        ),
        of=("few",),
        option="few",
    ),
    Fact(
        "goal",
        ways=(
            "The {way} of a {unit} counts as often as it has {weight_name}. How should the {units} be assigned to "
            "make the "
            "sum as small as possible?",
            "Multiply the {way} from every {unit} by its {weight_name}, and assign the {units} so that the sum is "
            "minimal.",
        ),
        of=("total_way", "assign"),
    ),
)

FAMILY = Family(
    name="districting",
    title="Districting",
    source="Hess, Weaver, Siegfeldt, Whelan and Zitlau, Nonpartisan Political Redistricting by Computer, 1965",
    extents=(Extent("units", 5, 56), Extent("centers", 2, 7)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("together", "few"),
    framings=(
        Framing(
            "school_zones",
            "education",
            openings=(
                "A town redraws the zones of its primary schools.",
                "Streets of a town are assigned to primary schools for the next year.",
            ),
            words=phrases(
                "unit: street; units: streets; center: school; centers: schools; a_center: a school; measure: minutes;"
                "weight_name: children; weights_are: the numbers of children in the streets are; way: walking time;"
                "distances_are: the walking times are"
            ),
            members={
                "UNITS": listed("Acorn Lane, Brook Lane, Cross Lane, Dell Lane, East Lane, Fair Lane, Green Lane"),
                "CENTERS": listed("Oak School, Elm School, Ash School, Fir School, Yew School, Bay School"),
            },
            units={"distance": "minute"},
            distractors=("School starts at {~7..9} in the morning.",),
        ),
        Framing(
            "sales_territories",
            "pharmaceuticals",
            openings=(
                "A maker of medicines draws the territories of its sales offices.",
                "The sales offices of a maker of medicines get new territories.",
            ),
            words=phrases(
                "unit: county; units: counties; center: office; centers: offices; a_center: an office;"
                "measure: minutes; weight_name: customers; weights_are: the numbers of customers in the counties are;"
                "way: driving time; distances_are: the driving times are"
            ),
            members={"UNITS": DISTRICTS, "CENTERS": STATES},
            units={"distance": "minute"},
            distractors=("The company sells {~40..90} medicines.",),
        ),
        Framing(
            "meter_reading",
            "energy",
            openings=(
                "A utility shares the reading of meters among its bases.",
                "Electricity meters are read by teams that set out from the bases of a utility.",
            ),
            words=phrases(
                "unit: village; units: villages; center: base; centers: bases; a_center: a base; measure: minutes;"
                "weight_name: meters; weights_are: the numbers of meters in the villages are; way: driving time;"
                "distances_are: the driving times are"
            ),
            members={
                "UNITS": listed("Arden, Bray, Corby, Denby, Epping, Firle, Goring, Hurley, Ivinghoe, Jarrow, Kelso"),
                "CENTERS": listed("North Base, South Base, East Base, West Base, Mill Base, Dock Base"),
            },
            units={"distance": "minute"},
            factors={"weight": 5.0},
            distractors=("A meter is replaced when it is {~14..20} years old.",),
        ),
        Framing(
            "parish_priests",
            "religion",
            openings=(
                "A diocese forms large parishes out of small communities.",
                "Small communities of a diocese will be served from a few large churches.",
            ),
            words=phrases(
                "unit: community; units: communities; center: church; centers: churches; a_center: a church;"
                "measure: minutes; weight_name: households; weights_are: the numbers of households are;"
                "way: travel time; distances_are: the travel times are"
            ),
            members={
                "UNITS": listed("Aldea, Barca, Campo, Dehesa, Era, Fuente, Granja, Huerta, Isla, Juncal, Loma"),
                "CENTERS": listed("San Blas, San Gil, San Roque, Santa Clara, Santa Cruz, Santa Fe"),
            },
            units={"distance": "minute"},
            factors={"weight": 3.0},
            distractors=("The cathedral is {~300..900} years old.",),
        ),
        Framing(
            "snow_sectors",
            "road maintenance",
            openings=(
                "A road service divides its road sections among depots for the winter.",
                "Plows start from depots, which share the roads of a mountain county.",
            ),
            words=phrases(
                "unit: section; units: sections; center: depot; centers: depots; a_center: a depot;"
                "measure: minutes; weight_name: lane kilometers; weights_are: the lane kilometers of the sections are;"
                "way: driving time; distances_are: the driving times are"
            ),
            members={
                "UNITS": listed("Aare, Biber, Chise, Doubs, Emme, Furka, Grimsel, Hasli, Inn, Jaun, Klausen, Linth"),
                "CENTERS": listed("Depot Alp, Depot Bach, Depot Dorf, Depot Egg, Depot Feld, Depot Grat"),
            },
            units={"distance": "minute"},
            distractors=("A plow is {~3..4} m wide.",),
        ),
        Framing(
            "care_regions",
            "health insurance",
            openings=(
                "A health insurer puts its branches in charge of the cities around them.",
                "Cities are distributed over the branches of a health insurer.",
            ),
            words=phrases(
                "unit: city; units: cities; center: branch; centers: branches; a_center: a branch; measure: minutes;"
                "weight_name: cases; weights_are: the numbers of cases in the cities are; way: travel time;"
                "distances_are: the travel times by train are"
            ),
            members={
                "UNITS": CITIES,
                "CENTERS": listed("Branch Aster, Branch Begonia, Branch Crocus, Branch Dahlia, Branch Erica"),
            },
            units={"distance": "minute"},
            distractors=("A letter is answered within {~3..9} days.",),
        ),
    ),
)
