"""Start everything this checkout needs, unless it is running already."""

from __future__ import annotations

from brusselshelps.dev import listen_address, running_state
from brusselshelps.dev.stop import end_earlier_run, politely, say
from brusselshelps.dev.supervisor import LOGS, Failed, Stopped, Supervisor


@politely
def start() -> int:
    try:
        with running_state.only_one():
            end_earlier_run()
            LOGS.mkdir(exist_ok=True)
            supervisor = Supervisor(listen_address.chosen())
            supervisor.listen()
            supervisor.run()
    except running_state.AlreadyRuns as running:
        say(f"This checkout is already running, on {running}. Stop it with: make stop")
    except (Failed, listen_address.Unusable) as failure:
        say(f"\n{failure}")
    except Stopped:
        say("Stopped.")
        return 0
    return 1
