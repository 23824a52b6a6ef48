"""What the events of a case make of it: one pure fold, so that the row is an index over the ledger."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from wuxing.cases.events import LEAD_NAMED, PARTICIPANT_ADDED, PARTICIPANT_REMOVED, STAGE_ENTERED, TRANSFER_DECLINED
from wuxing.cases.models import Ending
from wuxing.cases.tying import TYING, Ties, tie
from wuxing.core.clock.event import Event
from wuxing.core.instant import parse_instant

ENDINGS = {
    "case.closed": Ending.CLOSED,
    "case.withdrawn": Ending.WITHDRAWN,
    "case.spam": Ending.SPAM,
    "case.merged": Ending.MERGED,
}
OF_OUR_ROWS = (
    "case.assigned",
    "transfer.requested",
    "transfer.accepted",
    TRANSFER_DECLINED,
    LEAD_NAMED,
    PARTICIPANT_ADDED,
    PARTICIPANT_REMOVED,
)
ROWS = ("team", "assignee", "customer", "unanswered_since", "due_at")
UNTOLD: Mapping[str, Any] = {"channel": "", "standard": "", "stage": ""}
"""What an opening of ours always says."""
REPLIES = ("call.answered", "customer.contacted", "case.resolved")


@dataclass(slots=True)
class Facts:
    """Where a case stands. Instants are UTC seconds; people and teams are ids of their rows."""

    case_class: dict[str, str] = field(default_factory=dict)
    channel: str = ""
    standard: str = ""
    customer: int | None = None
    stage: str = ""
    team: int | None = None
    first_team: int | None = None
    assignee: int | None = None
    first_responder: int | None = None
    lead: int | None = None
    participants: set[int] = field(default_factory=set)
    ties: Ties = field(default_factory=dict)
    transfer_to: int | None = None
    waits: list[str] = field(default_factory=list)
    opened_at: int = 0
    last_event_at: int = 0
    unanswered_since: int | None = None
    resolved_at: int | None = None
    ended_at: int | None = None
    ending: str = ""

    @property
    def waiting_for(self) -> str:
        """The reason of the last wait that is open."""
        return self.waits[-1] if self.waits else ""


def fold(events: Sequence[Event]) -> Facts:
    """The case as its events tell it, in ledger order, without what was voided."""
    facts = Facts()
    voided = taken_back(events)
    for event in events:
        if event.seq not in voided:
            apply(facts, event)
    return facts


def taken_back(events: Sequence[Event]) -> set[int]:
    """The seqs that voids take back; a void that was itself voided takes nothing back."""
    gone: set[int] = set()
    for event in reversed(events):
        if event.kind == "event.voided" and event.seq not in gone:
            gone.add(event.payload.get("seq", 0))
    return gone


def fold_history(events: Sequence[Event]) -> Facts:
    """A case that another system told of: its people, teams and customers are none of ours, and nobody owes an answer.

    It begins with its first event, whether the log tells of an opening or not.
    """
    facts = Facts(opened_at=min((event.at for event in events), default=0))
    for event in events:
        if event.kind not in OF_OUR_ROWS:
            payload = {name: value for name, value in event.payload.items() if name not in ROWS}
            apply(facts, event._replace(payload={**UNTOLD, **payload}))
    facts.unanswered_since = facts.first_responder = None
    facts.ties.clear()
    return facts


def apply(facts: Facts, event: Event) -> None:
    """Let one event change where the case stands."""
    facts.last_event_at = max(facts.last_event_at, event.at)
    if event.kind == "case.opened":
        _open(facts, event)
    elif event.kind == "case.classified":
        facts.case_class |= event.payload.get("class", {})
    elif event.kind == STAGE_ENTERED:
        facts.stage = event.payload["stage"]
    elif event.kind == LEAD_NAMED:
        facts.lead = event.payload["lead"]
    elif event.kind == PARTICIPANT_ADDED:
        facts.participants.add(event.payload["user"])
    elif event.kind == PARTICIPANT_REMOVED:
        facts.participants.discard(event.payload["user"])
    elif event.kind.startswith("wait."):
        _wait(facts, event)
    elif event.kind in ("case.assigned", "transfer.requested", "transfer.accepted", TRANSFER_DECLINED):
        _assign(facts, event)
    elif event.kind == "case.reopened":
        facts.resolved_at = facts.ended_at = None
        facts.ending = ""
    elif event.kind in ENDINGS or event.kind == "case.resolved":
        _end(facts, event)
    if event.kind in TYING:
        tie(facts.ties, event)
    _talk(facts, event)


def _open(facts: Facts, event: Event) -> None:
    payload = event.payload
    facts.case_class = dict(payload.get("class", {}))
    facts.channel, facts.standard, facts.stage = payload["channel"], payload["standard"], payload.get("stage", "")
    facts.customer, facts.team = payload.get("customer"), payload.get("team")
    facts.first_team = facts.team
    facts.opened_at = event.at
    facts.unanswered_since = event.at if facts.customer is not None else None


def _assign(facts: Facts, event: Event) -> None:
    payload = event.payload
    if event.kind == "transfer.requested":
        facts.transfer_to = payload["team"]
        return
    facts.transfer_to = None
    if event.kind == TRANSFER_DECLINED:
        return
    facts.team = payload.get("team", facts.team)
    facts.first_team = facts.first_team or facts.team
    facts.assignee = payload.get("assignee")
    if facts.first_responder is None:
        facts.first_responder = facts.assignee


def _wait(facts: Facts, event: Event) -> None:
    reason = event.payload.get("reason")
    if event.kind == "wait.started":
        if reason not in facts.waits:
            facts.waits.append(str(reason))
    elif reason:
        facts.waits = [each for each in facts.waits if each != reason]
    else:
        facts.waits = []


def _end(facts: Facts, event: Event) -> None:
    facts.waits = []
    if event.kind == "case.resolved":
        facts.resolved_at = event.at
        return
    facts.ending, facts.ended_at = ENDINGS[event.kind], event.at


def _talk(facts: Facts, event: Event) -> None:
    """A person's reply answers; a customer's message asks, once."""
    if event.kind == "message.customer":
        facts.unanswered_since = event.at if facts.unanswered_since is None else facts.unanswered_since
    elif event.kind == "case.merged_in":
        asked = event.payload.get("unanswered_since")
        since = [] if asked is None else [parse_instant(str(asked))]
        facts.unanswered_since = min((each for each in (*since, facts.unanswered_since) if each), default=None)
    elif event.kind in REPLIES or (event.kind == "message.agent" and event.speaker not in ("bot", "system")):
        facts.unanswered_since = None
        if facts.first_responder is None:
            facts.first_responder = _person(event.by)


def _person(by: str) -> int | None:
    kind, _, number = by.partition(":")
    return int(number) if kind == "user" and number.isdigit() else None


def audience_of(facts: Facts, outlets: Mapping[int, int | None]) -> set[str]:
    """The keys that may see the case. `outlets` gives the outlet of each team. The first team keeps sight of it."""
    teams = {team for team in (facts.team, facts.first_team, facts.transfer_to) if team is not None}
    people = {person for person in (facts.assignee, facts.first_responder, facts.lead) if person is not None}
    people |= facts.participants
    keys = {"company", *(f"team:{team}" for team in teams), *(f"user:{person}" for person in people)}
    keys |= {f"outlet:{outlets[team]}" for team in teams if outlets.get(team)}
    if facts.customer is not None:
        keys.add(f"customer:{facts.customer}")
    return keys
