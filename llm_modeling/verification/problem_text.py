"""ProblemText: the problem in words, with its sentences, numbers and cues, and where the model quotes it."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from llm_modeling.formulation import ConstraintSpec, Formulation, ObjectiveSpec, ParameterSpec, SetSpec, VariableSpec
from llm_modeling.verification.cues import Cue, cues
from llm_modeling.verification.numerals import Numeral, numerals
from llm_modeling.verification.wording import Passage, located, normalized, sentences

_CLAUSE_WORDS = 5
_COMMA = re.compile(r", (?:and |but )?")
Spec = SetSpec | ParameterSpec | VariableSpec | ConstraintSpec | ObjectiveSpec


@dataclass(frozen=True)
class ProblemText:
    """A problem text, normalized."""

    text: str

    @classmethod
    def of(cls, text: str) -> ProblemText:
        return cls(normalized(text))

    @cached_property
    def numerals(self) -> tuple[Numeral, ...]:
        return numerals(self.text)

    @cached_property
    def cues(self) -> tuple[Cue, ...]:
        return cues(self.text, self.numerals)

    @cached_property
    def sentences(self) -> tuple[Passage, ...]:
        return tuple(sentences(self.text))

    def places(self, quote: str) -> tuple[Passage, ...]:
        """Return where a quote stands; none if it does not."""
        if quote not in self._places:
            self._places[quote] = located(quote, self.text)
        return self._places[quote]

    @cached_property
    def _places(self) -> dict[str, tuple[Passage, ...]]:
        return {}

    def sentence_of(self, passage: Passage) -> Passage:
        """Return the sentence in which a passage begins."""
        at = bisect_right(self.sentences, passage.start, key=lambda sentence: sentence.start) - 1
        return self.sentences[at] if at >= 0 and passage.start < self.sentences[at].end else passage

    def clauses(self, quoted: Sequence[Passage]) -> Iterator[Passage]:
        """Yield what is not quoted: whole sentences, and in sentences quoted in part the clauses of some length."""
        for sentence in self.sentences:
            touching = [place for place in quoted if place.meets(sentence)]
            if not touching:
                yield sentence
                continue
            for clause in self._parts(sentence):
                is_long = len(self.words_of(clause).split()) >= _CLAUSE_WORDS
                if is_long and not any(place.meets(clause) for place in touching):
                    yield clause

    def _parts(self, sentence: Passage) -> Iterator[Passage]:
        """Yield the parts of a sentence between commas."""
        start = sentence.start
        for match in _COMMA.finditer(self.text, sentence.start, sentence.end):
            yield Passage(start, match.start())
            start = match.end()
        yield Passage(start, sentence.end)

    def words_of(self, passage: Passage) -> str:
        return self.text[passage.start : passage.end]

    def numbers_in(self, passage: Passage) -> tuple[Numeral, ...]:
        return tuple(number for number in self.numerals if passage.covers(number.passage))


def elements(formulation: Formulation) -> Iterator[Spec]:
    """Yield everything in a formulation that may quote the text."""
    yield from formulation.sets
    yield from formulation.parameters
    yield from formulation.variables
    yield from formulation.constraints
    yield from formulation.objectives
