"""llm_modeling: optimization models as data, checked, compiled to metasolve.Problem, and explained.

    from llm_modeling import Data, Formulation, compile_model, solve_model
    compiled = compile_model(Formulation.read("model.json"), Data.from_directory("data"))
    result = solve_model(compiled, time_limit_s=60)
    result.objective, result.values["ship"]["Berlin", "Rome"]

Nothing in a formulation or in its data is ever executed. The map of the package:

    formulation   the model as JSON: sets, parameters, variables, constraints, objectives
    language      lexer, parser and typed tree of the expressions; LANGUAGE.md describes them
    resolve       names, arities and types checked, before any data: TypedModel
    data, tables  values and tables, strictly read
    grounding     sets and parameters in arrays, data expressions evaluated
    lowering      what is not linear made linear, exactly, with big-Ms that bounds prove
    compile       all of it: Compiled, the problem and the way back
    render        LaTeX and Markdown
    anatomy       what a compiled model is made of
    solve         solve_model: priorities one after the other, by metasolve.solve; model_result is what comes out
    verification  what is wrong or doubtful before solving: names, units, the numbers of the text
    diagnosis     why there is no solution, or no best one, in the sentences of the text
    equivalence   whether two problems say the same; comparison for two models, witness shows where they do not
    quiet         no output of solver libraries

Language models, and what is around them:

    families      problem classes that come as formulation, data and text
    synthesis     triples of them at scale: levels, acceptance, augmentation, splits; synthesize
    evaluation    benchmark files, replies, scores
    client        a language model behind an OpenAI-compatible URL; prompts has what it is told
    formulating   formulate(): draft, formulation, checks, repairs, samples that vote
    experience    ExperienceLibrary: insights, their retrieval, learning, credit
    server        the HTTP interface and its page
    cli           `metasolve model`, formulate, serve, library, synthesize, evaluate

The public names load at first use, so that `import llm_modeling` costs nothing.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from llm_modeling.resolve import resolve  # at once: its module has the same name

if TYPE_CHECKING:
    from llm_modeling.anatomy import Anatomy, anatomy_of
    from llm_modeling.comparison import Comparison, compare_models
    from llm_modeling.compile import compile_model
    from llm_modeling.compiled import ColumnOrigin, Compiled, ObjectiveLevel, RowOrigin
    from llm_modeling.data import Data
    from llm_modeling.diagnosis import Diagnosis, explain
    from llm_modeling.errors import DataError, ExpressionError, FormulationError, SizeError
    from llm_modeling.formulation import Formulation
    from llm_modeling.limits import Limits
    from llm_modeling.model_result import Binding, ModelResult, ObjectiveValue
    from llm_modeling.render import render_latex, render_markdown
    from llm_modeling.solve import solve_model
    from llm_modeling.typed import TypedModel
    from llm_modeling.verification import Finding, Findings, verify

_ORIGINS = {
    "anatomy": (
        "Anatomy",
        "anatomy_of",
    ),
    "comparison": (
        "Comparison",
        "compare_models",
    ),
    "compile": ("compile_model",),
    "compiled": (
        "ColumnOrigin",
        "Compiled",
        "ObjectiveLevel",
        "RowOrigin",
    ),
    "data": ("Data",),
    "diagnosis": (
        "Diagnosis",
        "explain",
    ),
    "errors": (
        "DataError",
        "ExpressionError",
        "FormulationError",
        "SizeError",
    ),
    "formulation": ("Formulation",),
    "limits": ("Limits",),
    "model_result": (
        "Binding",
        "ModelResult",
        "ObjectiveValue",
    ),
    "render": (
        "render_latex",
        "render_markdown",
    ),
    "solve": ("solve_model",),
    "typed": ("TypedModel",),
    "verification": (
        "Finding",
        "Findings",
        "verify",
    ),
}
_ORIGIN = {name: module for module, names in _ORIGINS.items() for name in names}

__all__ = [
    "Anatomy",
    "Binding",
    "ColumnOrigin",
    "Comparison",
    "Compiled",
    "Data",
    "DataError",
    "Diagnosis",
    "ExpressionError",
    "Finding",
    "Findings",
    "Formulation",
    "FormulationError",
    "Limits",
    "ModelResult",
    "ObjectiveLevel",
    "ObjectiveValue",
    "RowOrigin",
    "SizeError",
    "TypedModel",
    "anatomy_of",
    "compare_models",
    "compile_model",
    "explain",
    "render_latex",
    "render_markdown",
    "resolve",
    "solve_model",
    "verify",
]


def __getattr__(name: str) -> Any:
    """Return the public name, loaded at its first use."""
    if name not in _ORIGIN:
        raise AttributeError(f"module 'llm_modeling' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"llm_modeling.{_ORIGIN[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return __all__
