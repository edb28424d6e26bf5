"""compare_over_data: two formulations, compared as problems on each of several data sets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Protocol, TypeVar

from llm_modeling.equivalence.compare import compare
from llm_modeling.equivalence.verdict import DEFAULT_EFFORT, EffortLimits, Method, Outcome, Verdict
from metasolve import Problem

Data = TypeVar("Data", contravariant=True)


class ProblemOf(Protocol[Data]):
    """A formulation, as far as a comparison needs to know it: the problem that it makes of data."""

    def __call__(self, data: Data, /) -> Problem: ...


def compare_over_data(
    a: ProblemOf[Data],
    b: ProblemOf[Data],
    data: Iterable[Data],
    *,
    columns: Callable[[Problem, Problem], Mapping[str, str]] | None = None,
    same_values: bool = False,
    limits: EffortLimits = DEFAULT_EFFORT,
) -> Verdict:
    """Return the verdict on two formulations; DIFFERENT as soon as one data set, counted from 0, shows it.

    EQUIVALENT means that the problems are, on each data set given; a number that one formulation has where the other
    takes it from the data shows only if the data sets vary it. With the formulation's own data first and resampled
    data behind, such slips come out. columns gives the binding, as compare wants it, for the problems of a data set.

    Raises ValueError if there are no data sets; what a and b raise is passed on.
    """
    verdict, count, undecided = None, 0, ""
    for count, sample in enumerate(data, start=1):
        first, second = a(sample), b(sample)
        bound = None if columns is None else columns(first, second)
        found = compare(first, second, columns=bound, same_values=same_values, limits=limits)
        if found.outcome is Outcome.DIFFERENT:
            return replace(found, reason=f"data set {count - 1}: {found.reason}", samples=count)
        if found.outcome is Outcome.UNKNOWN and not undecided:
            undecided = f"data set {count - 1}: {found.reason}"
        verdict = verdict or found
    if verdict is None:
        raise ValueError("there are no data sets")
    if undecided:
        return Verdict(Outcome.UNKNOWN, Method.SAMPLES, undecided, samples=count)
    return replace(verdict, reason=f"on each of {count} data sets: {verdict.reason}", samples=count)
