"""Quadratic assignment, linearized as by Adams and Johnson, 1994. Source: Koopmans and Beckmann, 1957."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation

_SEATS = "(u, v) in TIES, p in PLACES, q in PLACES: p != q"
_TRAFFIC = f"sum{{{_SEATS}}} flow[u, v] * distance[p, q] * both[u, v, p, q]"


def _formulation(options: Options) -> Formulation:
    fees, barred = "fees" in options, "barred" in options
    paid = " + sum{u in UNITS, p in PLACES} fee[p] * put[u, p]" if fees else ""
    return model(
        sets=[
            members("UNITS"),
            members("PLACES"),
            pairs("TIES", "one", "other"),
            pairs("BARRED", "unit", "place") if barred else None,
        ],
        parameters=[
            parameter("flow[TIES]"),
            parameter("distance[PLACES, PLACES]"),
            parameter("fee[PLACES]") if fees else None,
        ],
        variables=[binary("put[UNITS, PLACES]"), binary(f"both[{_SEATS}]")],
        constraints=[
            rule("placed", "sum{p in PLACES} put[u, p] = 1", "u in UNITS"),
            rule("not_shared", "sum{u in UNITS} put[u, p] <= 1", "p in PLACES"),
            rule("there", "sum{q in PLACES: q != p} both[u, v, p, q] = put[u, p]", "(u, v) in TIES, p in PLACES"),
            rule("here", "sum{p in PLACES: p != q} both[u, v, p, q] = put[v, q]", "(u, v) in TIES, q in PLACES"),
            rule("not_there", "put[u, p] = 0", "(u, p) in BARRED") if barred else None,
        ],
        objectives=[minimize("total", _TRAFFIC + paid)],
    )


def _draw(setting: Setting) -> Values:
    units = setting.pick("UNITS", setting.sizes["units"])
    count = len(units)
    places = setting.pick("PLACES", count + 1 if setting.has("fees") else count)
    rng = setting.rng
    ends = [(i, j) for i in range(count) for j in range(i + 1, count)]
    ties = sorted(ends[k] for k in rng.permutation(len(ends))[: setting.sizes["ties"]].tolist())
    names = [[units[i], units[j]] for i, j in ties]
    spots = rng.integers(1, 20, size=(len(places), 2))
    ways = abs(spots[:, None, :] - spots[None, :, :]).sum(axis=2)
    step = max(1, round(setting.framing.factor("distance")))
    values: Values = {
        "UNITS": units,
        "PLACES": places,
        "TIES": names,
        "flow": column(names, setting.integers("flow", 2, 30, len(names))),
        "distance": matrix(
            places,
            places,
            [0 if p == q else step * (1 + int(ways[p, q])) for p in range(len(places)) for q in range(len(places))],
        ),
    }
    if setting.has("fees"):
        values["fee"] = column(places, setting.integers("fee", 20, 200, len(places)))
    if setting.has("barred"):
        values["BARRED"] = [
            [units[k], places[k]] for k in sorted(rng.permutation(count)[: max(1, count // 3)].tolist())
        ]
    return values


_FACTS = (
    Fact("units", ways=("{Units_are} [UNITS: {@}].", "There are {#UNITS} {units} to place: [UNITS; {@}].")),
    Fact(
        "ties",
        ways=(
            "{Ties_are}: [TIES; {=flow} {flow_unit} between {@0} and {@1}].",
            "{Ties_are} known: [TIES; {@0} with {@1} {=flow} {flow_unit}].",
        ),
        table=Table("TIES", "between", (("{flow_unit}", "flow"),), "{Ties_are} as the table shows."),
        of=("flow",),
    ),
    Fact(
        "distances",
        table=Grid(
            "PLACES",
            "PLACES",
            "distance",
            "{place}",
            "The next table has the distances between the {places} in {distance_unit}.",
        ),
        of=("distance",),
    ),
    Fact(
        "fees",
        ways=(
            "Use of a {place} adds [PLACES: {=fee} ({@})] to the total.",
            "If they are used, the {places} add [PLACES: {=fee} for {@}] to the total.",
        ),
        of=("fee",),
        option="fees",
    ),
    Fact(
        "placed",
        ways=(
            "Each of the {units} gets exactly one {place}.",
            "All of the {units} have to be placed, each in exactly one {place}.",
        ),
        of=("placed",),
    ),
    Fact(
        "not_shared",
        ways=("No {place} can be given to more than one of them.", "A {place} can be used at most once."),
        of=("not_shared",),
    ),
    Fact(
        "barred",
        ways=(
            "The following is impossible: [BARRED; {@0} in {@1}].",
            "Some choices are not allowed: [BARRED; {@0} must not be in {@1}].",
        ),
        of=("not_there",),
        option="barred",
    ),
    Fact(
        "goal",
        ways=(
            "Multiply the {flow_unit} of any pair by the distance between its {places}, and add up. How should the "
            "{units} be placed so that the total is as small as possible?",
            "A pair of {units} counts with its {flow_unit} times the distance between them. Place them so that the "
            "total "
            "is minimal.",
        ),
        of=("total", "put", "there", "here", "both"),
    ),
)

FAMILY = Family(
    name="quadratic_assignment",
    title="Quadratic assignment",
    source="Koopmans and Beckmann, Assignment Problems and the Location of Economic Activities, 1957",
    extents=(Extent("units", 3, 6), Extent("ties", 2, 11)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("fees", "barred"),
    framings=(
        Framing(
            "hospital_wards",
            "health care",
            openings=(
                "A new hospital decides which department moves into which wing.",
                "Departments of a new hospital, between which patients are taken, move into its wings.",
            ),
            words=phrases(
                "units: departments; units_are: the departments are; flow_unit: transfers; place: wing; places: wings;"
                "ties_are: the transfers in a day are; distance_unit: meters"
            ),
            members={
                "UNITS": listed("surgery, radiology, emergency, intensive care, maternity, laboratory, oncology"),
                "PLACES": listed("north wing, south wing, east wing, west wing, tower, annex, pavilion, old block"),
            },
            factors={"distance": 8.0, "fee": 20.0},
            distractors=("The hospital has {~140..900} beds.",),
        ),
        Framing(
            "chip_modules",
            "electronics",
            openings=(
                "The modules of a circuit board are placed on free slots.",
                "A designer places the modules of a circuit board.",
            ),
            words=phrases(
                "units: modules; units_are: the modules are; flow_unit: wires; place: slot; places: slots;"
                "ties_are: the numbers of wires are; distance_unit: mm"
            ),
            members={
                "UNITS": listed("processor, memory, radio, sensor, display, battery, amplifier, clock"),
                "PLACES": listed("slot A, slot B, slot C, slot D, slot E, slot F, slot G, slot H"),
            },
            factors={"distance": 2.0, "fee": 5.0},
            distractors=("The board has {~3..9} layers.",),
        ),
        Framing(
            "machine_layout",
            "manufacturing",
            openings=(
                "A factory puts new machines on the free bays of a hall.",
                "New machines wait to be put up in the bays of a factory hall.",
            ),
            words=phrases(
                "units: machines; units_are: the machines are; flow_unit: loads; place: bay; places: bays;"
                "ties_are: the loads moved in an hour are; distance_unit: meters"
            ),
            members={
                "UNITS": listed("lathe, press, oven, welder, painter, packer, cutter, bender"),
                "PLACES": listed("bay Red, bay Blue, bay Green, bay Gray, bay White, bay Black, bay Brown, bay Pink"),
            },
            factors={"distance": 3.0, "fee": 10.0},
            distractors=("The hall is {~8..14} m high.",),
        ),
        Framing(
            "campus_offices",
            "education",
            openings=(
                "The institutes of a college are given new houses.",
                "Professors walk between the institutes of a college, which are about to move.",
            ),
            words=phrases(
                "units: institutes; units_are: the institutes are; flow_unit: walks; place: house; places: houses;"
                "ties_are: the walks in a week are; distance_unit: minutes"
            ),
            members={
                "UNITS": listed("history, physics, botany, music, law, geology, drama, algebra"),
                "PLACES": listed("Abbot House, Bell House, Clerk House, Dove House, Elm House, Fox House, Gate House"),
            },
            factors={"fee": 3.0},
            distractors=("The college was founded {~90..600} years ago.",),
        ),
        Framing(
            "market_stalls",
            "retail",
            openings=(
                "Stalls of a market that share their customers should stand close together.",
                "The warden of a market places the stalls of the season.",
            ),
            words=phrases(
                "units: stalls; units_are: the stalls sell; flow_unit: customers; place: pitch; places: pitches;"
                "ties_are: the customers who visit both stalls in an hour are; distance_unit: steps"
            ),
            members={
                "UNITS": listed("cheese, bread, fish, honey, flowers, olives, wine, herbs"),
                "PLACES": listed("the arch, the fountain, the gate, the linden, the pump, the steps, the statue"),
            },
            factors={"distance": 4.0, "fee": 10.0},
            distractors=("The market opens on {~2..6} days a week.",),
        ),
        Framing(
            "exhibit_rooms",
            "culture",
            openings=(
                "A science museum rearranges its exhibits.",
                "Exhibits of a science museum move to other rooms.",
            ),
            words=phrases(
                "units: exhibits; units_are: the exhibits are; flow_unit: visitors; place: room; places: rooms;"
                "ties_are: the visitors who go from exhibit to exhibit are; distance_unit: meters"
            ),
            members={
                "UNITS": listed("dinosaurs, rockets, magnets, mirrors, robots, fossils, steam engine, planetarium"),
                "PLACES": listed("hall North, hall South, hall East, hall West, the dome, the cellar, the gallery"),
            },
            factors={"distance": 5.0, "flow": 5.0, "fee": 50.0},
            distractors=("A ticket costs {~8..19} EUR.",),
        ),
    ),
)
