"""Media mix: how many advertisements of which kind to buy. Source: Winston, Operations Research, 2004, section 3.10."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import integer, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    share, least = "share" in options, "least" in options
    return model(
        sets=[members("MEDIA"), members("GROUPS")],
        parameters=[
            parameter("price[MEDIA]"),
            parameter("most[MEDIA]"),
            parameter("reach[MEDIA, GROUPS]"),
            parameter("target[GROUPS]"),
            parameter("largest_share") if share else None,
            parameter("fewest") if least else None,
        ],
        variables=[integer("buy[MEDIA]", upper="most[m]").model_copy(update={"index": "m in MEDIA"})],
        constraints=[
            rule("reach_group", "sum{m in MEDIA} reach[m,g] * buy[m] >= target[g]", "g in GROUPS"),
            rule("not_dominant", "buy[m] <= largest_share * sum{k in MEDIA} buy[k]", "m in MEDIA") if share else None,
            rule("presence", "sum{m in MEDIA} buy[m] >= fewest") if least else None,
        ],
        objectives=[minimize("cost", "sum{m in MEDIA} price[m] * buy[m]")],
    )


def _draw(setting: Setting) -> Values:
    media, groups = setting.pick("MEDIA", setting.sizes["media"]), setting.pick("GROUPS", setting.sizes["groups"])
    most = setting.integers("most", 6, 14, len(media))
    reach = setting.integers("reach", 2, 60, len(media) * len(groups))
    whole = [sum(reach[i * len(groups) + g] * most[i] for i in range(len(media))) for g in range(len(groups))]
    shares = setting.rng.uniform(0.25, 0.4, size=len(groups)).tolist()
    values: Values = {
        "MEDIA": media,
        "GROUPS": groups,
        "price": column(media, setting.integers("price", 40, 300, len(media), step=10)),
        "most": column(media, most),
        "reach": matrix(media, groups, reach),
        "target": column(groups, [int(share * total) for share, total in zip(shares, whole, strict=True)]),
    }
    if setting.has("share"):
        values["largest_share"] = round(max(0.6, 1.6 * max(most) / sum(most)), 2)
    if setting.has("least"):
        values["fewest"] = max(n for n in range(round(0.3 * sum(most)) + 1) if n not in most)
    return values


_FACTS = (
    Fact(
        "media",
        ways=(
            "The {media}, each with its price for {a_slot} and the largest number of {slots} that can be had: "
            "[MEDIA; {@} ({=price} {money}, {=most} {slots})].",
            "{A_slot} costs [MEDIA: {=price} {money} in {@}]; at most [MEDIA: {=most}] {slots} can be had, in this "
            "order.",
        ),
        table=Table(
            "MEDIA",
            "{medium}",
            (("price ({money})", "price"), ("largest number of {slots}", "most")),
            "The table has the price of {a_slot} and the largest number of {slots} that can be had.",
        ),
        of=("price", "buy"),
    ),
    Fact(
        "reach",
        ways=("In {units}, {a_slot} reaches: [MEDIA; {@} ([GROUPS: {=reach} {@}])].",),
        table=Grid("MEDIA", "GROUPS", "reach", "{medium}", "This is how many {units} of each group {a_slot} reaches:"),
        of=("reach",),
    ),
    Fact(
        "targets",
        ways=(
            "The campaign has to reach at least [GROUPS: {=target} {units} among the {@}], where a repeated contact "
            "counts again.",
            "Counting repeated contacts again, no fewer than [GROUPS: {=target} {units} among the {@}] must be "
            "reached.",
        ),
        of=("reach_group",),
    ),
    Fact(
        "share",
        ways=(
            "So as not to depend on any of them, no single one of the {media} may have more than {%largest_share} of "
            "all "
            "{slots} that are bought.",
            "None of the {media} may account for more than {%largest_share} of the {slots} that are bought in total.",
        ),
        of=("not_dominant",),
        option="share",
    ),
    Fact(
        "least",
        ways=(
            "To be noticed at all, at least {=fewest} {slots} have to be bought in total.",
            "All {media} taken together, the campaign needs {=fewest} {slots} or more.",
        ),
        of=("presence",),
        option="least",
    ),
    Fact(
        "goal",
        ways=(
            "How many {slots} should be bought in each of the {media} so that the campaign costs as little as "
            "possible?",
            "Find the numbers of {slots}, in whole {slots}, that reach all this at the least total cost.",
        ),
        of=("cost",),
    ),
)
_SLOTS = "a_slot: a spot; slots: spots"


def _framing(
    name: str, industry: str, openings: tuple[str, str], words: str, pools: tuple[str, str], noise: str, price: float
) -> Framing:
    return Framing(
        name,
        industry,
        openings=openings,
        words=phrases(words),
        members={"MEDIA": listed(pools[0]), "GROUPS": listed(pools[1])},
        factors={"price": price},
        distractors=(noise,),
    )


FAMILY = Family(
    name="media_mix",
    title="Media mix",
    source="Winston, Operations Research: Applications and Algorithms, 2004, section 3.10",
    extents=(Extent("media", 4, 290), Extent("groups", 2, 8)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("share", "least"),
    framings=(
        _framing(
            "soft_drink",
            "consumer goods",
            (
                "A maker of soft drinks launches a new lemonade with a campaign on local radio.",
                "A new lemonade is going to be advertised on local radio stations.",
            ),
            f"{_SLOTS}; medium: station; media: stations; units: thousands of listeners; money: EUR",
            (
                "Coast FM, Delta, Radio Nord, City Beat, Classic, Alpha, Hill Radio",
                "teenagers, students, parents, seniors",
            ),
            "The lemonade contains {~5..9} grams of sugar.",
            1.0,
        ),
        _framing(
            "blood_donors",
            "health care",
            (
                "A blood bank looks for new donors and advertises in newspapers.",
                "During the summer a blood bank advertises in newspapers.",
            ),
            "a_slot: an advertisement; slots: advertisements; medium: newspaper; media: newspapers;"
            "units: hundreds of readers; money: EUR",
            (
                "Courier, Herald, Morning Post, Evening Star, Gazette, Observer",
                "commuters, pensioners, nurses, soldiers",
            ),
            "The blood bank has {~3..9} vans.",
            2.0,
        ),
        _framing(
            "film_festival",
            "culture",
            (
                "A film festival books posters in the stations of the metro.",
                "The organizers of a film festival want posters in metro stations.",
            ),
            "a_slot: a poster; slots: posters; medium: station; media: stations; units: passers-by a day; money: USD",
            ("Opera, Castle, Market, Harbor, Stadium, Old Town, Airport", "tourists, students, locals, shoppers"),
            "The festival shows {~60..200} films.",
            0.5,
        ),
        _framing(
            "job_fair",
            "human resources",
            (
                "An engineering firm recruits at job fairs by hiring stands.",
                "To find new staff, an engineering firm hires stands at job fairs.",
            ),
            "a_slot: a stand; slots: stands; medium: fair; media: fairs; units: visitors; money: EUR",
            ("Aachen, Bremen, Dresden, Essen, Graz, Linz, Zurich", "graduates, technicians, programmers, physicists"),
            "The firm has built {~14..80} bridges.",
            8.0,
        ),
        _framing(
            "bike_safety",
            "public administration",
            (
                "A ministry of transport runs a campaign for bicycle helmets in cinemas.",
                "In cinemas, a ministry of transport wants to promote bicycle helmets.",
            ),
            "a_slot: a clip; slots: clips; medium: cinema; media: cinemas; units: viewers; money: EUR",
            ("Apollo, Odeon, Rex, Scala, Capitol, Lux, Metropol", "children, teenagers, parents, seniors"),
            "A helmet weighs {~250..400} grams.",
            3.0,
        ),
        _framing(
            "game_launch",
            "software",
            (
                "A studio advertises its new game with banners on web portals.",
                "Banners on web portals are to make a new game known.",
            ),
            "a_slot: a banner; slots: banners; medium: portal; media: portals; units: thousands of users; money: USD",
            ("Pixelhub, Gamezone, Newsdesk, Streambox, Wikiquest, Forumia", "gamers, students, parents, collectors"),
            "The studio worked on the game for {~14..60} months.",
            1.5,
        ),
    ),
)
