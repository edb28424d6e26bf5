from __future__ import annotations

import pytest

from metasolve import errors
from metasolve.errors import InputError, MetasolveError, ModelDataError, UnsupportedModelError


@pytest.mark.parametrize(
    ("path", "line", "message"),
    [
        ("knap.mps", 41, "knap.mps:41: row C7 is not in ROWS"),
        ("knap.mps", None, "knap.mps: row C7 is not in ROWS"),
        (None, None, "row C7 is not in ROWS"),
    ],
)
def test_a_data_error_names_its_place(path: str | None, line: int | None, message: str) -> None:
    error = ModelDataError("row C7 is not in ROWS", path, line)
    assert str(error) == message
    assert (error.reason, error.path, error.line) == ("row C7 is not in ROWS", path, line)


def test_every_error_is_a_metasolve_error_and_drawn_in_the_tree() -> None:
    classes = [value for value in vars(errors).values() if isinstance(value, type)]
    assert all(issubclass(cls, MetasolveError) for cls in classes)
    assert errors.__doc__ is not None
    assert [cls.__name__ for cls in classes if cls.__name__ not in errors.__doc__] == []


def test_an_unsupported_part_is_caught_with_the_input_errors() -> None:
    with pytest.raises(InputError, match="SOS"):
        raise UnsupportedModelError("section SOS is not supported", "a.mps", 3)
