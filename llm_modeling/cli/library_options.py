"""Options that the library commands share, and what they stand for."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Annotated

import typer

from llm_modeling.cli import options
from llm_modeling.experience import ExperienceLibrary
from metasolve import BackendUnavailableError

if TYPE_CHECKING:
    from llm_modeling.client.openai_model import OpenAiModel

_VARIABLE = "METASOLVE_LIBRARY"
_IN_MEMORY = ":memory:"

LibraryFile = Annotated[
    str | None,
    typer.Option(
        "--library", help="The library.", metavar="FILE", envvar=_VARIABLE, show_default="the insights that are shipped"
    ),
]
OldLibraryFile = Annotated[
    str, typer.Option("--library", help="The library.", metavar="FILE", envvar=_VARIABLE, show_envvar=True)
]
NewLibraryFile = Annotated[
    str,
    typer.Option(
        "--library",
        help="The library; if it is not there, one with the shipped insights is made.",
        metavar="FILE",
        envvar=_VARIABLE,
        show_envvar=True,
    ),
]
Json = options.JsonFile
Url = Annotated[
    str | None,
    typer.Option(
        "--llm-url",
        help="An OpenAI-compatible server, such as vLLM.",
        metavar="URL",
        envvar="METASOLVE_LLM_URL",
        show_envvar=True,
    ),
]
ModelName = Annotated[
    str | None,
    typer.Option("--model", help="The served model.", metavar="NAME", show_default="the only one there is"),
]
ApiKey = Annotated[
    str | None, typer.Option("--api-key-env", help="The environment variable that holds the key.", metavar="VAR")
]


def opened(path: str | None) -> ExperienceLibrary:
    """Return the library of a file, which has to be there, or without one the shipped insights."""
    if path is None:
        return ExperienceLibrary.open(_IN_MEMORY)
    return ExperienceLibrary.open(path, create=False, starter=False)


def language_model(url: str | None, name: str | None, key_variable: str | None) -> OpenAiModel:
    """Return the language model at a URL, after its canary; raises typer.BadParameter, LanguageModelError."""
    if url is None:
        raise typer.BadParameter("a language model is needed", param_hint="--llm-url")
    if not url.startswith(("http://", "https://")):
        raise typer.BadParameter(f"{url!r} does not begin with http:// or https://", param_hint="--llm-url")
    key = None if key_variable is None else os.environ.get(key_variable)
    if key_variable is not None and not key:
        raise typer.BadParameter(f"the environment has no {key_variable}", param_hint="--api-key-env")
    try:
        from llm_modeling.client.openai_model import OpenAiModel
    except ImportError as error:
        reason = f"the package {error.name} is not installed: pip install 'metasolve[llm]'"
        raise BackendUnavailableError(reason) from error
    model = OpenAiModel(url, name, key)
    model.check_schema_is_enforced()
    return model
