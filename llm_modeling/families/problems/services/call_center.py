"""Call center staffing: shifts over the day. Source: Gans, Koole and Mandelbaum, Telephone Call Centers, 2003."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Values
from llm_modeling.families.problems.authoring import matrix
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import integer, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation

_LONG = "ord(q) <= ord(p) and ord(p) < ord(q) + long_shift and ord(p) != ord(q) + work_before_break"
_LONG_FITS = "ord(q) + long_shift <= card(HOURS) + 1"
_SHORT = "ord(q) <= ord(p) and ord(p) < ord(q) + short_shift"
_SHORT_FITS = "ord(q) + short_shift <= card(HOURS) + 1"


def _formulation(options: Options) -> Formulation:
    desks, core, overflow = "desks" in options, "core" in options, "overflow" in options
    present = (
        f"sum{{q in HOURS: {_LONG} and {_LONG_FITS}}} long[k, q] "
        f"+ sum{{q in HOURS: {_SHORT} and {_SHORT_FITS}}} short[k, q]"
    )
    helped = " + hired[k, p]" if overflow else ""
    cost = (
        f"sum{{k in QUEUES, q in HOURS: {_LONG_FITS}}} long_wage * long[k, q] "
        f"+ sum{{k in QUEUES, q in HOURS: {_SHORT_FITS}}} short_wage * short[k, q]"
    )
    return model(
        sets=[members("QUEUES"), members("HOURS", ordered=True)],
        parameters=[
            parameter("needed[HOURS, QUEUES]"),
            parameter("long_shift"),
            parameter("work_before_break"),
            parameter("short_shift"),
            parameter("long_wage"),
            parameter("short_wage"),
            parameter("desks") if desks else None,
            parameter("least_long") if core else None,
            parameter("hire_cost") if overflow else None,
        ],
        variables=[
            integer(f"long[k in QUEUES, q in HOURS: {_LONG_FITS}]"),
            integer(f"short[k in QUEUES, q in HOURS: {_SHORT_FITS}]"),
            integer("hired[QUEUES, HOURS]") if overflow else None,
        ],
        constraints=[
            rule("enough", f"{present}{helped} >= needed[p, k]", "k in QUEUES, p in HOURS"),
            rule("desk_limit", f"sum{{k in QUEUES}} ({present}) <= desks", "p in HOURS") if desks else None,
            rule("core_staff", f"sum{{q in HOURS: {_LONG_FITS}}} long[k, q] >= least_long", "k in QUEUES")
            if core
            else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                f"{cost} + sum{{k in QUEUES, p in HOURS}} hire_cost * hired[k, p]" if overflow else cost,
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    rng, sizes = setting.rng, setting.sizes
    queues, hours = setting.pick("QUEUES", sizes["queues"]), timeline(setting, "HOURS", sizes["hours"])
    count = len(hours)
    long = max(4, count // 2)
    short, pause = long // 2, int(rng.integers(1, long - 2)) + 1
    plan, busy = [], [0] * count  # a staffing that would do, and the desks it takes
    needed = []
    for _ in queues:
        level = int(rng.integers(3, 9))
        need = [max(1, round(level * float(u))) for u in rng.uniform(0.4, 1.6, size=count)]
        needed.append(need)
        here = [3 * (p < long and p != pause) for p in range(count)]
        for p in range(count):
            start = min(p, count - short)
            more = max(0, need[p] - here[p])
            here = [n + more * (start <= t < start + short) for t, n in enumerate(here)]
        plan.append(here)
        busy = [n + m for n, m in zip(busy, here, strict=True)]
    wage = setting.integer("wage", 14, 24)
    values: Values = {
        "QUEUES": queues,
        "HOURS": hours,
        "needed": matrix(hours, queues, [needed[k][p] for p in range(count) for k in range(len(queues))]),
        "long_shift": long,
        "work_before_break": pause,
        "short_shift": short,
        "long_wage": wage * (long - 1),
        "short_wage": round(wage * short * 1.1),
    }
    if setting.has("desks"):
        values["desks"] = max(busy) + 1
    if setting.has("core"):
        values["least_long"] = 2
    if setting.has("overflow"):
        values["hire_cost"] = round(1.6 * wage)
    return values


_FACTS = (
    Fact(
        "needed",
        ways=("{Needed_are}: [HOURS; {@} ([QUEUES: {=needed} for {@}])].",),
        table=Grid("HOURS", "QUEUES", "needed", "{period}", "{Needed_are} in the table."),
        of=("needed",),
    ),
    Fact(
        "enough",
        ways=(
            "In every {period} at least that many {agents} have to be {at_work}.",
            "No {period} may have fewer {agents} {at_work} than this.",
        ),
        of=("enough",),
    ),
    Fact(
        "long",
        ways=(
            "A long shift spans {=long_shift} {periods}, with a break in the {period} that comes when the first "
            "{=work_before_break} of them are over, and costs {=long_wage} {money}.",
            "For {=long_wage} {money}, {an_agent} takes a long shift: {=work_before_break} {periods} of work, a break "
            "of a single {period}, then work again until {=long_shift} {periods} in all are over.",
        ),
        of=("long", "long_shift", "long_wage", "work_before_break"),
    ),
    Fact(
        "short",
        ways=(
            "A short shift is {=short_shift} {periods} without a break and costs {=short_wage} {money}.",
            "There are also short shifts of {=short_shift} {periods} in a row, without any break, for {=short_wage} "
            "{money} each.",
        ),
        of=("short", "short_shift", "short_wage"),
    ),
    Fact(
        "start",
        ways=(
            "Shifts can begin in any {period} as long as they end within the day, and {an_agent} works for a single "
            "{queue} only.",
            "Any {period} can be the start of a shift that is over by the end of the day; in a shift, {an_agent} "
            "serves only a single {queue}.",
        ),
        of=("HOURS",),
    ),
    Fact(
        "desks",
        ways=(
            "There are {=desks} {desks}, so no more {agents} than that can work in the same {period}; those on "
            "a break do not count.",
            "Apart from those on a break, at most {=desks} {agents} can work at a time, which is the number of "
            "{desks}.",
        ),
        of=("desk_limit",),
        option="desks",
    ),
    Fact(
        "core",
        ways=(
            "For each {queue}, at least {=least_long} {agents} must have a long shift.",
            "Every {queue} needs {=least_long} long shifts or more.",
        ),
        of=("core_staff",),
        option="core",
    ),
    Fact(
        "overflow",
        ways=(
            "In addition, {helpers} can be hired for {=hire_cost} {money} for each {period}, whole persons who need "
            "none of "
            "the own places.",
            "Further help comes from {helpers}, who have their own places and are paid {=hire_cost} {money} a head "
            "for each {period}.",
        ),
        of=("hired", "hire_cost"),
        option="overflow",
    ),
    Fact(
        "goal",
        ways=(
            "How many shifts of each kind should begin when so that the total cost is as low as possible?",
            "Plan the shifts at the lowest total cost.",
        ),
        of=("total_cost",),
    ),
)
_AGENTS = "agents: agents; an_agent: an agent; at_work: on the phone"

FAMILY = Family(
    name="call_center",
    title="Call center staffing",
    source="Gans, Koole and Mandelbaum, Telephone Call Centers: Tutorial, Review, and Research Prospects, 2003",
    extents=(Extent("hours", 6, 16), Extent("queues", 1, 11)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("desks", "core", "overflow"),
    framings=(
        story(
            "airline_hotline",
            "airlines",
            (
                "The hotline of an airline answers calls in some languages.",
                "Callers reach the hotline of an airline in some languages.",
            ),
            f"{_AGENTS}; queue: language; period: hour; periods: hours; money: EUR; desks: desks;"
            "needed_are: the agents needed are given; helpers: temporary workers",
            "QUEUES: Dutch, English, French, German, Italian, Polish, Spanish, Swedish, Turkish, Arabic",
            "A call takes {~2..9} minutes on average.",
        ),
        story(
            "bank_hotline",
            "banking",
            (
                "The telephone bank of a savings bank schedules its staff.",
                "A savings bank schedules the staff of its telephone bank.",
            ),
            f"{_AGENTS}; queue: service; period: hour; periods: hours; money: USD; desks: headsets;"
            "needed_are: the agents required are stated; helpers: students",
            "QUEUES: accounts, cards, loans, mortgages, savings, shares, transfers, foreign trade, pensions, fraud",
            "The bank has {~14..90} branches.",
        ),
        story(
            "clinic_reception",
            "health care",
            (
                "The admission desks of a large clinic are staffed for a day.",
                "A large clinic staffs its admission desks for a day.",
            ),
            "agents: clerks; an_agent: a clerk; at_work: at the desks; queue: ward; period: hour; periods: hours;"
            "money: EUR; desks: computers; needed_are: the clerks needed are listed; helpers: clerks of an agency",
            "QUEUES: surgery, radiology, cardiology, neurology, oncology, pediatrics, urology, geriatrics, dermatology",
            "The clinic has {~300..900} beds.",
        ),
        story(
            "checkout_staff",
            "retail",
            (
                "A furniture store makes the roster of its counters for Saturday.",
                "The counters of a furniture store get a roster for Saturday.",
            ),
            "agents: cashiers; an_agent: a cashier; at_work: at the counters; queue: counter; period: hour;"
            "periods: hours; money: EUR; desks: tills; needed_are: the cashiers required are estimated;"
            "helpers: pensioners",
            "QUEUES: kitchens, beds, sofas, lamps, carpets, garden, nursery, office, storage, plants",
            "A customer spends {~40..300} EUR on average.",
        ),
        story(
            "water_rescue",
            "leisure",
            (
                "A water park plans the duty of its attendants for a holiday.",
                "For a holiday, a water park plans the duty of its attendants.",
            ),
            "agents: attendants; an_agent: an attendant; at_work: on duty; queue: pool; period: hour; periods: hours;"
            "money: EUR; desks: radios; needed_are: the attendants needed are fixed; helpers: volunteers",
            "QUEUES: the wave pool, the dive pool, the lazy river, the slides, the sauna, the baby pool, the lagoon",
            "The park sells {~1400..9000} tickets a day.",
        ),
        story(
            "remote_pilots",
            "logistics",
            (
                "Operators watch the delivery robots of some cities on screens.",
                "On screens, operators keep an eye on the delivery robots of some cities.",
            ),
            "agents: operators; an_agent: an operator; at_work: at the screens; queue: city; period: hour;"
            "periods: hours; money: USD; desks: screens; needed_are: the operators needed are computed;"
            "helpers: engineers",
            "QUEUES: Austin, Boston, Chicago, Dallas, Denver, Houston, Miami, Omaha, Seattle, Tampa",
            "A robot weighs {~20..60} kg.",
        ),
    ),
)
