"""Staff that works some days in a row every week. Source: Dantzig, A Comment on Edie's Toll Booths, 1954."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import WEEKDAYS
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import integer, members, minimize, model, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    short, most, spread = "short" in options, "most" in options, "spread" in options

    def on_duty(variable: str, stretch: str) -> str:
        since = "(ord(t) - ord(s) + card(TIMES)) mod card(TIMES)"
        return f"sum{{s in TIMES: {since} < {stretch}}} {variable}[g, s]"

    present = on_duty("begin", "stretch") + (" + " + on_duty("begin_short", "short_stretch") if short else "")
    return model(
        sets=[members("GROUPS"), members("TIMES", ordered=True)],
        parameters=[
            parameter("need[GROUPS, TIMES]"),
            parameter("stretch"),
            parameter("cost[TIMES]"),
            parameter("short_stretch") if short else None,
            parameter("short_cost") if short else None,
            parameter("most[GROUPS]") if most else None,
            parameter("most_at_once") if spread else None,
        ],
        variables=[integer("begin[GROUPS, TIMES]"), integer("begin_short[GROUPS, TIMES]") if short else None],
        constraints=[
            rule("covered", present + " >= need[g, t]", "g in GROUPS, t in TIMES"),
            rule("staff", "sum{s in TIMES} begin[g, s] <= most[g]", "g in GROUPS") if most else None,
            rule("spread", "sum{g in GROUPS} begin[g, s] <= most_at_once", "s in TIMES") if spread else None,
        ],
        objectives=[
            minimize(
                "total_cost",
                "sum{g in GROUPS, s in TIMES} cost[s] * begin[g, s]"
                + (" + sum{g in GROUPS, s in TIMES} short_cost * begin_short[g, s]" if short else ""),
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    groups, times = setting.pick("GROUPS", setting.sizes["groups"]), list(WEEKDAYS)
    rng, n = setting.rng, len(groups)
    stretch = int(rng.integers(4, 6))
    needs = setting.integers("need", 3, 14, n * 7)
    weekly = setting.integer("cost", 50, 80) * 10
    starts = [[max(needs[7 * g : 7 * g + 7]) for _ in times] for g in range(n)]
    values: Values = {
        "GROUPS": groups,
        "TIMES": times,
        "need": matrix(groups, times, needs),
        "stretch": stretch,
        "cost": column(times, [weekly + 10 * int(k) for k in rng.integers(0, 9, size=7)]),
    }
    if setting.has("short"):
        values["short_stretch"] = stretch - 2
        values["short_cost"] = 10 * round(weekly * (stretch - 1.4) / stretch / 10)
    if setting.has("most"):
        values["most"] = column(groups, [2 * row[0] for row in starts])
    if setting.has("spread"):
        values["most_at_once"] = max(2, sum(row[0] for row in starts) * 3 // 5)
    return values


_FACTS = (
    Fact(
        "need",
        ways=(
            "The following numbers of {people} have to be on duty at least: [GROUPS; {@} ([TIMES: {=need} on {@}])].",
            "At least so many {people} must be there: [GROUPS; {@} ([TIMES: {=need} on {@}])].",
        ),
        table=Grid("GROUPS", "TIMES", "need", "{group}", "At least the {people} in the table have to be on duty."),
        of=("covered",),
    ),
    Fact(
        "stretch",
        ways=(
            "Everybody works on {=stretch} days in a row, then has the rest of the week off, and repeats this every "
            "week; Sunday is followed by Monday.",
            "The same pattern is repeated every week: {=stretch} days of work in a row, also across the weekend, and "
            "then days off.",
        ),
        of=("stretch", "begin"),
    ),
    Fact(
        "cost",
        ways=(
            "Depending on the day on which the days of work begin, a person costs [TIMES: {=cost} {currency} ({@})] a "
            "week.",
            "What a person costs a week depends on the day on which it begins: [TIMES; {=cost} {currency} if it is "
            "{@}].",
        ),
        table=Table(
            "TIMES",
            "day on which the work begins",
            (("cost a week ({currency})", "cost"),),
            "What a person costs a week depends on the day on which the days of work begin:",
        ),
        of=("cost",),
    ),
    Fact(
        "short",
        ways=(
            "Some can be employed on a smaller contract, with {=short_stretch} days of work in a row every week, for "
            "{=short_cost} {currency} a week.",
            "There are also contracts with only {=short_stretch} days of work in a row, which cost {=short_cost} "
            "{currency} a week.",
        ),
        of=("begin_short", "short_stretch", "short_cost"),
        option="short",
    ),
    Fact(
        "most",
        ways=(
            "On full contracts no more than [GROUPS: {=most} {people} can be employed in the case of {@}].",
            "There are limits to the number of full contracts: [GROUPS; at most {=most} for {@}].",
        ),
        of=("staff",),
        option="most",
    ),
    Fact(
        "spread",
        ways=(
            "For everything together, at most {=most_at_once} {people} on full contracts can begin on the same day.",
            "No more than {=most_at_once} {people} with a full contract may begin on the same day, for everything "
            "together.",
        ),
        of=("spread",),
        option="spread",
    ),
    Fact(
        "goal",
        ways=(
            "How many {people} should begin on which day, so that the total cost a week is as low as possible? Nobody "
            "can stand in for another {group}, and only whole people count.",
            "Each {group} has its own {people}. Find the whole numbers of {people} to begin on each day for which the "
            "weekly cost is lowest.",
        ),
        of=("total_cost",),
    ),
)

FAMILY = Family(
    name="shift_scheduling",
    title="Shift scheduling",
    source="Dantzig, A Comment on Edie's Traffic Delays at Toll Booths, 1954",
    extents=(Extent("groups", 1, 31),),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("short", "most", "spread"),
    framings=(
        story(
            "toll_plazas",
            "road transport",
            ("A motorway operator staffs its toll plazas.", "Collectors work at the toll plazas of a motorway."),
            "group: plaza; people: collectors; currency: EUR",
            "GROUPS: Northgate, Riverside, Westbrook, Hillcrest, Oakfield",
            "The motorway is {~90..400} km long.",
        ),
        story(
            "mountain_rescue",
            "public safety",
            ("Mountain rescuers stand by at several stations.", "A mountain rescue service staffs its stations."),
            "group: station; people: rescuers; currency: EUR",
            "GROUPS: glacier station, pass station, lake station, gorge station, summit station",
            "The highest station is at {~2000..3300} meters.",
        ),
        story(
            "museum_guards",
            "culture",
            ("A museum that is open all week hires guards.", "Guards watch over the wings of a large museum."),
            "group: wing; people: guards; currency: EUR",
            "GROUPS: Egyptian wing, Roman wing, modern wing, garden wing, east wing",
            "The museum shows {~2000..9000} objects.",
        ),
        story(
            "bus_garage",
            "public transport",
            ("A bus company keeps mechanics at its garages.", "The garages of a bus company work all week."),
            "group: garage; people: mechanics; currency: USD",
            "GROUPS: harbor garage, airport garage, valley garage, campus garage, central garage",
            "The company runs {~200..900} buses.",
        ),
        story(
            "ski_lifts",
            "tourism",
            ("Ski lifts run all week in winter.", "A ski resort hires attendants for its lifts."),
            "group: lift; people: attendants; currency: EUR",
            "GROUPS: bear lift, eagle lift, fox lift, chamois lift, marmot lift",
            "The snow is {~40..180} cm deep.",
        ),
        story(
            "help_desk",
            "information technology",
            ("A help desk answers calls in several languages.", "Callers of a help desk speak many languages."),
            "group: language; people: agents; currency: USD",
            "GROUPS: English, Spanish, German, Japanese, Portuguese",
            "A call lasts {~3..12} minutes.",
        ),
    ),
)
