"""Multiple covering. Source: Vazirani, Approximation Algorithms, 2001, chapter 13."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import DISTRICTS, WEEKDAYS, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import integer, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    limited, scarce = "limited" in options, "scarce" in options
    return model(
        sets=[
            members("OFFERS"),
            members("TASKS"),
            pairs("COVERS", "offer", "task"),
            members("SCARCE") if scarce else None,
        ],
        parameters=[
            parameter("cost[OFFERS]"),
            parameter("need[TASKS]"),
            parameter("limit") if limited else None,
            parameter("most") if scarce else None,
        ],
        variables=[integer("take[OFFERS]")],
        constraints=[
            rule("covered", "sum{(o, t) in COVERS} take[o] >= need[t]", "t in TASKS"),
            rule("not_too_many", "take[o] <= limit", "o in OFFERS") if limited else None,
            rule("scarce", "sum{o in SCARCE} take[o] <= most") if scarce else None,
        ],
        objectives=[minimize("total_cost", "sum{o in OFFERS} cost[o] * take[o]")],
    )


def _draw(setting: Setting) -> Values:
    offers = setting.pick("OFFERS", setting.sizes["offers"])
    tasks = setting.pick("TASKS", setting.sizes["tasks"])
    rng, count = setting.rng, len(offers)
    base = max(2, count // 2)  # the first offers are enough for everything
    covers = {(t % base, t) for t in range(len(tasks))}
    covers |= {(int(o), t) for t in range(len(tasks)) for o in rng.permutation(count)[: int(rng.integers(1, 4))]}
    covers |= {(o, int(rng.integers(len(tasks)))) for o in range(count)}
    needs = setting.integers("need", 2, 9, len(tasks))
    order = rng.permutation(count).tolist()
    values: Values = {
        "OFFERS": [offers[o] for o in order],
        "TASKS": tasks,
        "COVERS": [[offers[o], tasks[t]] for o in order for t in range(len(tasks)) if (o, t) in covers],
        "cost": column([offers[o] for o in order], setting.integers("cost", 20, 95, count)),
        "need": column(tasks, needs),
    }
    if setting.has("limited"):
        values["limit"] = max(needs)
    if setting.has("scarce"):
        values["SCARCE"] = [offers[o] for o in order if o >= base][: max(2, count // 4)]
        values["most"] = setting.integer("need", 2, 6)
    return values


_FACTS = (
    Fact(
        "cost",
        ways=(
            "{Costs_are}: [OFFERS; {@} {=cost} {currency}].",
            "The {offers} [OFFERS: {@}] cost [OFFERS: {=cost}] {currency} apiece, respectively.",
        ),
        table=Table(
            "OFFERS", "{offer}", (("{cost_name} ({currency})", "cost"),), "{Costs_are} as listed in the table."
        ),
        of=("cost",),
    ),
    Fact(
        "covers",
        ways=(
            "{Covers_are}: [COVERS; {@0} {covers} {@1}].",
            "The list tells which {offer} {covers} which {task}: [COVERS; {@0} for {@1}].",
        ),
    ),
    Fact(
        "need",
        ways=(
            "{Needs_are} at least [TASKS: {=need} for {@}].",
            "{Needs_are} no fewer than the following: [TASKS; {=need} for {@}].",
        ),
        table=Table("TASKS", "{task}", (("{things} wanted", "need"),), "{Needs_are} at least what the table shows."),
        of=("covered",),
    ),
    Fact(
        "limited",
        ways=(
            "The same {offer} can be {taken} at most {=limit} times.",
            "No {offer} can be {taken} more than {=limit} times.",
        ),
        of=("not_too_many",),
        option="limited",
    ),
    Fact(
        "scarce",
        ways=(
            "Of the {offers} [SCARCE: {@}], no more than {=most} can be {taken} in total.",
            "In total, at most {=most} of these {offers} are available: [SCARCE; {@}].",
        ),
        of=("scarce",),
        option="scarce",
    ),
    Fact(
        "goal",
        ways=(
            "Any {offer} can be {taken} several times, but only as a whole. How often should which {offer} be "
            "{taken} to "
            "keep the total cost as low as possible?",
            "Determine how many times the {offers} are {taken}, in whole numbers, so that the total cost is minimal.",
        ),
        of=("total_cost", "take"),
    ),
)

FAMILY = Family(
    name="multi_cover",
    title="Multiple covering",
    source="Vazirani, Approximation Algorithms, 2001",
    extents=(Extent("offers", 6, 260), Extent("tasks", 5, 120)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("limited", "scarce"),
    framings=(
        Framing(
            "screw_kits",
            "hardware trade",
            openings=(
                "A workshop buys its tools in sets that combine several kinds.",
                "Sets of tools are on sale, and a workshop restocks its shelves.",
            ),
            words=phrases(
                "offer: set; offers: sets; task: kind of tool; covers: contains; things: tools; taken: bought;"
                "costs_are: the prices of the sets are; cost_name: price; currency: EUR;"
                "covers_are: a set has no more than a single tool of a kind; needs_are: the workshop has to get"
            ),
            members={
                "OFFERS": listed("Amateur, Basic, Classic, Deluxe, Expert, Family, Garage, Handy, Industry"),
                "TASKS": listed("hammers, pliers, wrenches, chisels, files, clamps, levels, saws, awls, planes"),
            },
            units={"cost": "EUR"},
            ways={
                "covers": (
                    "The sets have the following content: [COVERS; {@0} contains {@1}].",
                    "The list tells which set contains which kind of tool: [COVERS; {@0} for {@1}].",
                ),
                "need": (
                    "The workshop has to get at least [TASKS: {=need} {@}].",
                    "The workshop has to get no fewer than the following: [TASKS; {=need} {@}].",
                ),
            },
            distractors=("The offer ends in {~3..9} days.",),
        ),
        Framing(
            "patrol_boats",
            "public security",
            openings=(
                "A harbor police hires guards, who walk rounds that pass several piers.",
                "The rounds of guards in a port pass several piers.",
            ),
            words=phrases(
                "offer: round; offers: rounds; task: pier; covers: passes; things: visits; taken: walked;"
                "costs_are: the costs of the rounds are; cost_name: cost; currency: EUR;"
                "covers_are: the rounds are laid out so; needs_are: the numbers of visits in a night must be"
            ),
            members={
                "OFFERS": listed("north loop, south loop, east loop, west loop, long loop, short loop, dock loop"),
                "TASKS": listed(
                    "Coal Pier, Fish Pier, Grain Pier, Oil Pier, Salt Pier, Sand Pier, Tea Pier, Ferry Pier"
                ),
            },
            units={"cost": "EUR"},
            distractors=("The port has {~14..60} cranes.",),
        ),
        Framing(
            "ad_packages",
            "advertising",
            openings=(
                "A charity buys packages of advertisements, which appear in several papers.",
                "Packages of advertisements, made for several papers, are offered to a charity.",
            ),
            words=phrases(
                "offer: package; offers: packages; task: paper; covers: appears in; things: advertisements;"
                "costs_are: the prices of the packages are; cost_name: price; currency: USD; taken: booked;"
                "covers_are: a package stands for an advertisement in some papers;"
                "needs_are: the numbers of advertisements must be"
            ),
            members={
                "OFFERS": listed("Amber, Bronze, Crystal, Diamond, Emerald, Flint, Garnet, Helium, Indigo"),
                "TASKS": listed("Herald, Courier, Gazette, Tribune, Observer, Mirror, Chronicle, Echo, Globe, Star"),
            },
            units={"cost": "USD"},
            factors={"cost": 20.0},
            distractors=("The charity has {~140..900} volunteers.",),
        ),
        Framing(
            "bus_lines",
            "public transport",
            openings=(
                "A town pays for bus services, line by line.",
                "Bus lines, all of which serve several districts, are paid by a town.",
            ),
            words=phrases(
                "offer: line; offers: lines; task: district; covers: serves; things: buses a day; taken: run;"
                "costs_are: the costs of a run are; cost_name: cost; currency: EUR; "
                "covers_are: the lines serve districts;"
                "needs_are: the numbers of buses in a day must be"
            ),
            members={
                "OFFERS": listed("red line, blue line, green line, gold line, gray line, pink line, brown line"),
                "TASKS": DISTRICTS,
            },
            units={"cost": "EUR"},
            factors={"cost": 3.0},
            distractors=("A bus has {~40..60} seats.",),
        ),
        Framing(
            "locum_doctors",
            "health care",
            openings=(
                "A hospital books doctors from an agency for a week.",
                "An agency lends doctors to a hospital, on certain days only.",
            ),
            words=phrases(
                "offer: contract; offers: contracts; task: day; covers: includes; things: doctors; taken: signed;"
                "costs_are: the fees for the contracts are; cost_name: fee; currency: USD;"
                "covers_are: a contract brings a doctor on some days; needs_are: the numbers of doctors must be"
            ),
            members={
                "OFFERS": listed("Aspen, Balsam, Clover, Dahlia, Erica, Fennel, Ginger, Hazel, Iris, Jasmine"),
                "TASKS": WEEKDAYS,
            },
            units={"cost": "USD"},
            factors={"cost": 40.0},
            distractors=("The agency was founded {~14..30} years ago.",),
        ),
        Framing(
            "seed_mixtures",
            "agriculture",
            openings=(
                "A seed dealer fills sachets, which make several flowers grow.",
                "For a flower show, gardeners sow sachets of mixed seeds.",
            ),
            words=phrases(
                "offer: sachet; offers: sachets; task: flower; covers: yields; things: plants; taken: sown;"
                "costs_are: the prices of the sachets are; cost_name: price; currency: cents;"
                "covers_are: a sachet yields a single plant of some flowers; needs_are: the numbers of plants must be"
            ),
            members={
                "OFFERS": listed("Meadow, Sunrise, Cottage, Prairie, Alpine, Border, Shade, Pastel, Autumn, Rainbow"),
                "TASKS": listed("asters, poppies, lupins, dahlias, tulips, irises, peonies, violets, lilies, roses"),
            },
            factors={"cost": 4.0},
            distractors=("The show attracts {~900..9000} visitors.",),
        ),
    ),
)
