"""Capital budgeting: which projects to pay for out of the budgets of several years. Source: Weingartner, 1963."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Table, Values
from llm_modeling.families.names import listed
from llm_modeling.families.problems.authoring import column, matrix, phrases
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    follows, few = "follows" in options, "few" in options
    return model(
        sets=[members("PROJECTS"), members("YEARS"), pairs("FOLLOWS", "project", "needed") if follows else None],
        parameters=[
            parameter("value[PROJECTS]"),
            parameter("cost[PROJECTS, YEARS]"),
            parameter("budget[YEARS]"),
            parameter("most") if few else None,
        ],
        variables=[binary("start[PROJECTS]")],
        constraints=[
            rule("within_budget", "sum{p in PROJECTS} cost[p,y] * start[p] <= budget[y]", "y in YEARS"),
            rule("prerequisite", "start[p] <= start[q]", "(p, q) in FOLLOWS") if follows else None,
            rule("not_too_many", "sum{p in PROJECTS} start[p] <= most") if few else None,
        ],
        objectives=[maximize("total_value", "sum{p in PROJECTS} value[p] * start[p]")],
    )


def _draw(setting: Setting) -> Values:
    projects = setting.pick("PROJECTS", setting.sizes["projects"])
    years = [f"year {letter}" for letter in "ABCDEFGH"[: setting.sizes["years"]]]
    cost = setting.integers("cost", 2, 30, len(projects) * len(years))
    loads = [cost[k :: len(years)] for k in range(len(years))]
    shares = setting.rng.uniform(0.35, 0.6, size=len(years)).tolist()
    values: Values = {
        "PROJECTS": projects,
        "YEARS": years,
        "value": column(projects, setting.integers("value", 20, 150, len(projects))),
        "cost": matrix(projects, years, cost),
        "budget": column(years, [max(max(load), round(sum(load) * s)) for load, s in zip(loads, shares, strict=True)]),
    }
    if setting.has("follows"):
        order = setting.rng.permutation(len(projects)).tolist()
        pairs_of = [(order[2 * k], order[2 * k + 1]) for k in range(max(1, len(projects) // 6))]
        values["FOLLOWS"] = [[projects[p], projects[q]] for p, q in pairs_of]
    if setting.has("few"):
        values["most"] = max(2, len(projects) // 2)
    return values


_FACTS = (
    Fact(
        "values",
        ways=(
            "The {projects} and their {value_name}, in {value_unit}: [PROJECTS; {@} {=value}].",
            "In {value_unit}, the {value_name} of [PROJECTS: {@}] is [PROJECTS: {=value}], in this order.",
        ),
        table=Table(
            "PROJECTS", "{project}", (("{value_name} ({value_unit})", "value"),), "The table lists the {projects}."
        ),
        of=("value",),
    ),
    Fact(
        "costs",
        ways=("What each of them costs, in {cost_unit}: [PROJECTS; {@} takes [YEARS: {=cost} in {@}]].",),
        table=Grid("PROJECTS", "YEARS", "cost", "{project}", "What each of them costs a year, in {cost_unit}:"),
        of=("cost",),
    ),
    Fact(
        "budgets",
        ways=(
            "{Purse} can spend at most [YEARS: {=budget} {cost_unit} in {@}], and money that is left over cannot be "
            "kept for later.",
            "The limits on spending are [YEARS: {=budget} {cost_unit} in {@}]; nothing can be carried over.",
        ),
        of=("within_budget",),
    ),
    Fact(
        "follows",
        ways=(
            "Some {projects} make sense only with another: [FOLLOWS; {@0} requires {@1}].",
            "There are dependencies, for [FOLLOWS; {@0} cannot be chosen without {@1}].",
        ),
        of=("prerequisite",),
        option="follows",
    ),
    Fact(
        "few",
        ways=(
            "The staff can look after at most {=most} {projects}.",
            "No more than {=most} {projects} can be chosen in all.",
        ),
        of=("not_too_many",),
        option="few",
    ),
    Fact(
        "goal",
        ways=(
            "Each of the {projects} is carried out completely or not at all. Which choice has the greatest total "
            "{value_name}?",
            "Choose the {projects}, all of them indivisible, so that the total {value_name} is as high as possible.",
        ),
        of=("total_value",),
    ),
)


def _framing(name: str, industry: str, openings: tuple[str, str], words: str, projects: str, noise: str) -> Framing:
    return Framing(
        name,
        industry,
        openings=openings,
        words=phrases(words),
        members={"PROJECTS": listed(projects)},
        distractors=(noise,),
    )


FAMILY = Family(
    name="capital_budgeting",
    title="Capital budgeting",
    source="Weingartner, Mathematical Programming and the Analysis of Capital Budgeting Problems, 1963",
    extents=(Extent("projects", 4, 420), Extent("years", 2, 5)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("follows", "few"),
    framings=(
        _framing(
            "chemical_site",
            "chemicals",
            (
                "The management of a chemical site decides on its investments for the coming years.",
                "A chemical site has more ideas for investments than money.",
            ),
            "project: investment; projects: investments; value_name: net present value; value_unit: kEUR;"
            "cost_unit: kEUR; purse: the site",
            "reactor, distillation, tank farm, cooling tower, pilot plant, flare, laboratory, filling line",
            "The site has {~300..900} employees.",
        ),
        _framing(
            "hospital_group",
            "health care",
            (
                "A group of hospitals plans which new equipment to acquire over the coming years.",
                "The board of a group of hospitals reviews the wishes of its departments.",
            ),
            "project: acquisition; projects: acquisitions; value_name: benefit score; value_unit: points;"
            "cost_unit: kEUR; purse: the group",
            "scanner, robot, hybrid theater, dialysis ward, helipad, sterilizer, pharmacy robot, call system",
            "Last year {~20..90} doctors retired.",
        ),
        _framing(
            "rail_operator",
            "rail transport",
            (
                "A regional railway sets up its modernization program.",
                "The engineers of a regional railway have proposed measures for its network.",
            ),
            "project: measure; projects: measures; value_name: benefit; value_unit: kEUR;"
            "cost_unit: kEUR; purse: the railway",
            "double track, new signals, depot, platform lifts, level crossing, viaduct repair, timing system, wash "
            "plant",
            "The network has {~30..90} stations.",
        ),
        _framing(
            "winery",
            "agriculture",
            (
                "A family winery wants to grow step by step.",
                "At a family winery, several extensions are under discussion.",
            ),
            "project: extension; projects: extensions; value_name: present value; value_unit: kUSD;"
            "cost_unit: kUSD; purse: the family",
            "new cellar, bottling line, tasting room, guest house, drip irrigation, solar roof, press, barrel hall",
            "The oldest vines are {~40..90} years old.",
        ),
        _framing(
            "museum_fund",
            "culture",
            (
                "A museum fund has received applications for grants that run for several years.",
                "The jury of a museum fund has rated all applications.",
            ),
            "project: application; projects: applications; value_name: rating; value_unit: points;"
            "cost_unit: kEUR; purse: the fund",
            "light show, ship model, coin cabinet, folk songs, dig site, wall paintings, puppet stage, map room",
            "The fund was set up {~15..80} years ago.",
        ),
        _framing(
            "cloud_roadmap",
            "information technology",
            (
                "A cloud provider draws up the roadmap of its data centers.",
                "For the data centers of a cloud provider, upgrades compete for money.",
            ),
            "project: upgrade; projects: upgrades; value_name: expected profit; value_unit: kUSD;"
            "cost_unit: kUSD; purse: the provider",
            "liquid cooling, faster links, spare cluster, battery hall, tape vault, edge nodes, heat recovery, new "
            "racks",
            "The provider serves {~200..900} companies.",
        ),
    ),
)
