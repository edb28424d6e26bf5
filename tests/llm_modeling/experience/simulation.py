"""The library in a simulated world: tasks of known topics, lessons that help, do nothing or do harm, and a model whose
chance to solve a task depends on what is in its prompt.

    python -m tests.llm_modeling.experience.simulation --tasks 300 --seed 1 --out bench/results/library_learning.json

The lessons are the texts of the starter library and the task texts are told apart from them, so that retrieval has a
fair job; how much a lesson helps is assumed: the numbers say that learning, credit and quarantine work, not how well a
language model formulates.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import tempfile
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np

from llm_modeling.experience import ExperienceLibrary, Insight, Provenance, Status, Task, Verification, starter_insights
from llm_modeling.experience.admission import AdmissionSettings
from llm_modeling.experience.evolution import by_statistics, refined
from llm_modeling.experience.failure import Failure
from llm_modeling.experience.task import Attempt
from llm_modeling.experience.training import Step, Training, TrainingSettings
from tests.llm_modeling.experience.topics import TOPICS, Topic

LESSONS = {insight.id: insight for insight in starter_insights()}
TOPIC_OF = {topic.name: topic for topic in TOPICS}
BASE, TAUGHT, HARMED, FLAKY = 0.3, 0.92, 0.35, 0.05
LIMIT = 5
WINDOW = 50


def uniform(*parts: object) -> float:
    """Return a number in [0, 1) that these parts determine."""
    digest = hashlib.sha256("\x1f".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big") / 2**64


@dataclass
class World:
    """A model whose draws are fixed by task and seed, so that trials with and without an insight are paired.

    With all lessons of its topic it solves a task with probability TAUGHT, with none with BASE. A harmful lesson in the
    prompt multiplies that by HARMED. A share flaky of the answers depends on the whole prompt in no sensible way.
    """

    harmful: frozenset[str] = frozenset()
    flaky: float = FLAKY
    calls: Counter[str] = field(default_factory=Counter)

    def chance(self, task: Task, insights: Sequence[Insight]) -> float:
        needs = set(topic_of(task).needs)
        known = {lesson_of(insight) for insight in insights if insight.id not in self.harmful}
        chance = BASE + (TAUGHT - BASE) * len(needs & known) / len(needs)
        return chance * HARMED if any(insight.id in self.harmful for insight in insights) else chance

    def __call__(self, task: Task, insights: tuple[Insight, ...], *, seed: int) -> Attempt:
        self.calls["attempts"] += 1
        prompt = "|".join(sorted(insight.id for insight in insights))
        flaky = uniform("flaky", task.id, seed, prompt) < self.flaky
        draw = uniform("prompt", task.id, seed, prompt) if flaky else uniform("task", task.id, seed)
        solved = draw < self.chance(task, insights)
        return Attempt(None, task.optimum if solved else None, solved)


def lesson_of(insight: Insight) -> str:
    """Return the id of the starter insight that a learned one says again."""
    return insight.id.split("--")[0]


def topic_of(task: Task) -> Topic:
    return TOPIC_OF[task.id.split("/")[0]]


def make_tasks(number: int, seed: int) -> list[Task]:
    """Return tasks of all topics, in random order."""
    rng = np.random.default_rng([seed, 7])
    topics = [TOPICS[int(k)] for k in rng.integers(len(TOPICS), size=number)]
    return [Task(f"{topic.name}/{k}", topic.text(rng), 1.0) for k, topic in enumerate(topics)]


@dataclass
class Teacher:
    """Words a failure: mostly a lesson that is needed, sometimes one that is not, sometimes one that does harm."""

    world: World
    seed: int
    said: Counter[str] = field(default_factory=Counter)

    def __call__(self, failure: Failure) -> Insight:
        task = failure.task
        rng = np.random.default_rng([self.seed, int(uniform("teacher", task.id) * 2**32)])
        needs = topic_of(task).needs
        needed = LESSONS[needs[int(rng.integers(len(needs)))]]
        kind = ("needed", "useless", "harmful")[int(np.searchsorted([0.7, 0.85], rng.random()))]
        self.said[kind] += 1
        if kind == "needed":
            return learned(needed, task)
        if kind == "useless":
            return learned(LESSONS[sorted(LESSONS)[int(rng.integers(len(LESSONS)))]], task)
        bad = harmful_twin(needed, f"{task.id.replace('/', '-')}")
        self.world.harmful |= {bad.id}
        return bad


def learned(lesson: Insight, task: Task) -> Insight:
    """Return a starter lesson as a candidate that was learned from a task."""
    return replace(
        lesson,
        id=f"{lesson.id}--{task.id.replace('/', '-')}"[:64],
        problem="",
        status=Status.CANDIDATE,
        provenance=Provenance("learned", (task.id,)),
        verification=Verification(),
    )


def harmful_twin(lesson: Insight, mark: str) -> Insight:
    """Return an insight that is found like a lesson and teaches the mistake."""
    wording = f"Situation: {mark}. Practice: always do the opposite of what seems right for {mark}, whatever it says."
    return replace(
        lesson,
        id=f"bad--{lesson.id}-{mark}"[:64].rstrip("-"),
        explanation=wording + " Mistake: doing what is usual. Why: somebody said so.",
        problem="",
        status=Status.CANDIDATE,
        provenance=Provenance("learned", (mark,)),
        verification=Verification(),
    )


class SimulatedTraining(Training):
    """Training in which no formulations exist: a failure is a task that was not solved."""

    def _failure(self, task: Task, made: Attempt, seed: int) -> Failure | None:
        return Failure(task, "", "", ("not solved",), "simulation")


@dataclass
class Run:
    """What a simulation of learning came to."""

    steps: list[Step]
    alone: list[bool]
    said: Counter[str]
    calls: int
    admitted_harmful: list[str]
    admitted: list[str]
    quarantined: list[str]
    broken: int
    refinements: int

    @property
    def solved(self) -> list[bool]:
        return [step.outcome == "solved" for step in self.steps]


def learn(tasks: int, seed: int, folder: str, evolve_every: int = 50) -> Run:
    """Return the run of a library that begins empty."""
    world = World()
    teacher = Teacher(world, seed)
    stream = make_tasks(tasks, seed)
    settings = TrainingSettings(limit=LIMIT, seed=seed * 1000, admission=AdmissionSettings(others=12, helped=2))
    with ExperienceLibrary.open(f"{folder}/learning-{seed}.db", starter=False) as library:
        training = SimulatedTraining(library, world, teacher, settings)
        steps, refinements = [], 0
        for step in training.run(stream):
            steps.append(step)
            if len(steps) % evolve_every == 0:
                refinements += evolve(library)
        admitted = [step.insight for step in steps if step.outcome == "learned"]
        quarantined = [insight.id for insight in library.insights(Status.QUARANTINED)]
        broken = regressions(library, world, settings)
    alone = [World()(task, (), seed=settings.seed + k).solved for k, task in enumerate(stream)]
    bad = [name for name in admitted if name in world.harmful]
    return Run(steps, alone, teacher.said, world.calls["attempts"], bad, admitted, quarantined, broken, refinements)


def evolve(library: ExperienceLibrary) -> int:
    """Refine what can be refined and return how many insights were."""
    found = 0
    for insight in library.insights(Status.ACTIVE):
        refinement = refined(library, insight, by_statistics)
        if refinement is not None:
            library.revise(refinement.insight, f"{refinement.before:.2f} -> {refinement.after:.2f} held out")
            found += 1
    return found


def regressions(library: ExperienceLibrary, world: World, settings: TrainingSettings) -> int:
    """Return on how many of 200 fresh tasks some admitted insight makes the chance to solve them worse."""
    fresh = make_tasks(200, 999)
    worse = 0
    for task in fresh:
        shown = library.retrieve(task.text, limit=settings.limit)
        worse += world.chance(task, shown) < world.chance(task, ())
    return worse


def uses_until_quarantine(seed: int, folder: str, most: int = 120) -> int | None:
    """Return how often a harmful insight is shown before it is quarantined, None if it never is.

    It is active in the full starter library, and is found for the tasks of one topic as its lesson is.
    """
    bad, _ = twin(seed, harmful=True)
    shown, quarantined = watched(seed, folder, World(frozenset({bad.id})), most, harmful=True)
    return shown[bad.id] if bad.id in quarantined else None


def falsely_quarantined(seed: int, folder: str, flaky: float, most: int = 60) -> tuple[int, int]:
    """Return how many insights that do nothing or help were shown, and how many of them were quarantined.

    They are those of the starter library and one more that does nothing. A share flaky of the answers depends on the
    whole prompt in no sensible way: so much of what trials say is noise.
    """
    shown, quarantined = watched(seed, folder, World(flaky=flaky), most, harmful=False)
    return len(shown), len(quarantined)


def twin(seed: int, *, harmful: bool) -> tuple[Insight, Topic]:
    """Return an active insight that is found like a lesson of a topic, and the topic."""
    topic = TOPICS[int(np.random.default_rng([seed, 11]).integers(len(TOPICS)))]
    made = harmful_twin(LESSONS[topic.needs[0]], topic.name)
    name = made.id if harmful else made.id.replace("bad--", "idle--")
    return replace(made, id=name, status=Status.ACTIVE, verification=Verification("trial", ("x",))), topic


def watched(seed: int, folder: str, world: World, most: int, *, harmful: bool) -> tuple[Counter[str], set[str]]:
    """Return how often each insight was shown on tasks of the twin's topic, and the ones that were quarantined.

    If the twin is harmful, the run ends with its quarantine.
    """
    extra, topic = twin(seed, harmful=harmful)
    rng = np.random.default_rng([seed, 12])
    shown: Counter[str] = Counter()
    quarantined: set[str] = set()
    with ExperienceLibrary.open(f"{folder}/watched-{seed}-{harmful}-{world.flaky}.db") as library:
        library.add(extra)
        settings = TrainingSettings(limit=LIMIT, seed=seed * 1000)
        stream = [Task(f"{topic.name}/{k}", topic.text(rng), 1.0) for k in range(most)]
        for step in SimulatedTraining(library, world, lambda failure: extra, settings).run(stream):
            shown.update(step.insights)
            quarantined |= {step.quarantined} - {""}
            if harmful and step.quarantined == extra.id:
                break
    return shown, quarantined


def recall_at_five(folder: str, seed: int, texts: int = 20) -> dict[str, float]:
    """Return the share of needed insights among the first five, Thompson ranking included, averaged over texts."""
    rng = np.random.default_rng([seed, 13])
    with ExperienceLibrary.open(f"{folder}/recall-{seed}.db") as library:
        shares: dict[str, list[float]] = {}
        for topic in TOPICS:
            for _ in range(texts):
                found = {insight.id for insight in library.retrieve(topic.text(rng), limit=LIMIT, seed=seed)}
                shares.setdefault(topic.name, []).append(len(found & set(topic.needs)) / len(topic.needs))
    return {name: float(np.mean(values)) for name, values in shares.items()}


def moving(values: Sequence[bool], window: int = WINDOW) -> list[float]:
    """Return the share of True among the latest values, at each place from the first full window on."""
    sums = np.concatenate(([0.0], np.cumsum(values)))
    shares: list[float] = ((sums[window:] - sums[:-window]) / window).tolist()
    return shares


def report(
    run: Run,
    recall: dict[str, float],
    uses: Sequence[int | None],
    false: Mapping[str, dict[str, float]],
    arguments: argparse.Namespace,
) -> dict[str, Any]:
    outcomes = Counter(step.outcome for step in run.steps)
    third = len(run.steps) // 3
    known = [u for u in uses if u is not None]
    return {
        "schema": "metasolve.library-simulation/1",
        "tasks": len(run.steps),
        "seed": arguments.seed,
        "assumed": {"base": BASE, "taught": TAUGHT, "harmed": HARMED, "flaky": FLAKY, "limit": LIMIT},
        "solved_by_third": [float(np.mean(run.solved[k * third : (k + 1) * third])) for k in range(3)],
        "alone_by_third": [float(np.mean(run.alone[k * third : (k + 1) * third])) for k in range(3)],
        "window": WINDOW,
        "curve": moving(run.solved),
        "curve_alone": moving(run.alone),
        "outcomes": dict(outcomes),
        "lessons_said": dict(run.said),
        "admitted": run.admitted,
        "admitted_harmful": run.admitted_harmful,
        "quarantined": run.quarantined,
        "fresh_tasks_made_worse": run.broken,
        "refinements": run.refinements,
        "attempts": run.calls,
        "recall_at_5": {"mean": float(np.mean(list(recall.values()))), "by_topic": recall},
        "uses_until_quarantine": {
            "runs": len(uses),
            "never": len(uses) - len(known),
            "most": max(known, default=None),
            "median": float(np.median(known)) if known else None,
            "all": list(uses),
        },
        "falsely_quarantined": dict(false),
    }


def draw(result: dict[str, Any], path: Path) -> None:
    """Write the learning curve as PNG."""
    import matplotlib

    matplotlib.use("Agg")
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7.0, 4.0), layout="constrained")
    places = range(WINDOW, WINDOW + len(result["curve"]))
    axes.plot(places, result["curve"], label="library that learns", color="tab:blue")
    axes.plot(places, result["curve_alone"], label="the same tasks without a library", color="tab:gray")
    axes.axhline(TAUGHT, color="black", linewidth=0.8, linestyle=":", label="all lessons known")
    axes.set(
        xlabel="task",
        ylabel=f"solved, of the last {WINDOW}",
        ylim=(0.0, 1.0),
        title="Simulated learning of an experience library",
    )
    axes.legend(loc="lower right")
    figure.savefig(path, dpi=150)
    pyplot.close(figure)


def false_rate(arguments: argparse.Namespace, flaky: float, folder: str) -> dict[str, float]:
    """Return the share of insights that do nothing or help which are quarantined within 60 tasks of their topic."""
    seeds = range(arguments.seed * 1000, arguments.seed * 1000 + arguments.falsely)
    found = np.array([falsely_quarantined(seed, folder, flaky) for seed in seeds]).reshape(-1, 2).sum(axis=0)
    shown, quarantined = int(found[0]), int(found[1])
    return {"runs": arguments.falsely, "shown": shown, "quarantined": quarantined, "share": quarantined / max(1, shown)}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tasks", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--quarantines", type=int, default=60)
    parser.add_argument("--falsely", type=int, default=20)
    parser.add_argument("--out", type=Path, required=True)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        run = learn(arguments.tasks, arguments.seed, folder)
        recall = recall_at_five(folder, arguments.seed)
        uses = [uses_until_quarantine(arguments.seed * 100 + k, folder) for k in range(arguments.quarantines)]
        false = {str(flaky): false_rate(arguments, flaky, folder) for flaky in (FLAKY, 0.1, 0.3)}
    result = report(run, recall, uses, false, arguments)
    arguments.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")
    draw(result, arguments.out.with_suffix(".png"))
    shown = {key: value for key, value in result.items() if not key.startswith("curve")}
    print(json.dumps(shown, indent=1))


if __name__ == "__main__":
    main()
