"""Blending with limits on quality. Source: Charnes, Cooper and Mellon, Blending Aviation Gasolines, 1952."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import continuous, maximize, members, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    impurity, share, floor = "impurity" in options, "share" in options, "floor" in options
    everything = "sum{c in COMPONENTS} use[c, b]"
    return model(
        sets=[members("COMPONENTS"), members("BLENDS")],
        parameters=[
            parameter("cost[COMPONENTS]"),
            parameter("stock[COMPONENTS]"),
            parameter("quality[COMPONENTS]"),
            parameter("price[BLENDS]"),
            parameter("demand[BLENDS]"),
            parameter("least_quality[BLENDS]"),
            parameter("impurity[COMPONENTS]") if impurity else None,
            parameter("most_impurity[BLENDS]") if impurity else None,
            parameter("most_share") if share else None,
            parameter("least_amount") if floor else None,
        ],
        variables=[continuous("use[COMPONENTS, BLENDS]")],
        constraints=[
            rule("in_stock", "sum{b in BLENDS} use[c, b] <= stock[c]", "c in COMPONENTS"),
            rule("sold", everything + " <= demand[b]", "b in BLENDS"),
            rule(
                "good_enough",
                f"sum{{c in COMPONENTS}} quality[c] * use[c, b] >= least_quality[b] * {everything}",
                "b in BLENDS",
            ),
            rule(
                "pure_enough",
                f"sum{{c in COMPONENTS}} impurity[c] * use[c, b] <= most_impurity[b] * {everything}",
                "b in BLENDS",
            )
            if impurity
            else None,
            rule("mixed", "use[d, b] <= most_share * " + everything, "d in COMPONENTS, b in BLENDS") if share else None,
            rule("some_of_each", everything + " >= least_amount", "b in BLENDS") if floor else None,
        ],
        objectives=[maximize("profit", "sum{c in COMPONENTS, b in BLENDS} (price[b] - cost[c]) * use[c, b]")],
    )


def _draw(setting: Setting) -> Values:
    components = setting.pick("COMPONENTS", setting.sizes["components"])
    blends = setting.pick("BLENDS", setting.sizes["blends"])
    n, m = len(components), len(blends)
    grades = [70 + round(30 * k / (n - 1)) for k in range(n)]
    values: Values = {
        "COMPONENTS": components,
        "BLENDS": blends,
        "cost": column(components, [grade - 45 + k for grade, k in zip(grades, _few(setting, n), strict=True)]),
        "stock": column(components, setting.integers("amount", 30, 90, n, step=10)),
        "quality": column(components, grades),
        "price": column(blends, setting.integers("price", 52, 70, m)),
        "demand": column(blends, setting.integers("amount", 40, 140, m, step=10)),
        "least_quality": column(blends, [int(k) for k in setting.rng.integers(80, 89, size=m)]),
    }
    if setting.has("impurity"):
        values["impurity"] = column(components, [int(k) / 10 for k in setting.rng.integers(2, 30, size=n)])
        values["impurity"][n // 2][1] = values["impurity"][n - 1][1] = 0.4
        values["most_impurity"] = column(blends, [int(k) / 10 for k in setting.rng.integers(14, 20, size=m)])
    if setting.has("share"):
        values["most_share"] = int(setting.rng.integers(10, 14)) / 20
    if setting.has("floor"):
        values["least_amount"] = max(1, min(30, round(min(row[1] for row in values["stock"]) * 0.9 / m)))
    return values


def _few(setting: Setting, count: int) -> list[int]:
    return [int(k) for k in setting.rng.integers(0, 12, size=count)]


_FACTS = (
    Fact(
        "components",
        ways=(
            "The {components} with their cost, what there is of them, and their {quality}: "
            "[COMPONENTS; {@} ({=cost} {currency} a {unit}, at most {=stock} {units}, {quality} {=quality})].",
            "The following {components} can be bought: [COMPONENTS; at most {=stock} {units} of {@} for {=cost} "
            "{currency} a {unit}, with a {quality} of {=quality}].",
        ),
        table=Table(
            "COMPONENTS",
            "{component}",
            (("cost ({currency} a {unit})", "cost"), ("available ({units})", "stock"), ("{quality}", "quality")),
            "The table lists the {components} with their cost, the amount available and their {quality}.",
        ),
        of=("in_stock", "cost", "quality"),
    ),
    Fact(
        "blends",
        ways=(
            "They are mixed into {blends}: [BLENDS; {@} (sold for {=price} {currency} a {unit}, at most {=demand} "
            "{units}, {quality} at least {=least_quality})].",
            "The {blends} are sold as follows: [BLENDS; no more than {=demand} {units} of {@} for {=price} {currency} "
            "a {unit}, if the "
            "{quality} is at least {=least_quality}].",
        ),
        table=Table(
            "BLENDS",
            "{blend}",
            (
                ("price ({currency} a {unit})", "price"),
                ("most that can be sold ({units})", "demand"),
                ("least {quality}", "least_quality"),
            ),
            "The next table lists the {blends} that are mixed from them, with the price, the most that can be sold and "
            "the least {quality} that is allowed.",
        ),
        of=("sold", "price"),
    ),
    Fact(
        "linear",
        ways=(
            "The {quality} of a mixture is the average of its parts, weighted by their amounts, and every {blend} has "
            "to "
            "reach its own minimum.",
            "What is mixed has the average {quality} of its parts, weighted by amount, which must not fall short of "
            "what is required.",
        ),
        of=("good_enough",),
    ),
    Fact(
        "impurity",
        ways=(
            "The same rule holds for {impurity}: the {components} contain [COMPONENTS: {=impurity} percent in {@}], "
            "and "
            "the blends may contain at most [BLENDS: {=most_impurity} percent in {@}].",
            "There is {impurity} in the {components}, namely [COMPONENTS: {=impurity} percent in {@}]; on average "
            "no more than [BLENDS: {=most_impurity} percent in {@}] is allowed.",
        ),
        of=("pure_enough", "impurity"),
        option="impurity",
    ),
    Fact(
        "share",
        ways=(
            "None of the {components} may make up more than {%most_share} of a {blend}.",
            "At most {%most_share} of a {blend} may come from the same {component}.",
        ),
        of=("mixed",),
        option="share",
    ),
    Fact(
        "floor",
        ways=(
            "At least {=least_amount} {units} of every {blend} have to be made.",
            "Regular customers rely on it, so that at least {=least_amount} {units} of every {blend} must be made.",
        ),
        of=("some_of_each",),
        option="floor",
    ),
    Fact(
        "goal",
        ways=(
            "How much of each {component} should go into each {blend}, in any fraction, for the highest profit?",
            "Find the amounts of the {components} in the {blends}, which may be fractional, that maximize the profit "
            "from "
            "sales less purchases.",
        ),
        of=("profit",),
    ),
)


def _units(unit: str, currency: str) -> dict[str, str]:
    amounts = dict.fromkeys(("stock", "demand", "use", "least_amount"), unit)
    return {**amounts, **dict.fromkeys(("cost", "price"), f"{currency}/{unit}")}


FAMILY = Family(
    name="blending",
    title="Blending",
    source="Charnes, Cooper and Mellon, Blending Aviation Gasolines, 1952",
    extents=(Extent("components", 4, 43), Extent("blends", 2, 19)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("impurity", "share", "floor"),
    framings=(
        story(
            "aviation_gasoline",
            "oil refining",
            ("A refinery blends gasoline for small aircraft.", "Gasoline for small aircraft is blended in a refinery."),
            "component: stream; components: streams; blend: gasoline; blends: gasolines; quality: octane number;"
            "currency: USD; unit: barrel; units: barrels; impurity: sulfur",
            "COMPONENTS: naphtha, reformate, alkylate, isomerate, toluene, raffinate; BLENDS: regular, club, racing",
            "The refinery has {~14..60} storage tanks.",
            factors={"amount": 10.0},
        ),
        story(
            "tea_blends",
            "food and drink",
            ("A tea house composes its house blends.", "The tasters of a tea house compose new blends."),
            "component: tea; components: teas; blend: house blend; blends: house blends; quality: taste score;"
            "currency: EUR; unit: kg; units: kg; impurity: stalk",
            "COMPONENTS: Assam, Ceylon, Darjeeling, Keemun, Nilgiri, Yunnan; BLENDS: breakfast, afternoon, evening",
            "Tea is drunk at {~60..80} degrees.",
            units=_units("kg", "EUR"),
        ),
        story(
            "recycled_paper",
            "paper",
            ("A paper mill turns waste paper into new sheets.", "Waste paper of many kinds is pulped in a paper mill."),
            "component: waste paper; components: waste papers; blend: grade of paper; blends: grades of paper;"
            "quality: whiteness; currency: EUR; unit: tonne; units: tonnes; impurity: ash",
            "COMPONENTS: newsprint, magazines, office waste, cartons, cups, envelopes; BLENDS: copy, book, tissue",
            "The mill draws {~14..80} liters of water a second.",
            units=_units("tonne", "EUR"),
        ),
        story(
            "coal_yard",
            "power supply",
            ("A coal trader mixes coals for power stations.", "Power stations buy coal from a yard in the harbor."),
            "component: coal; components: coals; blend: blended coal; blends: blended coals; quality: heat rating; "
            "currency: USD;"
            "unit: tonne; units: tonnes; impurity: sulfur",
            "COMPONENTS: Silesian, Ruhr, Kuzbass, Drummond, Newcastle, Richards; BLENDS: furnace mix, boiler mix, "
            "kiln mix",
            "The heap of coal is {~14..30} meters high.",
            units=_units("tonne", "USD"),
            factors={"amount": 30.0},
        ),
        story(
            "wine_cellar",
            "wine",
            ("A wine cooperative makes cuvees of its vintage.", "From the base wines of a vintage, cuvees are made."),
            "component: base wine; components: base wines; blend: cuvee; blends: cuvees; quality: jury score;"
            "currency: EUR; unit: hectoliter; units: hectoliters; impurity: lees",
            "COMPONENTS: Merlot, Syrah, Malbec, Grenache, Carignan, Cinsault; BLENDS: classic, reserve, festival",
            "The cellar lies {~5..30} meters under the ground.",
        ),
        story(
            "asphalt_plant",
            "construction materials",
            ("An asphalt plant recycles old road surfaces.", "Old road surfaces return to the road as fresh asphalt."),
            "component: aggregate; components: aggregates; blend: asphalt; blends: asphalts; quality: hardness index;"
            "currency: USD; unit: ton; units: tons; impurity: clay",
            "COMPONENTS: basalt, milled asphalt, gravel, limestone, slag, quartzite; BLENDS: base layer, top layer",
            "The road to the plant was widened {~3..19} years ago.",
            units=_units("ton", "USD"),
        ),
    ),
)
