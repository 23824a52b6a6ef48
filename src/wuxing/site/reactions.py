"""What happens next: the one table from events and signals to handlers, run by the worker after commit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from wuxing.cases import escalation, telling
from wuxing.ledger.deliveries import Handler

REACTIONS: Mapping[str, Sequence[Handler]] = {
    "case.assigned": [telling.assigned],
    "lead.named": [telling.lead_named],
    "case.reopened": [telling.reopened],
    "message.customer": [telling.customer_wrote],
    "transfer.requested": [telling.offered],
    "transfer.declined": [telling.declined],
    "signal.warned": [escalation.warn],
    "signal.breached": [escalation.breach],
    "signal.step": [escalation.escalate],
}
