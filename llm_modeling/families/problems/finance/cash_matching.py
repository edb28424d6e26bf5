"""Cash matching: bonds whose payments cover liabilities. Source: Luenberger, Investment Science, 1998, section 5.2."""

from __future__ import annotations

import math

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import continuous, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation

_FACE = 100


def _formulation(options: Options) -> Formulation:
    interest, end = "interest" in options, "end" in options
    kept = "interest * cash[prev(y)]" if interest else "cash[prev(y)]"
    paid = "sum{b in BONDS: life[b] >= ord(y)} coupon[b] * buy[b] + sum{b in BONDS: life[b] = ord(y)} face * buy[b]"
    return model(
        sets=[members("BONDS"), members("YEARS", ordered=True)],
        parameters=[
            parameter("price[BONDS]"),
            parameter("coupon[BONDS]"),
            parameter("life[BONDS]"),
            parameter("offered[BONDS]"),
            parameter("face"),
            parameter("due[YEARS]"),
            parameter("interest") if interest else None,
            parameter("reserve") if end else None,
        ],
        variables=[
            continuous("buy[BONDS]", upper="offered[b]").model_copy(update={"index": "b in BONDS"}),
            continuous("cash[YEARS]"),
        ],
        constraints=[
            rule("start", f"{paid} = due[y] + cash[y]", "y in YEARS: y = first(YEARS)"),
            rule("balance", f"{kept} + {paid} = due[y] + cash[y]", "y in YEARS: y != first(YEARS)"),
            rule("reserve_at_end", "cash[last(YEARS)] >= reserve") if end else None,
        ],
        objectives=[minimize("cost", "sum{b in BONDS} price[b] * buy[b]")],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    years = timeline(setting, "YEARS", setting.sizes["years"])
    bonds = setting.pick("BONDS", max(len(years) + 1, setting.sizes["bonds"]))
    life = [len(years), *range(1, len(years)), *rng.integers(1, len(years) + 1, size=len(bonds) - len(years)).tolist()]
    coupon = rng.integers(1, 9, size=len(bonds)).tolist()
    noise = rng.uniform(-3, 3, size=len(bonds)).tolist()
    price = [round(_FACE + (c - 4) * t * 0.8 + e, 1) for c, t, e in zip(coupon, life, noise, strict=True)]
    offered = setting.integers("offered", 40, 150, len(bonds), step=5)
    paid = [
        sum((c + (_FACE if t == y else 0)) * n for c, t, n in zip(coupon, life, offered, strict=True) if t >= y)
        for y in range(1, len(years) + 1)
    ]
    share = 0.45 if len(bonds) < 40 else 0.3
    due = [
        round(share * float(u) * p / 100) * 100 for u, p in zip(rng.uniform(0.8, 1.2, len(years)), paid, strict=True)
    ]
    values: Values = {
        "BONDS": bonds,
        "YEARS": years,
        "price": column(bonds, price),
        "coupon": column(bonds, coupon),
        "life": column(bonds, life),
        "offered": column(bonds, offered),
        "face": _FACE,
        "due": column(years, [max(100, amount) for amount in due]),
    }
    if setting.has("interest"):
        values["interest"] = round(1 + int(rng.integers(1, 4)) / 100, 2)
    if setting.has("end"):
        values["reserve"] = math.ceil(0.1 * paid[-1] / 100) * 100
    return values


_FACTS = (
    Fact(
        "bonds",
        ways=(
            "These bonds are on offer: [BONDS; {@} (price {=price} {money}, yearly coupon {=coupon} {money}, life "
            "{=life} {years}, {=offered} pieces)].",
            "The bonds [BONDS: {@}] cost [BONDS: {=price}] {money} each and pay a coupon of [BONDS: {=coupon}] {money} "
            "a year for [BONDS: {=life}] {years}, while [BONDS: {=offered}] pieces of them can be bought, "
            "respectively.",
        ),
        table=Table(
            "BONDS",
            "bond",
            (
                ("price ({money})", "price"),
                ("coupon ({money} a year)", "coupon"),
                ("life ({years})", "life"),
                ("pieces on offer", "offered"),
            ),
            "The table lists the bonds on offer.",
        ),
        of=("price", "coupon", "life", "offered"),
    ),
    Fact(
        "face",
        ways=(
            "A bond pays its coupon at the end of every year of its life and, at the end of the last of them, also its "
            "face value of {=face} {money}.",
            "At the end of every year that it lives a bond pays its coupon, and together with the last coupon the face "
            "value of {=face} {money}.",
        ),
        of=("face",),
    ),
    Fact(
        "due",
        ways=(
            "At the end of the years, {owner} has to make payments for {duty}: [YEARS; {=due} {money} in {@}].",
            "What {owner} owes for {duty} is due at the end of the years: [YEARS; {=due} {money} in {@}].",
        ),
        table=Table(
            "YEARS", "year", (("due ({money})", "due"),), "The payments for {duty} fall due at the end of each year:"
        ),
        of=("due",),
    ),
    Fact(
        "cash",
        ways=(
            "Only the income from the bonds is used for these payments, exactly on time; there is no cash to begin "
            "with, and whatever is left over in a year is kept for the next.",
            "All payments come out of the income from the bonds. Nothing is in the account at the beginning, and what "
            "remains after the payments of a year is available in the next.",
        ),
        of=("start", "balance", "cash"),
    ),
    Fact(
        "interest",
        ways=(
            "Cash that is kept grows by a factor of {=interest} a year.",
            "Each year, the cash that is kept is multiplied by {=interest} through interest.",
        ),
        of=("interest",),
        option="interest",
    ),
    Fact(
        "reserve",
        ways=(
            "After the last payment at least {=reserve} {money} should be left.",
            "At the end of the last year, no less than {=reserve} {money} must remain in cash.",
        ),
        of=("reserve_at_end",),
        option="end",
    ),
    Fact(
        "goal",
        ways=(
            "How many pieces of each bond, fractions included, have to be bought now so that the total price is as low "
            "as possible?",
            "Which bonds should be bought today, if they can be divided freely, to minimize the total price?",
        ),
        of=("cost",),
    ),
)
_NAMES = "BONDS: Amber, Bronze, Cobalt, Diamond, Emerald, Garnet, Indigo, Jade, Lapis, Onyx, Pearl, Quartz, Ruby, Topaz"
_YEARS = "years: years; period: year"

FAMILY = Family(
    name="cash_matching",
    title="Cash matching",
    source="Luenberger, Investment Science, 1998, section 5.2",
    extents=(Extent("bonds", 5, 800), Extent("years", 3, 20)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("interest", "end"),
    framings=(
        story(
            "lottery_winners",
            "gambling",
            (
                "A lottery pays its winners over many years and covers this with bonds.",
                "Winners of a lottery have chosen yearly payments, which the lottery covers with bonds.",
            ),
            f"{_YEARS}; money: USD; owner: the lottery; duty: prizes",
            _NAMES,
            "A ticket costs {~2..9} USD.",
        ),
        story(
            "mine_restoration",
            "mining",
            (
                "A mine has closed, and its owner sets money aside in bonds for the restoration of the land.",
                "For the restoration of a closed mine, its owner puts money into bonds.",
            ),
            f"{_YEARS}; money: EUR; owner: the owner; duty: earthworks",
            _NAMES,
            "The pit is {~80..300} m deep.",
        ),
        story(
            "settlement_trust",
            "law",
            (
                "A trust compensates the victims of an accident over several years and buys bonds for it.",
                "A court has set up a trust for compensation, and its money goes into bonds.",
            ),
            f"{_YEARS}; money: EUR; owner: the trust; duty: compensation",
            _NAMES,
            "The trial lasted {~14..60} weeks.",
        ),
        story(
            "school_endowment",
            "education",
            (
                "The endowment of a college secures its scholarships with bonds.",
                "A college has promised scholarships and secures them with bonds.",
            ),
            f"{_YEARS}; money: USD; owner: the endowment; duty: scholarships",
            _NAMES,
            "The college was founded {~40..250} years ago.",
        ),
        story(
            "town_pensions",
            "public administration",
            (
                "A town buys bonds in order to meet the pensions of its former staff.",
                "Bonds are to cover what a town owes its former staff.",
            ),
            f"{_YEARS}; money: EUR; owner: the town; duty: pensions",
            _NAMES,
            "The town has {~14..40} kindergartens.",
        ),
        story(
            "reactor_dismantling",
            "energy",
            (
                "The operator of a research reactor finances its dismantling by bonds.",
                "A research reactor will be dismantled step by step, paid for by bonds.",
            ),
            f"{_YEARS}; money: EUR; owner: the operator; duty: contractors",
            _NAMES,
            "The reactor ran for {~20..50} years.",
        ),
    ),
)
