"""llm_modeling: optimization models as data, checked, compiled to metasolve.Problem, and explained.

    from llm_modeling import Data, Formulation, compile_model
    compiled = compile_model(Formulation.read("model.json"), Data.from_directory("data"))
    result = metasolve.solve(compiled.problem)
    compiled.values(result.x)["ship"]["Berlin", "Rome"]

Nothing in a formulation or in its data is ever executed. The map of the package:

    formulation   the model as JSON: sets, parameters, variables, constraints, objectives
    language      lexer, parser and typed tree of the expressions; LANGUAGE.md describes them
    resolve       names, arities and types checked, before any data: TypedModel
    data, tables  values and tables, strictly read
    grounding     sets and parameters in arrays, data expressions evaluated
    lowering      what is not linear made linear, exactly, with big-Ms that bounds prove
    compile       all of it: Compiled, the problem and the way back
    render        LaTeX and Markdown
"""

from llm_modeling.compile import compile_model
from llm_modeling.compiled import ColumnOrigin, Compiled, ObjectiveLevel, RowOrigin
from llm_modeling.data import Data
from llm_modeling.errors import DataError, ExpressionError, FormulationError, SizeError
from llm_modeling.formulation import Formulation
from llm_modeling.limits import Limits
from llm_modeling.render import render_latex, render_markdown
from llm_modeling.resolve import resolve
from llm_modeling.typed import TypedModel

__all__ = [
    "ColumnOrigin",
    "Compiled",
    "Data",
    "DataError",
    "ExpressionError",
    "Formulation",
    "FormulationError",
    "Limits",
    "ObjectiveLevel",
    "RowOrigin",
    "SizeError",
    "TypedModel",
    "compile_model",
    "render_latex",
    "render_markdown",
    "resolve",
]
