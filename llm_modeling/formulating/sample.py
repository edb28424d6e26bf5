"""One sample: draft, formulation, checks, repairs; the best that it came to is there at any moment."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from llm_modeling.client import InterruptedReplyError, LanguageModelError, Message, Reply, SchemaNotEnforcedError, Usage
from llm_modeling.errors import FormulationError
from llm_modeling.formulating.case import SCHEMA, Case, Solves
from llm_modeling.formulating.checking import Checked, check
from llm_modeling.formulating.conversation import formulating, repairing
from llm_modeling.formulating.events import Drafted, Formulated, Refused, Repairing, Warned
from llm_modeling.formulating.reading import read_reply
from llm_modeling.formulation import Formulation


class SampleOutcome(StrEnum):
    """What became of a sample; OPEN as long as it is under way."""

    OPEN = "open"
    FORMULATED = "formulated"
    REFUSED = "refused"
    FAILED = "failed"
    INTERRUPTED = "interrupted"


class Sample:
    """A sample on its way: best is the best formulation so far, error what ended it early, model who replied."""

    def __init__(self, case: Case, solves: Solves, number: int) -> None:
        self._case = case
        self._solves = solves
        self.number = number
        self.outcome = SampleOutcome.OPEN
        self.best: Checked | None = None
        self.error: LanguageModelError | None = None
        self.refusal = ""
        self.usage = Usage()
        self.repairs = 0
        self.model = ""
        self._attempt = 0

    def run(self) -> None:
        """Go through all steps; only what is a fault of our own raises."""
        try:
            self._run()
        except InterruptedReplyError:
            self.outcome = SampleOutcome.INTERRUPTED
        except LanguageModelError as error:
            self.error = error
            self.refusal = self.refusal or str(error)
            self.usage += error.usage
            self._refused(error)
            if isinstance(error, SchemaNotEnforcedError):
                self._case.tell(Warned(self._case.time_s, self.number, str(error)))
            self.outcome = SampleOutcome.FAILED
        else:
            usable = self.best is not None and self.best.compiled is not None
            self.outcome = SampleOutcome.FORMULATED if usable else SampleOutcome.REFUSED
            if self._case.halt.is_set() and not usable:
                self.outcome = SampleOutcome.INTERRUPTED

    def _run(self) -> None:
        case = self._case
        draft = None
        if case.settings.draft:
            reply = self._ask(case.prefix, constrained=False)
            draft = reply.text
            case.tell(Drafted(case.time_s, self.number, draft, reply.usage))
        asked = formulating(case.prefix, draft)
        messages = asked
        before: Formulation | None = None
        for attempt in range(case.settings.repairs + 1):
            self._attempt = attempt
            reply = self._ask(messages, constrained=True)
            formulation, faults = self._examined(reply)
            unchanged = formulation is not None and formulation == before
            if not faults or unchanged or attempt == case.settings.repairs or case.halt.is_set():
                return
            before = formulation
            case.tell(Repairing(case.time_s, self.number, attempt + 1, faults))
            self.repairs += 1
            messages = repairing(asked, reply.text, faults)

    def _ask(self, messages: Sequence[Message], *, constrained: bool) -> Reply:
        case = self._case
        reply = case.model.reply(
            messages,
            schema=SCHEMA if constrained else None,
            sampling=case.settings.sampling(self.number),
            stop=case.halt,
        )
        self.usage += reply.usage
        self.model = reply.model
        return reply

    def _examined(self, reply: Reply) -> tuple[Formulation | None, tuple[str, ...]]:
        """Return the formulation of a reply, if it is one, and what is wrong with it; raises SchemaNotEnforcedError."""
        case = self._case
        try:
            formulation = read_reply(reply.text)
        except FormulationError as error:
            self.refusal = str(error)
            self._refused(error)
            return None, (str(error),)
        case.tell(
            Formulated(case.time_s, self.number, self._attempt, formulation.title, _elements(formulation), reply.usage)
        )
        checked = check(case, self._solves, formulation, self.number, self._attempt)
        if checked.compiled is None:
            self.refusal = "; ".join(str(finding) for finding in checked.findings.errors[:1])
        if self.best is None or checked.rank <= self.best.rank:
            self.best = checked
        return formulation, checked.faults

    def _refused(self, error: Exception) -> None:
        case = self._case
        case.tell(Refused(case.time_s, self.number, self._attempt, type(error).__name__, str(error)))


def _elements(formulation: Formulation) -> dict[str, int]:
    sections = ("sets", "parameters", "variables", "constraints", "objectives")
    return {section: len(getattr(formulation, section)) for section in sections}
