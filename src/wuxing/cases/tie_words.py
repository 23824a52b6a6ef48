"""How acts that tie cases read in the conversation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from wuxing.cases.events import CASE_BOUNCED, CASE_LINKED, CASE_SPLIT, CASE_UNLINKED, TASK_MOVED
from wuxing.cases.models import Relation
from wuxing.cases.withdrawing import NOTE_WITHDRAWN, OFFER_WITHDRAWN
from wuxing.core.instant import parse_instant
from wuxing.core.standard.limit import parse_limit
from wuxing.ui import times
from wuxing.ui.language import said

QUIET = {"event.voided", "targets.changed"}
"""What only carries another act out; a void with a reason is told."""


def _linked(_scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    """关联 C-20401（本单的原因）; 交办 C-20433，3月5日 12:00 前."""
    if payload["relation"] == Relation.CHILD:
        return gettext("gives the task %(ref)s, due %(due)s") % {"ref": payload["to"], "due": _due(payload)}
    if payload["relation"] == Relation.ORIGIN:
        return gettext("split from %(ref)s") % {"ref": payload["to"]}
    words = {"ref": payload["to"], "what": str(Relation(payload["relation"]).label)}
    return gettext("links %(ref)s: %(what)s") % words


def _unlinked(_scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    return gettext("takes the link with %(ref)s away") % {"ref": payload["to"]}


def _given(_scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    return gettext("a task for %(ref)s, due %(due)s") % {"ref": payload.get("for", ""), "due": _due(payload)}


def _moved(_scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    """把 C-20433 的交办期限从 3月5日 12:00 改到 3月6日 12:00; on the task itself without its number."""
    words = {"ref": payload["to"], "was": _instant(payload.get("was")), "due": _due(payload)}
    if payload["relation"] == Relation.CHILD:
        return gettext("moves the date of the task %(ref)s from %(was)s to %(due)s") % words
    return gettext("moves the date of this task from %(was)s to %(due)s") % words


def _merged(_scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    return gettext("merged into %(ref)s") % {"ref": payload.get("into", "")}


def _merged_in(_scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    return gettext("merges %(ref)s in") % {"ref": payload.get("from", "")}


def _split(_scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    return gettext("splits %(ref)s off") % {"ref": payload["into"]}


def _bounced(_scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    return gettext("Passed on %(times)s times without any work (%(clause)s)") % {
        "times": payload["times"],
        "clause": payload["clause"],
    }


def _extended(scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    more = parse_limit(str(payload.get("amount", "")))
    words = {"clock": _promise(scribe, payload), "more": said(more.text) if more else "—"}
    return gettext("gives “%(clock)s” %(more)s more") % words


def _excused(scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    return gettext("excuses the breach of “%(clock)s”") % {"clock": _promise(scribe, payload)}


def _voided(scribe: Any, payload: Mapping[str, Any], _by: str) -> str:
    reasons = {
        "unmerged": gettext("undoes the merge"),
        "unsplit": gettext("undoes the split"),
        NOTE_WITHDRAWN: gettext("withdraws a note"),
        OFFER_WITHDRAWN: gettext("takes the transfer back"),
    }
    return reasons.get(payload.get("reason", ""), str(scribe.name_of("event.voided")))


def _promise(scribe: Any, payload: Mapping[str, Any]) -> str:
    commitment = scribe.standard.commitments.get(payload.get("commitment"))
    return said(commitment.title) if commitment else str(payload.get("commitment", ""))


def _due(payload: Mapping[str, Any]) -> str:
    return _instant(payload.get("due_at"))


def _instant(told: str | None) -> str:
    if not told:
        return "—"
    return said(times.short_instant(datetime.fromtimestamp(parse_instant(told), UTC), now=timezone.localtime()))


TIE_TELLERS: Mapping[str, Callable[[Any, Mapping[str, Any], str], str]] = {
    CASE_LINKED: _linked,
    CASE_UNLINKED: _unlinked,
    CASE_SPLIT: _split,
    CASE_BOUNCED: _bounced,
    "task.given": _given,
    TASK_MOVED: _moved,
    "case.merged": _merged,
    "case.merged_in": _merged_in,
    "deadline.extended": _extended,
    "clock.excused": _excused,
    "event.voided": _voided,
}
