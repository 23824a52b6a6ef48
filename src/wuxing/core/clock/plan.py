"""A commitment made ready for running: which event does what to it, on which calendar, within how long."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from wuxing.core.calendar.calendar import Calendar, Calendars
from wuxing.core.clock.story import ENDING, RESOLVED
from wuxing.core.standard.document import Class, Commitment, Pause, Row, Standard
from wuxing.core.standard.matching import row_for

STOP, CANCEL, END, CHANGE, EXTEND, EXCUSE, RECALENDAR, RETARGET, MOVE, START, REOPEN = range(11)
RANK = (0, 0, 0, 2, 2, 2, 2, 2, 2, 3, 3)
"""Order within one second: stop and cancel, then (pauses are stretches of their own) change, then start (section 3)."""

CHANGES = {
    "case.classified": CHANGE,
    "deadline.extended": EXTEND,
    "clock.excused": EXCUSE,
    "calendar.changed": RECALENDAR,
    "targets.changed": RETARGET,
    "case.merged_in": MOVE,
}


@dataclass(eq=False, slots=True)
class Plan:
    """One commitment of one standard with its calendars. `roles`: event kind → what it does, in rank order."""

    standard: Standard
    commitment: Commitment
    calendar: Calendar
    calendars: Mapping[str, Calendar]
    ladder: tuple[Calendar | None, ...]
    roles: Mapping[str, tuple[int, ...]]
    pauses: Mapping[str, Pause]
    _rows: dict[frozenset[tuple[str, str]], Row | None] = field(default_factory=dict)

    def row_for(self, case_class: Class) -> Row | None:
        """The row that speaks for a class, remembered."""
        key = frozenset(case_class.items())
        if key not in self._rows:
            self._rows[key] = row_for(self.commitment, case_class)
        return self._rows[key]

    @property
    def legal_reasons(self) -> Mapping[str, Pause]:
        """The reasons that also stop limits in days."""
        return {reason: pause for reason, pause in self.pauses.items() if pause.legal_stop}

    @property
    def is_reply(self) -> bool:
        """Whether it counts from a customer's message."""
        return "message.customer" in self.commitment.starts


@lru_cache(maxsize=512)
def plans_of(standard: Standard, calendars: Calendars) -> Mapping[str, Plan]:
    """The plans of a standard's commitments, made once."""
    named = {name: calendars[definition] for name, definition in standard.calendars.items()}
    return {
        commitment.id: Plan(
            standard,
            commitment,
            calendars[commitment.calendar],
            named,
            tuple(calendars[step.calendar] if step.calendar else None for step in commitment.escalate),
            _roles(commitment),
            _pauses(commitment),
        )
        for commitment in standard.commitments.values()
    }


def _roles(commitment: Commitment) -> dict[str, tuple[int, ...]]:
    roles: dict[str, list[int]] = {kind: [END] for kind in ENDING}
    for kind in commitment.stops:
        roles.setdefault(kind, []).append(STOP)
    for kind in commitment.cancels:
        if kind not in roles:
            roles[kind] = [CANCEL]
    for kind, role in CHANGES.items():
        roles.setdefault(kind, []).append(role)
    for kind in commitment.starts:
        roles.setdefault(kind, []).append(START)
    if commitment.reopen != "ignore":
        starts = roles.setdefault("case.reopened", [])
        starts[:] = [role for role in starts if role != START] + [REOPEN]
    return {kind: tuple(does) for kind, does in roles.items()}


def _pauses(commitment: Commitment) -> dict[str, Pause]:
    """The reasons that pause a commitment; `resume_excluding` implies `resolved` (section 3, rule 15)."""
    pauses = dict(commitment.pauses)
    if commitment.reopen == "resume_excluding":
        pauses.setdefault(RESOLVED, Pause())
    return pauses


def phases_of(standards: Sequence[Standard], calendars: Calendars) -> list[tuple[int | None, Mapping[str, Plan]]]:
    """The plans in force, each from an instant on: the first from the beginning, later ones where they take open cases."""
    first = standards[0]
    phases: list[tuple[int | None, Mapping[str, Plan]]] = [(None, plans_of(first, calendars))]
    for later in standards[1:]:
        if later.applies_to == "open_cases" and later.effective_from is not None and later.calendars:
            zone = calendars[next(iter(later.calendars.values()))]
            phases.append((zone.midnight_after(later.effective_from - 1), plans_of(later, calendars)))
    return phases
