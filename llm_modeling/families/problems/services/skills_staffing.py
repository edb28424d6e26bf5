"""Assignment of staff with skills to projects. Source: Heimerl and Kolisch, Scheduling and Staffing, 2010."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import binary, continuous, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    team, focus = "team" in options, "focus" in options
    inside = "sum{(w, t) in SKILLED} wage[w] * hours[w, t]"
    return model(
        sets=[members("WORKERS"), members("TASKS"), pairs("SKILLED", "worker", "task")],
        parameters=[
            parameter("wage[WORKERS]"),
            parameter("available[WORKERS]"),
            parameter("work[TASKS]"),
            parameter("speed[SKILLED]"),
            parameter("outside_wage"),
            parameter("least_hours"),
            parameter("largest_team") if team else None,
            parameter("most_tasks") if focus else None,
        ],
        variables=[
            continuous("hours[SKILLED]"),
            binary("member[SKILLED]"),
            continuous("outside[TASKS]"),
        ],
        constraints=[
            rule("done", "sum{(w, t) in SKILLED} speed[w, t] * hours[w, t] + outside[t] = work[t]", "t in TASKS"),
            rule("time_limit", "sum{(w, t) in SKILLED} hours[w, t] <= available[w]", "w in WORKERS"),
            rule("only_members", "hours[w, t] <= available[w] * member[w, t]", "(w, t) in SKILLED"),
            rule("worthwhile", "hours[w, t] >= least_hours * member[w, t]", "(w, t) in SKILLED"),
            rule("small_team", "sum{(w, t) in SKILLED} member[w, t] <= largest_team", "t in TASKS") if team else None,
            rule("focus", "sum{(w, t) in SKILLED} member[w, t] <= most_tasks", "w in WORKERS") if focus else None,
        ],
        objectives=[minimize("total_cost", f"{inside} + outside_wage * sum{{t in TASKS}} outside[t]")],
    )


def _draw(setting: Setting) -> Values:
    rng = setting.rng
    workers = setting.pick("WORKERS", setting.sizes["workers"])
    tasks = setting.pick("TASKS", setting.sizes["tasks"])
    skilled = [
        (w, t)
        for w in range(len(workers))
        for t in range(len(tasks))
        if t == w % len(tasks) or w == t % len(workers) or rng.random() < 0.35
    ]
    keys = [[workers[w], tasks[t]] for w, t in skilled]
    wage = setting.integers("wage", 20, 45, len(workers))
    available = setting.integers("available", 14, 40, len(workers))
    shares = rng.uniform(0.7, 1.3, size=len(tasks)).tolist()
    speeds = (0.7, 0.8, 0.9, 1.1, 1.2, 1.3)
    values: Values = {
        "WORKERS": workers,
        "TASKS": tasks,
        "SKILLED": keys,
        "wage": column(workers, wage),
        "available": column(workers, available),
        "work": column(tasks, [max(10, round(share * sum(available) / len(tasks))) for share in shares]),
        "speed": column(keys, [speeds[int(k)] for k in rng.integers(len(speeds), size=len(keys))]),
        "outside_wage": round(setting.framing.factor("wage") * 80),
        "least_hours": 6,
    }
    if setting.has("team"):
        values["largest_team"] = 3
    if setting.has("focus"):
        values["most_tasks"] = 2
    return values


_FACTS = (
    Fact(
        "workers",
        ways=(
            "{Workers_are}, with their cost an hour and their available time: "
            "[WORKERS; {@} ({=wage} {money}, {=available} hours)].",
            "An hour of [WORKERS: {@}] costs [WORKERS: {=wage}] {money}, and they have [WORKERS: {=available}] hours "
            "each, in this order.",
        ),
        table=Table(
            "WORKERS",
            "{worker}",
            (("cost an hour ({money})", "wage"), ("available time (hours)", "available")),
            "The table has the cost and the available time of each {worker}.",
        ),
        of=("wage", "available", "time_limit"),
    ),
    Fact(
        "tasks",
        ways=(
            "{Tasks_are} [TASKS: {=work} hours of standard work for {@}].",
            "In hours of standard work, {tasks_are}: [TASKS; {@} {=work}].",
        ),
        table=Table("TASKS", "{task}", (("standard work (hours)", "work"),), "In hours of standard work, {tasks_are}:"),
        of=("work",),
    ),
    Fact(
        "speed",
        ways=(
            "Not all are able to do everything. An hour spent is worth the following hours of standard work: "
            "[SKILLED; {@0} for {@1} {=speed}].",
            "For those who have the skill, this is how much standard work is done in an hour: "
            "[SKILLED; {=speed} hours by {@0} for {@1}].",
        ),
        table=Table(
            "SKILLED",
            "{worker} - {task}",
            (("standard work in an hour", "speed"),),
            "Only the combinations in the table are possible; it says how much standard work is done in an hour:",
        ),
        of=("speed",),
    ),
    Fact(
        "done",
        ways=(
            "All the work has to be done, exactly, if necessary by {outsiders}, for {=outside_wage} {money} "
            "an hour of standard work.",
            "The work must be completed exactly; what is not done by the own staff goes to {outsiders} for "
            "{=outside_wage} {money} an hour of standard work.",
        ),
        of=("done", "outside", "outside_wage"),
    ),
    Fact(
        "least",
        ways=(
            "Whoever works on any {task} spends at least {=least_hours} hours on it.",
            "To be worthwhile, the time that anybody spends on any {task} has to be {=least_hours} hours or more.",
        ),
        of=("worthwhile", "only_members", "member"),
    ),
    Fact(
        "team",
        ways=(
            "No more than {=largest_team} of the own staff can work on the same {task}.",
            "Every {task} has room for at most {=largest_team} of the own staff.",
        ),
        of=("small_team",),
        option="team",
    ),
    Fact(
        "focus",
        ways=(
            "Nobody should work on more than {=most_tasks} {tasks}.",
            "At most {=most_tasks} {tasks} can be given to the same {worker}.",
        ),
        of=("focus",),
        option="focus",
    ),
    Fact(
        "goal",
        ways=(
            "Hours can be split freely. How should the work be distributed so that the total cost is minimal?",
            "Distribute the hours, which may be fractions, at the lowest total cost.",
        ),
        of=("total_cost", "hours"),
    ),
)

FAMILY = Family(
    name="skills_staffing",
    title="Staffing with skills",
    source="Heimerl and Kolisch, Scheduling and Staffing Multiple Projects with a Multi-Skilled Workforce, 2010",
    extents=(Extent("workers", 2, 30), Extent("tasks", 2, 15)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("team", "focus"),
    framings=(
        story(
            "it_projects",
            "information technology",
            (
                "A software firm staffs the projects of the coming week.",
                "For the coming week, a software firm hands out work on its projects.",
            ),
            "workers_are: the roles on the team are; worker: role; task: project; tasks: projects; money: EUR;"
            "tasks_are: the projects need; outsiders: freelancers",
            "WORKERS: architect, backend lead, data engineer, designer, frontend lead, tester, analyst, security "
            "expert;"
            "TASKS: web shop, chat bot, app store, data lake, payroll, booking site, archive, dashboard",
            "The firm has {~14..90} coffee machines.",
        ),
        story(
            "film_effects",
            "film industry",
            (
                "A studio for visual effects spreads its artists over several films.",
                "The artists of a studio for visual effects work for several films in a week.",
            ),
            "workers_are: the crews are; worker: crew; task: film; tasks: films; money: USD;"
            "tasks_are: the films require; outsiders: a studio abroad",
            "WORKERS: animation, compositing, lighting, modeling, rigging, rendering, texturing, tracking;"
            "TASKS: sea monster, space opera, dragon saga, robot war, ghost story, time loop, moon base",
            "A film has {~24..60} pictures a second.",
            factors={"wage": 3.0},
        ),
        story(
            "car_workshop",
            "vehicle repair",
            (
                "A garage for classic cars shares out the work on its restorations.",
                "Restorations of classic cars are shared out among the staff of a garage.",
            ),
            "workers_are: the hands in the garage are; worker: hand; task: car; tasks: cars; money: EUR;"
            "tasks_are: the cars ask for; outsiders: another garage",
            "WORKERS: mechanic, painter, welder, electrician, saddler, carpenter, apprentice, master;"
            "TASKS: roadster, limousine, coupe, convertible, pickup, van, wagon, racer",
            "The oldest car was built {~60..99} years ago.",
        ),
        story(
            "audit_teams",
            "consulting",
            (
                "An auditing company plans the work on its clients for next week.",
                "Next week, an auditing company works for several clients.",
            ),
            "workers_are: the teams are; worker: team; task: client; tasks: clients; money: EUR;"
            "tasks_are: the clients demand; outsiders: a partner company",
            "WORKERS: tax team, bank team, risk team, data team, fraud team, fund team, cost team;"
            "TASKS: brewery, hospital, airline, shipyard, bakery, football club, publisher, quarry",
            "An audit report has {~40..200} pages.",
            factors={"wage": 4.0},
        ),
        story(
            "machine_builders",
            "mechanical engineering",
            (
                "A maker of special machines divides the work of its shops between orders.",
                "The shops of a maker of special machines work on several orders side by side.",
            ),
            "workers_are: the shops are; worker: shop; task: order; tasks: orders; money: EUR;"
            "tasks_are: the orders come to; outsiders: a supplier",
            "WORKERS: turning shop, milling shop, welding shop, fitting shop, wiring shop, paint shop, test shop;"
            "TASKS: bottle filler, tube bender, egg sorter, label printer, wire coiler, bag sealer, cap press",
            "The maker has {~14..60} patents.",
            factors={"wage": 2.0},
        ),
        story(
            "park_gardeners",
            "public administration",
            (
                "The parks department of a city sends its gardening crews to the parks.",
                "Gardening crews of a city work in several parks in a week.",
            ),
            "workers_are: the crews are; worker: crew; task: park; tasks: parks; money: EUR;"
            "tasks_are: the parks call for; outsiders: a private company",
            "WORKERS: tree crew, lawn crew, hedge crew, pond crew, flower crew, path crew, play crew;"
            "TASKS: Castle Park, Harbor Park, Lake Park, Mill Park, North Park, Rose Park, Zoo Park",
            "The city has {~20..90} fountains.",
        ),
    ),
)
