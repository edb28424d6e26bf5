"""Generalized assignment. Source: Ross and Soland, A Branch and Bound Algorithm for the GAP, 1975."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import CITIES, DISTRICTS, listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, apart = "few" in options, "apart" in options
    return model(
        sets=[members("AGENTS"), members("JOBS"), pairs("APART", "one", "other") if apart else None],
        parameters=[
            parameter("cost[JOBS, AGENTS]"),
            parameter("load[JOBS]"),
            parameter("capacity[AGENTS]"),
            parameter("most") if few else None,
        ],
        variables=[binary("assign[JOBS, AGENTS]")],
        constraints=[
            rule("done", "sum{a in AGENTS} assign[j, a] = 1", "j in JOBS"),
            rule("within", "sum{j in JOBS} load[j] * assign[j, a] <= capacity[a]", "a in AGENTS"),
            rule("not_too_many", "sum{j in JOBS} assign[j, a] <= most", "a in AGENTS") if few else None,
            rule("separated", "assign[i, a] + assign[j, a] <= 1", "(i, j) in APART, a in AGENTS") if apart else None,
        ],
        objectives=[minimize("total_cost", "sum{a in AGENTS, j in JOBS} cost[j, a] * assign[j, a]")],
    )


def _draw(setting: Setting) -> Values:
    agents = setting.pick("AGENTS", setting.sizes["agents"])
    jobs = setting.pick("JOBS", setting.sizes["jobs"])
    rng = setting.rng
    loads = setting.integers("load", 5, 25, len(jobs))
    order = rng.permutation(len(jobs)).tolist()
    held = {a: sum(loads[j] for k, j in enumerate(order) if k % len(agents) == a) for a in range(len(agents))}
    slack = float(rng.uniform(1.05, 1.3))
    values: Values = {
        "AGENTS": agents,
        "JOBS": jobs,
        "cost": matrix(jobs, agents, setting.integers("cost", 10, 60, len(agents) * len(jobs))),
        "load": column(jobs, loads),
        "capacity": column(agents, [round(slack * held[a]) for a in range(len(agents))]),
    }
    if setting.has("few"):
        values["most"] = -(-len(jobs) // len(agents))
    if setting.has("apart"):
        values["APART"] = [[jobs[order[2 * k]], jobs[order[2 * k + 1]]] for k in range(max(1, len(jobs) // 6))]
    return values


_FACTS = (
    Fact(
        "cost",
        ways=(
            "{Cost_is} as follows: [JOBS; {@} ([AGENTS: {=cost} {currency} for {@}])].",
            "{Cost_is} known: [JOBS; for {@} ([AGENTS: {=cost} {currency} with {@}])].",
        ),
        table=Grid("JOBS", "AGENTS", "cost", "{job}", "{Cost_is} shown in the table, in {currency}."),
        of=("cost",),
    ),
    Fact(
        "load",
        ways=(
            "The {jobs} take up [JOBS: {=load} {unit} ({@})].",
            "The {jobs} [JOBS: {@}] take up [JOBS: {=load}] {unit}, respectively.",
        ),
        table=Table("JOBS", "{job}", (("{load_name} ({unit})", "load"),), "The table shows what the {jobs} take up."),
        of=("load",),
    ),
    Fact(
        "capacity",
        ways=(
            "No more {load_name} can be taken on than [AGENTS: {=capacity} {unit} by {@}].",
            "At most [AGENTS: {=capacity} {unit} by {@}] can be taken on.",
        ),
        of=("within",),
    ),
    Fact(
        "done",
        ways=(
            "Each {job} has to be {given} to exactly one {agent}; a {agent} may get several, or none.",
            "Every {job} must be {given} to exactly one {agent} and cannot be divided.",
        ),
        of=("done",),
    ),
    Fact(
        "few",
        ways=("No {agent} may get more than {=most} {jobs}.", "A {agent} can deal with at most {=most} {jobs}."),
        of=("not_too_many",),
        option="few",
    ),
    Fact(
        "apart",
        ways=(
            "These pairs of {jobs} must not go to the same {agent}: [APART; {@0} and {@1}].",
            "The same {agent} cannot have both {jobs} of any of these pairs: [APART; {@0} and {@1}].",
        ),
        of=("separated",),
        option="apart",
    ),
    Fact(
        "goal",
        ways=(
            "Which {agent} should get which {jobs} so that the total cost is as low as possible?",
            "Distribute the {jobs} so that the total cost is minimal.",
        ),
        of=("total_cost", "assign"),
    ),
)

FAMILY = Family(
    name="generalized_assignment",
    title="Generalized assignment",
    source="Ross and Soland, A Branch and Bound Algorithm for the Generalized Assignment Problem, 1975",
    extents=(Extent("agents", 2, 9), Extent("jobs", 5, 48)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "apart"),
    framings=(
        Framing(
            "server_hosting",
            "computing",
            openings=(
                "A hosting company places virtual machines on its servers.",
                "Virtual machines of new customers are looking for a place on the servers of a hosting company.",
            ),
            words=phrases(
                "agent: server; agents: servers; job: virtual machine; jobs: virtual machines; given: assigned;"
                "load_name: memory; unit: GB; currency: EUR; cost_is: the monthly costs of running them are"
            ),
            members={
                "AGENTS": listed("Atlas, Borealis, Castor, Draco, Electra, Fornax, Gemini, Hydra, Indus, Lyra"),
                "JOBS": listed("web shop, mail, wiki, ledger, forum, archive, video, chat, maps, radio, blog"),
            },
            units={"load": "GB", "capacity": "GB", "cost": "EUR"},
            distractors=("The company has {~140..900} customers.",),
        ),
        Framing(
            "haulage_contracts",
            "road haulage",
            openings=(
                "A shipper awards its regular loads to carriers.",
                "Carriers have quoted prices for the regular loads of a shipper.",
            ),
            words=phrases(
                "agent: carrier; agents: carriers; job: load; jobs: loads; given: awarded; load_name: tonnage;"
                "unit: tons; currency: EUR; cost_is: the quoted prices are"
            ),
            members={
                "AGENTS": listed("Falcon Freight, Gull Lines, Heron Haulage, Ibis Cargo, Jay Trucks, Kite Express"),
                "JOBS": CITIES,
            },
            units={"load": "ton", "capacity": "ton", "cost": "EUR"},
            factors={"cost": 12.0},
            distractors=("The shipper was founded {~14..90} years ago.",),
        ),
        Framing(
            "claims_offices",
            "insurance",
            openings=(
                "An insurer spreads the damage reports of a storm over its offices.",
                "A storm has hit the coast, and the offices of an insurer share the work.",
            ),
            words=phrases(
                "agent: branch; agents: branches; job: report; jobs: reports; given: passed on; load_name: work;"
                "unit: hours; currency: USD; cost_is: the costs of handling are"
            ),
            members={
                "AGENTS": listed("Harbor, Central, Airport, Market, Station, Campus, Riverside, Old Town, Docks"),
                "JOBS": listed("chapel, pier, marina, school, hotel, factory, farm, museum, campsite, dairy, mill"),
            },
            units={"load": "hour", "capacity": "hour", "cost": "USD"},
            factors={"cost": 5.0},
            distractors=("The wind reached {~90..160} km an hour.",),
        ),
        Framing(
            "harvest_contractors",
            "agriculture",
            openings=(
                "A cooperative hires contractors for the wheat harvest.",
                "The wheat is ripe, and a cooperative divides its fields among contractors.",
            ),
            words=phrases(
                "agent: contractor; agents: contractors; job: field; jobs: fields; given: entrusted; load_name: area;"
                "unit: hectares; currency: EUR; cost_is: the contractors' fees are"
            ),
            members={
                "AGENTS": listed("Cornblade, Sheafline, Goldacre, Chaffworks, Thresher Union, Stubble Brothers"),
                "JOBS": listed("low field, high field, mill field, moor, ridge, brook field, long strip, chalk pit"),
            },
            units={"load": "hectare", "capacity": "hectare", "cost": "EUR"},
            factors={"cost": 8.0},
            distractors=("A liter of fuel costs {~2..3} EUR.",),
        ),
        Framing(
            "dialysis_wards",
            "health care",
            openings=(
                "A hospital network allots groups of patients to its dialysis wards.",
                "Groups of patients are assigned to the dialysis wards of a hospital network.",
            ),
            words=phrases(
                "agent: ward; agents: wards; job: group; jobs: groups; given: allotted; load_name: time;"
                "unit: hours; currency: EUR; cost_is: the weekly costs of transport are"
            ),
            members={"AGENTS": listed("Aspen, Birch, Cedar, Elm, Larch, Maple, Oak, Pine, Rowan"), "JOBS": DISTRICTS},
            units={"load": "hour", "capacity": "hour", "cost": "EUR"},
            factors={"cost": 4.0},
            ways={
                "load": (
                    "Named after where they live, the groups are treated for [JOBS: {=load} hours ({@})].",
                    "The groups [JOBS: {@}] take up [JOBS: {=load}] hours, respectively.",
                )
            },
            distractors=("A treatment takes {~3..5} hours.",),
        ),
        Framing(
            "studio_mixing",
            "music production",
            openings=(
                "A record label distributes its albums over recording studios.",
                "Albums of a small record label are to be mixed in several studios.",
            ),
            words=phrases(
                "agent: studio; agents: studios; job: album; jobs: albums; given: given; load_name: studio time;"
                "unit: days; currency: USD; cost_is: the costs of mixing are"
            ),
            members={
                "AGENTS": listed("Echo House, Low Tide, Red Door, Tape Loft, Blue Barn, Attic, Silver Disc, Basement"),
                "JOBS": listed("Nightfall, Tin Roof, Slow Rain, Paper Moon, Driftwood, Embers, Foxglove, Mirage"),
            },
            units={"load": "day", "capacity": "day", "cost": "USD"},
            factors={"cost": 30.0},
            distractors=("The label sold {~14000..90000} records last year.",),
        ),
    ),
)
