"""client: a language model behind any OpenAI-compatible URL, held to its contract; vLLM is the reference.

from llm_modeling.client import Message
from llm_modeling.client.openai_model import OpenAiModel
model = OpenAiModel("http://localhost:8000/v1")
model.check_schema_is_enforced()
model.reply([Message("user", "Good morning")]).text

contract      LanguageModel, Message, Reply, Sampling, Usage
errors        what can go wrong
openai_model  OpenAiModel: one reply, retried, counted, interruptible; exchange: one attempt at it
waiting       when to try again
canary        whether the server holds a reply to its schema
tokens        how long a prompt is, estimated; tokenizer: counted
scripted      ScriptedModel, which says what it was told to
"""

from llm_modeling.client.contract import GREEDY, LanguageModel, Message, Reply, Sampling, Usage
from llm_modeling.client.errors import (
    InterruptedReplyError,
    LanguageModelError,
    LanguageModelUnreachableError,
    PromptTooLongError,
    ReplyError,
    RequestRefusedError,
    SchemaNotEnforcedError,
    WrongModelError,
)
from llm_modeling.client.scripted import ScriptedModel

__all__ = [
    "GREEDY",
    "InterruptedReplyError",
    "LanguageModel",
    "LanguageModelError",
    "LanguageModelUnreachableError",
    "Message",
    "PromptTooLongError",
    "Reply",
    "ReplyError",
    "RequestRefusedError",
    "Sampling",
    "SchemaNotEnforcedError",
    "ScriptedModel",
    "Usage",
    "WrongModelError",
]
