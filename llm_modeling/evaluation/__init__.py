"""evaluation: benchmark files to scores, for replies of any modeler; doubtful labels are flagged, never hidden.

    from llm_modeling.evaluation import PoolSettings, ScoreSettings, WorkerPool, read_replies, read_tasks, score, solve
    file = read_tasks("nl4opt_dev.jsonl")
    with WorkerPool(solve, PoolSettings(workers=2)) as pool:
        scores = score(file.tasks, read_replies("replies.jsonl"), 1, ScoreSettings(), pool)

The map of the package:

    task        Task, Expected, Flag, TaskFile       records    JSON records with their lines
    readers     one module a benchmark format        loading    read_tasks: the format is told by the content
    labels, number_words, objective_name             what a label, an annotated number, a set of quantities says
    golds       optima of gold models                audit      what is doubtful about labels; overlap of texts
    replies     recorded replies                     reply_text the formulation in a reply
    solving     one reply compiled, solved, compared; separation helps to tell models apart
    workers     WorkerPool: processes that may hang or crash
    judging     verdicts     scoring  of all replies     statistics, summary  rates     evaluation  all of it as JSON
    rows, report             tables for terminal, Markdown and HTML
    asking      a model's replies, resumable; one_shot and pipeline are ways to ask
    gold_replies, mutated_replies                    what a perfect modeler says, and one with a fault
"""

from llm_modeling.evaluation.audit import Audit, audit
from llm_modeling.evaluation.evaluation import Evaluation
from llm_modeling.evaluation.failure import Failure
from llm_modeling.evaluation.gold_replies import gold_replies
from llm_modeling.evaluation.golds import SolvedFile, solved
from llm_modeling.evaluation.judging import Criterion, judge
from llm_modeling.evaluation.loading import FORMATS, read_tasks
from llm_modeling.evaluation.mutated_replies import mutated_replies
from llm_modeling.evaluation.replies import RecordedReply, ReplyLog, read_replies
from llm_modeling.evaluation.scoring import ReplyScore, ScoreSettings, score
from llm_modeling.evaluation.solving import Job, Solved, solve
from llm_modeling.evaluation.summary import Summary, summarize
from llm_modeling.evaluation.task import Expected, ExpectedKind, Flag, Gold, Refused, Task, TaskFile
from llm_modeling.evaluation.workers import Lost, PoolSettings, WorkerPool

__all__ = [
    "FORMATS",
    "Audit",
    "Criterion",
    "Evaluation",
    "Expected",
    "ExpectedKind",
    "Failure",
    "Flag",
    "Gold",
    "Job",
    "Lost",
    "PoolSettings",
    "RecordedReply",
    "Refused",
    "ReplyLog",
    "ReplyScore",
    "ScoreSettings",
    "Solved",
    "SolvedFile",
    "Summary",
    "Task",
    "TaskFile",
    "WorkerPool",
    "audit",
    "gold_replies",
    "judge",
    "mutated_replies",
    "read_replies",
    "read_tasks",
    "score",
    "solve",
    "solved",
    "summarize",
]
