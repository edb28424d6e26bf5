"""The assignment problem. Source: Kuhn, The Hungarian Method for the Assignment Problem, 1955."""

from __future__ import annotations

from llm_modeling.families.family import Extent, Fact, Family, Framing, Grid, Options, Setting, Values
from llm_modeling.families.names import CITIES, DISTRICTS, listed
from llm_modeling.families.problems.authoring import matrix, phrases
from llm_modeling.families.shorthand import binary, members, minimize, model, pairs, parameter, rule
from llm_modeling.formulation import Formulation


def _formulation(options: Options) -> Formulation:
    barred, seniors = "barred" in options, "seniors" in options
    return model(
        sets=[
            members("WORKERS"),
            members("TASKS"),
            pairs("BARRED", "worker", "task") if barred else None,
            members("SENIORS") if seniors else None,
        ],
        parameters=[parameter("cost[WORKERS, TASKS]"), parameter("most") if seniors else None],
        variables=[binary("assign[WORKERS, TASKS]")],
        constraints=[
            rule("done", "sum{w in WORKERS} assign[w, t] = 1", "t in TASKS"),
            rule("one_each", "sum{t in TASKS} assign[w, t] <= 1", "w in WORKERS"),
            rule("not_this", "assign[w, t] = 0", "(w, t) in BARRED") if barred else None,
            rule("spared", "sum{w in SENIORS, t in TASKS} assign[w, t] <= most") if seniors else None,
        ],
        objectives=[minimize("total_cost", "sum{w in WORKERS, t in TASKS} cost[w, t] * assign[w, t]")],
    )


def _draw(setting: Setting) -> Values:
    tasks = setting.pick("TASKS", setting.sizes["tasks"])
    workers = setting.pick("WORKERS", max(len(tasks) + 1, setting.sizes["workers"]))
    values: Values = {
        "WORKERS": workers,
        "TASKS": tasks,
        "cost": matrix(workers, tasks, setting.integers("cost", 10, 90, len(workers) * len(tasks))),
    }
    order = setting.rng.permutation(len(workers)).tolist()  # the first ones, in this order, do the tasks
    if setting.has("barred"):
        count = max(1, len(tasks) // 2)
        values["BARRED"] = [[workers[order[k + 1 - len(tasks)]], tasks[k]] for k in range(count)]
    if setting.has("seniors"):
        values["SENIORS"] = [workers[w] for w in sorted((*order[:2], *order[len(tasks) :]))]
        values["most"] = 2
    return values


_FACTS = (
    Fact(
        "cost",
        ways=(
            "{Cost_is} as follows: [WORKERS; {@} ([TASKS: {=cost} {unit} for {@}])].",
            "{Cost_is} known: [WORKERS; for {@} ([TASKS: {=cost} {unit} with {@}])].",
        ),
        table=Grid("WORKERS", "TASKS", "cost", "{worker}", "{Cost_is} shown in the table, in {unit}."),
        of=("cost",),
    ),
    Fact(
        "done",
        ways=(
            "Each {task} must be {given} to exactly one {worker}.",
            "Every {task} has to be {given} to one {worker}, neither more nor fewer.",
        ),
        of=("done",),
    ),
    Fact(
        "one_each",
        ways=(
            "No {worker} can be {taken} more than once, and {workers} may be left over.",
            "Each {worker} can be {taken} at most once.",
        ),
        of=("one_each",),
    ),
    Fact(
        "barred",
        ways=(
            "Some combinations are not allowed: [BARRED; {@0} with {@1}].",
            "These combinations must be avoided: [BARRED; {@0} for {@1}].",
        ),
        of=("not_this",),
        option="barred",
    ),
    Fact(
        "seniors",
        ways=(
            "Of the {workers} [SENIORS: {@}], no more than {=most} may be {taken}.",
            "At most {=most} of the following {workers} can be {taken}: [SENIORS; {@}].",
        ),
        of=("spared",),
        option="seniors",
    ),
    Fact(
        "goal",
        ways=(
            "Which {worker} should be {given_to} which {task} to keep the total {cost_name} as low as possible?",
            "Match {workers} and {tasks} so that the total {cost_name} is minimal.",
        ),
        of=("total_cost", "assign"),
    ),
)

FAMILY = Family(
    name="assignment",
    title="Assignment",
    source="Kuhn, The Hungarian Method for the Assignment Problem, 1955",
    extents=(Extent("workers", 4, 21), Extent("tasks", 3, 20)),
    formulation=_formulation,
    draw=_draw,
    facts=_FACTS,
    options=("barred", "seniors"),
    framings=(
        Framing(
            "machine_shop",
            "manufacturing",
            openings=(
                "A machine shop distributes the jobs of the day over its machines.",
                "Jobs of various shapes arrive at a machine shop, whose machines suit them more or less.",
            ),
            words=phrases(
                "worker: machine; workers: machines; task: job; tasks: jobs; given: given; taken: used;"
                "given_to: given; unit: minutes; cost_is: the processing times are; cost_name: processing time"
            ),
            members={
                "WORKERS": listed("lathe, mill, drill press, grinder, router, laser, shaper, planer, band saw"),
                "TASKS": listed("shaft, gear, flange, housing, bushing, pulley, cam, bracket, valve, piston"),
            },
            units={"cost": "minute"},
            distractors=("The shop is open for {~14..18} hours a day.",),
        ),
        Framing(
            "taxi_dispatch",
            "passenger transport",
            openings=(
                "A taxi center sends its cabs to waiting customers.",
                "Customers in several districts have just called a taxi center.",
            ),
            words=phrases(
                "worker: cab; workers: cabs; task: call; tasks: calls; given: given; taken: sent out;"
                "given_to: sent to; unit: minutes; cost_is: the times to reach the calls are; cost_name: driving time"
            ),
            members={
                "WORKERS": listed("cab Alpha, cab Bravo, cab Delta, cab Echo, cab Golf, cab Hotel, cab Kilo"),
                "TASKS": DISTRICTS,
            },
            units={"cost": "minute"},
            factors={"cost": 0.4},
            ways={
                "done": (
                    "Each call must be answered by exactly one cab.",
                    "Every call has to get one cab, neither more nor fewer.",
                )
            },
            distractors=("A taxi ride costs {~14..40} EUR on average.",),
        ),
        Framing(
            "swim_relay",
            "sports",
            openings=(
                "A coach puts together the teams for a day of races.",
                "At a swimming meet, a coach decides which swimmer starts in which race.",
            ),
            words=phrases(
                "worker: swimmer; workers: swimmers; task: race; tasks: races; given: given; taken: entered;"
                "given_to: entered in; unit: seconds; cost_is: the best times are; cost_name: time"
            ),
            members={
                "WORKERS": listed("lane red, lane blue, lane green, lane gold, lane white, lane black, lane pink"),
                "TASKS": listed("backstroke, breaststroke, butterfly, freestyle, medley, sprint, open water"),
            },
            units={"cost": "second"},
            factors={"cost": 1.5},
            ways={
                "cost": (
                    "Named after the lanes they train in, the swimmers have these best times: "
                    "[WORKERS; {@} ([TASKS: {=cost} seconds in {@}])].",
                ),
                "done": (
                    "Each race needs exactly one swimmer of the team.",
                    "In every race, one swimmer of the team has to start, neither more nor fewer.",
                ),
            },
            distractors=("The pool is {~25..50} m long.",),
        ),
        Framing(
            "contract_award",
            "construction",
            openings=(
                "A school authority has tendered renovation lots.",
                "Building firms have bid for the renovation of schools.",
            ),
            words=phrases(
                "worker: firm; workers: firms; task: lot; tasks: lots; given: awarded; taken: commissioned;"
                "given_to: awarded; unit: thousand EUR; cost_is: the bids are; cost_name: price"
            ),
            members={
                "WORKERS": listed("Arch, Beam, Column, Dome, Eaves, Frame, Gable, Hinge, Joist, Keystone"),
                "TASKS": listed("roofing, plumbing, wiring, painting, flooring, windows, heating, plaster, fencing"),
            },
            factors={"cost": 3.0},
            distractors=("The schools have {~300..1900} pupils.",),
        ),
        Framing(
            "gate_crews",
            "airports",
            openings=(
                "An airport assigns its loading crews to arriving planes.",
                "Several planes land within minutes at an airport, and loading crews drive out to them.",
            ),
            words=phrases(
                "worker: crew; workers: crews; task: plane; tasks: planes; given: assigned; taken: sent out;"
                "given_to: assigned to; unit: minutes; cost_is: the turnaround times are; cost_name: turnaround time"
            ),
            members={
                "WORKERS": listed("north crew, south crew, east crew, west crew, hub crew, cargo crew, relief crew"),
                "TASKS": CITIES,
            },
            units={"cost": "minute"},
            ways={
                "cost": (
                    "With the planes named after where they come from, the turnaround times are as follows: "
                    "[WORKERS; {@} ([TASKS: {=cost} minutes for {@}])].",
                )
            },
            distractors=("The runway is {~1800..3600} m long.",),
        ),
        Framing(
            "lab_benches",
            "laboratories",
            openings=(
                "A laboratory allots its instruments to the samples of the night.",
                "Samples wait in a laboratory, and any instrument could analyze any of them somehow.",
            ),
            words=phrases(
                "worker: instrument; workers: instruments; task: sample; tasks: samples; given: given; taken: used;"
                "given_to: given; unit: EUR; cost_is: the costs of the analyses are; cost_name: cost"
            ),
            members={
                "WORKERS": listed("centrifuge, sequencer, microscope, analyzer, scanner, incubator, mass detector"),
                "TASKS": listed("blood, soil, water, pollen, saliva, sediment, honey, ash, resin, milk, plasma"),
            },
            units={"cost": "EUR"},
            factors={"cost": 2.0},
            distractors=("The laboratory has {~14..60} employees.",),
        ),
    ),
)
