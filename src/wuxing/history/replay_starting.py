"""Starting a replay, and running one again."""

from __future__ import annotations

from dataclasses import asdict
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.permissions import Act, require_may
from wuxing.history.events.extent import extent_of
from wuxing.history.models import Log, Replay
from wuxing.history.replay_running import KIND
from wuxing.history.replay_standards import chosen
from wuxing.history.stretches import Stretch, log_called
from wuxing.jobs.starting import start
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

ASKED = (
    *("standard", "standard_ref", "standard_text", "against", "against_ref", "against_text"),
    *("meanings", "stretch", "horizon"),
)
"""What makes a replay what it is."""


class NothingToCompare(Refused):
    """A standard beside itself says nothing."""

    code = "nothing-to-compare"
    says = _("%(ref)s says the same as the standard it is compared with, so nothing could flip. Choose another one.")


class NoSuchHistory(Refused):
    """The log is not there, or not imported."""

    code = "no-such-history"
    status = 404
    says = _("There is no imported log %(key)s. Those that can be replayed are listed under History.")


def start_replay(*, standard: str, against: str = "", stretch: Stretch, by: Actor, at: datetime) -> Replay:
    """Judge a stretch of history under a standard, and under another, as a job. Standards are named by their keys.

    Raises NotAllowed, NoSuchHistory, NothingToCompare, and Problems where a draft has mistakes.
    """
    require_may(by, Act.WORK_WITH_HISTORY)
    tried, other = chosen(standard), chosen(against) if against else None
    if other and other.meaning == tried.meaning:
        raise NothingToCompare(ref=tried.ref)
    replay = Replay(
        horizon=_horizon(stretch, at),
        standard=tried.key,
        standard_ref=tried.ref,
        standard_text=tried.text,
        against=other.key if other else "",
        against_ref=other.ref if other else "",
        against_text=other.text if other else "",
        meanings=[tried.meaning, *([other.meaning] if other else [])],
        stretch=asdict(stretch),
    )
    return _started(replay, by=by, at=at)


def run_again(*, replay: Replay, by: Actor, at: datetime) -> Replay:
    """Judge the same stretch under the same standards again, as a replay of its own. Raises NotAllowed, NoSuchHistory."""
    require_may(by, Act.WORK_WITH_HISTORY)
    _horizon(Stretch(**replay.stretch), at)  # refuses where it is gone
    return _started(Replay(again=replay, **{name: getattr(replay, name) for name in ASKED}), by=by, at=at)


def _started(replay: Replay, *, by: Actor, at: datetime) -> Replay:
    replay.by, replay.at = by.id, at
    with writing():
        replay.save()
        replay.job = start(KIND, {"replay": replay.pk}, by=by, at=at)
        replay.save(update_fields=["job"])
    return replay


def _horizon(stretch: Stretch, at: datetime) -> int:
    """Until when a history tells: the live ledger until now, a log until its last event, whatever stretch is taken of it.

    A case that nobody has touched since is late by then, not open. Raises NoSuchHistory.
    """
    if not stretch.log:
        return int(at.timestamp())
    try:
        return extent_of(log_called(stretch.log).events_path).last_at or 0
    except Log.DoesNotExist:
        raise NoSuchHistory(key=stretch.log) from None
