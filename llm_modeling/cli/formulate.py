"""`metasolve formulate`: a problem in words to a model, its solution, and how sure it is, or a question."""

from __future__ import annotations

import hashlib
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from llm_modeling.cli import options
from llm_modeling.cli.background import end_process
from llm_modeling.cli.formulate_answer import answer
from llm_modeling.cli.formulate_progress import FormulateProgress
from llm_modeling.cli.inputs import STDIN
from llm_modeling.cli.outputs import STDOUT, attempt, check_destinations, complain, show, write_json, write_text
from llm_modeling.client import InterruptedReplyError
from llm_modeling.experience import ExperienceLibrary, LibraryError
from llm_modeling.formulating import FormulateResult, FormulateSettings
from llm_modeling.formulating import formulate as formulated_by
from llm_modeling.render import render_markdown
from metasolve import BackendUnavailableError, ModelDataError, ModelNotFoundError
from metasolve.exit_codes import ExitCode, exit_code_of
from metasolve.report.wording import count
from metasolve.signals import StopOnSignal

if TYPE_CHECKING:
    from llm_modeling.client.openai_model import OpenAiModel
    from llm_modeling.formulating import Experience

EPILOG = (
    "For example: metasolve formulate problem.txt --llm-url http://localhost:8000/v1 --tables plants.csv -k 5 "
    "-o model.json. Exit codes: those of `metasolve model solve` (0 optimal, 10 limit hit, 20 infeasible, 21 "
    "unbounded, 30 and 31 interrupted, ...); 0 also without a solve; 76 the samples do not agree or no model came of "
    "the text: the answer is a question; 64 usage; 65 the text or the tables are wrong; 66 no such input; 70 the "
    "language model cannot be reached, is the wrong one, or is not held to the schema."
)
_URL = "METASOLVE_LLM_URL"
_MOST_BYTES = 4_000_000
_LONGEST_NAME = 4096

Text = Annotated[str, typer.Argument(help="The problem in words, a file of it, or - for stdin.", metavar="TEXT|FILE|-")]
Url = Annotated[
    str,
    typer.Option(
        "--llm-url", help="An OpenAI-compatible server, such as vLLM.", metavar="URL", envvar=_URL, show_envvar=True
    ),
]
ModelName = Annotated[
    str | None,
    typer.Option("--model", help="The served model.", metavar="NAME", show_default="the only one there is"),
]
ApiKey = Annotated[
    str | None, typer.Option("--api-key-env", help="The environment variable that holds the key.", metavar="VAR")
]
Tables = Annotated[
    list[str] | None,
    typer.Option("--tables", help="A CSV table; may be repeated. A directory stands for its tables.", metavar="FILE"),
]
Samples = Annotated[
    int, typer.Option("--samples", "-k", min=1, max=100, help="Independent samples that vote.", metavar="K")
]
Repairs = Annotated[int, typer.Option(min=0, max=20, help="How often a sample is sent back.", metavar="N")]
Agreement = Annotated[
    float, typer.Option(min=0.0, max=1.0, help="Share of samples below which there is no answer.", metavar="SHARE")
]
Library = Annotated[
    str | None, typer.Option("--library", help="An experience library to take insights from.", metavar="FILE")
]
Tokenizer = Annotated[
    str | None,
    typer.Option("--tokenizer", help="The model's tokenizer, to count tokens exactly.", metavar="DIR"),
]
ModelFile = Annotated[str | None, typer.Option("--output", "-o", help="Write the model as JSON.", metavar="FILE.json")]
Solve = Annotated[bool, typer.Option("--solve/--no-solve", help="Whether the model is solved.")]
SolveLimit = Annotated[
    float,
    typer.Option("--time-limit", "-t", help="Limit of one solve.", metavar="SECONDS", callback=options.check_time),
]
TotalLimit = Annotated[
    float | None,
    typer.Option("--total-time", help="Limit of everything.", metavar="SECONDS", callback=options.check_time),
]
ReplyLimit = Annotated[
    float, typer.Option("--llm-timeout", help="Limit of one reply.", metavar="SECONDS", callback=options.check_time)
]


def formulate(
    text: Text,
    llm_url: Url,
    model: ModelName = None,
    api_key_env: ApiKey = None,
    tables: Tables = None,
    samples: Samples = 1,
    repairs: Repairs = 2,
    agreement: Agreement = 0.5,
    library: Library = None,
    tokenizer: Tokenizer = None,
    output: ModelFile = None,
    solve: Solve = True,
    json: options.JsonFile = None,
    time_limit: SolveLimit = 60.0,
    total_time: TotalLimit = None,
    llm_timeout: ReplyLimit = 300.0,
    threads: options.Threads = None,
    seed: options.Seed = 0,
    rows: options.Rows = 40,
    quiet: options.Quiet = False,
) -> int:
    """Turn a problem in words into a model, check it against the text, solve it and say how sure the answer is.

    A language model writes the model as data, never as code: it is parsed, verified, compiled and solved here. With
    several samples, what most of them say is the answer. SIGINT and SIGTERM end the run with the best that there is.
    """
    words, given = _text(text), _tables(tables or [])
    check_destinations([("-o", output), ("--json", json)], [text if os.path.isfile(text) else None])
    settings = FormulateSettings(samples, repairs, time_limit, total_time, agreement, seed, solve, threads=threads)
    language_model = _language_model(llm_url, model, api_key_env, tokenizer, llm_timeout)
    with _library(library) as experience:
        found = _formulated(words, given, language_model, experience, settings, quiet=quiet)
        if found is not None and experience is not None and found.insights:
            _record_use(experience, found.insights, words)
    if found is None:
        complain("interrupted")
        return ExitCode.INTERRUPTED_WITHOUT_SOLUTION
    code = _deliver(found, output, json, rows)
    if found.interrupted:
        end_process(code)
    return code


def _formulated(
    words: str,
    tables: Mapping[str, str],
    model: OpenAiModel,
    experience: Experience | None,
    settings: FormulateSettings,
    *,
    quiet: bool,
) -> FormulateResult | None:
    """Return the outcome with progress on stderr; None if it was interrupted before anything came of it."""
    console = Console(stderr=True, highlight=False)
    watched = nullcontext() if quiet else FormulateProgress(console, settings.samples)
    with StopOnSignal() as signals, watched as progress:
        try:
            model.check_schema_is_enforced(signals.stop)
            return formulated_by(
                words,
                model,
                tables=tables,
                experience=experience,
                settings=settings,
                on_event=progress,
                stop=signals.stop,
            )
        except InterruptedReplyError:
            return None


def _deliver(found: FormulateResult, output: str | None, json: str | None, rows: int) -> ExitCode:
    """Write the model, the JSON and the answer, and return the exit code; failures to write are told on stderr."""
    formulation = found.formulation
    if formulation is None and output is not None:
        complain(f"{output}: not written, there is no model")
    written = formulation is None or attempt(output, lambda path: write_text(formulation.to_json(), path))
    written = attempt(json, lambda path: write_json(found.to_json(), path)) and written
    if STDOUT not in (json, output):
        if formulation is not None:  # with its assumptions, and not folded, so that it stays Markdown
            write_text(f"{render_markdown(formulation)}\n", STDOUT)
        show(answer(found, rows))
    return _code(found) if written else ExitCode.INTERNAL


def _code(found: FormulateResult) -> ExitCode:
    result = found.result
    if found.interrupted:
        has_solution = result is not None and result.x is not None
        return ExitCode.INTERRUPTED_WITH_SOLUTION if has_solution else ExitCode.INTERRUPTED_WITHOUT_SOLUTION
    if found.question or found.formulation is None:
        return ExitCode.CHECK_FAILED
    if result is None:
        return ExitCode.INTERNAL if found.unsolved else ExitCode.OK
    return exit_code_of(result.termination, result.x is not None)


def _text(given: str) -> str:
    """Return the problem in words; raises ModelNotFoundError, ModelDataError."""
    if given == STDIN:
        return _decoded(sys.stdin.buffer.read(_MOST_BYTES + 1), "stdin")
    if os.path.isdir(given):
        raise ModelDataError("it is a directory; give the file in it that holds the text", given)
    if os.path.exists(given) if len(given) < _LONGEST_NAME and "\0" not in given else False:
        return _decoded(_content(given), given)
    if not any(c.isspace() for c in given.strip()):
        raise ModelNotFoundError(f"{given[:200]}: there is no such file, and one word is no problem")
    return given


def _content(path: str) -> bytes:
    try:
        with open(path, "rb") as stream:
            return stream.read(_MOST_BYTES + 1)
    except OSError as error:
        raise ModelNotFoundError(f"{path}: {error.strerror or error}") from error


def _decoded(content: bytes, path: str) -> str:
    if len(content) > _MOST_BYTES:
        raise ModelDataError(f"it has more than the {_MOST_BYTES:,} bytes allowed", path)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        raise ModelDataError("the text is not UTF-8", path, line) from error
    if not text.strip():
        raise ModelDataError("the text is empty", path)
    return text


def _tables(given: list[str]) -> dict[str, str]:
    """Return the tables of files and directories by their plain names; raises ModelNotFoundError, ModelDataError."""
    found: dict[str, str] = {}
    for path in given:
        folder = Path(path)
        files = sorted(folder.glob("*.csv")) if folder.is_dir() else [folder]
        if not files:
            raise ModelNotFoundError(f"{path}: there is no CSV table in this directory")
        for file in files:
            if file.name in found:
                raise typer.BadParameter(f"there are two tables of the name {file.name}", param_hint="--tables")
            found[file.name] = _decoded(_content(str(file)), str(file))
    return found


def _language_model(
    url: str, name: str | None, key_variable: str | None, tokenizer: str | None, timeout_s: float
) -> OpenAiModel:
    """Return the language model; raises BackendUnavailableError if the extra of the package is not installed."""
    key = None
    if key_variable is not None:
        key = os.environ.get(key_variable)
        if not key:
            raise typer.BadParameter(f"the environment has no {key_variable}", param_hint="--api-key-env")
    if not url.startswith(("http://", "https://")):
        raise typer.BadParameter(f"{url!r} does not begin with http:// or https://", param_hint="--llm-url")
    try:
        from llm_modeling.client.openai_model import OpenAiModel

        if tokenizer is not None:
            from llm_modeling.client.tokenizer import token_count_of
    except ImportError as error:
        reason = f"the package {error.name} is not installed: pip install 'metasolve[llm]'"
        raise BackendUnavailableError(reason) from error
    count = None if tokenizer is None else token_count_of(tokenizer)
    return OpenAiModel(url, name, key, timeout_s=timeout_s, count_tokens=count)


def _record_use(library: ExperienceLibrary, insights: Sequence[str], text: str) -> None:
    """Record which insights were in the prompt; a library that cannot be written to is told of and does no harm."""
    task = hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
    try:
        library.record_use(insights, f"formulate-{task}", text)
    except LibraryError as error:
        complain(f"the use of {count(len(insights), 'insight')} was not recorded: {error}")


@contextmanager
def _library(path: str | None) -> Iterator[ExperienceLibrary | None]:
    """Yield the experience library of a file, which has to be there; raises ModelNotFoundError, LibraryError."""
    if path is None:
        yield None
        return
    if not os.path.isfile(path):
        raise ModelNotFoundError(f"{path}: there is no such library")
    with ExperienceLibrary.open(path, create=False) as library:
        yield library


app = typer.Typer(rich_markup_mode=None, add_completion=False)
app.command("formulate", epilog=EPILOG)(formulate)
