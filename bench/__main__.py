"""`python -m bench run SUITE`, `python -m bench report RESULTS` and `python -m bench linear`."""

from __future__ import annotations

import signal
import sys

from bench import linear, report, run

_COMMANDS = {"run": run.main, "report": report.main, "linear": linear.main}


def main() -> int:
    name = sys.argv[1] if len(sys.argv) > 1 else ""
    if name not in _COMMANDS:
        print(
            "usage: python -m bench run SUITE [options]\n       python -m bench report RESULTS... [options]\n"
            "       python -m bench linear [JOB...]"
        )
        return 0 if name in ("-h", "--help") else 64
    for kind in (signal.SIGTERM, signal.SIGINT):  # both end a run with all its processes; shells may ignore SIGINT
        signal.signal(kind, signal.default_int_handler)
    return _COMMANDS[name](sys.argv[2:])


if __name__ == "__main__":
    raise SystemExit(main())
