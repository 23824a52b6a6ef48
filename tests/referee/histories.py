"""Random histories for `clock run`: one seed, one line, always the same; with the names of the rules that came to act."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from zoneinfo import ZoneInfo

from referee import clock
from referee.calendar import instant
from referee.labels import labels_of_line, labels_of_reading
from referee.scenes import REASONS, SCENES, Json, Scene, commitments

HOUR = 3600
THEMES: dict[str, dict[str, float]] = {  # what happens more often in a history of that kind
    "waits": {"wait.started": 5, "wait.ended": 4},
    "classes": {"case.classified": 12},
    "targets": {"targets.changed": 6},
    "reopening": {"case.resolved": 5, "case.reopened": 9, "wait.started": 3},
    "promises": {"deadline.extended": 5, "clock.excused": 2, "wait.started": 3},
    "calendars": {"calendar.changed": 6},
    "corrections": {"event.voided": 4, "case.resolved": 2},
    "merging": {"case.merged_in": 5, "message.customer": 4, "case.merged": 0.5, "case.spam": 0.5},
    "talk": {
        "message.customer": 5,
        "message.agent": 5,
        "progress.written": 4,
        "visit.scheduled": 3,
        "case.assigned": 2,
    },
}
MAIN_PARTS = {  # the commitments that a theme is about
    "reopening": ("solution",),
    "merging": ("next-reply",),
    "talk": ("written-progress", "on-site", "keep-in-touch"),
    "promises": ("result", "written-progress"),
}
BEGINNINGS = {"written-progress": "transfer.accepted", "on-site": "visit.scheduled", "next-reply": "message.customer"}
AIMED = ["wait.started"] * 5 + ["message.agent", "case.resolved", "progress.written", "case.classified", "wait.ended"]
CLASSES = {
    "business": ["consultation", "complaint", "after-sales"],
    "customer": ["individual", "enterprise"],
    "urgency": ["normal", "urgent", "major"],
}


@dataclass(frozen=True)
class History:
    """One line, the referee's readings for its asks, and the rules that acted in it."""

    seed: int
    line: Json
    readings: list[Json]
    labels: set[str]


def history(seed: int) -> History:
    """Make the history of a seed and let the referee answer it."""
    line = _Teller(Random(seed)).line(seed)
    labels: set[str] = set()
    readings = clock.run(line, seen=labels)
    for reading in readings:
        labels |= labels_of_reading(reading, line)
    return History(seed, line, readings, labels | labels_of_line(line))


@dataclass
class _Teller:
    """Tells one case from its opening on; knows only what a desk would know: waiting or not, resolved or not."""

    rng: Random
    events: list[Json] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)
    resolved: bool = False

    def line(self, seed: int) -> Json:
        rng = self.rng
        self.scene: Scene = rng.choice(SCENES)
        self.is_long = rng.random() < 0.35
        self.grid = 30 * 60 if self.is_long else rng.choice([60, 5 * 60, 5 * 60, 10 * 60])
        theme = rng.choice(list(THEMES))
        self.theme = THEMES[theme]
        self.commitments = commitments(rng, self.scene, MAIN_PARTS.get(theme, ()), is_long=self.is_long)
        self.case_class = {dim: rng.choice(values) for dim, values in CLASSES.items()}
        self.at = self._first_instant()
        self._happen("case.opened")
        for name, beginning in BEGINNINGS.items():
            if name in self.commitments:
                self.at += self._some(4 * HOUR)
                self._happen(beginning)
        aims = rng.random() < 0.5
        length = rng.choice([3, 6, 9, 11, 12, 13, 14, 14])
        while len(self.events) < length:
            is_aimed = aims and rng.random() < 0.2
            self.at = self._due() if is_aimed else self.at + self._pause_for_breath()
            kinds = self._kinds()
            self._happen(rng.choice(AIMED) if is_aimed else rng.choices(list(kinds), weights=list(kinds.values()))[0])
        return {
            "id": f"random-{seed}",
            "calendars": self.scene.calendars,
            "commitments": self.commitments,
            "class": self.case_class,
            "events": self._registered_late(),
            "ask": self._asks(),
        }

    def _first_instant(self) -> int:
        midnight = datetime.fromisoformat(self.scene.first_day).replace(tzinfo=ZoneInfo(self.scene.zone))
        hour = self.rng.choice([8, 9, 11, 12, 16, 17, 21, 23])
        return int(midnight.timestamp()) + self.rng.randrange(3) * 24 * HOUR + hour * HOUR + self._some(2 * HOUR)

    def _some(self, most: int) -> int:
        return self.rng.randrange(max(1, most // self.grid)) * self.grid

    def _pause_for_breath(self) -> int:
        if self.rng.random() < 0.14:
            return 0
        longest = [3, 8, 30, 60, 90] if self.is_long else [1, 1, 2, 4, 8, 14]
        if self.grid == 60:
            longest = [1, 1, 2, 4]
        return self._some(self.rng.choice(longest) * HOUR)

    def _due(self) -> int:
        """Give the due, present or projected, of something open, so that what follows falls on it exactly."""
        line = {"calendars": self.scene.calendars, "commitments": self.commitments, "class": self.case_class}
        asked = {**line, "events": self.events, "ask": [{"at": self._text(self.at)}]}
        dues = [reading["due_at"] or reading["projected_due_at"] for reading in clock.run(asked)]
        near = [due for due in dues if due and self.at <= due <= self.at + (6 if self.is_long else 1.5) * 24 * HOUR]
        return self.rng.choice(near) if near else self.at + self._pause_for_breath()

    def _kinds(self) -> dict[str, float]:
        """Say what may happen next, and how likely."""
        kinds: dict[str, float] = {"message.customer": 2, "message.agent": 2, "message.auto": 0.3, "note.added": 0.3}
        kinds |= {"wait.started": 2.5, "wait.ended": 4 if self.waiting else 0.2, "call.answered": 0.3}
        kinds |= {"case.resolved": 0.3 if self.resolved else 1.5, "case.reopened": 4 if self.resolved else 0.1}
        kinds |= {"case.classified": 1.6, "targets.changed": 1.0, "calendar.changed": 0.7, "deadline.extended": 1.0}
        kinds |= {"clock.excused": 0.5, "event.voided": 0.8, "case.merged_in": 0.6, "case.closed": 0.4}
        kinds |= {"case.merged": 0.15, "case.withdrawn": 0.15, "case.spam": 0.15, "result.reported": 0.2}
        special: dict[str, dict[str, float]] = {
            "written-progress": {"transfer.accepted": 1.5, "progress.written": 3},
            "on-site": {"visit.scheduled": 1.5, "visit.arrived": 1.5, "case.assigned": 0.6},
            "result": {"result.reported": 1},
        }
        for name in self.commitments:
            kinds |= special.get(name, {})
        return kinds | {kind: weight for kind, weight in self.theme.items() if kinds.get(kind, 0) > 0.1}

    def _happen(self, kind: str) -> None:
        tellers: dict[str, Callable[[], Json | None]] = {
            "message.agent": lambda: {"speaker": self.rng.choice(["agent", "agent", "agent", "bot"])},
            "wait.started": self._wait_started,
            "wait.ended": self._wait_ended,
            "case.classified": self._classified,
            "targets.changed": self._targets_changed,
            "calendar.changed": self._calendar_changed,
            "deadline.extended": self._extended,
            "clock.excused": self._excused,
            "event.voided": self._voided,
            "case.merged_in": self._merged_in,
            "case.merged": lambda: {"into": "C-2"},
        }
        payload = tellers[kind]() if kind in tellers else {}
        if payload is None:
            return
        if kind in ("case.resolved", "case.closed", "case.reopened"):
            self.resolved, self.waiting = kind != "case.reopened", []
        self.events.append({"at": self._text(self.at), "kind": kind, **payload})

    def _wait_started(self) -> Json:
        named = [reason for spec in self.commitments.values() for reason in spec.get("pauses", ()) if reason in REASONS]
        reason = self.rng.choice([*named, *REASONS])
        self.waiting.append(reason)
        return {"reason": reason}

    def _wait_ended(self) -> Json:
        if not self.waiting or self.rng.random() < 0.15:
            self.waiting = []
            return {}
        return {"reason": self.waiting.pop(self.rng.randrange(len(self.waiting)))}

    def _classified(self) -> Json:
        dim = self.rng.choice(["urgency", "urgency", "urgency", "business"])
        return {"class": {dim: self.rng.choice(CLASSES[dim])}}

    def _targets_changed(self) -> Json | None:
        """Change a target that no class changes as well: which of the two would win is not the question here."""
        plain = [name for name, spec in self.commitments.items() if len(spec["within"]) == 1]
        if not plain:
            return None
        name = self.rng.choice(plain)
        target: int | None = self.rng.choice([1, 2, 4, 8, 16]) * HOUR
        if self.rng.random() < 0.2 and self.commitments[name].get("recurs") != "chained":
            target = None
        policy = self.rng.choice(["retro", "from_change", "restart"])
        return {"targets": {name: target}, "policy": policy}

    def _calendar_changed(self) -> Json:
        policy = self.rng.choice(["piecewise", "piecewise", "retro"])
        names = list(self.scene.calendars)[: 3 if "legal_stop" in str(self.commitments) else 4]
        return {"calendar": self.rng.choice(names), "policy": policy}

    def _extended(self) -> Json:
        name, spec = self.rng.choice(list(self.commitments.items()))
        unit = "1 working days" if "working" in str(spec["within"]) else "1 calendar days"
        in_days = "days" in str(spec["within"])
        amount = unit if in_days and self.rng.random() < 0.8 else self.rng.choice(["30 min", "1 h", "4 h"])
        return {"commitment": name, "amount": amount, "basis": "customer agreed", **self._approval()}

    def _excused(self) -> Json:
        name = self.rng.choice(list(self.commitments))
        return {"commitment": name, "cycle": self.rng.choice([1, 1, 2]), "basis": "flood", **self._approval()}

    def _approval(self) -> Json:
        return {} if self.rng.random() < 0.15 else {"approved_by": "supervisor"}

    def _voided(self) -> Json | None:
        if len(self.events) < 2:
            return None
        return {"seq": self.rng.randrange(2, len(self.events) + 1), "reason": "typed into the wrong case"}

    def _merged_in(self) -> Json:
        opened = self.at - HOUR - self._some(30 * HOUR)
        unanswered = self._text(opened + self._some((self.at - opened) // 2)) if self.rng.random() < 0.8 else None
        return {"from": "C-3", "opened_at": self._text(opened), "unanswered_since": unanswered}

    def _registered_late(self) -> list[Json]:
        """Let some events be recorded later than they happened, and so stand later in the list."""
        for event in self.events[1:]:
            if self.rng.random() < 0.12:
                at = instant(event["at"]) + self.grid + self._some(12 * HOUR)
                event["recorded_at"] = self._text(at)
        if self.rng.random() < 0.1 and not any(event["kind"] == "event.voided" for event in self.events):
            place = self.rng.randrange(1, len(self.events))
            self.events.append(self.events.pop(place))
        return self.events

    def _asks(self) -> list[Json]:
        first, last = instant(self.events[0]["at"]), self.at
        later = last + self.grid + self._some((60 if self.is_long else 10) * HOUR)
        instants = [last, later, first + self._some(last - first), first + self._some(last - first)]
        asks: list[Json] = [{"at": self._text(at)} for at in instants[: self.rng.choice([2, 3, 4])]]
        if self.rng.random() < 0.25:
            asks[1]["known_at"] = self._text(last - self._some(8 * HOUR))
        if self.rng.random() < 0.1:
            asks[0]["commitment"] = self.rng.choice(list(self.commitments))
        return asks

    def _text(self, at: int) -> str:
        return datetime.fromtimestamp(at, ZoneInfo(self.scene.zone)).isoformat()
