"""One replay of an event file, as the command line does it, less the page for readers."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from wuxing.history.logs.importing import import_log
from wuxing.history.replays.replaying import Work, replay
from wuxing.packs.finding import load_standard


def imported(*, log: str, mapping: str, out: str) -> dict[str, Any]:
    """Import a log; what its summary counts."""
    done = import_log(log=Path(log), mapping=mapping, out=Path(out))
    return {"rows": done.rows, "rejected": done.rejected, "events": done.events, "seconds": done.seconds}


def replayed(*, events: str, standard: str, against: str | None, processes: int) -> dict[str, Any]:
    """Replay an event file under one shipped standard or two; what its summary counts."""
    sides = load_standard(standard), load_standard(against) if against else None
    with TemporaryDirectory(dir=Path(events).parent) as out:
        done = replay(
            standard=sides[0], against=sides[1], events=Path(events), out=Path(out), work=Work(processes=processes)
        )
    wanted = ("cases", "events", "clocks", "readings", "failed", "judging_seconds", "seconds")
    return {name: getattr(done, name) for name in wanted}
