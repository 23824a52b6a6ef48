"""What the case waits for, and when it is resolved: the same for all its commitments."""

from referee.cycle import Stretch
from referee.document import RESOLUTIONS, Event


def follow(stretches: list[Stretch], event: Event, seen: set[str]) -> None:
    """Begin or end the stretches that an event speaks of; what is begun twice or ended without a beginning is nothing."""
    going_on = [stretch for stretch in stretches if stretch.end is None]
    reason: str = "resolved" if event.kind in RESOLUTIONS else event.payload.get("reason", "")
    if event.kind in ("wait.started", *RESOLUTIONS) and reason not in [stretch.reason for stretch in going_on]:
        stretches.append(Stretch(reason, event.at, event.seq))
    for stretch in going_on:
        if _ends(event, stretch):
            stretch.end = event.at
            how = "by resolution" if event.kind in RESOLUTIONS else "named" if reason else "without reason"
            seen.update([f"wait ended {how}"] if event.kind != "case.reopened" else [])


def _ends(event: Event, stretch: Stretch) -> bool:
    if event.kind == "case.reopened" or stretch.reason == "resolved":
        return event.kind == "case.reopened" and stretch.reason == "resolved"
    names_it = event.payload.get("reason") in (None, stretch.reason)
    return event.kind in RESOLUTIONS or (event.kind == "wait.ended" and names_it)
