"""`make run` and `make stop`: python -m brusselshelps.dev.run [stop]."""

from __future__ import annotations

import signal
import sys


def main() -> int:
    # Nothing has started yet: Ctrl-C while modules load needs no traceback.
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    from brusselshelps.dev.start import start
    from brusselshelps.dev.stop import stop

    return stop() if sys.argv[1:] == ["stop"] else start()


if __name__ == "__main__":
    sys.exit(main())
