"""Set partitioning, as in crew pairing. Source: Barnhart et al., Airline Crew Scheduling, 2003."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Options, Setting, Table, Values
from llm_modeling.families.names import codes, listed
from llm_modeling.families.problems.authoring import column, phrases
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, hours = "few" in options, "hours" in options
    return model(
        sets=[members("ROUNDS"), members("LEGS"), pairs("PARTS", "round", "leg")],
        parameters=[
            parameter("cost[ROUNDS]"),
            parameter("most") if few else None,
            parameter("hours[ROUNDS]") if hours else None,
            parameter("most_hours") if hours else None,
        ],
        variables=[binary("choose[ROUNDS]")],
        constraints=[
            rule("exactly_once", "sum{(r, l) in PARTS} choose[r] = 1", "l in LEGS"),
            rule("few", "sum{r in ROUNDS} choose[r] <= most") if few else None,
            rule("duty", "sum{r in ROUNDS} hours[r] * choose[r] <= most_hours") if hours else None,
        ],
        objectives=[minimize("total_cost", "sum{r in ROUNDS} cost[r] * choose[r]")],
    )


def _draw(setting: Setting) -> Values:
    legs = setting.pick("LEGS", setting.sizes["legs"])
    rounds = codes("ROUNDS", setting.sizes["rounds"])
    rng, chosen = setting.rng, list[list[int]]()
    while len(chosen) < len(rounds):  # partitions of the legs, one after the other
        order = rng.permutation(len(legs)).tolist()
        while order:
            size = min(len(order), int(rng.integers(1, 4)))
            chosen.append(sorted(order[:size]))
            order = order[size:]
            if len(chosen) == len(rounds):
                break
    first = next(k for k in range(1, len(chosen) + 1) if sum(map(len, chosen[:k])) == len(legs))
    extra = setting.integers("cost", 12, 40, len(rounds))
    hours = [2 * len(part) + int(k) for part, k in zip(chosen, rng.integers(1, 4, size=len(rounds)), strict=True)]
    values: Values = {
        "LEGS": legs,
        "ROUNDS": rounds,
        "PARTS": [[name, legs[leg]] for name, part in zip(rounds, chosen, strict=True) for leg in part],
        "cost": column(rounds, [round(k * (0.5 + len(p) / 2)) for k, p in zip(extra, chosen, strict=True)]),
    }
    if setting.has("few"):
        values["most"] = first
    if setting.has("hours"):
        values["hours"] = column(rounds, hours)
        values["most_hours"] = sum(hours[:first]) + 1
    return values


_FACTS = (
    Fact("legs", ways=("{Legs_are} [LEGS: {@}].", "{Intro} {#LEGS} {legs}: [LEGS; {@}].")),
    Fact(
        "parts",
        ways=(
            "The possible {rounds} have been worked out: [PARTS; {@0} includes {@1}].",
            "{Planner} has prepared {rounds} as follows: [PARTS; {@0} with {@1}].",
        ),
    ),
    Fact(
        "cost",
        ways=(
            "The costs of the {rounds} are as follows: [ROUNDS; {=cost} {currency} for {@}].",
            "The {rounds} [ROUNDS: {@}] cost [ROUNDS: {=cost}] {currency}, respectively.",
        ),
        table=Table("ROUNDS", "{round}", (("cost ({currency})", "cost"),), "The table has the costs of the {rounds}."),
        of=("cost",),
    ),
    Fact(
        "exactly_once",
        ways=(
            "Each {leg} has to be part of exactly one of the {rounds} that are chosen.",
            "All {legs} must be done, and none of them by more than one of the chosen {rounds}.",
        ),
        of=("exactly_once",),
    ),
    Fact(
        "few",
        ways=(
            "There are {crews} for at most {=most} {rounds}.",
            "No more than {=most} {rounds} can be chosen, for want of {crews}.",
        ),
        of=("few",),
        option="few",
    ),
    Fact(
        "hours",
        ways=(
            "The {rounds} take [ROUNDS: {=hours} hours for {@}], and no more than {=most_hours} hours can be worked in "
            "total.",
            "The chosen {rounds} may take at most {=most_hours} hours in total, where [ROUNDS: {@} takes {=hours} "
            "hours].",
        ),
        of=("duty",),
        option="hours",
    ),
    Fact(
        "goal",
        ways=(
            "Which {rounds} should be chosen to keep the total cost as low as possible?",
            "Choose the {rounds} with the lowest total cost.",
        ),
        of=("total_cost", "choose"),
    ),
)
_FLIGHTS = listed("Oslo out, Oslo back, Riga out, Riga back, Porto out, Porto back, Metz out, Metz back, Cork out")

FAMILY = Family(
    name="set_partition",
    title="Set partitioning",
    source="Barnhart, Cohn, Johnson, Klabjan, Nemhauser and Vance, Airline Crew Scheduling, 2003",
    extents=(Extent("legs", 5, 60), Extent("rounds", 9, 410)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "hours"),
    framings=(
        Framing(
            "crew_pairing",
            "airlines",
            openings=(
                "A regional airline assigns its crews to flights.",
                "Crews of a regional airline fly pairings, which start and end at their base.",
            ),
            words=phrases(
                "round: pairing; rounds: pairings; leg: flight; legs: flights; crews: crews; currency: EUR;"
                "legs_are: the flights are; intro: the timetable has; planner: the crew planner"
            ),
            members={"LEGS": _FLIGHTS},
            units={"cost": "EUR", "hours": "hour", "most_hours": "hour"},
            factors={"cost": 60.0},
            distractors=("The airline was founded {~14..60} years ago.",),
        ),
        Framing(
            "driver_duties",
            "public transport",
            openings=(
                "A bus company turns its timetable into duties for drivers.",
                "The drivers of a bus company work duties that a dispatcher puts together.",
            ),
            words=phrases(
                "round: duty; rounds: duties; leg: trip; legs: trips; crews: drivers; currency: USD;"
                "legs_are: the trips of the day are; intro: today there are; planner: the dispatcher"
            ),
            members={"LEGS": listed("dawn express, school bus, market line, hill line, port line, night line")},
            units={"cost": "USD", "hours": "hour", "most_hours": "hour"},
            factors={"cost": 8.0},
            distractors=("The company runs {~14..90} buses.",),
        ),
        Framing(
            "home_nursing",
            "health care",
            openings=(
                "A nursing service visits its patients at home.",
                "Home visits of a nursing service are bundled into tours.",
            ),
            words=phrases(
                "round: tour; rounds: tours; leg: visit; legs: visits; crews: nurses; currency: EUR;"
                "legs_are: the visits of tomorrow are; intro: tomorrow there are; planner: the head nurse"
            ),
            members={"LEGS": listed("Alder Row, Beech Way, Cherry Lane, Dell Road, Elder Park, Fir Close, Grove End")},
            units={"cost": "EUR", "hours": "hour", "most_hours": "hour"},
            factors={"cost": 3.0},
            ways={
                "legs": (
                    "The visits of tomorrow are to the addresses [LEGS: {@}].",
                    "Tomorrow there are {#LEGS} visits, which are known by their streets: [LEGS; {@}].",
                )
            },
            distractors=("The service cares for {~60..400} patients.",),
        ),
        Framing(
            "milk_collection",
            "dairy",
            openings=(
                "A dairy collects milk from the farms around it.",
                "Tankers of a dairy empty the tanks of farms in fixed rounds.",
            ),
            words=phrases(
                "round: round; rounds: rounds; leg: farm; legs: farms; crews: tankers; currency: EUR;"
                "legs_are: the farms are; intro: the dairy works with; planner: the foreman"
            ),
            members={"LEGS": listed("Ashby, Brook, Clover, Down, Elder, Furrow, Glen, Heath, Ivy, Knoll, Ley, Marsh")},
            units={"cost": "EUR", "hours": "hour", "most_hours": "hour"},
            factors={"cost": 4.0},
            ways={
                "exactly_once": (
                    "Each farm has to be visited by exactly one of the rounds that are chosen.",
                    "All farms must be visited, and none of them by more than one of the chosen rounds.",
                )
            },
            distractors=("The dairy makes {~3..19} kinds of cheese.",),
        ),
        Framing(
            "voting_wards",
            "public administration",
            openings=(
                "A county merges its small wards into polling areas.",
                "Polling areas made of neighboring wards have been proposed to a county.",
            ),
            words=phrases(
                "round: polling area; rounds: polling areas; leg: ward; legs: wards; crews: helpers; currency: USD;"
                "legs_are: the wards are; intro: the county has; planner: the registrar"
            ),
            members={"LEGS": listed("Abbey, Bridge, Castle, Dock, East, Ferry, Grange, Harbor, Inner, Kings, Market")},
            units={"cost": "USD", "hours": "hour", "most_hours": "hour"},
            factors={"cost": 20.0},
            ways={
                "exactly_once": (
                    "Each ward has to belong to exactly one chosen polling area.",
                    "All wards must be part of a chosen polling area, and none of them of more than one.",
                ),
                "few": (
                    "There are helpers for at most {=most} polling areas.",
                    "No more than {=most} polling areas can be set up.",
                ),
                "hours": (
                    "Counting takes [ROUNDS: {=hours} hours for {@}], and no more than {=most_hours} hours can be "
                    "paid in "
                    "total.",
                ),
            },
            distractors=("The turnout was {~41..89} percent last time.",),
        ),
        Framing(
            "repair_kits",
            "maintenance",
            openings=(
                "A wind farm operator sends out service teams by boat.",
                "Turbines at sea wait for a service, and boats can take several jobs on a trip.",
            ),
            words=phrases(
                "round: boat trip; rounds: boat trips; leg: turbine; legs: turbines; crews: boats; currency: EUR;"
                "legs_are: the turbines are; intro: the wind farm has; planner: the control room"
            ),
            members={"LEGS": listed("Auk, Bittern, Curlew, Dunlin, Eider, Fulmar, Gannet, Heron, Kittiwake")},
            units={"cost": "EUR", "hours": "hour", "most_hours": "hour"},
            factors={"cost": 90.0},
            ways={
                "exactly_once": (
                    "Each turbine has to be serviced on exactly one of the boat trips that are chosen.",
                    "All turbines must be serviced, and none of them on more than one of the chosen boat trips.",
                )
            },
            distractors=("The blades are {~40..90} m long.",),
        ),
    ),
)
