"""Farm planning with crop rotation. Source: Haneveld and Stegeman, Crop Succession Requirements, 2005.

It stops at 10 fields, where the optimum can still be proven within seconds.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    after, soil, water = "after" in options, "soil" in options, "water" in options
    return model(
        sets=[
            members("CROPS"),
            members("FIELDS"),
            members("YEARS", ordered=True),
            pairs("AFTER", "sooner", "later") if after else None,
            members("HEALING") if soil else None,
        ],
        parameters=[
            parameter("profit[CROPS]"),
            parameter("most_area[CROPS]"),
            parameter("area[FIELDS]"),
            parameter("need[CROPS]") if water else None,
            parameter("supply") if water else None,
        ],
        variables=[binary("grow[FIELDS, CROPS, YEARS]")],
        constraints=[
            rule("single_crop", "sum{c in CROPS} grow[f, c, y] <= 1", "f in FIELDS, y in YEARS"),
            rule(
                "rotation",
                "grow[f, c, prev(y)] + grow[f, c, y] <= 1",
                "f in FIELDS, c in CROPS, y in YEARS: y != first(YEARS)",
            ),
            rule("market", "sum{f in FIELDS} area[f] * grow[f, c, y] <= most_area[c]", "c in CROPS, y in YEARS"),
            rule(
                "bad_sequence",
                "grow[f, c, prev(y)] + grow[f, d, y] <= 1",
                "(c, d) in AFTER, f in FIELDS, y in YEARS: y != first(YEARS)",
            )
            if after
            else None,
            rule("heal", "sum{c in HEALING, y in YEARS} grow[f, c, y] >= 1", "f in FIELDS") if soil else None,
            rule(
                "irrigation",
                "sum{f in FIELDS, c in CROPS} need[c] * area[f] * grow[f, c, y] <= supply",
                "y in YEARS",
            )
            if water
            else None,
        ],
        objectives=[
            maximize("total_profit", "sum{f in FIELDS, c in CROPS, y in YEARS} profit[c] * area[f] * grow[f, c, y]")
        ],
    )


def _draw(setting: Setting) -> Values:
    rng, sizes = setting.rng, setting.sizes
    fields, crops = setting.pick("FIELDS", sizes["fields"]), setting.pick("CROPS", max(3, sizes["crops"]))
    years = timeline(setting, "YEARS", sizes["years"])
    areas = setting.integers("area", 4, 16, len(fields), step=4)
    need = setting.integers("need", 2, 9, len(crops))
    whole, largest = sum(areas), max(areas)
    shares = rng.uniform(0.3, 0.6, size=len(crops)).tolist()
    limits = [max(largest, round(whole * share)) for share in shares]
    if setting.has("soil") or setting.has("water"):
        limits[0] = max(limits[0], -(-whole // len(years)) + largest)  # the first crop can heal a part every year
    values: Values = {
        "CROPS": crops,
        "FIELDS": fields,
        "YEARS": years,
        "profit": column(crops, setting.integers("profit", 20, 90, len(crops), step=1)),
        "most_area": column(crops, limits),
        "area": column(fields, areas),
    }
    if setting.has("after"):
        values["AFTER"] = [[crops[1], crops[2]]] if len(crops) < 5 else [[crops[1], crops[2]], [crops[3], crops[4]]]
    if setting.has("soil"):
        values["HEALING"] = [crops[0]] if len(crops) < 4 else [crops[0], crops[3]]
    if setting.has("water"):
        values["need"] = column(crops, need)
        values["supply"] = max(
            round(0.85 * whole * sum(need) / len(need)), need[0] * (-(-whole // len(years)) + largest)
        )
    return values


_FACTS = (
    Fact(
        "crops",
        ways=(
            "{The_crops}, with the profit in {money} for each {unit} and the largest area in {units} that the market "
            "takes each year: [CROPS; {@} ({=profit}, {=most_area})].",
            "{The_crops} are [CROPS: {@}]. They earn [CROPS: {=profit}] {money} for each {unit}, and the market "
            "takes no "
            "more than [CROPS: {=most_area}] {units} a year, in this order.",
        ),
        table=Table(
            "CROPS",
            "{crop}",
            (("profit ({money} for each {unit})", "profit"), ("largest area each year ({units})", "most_area")),
            "The table shows what can be grown, the profit and the area that the market takes at most.",
        ),
        of=("profit", "market"),
    ),
    Fact(
        "fields",
        ways=(
            "{Fields_are} [FIELDS: {@} with {=area} {units}].",
            "In {units}, the sizes of the {fields} are as follows: [FIELDS; {@} {=area}].",
        ),
        table=Table("FIELDS", "{field}", (("{units}", "area"),), "The {fields} differ in size:"),
        of=("area",),
    ),
    Fact(
        "years",
        ways=(
            "A plan for [YEARS: {@}] is wanted.",
            "The plan covers {#YEARS} seasons: [YEARS; {@}].",
        ),
    ),
    Fact(
        "single",
        ways=(
            "In each season a {field} carries a single {crop} as a whole, or lies fallow.",
            "Every season, a whole {field} is given to at most one {crop}; it may also rest.",
        ),
        of=("single_crop", "grow"),
    ),
    Fact(
        "rotation",
        ways=(
            "No {crop} may be grown {on} the same {field} in consecutive seasons.",
            "The same {crop} must not follow itself {on} a {field} in the next season.",
        ),
        of=("rotation",),
    ),
    Fact(
        "after",
        ways=(
            "Some sequences {on} a {field} are ruled out from season to season: [AFTER; {@0} directly followed by "
            "{@1}].",
            "Because of pests, these must not stand {on} a {field} in direct succession: [AFTER; {@0} followed by "
            "{@1}].",
        ),
        of=("bad_sequence",),
        option="after",
    ),
    Fact(
        "soil",
        ways=(
            "For the sake of the soil, every {field} has to carry [HEALING; {@}] in at least one season.",
            "Each {field} needs a season or more with [HEALING; {@}], which restores the soil.",
        ),
        of=("heal",),
        option="soil",
    ),
    Fact(
        "need",
        ways=(
            "For each {unit}, the water needed in a season is [CROPS: {=need} {water} for {@}].",
            "The need for water in a season, in {water} for each {unit}, is this: [CROPS; {@} {=need}].",
        ),
        table=Table(
            "CROPS", "{crop}", (("{water} for each {unit}", "need"),), "Water is needed for each of them in a season:"
        ),
        of=("need",),
        option="water",
    ),
    Fact(
        "supply",
        ways=(
            "No more than {=supply} {water} can be used in a season.",
            "At most {=supply} {water} are available in each season.",
        ),
        of=("irrigation",),
        option="water",
    ),
    Fact(
        "goal",
        ways=(
            "What should be grown where and when for the highest total profit?",
            "Plan the seasons so that the total profit is maximal.",
        ),
        of=("total_profit",),
    ),
)

FAMILY = Family(
    name="farm_planning",
    title="Farm planning with crop rotation",
    source="Haneveld and Stegeman, Crop Succession Requirements in Agricultural Production Planning, 2005",
    extents=(Extent("fields", 2, 10), Extent("crops", 3, 5), Extent("years", 2, 3)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("after", "soil", "water"),
    framings=(
        story(
            "grain_farm",
            "agriculture",
            (
                "A farm on heavy soil plans its crops over the coming years.",
                "Over the coming years, a farm on heavy soil wants to rotate its crops.",
            ),
            "field: field; fields: fields; crop: crop; the_crops: the possible crops; period: year; water: units; "
            "on: on;"
            "unit: hectare; units: hectares; money: EUR; fields_are: the fields are",
            "CROPS: wheat, barley, clover, rapeseed, sugar beet, potatoes, oats, rye;"
            "FIELDS: Long Acre, Mill Field, Church Field, Brook Meadow, Stone Field, Fox Corner, Hill Top, Wood Side",
            "The tractor has {~90..300} hp.",
            factors={"profit": 8.0},
        ),
        story(
            "vegetable_garden",
            "horticulture",
            (
                "A market garden decides what it plants in its beds.",
                "The beds of a market garden are planted anew each season.",
            ),
            "field: bed; fields: beds; crop: vegetable; the_crops: the vegetables; period: season; water: liters; "
            "on: on;"
            "unit: square meter; units: square meters; money: EUR; fields_are: there are",
            "CROPS: beans, cabbage, carrots, leek, lettuce, onions, peas, spinach;"
            "FIELDS: bed A, bed B, bed C, bed D, bed E, bed F, bed G, bed H;"
            "YEARS: spring, summer, autumn",
            "The garden sells on {~3..5} markets.",
            factors={"profit": 0.3, "area": 6.0},
        ),
        story(
            "fish_ponds",
            "aquaculture",
            (
                "A fish farm stocks its ponds each season.",
                "Each season, a fish farm decides anew which fish live in its ponds.",
            ),
            "on: in; field: pond; fields: ponds; crop: fish; the_crops: the kinds of fish; period: season; water: "
            "units;"
            "unit: are; units: ares; money: EUR; fields_are: the ponds are",
            "CROPS: carp, tench, pike, perch, sturgeon, trout, catfish, bream;"
            "FIELDS: Upper Pond, Lower Pond, Mill Pond, Abbey Pond, Reed Pond, Forest Pond, Stone Pond",
            "The oldest pond was dug {~140..500} years ago.",
            ways={
                "single": (
                    "In each season a pond holds a single kind of fish as a whole, or is drained.",
                    "Every season, a whole pond is given to at most one kind of fish; it may also lie dry.",
                ),
                "rotation": (
                    "No kind of fish may live in the same pond in consecutive seasons.",
                    "The same fish must not follow itself in a pond in the next season.",
                ),
                "after": (
                    "Because of diseases, it is ruled out that in a pond from season to season "
                    "[AFTER; {@0} is directly followed by {@1}].",
                ),
                "soil": (
                    "To clean the mud, every pond has to hold [HEALING; {@}] in at least one season.",
                    "Each pond needs a season or more with [HEALING; {@}], which cleans the mud.",
                ),
                "goal": (
                    "Which fish should live where and when for the highest total profit?",
                    "Plan the seasons so that the total profit is maximal.",
                ),
                "need": (
                    "For each are, the oxygen used in a season is [CROPS: {=need} units for {@}].",
                    "The use of oxygen in a season, in units for each are, is this: [CROPS; {@} {=need}].",
                ),
                "supply": (
                    "The pumps supply no more than {=supply} units in a season.",
                    "At most {=supply} units can be pumped in during each season.",
                ),
            },
        ),
        story(
            "flower_nursery",
            "floriculture",
            (
                "A nursery grows cut flowers in greenhouses.",
                "In the greenhouses of a nursery, cut flowers are grown for florists.",
            ),
            "on: in; field: greenhouse; fields: greenhouses; crop: flower; the_crops: the flowers in question; "
            "period: season;"
            "water: liters; unit: square meter; units: square meters; money: EUR; fields_are: it has",
            "CROPS: tulips, roses, lilies, asters, freesias, gerberas, irises, carnations;"
            "FIELDS: house North, house South, house East, house West, old house, new house, tall house",
            "A rose costs {~2..5} EUR in the shop.",
            factors={"profit": 0.4, "area": 20.0},
            ways={
                "fields": (
                    "The greenhouses are [FIELDS: {@} with {=area} {units}].",
                    "In {units}, the sizes of the {fields} are as follows: [FIELDS; {@} {=area}].",
                )
            },
        ),
        story(
            "trial_plots",
            "research",
            (
                "A seed institute uses its plots for paid trials.",
                "The plots of a seed institute are rented out for trials with various plants.",
            ),
            "on: on; field: plot; fields: plots; crop: plant; the_crops: the plants on trial; period: year; water: "
            "units;"
            "unit: row; units: rows; money: USD; fields_are: the plots are",
            "CROPS: corn, soybeans, lupins, flax, hemp, millet, sorghum, buckwheat;"
            "FIELDS: plot K, plot L, plot M, plot N, plot P, plot Q, plot R, plot S",
            "The institute employs {~20..90} people.",
        ),
        story(
            "exhibit_halls",
            "trade fairs",
            (
                "A trade fair company fills its halls anew each season.",
                "Each season, a trade fair company chooses the shows for its halls.",
            ),
            "on: in; field: hall; fields: halls; crop: show; the_crops: the shows; period: season; water: kW;"
            "unit: square meter; units: square meters; money: EUR; fields_are: the halls are",
            "CROPS: boat show, car show, book fair, pet show, garden show, gaming show, wedding fair, food fair;"
            "FIELDS: great hall, glass hall, round hall, lake hall, tower hall, west hall, park hall",
            "Parking costs {~14..20} EUR a day.",
            factors={"area": 100.0},
            ways={
                "single": (
                    "In each season a hall houses a single show as a whole, or stands empty.",
                    "Every season, a whole hall is given to at most one show; it may also stay empty.",
                ),
                "rotation": (
                    "No show may be held in the same hall in consecutive seasons.",
                    "The same show must not return to a hall in the very next season.",
                ),
                "crops": (
                    "The shows, with the profit in EUR for each square meter and the largest area in square meters "
                    "that "
                    "they can fill each season: [CROPS; {@} ({=profit}, {=most_area})].",
                ),
                "after": (
                    "So as not to bore the audience, it is ruled out that in a hall from season to season "
                    "[AFTER; {@0} is directly followed by {@1}].",
                ),
                "soil": (
                    "A contract with the city says that every hall has to house [HEALING; {@}] in at least one season.",
                    "The sponsors want each hall to be used in a season or more for [HEALING; {@}].",
                ),
                "need": (
                    "For each square meter, the power needed is [CROPS: {=need} kW for {@}].",
                    "The need for power, in kW for each square meter, is this: [CROPS; {@} {=need}].",
                ),
                "supply": (
                    "No more than {=supply} kW can be used in a season.",
                    "At most {=supply} kW are available in each season.",
                ),
                "goal": (
                    "Which shows should be held where and when for the highest total profit?",
                    "Plan the seasons so that the total profit is maximal.",
                ),
            },
        ),
    ),
)
