"""The library is the fold of its events: statuses, lineage and credit, for every process that opens the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from llm_modeling.experience import (
    CreditSettings,
    ExperienceLibrary,
    Insight,
    InsightError,
    LibraryError,
    Status,
    Tally,
    Verification,
    starter_insights,
)
from llm_modeling.experience.auditing import audited, reexamined
from llm_modeling.experience.state import State
from llm_modeling.experience.task import Task
from llm_modeling.grounding.columns import FloatArray
from tests.llm_modeling.experience.examples import insight, pair


@pytest.fixture
def library(tmp_path: Path) -> Iterator[ExperienceLibrary]:
    with ExperienceLibrary.open(tmp_path / "library.db", starter=False) as opened:
        yield opened


def test_a_new_library_begins_with_the_starter_insights_once(tmp_path: Path) -> None:
    for _ in range(2):
        with ExperienceLibrary.open(tmp_path / "library.db") as opened:
            assert opened.insights() == starter_insights()
            assert len(opened.history("whole-things")) == 1


def test_another_process_sees_the_same_library(library: ExperienceLibrary) -> None:
    with ExperienceLibrary.open(library.path, create=False) as other:
        library.add(insight())
        assert other.insight("caps-are-upper") == insight()
        other.record_use(["caps-are-upper"], "t", "text", True)
        other.record_trial(pair("caps-are-upper", True, False))
        assert library.ledger("caps-are-upper").uses == 1
        assert library.ledger("caps-are-upper").total.wins == 1


def test_an_id_that_another_process_took_is_refused(library: ExperienceLibrary) -> None:
    with ExperienceLibrary.open(library.path, starter=False) as other:
        other.add(insight())
        with pytest.raises(LibraryError, match="already an insight 'caps-are-upper'"):
            library.add(insight("fine"), insight())
        assert [found.id for found in other.insights()] == ["caps-are-upper"]


def test_an_unverified_insight_cannot_be_active(library: ExperienceLibrary) -> None:
    with pytest.raises(LibraryError, match="not verified"):
        library.add(insight(verification=Verification()))
    library.add(insight(status=Status.CANDIDATE, verification=Verification()))
    with pytest.raises(LibraryError, match="stays a candidate"):
        library.activate("caps-are-upper", Verification(), "")
    library.activate("caps-are-upper", Verification("trial", ("t",)), "shown")
    assert library.insight("caps-are-upper").verification.solved == ("t",)
    assert library.insight("caps-are-upper").status is Status.ACTIVE


def test_a_revision_keeps_the_history(library: ExperienceLibrary) -> None:
    library.add(insight())
    library.revise(replace(insight(), condition="Applies when it rains.", cues=("rain",)), "better")
    found = library.insight("caps-are-upper")
    assert (found.condition, found.cues, found.version) == ("Applies when it rains.", ("rain",), 2)
    assert [change.what for change in library.history(found.id)] == ["added as active", "revised condition, cues"]
    assert library.history(found.id)[1].why == "better"


def test_a_merge_retires_its_parents_and_keeps_the_lineage(library: ExperienceLibrary) -> None:
    library.add(insight("a"), insight("b"))
    library.merge(insight("ab", parents=("a", "b")), "alike")
    assert {found.id: found.status for found in library.insights()} == {
        "a": Status.RETIRED,
        "ab": Status.ACTIVE,
        "b": Status.RETIRED,
    }
    assert library.refresh().children == {"a": ["ab"], "b": ["ab"]}
    with pytest.raises(LibraryError, match="'a' is retired, not active"):
        library.merge(insight("again", parents=("a", "ab")), "")


def test_harm_leads_to_quarantine_and_only_the_audit_leads_out(library: ExperienceLibrary) -> None:
    library.add(insight())
    said = [library.record_trial(pair("caps-are-upper", False, True)) for _ in range(6)]
    assert said == [False] * 5 + [True]
    assert "0 won, 6 lost" in library.history("caps-are-upper")[-1].why
    assert library.retrieve("a silo with a ceiling") == ()
    tasks = [Task(f"t{k}", "a silo", 1.0) for k in range(8)]
    reexamined(library, "caps-are-upper", tasks, lambda task, insights, *, seed=0: not insights)
    assert library.insight("caps-are-upper").status is Status.QUARANTINED
    reexamined(library, "caps-are-upper", tasks, lambda task, insights, *, seed=0: bool(insights))
    assert library.insight("caps-are-upper").status is Status.ACTIVE
    assert library.ledger("caps-are-upper").total.trials == 0
    with pytest.raises(LibraryError, match="not quarantined"):
        library.release("caps-are-upper", "")


def test_few_or_mixed_trials_do_not_quarantine(library: ExperienceLibrary) -> None:
    library.add(insight("few"), insight("mixed"), insight("useless"))
    assert not any(library.record_trial(pair("few", False, True)) for _ in range(5))
    assert not any(library.record_trial(pair("mixed", k % 2 == 0, k % 2 == 1)) for k in range(40))
    assert not any(library.record_trial(pair("useless", True, True)) for _ in range(40))


def test_the_state_is_the_fold_of_the_events(library: ExperienceLibrary) -> None:
    library.add(insight("a"), insight("b"))
    library.record_trial(pair("a", True, False))
    library.merge(insight("ab", parents=("a", "b")), "alike")
    folded = State()
    for event in library._log.after():
        folded.apply(event)
    assert folded == library.refresh()


def test_the_audit_finds_what_is_not_proved_alike_or_harmful(library: ExperienceLibrary) -> None:
    starter = starter_insights()[0]
    library.add(
        replace(starter, id="said-to-be-proved", wrong=starter.right),
        insight("a"),
        insight("b"),
        insight(
            "c", taxonomy=("domain/energy/storage",), condition="Applies when pumps run.", explanation="Pump at night."
        ),
    )
    for k in range(8):
        library.record_trial(pair("c", k < 4, k >= 4, cluster="x" if k < 4 else "y"))
    report = audited(library)
    assert [suspect.insight for suspect in report.unverified] == ["said-to-be-proved"]
    assert [suspect.insight for suspect in report.duplicates] == ["a"]
    assert not report.sound
    assert report.statuses == {"active": 4}


def test_the_starter_library_passes_the_audit(tmp_path: Path) -> None:
    with ExperienceLibrary.open(tmp_path / "library.db") as opened:
        report = audited(opened)
    assert report.sound
    assert report.proved == len(starter_insights())
    assert report.duplicates == ()


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"id": "Bad Id"}, "lower-case letters"),
        ({"taxonomy": ()}, "taxonomy is empty"),
        ({"taxonomy": ("x",)}, "not table/area"),
        ({"condition": " "}, "condition is empty"),
        ({"explanation": "x" * 6001}, "6,001 characters"),
        ({"wrong": '{"constraints": [{"name": "c"}]}'}, "'expression' is missing"),
        ({"right": "import os"}, "no JSON"),
        ({"cues": ("*",)}, "a cue is a few words"),
    ],
)
def test_a_malformed_insight_is_refused(changes: dict[str, object], message: str) -> None:
    content = {**insight().to_json(), **changes}
    with pytest.raises(InsightError, match=message):
        Insight.from_json(content)


def test_an_insight_survives_json() -> None:
    assert Insight.from_json(insight().to_json()) == insight()
    with pytest.raises(InsightError, match="no field 'secret'"):
        Insight.from_json({**insight().to_json(), "secret": 1})
    with pytest.raises(InsightError, match="unbroken is 'many'"):
        Insight.from_json({**insight().to_json(), "verification": {"unbroken": "many"}})


class TestEvidence:
    """The verdict on harm, and what a trial is spent on."""

    def test_it_is_the_likelihood_ratio_of_all_loss_rates_above_one_half(self) -> None:
        rates = np.linspace(0.5, 1.0, 200_001)
        for wins, losses in ((0, 0), (0, 5), (3, 4), (6, 2), (10, 30)):
            ratio = float(np.mean(rates**losses * (1.0 - rates) ** wins) * 2 ** (wins + losses))
            assert Tally(wins, losses, 9).evidence == pytest.approx(ratio, rel=1e-4)

    def test_it_is_finite_after_any_number_of_trials(self) -> None:
        assert Tally(0, 10**6).evidence > 1e100
        assert Tally(10**6, 0).evidence == 0.0

    def test_noise_alone_is_rarely_taken_for_harm_however_often_one_looks(self) -> None:
        rng, settings = np.random.default_rng(1), CreditSettings()
        for share in (0.1, 0.3, 1.0):
            condemned = sum(_is_condemned(rng.random(200), share, settings) for _ in range(300))
            assert condemned <= 300 / settings.evidence

    def test_a_suspect_is_settled_first_and_none_is_overlooked(self, library: ExperienceLibrary) -> None:
        names = ["a", "b", "c", "d", "e"]
        library.add(*(insight(name) for name in names))
        shown = library.insights()
        for _ in range(4):
            library.record_use(names, "t", "a silo")
        for name in ("a", "b", "d", "e"):
            library.record_trial(pair(name, True, True))
        library.record_trial(pair("d", False, True))
        assert [library.is_suspect(name) for name in names] == [False, False, False, True, False]
        for seed in range(5):
            assert [found.id for found in library.to_ablate(shown, "a silo", 2, seed=seed)] == ["d", "c"]


def _is_condemned(draws: FloatArray, share: float, settings: CreditSettings) -> bool:
    """Return whether an insight that does nothing is ever found harmful; noise decides a share of its trials."""
    tally = Tally()
    for draw in draws:
        tally += Tally(int(draw < share / 2), int(share / 2 <= draw < share), int(draw >= share))
        if settings.is_harmful(tally):
            return True
    return False
