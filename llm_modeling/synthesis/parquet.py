"""Parquet files of records, one a split, by Hugging Face `datasets`."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from datasets import Dataset, disable_progress_bars

from llm_modeling.synthesis.record import Record
from llm_modeling.synthesis.splits import Split
from metasolve import OutputError

_AS_TEXT = ("formulation", "data", "sizes")


def write_parquet(records: Iterable[Record], directory: str | Path) -> dict[str, int]:
    """Write train.parquet, validation.parquet and test.parquet; return how many records each has.

    Formulations, data and sizes are texts of JSON, so that all records have the same columns. A split without records
    has no file. Raises OutputError.
    """
    disable_progress_bars()
    folder = Path(directory)
    by_split: dict[str, list[dict[str, Any]]] = {}
    for record in records:
        row = json.loads(record.to_json())
        by_split.setdefault(record.split, []).append({**row, **{key: json.dumps(row[key]) for key in _AS_TEXT}})
    try:
        folder.mkdir(parents=True, exist_ok=True)
        for split in Split:
            target = folder / f"{split}.parquet"
            rows = by_split.get(str(split))
            if rows is None:
                target.unlink(missing_ok=True)
                continue
            fresh = target.with_suffix(".parquet.new")
            Dataset.from_list(rows).to_parquet(str(fresh))
            fresh.replace(target)
    except OSError as error:
        raise OutputError(f"{folder}: {error.strerror or error}") from error
    return {split: len(rows) for split, rows in by_split.items()}
