"""Maximum minimum dispersion. Source: Kuby, Programming Models for Facility Dispersion, 1987."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import binary, continuous, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    worth, kept = "worth" in options, "kept" in options
    return model(
        sets=[members("SITES"), pairs("PAIRS", "one", "other"), members("KEPT") if kept else None],
        parameters=[
            parameter("number"),
            parameter("distance[PAIRS]"),
            parameter("far", expression="max{(i, j) in PAIRS} distance[i, j]"),
            parameter("worth[SITES]") if worth else None,
            parameter("least") if worth else None,
        ],
        variables=[binary("choose[SITES]"), continuous("closest")],
        constraints=[
            rule("number_chosen", "sum{s in SITES} choose[s] = number"),
            rule(
                "apart",
                "closest <= distance[i, j] + (far - distance[i, j]) * (1 - choose[i] + 1 - choose[j])",
                "(i, j) in PAIRS",
            ),
            rule("enough", "sum{s in SITES} worth[s] * choose[s] >= least") if worth else None,
            rule("stay", "choose[s] = 1", "s in KEPT") if kept else None,
        ],
        objectives=[maximize("least_distance", "closest")],
    )


def _draw(setting: Setting) -> Values:
    sites = setting.pick("SITES", setting.sizes["sites"])
    count = len(sites)
    spots = setting.rng.uniform(size=(count, 2))
    ends = [(i, j) for i in range(count) for j in range(i + 1, count)]
    scale = 60 * setting.framing.factor("distance")
    names = [[sites[i], sites[j]] for i, j in ends]
    number = 2 if count < 6 else 3 + count // 14
    values: Values = {
        "SITES": sites,
        "PAIRS": names,
        "number": number,
        "distance": column(names, [max(2, round(scale * float(abs(spots[i] - spots[j]).sum()))) for i, j in ends]),
    }
    kept = int(setting.rng.integers(count))
    if setting.has("worth"):
        worths = setting.integers("worth", 10, 60, count)
        others = sorted(worths[:kept] + worths[kept + 1 :])
        values["worth"] = column(sites, worths)
        values["least"] = worths[kept] + sum(others[len(others) // 2 :][: number - 1])
    if setting.has("kept"):
        values["KEPT"] = [sites[kept]]
    return values


_FACTS = (
    Fact("sites", ways=("{Sites_are} [SITES: {@}].", "There are {#SITES} {sites} to choose from: [SITES; {@}].")),
    Fact(
        "distances",
        ways=(
            "{Distances_are}: [PAIRS; {=distance} {unit} between {@0} and {@1}].",
            "{Distances_are} known: [PAIRS; {@0} to {@1} {=distance} {unit}].",
        ),
        table=Table(
            "PAIRS", "between", (("{distance_name} ({unit})", "distance"),), "{Distances_are} as the table shows."
        ),
        of=("distance",),
    ),
    Fact(
        "number",
        ways=(
            "Exactly {=number} of the {sites} have to be {chosen}.",
            "It is settled that exactly {=number} {sites} are {chosen}.",
        ),
        of=("number_chosen",),
    ),
    Fact(
        "worth",
        ways=(
            "The {worth_name} of those {chosen} must be at least {=least} in total, where "
            "[SITES: {=worth} come from {@}].",
            "In total, a {worth_name} of at least {=least} is required, to which the {sites} contribute "
            "[SITES: {=worth} ({@})].",
        ),
        of=("enough",),
        option="worth",
    ),
    Fact(
        "kept",
        ways=(
            "One choice is fixed: [KEPT: {@}] must be among them.",
            "Whatever happens, [KEPT: {@}] must be {chosen}.",
        ),
        of=("stay",),
        option="kept",
    ),
    Fact(
        "goal",
        ways=(
            "Which {sites} should be {chosen} so that the smallest {distance_name} between any of them is as large as "
            "possible?",
            "Maximize the smallest {distance_name} between any of those {chosen}.",
        ),
        of=("least_distance", "apart", "choose"),
    ),
)

FAMILY = Family(
    name="dispersion",
    title="Maximum minimum dispersion",
    source="Kuby, Programming Models for Facility Dispersion, 1987",
    extents=(Extent("sites", 5, 42),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("worth", "kept"),
    framings=(
        Framing(
            "franchise_shops",
            "retail",
            openings=(
                "A chain of ice cream parlors keeps its shops from competing with one another.",
                "New parlors of an ice cream chain are to lie far apart.",
            ),
            words=phrases(
                "sites: locations; chosen: chosen; unit: minutes; distance_name: walking time;"
                "sites_are: the locations on offer are; distances_are: the walking times are;"
                "worth_name: number of regular customers"
            ),
            members={"SITES": DISTRICTS},
            units={"distance": "minute"},
            distractors=("A parlor sells {~14..30} flavors.",),
        ),
        Framing(
            "ammunition_stores",
            "defense",
            openings=(
                "An army stores its ammunition in bunkers far from one another.",
                "Ammunition will be stored in some of the old bunkers of an army.",
            ),
            words=phrases(
                "sites: bunkers; chosen: used; unit: meters; distance_name: distance;"
                "sites_are: the bunkers are; distances_are: the distances are; worth_name: capacity in tons"
            ),
            members={"SITES": listed("Alpha, Bravo, Cobra, Delta, Eagle, Falcon, Grizzly, Hornet, Jaguar, Kestrel")},
            units={"distance": "meter", "far": "meter", "closest": "meter"},
            factors={"distance": 20.0},
            distractors=("The walls are {~2..5} m thick.",),
        ),
        Framing(
            "gene_bank",
            "biology",
            openings=(
                "A gene bank keeps samples of apple trees that differ as much as they can.",
                "Apple trees of very unlike kinds are wanted for a gene bank.",
            ),
            words=phrases(
                "sites: kinds; chosen: kept; unit: markers; distance_name: difference;"
                "sites_are: the kinds on hand are; distances_are: the differences are;"
                "worth_name: number of healthy trees"
            ),
            members={"SITES": listed("Russet, Pippin, Codlin, Gala, Fuji, Idared, Jonagold, Braeburn, Elstar, Topaz")},
            distractors=("Samples are kept at {~70..190} degrees below zero.",),
        ),
        Framing(
            "air_sensors",
            "environment",
            openings=(
                "An agency measures the air of a city at well spread points.",
                "Points for measuring the air of a city are picked by an agency.",
            ),
            words=phrases(
                "sites: points; chosen: equipped; unit: km; distance_name: distance;"
                "sites_are: the points considered are; distances_are: the distances are; worth_name: traffic count"
            ),
            members={
                "SITES": listed("Arena, Bazaar, Citadel, Docks, Exchange, Foundry, Gasworks, Hospital, Institute")
            },
            units={"distance": "km", "far": "km", "closest": "km"},
            factors={"distance": 0.5},
            distractors=("The agency publishes {~2..24} values a day.",),
        ),
        Framing(
            "concert_tour",
            "entertainment",
            openings=(
                "A singer gives a few concerts, and no fan should find a pair of them close by.",
                "The agent of a singer looks for concert halls far from one another.",
            ),
            words=phrases(
                "sites: cities; chosen: booked; unit: km; distance_name: distance; worth_name: number of seats;"
                "sites_are: the cities with free halls are; distances_are: the distances are"
            ),
            members={"SITES": CITIES},
            units={"distance": "km", "far": "km", "closest": "km"},
            factors={"distance": 15.0, "worth": 100.0},
            distractors=("A ticket costs {~40..190} EUR.",),
        ),
        Framing(
            "radio_beacons",
            "aviation",
            openings=(
                "Radio beacons that are too close disturb the signals of others.",
                "An aviation authority sets up radio beacons on mountains.",
            ),
            words=phrases(
                "sites: mountains; chosen: equipped; unit: km; distance_name: distance; "
                "worth_name: number of flights guided;"
                "sites_are: the mountains are; distances_are: the distances are"
            ),
            members={"SITES": listed("Ararat, Bernina, Corno, Dom, Eiger, Finster, Grigna, Hochkar, Jungfrau, Kailas")},
            units={"distance": "km", "far": "km", "closest": "km"},
            factors={"distance": 3.0},
            distractors=("A beacon uses {~90..900} watts.",),
        ),
    ),
)
