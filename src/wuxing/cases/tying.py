"""What the events of a case tell of other cases: merged, split, linked, given as a task. Pure, as `folding` is."""

from __future__ import annotations

from collections.abc import Mapping

from wuxing.cases.events import CASE_LINKED, CASE_SPLIT, CASE_UNLINKED, TASK_MOVED
from wuxing.cases.models import Relation
from wuxing.core.clock.event import Event
from wuxing.core.instant import parse_instant

NAMES = {
    "case.merged": ("into", Relation.TARGET),
    "case.merged_in": ("from", Relation.SOURCE),
    CASE_SPLIT: ("into", Relation.OFFSHOOT),
    "task.given": ("for", Relation.PARENT),
}
"""Events that tie cases by what they are: where the other case stands in them, and what it is then."""

TYING = {*NAMES, CASE_LINKED, CASE_UNLINKED, TASK_MOVED, "event.voided"}
"""After one of these the rows are brought up to the events."""

Ties = dict[tuple[str, str], int | None]
"""(ref of the other case, what it is) → when a task is due."""


def tie(ties: Ties, event: Event) -> None:
    """Let one event change what hangs on a case."""
    payload = event.payload
    if event.kind in NAMES:
        name, relation = NAMES[event.kind]
        if payload.get(name):
            ties[str(payload[name]), relation.value] = _due(payload)
    elif event.kind in (CASE_LINKED, TASK_MOVED):
        ties[payload["to"], payload["relation"]] = _due(payload)
    elif event.kind == CASE_UNLINKED:
        ties.pop((payload["to"], payload["relation"]), None)


def _due(payload: Mapping[str, object]) -> int | None:
    said = payload.get("due_at")
    return parse_instant(str(said)) if said else None
