"""The Steiner tree problem by flows. Source: Wong, A Dual Ascent Approach for Steiner Tree Problems, 1984."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import DISTRICTS, STATES, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.problems.networks.drawing import named, network
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation

_NET = "sum{(n, j) in LINKS} flow[t, n, j] - sum{(i, n) in LINKS} flow[t, i, n]"


def _formulation(options: Options) -> Formulation:
    few, disputed = "few" in options, "disputed" in options
    return model(
        sets=[
            members("NODES"),
            members("ROOT"),
            members("TERMINALS"),
            pairs("LINKS", "tail", "head"),
            pairs("DISPUTED", "tail", "head") if disputed else None,
        ],
        parameters=[
            parameter("cost[LINKS]"),
            parameter("most") if few else None,
            parameter("most_disputed") if disputed else None,
        ],
        variables=[binary("build[LINKS]"), continuous("flow[TERMINALS, LINKS]")],
        constraints=[
            rule(
                "connected",
                f"{_NET} = (if n in ROOT then 1 else 0) - (if n = t then 1 else 0)",
                "t in TERMINALS, n in NODES",
            ),
            rule("if_built", "flow[t, i, j] <= build[i, j]", "t in TERMINALS, (i, j) in LINKS"),
            rule("few", "sum{(i, j) in LINKS} build[i, j] <= most") if few else None,
            rule("mostly_spared", "sum{(i, j) in DISPUTED} build[i, j] <= most_disputed") if disputed else None,
        ],
        objectives=[minimize("total_cost", "sum{(i, j) in LINKS} cost[i, j] * build[i, j]")],
    )


def _draw(setting: Setting) -> Values:
    names = setting.pick("NODES", setting.sizes["nodes"])
    rng, count = setting.rng, len(names)
    links = [(i, j) for i, j in network(rng, count, max(setting.sizes["links"], count + 4)) if j != 0]
    pairs_ = named(links, names)
    chosen = sorted(rng.permutation(range(1, count))[: setting.sizes["terminals"]].tolist())
    values: Values = {
        "NODES": names,
        "ROOT": names[:1],
        "TERMINALS": [names[k] for k in chosen],
        "LINKS": pairs_,
        "cost": column(pairs_, setting.integers("cost", 10, 90, len(links))),
    }
    if setting.has("few"):
        values["most"] = count - 1
    if setting.has("disputed"):
        free = [k for k, (i, j) in enumerate(links) if j != i + 1]
        values["DISPUTED"] = [pairs_[k] for k in sorted(rng.permutation(free)[: max(3, len(links) // 4)].tolist())]
        values["most_disputed"] = max(1, len(values["DISPUTED"]) // 3)
    return values


_FACTS = (
    Fact("nodes", ways=("{Nodes_are} [NODES: {@}].", "There are {#NODES} {nodes}: [NODES; {@}].")),
    Fact(
        "links",
        ways=(
            "{Links_are}, each in the direction given only, at these costs: [LINKS; "
            "{=cost} {currency} from {@0} to {@1}].",
            "The {links} that are possible, each in a single direction, cost the following: "
            "[LINKS; {@0} to {@1} {=cost} {currency}].",
        ),
        table=Table(
            "LINKS",
            "from - to",
            (("{cost_name} ({currency})", "cost"),),
            "The table has the {links} that are possible, each in the direction given only.",
        ),
        of=("cost",),
    ),
    Fact(
        "connected",
        ways=(
            "From [ROOT: {@}], it must be possible to get to all of these: [TERMINALS; {@}].",
            "Starting at [ROOT: {@}], there must be a way to [TERMINALS: {@}], possibly by way of others.",
        ),
        of=("connected",),
    ),
    Fact(
        "if_built",
        ways=(
            "Only {links} that are {built} can be part of the ways, and they may be shared.",
            "The ways may share {links}, all of which have to be {built}.",
        ),
        of=("if_built",),
    ),
    Fact(
        "few",
        ways=("At most {=most} {links} can be {built}.", "No more than {=most} {links} may be {built}."),
        of=("few",),
        option="few",
    ),
    Fact(
        "disputed",
        ways=(
            "Some {links} are unwelcome, and no more than {=most_disputed} of them may be {built}: "
            "[DISPUTED; {@0} to {@1}].",
            "There are objections, so that at most {=most_disputed} of these {links} can be {built}: "
            "[DISPUTED; from {@0} to {@1}].",
        ),
        of=("mostly_spared",),
        option="disputed",
    ),
    Fact(
        "goal",
        ways=(
            "Which {links} should be {built} so that the total cost is as low as possible?",
            "Select the {links} to be {built} at the lowest total cost.",
        ),
        of=("total_cost", "build"),
    ),
)

FAMILY = Family(
    name="steiner_tree",
    title="Steiner tree",
    source="Wong, A Dual Ascent Approach for Steiner Tree Problems on a Directed Graph, 1984",
    extents=(Extent("nodes", 4, 20), Extent("links", 6, 47), Extent("terminals", 2, 7)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "disputed"),
    framings=(
        Framing(
            "campus_cooling",
            "buildings",
            openings=(
                "A university connects laboratories to its new chiller.",
                "Cold water from a new chiller is to cool the laboratories of a university.",
            ),
            words=phrases(
                "nodes: buildings; nodes_are: pipes could run between the buildings; link: pipe; links: pipes;"
                "links_are: pipes can be laid; built: laid; currency: EUR; cost_name: cost"
            ),
            members={"NODES": listed("Archive, Botany, Chapel, Dean, Energy Hall, Forum, Gym, Herbarium, Institute")},
            units={"cost": "EUR"},
            factors={"cost": 400.0},
            distractors=("The chiller weighs {~14..40} tons.",),
        ),
        Framing(
            "video_multicast",
            "telecommunications",
            openings=(
                "A football match is broadcast to several cities over rented lines.",
                "A broadcaster rents lines to show a football match in several cities.",
            ),
            words=phrases(
                "nodes: cities; nodes_are: the operator has switches in the cities; link: line; links: lines;"
                "links_are: lines are on offer; built: rented; currency: USD; cost_name: cost"
            ),
            members={"NODES": STATES},
            units={"cost": "USD"},
            factors={"cost": 20.0},
            distractors=("The stadium holds {~20000..90000} people.",),
        ),
        Framing(
            "chip_routing",
            "electronics",
            openings=(
                "On a microchip, a clock signal is led to several blocks.",
                "The wires for the clock of a microchip are drawn.",
            ),
            words=phrases(
                "nodes: points; nodes_are: wires can meet at the points; link: wire; links: wires;"
                "links_are: wires can be drawn; built: drawn; currency: units; cost_name: cost"
            ),
            members={"NODES": listed("clk, alu, fpu, dma, rom, ram, bus, mux, dsp, adc, dac, pll, usb, spi, vga, cam")},
            distractors=("The chip was designed in {~14..30} weeks.",),
        ),
        Framing(
            "rural_water",
            "water supply",
            openings=(
                "Mountain hamlets are to be supplied from a spring.",
                "A spring in the mountains can supply several hamlets with drinking water.",
            ),
            words=phrases(
                "nodes: places; nodes_are: the map shows the places; link: pipe; links: pipes;"
                "links_are: water can run downhill; built: buried; currency: EUR; cost_name: cost"
            ),
            members={"NODES": listed("Alp, Bank, Crest, Dell, Edge, Fold, Glen, Hollow, Inlet, Knee, Ledge, Meadow")},
            units={"cost": "EUR"},
            factors={"cost": 100.0},
            distractors=("The spring yields water of {~6..9} degrees.",),
        ),
        Framing(
            "snow_clearing",
            "road maintenance",
            openings=(
                "Following a blizzard, a depot clears ways to the hospitals of a city.",
                "Streets of a city are buried in snow, and the hospitals are cut off from the road depot.",
            ),
            words=phrases(
                "nodes: districts; nodes_are: the city consists of; link: street; links: streets;"
                "links_are: one-way streets can be cleared; built: cleared; currency: minutes; cost_name: time"
            ),
            members={"NODES": DISTRICTS},
            units={"cost": "minute"},
            ways={
                "goal": (
                    "Which streets should be cleared so that the total time is as short as possible?",
                    "Select the streets to be cleared in the shortest total time.",
                ),
                "links": (
                    "Clearing takes the following times, each street being one-way: "
                    "[LINKS; {=cost} minutes from {@0} to {@1}].",
                ),
            },
            distractors=("The snow is {~40..90} cm deep.",),
        ),
        Framing(
            "ore_railways",
            "mining",
            openings=(
                "A mining company opens up deposits by rail from its port.",
                "Deposits in the bush are to be reached by trains from a port.",
            ),
            words=phrases(
                "nodes: places; nodes_are: the surveyors have marked the places; link: railway; links: railways;"
                "links_are: railways can be built; built: built; currency: million USD; cost_name: cost"
            ),
            members={
                "NODES": listed("Anvil, Badger, Copper, Dingo, Emu, Flint, Gravel, Iron, Jasper, Kite, Lode, Mica")
            },
            distractors=("The deposits will last for {~14..60} years.",),
        ),
    ),
)
