"""--config FILE.toml: its keys are long option names; they are read as arguments in front of the user's own."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import Path
from typing import Any

import typer
from typer.core import TyperCommand

from metasolve.errors import ModelDataError, ModelNotFoundError

_OPTION = "--config"


class ConfigurableCommand(TyperCommand):
    """A command whose --config file gives defaults; since the last value of an option counts, the user's win."""

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        path = None if ctx.resilient_parsing else _config_path(args)
        if path is not None:
            flags = {option: bool(getattr(p, "is_flag", False)) for p in self.params for option in p.opts}
            args = [*_arguments(_load(path), flags, path), *args]
        return list(super().parse_args(ctx, args))


def _config_path(args: list[str]) -> str | None:
    path = None
    for k, argument in enumerate(args):
        if argument == "--":
            break
        if argument == _OPTION and k + 1 < len(args):
            path = args[k + 1]
        elif argument.startswith(_OPTION + "="):
            path = argument.removeprefix(_OPTION + "=")
    return path


def _load(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8"))
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror}") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ModelDataError(str(error), path) from error


def _arguments(settings: dict[str, Any], flags: dict[str, bool], path: str) -> Iterable[str]:
    allowed = sorted(o.removeprefix("--") for o in flags if o.startswith("--") and o not in (_OPTION, "--help"))
    for key, value in settings.items():
        name = key.replace("_", "-")
        if name not in allowed:
            near = get_close_matches(name, allowed, n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(allowed)}"
            raise typer.BadParameter(f"{path}: unknown key {key!r}; {hint}", param_hint=_OPTION)
        option = f"--{name}"
        if not isinstance(value, str | int | float) or isinstance(value, bool) != flags[option]:
            kind = "true or false" if flags[option] else "a number or a string"
            raise typer.BadParameter(f"{path}: {key} is {value!r} instead of {kind}", param_hint=_OPTION)
        if not flags[option]:
            yield f"{option}={value}"
        elif value:
            yield option
