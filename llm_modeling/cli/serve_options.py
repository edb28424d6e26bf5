"""The options of `metasolve serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal

import typer

Host = Annotated[str, typer.Option(help="The address to listen on.", metavar="NAME")]
Port = Annotated[int, typer.Option(min=0, max=65_535, help="The port; 0 for a free one.", metavar="N")]
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
Model = Annotated[str | None, typer.Option(help="The served model.", metavar="NAME", show_default="the only one")]
KeyVariable = Annotated[
    str | None,
    typer.Option("--api-key-env", help="The environment variable that holds the model's key.", metavar="VAR"),
]
Library = Annotated[Path | None, typer.Option(help="An experience library, made if it is not there.", metavar="FILE")]
DataDirectory = Annotated[Path, typer.Option(help="Where jobs are kept.", metavar="DIR")]
Keys = Annotated[Path | None, typer.Option("--api-keys", help="Keys of those who may ask.", metavar="FILE")]
Insecure = Annotated[bool, typer.Option("--insecure", help="Let others ask without any key.")]
Workers = Annotated[int, typer.Option(min=0, help="Jobs at a time.", metavar="N", show_default="cores / threads")]
Threads = Annotated[int, typer.Option(min=1, help="Cores that a job may use.", metavar="N")]
TimeLimit = Annotated[float, typer.Option(help="Of a job that names none.", metavar="SECONDS")]
Longest = Annotated[float, typer.Option(help="The longest that a job may ask for.", metavar="SECONDS")]
Waiting = Annotated[int, typer.Option(min=1, help="Jobs of a key that may wait or run.", metavar="N")]
Rate = Annotated[int, typer.Option(min=1, help="Requests of a key in a minute.", metavar="N")]
Attempts = Annotated[int, typer.Option(min=1, help="Starts of a job over restarts.", metavar="N")]
Keep = Annotated[float, typer.Option(help="How long ended jobs are kept.", metavar="DAYS")]
Drain = Annotated[float, typer.Option(help="What jobs get to end when a signal comes.", metavar="SECONDS")]
Heartbeat = Annotated[float, typer.Option(help="Pause before a stream says that it lives.", metavar="SECONDS")]
Confined = Annotated[
    bool, typer.Option("--require-confinement", help="Take no jobs unless workers are fully confined.")
]
LogLevel = Annotated[
    Literal["debug", "info", "warning", "error"], typer.Option(help="What is logged, as JSON lines on stderr.")
]
