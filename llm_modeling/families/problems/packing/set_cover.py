"""Set covering. Source: Toregas, Swain, ReVelle and Bergman, The Location of Emergency Service Facilities, 1971."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import DISTRICTS, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    apart, few = "apart" in options, "few" in options
    return model(
        sets=[
            members("SITES"),
            members("AREAS"),
            pairs("COVERS", "site", "area"),
            pairs("RIVALS", "one", "other") if apart else None,
        ],
        parameters=[parameter("cost[SITES]"), parameter("most") if few else None],
        variables=[binary("choose[SITES]")],
        constraints=[
            rule("covered", "sum{(s, a) in COVERS} choose[s] >= 1", "a in AREAS"),
            rule("not_both", "choose[s] + choose[t] <= 1", "(s, t) in RIVALS") if apart else None,
            rule("few", "sum{s in SITES} choose[s] <= most") if few else None,
        ],
        objectives=[minimize("total_cost", "sum{s in SITES} cost[s] * choose[s]")],
    )


def _draw(setting: Setting) -> Values:
    sites = setting.pick("SITES", setting.sizes["sites"])
    areas = setting.pick("AREAS", setting.sizes["areas"])
    rng = setting.rng
    base = max(2, len(sites) // 3)  # the first sites cover everything among them, and at least the other options
    covers = {(k % base, a) for k, a in enumerate(rng.permutation(len(areas)).tolist())}
    for a in range(len(areas)):
        for s in rng.permutation(len(sites))[: int(rng.integers(1, 4))].tolist():
            covers.add((s, a))
    for s in range(len(sites)):
        covers.add((s, int(rng.integers(len(areas)))))
    order = rng.permutation(len(sites)).tolist()
    values: Values = {
        "SITES": [sites[s] for s in order],
        "AREAS": areas,
        "COVERS": [[sites[s], areas[a]] for s in order for a in range(len(areas)) if (s, a) in covers],
        "cost": column([sites[s] for s in order], setting.integers("cost", 20, 95, len(sites))),
    }
    if setting.has("apart"):
        free = rng.permutation(range(base, len(sites))).tolist()
        values["RIVALS"] = [[sites[k % base], sites[s]] for k, s in enumerate(free[: max(1, len(sites) // 8)])]
    if setting.has("few"):
        values["most"] = base
    return values


_FACTS = (
    Fact(
        "cost",
        ways=("{Costs_are}: [SITES; {@} {=cost} {currency}].", "{Sites_cost} [SITES: {=cost} {currency} for {@}]."),
        table=Table("SITES", "{site}", (("{cost_name} ({currency})", "cost"),), "{Costs_are} in the table."),
        of=("cost",),
    ),
    Fact("areas", ways=("{Areas_are} [AREAS: {@}].", "There are {#AREAS} {areas} to think of: [AREAS; {@}].")),
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
            "Each of the {areas} must be {covered} by at least one chosen {site}.",
            "No {area} may be left without a chosen {site} that {covers} it.",
        ),
        of=("covered",),
    ),
    Fact(
        "apart",
        ways=(
            "At most one of each of these pairs can be chosen: [RIVALS; {@0} and {@1}].",
            "Some {sites} rule each other out: [RIVALS; not both {@0} and {@1}].",
        ),
        of=("not_both",),
        option="apart",
    ),
    Fact(
        "few",
        ways=("No more than {=most} {sites} can be chosen.", "At most {=most} {sites} may be on the final list."),
        of=("few",),
        option="few",
    ),
    Fact(
        "goal",
        ways=(
            "Which {sites} should be chosen so that the total cost is as low as possible?",
            "Choose the {sites} that do this at the lowest total cost.",
        ),
        of=("total_cost", "choose"),
    ),
)

FAMILY = Family(
    name="set_cover",
    title="Set covering",
    source="Toregas, Swain, ReVelle and Bergman, The Location of Emergency Service Facilities, 1971",
    extents=(Extent("sites", 6, 290), Extent("areas", 6, 310)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("apart", "few"),
    framings=(
        Framing(
            "fire_stations",
            "emergency services",
            openings=(
                "A fire department plans its stations anew.",
                "Several sites for fire stations have been surveyed in a growing county.",
            ),
            words=phrases(
                "cost_name: cost; site: site; sites: sites; area: district; areas: districts; covers: reaches; "
                "covered: reached;"
                "sites_cost: building a station costs; currency: thousand EUR; costs_are: the building costs are;"
                "areas_are: the districts are; covers_are: engines arrive in time as follows"
            ),
            members={
                "SITES": listed("Mill Lane, Old Yard, Tower Hill, Canal Street, North Gate, Rose Court, Elm Road"),
                "AREAS": DISTRICTS,
            },
            distractors=("The county had {~140..900} fires last year.",),
        ),
        Framing(
            "radio_masts",
            "telecommunications",
            openings=(
                "A mobile operator brings reception to remote valleys.",
                "Valleys without reception get masts from a mobile operator.",
            ),
            words=phrases(
                "cost_name: cost; site: mast; sites: masts; area: valley; areas: valleys; covers: serves; "
                "covered: served;"
                "sites_cost: the operator would pay; currency: thousand USD; costs_are: the costs of the masts are;"
                "areas_are: reception is wanted in the valleys; covers_are: the signals were measured as follows"
            ),
            members={
                "SITES": listed("Bald Peak, Ridge Hut, Eagle Rock, Saddle, Long Spur, Chapel Hill, Dam Crest"),
                "AREAS": listed("Aldra, Bronn, Corvo, Drava, Elva, Fenno, Garda, Holm, Isar, Jura, Kander, Lauter"),
            },
            distractors=("The operator has {~2000000..9000000} customers.",),
        ),
        Framing(
            "test_suite",
            "software development",
            openings=(
                "A software team shortens the tests that run with all of its changes.",
                "The nightly tests of a software product take too long and are thinned out.",
            ),
            words=phrases(
                "cost_name: running time; site: test; sites: tests; area: requirement; areas: requirements; "
                "covers: checks; covered: checked;"
                "sites_cost: the tests take; currency: seconds; costs_are: the running times of the tests are;"
                "areas_are: the requirements are called; covers_are: it is known what the tests check"
            ),
            members={
                "SITES": listed("smoke, deep scan, replay, stress, fuzz, migration, rollback, mirror, soak, snapshot"),
                "AREAS": listed("login, search, billing, export, audit, alerts, backup, import, sharing, printing"),
            },
            units={"cost": "second"},
            ways={
                "cost": (
                    "The tests have these running times: [SITES; {@} {=cost} seconds].",
                    "Running takes [SITES: {=cost} seconds for {@}].",
                ),
                "goal": (
                    "Which tests should be kept so that the total running time is as short as possible?",
                    "Choose the tests to keep so that their total running time is minimal.",
                ),
            },
            distractors=("The product is {~3..19} years old.",),
        ),
        Framing(
            "patrol_routes",
            "public security",
            openings=(
                "A park service chooses the routes of its rangers.",
                "Rangers of a national park walk fixed routes, more of them than the park can afford.",
            ),
            words=phrases(
                "cost_name: cost; site: route; sites: routes; area: spot; areas: spots; covers: passes; "
                "covered: passed;"
                "sites_cost: a season of patrols costs; currency: EUR; costs_are: the costs of the routes are;"
                "areas_are: the spots to watch are; covers_are: the map shows what the routes pass"
            ),
            members={
                "SITES": listed("blue trail, red trail, ridge path, lake loop, fern walk, gorge path, bear trail"),
                "AREAS": listed("heron nest, beaver dam, old grave, spring, cave, bog, oak stand, cliff, ford, hut"),
            },
            units={"cost": "EUR"},
            factors={"cost": 40.0},
            distractors=("The park covers {~40..900} square kilometers.",),
        ),
        Framing(
            "translators",
            "professional services",
            openings=(
                "A congress hires interpreters for all the languages that are spoken there.",
                "Interpreting agencies have made offers to a congress, by teams.",
            ),
            words=phrases(
                "cost_name: fee; site: team; sites: teams; area: language; areas: languages; covers: covers; "
                "covered: covered;"
                "sites_cost: the fees amount to; currency: EUR; costs_are: the fees of the teams are;"
                "areas_are: the languages of the congress are; covers_are: the teams master several languages"
            ),
            members={
                "SITES": listed("team Amber, team Birch, team Cedar, team Dahlia, team Ebony, team Fir, team Ginger"),
                "AREAS": listed(
                    "Arabic, Basque, Czech, Danish, Estonian, Finnish, Greek, Hindi, Italian, Korean, Thai"
                ),
            },
            units={"cost": "EUR"},
            factors={"cost": 30.0},
            distractors=("The congress lasts {~2..5} days.",),
        ),
        Framing(
            "vendor_catalog",
            "retail",
            openings=(
                "A toy shop wants to stock a full range from few vendors.",
                "For the holiday season, a toy shop signs contracts with some of its vendors.",
            ),
            words=phrases(
                "cost_name: cost; site: vendor; sites: vendors; area: kind of toy; areas: kinds of toys; "
                "covers: supplies;"
                "covered: supplied; sites_cost: a contract costs; currency: USD; areas_are: the shop wants to sell;"
                "costs_are: the fixed costs of the contracts are; covers_are: the vendors have these kinds of toys"
            ),
            members={
                "SITES": listed("Alto, Brio Nord, Cosmo, Duplex, Elfin, Fabula, Gizmo, Hobbit Lane, Iglu, Jolly"),
                "AREAS": listed(
                    "kites, puzzles, dolls, trains, robots, marbles, puppets, swings, balls, blocks, yoyos"
                ),
            },
            units={"cost": "USD"},
            factors={"cost": 15.0},
            distractors=("The shop window is {~4..12} meters wide.",),
        ),
    ),
)
