"""Fixed-charge network design. Source: Magnanti and Wong, Network Design and Transportation Planning, 1984."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.problems.networks.drawing import named, network
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, apart = "few" in options, "apart" in options
    return model(
        sets=[
            members("ORIGIN"),
            members("PLACES"),
            pairs("LINKS", "tail", "head"),
            pairs("DISLIKED", "tail", "head") if apart else None,
        ],
        parameters=[
            parameter("demand[PLACES]"),
            parameter("fixed[LINKS]"),
            parameter("cost[LINKS]"),
            parameter("capacity"),
            parameter("most") if few else None,
            parameter("most_disliked") if apart else None,
        ],
        variables=[continuous("flow[LINKS]"), binary("build[LINKS]")],
        constraints=[
            rule(
                "supplied",
                "sum{(i, n) in LINKS} flow[i, n] - sum{(n, j) in LINKS} flow[n, j] = demand[n]",
                "n in PLACES",
            ),
            rule("sent", "sum{n in ORIGIN, (n, j) in LINKS} flow[n, j] = sum{k in PLACES} demand[k]"),
            rule("if_built", "flow[i, j] <= capacity * build[i, j]", "(i, j) in LINKS"),
            rule("few", "sum{(i, j) in LINKS} build[i, j] <= most") if few else None,
            rule("mostly_spared", "sum{(i, j) in DISLIKED} build[i, j] <= most_disliked") if apart else None,
        ],
        objectives=[
            minimize("total_cost", "sum{(i, j) in LINKS} (fixed[i, j] * build[i, j] + cost[i, j] * flow[i, j])")
        ],
    )


def _draw(setting: Setting) -> Values:
    names = setting.pick("PLACES", setting.sizes["places"] + 1)
    rng, count = setting.rng, len(names)
    links = [(i, j) for i, j in network(rng, count, max(setting.sizes["links"], count + 4)) if j != 0]
    pairs_ = named(links, names)
    demands = setting.integers("demand", 5, 30, count - 1)
    values: Values = {
        "ORIGIN": names[:1],
        "PLACES": names[1:],
        "LINKS": pairs_,
        "demand": column(names[1:], demands),
        "fixed": column(pairs_, setting.integers("fixed", 40, 150, len(links), step=10)),
        "cost": column(pairs_, setting.integers("cost", 1, 9, len(links))),
        "capacity": sum(demands),
    }
    if setting.has("few"):
        values["most"] = count
    if setting.has("apart"):
        free = [k for k, (i, j) in enumerate(links) if j != i + 1]
        values["DISLIKED"] = [pairs_[k] for k in sorted(rng.permutation(free)[: max(3, len(links) // 5)].tolist())]
        values["most_disliked"] = max(1, len(values["DISLIKED"]) // 3)
    return values


_FACTS = (
    Fact(
        "origin",
        ways=("All of the {flow} comes from [ORIGIN: {@}].", "All of the {flow} starts out in [ORIGIN: {@}]."),
        of=("sent",),
    ),
    Fact(
        "demand",
        ways=(
            "{Demand_is} exactly [PLACES: {=demand} {unit} in {@}]; what else arrives there must be passed on.",
            "{Demand_is} exactly the following, and anything else that arrives must be passed on: "
            "[PLACES; {=demand} {unit} in {@}].",
        ),
        table=Table(
            "PLACES",
            "{place}",
            (("{flow} ({unit})", "demand"),),
            "{Demand_is} exactly what the table shows, and anything else that arrives must be passed on.",
        ),
        of=("supplied",),
    ),
    Fact(
        "links",
        ways=(
            "{Links_are} in these directions only, with the cost of building and the cost of {a_unit}: "
            "[LINKS; {@0} to {@1} ({=fixed} and {=cost} {currency})].",
            "To build a {link} costs a lot, and every unit of {flow} a little: [LINKS; from {@0} to {@1} {=fixed} "
            "{currency} and for {a_unit} {=cost} {currency}].",
        ),
        table=Table(
            "LINKS",
            "from - to",
            (("building ({currency})", "fixed"), ("{a_unit} ({currency})", "cost")),
            "The table has the {links} that are possible in a single direction, what it costs to build them and what "
            "{a_unit} costs on them.",
        ),
        of=("fixed", "cost"),
    ),
    Fact(
        "capacity",
        ways=(
            "A {link} can be used only if it is built, and then carries at most {=capacity} {unit}.",
            "No {link} carries more than {=capacity} {unit}, and those that are not built carry nothing.",
        ),
        of=("if_built",),
    ),
    Fact(
        "few",
        ways=("At most {=most} {links} can be built.", "No more than {=most} {links} may be built."),
        of=("few",),
        option="few",
    ),
    Fact(
        "apart",
        ways=(
            "Of the following {links}, which are disputed, no more than {=most_disliked} may be built: "
            "[DISLIKED; {@0} to {@1}].",
            "Neighbors have complained, so that at most {=most_disliked} of these {links} can be built: "
            "[DISLIKED; from {@0} to {@1}].",
        ),
        of=("mostly_spared",),
        option="apart",
    ),
    Fact(
        "goal",
        ways=(
            "Which {links} should be built, and how should they be used, to keep the total cost as low as possible?",
            "Find the {links} to build and the amounts on them so that the total cost is minimal.",
        ),
        of=("total_cost", "build", "flow"),
    ),
)


def _units(unit: str, currency: str) -> dict[str, str]:
    costs = {"cost": f"{currency}/({unit})", "fixed": currency}
    return {**dict.fromkeys(("demand", "flow", "capacity"), unit), **costs}


FAMILY = Family(
    name="fixed_charge",
    title="Fixed-charge network design",
    source="Magnanti and Wong, Network Design and Transportation Planning, 1984",
    extents=(Extent("places", 3, 55), Extent("links", 7, 205)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "apart"),
    framings=(
        Framing(
            "heat_grid",
            "energy",
            openings=(
                "A town lays pipes for district heating.",
                "Waste heat is to warm the houses of a town through pipes not yet laid.",
            ),
            words=phrases(
                "flow: heat; place: quarter; link: pipe; links: pipes; unit: MW; a_unit: an MW;"
                "currency: EUR; demand_is: the quarters take; links_are: pipes can be laid"
            ),
            members={"PLACES": DISTRICTS},
            factors={"fixed": 200.0, "cost": 50.0},
            distractors=("The town has {~8..90} schools.",),
        ),
        Framing(
            "irrigation_canals",
            "agriculture",
            openings=(
                "Villages in a dry plain get canals from a reservoir.",
                "A reservoir has been finished, and canals will lead to the villages below.",
            ),
            words=phrases(
                "flow: water; place: village; link: canal; links: canals; unit: liters a second;"
                "a_unit: a liter a second; currency: USD; demand_is: the villages take; links_are: canals can be dug"
            ),
            members={"PLACES": listed("Arbo, Belsa, Coria, Dunes, Esla, Fonte, Gador, Huesa, Iznar, Jaraco, Lubrin")},
            units=_units("liter/second", "USD"),
            factors={"fixed": 50.0, "cost": 20.0},
            distractors=("The dam is {~40..120} m high.",),
        ),
        Framing(
            "hydrogen_pipes",
            "chemical industry",
            openings=(
                "A port builds the first pipelines for hydrogen.",
                "Hydrogen from a port is wanted by industry all over the country.",
            ),
            words=phrases(
                "flow: hydrogen; place: city; link: pipeline; links: pipelines; unit: tons a day;"
                "a_unit: a ton a day; currency: EUR; demand_is: industry takes;"
                "links_are: pipelines can be built"
            ),
            members={"PLACES": CITIES},
            factors={"fixed": 900.0, "cost": 400.0},
            distractors=("The port has {~3..19} piers.",),
        ),
        Framing(
            "hut_tracks",
            "tourism",
            openings=(
                "An alpine club will build tracks to its huts, which have been supplied by helicopter so far.",
                "New tracks are planned for the supply of mountain huts from a depot in the valley.",
            ),
            words=phrases(
                "flow: cargo; place: hut; link: track; links: tracks; unit: tons; a_unit: a ton; currency: EUR;"
                "demand_is: the huts take; links_are: tracks can be built"
            ),
            members={"PLACES": listed("Adler, Birk, Cima, Dachs, Enzian, Falk, Gams, Horn, Illing, Joch, Kofel")},
            units=_units("ton", "EUR"),
            factors={"fixed": 20.0, "cost": 10.0},
            distractors=("In winter the snow is {~2..5} m deep.",),
        ),
        Framing(
            "microgrid",
            "development aid",
            openings=(
                "A solar plant is to bring electricity to the hamlets of an island.",
                "Hamlets of an island wait for power lines from a solar plant.",
            ),
            words=phrases(
                "flow: power; place: hamlet; link: line; links: lines; unit: kW; a_unit: a kW; currency: USD;"
                "demand_is: the hamlets take; links_are: lines can be built"
            ),
            members={"PLACES": listed("Anse, Baie, Cap, Dune, Etang, Forge, Grotte, Havre, Isle, Jardin, Lagon")},
            units=_units("kW", "USD"),
            factors={"fixed": 10.0, "cost": 3.0},
            distractors=("The sun shines for {~2000..3100} hours a year.",),
        ),
        Framing(
            "conveyor_lines",
            "mining",
            openings=(
                "A quarry moves gravel by conveyors, which are still to be put up.",
                "Conveyors will link a quarry with the mixing plants around it.",
            ),
            words=phrases(
                "flow: gravel; place: plant; link: conveyor; links: conveyors; unit: tons an hour;"
                "a_unit: a ton an hour; currency: USD; demand_is: the mixing plants take;"
                "links_are: conveyors can be put up"
            ),
            members={"PLACES": listed("Alpha, Bravo, Charlie, Delta, Echo, Foxtrot, Golf, Hotel, India, Kilo, Lima")},
            factors={"fixed": 40.0, "cost": 20.0},
            distractors=("The quarry was opened {~14..90} years ago.",),
        ),
    ),
)
