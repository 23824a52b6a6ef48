"""What happens next: the one table from events and signals to handlers, run by the worker after commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wuxing.cases import bouncing, escalation, sending_later, telling
from wuxing.cases import telling_followers as followers
from wuxing.desk.alerts import raising
from wuxing.ledger.deliveries import Handler

REACTIONS: Mapping[str, Sequence[Handler]] = {
    "case.assigned": [telling.assigned],
    "case.bounced": [bouncing.bounced],
    "case.closed": [telling.task_done, followers.tell_followers],
    "case.resolved": [followers.tell_followers],
    "lead.named": [telling.lead_named],
    "case.reopened": [telling.reopened, followers.tell_followers],
    "message.agent": [followers.tell_followers, sending_later.call_back],
    "message.customer": [telling.customer_wrote, followers.tell_followers, sending_later.call_back],
    "note.added": [followers.tell_mentioned, followers.tell_followers],
    "participant.added": [followers.tell_participant],
    "task.given": [telling.task_given],
    "task.moved": [telling.task_moved],
    "transfer.accepted": [followers.tell_followers],
    "transfer.requested": [telling.offered],
    "transfer.declined": [telling.declined],
    "signal.warned": [escalation.warn, raising.raise_alert],
    "signal.breached": [escalation.breach, raising.raise_alert],
    "signal.step": [escalation.escalate],
}
