"""Token counts: the estimate is from above, the tokenizer's is exact."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import transformers
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers

from llm_modeling import Data
from llm_modeling.client import Message, ScriptedModel, Usage
from llm_modeling.client.tokenizer import token_count_of
from llm_modeling.client.tokens import estimated_tokens, estimated_tokens_of
from llm_modeling.formulating.conversation import opening
from metasolve import InputError
from tests.llm_modeling.client.gold import NAMES, gold, problem_text

TEMPLATE = (
    "{% for m in messages %}<|{{ m.role }}|> {{ m.content }} {% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>{% endif %}"
)


@pytest.fixture(scope="module")
def tokenizer(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the directory of a byte-pair tokenizer that is trained on the examples."""
    folder = tmp_path_factory.mktemp("tokenizer")
    made = Tokenizer(models.BPE())
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    made.decoder = decoders.ByteLevel()
    texts = [text for name in NAMES for text in (problem_text(name), gold(name).to_json())]
    trainer = trainers.BpeTrainer(vocab_size=600, initial_alphabet=pre_tokenizers.ByteLevel.alphabet())
    made.train_from_iterator(texts, trainer)
    fast_tokenizer: Any = transformers.PreTrainedTokenizerFast
    fast = fast_tokenizer(tokenizer_object=made)
    fast.chat_template = TEMPLATE
    fast.save_pretrained(folder)
    return folder


def test_count_is_that_of_the_chat_template(tokenizer: Path) -> None:
    pytest.importorskip("jinja2")
    loaded = transformers.AutoTokenizer.from_pretrained(str(tokenizer), local_files_only=True)
    expected = len(loaded.encode("<|system|> Be kind. <|user|> Hello. <|assistant|>", add_special_tokens=False))
    assert token_count_of(tokenizer)([Message("system", "Be kind."), Message("user", "Hello.")]) == expected


def test_without_the_package_of_chat_templates_messages_are_counted_with_a_margin(
    tokenizer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> str:
        raise ImportError("apply_chat_template requires jinja2")

    monkeypatch.setattr(transformers.PreTrainedTokenizerBase, "apply_chat_template", fail)
    loaded = transformers.AutoTokenizer.from_pretrained(str(tokenizer), local_files_only=True)
    assert token_count_of(tokenizer)([Message("user", "Hello.")]) == len(loaded.encode("Hello.")) + 16


def test_directory_without_a_tokenizer_is_named(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="there is no tokenizer that can be loaded"):
        token_count_of(tmp_path)


@pytest.mark.parametrize(
    ("text", "tokens"),
    [("", 0), ("planning", 3), ("12.5", 4), ("x <= y", 4), ("déjà", 6), ("a\nb", 3)],
)
def test_estimate_is_counted_as_stated(text: str, tokens: int) -> None:
    assert estimated_tokens(text) == tokens


def test_prompt_of_an_example_has_a_plausible_estimate() -> None:
    messages = opening(problem_text("diet"), {}, Data(), ())
    characters = sum(len(message.content) for message in messages)
    assert characters / 4 < estimated_tokens_of(messages) < characters / 1.5


def test_usage_adds_up() -> None:
    assert Usage(1, 2, 3) + Usage(10, 20, 30) == Usage(11, 22, 33)


def test_scripted_model_estimates_its_usage() -> None:
    reply = ScriptedModel(["word"]).reply([Message("user", "word")])
    assert reply.usage.completion_tokens == 2
