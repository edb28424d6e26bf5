"""The typer application: a group whose commands load when they are called, ours and those of plug-ins."""

from __future__ import annotations

import importlib
import signal
from importlib.metadata import EntryPoint, entry_points
from typing import Annotated, Any

import typer
from typer.core import TyperCommand, TyperGroup

from metasolve._version import __version__
from metasolve.cli.exits import Frame
from metasolve.exit_codes import ExitCode

PLUGIN_GROUP = "metasolve.commands"
"""Entry points of this group name a typer.Typer that becomes the command of the entry point's name."""

_COMMANDS = {
    "solve": "Solve a model: exact engines beside bandit-driven search.",
    "info": "Describe a model: sizes, kinds, ranges of coefficients.",
    "check": "Check a solution in exact arithmetic.",
    "convert": "Convert a model or a solution to another format.",
    "linear": "Solve sequences of linear systems, and measure it.",
    "instances": "List and fetch public collections of instances.",
    "bandits": "List the bandit policies.",
    "doctor": "Report engines, cores and memory, and any problems.",
}
_BUNDLED = {
    # plug-ins of the package llm_modeling, which comes with metasolve
    "model": "Check, solve, render and compare models that are data.",
    "formulate": "Turn a problem in words into a model, and solve it.",
    "serve": "Serve the formulation page and the HTTP interface.",
    "library": "Keep the experience library: list, learn, evolve, audit.",
    "synthesize": "Make problems in words with their models.",
    "evaluate": "Score models of problems in words on a benchmark.",
}
_INTERRUPTED = 130  # what typer makes of a KeyboardInterrupt


class LazyCommand(TyperCommand):
    """A command known by name and help text; its module loads when a context is made for it."""

    def __init__(self, name: str, help: str, module: str, attribute: str = "app") -> None:
        super().__init__(name=name, callback=None, help=help, rich_markup_mode=None)
        self._module = module
        self._attribute = attribute

    def make_context(self, info_name: str | None, args: list[str], parent: Any = None, **extra: Any) -> Any:
        target = getattr(importlib.import_module(self._module), self._attribute)
        command = typer.main.get_command(target)
        command.name = self.name
        return command.make_context(info_name, args, parent=parent, **extra)


class LazyGroup(TyperGroup):
    """The top-level group: our commands, then those of installed plug-ins; ours win on a clash."""

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        for name, help in _COMMANDS.items():
            self.add_command(LazyCommand(name, help, f"metasolve.cli.{name}"))
        for plugin in entry_points(group=PLUGIN_GROUP):
            if plugin.name not in self.commands:
                self.add_command(LazyCommand(plugin.name, _help(plugin), plugin.module, plugin.attr))


def _help(plugin: EntryPoint) -> str:
    package = "a plug-in" if plugin.dist is None else plugin.dist.name
    is_ours = package == "metasolve" and plugin.name in _BUNDLED
    return _BUNDLED[plugin.name] if is_ours else f"(from {package})"


app = typer.Typer(cls=LazyGroup, rich_markup_mode=None, pretty_exceptions_enable=False, no_args_is_help=True)


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"metasolve {__version__}")
        raise typer.Exit


@app.callback()
def top(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_version)
    ] = False,
) -> None:
    """Solve mixed-integer programs: bandits choose, real solvers act, the outcome is the reward."""


def run(arguments: list[str], began: float | None = None) -> int:
    """Run the command line on the given arguments and return its exit code.

    began, a time of time.monotonic(), is when time limits start to count; now if not given.
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    command = typer.main.get_command(app)
    with Frame() as frame:
        code = command.main(arguments, prog_name="metasolve", standalone_mode=False, obj=began)
        frame.code = ExitCode.INTERRUPTED_WITHOUT_SOLUTION if code == _INTERRUPTED else int(code or 0)
    return frame.code
