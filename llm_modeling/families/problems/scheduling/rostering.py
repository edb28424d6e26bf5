"""A roster for a ward: cover, rest and wishes. Source: Burke, De Causmaecker, Vanden Berghe and Van Landeghem, 2004."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Values
from llm_modeling.families.problems.authoring import matrix
from llm_modeling.families.problems.stories import story, timeline
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    off, skill, rest = "off" in options, "skill" in options, "rest" in options
    return model(
        sets=[
            members("STAFF"),
            members("DAYS", ordered=True),
            members("SHIFTS"),
            pairs("TIRING", "today", "tomorrow") if rest else None,
            pairs("FREE", "person", "day") if off else None,
            members("SENIOR") if skill else None,
        ],
        parameters=[
            parameter("need[DAYS, SHIFTS]"),
            parameter("dislike[STAFF, SHIFTS]"),
            parameter("most"),
            parameter("least"),
        ],
        variables=[binary("works[STAFF, DAYS, SHIFTS]")],
        constraints=[
            rule("covered", "sum{p in STAFF} works[p, d, s] = need[d, s]", "d in DAYS, s in SHIFTS"),
            rule("once_a_day", "sum{s in SHIFTS} works[p, d, s] <= 1", "p in STAFF, d in DAYS"),
            rule("not_too_much", "sum{d in DAYS, s in SHIFTS} works[p, d, s] <= most", "p in STAFF"),
            rule("enough", "sum{d in DAYS, s in SHIFTS} works[p, d, s] >= least", "p in STAFF"),
            rule(
                "rested",
                "works[p, d, s] + works[p, next(d), n] <= 1",
                "p in STAFF, d in DAYS, (s, n) in TIRING: d != last(DAYS)",
            )
            if rest
            else None,
            rule("day_off", "works[p, d, s] = 0", "(p, d) in FREE, s in SHIFTS") if off else None,
            rule("supervised", "sum{p in SENIOR} works[p, d, s] >= 1", "d in DAYS, s in SHIFTS") if skill else None,
        ],
        objectives=[minimize("displeasure", "sum{p in STAFF, d in DAYS, s in SHIFTS} dislike[p, s] * works[p, d, s]")],
    )


def _draw(setting: Setting) -> Values:
    rng, count = setting.rng, setting.sizes["staff"]
    letter = setting.framing.words["person"].split()[-1]
    staff = [f"{letter} {'ABCDEFGHJKLMNPQRSTUVWXYZ'[k]}" for k in range(count)]
    days = timeline(setting, "DAYS", setting.sizes["days"])
    shifts = list(setting.framing.members["SHIFTS"])
    size = len(shifts)
    plan = [[(p + d) % (size + 1 + (count > 6)) for d in range(len(days))] for p in range(count)]
    # whoever works shift k today works shift k + 1 tomorrow, and after the last has a day off
    needs = [sum(1 for p in range(count) if plan[p][d] == s) for d in range(len(days)) for s in range(size)]
    loads = [sum(1 for k in row if k < size) for row in plan]
    values: Values = {
        "STAFF": staff,
        "DAYS": days,
        "SHIFTS": shifts,
        "need": matrix(days, shifts, needs),
        "dislike": matrix(staff, shifts, setting.integers("dislike", 1, 9, count * size)),
        "most": max(loads) + 1,
        "least": max(1, min(loads) - 1),
    }
    if setting.has("rest"):
        values["TIRING"] = [[shifts[size - 1], shifts[0]]]
    if setting.has("off"):
        free = [(p, d) for p in range(count) for d in range(len(days)) if plan[p][d] >= size]
        chosen = sorted(rng.permutation(len(free))[: max(2, len(free) // 4)].tolist())
        values["FREE"] = [[staff[free[k][0]], days[free[k][1]]] for k in chosen]
    if setting.has("skill"):
        values["SENIOR"] = staff[: size + 1 + (count > 6)]
    return values


_FACTS = (
    Fact(
        "need",
        ways=(
            "Exactly so many {people} are needed: [DAYS; {@} ([SHIFTS: {=need} for the {@} shift])].",
            "The roster has to have exactly these numbers of {people}: [DAYS; {@} ([SHIFTS: {=need} for the {@} "
            "shift])].",
        ),
        table=Grid("DAYS", "SHIFTS", "need", "day", "The roster has exactly the numbers of {people} in the table."),
        of=("covered",),
    ),
    Fact(
        "dislike",
        ways=(
            "Wishes have been put into points of displeasure for each shift worked: [STAFF; {@} ([SHIFTS: {=dislike} "
            "for "
            "{@}])].",
            "This is how much each shift displeases the {people}, in points: [STAFF; {@} ([SHIFTS: {=dislike} for "
            "{@}])].",
        ),
        table=Grid(
            "STAFF", "SHIFTS", "dislike", "{person}", "This is how much each shift displeases the {people}, in points:"
        ),
        of=("dislike",),
    ),
    Fact(
        "once",
        ways=(
            "Nobody works more than a single shift a day.",
            "It is at most a single shift a day for everybody.",
        ),
        of=("once_a_day",),
    ),
    Fact(
        "most",
        ways=(
            "In the whole time, nobody may work on more than {=most} of the days.",
            "Over all these days everybody works on at most {=most} of them.",
        ),
        of=("not_too_much",),
    ),
    Fact(
        "least",
        ways=(
            "Everybody must work on at least {=least} of the days, too.",
            "On the other hand, no less than {=least} of the days must be worked by everybody.",
        ),
        of=("enough",),
    ),
    Fact(
        "rest",
        ways=(
            "To give people some rest, these shifts must not follow each other from a day to the next: "
            "[TIRING; {@0} and then {@1}].",
            "Nobody may have the following on consecutive days: [TIRING; {@0} and then {@1}].",
        ),
        of=("rested",),
        option="rest",
    ),
    Fact(
        "off",
        ways=(
            "Some days off have been promised and must be kept: [FREE; {@0} on {@1}].",
            "No shift can be given to [FREE: {@0} on {@1}], who then are on leave.",
        ),
        of=("day_off",),
        option="off",
    ),
    Fact(
        "skill",
        ways=(
            "In every shift there must be somebody senior, that is, somebody out of [SENIOR: {@}].",
            "No shift is possible without anybody senior, so that at least somebody out of [SENIOR: {@}] must be "
            "there.",
        ),
        of=("supervised",),
        option="skill",
    ),
    Fact(
        "goal",
        ways=(
            "Which roster has the smallest total displeasure?",
            "Who should work when, so that the sum of the points is as small as possible?",
        ),
        of=("displeasure",),
    ),
)

_WEEK = "DAYS: Monday, Tuesday, Wednesday, Thursday, Friday, Saturday, Sunday; SHIFTS: "

FAMILY = Family(
    name="rostering",
    title="Staff rostering",
    source="Burke, De Causmaecker, Vanden Berghe and Van Landeghem, The State of the Art of Nurse Rostering, 2004",
    extents=(Extent("staff", 4, 18), Extent("days", 2, 9)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("rest", "off", "skill"),
    framings=(
        story(
            "hospital_ward",
            "health care",
            ("A hospital ward draws up its roster.", "The roster of a hospital ward is made anew."),
            "person: nurse; people: nurses; period: day",
            _WEEK + "early, late",
            "The ward has {~14..40} beds.",
        ),
        story(
            "fire_watch",
            "public safety",
            ("A fire brigade plans the shifts of its crews.", "The shifts of a fire brigade are planned."),
            "person: firefighter; people: firefighters; period: day",
            _WEEK + "day, night",
            "The brigade has {~3..9} engines.",
        ),
        story(
            "radio_newsroom",
            "media",
            ("A newsroom is staffed around the clock.", "Editors of a radio newsroom work in shifts."),
            "person: editor; people: editors; period: day",
            _WEEK + "morning, evening",
            "The station has {~20000..90000} listeners.",
        ),
        story(
            "control_room",
            "energy",
            ("Operators watch over a power station.", "The control room of a power station is never empty."),
            "person: operator; people: operators; period: day",
            _WEEK + "early, night",
            "The power station yields {~200..900} MW.",
        ),
        story(
            "hotel_reception",
            "hospitality",
            ("A hotel plans who stands at the reception.", "The reception of a hotel is always staffed."),
            "person: receptionist; people: receptionists; period: day",
            _WEEK + "day, late",
            "The hotel has {~40..200} rooms.",
        ),
        story(
            "animal_shelter",
            "social services",
            ("Keepers of an animal shelter work in shifts.", "An animal shelter plans the shifts of its keepers."),
            "person: keeper; people: keepers; period: day",
            _WEEK + "morning, night",
            "The shelter houses {~40..200} animals.",
        ),
    ),
)
