"""The calendars and commitments that random histories are made of."""

from collections.abc import Sequence
from dataclasses import dataclass
from random import Random
from typing import Any

Json = dict[str, Any]

CN_CLOSED = ["2026-09-25", "2026-09-26", "2026-09-27", *(f"2026-10-{day:02d}" for day in range(1, 8))]
CN_OPENED = {"2026-09-20": "mon", "2026-10-10": "mon"}
OFFICE = {"mon-fri": ["09:00-12:00", "13:30-18:00"]}
REASONS = ("waiting-customer", "waiting-parts", "testing")
SHARES = ("50%", "75%", "80%", "90%")


@dataclass(frozen=True)
class Scene:
    """A place and a time of year in which something happens to working time; the night shift is its last calendar."""

    zone: str
    first_day: str
    calendars: Json


def _in(zone: str, **calendars: Json) -> Json:
    return {name: {"timezone": zone, **spec} for name, spec in calendars.items()}


CHINA = _in(
    "Asia/Shanghai",
    office={
        "week": OFFICE,
        "closed": CN_CLOSED,
        "opened": CN_OPENED,
        "dates": {"2026-09-30": ["09:00-12:00"], "2026-10-05": ["10:00-16:00"]},
        "closures": [{"from": "2026-09-29T14:00+08:00", "to": "2026-09-29T16:00+08:00", "why": "停电"}],
    },
    hotline={"week": {"mon-sun": ["08:00-22:00"]}},
    always={"week": "always"},
    night={"week": {"mon-fri": ["22:00-06:00"]}, "closed": CN_CLOSED, "opened": CN_OPENED},
)
BERLIN = _in(
    "Europe/Berlin",
    office={"week": {"mon-sat": ["08:00-18:00"]}, "closed": ["10-26"]},
    hotline={"week": {"mon-sun": ["06:00-24:00"]}},
    always={"week": {"mon-sun": ["00:00-08:00", "08:00-16:00", "16:00-24:00"]}},
    night={"week": {"mon-sun": ["22:00-06:00"]}},
)
NEW_YORK = _in(
    "America/New_York",
    office={"week": {"mon-fri": ["09:00-17:30"], "sat": ["10:00-14:00"]}, "closed": ["2026-11-26"]},
    hotline={"week": {"mon-sun": ["08:00-22:00"]}},
    always={"week": "always"},
    night={"week": {"mon-sun": ["22:00-06:00"]}},
)
SCENES = (
    Scene("Asia/Shanghai", "2026-09-23", CHINA),
    Scene("Asia/Shanghai", "2026-09-29", CHINA),
    Scene("Asia/Shanghai", "2026-10-08", CHINA),
    Scene("Europe/Berlin", "2026-03-27", BERLIN),
    Scene("Europe/Berlin", "2026-10-23", BERLIN),
    Scene("America/New_York", "2026-03-06", NEW_YORK),
    Scene("America/New_York", "2026-10-30", NEW_YORK),
)

SHAPES: dict[str, Json] = {
    "first-response": {"starts": "case.opened", "stops": ["message.agent", "call.answered", "case.resolved"]},
    "next-reply": {"starts": "message.customer", "stops": ["message.agent", "case.resolved"], "recurs": "each_start"},
    "written-progress": {"starts": ["transfer.accepted"], "stops": ["progress.written", "case.resolved"]},
    "keep-in-touch": {"starts": ["case.opened", "message.agent"], "stops": ["case.resolved"], "recurs": "each_start"},
    "solution": {"starts": "case.opened", "stops": ["case.resolved", "case.closed"]},
    "answer": {"starts": "case.opened", "stops": ["message.agent", "message.bot", "case.closed"]},
    "on-site": {"starts": "visit.scheduled", "stops": "visit.arrived", "cancels": ["case.assigned"]},
    "result": {"starts": "case.opened", "stops": ["result.reported"]},
}


def commitments(rng: Random, scene: Scene, main: Sequence[str], *, is_long: bool) -> Json:
    """Give one to four commitments with random legal settings of every key; the main ones are among them."""
    names = [*main, *rng.sample(list(SHAPES), k=rng.choice([1, 2, 3, 4, 4]))]
    return {name: _commitment(rng, name, scene, is_long=is_long) for name in list(dict.fromkeys(names))[:4]}


def _commitment(rng: Random, name: str, scene: Scene, *, is_long: bool) -> Json:
    days = rng.random() < (0.6 if is_long else 0.2)
    spec: Json = {**SHAPES[name], "calendar": rng.choice(list(scene.calendars))}
    if name == "written-progress":
        spec["recurs"] = rng.choice(["after_stop", "chained", "chained", "each_start"])
    elif name in ("answer", "on-site") and rng.random() < 0.4:
        spec["recurs"] = rng.choice(["each_start", "after_stop"])
    if rng.random() < (0.6 if name == "keep-in-touch" else 0.15):
        spec["while_running"] = "rearm"
    if rng.random() < (0.8 if name == "solution" else 0.3):
        spec["reopen"] = rng.choice(["resume_excluding", "resume_excluding", "new_cycle", "new_cycle", "ignore"])
    if rng.random() < 0.7:
        spec["reclassify"] = rng.choice(["retro", "from_change", "restart"])
    if rng.random() < 0.4:
        spec["min_left"] = rng.choice(["30 min", "1 h", "2 h"])
    if rng.random() < 0.9:
        spec["pauses"] = _pauses(rng, spec, is_long=is_long)
    spec["within"] = _rows(rng, spec, days=days, is_long=is_long)
    if rng.random() < 0.5 and "calendar days" not in str(spec["within"]):
        spec["warn"] = sorted(rng.sample(SHARES, k=rng.choice([1, 2])))
    if rng.random() < 0.5:
        spec["escalate"] = _steps(rng, scene)
    return spec


def _pauses(rng: Random, spec: Json, *, is_long: bool) -> Json | list[str]:
    reasons = rng.sample(REASONS, k=rng.choice([1, 2, 3, 3])) + (["resolved"] if rng.random() < 0.15 else [])
    if rng.random() < 0.2:
        return reasons
    caps = ["8 h"] if is_long else ["30 min", "1 h", "2 h"]
    caps += ["1 working days", "1 calendar days", *(["2 working days", "1 working days"] if is_long else [])]
    pauses: Json = {reason: rng.choice([{}, rng.choice(caps), {"cap": rng.choice(caps)}]) for reason in reasons}
    if "testing" in pauses and spec["calendar"] != "night" and rng.random() < 0.7:
        cap = {"cap": rng.choice(["2 working days", "8 h"])} if rng.random() < 0.3 else {}
        pauses["testing"] = {**cap, "legal_stop": True}
    return pauses


def _rows(rng: Random, spec: Json, *, days: bool, is_long: bool) -> list[Json]:
    """Give rows that never collide: one for everybody, and special ones each more specific than the last."""
    kinds = _day_rows(rng) if days else [{"limit": text} for text in _times(is_long)]
    rows: list[Json] = []
    if rng.random() < 0.65:
        rows = [
            {"when": {"urgency": "urgent"}, **rng.choice(kinds)},
            {"when": {"urgency": "major"}, **rng.choice(kinds)},
        ]
        rows += [{"when": {"urgency": "major", "business": "complaint"}, **rng.choice(kinds)}]
        rng.shuffle(rows)
        rows = rows[: rng.choice([1, 2, 3])]
    covers_all = spec.get("recurs") == "chained" or not rows or rng.random() < 0.4
    return [*rows, *([rng.choice(kinds)] if covers_all else [])]


def _times(is_long: bool) -> list[str]:
    return ["4 h", "8 h", "16 h", "30 h"] if is_long else ["30 min", "1 h", "90 min", "2 h", "4 h", "8 h", "3600 s"]


def _day_rows(rng: Random) -> list[Json]:
    working = [{"limit": f"{rng.choice([1, 2, 3])} working days"}, {"limit": "end of next working day"}]
    plain = [{"limit": f"{rng.choice([1, 2, 4])} calendar days"}]
    rolled = [{"limit": f"{rng.choice([1, 2, 3, 4])} calendar days", "roll": "working_day"}]
    return rng.choice([working, working, plain + rolled, rolled + working, [*working, {"limit": "8 h"}]])


def _steps(rng: Random, scene: Scene) -> list[Json]:
    steps: list[Json] = [{"at": "due", "to": "shift-leader"}]
    for after in rng.sample(["30 min", "1 h", "4 h"], k=rng.choice([0, 1, 2])):
        calendar = {"calendar": rng.choice(list(scene.calendars))} if rng.random() < 0.5 else {}
        steps.append({"after": after, "to": rng.choice(["supervisor", "quality"]), **calendar})
    return steps
