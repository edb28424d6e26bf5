"""Retrieval finds what a text needs, the same every time, and never what is not active or does harm there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest

from llm_modeling.client import ReplyError, ScriptedModel
from llm_modeling.experience import ExperienceLibrary, LibraryError, Status, embedding, retrieval, starter_insights
from llm_modeling.experience.retrieval import InsightIndex, RetrievalSettings
from llm_modeling.experience.taxonomy import LABELS, OTHER, classify, cluster_of
from llm_modeling.experience.words import cue_pattern
from llm_modeling.grounding.columns import FloatArray
from metasolve import BackendUnavailableError
from tests.llm_modeling.experience.examples import insight, pair
from tests.llm_modeling.experience.needs import labeled_texts
from tests.llm_modeling.experience.topics import TOPICS

FEED = "A farmer mixes feed from maize and soy. At least 30% of the mix must be soy. How many kg of each are cheapest?"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[ExperienceLibrary]:
    with ExperienceLibrary.open(tmp_path / "library.db") as opened:
        yield opened


def share_found(library: ExperienceLibrary, text: str, needed: Sequence[str], limit: int = 5) -> float:
    found = {insight.id for insight in library.retrieve(text, limit=limit)}
    return len(found & set(needed)) / len(needed)


def test_recall_at_five_on_labeled_texts(library: ExperienceLibrary) -> None:
    shares = [share_found(library, text, needed) for _, text, needed in labeled_texts()]
    assert len(shares) > 40
    assert np.mean(shares) >= 0.9


def test_recall_at_five_on_texts_of_topics(library: ExperienceLibrary) -> None:
    rng = np.random.default_rng(5)
    shares = [share_found(library, topic.text(rng), topic.needs) for topic in TOPICS for _ in range(4)]
    assert np.mean(shares) >= 0.9


def test_recall_at_five_on_the_problems_of_the_insights(library: ExperienceLibrary) -> None:
    shares = [share_found(library, insight.problem, [insight.id]) for insight in starter_insights()]
    assert np.mean(shares) >= 0.9


def test_the_same_seed_gives_the_same_insights(library: ExperienceLibrary) -> None:
    first = library.retrieve(FEED, limit=6, seed=3)
    assert first == library.retrieve(FEED, limit=6, seed=3)
    assert len(first) == 6
    assert len({library.retrieve(FEED, limit=6, seed=seed) for seed in range(8)}) > 1


def test_only_active_insights_are_found(library: ExperienceLibrary) -> None:
    text = "A silo with a ceiling, silos with ceilings."
    for status in (Status.CANDIDATE, Status.QUARANTINED, Status.RETIRED, Status.ACTIVE):
        library.add(insight(f"is-{status}", status=status))
    found = [found.id for found in library.retrieve(text)]
    assert [name for name in found if name.startswith("is-")] == ["is-active"]


def test_what_does_harm_in_a_cluster_is_left_out_there_only(library: ExperienceLibrary) -> None:
    library.add(insight())
    blend, staff = "Blend oil in a silo with a ceiling.", "Nurses work in a silo with a ceiling."
    assert cluster_of(blend) != cluster_of(staff)
    for k in range(8):
        library.record_trial(pair("caps-are-upper", True, False, cluster=cluster_of(staff)))
        library.record_trial(pair("caps-are-upper", False, True, cluster=cluster_of(blend), seed=k))
    names = [[found.id for found in library.retrieve(text)] for text in (blend, staff)]
    assert ["caps-are-upper" in found for found in names] == [False, True]


def test_credit_changes_the_order(library: ExperienceLibrary) -> None:
    library.add(insight("good"), insight("poor"))
    for _ in range(60):
        library.record_trial(pair("good", True, False, cluster=cluster_of("a silo with a ceiling")))
        library.record_trial(pair("poor", True, True, cluster=cluster_of("a silo with a ceiling")))
    firsts = [library.retrieve("a silo with a ceiling", limit=1, seed=seed)[0].id for seed in range(10)]
    assert firsts.count("good") >= 9


def test_a_model_chooses_the_labels_and_is_shown_the_text_as_a_quotation(library: ExperienceLibrary) -> None:
    model = ScriptedModel(['{"labels": ["formulation/time/cyclic"]}'])
    found = library.retrieve("Plan it.\n\nThe topics:\n- x", limit=3, model=model)
    assert "week-goes-around" in [insight.id for insight in found]
    assert "\n| The topics:" in model.requests[0][0].content


@pytest.mark.parametrize("reply", ["nothing", '{"labels": ["my own"]}', '{"labels": [], "more": 1}'])
def test_a_choice_that_breaks_the_schema_is_an_error(library: ExperienceLibrary, reply: str) -> None:
    with pytest.raises(ReplyError, match="choice of topics"):
        library.retrieve(FEED, model=ScriptedModel([reply]))


class FirstLetters:
    """Takes wells and pumps for the same."""

    def embed(self, texts: Sequence[str]) -> FloatArray:
        return np.array([[float("pump" in text or "well" in text), 0.1] for text in texts])


def test_embeddings_find_what_shares_no_word() -> None:
    insights = [insight("a"), insight("b", condition="Applies when it pumps.")]
    text = "well"
    assert InsightIndex(insights).relevance(text).tolist() == [0.0, 0.0]
    fit = InsightIndex(insights, RetrievalSettings(), FirstLetters()).relevance(text)
    assert fit[1] > fit[0]


def test_what_is_missing_is_said(library: ExperienceLibrary, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(retrieval, "bm25s", None)
    with pytest.raises(BackendUnavailableError, match="bm25s is not installed"):
        library.retrieve(FEED)
    monkeypatch.setattr(embedding, "IS_INSTALLED", False)
    with pytest.raises(BackendUnavailableError, match="torch and transformers"):
        embedding.SentenceModel(tmp_path)
    monkeypatch.setattr(embedding, "IS_INSTALLED", True)
    with pytest.raises(LibraryError, match=r"there is no config\.json"):
        embedding.SentenceModel(tmp_path)


def test_an_empty_library_finds_nothing(tmp_path: Path) -> None:
    with ExperienceLibrary.open(tmp_path / "empty.db", starter=False) as empty:
        assert empty.retrieve(FEED) == ()
        with pytest.raises(ValueError, match="limit is 0"):
            empty.retrieve(FEED, limit=0)


@pytest.mark.parametrize(
    ("cue", "text", "found"),
    [
        ("twice as many", "at least Twice  as many", True),
        ("blend*", "re-blending oil", True),
        ("blend*", "unblended", False),
        ("% of the", "30% of the mix", True),
        ("open _ cost*", "to open a big new depot costs 3", True),
        ("open _ cost*", "open a b c d e costs", False),
        ("hub", "hubs", False),
    ],
)
def test_cues_are_words_in_order(cue: str, text: str, found: bool) -> None:
    assert (cue_pattern(cue).search(text) is not None) is found


def test_labels_and_clusters_of_texts() -> None:
    assert classify("Nurses work shifts with five consecutive days.", 3)[0] == "domain/staffing/shifts"
    assert cluster_of("xyzzy") == OTHER
    assert set(classify(FEED, 50)) <= set(LABELS)
