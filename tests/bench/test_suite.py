from __future__ import annotations

from pathlib import Path

import pytest

from bench.solvers import solver_by_name
from bench.suite import SUITES, read_suite
from metasolve.errors import InputError
from metasolve.io.collection import find_instance, known_instances


def test_a_third_of_the_hard_suite_is_held_out_and_always_the_same_third() -> None:
    first, second = read_suite("hard"), read_suite("hard")
    held_out = {instance.name for instance in first.instances if instance.held_out}
    assert len(first.instances) == 26
    assert len(held_out) == 9
    assert first == second


def test_every_solver_of_every_suite_is_known() -> None:
    for name in ("smoke", "hard", "easy", "arms"):
        for solver in read_suite(name).solvers:
            assert solver_by_name(solver).name == solver


def test_unknown_suite_names_those_there_are() -> None:
    with pytest.raises(InputError, match="no suite 'none'; there are smoke, hard, easy, arms"):
        read_suite("none")


def test_suite_that_lacks_a_part_says_which(tmp_path: Path) -> None:
    path = tmp_path / "suites.toml"
    path.write_text("[half]\nsolvers = []\n[half.instances]\na = 1.0\n")
    with pytest.raises(InputError, match="lacks time_limit_s"):
        read_suite("half", path)


def test_best_known_value_may_be_unknown(tmp_path: Path) -> None:
    path = tmp_path / "suites.toml"
    path.write_text(
        '[s]\ntime_limit_s = 1\nthreads = 1\nseeds = 1\nsolvers = []\n[s.instances]\na = "unknown"\nb = 2\n'
    )
    instances = read_suite("s", path).instances
    assert [(i.name, i.best_known, i.held_out) for i in instances] == [("a", None, False), ("b", 2.0, False)]


def test_variant_is_what_follows_the_name_of_the_subject() -> None:
    assert solver_by_name("metasolve-arm-rins+scip").variant == "arm-rins+scip"
    assert solver_by_name("metasolve").variant == ""
    with pytest.raises(ValueError, match="unknown solver 'cplex'"):
        solver_by_name("cplex")


def test_smoke_models_are_those_of_the_project() -> None:
    suite = read_suite("smoke")
    assert suite.folder is not None
    for instance in suite.instances:
        assert find_instance(instance.name, SUITES.parent.parent / suite.folder).is_file()


def test_best_known_values_are_those_of_the_package() -> None:
    facts = known_instances()
    for name in ("hard", "easy", "arms"):
        for instance in read_suite(name).instances:
            assert instance.best_known == facts[instance.name].best_known
