"""Bin packing. Source: Coffman, Garey and Johnson, Approximation Algorithms for Bin Packing: A Survey, 1996."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import binary, derived, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    apart, few = "apart" in options, "few" in options
    return model(
        sets=[
            members("ITEMS"),
            derived("BINS", "1..bins"),
            pairs("APART", "one", "other") if apart else None,
        ],
        parameters=[
            parameter("bins"),
            parameter("size[ITEMS]"),
            parameter("capacity"),
            parameter("most") if few else None,
        ],
        variables=[binary("put[ITEMS, BINS]"), binary("used[BINS]")],
        constraints=[
            rule("once", "sum{b in BINS} put[i, b] = 1", "i in ITEMS"),
            rule("fits", "sum{i in ITEMS} size[i] * put[i, b] <= capacity * used[b]", "b in BINS"),
            rule("separated", "put[i, b] + put[j, b] <= used[b]", "(i, j) in APART, b in BINS") if apart else None,
            rule("not_too_many", "sum{i in ITEMS} put[i, b] <= most * used[b]", "b in BINS") if few else None,
        ],
        objectives=[minimize("bins_used", "sum{b in BINS} used[b]")],
    )


def _draw(setting: Setting) -> Values:
    count = setting.sizes["items"]
    items = setting.pick("ITEMS", count)
    capacity = round(100 * setting.framing.factor("size"))
    rivals: set[tuple[int, int]] = set()
    values: Values = {"ITEMS": items, "capacity": capacity}
    if setting.has("apart"):
        order = setting.rng.permutation(count).tolist()
        rivals = {(order[2 * k], order[2 * k + 1]) for k in range(max(1, count // 6))}
        values["APART"] = [[items[i], items[j]] for i, j in sorted(rivals)]
    most = 5 if setting.has("few") else count
    if setting.has("few"):
        values["most"] = most
    for _ in range(50):  # until the optimum can be proven by counting
        sizes = setting.integers("size", 8, 48, count)
        packed = len(_packed(sizes, capacity, rivals, most))
        if packed == max(-(-sum(sizes) // capacity), -(-count // most)):
            break
    values["size"] = column(items, sizes)
    values["bins"] = packed + 1
    return values


def _packed(sizes: list[int], capacity: int, rivals: set[tuple[int, int]], most: int) -> list[list[int]]:
    """Return bins with the items in them, largest first, each in the first bin that takes it."""
    bins: list[list[int]] = []
    for i in sorted(range(len(sizes)), key=lambda k: -sizes[k]):
        for bin_ in bins:
            is_apart = any((i, j) in rivals or (j, i) in rivals for j in bin_)
            if not is_apart and len(bin_) < most and sum(sizes[j] for j in bin_) + sizes[i] <= capacity:
                bin_.append(i)
                break
        else:
            bins.append([i])
    return bins


_FACTS = (
    Fact(
        "sizes",
        ways=(
            "{Sizes_are} as follows: [ITEMS; {@} {=size} {unit}].",
            "The {items} [ITEMS: {@}] {measure} [ITEMS: {=size}] {unit}, respectively.",
        ),
        table=Table("ITEMS", "{item}", (("{size_name} ({unit})", "size"),), "{Sizes_are} as listed in the table."),
        of=("size",),
    ),
    Fact(
        "bins",
        ways=(
            "At most {=bins} {bins} are available, and {a_bin} {holds} no more than {=capacity} {unit} in total.",
            "{A_bin} {holds} at most {=capacity} {unit} in total, and there are no more than {=bins} {bins}.",
        ),
        of=("fits", "BINS"),
    ),
    Fact(
        "once",
        ways=(
            "Each of the {items} has to be {placed} exactly once, and none of them can be split.",
            "All {items} must be {placed}, each of them undivided and exactly once.",
        ),
        of=("once", "put"),
    ),
    Fact(
        "apart",
        ways=(
            "These pairs of {items} must not share {a_bin}: [APART; {@0} and {@1}].",
            "For good reasons, some {items} must be kept in different {bins}: [APART; {@0} and {@1}].",
        ),
        of=("separated",),
        option="apart",
    ),
    Fact(
        "few",
        ways=(
            "No {bin} may take more than {=most} {items}.",
            "At most {=most} {items} are allowed in the same {bin}.",
        ),
        of=("not_too_many",),
        option="few",
    ),
    Fact(
        "goal",
        ways=(
            "What is the smallest number of {bins} that suffices?",
            "The number of {bins} in use should be as small as possible.",
        ),
        of=("bins_used",),
    ),
)

FAMILY = Family(
    name="bin_packing",
    title="Bin packing",
    source="Coffman, Garey and Johnson, Approximation Algorithms for Bin Packing: A Survey, 1996",
    extents=(Extent("items", 4, 37),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("apart", "few"),
    framings=(
        Framing(
            "van_loading",
            "parcel delivery",
            openings=(
                "A courier depot loads its vans for the morning round.",
                "Heavy consignments wait at a courier depot and will be spread over vans.",
            ),
            words=phrases(
                "item: consignment; items: consignments; bin: van; bins: vans; a_bin: a van; holds: carries; unit: kg;"
                "size_name: weight; sizes_are: the weights of the consignments are; measure: weigh; placed: loaded"
            ),
            members={"ITEMS": listed("sofa, freezer, bicycles, tiles, books, piano stool, engine, oven, safe, mangle")},
            units={"size": "kg", "capacity": "kg"},
            factors={"size": 8.0},
            distractors=("The depot opens at {~5..7} in the morning.",),
        ),
        Framing(
            "tape_backup",
            "information technology",
            openings=(
                "An archive copies its databases to backup cartridges.",
                "Once a month an archive writes all of its databases to magnetic tape.",
            ),
            words=phrases(
                "item: database; items: databases; bin: cartridge; bins: cartridges; a_bin: a cartridge; holds: stores;"
                "unit: GB; size_name: size; sizes_are: the sizes of the databases are; measure: take up; placed: stored"
            ),
            members={"ITEMS": listed("maps, birth register, land titles, photographs, census, letters, films, wills")},
            units={"size": "GB", "capacity": "GB"},
            factors={"size": 20.0},
            distractors=("The archive keeps its tapes for {~14..30} years.",),
        ),
        Framing(
            "kiln_firing",
            "ceramics",
            openings=(
                "A pottery wants to fire its kiln as seldom as it can.",
                "The shelves of a pottery are full of pieces that wait to be fired.",
            ),
            words=phrases(
                "item: batch; items: batches; bin: firing; bins: firings; a_bin: a firing; holds: accommodates;"
                "unit: liters; size_name: volume; sizes_are: the volumes of the batches are; measure: occupy;"
                "placed: fired"
            ),
            members={"ITEMS": listed("bowls, jugs, tiles, vases, plates, mugs, teapots, lanterns, flower pots, urns")},
            units={"size": "liter", "capacity": "liter"},
            factors={"size": 3.0},
            distractors=("The kiln reaches {~1050..1280} degrees.",),
        ),
        Framing(
            "charter_buses",
            "tourism",
            openings=(
                "A travel agent takes several groups to a festival by bus.",
                "Groups from many schools travel to a festival, and a travel agent hires the buses.",
            ),
            words=phrases(
                "item: group; items: groups; bin: bus; bins: buses; a_bin: a bus; holds: seats; unit: passengers;"
                "size_name: number of passengers; sizes_are: the sizes of the groups are; measure: consist of;"
                "placed: assigned to a bus"
            ),
            members={
                "ITEMS": listed("choir, chess club, drummers, jugglers, cadets, dancers, flutists, acrobats, mimes")
            },
            factors={"size": 0.6},
            distractors=("The festival lasts {~3..9} days.",),
        ),
        Framing(
            "press_sheets",
            "metalworking",
            openings=(
                "A metal shop saws parts from steel bars of standard length.",
                "Parts for a bridge railing are sawn from long steel bars.",
            ),
            words=phrases(
                "item: part; items: parts; bin: bar; bins: bars; a_bin: a bar; holds: yields; unit: cm;"
                "size_name: length; sizes_are: the lengths of the parts are; measure: measure; placed: sawn from a bar"
            ),
            members={
                "ITEMS": listed("handrail, post, brace, strut, sill, bracket, crossbeam, ledger, baluster, cap rail")
            },
            units={"size": "cm", "capacity": "cm"},
            factors={"size": 6.0},
            distractors=("The saw blade turns {~40..90} times a minute.",),
        ),
        Framing(
            "surgery_days",
            "health care",
            openings=(
                "An eye clinic wants to save sessions in its operating room.",
                "The operations of an eye clinic are distributed over half-day sessions.",
            ),
            words=phrases(
                "item: operation; items: operations; bin: session; bins: sessions; a_bin: a session; unit: minutes;"
                "holds: has room for; size_name: duration; sizes_are: the durations of the operations are;"
                "measure: last; placed: scheduled"
            ),
            members={"ITEMS": listed("lens, cornea, retina, lid, tear duct, squint, laser, graft, implant, iris")},
            units={"size": "minute", "capacity": "minute"},
            factors={"size": 2.4},
            distractors=("The clinic treats {~14..60} patients a day.",),
        ),
    ),
)
