"""The exact state of a numpy random generator as JSON data, and back."""

from __future__ import annotations

from typing import Any

import numpy as np

_BIT_GENERATORS = ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")


def generator_state(rng: np.random.Generator) -> dict[str, Any]:
    """Return the state of the generator's bit generator with arrays as lists of integers."""
    return _plain(dict(rng.bit_generator.state))


def generator_from_state(state: dict[str, Any]) -> np.random.Generator:
    """Return a new generator that continues where generator_state() was called.

    Raises ValueError if the bit generator is not one of numpy's.
    """
    name = state.get("bit_generator")
    if name not in _BIT_GENERATORS:
        raise ValueError(f"expected a bit generator of numpy ({', '.join(_BIT_GENERATORS)}), got {name!r}")
    bit_generator = getattr(np.random, name)()
    bit_generator.state = _arrays(state)
    return np.random.Generator(bit_generator)


def _plain(state: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _plain(value) if isinstance(value, dict) else value.tolist() if isinstance(value, np.ndarray) else value
        for key, value in state.items()
    }


def _arrays(state: dict[str, Any]) -> dict[str, Any]:
    return {
        key: _arrays(value)
        if isinstance(value, dict)
        else np.array(value, np.uint64)
        if isinstance(value, list)
        else value
        for key, value in state.items()
    }
