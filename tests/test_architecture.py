"""The shape of the packages: floors, cycles, hidden imports, sizes, names. Every rule is tried on a violation too."""

from __future__ import annotations

import ast
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TypeAlias

import pytest

import metasolve

ROOT = Path(__file__).parent.parent
PACKAGES = ("metasolve", "llm_modeling")

# A part may import the parts with a smaller number, and itself.
FLOORS = {
    "metasolve.errors": 0,
    "metasolve.exit_codes": 0,
    "metasolve.signals": 0,
    "metasolve._version": 0,
    "metasolve.matrix": 0,
    "metasolve.destination": 1,
    "metasolve.bandit": 0,
    "metasolve.problem": 1,
    "metasolve.reformulation": 2,
    "metasolve.solution": 2,
    "metasolve.check": 3,
    "metasolve.events": 3,
    "metasolve.io": 4,
    "metasolve.backends": 4,
    "metasolve.linear": 4,
    "metasolve.report": 4,
    "metasolve.proof": 3,
    "metasolve.alns": 5,
    "metasolve.portfolio_settings": 6,
    "metasolve.portfolio": 7,
    "metasolve.api": 8,
    "metasolve": 9,
    "metasolve.cli": 10,
    "metasolve.__main__": 11,
    "llm_modeling": 12,
}

# Imports inside functions: the command line loads what a command needs, an engine's module its own solver, and these
# three a module by its name: the worker its one engine, the registry MABWiser, linear.libraries pyamg; both are slow.
LAZY_PARTS = ("metasolve", "metasolve.cli")
LAZY_COMMANDS = "llm_modeling.cli."
LOADERS = ("metasolve.backends.serve", "metasolve.bandit.registry", "metasolve.linear.libraries")
OWN_SOLVERS = {"highs": "highspy", "scip": "pyscipopt", "cpsat": "ortools", "localmip": "localmip_py"}

FORBIDDEN_NAMES = {"utils", "util", "helpers", "helper", "manager", "base", "misc", "common"}
MAX_FILE_LINES, MAX_FUNCTION_LINES, MAX_MAIN_LOOP_LINES = 400, 50, 80

PUBLIC_NAMES = {
    "BackendError",
    "BackendUnavailableError",
    "Bound",
    "CheckFailedError",
    "CsrMatrix",
    "End",
    "Event",
    "Incumbent",
    "InputError",
    "Integrality",
    "LinearSystemError",
    "MemoryLimitError",
    "MetasolveError",
    "ModelDataError",
    "ModelNotFoundError",
    "NoConvergenceError",
    "OutputError",
    "Problem",
    "PullEvent",
    "Sense",
    "SolutionStatus",
    "SolveResult",
    "Start",
    "Termination",
    "UnknownStatusError",
    "UnsupportedModelError",
    "Warned",
    "WorkerDiedError",
    "__version__",
    "alns",
    "backends",
    "bandit",
    "check",
    "events",
    "from_highs",
    "from_linopy",
    "from_scip",
    "from_scipy_milp",
    "linear",
    "read",
    "solve",
    "write_problem",
}

Function: TypeAlias = ast.FunctionDef | ast.AsyncFunctionDef


@dataclass(frozen=True)
class Module:
    """One source file under its dotted name."""

    name: str
    source: str
    is_package: bool = False

    @cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.source)

    @property
    def part(self) -> str:
        """The unit that has a floor: metasolve.X, or the whole of llm_modeling."""
        pieces = self.name.split(".")
        return ".".join(pieces[:2]) if pieces[0] == "metasolve" else pieces[0]

    def functions(self) -> Iterator[Function]:
        for node in ast.walk(self.tree):
            if isinstance(node, Function):
                yield node


Modules: TypeAlias = Mapping[str, Module]
Rule: TypeAlias = Callable[[Modules], list[str]]


def load(*directories: str) -> dict[str, Module]:
    modules = {}
    for directory in directories:
        for path in sorted((ROOT / directory).rglob("*.py")):
            pieces = path.relative_to(ROOT).with_suffix("").parts
            is_package = pieces[-1] == "__init__"
            name = ".".join(pieces[:-1] if is_package else pieces)
            modules[name] = Module(name, path.read_text(encoding="utf-8"), is_package)
    return modules


def imported(module: Module, node: ast.AST, modules: Modules) -> list[str]:
    """Return the dotted names that an import statement loads; `from p import m` loads p.m where that is a module."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if not isinstance(node, ast.ImportFrom):
        return []
    pieces = module.name.split(".")
    above = node.level - 1 if module.is_package else node.level
    stem = pieces[: len(pieces) - above] if node.level else []
    parent = ".".join([*stem, *([node.module] if node.module else [])])
    return [full if (full := f"{parent}.{alias.name}") in modules else parent for alias in node.names]


def imports(module: Module, modules: Modules) -> Iterator[tuple[int, str]]:
    for node in ast.walk(module.tree):
        for name in imported(module, node, modules):
            yield getattr(node, "lineno", 0), name


def imports_point_down(modules: Modules) -> list[str]:
    wrong = []
    for module in modules.values():
        if module.part not in FLOORS:
            wrong.append(f"{module.name} has no floor")
            continue
        for line, name in imports(module, modules):
            part = Module(name, "").part
            if name.split(".")[0] not in PACKAGES or part == module.part:
                continue
            if FLOORS.get(part, 99) >= FLOORS[module.part]:
                wrong.append(f"{module.name}:{line} imports {name}, which is not below it")
    return wrong


def bandit_stands_apart(modules: Modules) -> list[str]:
    return [
        f"{module.name}:{line} imports {name}"
        for module in modules.values()
        if module.part == "metasolve.bandit"
        for line, name in imports(module, modules)
        if name.split(".")[0] in PACKAGES and not name.startswith("metasolve.bandit")
    ]


def nothing_imports_the_command_line(modules: Modules) -> list[str]:
    return [
        f"{module.name}:{line} imports {name}"
        for module in modules.values()
        if module.part not in ("metasolve.cli", "metasolve.__main__")
        for line, name in imports(module, modules)
        if Module(name, "").part == "metasolve.cli"
    ]


def no_import_cycles(modules: Modules) -> list[str]:
    below = {name: {n for _, n in imports(module, modules)} & set(modules) for name, module in modules.items()}
    done: set[str] = set()
    wrong: list[str] = []

    def visit(name: str, path: tuple[str, ...]) -> None:
        if name in path:
            wrong.append(" -> ".join([*path[path.index(name) :], name]))
        elif name not in done:
            for other in sorted(below[name]):
                visit(other, (*path, name))
            done.add(name)

    for name in sorted(modules):
        visit(name, ())
    return wrong


def no_hidden_imports(modules: Modules) -> list[str]:
    wrong = []
    for module in modules.values():
        if module.part in LAZY_PARTS or module.name == "llm_modeling" or module.name.startswith(LAZY_COMMANDS):
            continue
        for function in module.functions():
            for node in ast.walk(function):
                names = [name for name in imported(module, node, modules) if not _is_own_solver(module, name)]
                wrong += [f"{module.name}:{function.name} imports {n}" for n in names or _loads_by_name(module, node)]
    return wrong


def _loads_by_name(module: Module, node: ast.AST) -> list[str]:
    if not isinstance(node, ast.Call) or module.name in LOADERS:
        return []
    return [ast.unparse(node)] if ast.unparse(node.func).split(".")[-1] in ("import_module", "__import__") else []


def solvers_stay_in_their_modules(modules: Modules) -> list[str]:
    return [
        f"{module.name}:{line} imports {name}"
        for module in modules.values()
        for line, name in imports(module, modules)
        if name.split(".")[0] in OWN_SOLVERS.values() and not _is_own_solver(module, name)
    ]


def _is_own_solver(module: Module, name: str) -> bool:
    pieces = module.name.split(".")
    if module.part != "metasolve.backends" or len(pieces) < 3:
        return False
    return OWN_SOLVERS.get(pieces[2].split("_")[0]) == name.split(".")[0]


def files_are_short(modules: Modules) -> list[str]:
    lengths = {name: len(module.source.splitlines()) for name, module in modules.items()}
    return [f"{name} has {lines} lines" for name, lines in lengths.items() if lines > MAX_FILE_LINES]


def functions_are_short(modules: Modules) -> list[str]:
    long = []
    for module in modules.values():
        for function in module.functions():
            lines = (function.end_lineno or function.lineno) - function.lineno + 1
            if lines > MAX_FUNCTION_LINES:
                long.append((lines, f"{module.name}:{function.name} has {lines} lines"))
    if len(long) == 1 and long[0][0] <= MAX_MAIN_LOOP_LINES:
        return []
    return [message for _, message in long]


def only_the_command_line_prints(modules: Modules) -> list[str]:
    return [
        f"{module.name}:{node.lineno} prints"
        for module in modules.values()
        if "cli" not in module.name.split(".")
        for node in ast.walk(module.tree)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]


def files_are_named_for_what_they_do(modules: Modules) -> list[str]:
    return [
        f"{name} is no name for a file"
        for name in modules
        if FORBIDDEN_NAMES & {word for piece in name.split(".") for word in piece.split("_")}
    ]


PACKAGE_RULES: list[Rule] = [
    imports_point_down,
    bandit_stands_apart,
    nothing_imports_the_command_line,
    no_import_cycles,
    no_hidden_imports,
    solvers_stay_in_their_modules,
    functions_are_short,
    only_the_command_line_prints,
]
SOURCE_RULES: list[Rule] = [files_are_short, files_are_named_for_what_they_do, no_import_cycles]


def rule_name(rule: object) -> str | None:
    return getattr(rule, "__name__", None)


@pytest.mark.parametrize("rule", PACKAGE_RULES, ids=rule_name)
def test_packages_obey(rule: Rule) -> None:
    assert rule(load(*PACKAGES)) == []


@pytest.mark.parametrize("rule", SOURCE_RULES, ids=rule_name)
def test_all_sources_obey(rule: Rule) -> None:
    assert rule(load(*PACKAGES, "bench", "instances", "tests")) == []


def test_public_names_are_these() -> None:
    assert set(metasolve.__all__) == PUBLIC_NAMES


def test_public_names_exist() -> None:
    assert [name for name in metasolve.__all__ if not hasattr(metasolve, name)] == []


def sources(files: Mapping[str, str]) -> dict[str, Module]:
    """Return modules from their dotted names and sources."""
    return {name: Module(name, text) for name, text in files.items()}


LONG_FUNCTION = "def f():\n" + "    pass\n" * 50
MAIN_LOOP_TOO_LONG = "def f():\n" + "    pass\n" * 80
LAZY = "def f():\n    import {}\n"

VIOLATIONS: list[tuple[Rule, dict[str, Module], str]] = [
    (imports_point_down, sources({"metasolve.problem": "import metasolve.check"}), "metasolve.check"),
    (
        imports_point_down,
        sources({"metasolve.io.mps": "from metasolve import backends", "metasolve.backends": ""}),
        "back",
    ),
    (imports_point_down, sources({"metasolve.solution": "from metasolve.reformulation import x"}), "not below"),
    (imports_point_down, sources({"metasolve.alns.search": "from ..portfolio import run"}), "metasolve.portfolio"),
    (imports_point_down, sources({"metasolve.api": "from metasolve import solve"}), "imports metasolve,"),
    (imports_point_down, sources({"metasolve.cli.solve": "import llm_modeling.compile"}), "llm_modeling"),
    (imports_point_down, sources({"metasolve.alns": "def f():\n    import metasolve.api"}), "metasolve.api"),
    (imports_point_down, sources({"metasolve.novelty": ""}), "has no floor"),
    (bandit_stands_apart, sources({"metasolve.bandit.policy": "from metasolve.matrix import CsrMatrix"}), "matrix"),
    (
        nothing_imports_the_command_line,
        sources({"llm_modeling.cli": "from metasolve.cli import main"}),
        "metasolve.cli",
    ),
    (
        no_import_cycles,
        sources({"p.a": "import p.b", "p.b": "import p.c", "p.c": "from . import a"}),
        "p.a -> p.b -> p.c -> p.a",
    ),
    (no_hidden_imports, sources({"metasolve.api": LAZY.format("scipy.sparse")}), "api:f imports scipy.sparse"),
    (no_hidden_imports, sources({"metasolve.backends.highs": LAZY.format("pyscipopt")}), "pyscipopt"),
    (no_hidden_imports, sources({"metasolve.io.lp": "def f():\n    __import__('x')"}), "lp:f imports __import__('x')"),
    (no_hidden_imports, sources({"metasolve.backends.worker": "def f(e):\n    importlib.import_module(e)"}), "(e)"),
    (solvers_stay_in_their_modules, sources({"metasolve.api": "import highspy"}), "api:1 imports highspy"),
    (solvers_stay_in_their_modules, sources({"metasolve.backends.highs": "from ortools import sat"}), "ortools"),
    (files_are_short, sources({"metasolve.api": "x = 1\n" * 401}), "401 lines"),
    (functions_are_short, sources({"metasolve.api": LONG_FUNCTION, "metasolve.check": LONG_FUNCTION}), "51 lines"),
    (functions_are_short, sources({"metasolve.alns.search": MAIN_LOOP_TOO_LONG}), "81 lines"),
    (only_the_command_line_prints, sources({"metasolve.api": "print('done')"}), "metasolve.api:1"),
    (files_are_named_for_what_they_do, sources({"metasolve.io.utils": ""}), "metasolve.io.utils"),
    (files_are_named_for_what_they_do, sources({"metasolve.io.lp_helpers": ""}), "lp_helpers"),
]

PERMITTED: list[tuple[Rule, dict[str, Module]]] = [
    (
        imports_point_down,
        sources({"metasolve.alns.search": "from metasolve.backends.contract import SubMip\nimport numpy"}),
    ),
    (imports_point_down, sources({"metasolve.alns.search": "from .destroy import Rins"})),
    (imports_point_down, sources({"llm_modeling.compile": "from metasolve import Problem"})),
    (bandit_stands_apart, sources({"metasolve.bandit.stochastic": "from metasolve.bandit.policy import Policy"})),
    (nothing_imports_the_command_line, sources({"metasolve.__main__": "from metasolve.cli import main"})),
    (no_hidden_imports, sources({"metasolve.backends.highs": LAZY.format("highspy")})),
    (no_hidden_imports, sources({"metasolve.cli.solve": LAZY.format("metasolve.api")})),
    (
        no_hidden_imports,
        sources({"metasolve.backends.serve": "def f(e):\n    importlib.import_module(e)"}),
    ),
    (solvers_stay_in_their_modules, sources({"metasolve.backends.highs": "import highspy"})),
    (functions_are_short, sources({"metasolve.alns.search": LONG_FUNCTION})),
    (only_the_command_line_prints, sources({"metasolve.cli.solve": "print('done')"})),
]


@pytest.mark.parametrize(("rule", "modules", "message"), VIOLATIONS)
def test_rule_catches_a_violation(rule: Rule, modules: Modules, message: str) -> None:
    wrong = rule(modules)
    assert wrong
    assert message in wrong[0]


@pytest.mark.parametrize(("rule", "modules"), PERMITTED)
def test_rule_permits(rule: Rule, modules: Modules) -> None:
    assert rule(modules) == []
