"""Project selection with synergies. Source: Gallo, Hammer and Simeone, Quadratic Knapsack Problems, 1980."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, maximize, members, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    few, staff = "few" in options, "staff" in options
    return model(
        sets=[members("PROJECTS"), pairs("SYNERGIES", "one", "other")],
        parameters=[
            parameter("benefit[PROJECTS]"),
            parameter("cost[PROJECTS]"),
            parameter("bonus[SYNERGIES]"),
            parameter("budget"),
            parameter("most") if few else None,
            parameter("effort[PROJECTS]") if staff else None,
            parameter("hours") if staff else None,
        ],
        variables=[binary("select[PROJECTS]")],
        constraints=[
            rule("within_budget", "sum{p in PROJECTS} cost[p] * select[p] <= budget"),
            rule("few_projects", "sum{p in PROJECTS} select[p] <= most") if few else None,
            rule("enough_staff", "sum{p in PROJECTS} effort[p] * select[p] <= hours") if staff else None,
        ],
        objectives=[
            maximize(
                "total_benefit",
                "sum{p in PROJECTS} benefit[p] * select[p] "
                "+ sum{(p, q) in SYNERGIES} bonus[p, q] * select[p] * select[q]",
            )
        ],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    projects = setting.pick("PROJECTS", setting.sizes["projects"])
    count = len(projects)
    every = [(i, j) for i in range(count) for j in range(i + 1, count)]
    wanted = max(1, min(setting.sizes["synergies"], len(every)))
    chosen = sorted(every[k] for k in rng.permutation(len(every))[:wanted].tolist())
    keys = [[projects[i], projects[j]] for i, j in chosen]
    cost = setting.integers("cost", 10, 60, count)
    values: Values = {
        "PROJECTS": projects,
        "SYNERGIES": keys,
        "benefit": column(projects, setting.integers("benefit", 20, 90, count)),
        "cost": column(projects, cost),
        "bonus": column(keys, setting.integers("benefit", 5, 30, len(keys))),
        "budget": max(max(cost), round(float(rng.uniform(0.4, 0.6)) * sum(cost))),
    }
    if setting.has("few"):
        values["most"] = max(2, round(0.55 * count))
    if setting.has("staff"):
        effort = rng.integers(3, 20, size=count).tolist()
        values["effort"], values["hours"] = column(projects, effort), round(0.55 * sum(effort))
    return values


_FACTS = (
    Fact(
        "projects",
        ways=(
            "The {projects}, each with its cost and its {benefit}: "
            "[PROJECTS; {@} ({=cost} {money}, {=benefit} {points})].",
            "The {projects} [PROJECTS: {@}] would cost [PROJECTS: {=cost}] {money} and {bring} [PROJECTS: {=benefit}] "
            "{points}, respectively.",
        ),
        table=Table(
            "PROJECTS",
            "{project}",
            (("cost ({money})", "cost"), ("{benefit} ({points})", "benefit")),
            "The table has the cost and the {benefit} of each {project} on its own.",
        ),
        of=("cost", "benefit"),
    ),
    Fact(
        "synergies",
        ways=(
            "Some of them help each other, which adds to the {benefit} whenever a pair of them is chosen: "
            "[SYNERGIES; {=bonus} {points} for {@0} together with {@1}].",
            "There is a bonus for certain pairs if all of the pair is chosen, on top of the rest: "
            "[SYNERGIES; {@0} with {@1} {=bonus} {points}].",
        ),
        table=Table(
            "SYNERGIES",
            "pair",
            (("bonus ({points})", "bonus"),),
            "Certain pairs bring a bonus on top if all of the pair is chosen:",
        ),
        of=("bonus",),
    ),
    Fact(
        "budget",
        ways=(
            "{Payer} can spend no more than {=budget} {money}.",
            "The total cost is limited to {=budget} {money}.",
        ),
        of=("within_budget",),
    ),
    Fact(
        "few",
        ways=(
            "At most {=most} {projects} can be chosen.",
            "There is only room for {=most} {projects} or fewer.",
        ),
        of=("few_projects",),
        option="few",
    ),
    Fact(
        "effort",
        ways=(
            "To look after them, the staff would need [PROJECTS: {=effort} hours for {@}] a week.",
            "In hours a week, the work with them is as follows: [PROJECTS; {@} {=effort}].",
        ),
        table=Table("PROJECTS", "{project}", (("hours a week", "effort"),), "They also keep the staff busy:"),
        of=("effort",),
        option="staff",
    ),
    Fact(
        "hours",
        ways=(
            "The staff can work at most {=hours} hours a week for what is chosen.",
            "No more than {=hours} hours of work a week are available.",
        ),
        of=("enough_staff",),
        option="staff",
    ),
    Fact(
        "goal",
        ways=(
            "Which {projects} should be chosen, each as a whole, so that the total {benefit} with all bonuses is as "
            "high as possible?",
            "Choose {projects}, none of which can be divided, to maximize the sum of their {benefit} and the bonuses.",
        ),
        of=("total_benefit", "select"),
    ),
)

FAMILY = Family(
    name="project_synergies",
    title="Project selection with synergies",
    source="Gallo, Hammer and Simeone, Quadratic Knapsack Problems, 1980",
    extents=(Extent("projects", 4, 42), Extent("synergies", 1, 38)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("few", "staff"),
    framings=(
        story(
            "science_park",
            "research",
            (
                "A science park chooses the institutes that it will house.",
                "Institutes have applied for space in a science park.",
            ),
            "project: institute; projects: institutes; benefit: benefit; bring: bring; points: points; money: kEUR;"
            "payer: the park",
            "PROJECTS: optics, genetics, robotics, acoustics, ceramics, neurology, catalysis, statistics, photonics",
            "The park lies {~3..9} km outside the city.",
        ),
        story(
            "shopping_mall",
            "real estate",
            (
                "A shopping mall fits out vacant shops for new tenants.",
                "New tenants are moving into a shopping mall, which pays for the fitting.",
            ),
            "project: tenant; projects: tenants; benefit: yearly rent; bring: pay; points: kUSD; money: kUSD;"
            "payer: the mall",
            "PROJECTS: bakery, cinema, gym, pharmacy, bookshop, toy shop, hairdresser, sushi bar, optician, florist",
            "The mall has {~140..900} parking spaces.",
        ),
        story(
            "software_merger",
            "software",
            (
                "A software group considers taking over smaller companies.",
                "Several smaller companies are for sale, and a software group is interested.",
            ),
            "project: company; projects: companies; benefit: value; bring: be worth; points: MEUR; money: MEUR;"
            "payer: the group",
            "PROJECTS: Bitforge, Cloudnine, Datapark, Edgeware, Formix, Gridlock, Hashpoint, Inkwell, Jetcode",
            "The group was founded {~14..40} years ago.",
        ),
        story(
            "old_town",
            "public administration",
            (
                "A town renovates buildings of its historic center.",
                "In the historic center of a town, buildings wait for renovation.",
            ),
            "project: building; projects: buildings; benefit: attraction; bring: attract; points: visitors a day;"
            "money: kEUR; payer: the town",
            "PROJECTS: granary, town gate, bath house, mint, weigh house, cloister, theater, watch tower, guild hall",
            "The oldest house was built {~400..900} years ago.",
        ),
        story(
            "crop_trials",
            "agriculture",
            (
                "A farm shop widens its range by new products of its own.",
                "New products of its own are to enrich a farm shop.",
            ),
            "project: product; projects: products; benefit: weekly profit; bring: earn; points: EUR; money: EUR;"
            "payer: the farm",
            "PROJECTS: goat cheese, apple juice, honey, rye bread, jam, cider, sausages, noodles, mustard, herb tea",
            "The shop opens {~3..6} days a week.",
            factors={"cost": 20.0},
            units={"benefit": "EUR/week", "bonus": "EUR/week", "cost": "EUR", "budget": "EUR"},
        ),
        story(
            "rail_upgrades",
            "railways",
            (
                "A railway looks for upgrades that shorten travel on its main line.",
                "The main line of a railway could be made faster by many upgrades.",
            ),
            "project: upgrade; projects: upgrades; benefit: saving of time; bring: save; points: seconds; money: MEUR;"
            "payer: the railway",
            "PROJECTS: north tunnel, tilting trains, new points, straight curve, long platform, digital signals, "
            "high viaduct, third track, power line",
            "The line is {~140..400} km long.",
            units={"benefit": "second", "bonus": "second"},
        ),
    ),
)
