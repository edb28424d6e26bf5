"""Random sequences of random systems: whatever is chosen, x is right."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
import scipy.sparse
from hypothesis import given, settings
from hypothesis import strategies as st

from metasolve.bandit import Uniform
from metasolve.errors import NoConvergenceError
from metasolve.linear.sequence import SequenceSolver
from metasolve.linear.solvers import SsorCg

FORMATS: dict[str, Callable[[Any], Any]] = {
    "csr": scipy.sparse.csr_array,
    "csc": scipy.sparse.csc_array,
    "coo": scipy.sparse.coo_array,
    "dense": np.asarray,
}


@st.composite
def matrices(draw: st.DrawFn, definite: bool) -> Any:
    """Return a random sparse matrix of random size and scale, symmetric positive definite or any."""
    n, seed = draw(st.integers(1, 25)), draw(st.integers(0, 2**32 - 1))
    density, scale = draw(st.sampled_from([0.0, 0.05, 0.2, 1.0])), 10.0 ** draw(st.integers(-6, 6))
    rng = np.random.default_rng(seed)
    a = rng.standard_normal((n, n)) * (rng.random((n, n)) < density)
    if definite:
        a = a @ a.T + 10.0 ** draw(st.integers(-4, 1)) * np.eye(n)
        stretch = 10.0 ** rng.uniform(0.0, draw(st.sampled_from([0.0, 2.0])), n)
        a = stretch[:, None] * a * stretch
    return scale * a


@st.composite
def sequences(draw: st.DrawFn, definite: bool) -> list[tuple[Any, Any, Any]]:
    """Return a few matrices, each coming several times and in any format, with right-hand sides and first guesses."""
    known = draw(st.lists(matrices(definite), min_size=1, max_size=3))
    steps: list[tuple[Any, Any, Any]] = []
    kind = st.tuples(st.sampled_from(range(3)), st.sampled_from(sorted(FORMATS)))
    for which, form in draw(st.lists(kind, max_size=8)):
        a = known[which % len(known)]
        rng = np.random.default_rng(len(steps))
        b, x0 = rng.standard_normal(len(a)), rng.standard_normal(len(a)) if which else None
        steps.append((FORMATS[form](a), b, x0))
    return steps


def dense(a: Any) -> Any:
    return a if isinstance(a, np.ndarray) else a.toarray()


@settings(max_examples=60)
@given(sequences(definite=True), st.integers(0, 3), st.sampled_from([None, Uniform()]))
def test_every_x_of_definite_sequences_is_as_near_as_the_condition_allows(
    steps: list[tuple[Any, Any, Any]], seed: int, policy: Any
) -> None:
    solver = SequenceSolver(policy=policy, cost="work", rtol=1e-9, seed=seed)
    for a, b, x0 in steps:
        x, info = solver.solve(a, b, x0=x0)
        a, exact = dense(a), np.linalg.solve(dense(a), b)
        assert np.linalg.norm(b - a @ x) <= 1.01e-9 * np.linalg.norm(b)
        assert np.linalg.norm(x - exact) <= 2e-9 * np.linalg.cond(a) * np.linalg.norm(exact)
        assert info.relative_residual <= 1e-9


@pytest.mark.filterwarnings("ignore::metasolve.linear.sequence.SequenceWarning")
@settings(max_examples=60)
@given(sequences(definite=False), st.booleans())
def test_any_sequence_is_solved_or_refused_but_never_wrong(steps: list[tuple[Any, Any, Any]], all_arms: bool) -> None:
    solver = SequenceSolver(None if all_arms else [SsorCg(1.0)], cost="work")
    for a, b, x0 in steps:
        try:
            x, _ = solver.solve(a, b, x0=x0)
        except NoConvergenceError as error:
            reached = error.residual
            x = None
        if x is not None:
            assert np.linalg.norm(b - dense(a) @ x) <= 1.01e-8 * np.linalg.norm(b)
        else:
            assert reached > 1e-8 * np.linalg.norm(b)
            assert np.linalg.cond(dense(a)) > 1e5
