"""Maximum weight independent set. Source: Padberg, On the Facial Structure of Set Packing Polyhedra, 1973."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, special = "few" in options, "special" in options
    return model(
        sets=[members("SITES"), pairs("CLOSE", "one", "other"), members("SPECIAL") if special else None],
        parameters=[
            parameter("value[SITES]"),
            parameter("most") if few else None,
            parameter("least_special") if special else None,
        ],
        variables=[binary("choose[SITES]")],
        constraints=[
            rule("not_both", "choose[i] + choose[j] <= 1", "(i, j) in CLOSE"),
            rule("limited", "sum{i in SITES} choose[i] <= most") if few else None,
            rule("some_special", "sum{i in SPECIAL} choose[i] >= least_special") if special else None,
        ],
        objectives=[maximize("total_value", "sum{i in SITES} value[i] * choose[i]")],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    sites = setting.pick("SITES", setting.sizes["sites"])
    count = len(sites)
    close = {(k, k + 1) for k in range(count - 1)}
    free = [(i, j) for i in range(count) for j in range(i + 2, min(i + 9, count)) if (i % 3, j % 3) != (0, 0)]
    wanted = max(0, setting.sizes["conflicts"] - len(close))
    close |= {free[k] for k in rng.permutation(len(free))[:wanted].tolist()}
    values: Values = {
        "SITES": sites,
        "CLOSE": [[sites[i], sites[j]] for i, j in sorted(close)],
        "value": column(sites, setting.integers("value", 20, 99, count)),
    }
    if setting.has("few"):
        values["most"] = max(3, round(0.3 * count))
    if setting.has("special"):
        apart = list(range(0, count, 3))[: max(2, count // 8)]  # these are never close to each other
        values["SPECIAL"] = [sites[k] for k in sorted({*apart, 1})]
        values["least_special"] = 2 if len(apart) < 4 else 3
    return values


_FACTS = (
    Fact(
        "sites",
        ways=(
            "{Sites_are}, with {the_value} in brackets: [SITES; {@} ({=value} {unit})].",
            "For [SITES: {@}], {the_value} is [SITES: {=value}] {unit}, respectively.",
        ),
        table=Table("SITES", "{site}", (("{unit}", "value"),), "The table has {the_value} for each {site}, in {unit}."),
        of=("value",),
    ),
    Fact(
        "close",
        ways=(
            "{Why}, so at most one of each of these pairs can be {chosen}: [CLOSE; {@0} and {@1}].",
            "The following {sites} rule each other out, {because}: [CLOSE; {@0} or {@1}].",
        ),
        of=("not_both",),
    ),
    Fact(
        "few",
        ways=(
            "No more than {=most} {sites} can be {chosen} altogether.",
            "The total number of {sites} {chosen} is limited to {=most}.",
        ),
        of=("limited",),
        option="few",
    ),
    Fact(
        "special",
        ways=(
            "{Sponsor} insists on at least {=least_special} of these {sites}: [SPECIAL; {@}].",
            "At least {=least_special} of [SPECIAL: {@}] have to be {chosen}, as {sponsor} demands.",
        ),
        of=("some_special",),
        option="special",
    ),
    Fact(
        "goal",
        ways=(
            "Which {sites} should be {chosen} so that {the_value} is as high as possible in total?",
            "Find the {sites} to be {chosen} for which the sum of {the_value} is maximal.",
        ),
        of=("total_value", "choose"),
    ),
)

FAMILY = Family(
    name="independent_set",
    title="Maximum weight independent set",
    source="Padberg, On the Facial Structure of Set Packing Polyhedra, 1973",
    extents=(Extent("sites", 5, 230), Extent("conflicts", 6, 450)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "special"),
    framings=(
        story(
            "market_stalls",
            "retail",
            (
                "A town sells licenses for stands at its flea market.",
                "Traders want to set up stands at the flea market of a town.",
            ),
            "site: stand; sites: stands; sites_are: these stands are wanted; the_value: the fee offered; unit: EUR;"
            "why: some stands are too close together; because: as the passage between them would be too narrow;"
            "chosen: licensed; sponsor: the mayor",
            "SITES: coins, books, lamps, records, clocks, toys, stamps, carpets, posters, buttons, cameras, vases",
            "The flea market opens at {~5..9} in the morning.",
            units={"value": "EUR"},
        ),
        story(
            "drilling_sites",
            "geothermal energy",
            (
                "A geothermal company picks the places where it will drill.",
                "Several places have been surveyed by a geothermal company that wants to drill.",
            ),
            "site: place; sites: places; sites_are: these places are suitable; the_value: the expected yield; unit: MW;"
            "why: wells near each other would cool the same rock; because: since the wells would cool the same rock;"
            "chosen: drilled; sponsor: the ministry",
            "SITES: Ash Ridge, Black Knoll, Cold Spring, Dry Creek, Elk Flat, Fern Hollow, Gray Butte, Hot Basin, "
            "Iron Gulch, Juniper Mesa",
            "A well is {~1400..4000} m deep.",
            units={"value": "MW"},
        ),
        story(
            "talk_schedule",
            "events",
            (
                "A festival of science chooses its evening talks from many proposals.",
                "Many talks have been proposed for the evenings of a festival of science.",
            ),
            "site: talk; sites: talks; sites_are: the proposals are; the_value: the expected audience; unit: guests;"
            "why: some talks would take place at the same time; because: as they would take place at the same time;"
            "chosen: held; sponsor: a foundation",
            "SITES: black holes, bees, bridges, coral reefs, dinosaurs, dreams, glaciers, magnets, mushrooms, "
            "volcanoes, whales, vaccines",
            "The festival lasts {~3..9} days.",
            factors={"value": 3.0},
        ),
        story(
            "charter_jobs",
            "aviation",
            (
                "The owner of a helicopter has been asked for many flights next week.",
                "Requests for flights next week have reached the owner of a helicopter.",
            ),
            "site: flight; sites: flights; sites_are: these flights are requested; the_value: the payment; unit: EUR;"
            "why: certain flights overlap in time; because: because they overlap in time; chosen: accepted;"
            "sponsor: the tourist board",
            "SITES: glacier tour, wedding, lake loop, film shoot, power line, cargo lift, summit photo, race shuttle, "
            "night view, harbor tour",
            "The helicopter has {~3..6} seats.",
            factors={"value": 20.0},
            units={"value": "EUR"},
        ),
        story(
            "satellite_shots",
            "space operations",
            (
                "A satellite can take many pictures during the next orbit, but not all of them.",
                "Pictures for the next orbit of a satellite are selected.",
            ),
            "site: picture; sites: pictures; sites_are: these pictures are on the list; the_value: the priority;"
            "unit: points; why: turning the camera takes time; because: as turning the camera takes time;"
            "chosen: taken; sponsor: the agency",
            "SITES: Andes, Borneo, Caspian, Danube, Etna, Fuji, Gobi, Hudson, Indus, Java, Kalahari, Lena, Mekong",
            "The satellite was launched {~3..9} years ago.",
        ),
        story(
            "wind_turbines",
            "renewable energy",
            (
                "A wind farm is planned on a ridge with a number of possible spots.",
                "On a ridge there are possible spots for the turbines of a wind farm.",
            ),
            "site: spot; sites: spots; sites_are: the spots have names; the_value: the yearly output; unit: MWh;"
            "why: turbines must not stand in the wake of each other; because: due to the wake of the turbines;"
            "chosen: used; sponsor: the village",
            "SITES: Anvil, Bell, Crown, Drum, Eagle, Flint, Grouse, Heather, Ivy, Jay, Kestrel, Lark, Moss, Nail",
            "The ridge is {~400..900} m high.",
            factors={"value": 100.0},
            units={"value": "MWh"},
        ),
    ),
)
