"""The model against the text, sentence by sentence: quotes, goals, directions of limits, limits that nothing models."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

from llm_modeling.formulation import Goal
from llm_modeling.typed import TypedModel, element_name
from llm_modeling.verification.claims import Claim, Side, claims
from llm_modeling.verification.cues import SEQUENCE, Cue, Direction, asks, wanted_goal
from llm_modeling.verification.findings import Finding, note, warning
from llm_modeling.verification.number_audit import CONVERSIONS, parameters_used
from llm_modeling.verification.numerals import Numeral, numerals
from llm_modeling.verification.problem_text import ProblemText, Spec, elements
from llm_modeling.verification.values import Values
from llm_modeling.verification.wording import Passage, normalized, stem, words


def check_text(model: TypedModel, values: Values, text: ProblemText) -> tuple[Finding, ...]:
    """Return where the model and the text do not agree."""
    against = _Against(model, claims(model, values), text, values.integer_members)
    return (*against.quotes(), *against.goals(), *against.senses(), *against.limits(), *against.obligations())


def holds_number(numeral: Numeral, side: Side | Claim, as_written: bool = False) -> bool:
    """Whether the number of a limit is among the numbers of a side, in any unit unless it has to be as written."""
    factors = (1.0,) if as_written or numeral.value == 0.0 else (1.0, *CONVERSIONS, *(1.0 / k for k in CONVERSIONS))
    readings = [reading * factor for reading in numeral.readings() for factor in factors]
    return any(math.isclose(abs(value), reading, rel_tol=1e-9) for value in side.values for reading in readings)


def compatible(claimed: Direction | None, said: Direction | None) -> bool:
    """Whether a claim can be what a text says; an equation is at least as strict as either limit."""
    return claimed is None or said is None or claimed is said or claimed is Direction.EQUAL


@dataclass(frozen=True)
class _Against:
    """A model with its claims, held against a text."""

    model: TypedModel
    claims: tuple[Claim, ...]
    text: ProblemText
    members: frozenset[float]

    def quotes(self) -> Iterator[Finding]:
        """Yield the quotes that are not in the text, and the constraints without one."""
        for spec in elements(self.model.formulation):
            if spec.quote.strip() and not self.text.places(spec.quote):
                message = "the quote is not in the text"
                advice = "quote it word for word"
                yield warning("quote_missing", element_name(spec), message, advice, spec.quote)
        for constraint in self.model.formulation.constraints:
            if not constraint.quote.strip():
                yield note("quote_absent", element_name(constraint), "it does not say which sentence it comes from")

    def goals(self) -> Iterator[Finding]:
        """Yield objectives whose sense is not that of the words, and a goal in the text without an objective."""
        asking = [s for s in self.text.sentences if asks(self.text.words_of(s))]
        objectives = self.model.formulation.objectives
        if asking and not objectives:
            shown = self.text.words_of(asking[-1])
            yield warning("goal_missing", "", "the text names a goal, but there is no objective", quote=shown)
        for spec in objectives:
            wanted = wanted_goal(normalized(spec.quote)) if spec.quote else None
            if wanted is None and len(objectives) == 1:
                goals = {goal for s in asking if (goal := wanted_goal(self.text.words_of(s))) is not None}
                wanted = goals.pop() if len(goals) == 1 else None
            if wanted is not None and wanted is not spec.sense:
                verb = "least" if wanted is Goal.MINIMIZE else "most"
                message = f"it is to {spec.sense}, but the words ask for the {verb}"
                yield warning("goal_sense", element_name(spec), message, f"{wanted} it", spec.quote)

    def senses(self) -> Iterator[Finding]:
        """Yield comparisons whose direction is not that of the words they quote."""
        for claim in self.claims:
            if claim.direction is None:
                continue
            if self._is_turned_sequence(claim):
                message = "of two steps in order, the later one begins before the earlier one has ended"
                finding = warning("sequence", claim.element, message, "turn the comparison", claim.quote)
                yield replace(finding, field=claim.field, span=claim.span)
                continue
            said = self._said_of(claim)
            turned = [(cue, oriented(claim, cue, self.text)) for cue in said]
            known = [(cue, own) for cue, own in turned if own is not None]
            if known and len(known) == len(turned) and not any(compatible(c.direction, q.direction) for q, c in known):
                cue, own = known[0]
                message = f"the text says {cue.phrase!r}, the model {own.direction}"
                finding = warning("sense", claim.element, message, "turn the comparison", claim.quote)
                yield replace(finding, field=claim.field, span=claim.span)

    def _is_turned_sequence(self, claim: Claim) -> bool:
        """Whether begin[a] + duration[a] is at least, not at most, begin[b] where the quote speaks of an order."""
        left, right = claim.left, claim.right
        if not left.variables or left.variables != right.variables or bool(left.parameters) == bool(right.parameters):
            return False
        single = len(left.variables) == 1 and self.model.variables[next(iter(left.variables))].spec.unit
        earlier = claim if left.parameters else claim.turned()
        in_order = SEQUENCE.search(normalized(claim.quote)) is not None
        return bool(single) and in_order and earlier.direction is Direction.AT_LEAST

    def _said_of(self, claim: Claim) -> tuple[Cue, ...]:
        """Return the cues that speak of a claim: of its quote, else of its parameters' quotes, else of its numbers."""
        own = self.text.places(claim.quote)
        of_parameters = tuple(
            place
            for name in sorted(claim.parameters)
            for place in self.text.places(self.model.parameters[name].spec.quote)
        )
        for places in (own, of_parameters):
            strong = [cue for cue in self._inside(places) if cue.strong]
            matched = tuple(cue for cue in strong if cue.number is not None and holds_number(cue.number, claim))
            said = matched or tuple(cue for cue in strong if cue.number is None)
            if said:
                return said
            both = bool(claim.left.variables and claim.right.variables)
            weak = [
                c for c in self._inside(places) if not c.strong and c.direction and (both or not c.between_variables)
            ]
            weak = [c for c in weak if not both or c.between_variables or c.direction is Direction.AT_MOST]
            limit = claim.left if claim.right.variables else claim.right
            weak = [c for c in weak if c.number is not None and not both and holds_number(c.number, limit)] or weak
            if len({cue.direction for cue in weak}) == 1 and not strong and claim.field == "expression":
                return tuple(weak)
        limit = claim.left if not claim.left.variables else claim.right
        numbers = replace(limit, values=limit.values - {0.0, 1.0})
        if limit.variables:
            return ()
        limits = (cue for cue in self.text.cues if cue.strong and cue.number is not None)
        said = tuple(cue for cue in limits if cue.number is not None and holds_number(cue.number, numbers, True))
        return said if len({cue.direction for cue in said}) == 1 else ()

    def _inside(self, places: tuple[Passage, ...]) -> list[Cue]:
        return [cue for cue in self.text.cues if any(place.covers(cue.passage) for place in places)]

    def limits(self) -> Iterator[Finding]:
        """Yield limits of the text that no constraint or bound states."""
        for cue in self.text.cues:
            if not cue.strong or self._excused(cue) or self._is_modeled(cue):
                continue
            shown = self.text.words_of(self.text.sentence_of(cue.passage))
            number = "" if cue.number is None else f" {cue.number.written}"
            message = f"no constraint or bound states the limit {cue.phrase!r}{number}"
            yield warning("limit_unmodeled", "", message, "model it, or quote it where it is modeled", shown)

    def _is_modeled(self, cue: Cue) -> bool:
        formulation = self.model.formulation
        for claim in self.claims:
            parameters = [self.model.parameters[name].spec.quote for name in claim.parameters]
            quoting = [place for quote in (claim.quote, *parameters) for place in self.text.places(quote)]
            named = cue.number is not None and cue.number.value not in (0.0, 1.0) and holds_number(cue.number, claim)
            quoted = any(place.covers(cue.passage) for place in quoting)
            own = oriented(claim, cue, self.text)
            if quoted and (own is None or compatible(own.direction, cue.direction)):
                return True
            if named and (own is None or own.direction in (None, cue.direction)):
                return True
        claimed = {claim.element for claim in self.claims}
        others = [*formulation.sets, *formulation.objectives]
        others += [spec for spec in formulation.constraints if element_name(spec) not in claimed]
        return any(place.covers(cue.passage) for spec in others for place in self.text.places(spec.quote))

    def _excused(self, cue: Cue) -> bool:
        """Whether a limit is waived by its number, or an assumption speaks of it."""
        waived = [value for w in self.model.formulation.waived for n in numerals(normalized(w.number))
                  for value in n.readings()]  # fmt: skip
        if cue.number is not None and cue.number.value in waived:
            return True
        places = (place for said in self.model.formulation.assumptions for place in self.text.places(said))
        return any(place.meets(cue.passage) for place in places)

    def obligations(self) -> Iterator[Finding]:
        """Yield parts of sentences that oblige to something, and that nothing quotes or takes a number from."""
        quoted = [p for spec in self._speaking() for p in self.text.places(spec.quote)]
        quoted += [p for said in self.model.formulation.assumptions for p in self.text.places(said)]
        for part in self.text.clauses(quoted):
            said = [cue for cue in self.text.cues if cue.direction is None and part.covers(cue.passage)]
            obliging = [cue for cue in said if not cue.mild or part in self.text.sentences]
            numbers = [n for n in self.text.numbers_in(part) if n.value not in self.members and not n.counting_word]
            if obliging and not numbers and not asks(self.text.words_of(self.text.sentence_of(part))):
                shown = self.text.words_of(part)
                message = f"no part of the model quotes this, which says {obliging[0].phrase!r}"
                yield warning("obligation_unmodeled", "", message, "model it, or explain it in an assumption", shown)

    def _speaking(self) -> list[Spec]:
        used = parameters_used(self.model)
        return [s for s in elements(self.model.formulation) if s.word != "parameter" or s.name in used]


def oriented(claim: Claim, cue: Cue, text: ProblemText) -> Claim | None:
    """Return the claim with what the text speaks of on the left and the limit on the right, None if unclear.

    The limit is the side without variables; else the side with the number; else the one with parameters; else what
    the sentence mentions later.
    """
    left, right = claim.left, claim.right
    if bool(left.variables) != bool(right.variables):
        return claim if left.variables else claim.turned()
    if cue.number is not None:
        at_left, at_right = holds_number(cue.number, left), holds_number(cue.number, right)
        if at_left != at_right:
            return claim if at_right else claim.turned()
    if bool(left.parameters) != bool(right.parameters):
        return claim if right.parameters else claim.turned()
    sentence = text.sentence_of(cue.passage)
    first, second = (_mentioned(side, other, text.words_of(sentence)) for side, other in ((left, right), (right, left)))
    if first is None or second is None or first == second:
        return None
    return claim if first < second else claim.turned()


def _mentioned(side: Side, other: Side, sentence: str) -> int | None:
    """Return the first place of a word of one side only."""
    own = side.words - other.words
    places = [place for place, word in enumerate(words(sentence)) if stem(word) in own]
    return min(places, default=None)
