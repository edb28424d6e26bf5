"""The benchmark: metasolve beside what a user would take instead, in one run, on the same cores; see README.md."""
