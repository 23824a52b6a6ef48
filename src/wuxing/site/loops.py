"""What happens without a request: small functions of the capabilities, each called again and again with now.

They run in threads of the serving process, or as `wuxing worker`. Mail has a thread of its own: a slow mail server
must not make an escalation late.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from time import monotonic
from typing import NamedTuple

from django.core.management import call_command
from django.db import close_old_connections, connection
from django.utils import timezone

from wuxing.cases.assigning import release_disabled
from wuxing.cases.duties import open_due
from wuxing.cases.holding import release_due
from wuxing.cases.snoozing import wake
from wuxing.cases.sweeping import sweep
from wuxing.channels.api.answering import forget_old
from wuxing.channels.email import send
from wuxing.desk.alerts import raising
from wuxing.history.live_export import start_nightly
from wuxing.jobs import running as jobs
from wuxing.ledger import checkpoints
from wuxing.ledger.running import run_due
from wuxing.ledger.writing import writing
from wuxing.live import bus
from wuxing.live.change import Change
from wuxing.notices import mailing
from wuxing.search import erasing, rebuilding
from wuxing.site.upkeep import count_rows

log = logging.getLogger(__name__)

BATCH = 20
"""Small, so that what is due is swept and told in turns: measured, 50 made a notice a second later."""
SOON = 0.25
"""Seconds between looks for what is due: two indexed queries each, so that a notice follows its promise at once."""
LONGEST_REST = 60.0
"""Seconds that a loop which crashed again and again rests at most."""


class Loop(NamedTuple):
    """One duty of the worker: `run` says how much it did; anything above 0 is followed by another turn at once."""

    name: str
    run: Callable[[datetime], int]
    every: float  # seconds between looks when there was nothing to do


class _Turn:
    """When a loop has its next turn, and how often it crashed in a row."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.due = 0.0
        self.crashes = 0

    def take(self) -> None:
        try:
            done = self.loop.run(timezone.now())
        except Exception:  # one loop that fails steps aside; the others go on
            self.crashes += 1
            rest = min(2.0**self.crashes, LONGEST_REST)
            log.exception("the loop of %s failed and rests %.0f s", self.loop.name, rest)
            self.due = monotonic() + rest
            connection.close()
            return
        self.crashes = 0
        self.due = monotonic() + (0 if done else self.loop.every)


class Worker:
    """A thread that gives loops their turns; `wake` ends its sleep."""

    def __init__(self, loops: Sequence[Loop]) -> None:
        self._turns = [_Turn(loop) for loop in loops]
        self._woken = threading.Event()
        self._ending = False
        self._deafen: Callable[[], None] = lambda: None
        self._thread = threading.Thread(target=self.run, name=f"worker {loops[0].name}", daemon=True)

    def start(self) -> None:
        """Run in a thread."""
        self._deafen = bus.listen(self._changed)
        self._thread.start()

    def end(self) -> None:
        """No further turn."""
        self._ending = True
        self._woken.set()
        self._deafen()

    def join(self, within: float) -> None:
        """Let the turn under way end, if it does so soon; what it has not committed is done by the next start."""
        if self._thread.is_alive():
            self._thread.join(within)

    def run(self) -> None:
        """Turns until the end."""
        while not self._ending:
            nap = self.round()
            if nap > 0 and self._woken.wait(nap):
                self._woken.clear()
                self._hasten()
        connection.close()

    def round(self) -> float:
        """Give every loop that is due its turn; the seconds until the next is."""
        close_old_connections()
        for turn in self._turns:
            if not self._ending and turn.due <= monotonic():
                turn.take()
        return min(turn.due for turn in self._turns) - monotonic()

    def _changed(self, change: Change) -> None:
        if not change.is_presence:  # nothing was committed
            self._woken.set()

    def _hasten(self) -> None:
        """Something was committed: who looks often, looks now."""
        for turn in self._turns:
            if not turn.crashes and turn.loop.every <= 1:
                turn.due = 0.0


def stop_all(workers: Sequence[Worker], *, within: float) -> None:
    """End all of them, each at once, and wait for so many seconds together."""
    deadline = monotonic() + within
    for worker in workers:
        worker.end()
    for worker in workers:
        worker.join(max(0.0, deadline - monotonic()))


def _deliver(at: datetime) -> int:
    return run_due(at, BATCH)


def _sweep(at: datetime) -> int:
    return sweep(at, BATCH)


def _release(at: datetime) -> int:
    return release_disabled(at, BATCH)


def _seal_yesterday(at: datetime) -> int:
    checkpoints.make(timezone.localdate(at) - timedelta(days=1), at)
    return 0


def _clear_sessions(_: datetime) -> int:
    with writing():
        call_command("clearsessions")
    return 0


LOOPS: Sequence[Sequence[Loop]] = (
    (
        Loop("deliveries", _deliver, every=SOON),
        Loop("replies that were held", release_due, every=SOON),
        Loop("sweeping", _sweep, every=SOON),
        Loop("cases of people who left", _release, every=5),
        Loop("alerts", raising.call_due, every=SOON),
        Loop("alerts that are over", raising.end_over, every=10),
        Loop("duties", open_due, every=60),
        Loop("cases put off", wake, every=5),
    ),
    # Sealing a long day takes seconds: no promise waits for that.
    (
        Loop("checkpoints", _seal_yesterday, every=600),
        Loop("export of the ledger", start_nightly, every=600),
        Loop("sessions", _clear_sessions, every=86_400),
        Loop("answers to programs", forget_old, every=3_600),
        Loop("search that is made anew", rebuilding.go_on, every=60),
        Loop("traces of what was erased", erasing.wipe, every=600),
        Loop("sizes of tables", count_rows, every=3_600),
    ),
    # Each job has a process of its own: this looks after them.
    (Loop("jobs", jobs.run_due, every=0.5),),
    (Loop("mail to customers", send.send_due, every=1), Loop("mail to staff", mailing.send_due, every=2)),
)
"""One thread each."""
