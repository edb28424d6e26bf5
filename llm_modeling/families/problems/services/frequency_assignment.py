"""Frequency assignment, a graph coloring. Source: Aardal et al., Models for Frequency Assignment Problems, 2007."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    reserved, load = "reserved" in options, "load" in options
    return model(
        sets=[
            members("USERS"),
            members("CHANNELS"),
            pairs("CONFLICTS", "one", "other"),
            pairs("RESERVED", "user", "channel") if reserved else None,
        ],
        parameters=[parameter("fee[CHANNELS]"), parameter("most_users") if load else None],
        variables=[binary("assign[USERS, CHANNELS]"), binary("open[CHANNELS]")],
        constraints=[
            rule("once", "sum{c in CHANNELS} assign[u, c] = 1", "u in USERS"),
            rule(
                "no_conflict",
                "assign[u, c] + assign[v, c] <= open[c]",
                "(u, v) in CONFLICTS, c in CHANNELS",
            ),
            rule("opened", "assign[u, c] <= open[c]", "u in USERS, c in CHANNELS"),
            rule("not_allowed", "assign[u, c] = 0", "(u, c) in RESERVED") if reserved else None,
            rule("not_crowded", "sum{u in USERS} assign[u, c] <= most_users", "c in CHANNELS") if load else None,
        ],
        objectives=[minimize("total_fee", "sum{c in CHANNELS} fee[c] * open[c]")],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    users = setting.pick("USERS", setting.sizes["users"])
    channels = setting.pick("CHANNELS", setting.sizes["channels"])
    count, hidden = len(users), len(channels) - 1  # an assignment to all channels but the last is possible
    coloring = [k % hidden for k in range(count)]
    every = [(i, j) for i in range(count) for j in range(i + 1, min(count, i + 6)) if coloring[i] != coloring[j]]
    wanted = max(2, min(len(every), round(1.6 * count)))
    chosen = sorted(every[k] for k in rng.permutation(len(every))[:wanted].tolist())
    fees = sorted({int(f) for f in rng.permutation(range(20, 90))[: len(channels)]})
    values: Values = {
        "USERS": users,
        "CHANNELS": channels,
        "CONFLICTS": [[users[i], users[j]] for i, j in chosen],
        "fee": column(channels, [round(setting.framing.factor("fee") * f) for f in fees]),
    }
    if setting.has("reserved"):
        values["RESERVED"] = [[users[0], channels[-1]], [users[-1], channels[(coloring[-1] + 1) % hidden]]]
    if setting.has("load"):
        values["most_users"] = -(-count // hidden) + 1
    return values


_FACTS = (
    Fact(
        "channels",
        ways=(
            "{Channels_are}, and the {fee} is the following: [CHANNELS; {@} ({=fee} {money})].",
            "For [CHANNELS: {@}], the {fee} is [CHANNELS: {=fee}] {money}, respectively.",
        ),
        table=Table(
            "CHANNELS", "{channel}", (("{fee} ({money})", "fee"),), "The table has the {fee} of each {channel}."
        ),
        of=("fee",),
    ),
    Fact("users", ways=("{Users_are} [USERS: {@}].", "There are {#USERS} {users}: [USERS; {@}].")),
    Fact(
        "once",
        ways=(
            "Each {user} has to get exactly one {channel}.",
            "Exactly one {channel} must be chosen for every {user}.",
        ),
        of=("once", "assign"),
    ),
    Fact(
        "conflicts",
        ways=(
            "{Why}, the following {users} must not have the same {channel}: [CONFLICTS; {@0} and {@1}].",
            "A common {channel} is impossible for these pairs: [CONFLICTS; {@0} with {@1}].",
        ),
        of=("no_conflict",),
    ),
    Fact(
        "open",
        ways=(
            "The {fee} has to be paid for each {channel} that is used at all, and only once however many share it.",
            "Of each {channel} that any {user} gets, the {fee} is due, but only a single time.",
        ),
        of=("opened", "open"),
    ),
    Fact(
        "reserved",
        ways=(
            "Some combinations are excluded: [RESERVED; {@0} cannot get {@1}].",
            "For technical reasons, it is not allowed to combine [RESERVED; {@0} with {@1}].",
        ),
        of=("not_allowed",),
        option="reserved",
    ),
    Fact(
        "load",
        ways=(
            "No {channel} can be shared by more than {=most_users} {users}.",
            "At most {=most_users} {users} can share a {channel}.",
        ),
        of=("not_crowded",),
        option="load",
    ),
    Fact(
        "goal",
        ways=(
            "Which {channel} should each {user} get so that the total {fee} is as low as possible?",
            "Find the assignment with the lowest total {fee}.",
        ),
        of=("total_fee",),
    ),
)

FAMILY = Family(
    name="frequency_assignment",
    title="Frequency assignment",
    source="Aardal, van Hoesel, Koster, Mannino and Sassano, Models for Frequency Assignment Problems, 2007",
    extents=(Extent("users", 3, 38), Extent("channels", 3, 5)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("reserved", "load"),
    framings=(
        story(
            "radio_masts",
            "broadcasting",
            (
                "A broadcaster plans the frequencies of its masts.",
                "The masts of a broadcaster are switched to new frequencies.",
            ),
            "user: mast; users: masts; users_are: the masts stand in; channel: frequency; fee: license fee; money: "
            "kEUR;"
            "channels_are: these frequencies are free; why: because of interference",
            "USERS: " + ", ".join(CITIES[:30]) + "; CHANNELS: frequency A, frequency B, frequency C, frequency D, "
            "frequency E",
            "The highest mast measures {~140..300} m.",
        ),
        story(
            "exam_rooms",
            "education",
            (
                "A college spreads its oral exams over some afternoons.",
                "Oral exams of a college take place on some afternoons.",
            ),
            "user: exam; users: exams; users_are: the exams are; channel: afternoon; fee: rent of the hall; money: EUR;"
            "channels_are: the hall is free on some afternoons;"
            "why: as students take several of them",
            "USERS: algebra, botany, chemistry, dynamics, ethics, finance, geology, history, logic, music, optics, "
            "physics; CHANNELS: Monday, Tuesday, Wednesday, Thursday, Friday",
            "The college has {~300..900} students.",
            factors={"fee": 5.0},
        ),
        story(
            "chemical_store",
            "chemicals",
            (
                "A warehouse for chemicals assigns its substances to fire-proof rooms.",
                "Substances are put into the fire-proof rooms of a warehouse for chemicals.",
            ),
            "user: substance; users: substances; users_are: the substances are; channel: room; fee: running cost;"
            "money: EUR; channels_are: the rooms can be run separately; why: for fear of reactions",
            "USERS: acetone, ammonia, benzene, bromine, chlorine, ethanol, hydrazine, iodine, nitrate, phosphor, "
            "potash, sulfur; CHANNELS: room North, room South, room East, room West, room Center",
            "The walls are {~14..60} cm thick.",
            factors={"fee": 8.0},
        ),
        story(
            "zoo_enclosures",
            "zoos",
            (
                "A zoo moves animals into enclosures while their house is renovated.",
                "While their house is renovated, animals of a zoo live in spare enclosures.",
            ),
            "user: animal; users: animals; users_are: the animals are; channel: enclosure; fee: cost of heating;"
            "money: EUR; channels_are: the enclosures can be heated; why: since they would fight",
            "USERS: emu, gibbon, ibex, jackal, koala, lemur, marmot, okapi, puma, rhea, serval, tapir;"
            "CHANNELS: the barn, the cave, the dome, the grove, the island",
            "The zoo has {~140..900} animals.",
            factors={"fee": 10.0},
        ),
        story(
            "gate_crossing",
            "traffic",
            (
                "An engineer sets up the phases of the signals at a large crossing.",
                "The signals at a large crossing get new phases.",
            ),
            "user: stream; users: streams; users_are: the streams of traffic are; channel: phase; fee: duration; money:"
            " seconds; channels_are: some phases are possible; why: so as to avoid collisions",
            "USERS: north left, north straight, south left, south straight, east left, east straight, west left, "
            "west straight, tram north, tram south, cyclists, walkers;"
            "CHANNELS: phase A, phase B, phase C, phase D, phase E",
            "The crossing is {~40..90} m wide.",
            units={"fee": "second", "total_fee": "second"},
            ways={
                "open": (
                    "A phase is run if any stream gets it, and then for its whole duration, however many share it.",
                    "Each phase that is used at all takes its whole duration, even if several streams share it.",
                )
            },
        ),
        story(
            "orchestra_rooms",
            "culture",
            (
                "Groups of a music school rehearse in the evening.",
                "In the evening, groups of a music school meet for rehearsals.",
            ),
            "user: group; users: groups; users_are: the groups are; channel: slot; fee: wage of the porter;"
            "money: EUR; channels_are: the school can open for these slots;"
            "why: because they have players in common",
            "USERS: big band, brass band, chamber choir, gospel choir, flute circle, guitar circle, string band, "
            "jazz trio, opera class, percussion; CHANNELS: slot A, slot B, slot C, slot D, slot E",
            "The school has {~3..9} grand pianos.",
        ),
    ),
)
