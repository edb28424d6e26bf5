"""summarize: the rates of a set of tasks, from the scores of their replies."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llm_modeling.equivalence import Outcome as Sameness
from llm_modeling.evaluation.failure import Failure
from llm_modeling.evaluation.judging import Criterion
from llm_modeling.evaluation.scoring import ReplyScore
from llm_modeling.evaluation.statistics import Rate, counts_of, majority, pass_at, wilson
from llm_modeling.evaluation.task import ExpectedKind, Task


@dataclass(frozen=True)
class Summary:
    """Rates over tasks: judged are those whose label can be used; passed is pass@k by criterion and k.

    majority is the rate of the answer that most samples give. structure counts the replies to tasks with a gold model
    that has an optimum, also those that did not come so far; structure_rate is that of replies proved equivalent.
    failures counts replies. Where tasks have different numbers of samples, k goes up to the least of them.
    """

    tasks: int
    judged: int
    replies: int
    passed: Mapping[Criterion, Mapping[int, Rate]]
    majority: Mapping[Criterion, Rate]
    structure: Mapping[str, int]
    structure_rate: Rate
    failures: Mapping[Failure, int]

    def to_json(self) -> dict[str, Any]:
        """Return the summary as JSON data."""
        verdicts = {
            str(criterion): {
                **{f"pass@{k}": rate_json(rate) for k, rate in self.passed[criterion].items()},
                "majority": rate_json(self.majority[criterion]),
            }
            for criterion in Criterion
        }
        structure = {**self.structure, "rate": rate_json(self.structure_rate)}
        failures = {str(failure): count for failure, count in self.failures.items()}
        return {
            "tasks": self.tasks,
            "judged": self.judged,
            "replies": self.replies,
            "verdicts": verdicts,
            "structure": structure,
            "failures": failures,
        }


NOT_COMPARED = "not compared"


def rate_json(rate: Rate) -> dict[str, float | int | None]:
    """Return a rate as JSON data, to ten digits."""

    def short(value: float | None) -> float | None:
        return None if value is None else round(value, 10)

    return {"value": short(rate.value), "low": short(rate.low), "high": short(rate.high), "tasks": rate.tasks}


def summarize(tasks: Sequence[Task], scores: Sequence[ReplyScore]) -> Summary:
    """Return the rates over the tasks; scores of other tasks are left out."""
    by_task: dict[str, list[ReplyScore]] = {task.id: [] for task in tasks}
    for entry in scores:
        if entry.task in by_task:
            by_task[entry.task].append(entry)
    own = [entry for task in tasks for entry in by_task[task.id]]
    judged = [group for group in by_task.values() if group and group[0].right is not None]
    samples = min((len(group) for group in judged), default=1)
    with_gold = [by_task[task.id] for task in tasks if _has_optimal_gold(task) and by_task[task.id]]
    failures = Counter(entry.failure for entry in own if entry.failure is not None)
    return Summary(
        len(tasks),
        len(judged),
        len(own),
        {c: {k: _passed(judged, c, k) for k in counts_of(samples)} for c in Criterion},
        {c: _by_majority(judged, c) for c in Criterion},
        _structure(with_gold),
        _equivalent(with_gold),
        {failure: failures[failure] for failure in Failure if failures[failure]},
    )


def _has_optimal_gold(task: Task) -> bool:
    return bool(task.golds) and task.expected.kind is ExpectedKind.VALUE


def _passed(groups: Sequence[Sequence[ReplyScore]], criterion: Criterion, k: int) -> Rate:
    shares = [pass_at(k, len(group), sum(_is_right(entry, criterion) for entry in group)) for group in groups]
    return wilson(sum(shares) / len(shares) if shares else 0.0, len(shares))


def _by_majority(groups: Sequence[Sequence[ReplyScore]], criterion: Criterion) -> Rate:
    right = 0
    for group in groups:
        place = majority([entry.answer for entry in group])
        right += place is not None and _is_right(group[place], criterion)
    return wilson(right / len(groups) if groups else 0.0, len(groups))


def _is_right(entry: ReplyScore, criterion: Criterion) -> bool:
    return entry.right is not None and entry.right[criterion]


def _structure(groups: Sequence[Sequence[ReplyScore]]) -> dict[str, int]:
    found = Counter(
        NOT_COMPARED if entry.structure is None else str(entry.structure) for group in groups for entry in group
    )
    return {kind: found[kind] for kind in (*map(str, Sameness), NOT_COMPARED)} if groups else {}


def _equivalent(groups: Sequence[Sequence[ReplyScore]]) -> Rate:
    shares = [sum(entry.structure is Sameness.EQUIVALENT for entry in group) / len(group) for group in groups]
    return wilson(sum(shares) / len(shares) if shares else 0.0, len(shares))
