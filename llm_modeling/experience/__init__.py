"""experience: what was learned about formulating, kept as insights that earn or lose their place.

    from llm_modeling.experience import ExperienceLibrary
    with ExperienceLibrary.open("library.db") as library:
        for insight in library.retrieve(text, limit=8):
            print(insight.prompt_block())

The map of the package:

    insight      Insight: condition, explanation, wrong and right example; fragments: what the examples are made of
    starter      the insights that are shipped, each with a pair of models; proving: that the solver tells them apart
    library      ExperienceLibrary: retrieve, record, add, revise, merge; event_log is the file, state the fold
    taxonomy     labels and clusters by the words of a text (taxonomy_table, words); labeling: by a language model
    retrieval    relevance of insights for a text; embedding: vectors for it, imported on its own
    credit       paired trials, who does harm, Thompson ranking
    task         what is learned from; formulator: attempts by a language model
    training     the loop: failure (what differs), lesson (in a model's words), admission (who may stay)
    evolution    conditions refined on held-out evidence (rewording: by a model); merging of duplicates
    auditing     what cannot be trusted; exchange and alphaopt: libraries in and out of files

Source: AlphaOPT, arXiv 2510.18428; what it lacks, credit and honest scoring, is ours.
"""

from llm_modeling.experience.credit import CreditSettings, PairedTrial, Tally
from llm_modeling.experience.errors import InsightError, LibraryError
from llm_modeling.experience.insight import Insight, Provenance, Status, Verification
from llm_modeling.experience.library import ExperienceLibrary
from llm_modeling.experience.starter import starter_insights
from llm_modeling.experience.task import Attempt, Task

__all__ = [
    "Attempt",
    "CreditSettings",
    "ExperienceLibrary",
    "Insight",
    "InsightError",
    "LibraryError",
    "PairedTrial",
    "Provenance",
    "Status",
    "Tally",
    "Task",
    "Verification",
    "starter_insights",
]
