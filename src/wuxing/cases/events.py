"""The kinds of events that this package writes, and the payload of each (schema 1).

`case.opened` {class, channel, standard, stage, digest, route?, files?, team?, customer?} · `case.classified` {class} ·
`case.assigned` {team?, assignee?, rule?} · `lead.named` {lead} · `transfer.requested` {team, evidence} · `transfer.accepted` {team, assignee} ·
`transfer.declined` {evidence} · `message.*`, `note.added` {digest, files?, mentions?} · `solution.proposed`, `progress.written`,
`result.reported`, `case.resolved` {message?} · `stage.entered` {stage, route?, skipped?, digest?} · `wait.started` {reason, evidence} ·
`wait.ended` {reason?} · `case.closed`, `case.reopened`, `case.withdrawn` {digest?} · `case.spam` ·
`rating.given` {score} · `participant.added`, `participant.removed` {user} · other facts {evidence}.
`deadline.extended` {commitment, amount, basis, approved_by} · `clock.excused` {commitment, cycle, basis, approved_by}: evidence and
basis are notes.
`case.linked` {to, relation, due_at?} · `case.unlinked` {to, relation} · `task.given` {for, due_at} ·
`task.moved` {to, relation, due_at, was?, digest} on both · `case.merged` {into} ·
`case.merged_in` {from, opened_at, unanswered_since?, with} · `case.split` {into, messages, with} · `case.bounced` {times, clause} ·
`event.voided` {seq, reason} · `alert.acknowledged` {clocks} · `case.intervened` {how, clocks, to?}: the clocks that the alerts
are about as [commitment, cycle], the role or person that was called. Another case is named by its ref; `with` are the seqs that an undoing takes back too.
Identifiers are whole numbers of our own rows, a message is the seq of its event, a digest that of a message's body.
"""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

TRANSFER_DECLINED = "transfer.declined"
STAGE_ENTERED = "stage.entered"
LEAD_NAMED = "lead.named"
CASE_LINKED = "case.linked"
CASE_UNLINKED = "case.unlinked"
TASK_MOVED = "task.moved"
CASE_SPLIT = "case.split"
CASE_BOUNCED = "case.bounced"
PARTICIPANT_ADDED = "participant.added"
PARTICIPANT_REMOVED = "participant.removed"
ALERT_ACKNOWLEDGED = "alert.acknowledged"
CASE_INTERVENED = "case.intervened"

OWN_KINDS: Mapping[str, str | Promise] = {
    TRANSFER_DECLINED: _("Transfer declined"),
    STAGE_ENTERED: _("Stage entered"),
    LEAD_NAMED: _("Project lead named"),
    CASE_LINKED: _("Linked with another case"),
    CASE_UNLINKED: _("Link taken away"),
    TASK_MOVED: _("Date of a task moved"),
    CASE_SPLIT: _("Split into two cases"),
    CASE_BOUNCED: _("Passed on without work"),
    PARTICIPANT_ADDED: _("Participant added"),
    PARTICIPANT_REMOVED: _("Participant removed"),
    ALERT_ACKNOWLEDGED: _("Alert acknowledged"),
    CASE_INTERVENED: _("Intervened"),
}
"""Kinds that no clause counts from, known to the product alone; the others have their names in `core.standard`."""

INTERVENTIONS: Mapping[str, str | Promise] = {
    "taken-over": _("Intervention: takes the case over"),
    "reassigned": _("Intervention: gives the case to somebody else"),
    "whispered": _("Intervention: a note to the handler"),
    "called": _("Intervention: calls"),
}
"""How somebody who leads steps in (`case.intervened`)."""

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
