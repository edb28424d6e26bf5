"""`python -m metasolve` is the command line."""

import sys

from metasolve.cli import main

if __name__ == "__main__":
    sys.exit(main())
