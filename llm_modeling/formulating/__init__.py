"""formulating: from a problem in words to a model that was checked, solved and voted on.

from llm_modeling.client.openai_model import OpenAiModel
from llm_modeling.formulating import FormulateSettings, formulate
found = formulate(text, OpenAiModel("http://localhost:8000/v1"), settings=FormulateSettings(samples=5))
found.formulation, found.result, found.confidence, found.question

loop          formulate(): retrieve, samples side by side, vote, answer or question
sample        one sample: draft, formulation, checks, repairs
conversation  the messages; fence quotes what others wrote; prompts are in llm_modeling.prompts
reading       from a reply to a formulation, strictly; wire: the schema that replies are held to
checking      verified, compiled, solved, diagnosed; case: what samples share, their solves too
voting        who says the same; resampling: best values on altered data
question      what to ask the user if the samples do not agree
settings, events, result, contract, tables, values
"""

from llm_modeling.formulating.contract import Experience, Insight
from llm_modeling.formulating.events import FormulateEvent, FormulateSink
from llm_modeling.formulating.loop import formulate
from llm_modeling.formulating.result import Candidate, FormulateResult
from llm_modeling.formulating.sample import SampleOutcome
from llm_modeling.formulating.settings import FormulateSettings

__all__ = [
    "Candidate",
    "Experience",
    "FormulateEvent",
    "FormulateResult",
    "FormulateSettings",
    "FormulateSink",
    "Insight",
    "SampleOutcome",
    "formulate",
]
