"""`metasolve serve`: the formulation service and its web page."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from llm_modeling.cli import options
from llm_modeling.cli import serve_options as given
from metasolve import BackendUnavailableError

if TYPE_CHECKING:
    from llm_modeling.client import LanguageModel
    from llm_modeling.server.settings import ServerSettings
    from llm_modeling.server.words import Library

EPILOG = (
    "Without a language model, formulations and models are solved, and texts are not formulated. A key for the "
    "language model is read from the environment (--api-key-env). Keys of those who may ask: one `name:key` a line in "
    "--api-keys FILE, or METASOLVE_API_KEYS, separated by commas. Exit codes: 0 ended by a signal; 64 usage; 65 a file "
    "is wrong; 70 the address or the data directory cannot be used."
)
_MEMORY = 4 << 30
_DAY_S = 86_400.0
_DATA = Path("~/.local/share/metasolve/server")


def serve(
    host: given.Host = "127.0.0.1",
    port: given.Port = 8000,
    llm_url: given.Url = None,
    model: given.Model = None,
    api_key_env: given.KeyVariable = None,
    library: given.Library = None,
    data_dir: given.DataDirectory = _DATA,
    api_keys: given.Keys = None,
    insecure: given.Insecure = False,
    workers: given.Workers = 0,
    threads: given.Threads = 1,
    memory_limit: options.MemoryLimit = None,
    time_limit: given.TimeLimit = 60.0,
    longest: given.Longest = 3600.0,
    waiting: given.Waiting = 200,
    rate: given.Rate = 1200,
    attempts: given.Attempts = 10,
    keep: given.Keep = 7.0,
    drain: given.Drain = 5.0,
    heartbeat: given.Heartbeat = 15.0,
    require_confinement: given.Confined = False,
    log_level: given.LogLevel = "info",
) -> int:
    """Serve jobs over HTTP and a page that shows them; the page's address is printed."""
    from llm_modeling.server.settings import JobLimits, Quotas, ServerSettings

    try:
        limits = JobLimits(time_limit, longest, threads, memory_limit or _MEMORY, attempts=attempts)
        settings = ServerSettings(
            data_dir.expanduser(),
            host,
            port,
            workers,
            insecure,
            require_confinement,
            drain_s=drain,
            heartbeat_s=heartbeat,
            keep_s=_DAY_S * keep,
            quotas=Quotas(waiting, rate),
            limits=limits,
        )
    except ValueError as error:
        raise typer.BadParameter(str(error)) from error
    _run(settings, api_keys, _language_model(llm_url, model, api_key_env), _experience(library), log_level)
    return 0


def _run(
    settings: ServerSettings,
    keys: Path | None,
    model: LanguageModel | None,
    experience: Library | None,
    log_level: str,
) -> None:
    """Serve; raises BackendUnavailableError if a package is missing."""
    try:
        from llm_modeling.server.keys import ApiKeys
        from llm_modeling.server.serve import serve as serve_by
    except ModuleNotFoundError as error:
        reason = f"the package {error.name} is not installed: pip install 'metasolve[server]'"
        raise BackendUnavailableError(reason) from error
    found = ApiKeys.load(keys, os.environ)
    serve_by(settings, found, model, experience, log_level=log_level, on_ready=_tell)


def _tell(address: str) -> None:
    typer.echo(f"metasolve: open {address} (Ctrl-C ends)")


def _language_model(url: str | None, name: str | None, key_variable: str | None) -> LanguageModel | None:
    if url is None:
        return None
    key = None if key_variable is None else os.environ.get(key_variable)
    if key_variable is not None and not key:
        raise typer.BadParameter(f"the environment has no {key_variable}", param_hint="--api-key-env")
    try:
        from llm_modeling.client.openai_model import OpenAiModel
    except ModuleNotFoundError as error:
        reason = f"the package {error.name} is not installed: pip install 'metasolve[llm]'"
        raise BackendUnavailableError(reason) from error
    try:
        return OpenAiModel(url, name, key)
    except ValueError as error:
        raise typer.BadParameter(str(error), param_hint="--llm-url") from error


def _experience(library: Path | None) -> Library | None:
    if library is None:
        return None
    from llm_modeling.experience import ExperienceLibrary

    return ExperienceLibrary.open(library)


app = typer.Typer(rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False)
app.command(epilog=EPILOG)(serve)
