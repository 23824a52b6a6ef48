"""Which parts an event plays for a commitment, and at which rank of its second."""

from dataclasses import dataclass, field

from referee.document import ENDINGS, RESOLUTIONS, Commitment, Event

STOP, PAUSE, CHANGE, START = range(4)
CHANGES = ("targets.changed", "clock.excused", "calendar.changed", "deadline.extended", "case.merged_in")
REOPENINGS = {
    "resume_excluding": (PAUSE, "resume"),
    "new_cycle": (START, "begin_again"),
    "ignore": (PAUSE, "stay"),
}


@dataclass(frozen=True, order=True)
class Part:
    """What one event does to a commitment; an event may play several parts, each at the rank of that part."""

    at: int
    rank: int
    seq: int
    order: int
    role: str = field(compare=False)
    event: Event | None = field(compare=False, default=None)

    @property
    def cause(self) -> Event:
        """Give the event behind this part; only a start that follows from a stop has none."""
        assert self.event is not None
        return self.event


def parts_of(event: Event, one: Commitment) -> list[Part]:
    """Give the parts of one event, in the order in which they are done at the same rank."""
    kind = event.kind
    roles = [(STOP, "stop")] if kind in one.stops else []
    roles += [(STOP, "cancel")] if kind in one.cancels else []
    roles += [(STOP, "finish")] if kind in ENDINGS else []
    roles += [(STOP, "no_next")] if kind in RESOLUTIONS and kind in one.stops else []
    roles += [(PAUSE, "waits")] if kind.startswith("wait.") or kind in (*RESOLUTIONS, "case.reopened") else []
    roles += [REOPENINGS[one.reopen]] if kind == "case.reopened" else []
    roles += [(CHANGE, "change")] if "class" in event.payload or kind in CHANGES else []
    roles += [(START, "start")] if kind in one.starts else []
    return [Part(event.at, rank, event.seq, order, role, event) for order, (rank, role) in enumerate(roles)]
