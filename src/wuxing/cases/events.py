"""The kinds of events that this package writes, and the payload of each (schema 1).

`case.opened` {class, channel, standard, stage, digest, route?, files?, team?, customer?} · `case.classified` {class} ·
`case.assigned` {team?, assignee?, rule?} · `lead.named` {lead} · `transfer.requested` {team} · `transfer.accepted` {team, assignee} ·
`transfer.declined` · `message.*`, `note.added` {digest, files?} · `solution.proposed`, `progress.written`,
`result.reported`, `case.resolved` {message?} · `stage.entered` {stage, route?, skipped?, digest?} · `wait.started` {reason, evidence} ·
`wait.ended` {reason?} · `case.closed`, `case.reopened`, `case.withdrawn` {digest?} · `case.spam` · other facts {evidence}.
Identifiers are whole numbers of our own rows, a message is the seq of its event, a digest that of a message's body.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TRANSFER_DECLINED = "transfer.declined"
STAGE_ENTERED = "stage.entered"
LEAD_NAMED = "lead.named"

OWN_KINDS: Mapping[str, str | Promise] = {
    TRANSFER_DECLINED: _("Transfer declined"),
    STAGE_ENTERED: _("Stage entered"),
    LEAD_NAMED: _("Project lead named"),
}
"""Kinds that no clause counts from, known to the product alone; the others have their names in `core.standard`."""

FACTS = (
    "call.answered",
    "customer.contacted",
    "meeting.called",
    "meeting.held",
    "visit.scheduled",
    "visit.arrived",
    "visit.finished",
)
"""What people may put on record by itself, beside the kinds that the standard declares."""
