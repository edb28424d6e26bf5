"""`python -m llm_modeling.server` is `metasolve serve`."""

from __future__ import annotations

from llm_modeling.cli.serve import app

if __name__ == "__main__":
    app(prog_name="metasolve serve")
