"""Maximum cut: a partition into two sides. Source: Barahona, Groetschel, Juenger and Reinelt, 1988.

The pairs that count are mostly close to each other in the list, so that the optimum can be proven within seconds.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    apart, size = "together" in options, "size" in options
    return model(
        sets=[members("MEMBERS"), pairs("LINKS", "one", "other"), pairs("TOGETHER", "one", "other") if apart else None],
        parameters=[parameter("weight[LINKS]"), parameter("fewest") if size else None],
        variables=[binary("right[MEMBERS]"), binary("apart[LINKS]")],
        constraints=[
            rule("not_both_left", "apart[i, j] <= right[i] + right[j]", "(i, j) in LINKS"),
            rule("not_both_right", "apart[i, j] <= (1 - right[i]) + (1 - right[j])", "(i, j) in LINKS"),
            rule("at_least_right", "sum{m in MEMBERS} right[m] >= fewest") if size else None,
            rule("at_least_left", "sum{m in MEMBERS} (1 - right[m]) >= fewest") if size else None,
            rule("same_side", "right[i] = right[j]", "(i, j) in TOGETHER") if apart else None,
        ],
        objectives=[
            maximize("separated", "sum{(i, j) in LINKS} weight[i, j] * apart[i, j]"),
        ],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    names = setting.pick("MEMBERS", setting.sizes["members"])
    count = len(names)
    links = {(k, k + 1) for k in range(count - 1)}
    free = [(i, j) for i in range(count) for j in range(i + 2, min(i + 7, count))]
    wanted = max(0, setting.sizes["links"] - len(links))
    links |= {free[k] for k in rng.permutation(len(free))[:wanted].tolist()}
    keys = [[names[i], names[j]] for i, j in sorted(links)]
    values: Values = {
        "MEMBERS": names,
        "LINKS": keys,
        "weight": column(keys, setting.integers("weight", 1, 30, len(keys))),
    }
    if setting.has("size"):
        values["fewest"] = max(2, round(0.4 * count)) if count > 4 else 2
    if setting.has("together"):
        values["TOGETHER"] = [[names[0], names[2]]]
    return values


_FACTS = (
    Fact("members", ways=("{Members_are} [MEMBERS: {@}].", "There are {#MEMBERS} {members}: [MEMBERS; {@}].")),
    Fact(
        "weights",
        ways=(
            "{Weights_are} [LINKS: {=weight} {unit} for {@0} with {@1}].",
            "By pair, {weights_are}: [LINKS; {@0} with {@1} {=weight} {unit}].",
        ),
        table=Table(
            "LINKS",
            "pair",
            (("{unit}", "weight"),),
            "The table lists the pairs that count, in {unit}; the others have none.",
        ),
        of=("weight",),
    ),
    Fact(
        "sides",
        ways=(
            "Each {member} has to be {put} either {left_side} or {right_side}.",
            "Every {member} must be {put} {left_side} or {right_side}, not anywhere else.",
        ),
        of=("right", "not_both_left", "not_both_right"),
    ),
    Fact(
        "size",
        ways=(
            "On either side, there must be at least {=fewest} {members}.",
            "Neither side may have fewer than {=fewest} {members}.",
        ),
        of=("at_least_right", "at_least_left"),
        option="size",
    ),
    Fact(
        "together",
        ways=(
            "The same side is required for [TOGETHER; {@0} and {@1}].",
            "These have to stay on the same side: [TOGETHER; {@0} and {@1}].",
        ),
        of=("same_side",),
        option="together",
    ),
    Fact(
        "goal",
        ways=(
            "How should they be divided so that the sum of {sum_of} over all pairs on different sides is maximal?",
            "Find the division for which {sum_of} between the sides have the largest sum.",
        ),
        of=("separated",),
    ),
)
_PUT = "put: put; left_side: on the left; right_side: on the right"

FAMILY = Family(
    name="max_cut",
    title="Maximum cut",
    source="Barahona, Groetschel, Juenger and Reinelt, An Application of Combinatorial Optimization, 1988",
    extents=(Extent("members", 4, 66), Extent("links", 5, 190)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("size", "together"),
    framings=(
        story(
            "wedding_hall",
            "events",
            (
                "Families that quarrel are seated at a banquet with a long table.",
                "The host of a banquet seats families that quarrel at a long table.",
            ),
            f"member: family; members: families; members_are: invited are; unit: quarrels; {_PUT};"
            "weights_are: the quarrels in the past were; sum_of: quarrels",
            "MEMBERS: Aldergrove, Birchwood, Cedarholm, Dogwood, Elmhurst, Firbank, Gorsehill, Hollymoor, Ivybridge",
            "The banquet has {~3..9} courses.",
            ways={
                "sides": (
                    "Each family has to sit either on the left or on the right of the table.",
                    "Every family must sit on the left or on the right, not anywhere else.",
                ),
                "goal": (
                    "How should they be seated so that the number of quarrels between families on different sides is "
                    "as high as possible?",
                    "Find the seating that keeps as many quarrels as possible apart, each between families on "
                    "different sides.",
                ),
            },
        ),
        story(
            "circuit_layers",
            "electronics",
            (
                "The blocks of a chip are distributed over a pair of layers.",
                "A chip is built in a pair of layers, which share its blocks.",
            ),
            "member: block; members: blocks; members_are: the blocks are called; unit: units of interference;"
            "put: placed; left_side: on the top layer; right_side: on the bottom layer;"
            "weights_are: the interference amounts to; sum_of: the units of interference",
            "MEMBERS: adder, buffer, cache, decoder, encoder, filter, gateway, latch, mixer, register, shifter, timer",
            "The chip works at {~2..5} volts.",
        ),
        story(
            "school_buses",
            "education",
            (
                "Classes of a school travel to camp in a pair of buses.",
                "For the trip to camp, a school has hired a pair of buses for its classes.",
            ),
            "member: class; members: classes; members_are: the classes are; unit: points; put: seated;"
            "left_side: in the red bus; right_side: in the blue bus; weights_are: the rivalry was rated at;"
            "sum_of: the points",
            "MEMBERS: the owls, the foxes, the bears, the hawks, the otters, the lynxes, the seals, the ravens, the "
            "elks",
            "The camp is {~40..200} km away.",
        ),
        story(
            "store_merger",
            "retail",
            (
                "A chain of stores is split into a pair of companies.",
                "The competition authority wants a chain to split its stores into a pair of companies.",
            ),
            "member: store; members: stores; members_are: the stores are in; unit: kEUR; put: given;"
            "left_side: to the old company; right_side: to the new company;"
            "weights_are: the turnover that depends on neighbors competing is; sum_of: the amounts",
            "MEMBERS: Ashford, Birchwood, Castleton, Dunmore, Eastgate, Fairview, Glenwood, Hillcrest, Ironside",
            "The chain sells {~2000..9000} articles.",
        ),
        story(
            "training_groups",
            "sports",
            (
                "A federation divides its clubs into a pair of training groups.",
                "The clubs of a federation train in a pair of groups.",
            ),
            "member: club; members: clubs; members_are: the clubs are; unit: rated points; put: assigned;"
            "left_side: to the morning group; right_side: to the evening group;"
            "weights_are: the value of meeting a club of the other group is; sum_of: the points",
            "MEMBERS: Anchor, Comet, Dynamo, Eagle, Falcon, Galaxy, Harbor, Jupiter, Lions, Meteor, Orion, Phoenix",
            "The federation has {~14..60} referees.",
        ),
        story(
            "spin_magnets",
            "physics",
            (
                "The magnets of an experiment can point up or down.",
                "Magnets in an experiment are turned up or down so that they repel others little.",
            ),
            "member: magnet; members: magnets; members_are: the magnets are labeled; unit: units of energy;"
            "put: turned; left_side: up; right_side: down; weights_are: opposite directions release;"
            "sum_of: the units of energy",
            "MEMBERS: Alpha, Beta, Gamma, Delta, Epsilon, Zeta, Eta, Theta, Iota, Kappa, Lambda, Sigma, Omega",
            "The experiment is cooled to {~3..9} kelvin.",
            ways={
                "size": (
                    "In either direction, there must be at least {=fewest} magnets.",
                    "Neither direction may have fewer than {=fewest} magnets.",
                ),
                "together": (
                    "The same direction is required for [TOGETHER; {@0} and {@1}].",
                    "These have to point in the same direction: [TOGETHER; {@0} and {@1}].",
                ),
                "goal": (
                    "How should they be turned so that the energy released by all pairs in opposite directions is "
                    "maximal?",
                    "Find the directions for which the pairs in opposite directions release the most energy in total.",
                ),
            },
        ),
    ),
)
