"""Train a very small chat model on a few conversations, from nothing, with its own tokenizer.

    python train_model.py CORPUS.jsonl DIRECTORY [--steps N]

The model has about a million weights and learns a dozen replies nearly by heart. It stands in for a language model
where the way from server to answer is tried; it says nothing about how well any model formulates. Runs in the
environment of vLLM, which has torch, transformers and tokenizers.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import time
from pathlib import Path

import torch
from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast, Qwen2Config, Qwen2ForCausalLM

START, END, PAD = "<|im_start|>", "<|im_end|>", "<|endoftext|>"
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message['role'] }}\n{{ message['content'] }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
VOCABULARY = 3072
CONTEXT_TOKENS = 16384
PROMPT_TOKENS = 256
BATCH = 4
RATE = 4e-3

Sample = tuple[list[int], list[int]]


def trained_tokenizer(texts: list[str]) -> PreTrainedTokenizerFast:
    """Return a byte-level BPE of the texts with a chat template."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(
        vocab_size=VOCABULARY, special_tokens=[PAD, START, END], initial_alphabet=alphabet, show_progress=False
    )
    tokenizer.train_from_iterator(texts, trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer,
        eos_token=END,
        pad_token=PAD,
        chat_template=TEMPLATE,
        model_max_length=CONTEXT_TOKENS,
    )


def new_model(tokenizer: PreTrainedTokenizerFast) -> Qwen2ForCausalLM:
    """Return a model with random weights; heads of size 64 are the smallest that vLLM knows."""
    return Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=len(tokenizer),
            hidden_size=128,
            intermediate_size=384,
            num_hidden_layers=2,
            num_attention_heads=2,
            num_key_value_heads=2,
            max_position_embeddings=CONTEXT_TOKENS,
            tie_word_embeddings=True,
            bos_token_id=None,
            eos_token_id=tokenizer.eos_token_id,
            pad_token_id=tokenizer.pad_token_id,
        )
    )


def sample(tokenizer: PreTrainedTokenizerFast, messages: list[dict[str, str]]) -> Sample:
    """Return the tokens before the reply and those of the reply, its end included."""
    before = tokenizer.apply_chat_template(messages[:-1], add_generation_prompt=True, tokenize=False)
    reply = tokenizer(messages[-1]["content"] + END)["input_ids"]
    return tokenizer(before)["input_ids"], reply


def batch_of(samples: list[Sample], pad: int, rng: random.Random) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Return padded tokens, their positions and labels: of each prompt a last part, at a position far from the start.

    Prompts differ in length between training and use, and most of a prompt says nothing that such a model could use.
    """
    rows, starts = [], []
    for prompt, reply in samples:
        kept = prompt[-rng.randint(4, PROMPT_TOKENS) :]
        rows.append((kept, reply))
        starts.append(rng.randrange(CONTEXT_TOKENS // 2))
    width = max(len(prompt) + len(reply) for prompt, reply in rows)
    tokens, labels = torch.full((len(rows), width), pad), torch.full((len(rows), width), -100)
    for row, (prompt, reply) in enumerate(rows):
        length = len(prompt) + len(reply)
        tokens[row, :length] = torch.tensor(prompt + reply)
        labels[row, len(prompt) : length] = torch.tensor(reply)
    return tokens, torch.arange(width) + torch.tensor(starts)[:, None], labels


def train(model: Qwen2ForCausalLM, samples: list[Sample], pad: int, steps: int) -> float:
    """Return the loss of the last steps, smoothed."""
    rng = random.Random(0)
    optimizer = torch.optim.AdamW(model.parameters(), lr=RATE, betas=(0.9, 0.95), weight_decay=0.01)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, RATE, total_steps=steps, pct_start=0.1)
    started, smoothed = time.monotonic(), 0.0
    model.train()
    for step in range(steps):
        tokens, positions, labels = batch_of(rng.sample(samples, min(BATCH, len(samples))), pad, rng)
        loss = model(input_ids=tokens, position_ids=positions, labels=labels).loss
        optimizer.zero_grad()
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimizer.step()
        schedule.step()
        smoothed = loss.item() if step == 0 else 0.9 * smoothed + 0.1 * loss.item()
        if step % 25 == 0:
            sys.stderr.write(f"step {step}: loss {smoothed:.3f}, {time.monotonic() - started:.0f} s\n")
    return smoothed


def main() -> None:
    """Write model and tokenizer into the directory."""
    parser = argparse.ArgumentParser()
    parser.add_argument("corpus", type=Path)
    parser.add_argument("directory", type=Path)
    parser.add_argument("--steps", type=int, default=300)
    arguments = parser.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(1)  # steps are so short that two threads mostly wait for each other on a busy machine
    lines = arguments.corpus.read_text(encoding="utf-8").splitlines()
    conversations = [json.loads(line)["messages"] for line in lines]
    tokenizer = trained_tokenizer([message["content"] for messages in conversations for message in messages])
    model = new_model(tokenizer)
    samples = [sample(tokenizer, messages) for messages in conversations]
    lengths = sorted(len(reply) for _, reply in samples)
    sys.stderr.write(f"{sum(p.numel() for p in model.parameters()):,} weights; replies of {lengths} tokens\n")
    if arguments.steps:
        loss = train(model, samples, tokenizer.pad_token_id, arguments.steps)
        sys.stderr.write(f"loss {loss:.3f}\n")
    model.to(torch.bfloat16).save_pretrained(arguments.directory)
    tokenizer.save_pretrained(arguments.directory)


if __name__ == "__main__":
    main()
