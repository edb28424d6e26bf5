"""Units: what they measure, and where they do not fit."""

from __future__ import annotations

from typing import Any

import pytest

from llm_modeling import Formulation
from llm_modeling.verification import Findings, verify
from llm_modeling.verification.units import UnknownUnitError, factor_between, parse_unit


@pytest.mark.parametrize(
    ("left", "right", "factor"),
    [
        ("t", "kg", 1000.0),
        ("EUR / h", "EUR per minute", 1 / 60),
        ("km/h", "m / s", 1 / 3.6),
        ("million EUR", "kEUR", 1000.0),
        ("percent", "1", 0.01),
        ("m^3", "liters", 1000.0),
        ("kWh", "MJ", 3.6),
        ("EUR / piece", "euro", 1.0),
        ("EUR", "USD", None),
        ("kg", "hour", None),
    ],
)
def test_the_factor_between_two_units_is_that_of_pint(left: str, right: str, factor: float | None) -> None:
    found = factor_between(parse_unit(left), parse_unit(right))
    assert found == (None if factor is None else pytest.approx(factor))


@pytest.mark.parametrize("text", ["blarg", "kg^99", "9**9**9", "__import__('os')", "(" * 30, "kg / (", "m ^ -"])
def test_what_is_no_unit_is_refused_by_its_word(text: str) -> None:
    with pytest.raises(UnknownUnitError):
        parse_unit(text)


def small(expression: str, **units: str) -> Findings:
    values = {"limit": 40.0, "rate": 3.0}
    content: dict[str, Any] = {
        "parameters": [{"name": n, "value": v, "unit": units.get(n, "")} for n, v in values.items()],
        "variables": [{"name": "x", "kind": "integer", "unit": units.get("x", "")}],
        "constraints": [{"name": "c", "expression": expression}],
        "objectives": [{"name": "o", "sense": "maximize", "expression": "x"}],
    }
    return verify(Formulation.model_validate(content, strict=False))


def test_a_missing_conversion_is_named_with_its_factor() -> None:
    (finding,) = small("rate * x <= limit", rate="minute / piece", x="piece", limit="hour").warnings
    assert finding.code == "unit_slip"
    assert "a factor of 60 is missing" in finding.message
    assert finding.span is not None


@pytest.mark.parametrize("expression", ["rate * x <= 60 * limit", "rate * x / 60 <= limit"])
def test_a_conversion_that_is_there_is_not_missed(expression: str) -> None:
    assert small(expression, rate="minute / piece", x="piece", limit="hour").passed


def test_a_conversion_the_wrong_way_round_is_found() -> None:
    found = small("rate * x <= limit / 60", rate="minute / piece", x="piece", limit="hour")
    assert found.codes() == {"unit_slip"}


def test_sides_that_do_not_measure_the_same_are_found() -> None:
    assert small("rate * x <= limit", rate="kg / piece", x="piece", limit="EUR").codes() == {"unit_dimension"}


def test_a_parameter_without_unit_fits_everything() -> None:
    assert small("rate * x <= limit", x="piece", limit="EUR").passed


def test_a_word_that_is_no_unit_is_a_warning() -> None:
    (finding,) = small("rate * x <= limit", rate="killogram").warnings
    assert finding.code == "unit_unknown"


def test_different_counted_things_are_a_note() -> None:
    found = small("rate * x <= limit", rate="seat / bus", x="truck", limit="seat")
    assert found.passed
    assert [finding.code for finding in found.notes] == ["unit_count"]
