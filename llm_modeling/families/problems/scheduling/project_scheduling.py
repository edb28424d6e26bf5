"""A project with scarce resources. Source: Pritsker, Watters and Wolfe, Multiproject Scheduling, 1969.

There is a binary for every day on which a task may begin: sizes end at nine tasks.
"""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Grid, Options, Setting, Table, Values
from llm_modeling.families.problems.authoring import column, matrix
from llm_modeling.families.problems.stories import story
from llm_modeling.families.shorthand import continuous, integer, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    wait, due, ready = "wait" in options, "due" in options, "ready" in options
    lag = " + wait" if wait else ""
    return model(
        sets=[
            members("TASKS"),
            members("RESOURCES"),
            pairs("ORDER", "earlier", "later"),
            members("DUE") if due else None,
            members("DELAYED") if ready else None,
        ],
        parameters=[
            parameter("days[TASKS]"),
            parameter("uses[TASKS, RESOURCES]"),
            parameter("capacity[RESOURCES]"),
            parameter("horizon"),
            parameter("wait") if wait else None,
            parameter("deadline[DUE]") if due else None,
            parameter("earliest[DELAYED]") if ready else None,
        ],
        variables=[integer("start[t in TASKS]", "horizon - days[t]"), continuous("end", "horizon")],
        constraints=[
            rule("in_order", f"start[i] + days[i]{lag} <= start[j]", "(i, j) in ORDER"),
            rule("enough", "cumulative{t in TASKS} (start[t], days[t], uses[t, r]) <= capacity[r]", "r in RESOURCES"),
            rule("finished", "end >= start[t] + days[t]", "t in TASKS"),
            rule("in_time", "start[t] + days[t] <= deadline[t]", "t in DUE") if due else None,
            rule("not_yet", "start[t] >= earliest[t]", "t in DELAYED") if ready else None,
        ],
        objectives=[minimize("duration", "end")],
    )


def _draw(setting: Setting) -> Values:
    tasks = setting.pick("TASKS", setting.sizes["tasks"])
    resources = setting.pick("RESOURCES", setting.sizes["resources"])
    rng, n, m = setting.rng, len(tasks), len(resources)
    days = [int(k) for k in rng.integers(2, 4, size=n)]
    uses = setting.integers("uses", 2, 5, n * m)
    capacity = [max(6, max(uses[r::m]) + 1) for r in range(m)]
    order = sorted({(int(rng.integers(max(0, j - 3), j)), j) for j in range(2, n)} | {(0, n - 1)})
    wait = 1 + int(rng.integers(1, 3))
    starts, ends = _schedule(days, uses, capacity, order, wait if setting.has("wait") else 0)
    values: Values = {
        "TASKS": tasks,
        "RESOURCES": resources,
        "ORDER": [[tasks[i], tasks[j]] for i, j in order],
        "days": column(tasks, days),
        "uses": matrix(tasks, resources, uses),
        "capacity": column(resources, capacity),
        "horizon": max(ends) + 1,
    }
    if setting.has("wait"):
        values["wait"] = wait
    if setting.has("due"):
        values["DUE"] = [tasks[1]]
        values["deadline"] = column(values["DUE"], [ends[1]])
    if setting.has("ready"):
        late = max(range(n), key=lambda t: starts[t])
        values["DELAYED"] = [tasks[late]]
        values["earliest"] = column(values["DELAYED"], [max(2, starts[late] - 1)] if starts[late] > 1 else [1])
    return values


def _schedule(
    days: list[int], uses: list[int], capacity: list[int], order: list[tuple[int, int]], wait: int
) -> tuple[list[int], list[int]]:
    """Return when tasks start and end if each begins as early as those before it leave room."""
    m = len(capacity)
    starts: list[int] = []
    for task, length in enumerate(days):
        start = max((starts[i] + days[i] + wait for i, j in order if j == task), default=0)
        while any(
            uses[task * m + r] + sum(uses[i * m + r] for i in range(task) if starts[i] <= day < starts[i] + days[i])
            > capacity[r]
            for day in range(start, start + length)
            for r in range(m)
        ):
            start += 1
        starts.append(start)
    return starts, [start + length for start, length in zip(starts, days, strict=True)]


_FACTS = (
    Fact(
        "tasks",
        ways=(
            "{Project} has the following {tasks}: [TASKS; {@}, with {=days} {units} of work].",
            "These are the {tasks} and the {units} that they take: [TASKS; {@} ({=days} {units})].",
        ),
        table=Table("TASKS", "{task}", (("{units}", "days"),), "The table has the {units} that the {tasks} take."),
        of=("finished", "days"),
    ),
    Fact(
        "order",
        ways=(
            "Some {tasks} have to be finished before others begin: [ORDER; {@0} before {@1}].",
            "Because of what they build on, the following order must be kept: [ORDER; {@0} before {@1}].",
        ),
        of=("in_order",),
    ),
    Fact(
        "uses",
        ways=(
            "All the time while they go on, the {tasks} take up the following: [TASKS; {@} ([RESOURCES: {=uses} "
            "{@}])].",
        ),
        table=Grid(
            "TASKS",
            "RESOURCES",
            "uses",
            "{task}",
            "All the time while they go on, the {tasks} take up what the table shows.",
        ),
        of=("uses",),
    ),
    Fact(
        "capacity",
        ways=(
            "On any of the {units}, at most [RESOURCES: {=capacity} {@}] can be used.",
            "No more than [RESOURCES: {=capacity} {@}] are there to be used at a time.",
        ),
        of=("enough",),
    ),
    Fact(
        "horizon",
        ways=(
            "Everything must be finished in at most {=horizon} {units}.",
            "The end must come no later than {=horizon} {units} after the start.",
        ),
        of=("horizon", "start"),
    ),
    Fact(
        "wait",
        ways=(
            "Wherever such an order is given, at least {=wait} {units} have to pass in between.",
            "After the end of the earlier of such a pair, the later has to wait for at least {=wait} {units}.",
        ),
        of=("wait",),
        option="wait",
    ),
    Fact(
        "due",
        ways=(
            "There are fixed dates: [DUE; {@} must be finished at most {=deadline} {units} after the start].",
            "By contract, no more than [DUE: {=deadline} {units} may pass from the start to the end of {@}].",
        ),
        of=("in_time",),
        option="due",
    ),
    Fact(
        "ready",
        ways=(
            "Deliveries are on the way, so that [DELAYED: {@} can begin no earlier than {=earliest} {units} after the "
            "start].",
            "As permits are still missing, no less than [DELAYED: {=earliest} {units} pass until {@} can begin].",
        ),
        of=("not_yet",),
        option="ready",
    ),
    Fact(
        "goal",
        ways=(
            "They are not interrupted, and begin at the beginning of whole {units}. Find the plan that is finished as "
            "early as possible.",
            "No {task} is interrupted, and {units} are not split. When should the {tasks} begin so that the whole "
            "duration is as short as possible?",
        ),
        of=("duration",),
    ),
)

FAMILY = Family(
    name="project_scheduling",
    title="Resource-constrained project scheduling",
    source="Pritsker, Watters and Wolfe, Multiproject Scheduling with Limited Resources, 1969",
    extents=(Extent("tasks", 3, 9), Extent("resources", 1, 2)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("wait", "due", "ready"),
    framings=(
        story(
            "log_cabin",
            "construction",
            ("A log cabin is built in the woods.", "In the woods a team builds a log cabin."),
            "project: the cabin; task: step; tasks: steps; units: days",
            "TASKS: clearing, footing, walls, roof, chimney, windows, floor, wiring, porch, well;"
            "RESOURCES: carpenters, helpers, tractors",
            "The cabin is {~5..9} meters long.",
        ),
        story(
            "film_set",
            "film",
            ("A film crew builds and shoots on location.", "On location, a film crew has a tight plan."),
            "project: the shoot; task: block; tasks: blocks; units: days",
            "TASKS: village set, castle set, duel, ball, chase, storm, wedding, trial, escape, finale;"
            "RESOURCES: camera teams, lorries, set builders",
            "The film has {~80..300} extras.",
        ),
        story(
            "ship_refit",
            "shipbuilding",
            ("A research ship is refitted in port.", "In port, a research ship gets a refit."),
            "project: the refit; task: job; tasks: jobs; units: weeks",
            "TASKS: engine, hull, galley, radar, laboratory, winch, cabins, rudder, painting, trials;"
            "RESOURCES: welders, electricians, cranes",
            "The ship is {~60..130} meters long.",
        ),
        story(
            "web_launch",
            "information technology",
            ("A software house rebuilds the site of a bank.", "The site of a bank is built anew by a software house."),
            "project: the site; task: module; tasks: modules; units: weeks",
            "TASKS: login, search, payments, help, reports, mobile pages, archive, chat, newsletter, audit;"
            "RESOURCES: developers, testers, designers",
            "The bank has {~20000..90000} clients.",
        ),
        story(
            "festival_setup",
            "events",
            ("A festival ground is set up on a meadow.", "On a meadow, workers set up a festival."),
            "project: the setup; task: item; tasks: items; units: days",
            "TASKS: fences, main stage, tents, towers, bars, showers, parking, lights, medics, gates;"
            "RESOURCES: riggers, forklifts, drivers",
            "The festival draws {~20000..90000} visitors.",
        ),
        story(
            "trial_plots",
            "agriculture",
            ("A research farm prepares its trial plots.", "Trial plots are laid out on a research farm."),
            "project: the trial; task: task; tasks: tasks; units: days",
            "TASKS: plowing, liming, drainage, sowing, fencing, irrigation, mulching, netting, sensors, paths;"
            "RESOURCES: tractors, workers, trailers",
            "The farm was founded {~14..90} years ago.",
        ),
    ),
)
