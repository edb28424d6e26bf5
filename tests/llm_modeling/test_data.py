"""Data: what tables and values may hold, and how what they may not hold is named with file and line."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from llm_modeling import Data, DataError, Formulation, FormulationError, Limits, SizeError, compile_model
from llm_modeling.grounding.ground import Ground
from metasolve.errors import ModelNotFoundError

CITIES = {"name": "CITIES", "table": "cities.csv", "columns": ["city"]}
DEMAND = {"name": "demand", "index": "CITIES", "table": "cities.csv", "key_columns": ["city"], "column": "demand"}
ROADS = {"name": "ROADS", "table": "roads.csv", "columns": ["from", "to"]}


def ground(directory: Path | None, values: dict[str, Any] | None = None, **sections: Any) -> Ground:
    """Return sets and parameters of a formulation, with the tables of a directory."""
    formulation = Formulation.from_json(json.dumps(sections))
    data = Data(values or {}) if directory is None else Data.from_directory(directory)
    return compile_model(formulation, data).ground


def members(ground: Ground, name: str) -> list[tuple[Any, ...]]:
    columns = [column.members(ground.texts) for column in ground.sets[name].columns]
    return list(zip(*columns, strict=True))


def write(directory: Path, name: str, text: str) -> Path:
    (directory / name).write_text(text, encoding="utf-8")
    return directory


def test_sets_and_parameters_come_from_a_table(tmp_path: Path) -> None:
    write(tmp_path, "cities.csv", "\ufeffcity , demand\nRome, 3\n\n Oslo,1e2\n")
    result = ground(tmp_path, sets=[CITIES], parameters=[DEMAND])
    assert members(result, "CITIES") == [("Rome",), ("Oslo",)]
    assert result.parameters["demand"].values.tolist() == [3.0, 100.0]


def test_set_of_a_table_has_each_row_once(tmp_path: Path) -> None:
    write(tmp_path, "roads.csv", "from,to,km\n1,2,5\n1,3,6\n1,2,7\n")
    result = ground(tmp_path, sets=[ROADS, {"name": "N", "table": "roads.csv", "columns": ["from"]}])
    assert members(result, "ROADS") == [(1, 2), (1, 3)]
    assert members(result, "N") == [(1,)]


def test_column_with_leading_zeros_holds_texts(tmp_path: Path) -> None:
    write(tmp_path, "cities.csv", "city\n01067\n10115\n")
    assert members(ground(tmp_path, sets=[CITIES]), "CITIES") == [("01067",), ("10115",)]


def test_header_may_hold_the_last_component(tmp_path: Path) -> None:
    write(tmp_path, "cities.csv", "city\nRome\nOslo\n")
    write(tmp_path, "km.csv", "city,Oslo,Rome\nRome,7,0\nOslo,,9\n")
    km = {"name": "km", "index": "CITIES, CITIES", "table": "km.csv", "key_columns": ["city"], "default": -1}
    assert ground(tmp_path, sets=[CITIES], parameters=[km]).parameters["km"].values.tolist() == [0, 7, 9, -1]


def test_json_table_and_data_json_are_read(tmp_path: Path) -> None:
    write(tmp_path, "cities.json", '[{"city": "Rome", "demand": 3}, {"city": "Oslo", "demand": 4.5}]')
    write(
        tmp_path,
        "data.json",
        '{"T": [3, 1, 2], "km": {"Rome": {"1": 5, "2": 6, "3": 7}, "Oslo": {"1": 8, "2": 9, "3": 1}}}',
    )
    sets = [{**CITIES, "table": "cities.json"}, {"name": "T"}]
    parameters = [{**DEMAND, "table": "cities.json"}, {"name": "km", "index": "CITIES, T"}]
    result = ground(tmp_path, sets=sets, parameters=parameters)
    assert result.parameters["km"].values.tolist() == [7, 5, 6, 1, 8, 9]
    assert result.parameters["demand"].values.tolist() == [3, 4.5]


def test_values_replace_those_of_the_formulation() -> None:
    sets: list[dict[str, Any]] = [{"name": "I", "members": ["a"]}, {"name": "A", "tuples": [["x", 1]]}]
    parameters = [{"name": "N", "value": 3}, {"name": "c", "index": "I", "default": 0}]
    values = {"I": ["b", "c"], "N": 5, "c": [["c", 2]], "A": [["y", 2], ["z", 3]]}
    result = ground(None, values, sets=sets, parameters=parameters)
    assert members(result, "I") == [("b",), ("c",)]
    assert members(result, "A") == [("y", 2), ("z", 3)]
    assert [result.parameters[name].values.tolist() for name in ("N", "c")] == [[5], [0, 2]]


def test_formula_cells_stay_text_where_text_is_meant(tmp_path: Path) -> None:
    write(tmp_path, "cities.csv", "city,demand\n=1+1,3\n\"=cmd|' /C calc'!A0\",4\n@SUM(A1),5\n")
    result = ground(tmp_path, sets=[CITIES], parameters=[DEMAND])
    assert members(result, "CITIES") == [("=1+1",), ("=cmd|' /C calc'!A0",), ("@SUM(A1)",)]


@pytest.mark.parametrize(
    ("cell", "message"),
    [
        ("=1+1", "'=1\\+1' is not a number; formulas are not evaluated: write the value"),
        ("+cmd|' /C calc'!A0", "formulas are not evaluated"),
        ("-2+3", "'-2\\+3' is not a number"),
        ("@SUM(1)", "formulas are not evaluated"),
        ("nan", "'nan' is not a number; leave the row out and give the parameter a default"),
        ("inf", "'inf' is not a number"),
        ("-Infinity", "is not a number"),
        ("", "'' is not a number"),
        ("1e999", "is not a number"),
        ("0x10", "is not a number"),
        ("1_000", "is not a number"),
        ('"1,5"', "write numbers as 1234.5"),
        ("١٢", "is not a number"),
        ("1" * 200, "is not a number"),
        ("five", "'five' is not a number"),
    ],
)
def test_cell_that_is_no_number_is_named_with_file_and_line(tmp_path: Path, cell: str, message: str) -> None:
    write(tmp_path, "cities.csv", f"city,demand\nRome,1\nOslo,{cell}\n")
    with pytest.raises(DataError, match=rf"^cities\.csv:3: parameter 'demand': {'.*'}{message}"):
        ground(tmp_path, sets=[CITIES], parameters=[DEMAND])


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", r"^cities\.csv:1: the table has no header"),
        ("city;demand\nRome;1\n", r"^cities\.csv:1: the cells are not separated by commas"),
        ("city,city\n", r"^cities\.csv:1: the column 'city' stands twice"),
        ("city,\n", r"^cities\.csv:1: column 2 has no name"),
        ("city,demand\nRome\n", r"^cities\.csv:2: the row has 1 cells, the header 2"),
        ('city,demand\n"Rome,1\n', r"^cities\.csv:2: this is no CSV"),
        ("city,demand\nRo\0me,1\n", r"^cities\.csv:2: there is a NUL character"),
        ("city,amount\nRome,1\n", r"^cities\.csv:1: there is no column 'demand'; it has 'city', 'amount'"),
        ("city,demands\nRome,1\n", r"^cities\.csv:1: there is no column 'demand'; did you mean 'demands'"),
        ("city,demand\n ,1\n", r"^cities\.csv:2: set 'CITIES': an empty cell is no member"),
        ("city,demand\nRome,1\nRome,2\n", r"^cities\.csv:3: parameter 'demand': 'Rome' already has a value in line 2"),
        ("city,demand\n" + "x" * 20_000 + ",2\n", r"^cities\.csv:2: a cell has more than 10,000 characters"),
    ],
)
def test_malformed_table_is_named_with_file_and_line(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, "cities.csv", text)
    with pytest.raises(DataError, match=message):
        ground(tmp_path, sets=[CITIES], parameters=[DEMAND])


def test_key_outside_of_the_index_is_named(tmp_path: Path) -> None:
    write(tmp_path, "cities.csv", "city,demand\nRome,1\nOslo,2\n")
    sets = [{"name": "CITIES", "members": ["Rome"]}]
    with pytest.raises(DataError, match=r"^cities\.csv:3: parameter 'demand': 'Oslo' is not in the index 'CITIES'"):
        ground(tmp_path, sets=sets, parameters=[DEMAND])


def test_first_missing_key_is_named() -> None:
    parameters = [{"name": "c", "index": "i in 1..4", "entries": [[1, 5], [3, 5]]}]
    with pytest.raises(DataError, match=r"parameter 'c': there is no value for c\[2\] and 1 more; add it"):
        ground(None, parameters=parameters)


def test_text_that_is_not_utf8_is_named_with_its_line(tmp_path: Path) -> None:
    (tmp_path / "cities.csv").write_bytes(b"city,demand\nRome,1\nK\xf6ln,2\n")
    with pytest.raises(DataError, match=r"^cities\.csv:3: the text is not UTF-8"):
        ground(tmp_path, sets=[CITIES], parameters=[DEMAND])


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"Dmand": 1}, "'Dmand' is neither a set nor a parameter of the formulation; did you mean 'demand'"),
        ({"I": "ab"}, "set 'I': 'ab' is not a list of members"),
        ({"I": ["a", "a"]}, "set 'I': entry 2: the member 'a' stands there twice"),
        ({"I": ["a", 1]}, "set 'I': entry 1: 'a' is not an integer, although other members are"),
        ({"I": [True]}, "True is no member"),
        ({"I": [1.5]}, "1.5 is no member"),
        ({"I": [["a", "b"]]}, r"\('a', 'b'\) has 2 components, not 1"),
        ({"demand": 3}, "3 is a single number, but the parameter has an index"),
        ({"demand": {"a": "3"}}, "'3' is not a finite number"),
        ({"demand": {"a": float("nan")}}, "nan is not a finite number"),
        ({"demand": {"a": {"b": 3}}}, "a dict is not a finite number"),
        ({"demand": {"a": None}}, "None is not a finite number"),
        ({"demand": {"a": 10**400}}, "is not a finite number"),
        ({"demand": [["a"]]}, "is not a row of 1 members and a number"),
        ({"demand": [["a", 1], ["a", 2]]}, "entry 2: 'a' already has a value in entry 1"),
        ({"demand": {"z": 3}}, "'z' is not in the index 'I'"),
    ],
)
def test_wrong_value_is_named(values: dict[str, Any], message: str) -> None:
    sets = [{"name": "I", "members": ["a", "b"]}]
    with pytest.raises(DataError, match=message):
        ground(None, values, sets=sets, parameters=[{"name": "demand", "index": "I", "default": 0}])


def test_missing_values_are_asked_for() -> None:
    with pytest.raises(DataError, match=r"set 'I': the data have no 'I'; add it to data\.json"):
        ground(None, sets=[{"name": "I"}])
    with pytest.raises(DataError, match="parameter 'N': the data have no 'N'"):
        ground(None, parameters=[{"name": "N"}])


def test_links_and_what_is_no_file_are_refused(tmp_path: Path) -> None:
    secret = tmp_path / "secret.csv"
    secret.write_text("city,demand\nRome,1\n")
    folder = tmp_path / "data"
    folder.mkdir()
    (folder / "cities.csv").symlink_to(secret)
    with pytest.raises(DataError, match=r"cities\.csv: is a symbolic link"):
        ground(folder, sets=[CITIES])
    (folder / "cities.csv").unlink()
    os.mkfifo(folder / "cities.csv")
    with pytest.raises(DataError, match=r"cities\.csv: is not a regular file"):
        ground(folder, sets=[CITIES])
    (folder / "cities.csv").unlink()
    (folder / "cities.csv").mkdir()
    with pytest.raises(DataError, match=r"cities\.csv: is not a regular file"):
        ground(folder, sets=[CITIES])


def test_missing_table_and_directory_are_named(tmp_path: Path) -> None:
    with pytest.raises(ModelNotFoundError, match=r"cities\.csv: No such file"):
        ground(tmp_path, sets=[CITIES])
    with pytest.raises(ModelNotFoundError, match=r"cities\.csv: no data directory was given"):
        ground(None, sets=[CITIES])
    with pytest.raises(ModelNotFoundError, match="there is no such directory"):
        Data.from_directory(tmp_path / "none")


def test_table_beyond_the_limit_is_refused_before_it_is_read(tmp_path: Path) -> None:
    write(tmp_path, "cities.csv", "city\n" + "Rome\n" * 300)
    formulation = Formulation.from_json(json.dumps({"sets": [CITIES]}))
    with pytest.raises(SizeError, match="the file has 1,505 bytes, more than the 1,000 allowed"):
        compile_model(formulation, Data.from_directory(tmp_path), Limits(table_bytes=1_000))


@pytest.mark.parametrize("text", ['{"I": [1, 2], "I": [3]}', "[1]", '{"I": NaN}', "{" * 50, "nonsense"])
def test_malformed_data_json_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path, "data.json", text)
    with pytest.raises(FormulationError, match=r"^data\.json:"):
        Data.from_directory(tmp_path)
