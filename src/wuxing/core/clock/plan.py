"""A commitment made ready for running: which event does what to it, on which calendar, within how long."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from wuxing.core.calendar.calendar import Calendar, Calendars
from wuxing.core.clock.story import ENDING, RESOLVED, Story
from wuxing.core.clock.timeline import BEGINNING, Timeline
from wuxing.core.standard.document import Class, Commitment, Pause, Row, Standard
from wuxing.core.standard.matching import row_for

STOP, CANCEL, END, CHANGE, EXTEND, EXCUSE, RECALENDAR, RETARGET, MOVE, START, REOPEN, RESUME = range(12)
RANK = (0, 0, 0, 2, 2, 2, 2, 2, 2, 3, 3, 1)
"""Order within one second: stop and cancel < pause and resume < change < start (section 3)."""

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
    """One commitment of one standard with its calendars.

    `roles`: event kind → (rank, what it does). `legal_reasons` are the pauses that also stop limits in days. `timeline`
    is its calendar while nothing changes it, `ref` names the standard.
    """

    standard: Standard
    commitment: Commitment
    calendar: Calendar
    calendars: Mapping[str, Calendar]
    ladder: tuple[Calendar | None, ...]
    roles: Mapping[str, tuple[tuple[int, int], ...]]
    pauses: Mapping[str, Pause]
    legal_reasons: Mapping[str, Pause]
    timeline: Timeline
    ref: str
    _rows: dict[frozenset[tuple[str, str]], Row | None] = field(default_factory=dict)

    def row_for(self, case_class: Class) -> Row | None:
        """The row that speaks for a class, remembered."""
        key = frozenset(case_class.items())
        if key not in self._rows:
            self._rows[key] = row_for(self.commitment, case_class)
        return self._rows[key]

    @property
    def is_reply(self) -> bool:
        """Whether it counts from a customer's message."""
        return "message.customer" in self.commitment.starts


@lru_cache(maxsize=512)
def plans_of(standard: Standard, calendars: Calendars) -> Mapping[str, Plan]:
    """The plans of a standard's commitments, made once."""
    named = {name: calendars[definition] for name, definition in standard.calendars.items()}
    return {each.id: _plan(standard, each, calendars, named) for each in standard.commitments.values()}


def _plan(standard: Standard, commitment: Commitment, calendars: Calendars, named: Mapping[str, Calendar]) -> Plan:
    pauses = _pauses(commitment)
    return Plan(
        standard,
        commitment,
        calendars[commitment.calendar],
        named,
        tuple(calendars[step.calendar] if step.calendar else None for step in commitment.escalate),
        _roles(commitment),
        pauses,
        {reason: pause for reason, pause in pauses.items() if pause.legal_stop},
        Timeline([(BEGINNING, calendars[commitment.calendar])]),
        standard.ref,
    )


def _roles(commitment: Commitment) -> dict[str, tuple[tuple[int, int], ...]]:
    roles: dict[str, list[int]] = {kind: [END] for kind in ENDING}
    roles["case.opened"] = [CHANGE]
    for kind in commitment.stops:
        roles.setdefault(kind, []).append(STOP)
    for kind in commitment.cancels:
        if kind not in commitment.stops and kind not in ENDING:
            roles.setdefault(kind, []).append(CANCEL)
    for kind, role in CHANGES.items():
        roles.setdefault(kind, []).append(role)
    for kind in commitment.starts:
        roles.setdefault(kind, []).append(START)
    if commitment.reopen == "resume_excluding":
        roles.setdefault("case.reopened", []).append(RESUME)
    elif commitment.reopen == "new_cycle":
        roles["case.reopened"] = [role for role in roles.get("case.reopened", []) if role != START] + [REOPEN]
    return {kind: tuple((RANK[role], role) for role in does) for kind, does in roles.items()}


def _pauses(commitment: Commitment) -> dict[str, Pause]:
    """The reasons that pause a commitment; `resume_excluding` implies `resolved` (section 3, rule 15)."""
    pauses = dict(commitment.pauses)
    if commitment.reopen == "resume_excluding":
        pauses.setdefault(RESOLVED, Pause())
    return pauses


@dataclass(eq=False, slots=True)
class Regime:
    """The plans in force over a case's life: those it was opened under, and later ones, each from an instant on."""

    plans: Mapping[str, Plan]
    later: tuple[tuple[int, Mapping[str, Plan]], ...]
    _applying: dict[tuple[frozenset[tuple[str, str]], ...], tuple[str, ...]] = field(default_factory=dict)

    def at(self, instant: int) -> Mapping[str, Plan]:
        """The plans in force at an instant."""
        return next((plans for since, plans in reversed(self.later) if since <= instant), self.plans)

    @property
    def names(self) -> tuple[str, ...]:
        """Every commitment of any of them."""
        return tuple(
            dict.fromkeys(name for plans in (self.plans, *(plans for _, plans in self.later)) for name in plans)
        )

    def applying(self, story: Story) -> tuple[str, ...]:
        """The commitments that any class of a case gives a limit; the others cannot come on record."""
        if self.later or "targets.changed" in story.kinds:
            return self.names
        key = tuple(frozenset(each.items()) for each in (story.opening_class, *story.classes.values()))
        known = self._applying.get(key)
        if known is None:
            classes = (story.opening_class, *story.classes.values())
            rows = {name: [plan.row_for(each) for each in classes] for name, plan in self.plans.items()}
            known = tuple(name for name, found in rows.items() if any(row and row.limit for row in found))
            self._applying[key] = known
        return known


@lru_cache(maxsize=256)
def regime_of(standards: tuple[Standard, ...], calendars: Calendars) -> Regime:
    """The regime of standards in order; only those published for open cases take a case over."""
    first, *others = standards
    later = [
        (
            calendars[next(iter(each.calendars.values()))].midnight_after(each.effective_from - 1),
            plans_of(each, calendars),
        )
        for each in others
        if each.applies_to == "open_cases" and each.effective_from is not None and each.calendars
    ]
    return Regime(plans_of(first, calendars), tuple(later))
