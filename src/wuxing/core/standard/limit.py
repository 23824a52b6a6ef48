"""Limits: working time, working days, calendar days, the end of the next working day; never converted into one another."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal
from unicodedata import normalize

from wuxing.core.source import Node, Reader, Text, wide_character

Unit = Literal["seconds", "working_days", "calendar_days", "end_of_next_working_day"]

SECONDS = {"s": 1, "min": 60, "h": 3600}
TIME = re.compile(r"([1-9]\d{0,8}) ?(s|min|h)", re.ASCII)
DAYS = re.compile(r"([1-9]\d{0,3}) (working|calendar) days?", re.ASCII)
END = "end of next working day"

MEANT = re.compile(
    r"(?i)([1-9]\d{0,3}) *[-_]?个?(working|business|work|工作|calendar|自然)?[-_ ]*([a-z]+|秒|分钟?|小时|时|天|日)",
)
UNITS = {
    "s": ("s", "sec", "secs", "second", "seconds", "秒"),
    "min": ("m", "min", "mins", "minute", "minutes", "分", "分钟"),
    "h": ("h", "hr", "hrs", "hour", "hours", "小时", "时"),
    "day": ("d", "day", "days", "天", "日"),
}
KINDS_OF_DAY = {"calendar": "calendar", "自然": "calendar"}


@dataclass(frozen=True, slots=True)
class Limit:
    """How long something may take: working seconds of a calendar, or whole dates."""

    unit: Unit
    amount: int
    roll: bool = False

    @property
    def is_days(self) -> bool:
        """Whether it counts whole dates, not working time."""
        return self.unit != "seconds"

    def plus(self, more: Limit) -> Limit | None:
        """This limit extended by an amount of the same unit; None where the units differ."""
        if more.unit != self.unit or self.unit == "end_of_next_working_day":
            return None
        return Limit(self.unit, self.amount + more.amount, self.roll)

    @property
    def text(self) -> Text:
        """The limit as people write it: 3 分钟 / 3 min."""
        if self.unit == "seconds":
            return Text(duration(self.amount).zh, duration(self.amount).en)
        if self.unit == "end_of_next_working_day":
            return Text("下一个工作日结束前", END)
        kind = ("个工作日", "working") if self.unit == "working_days" else ("个自然日", "calendar")
        rolled = ("（遇休息日顺延）", ", moved to a working day") if self.roll else ("", "")
        plural = "" if self.amount == 1 else "s"
        return Text(f"{self.amount} {kind[0]}{rolled[0]}", f"{self.amount} {kind[1]} day{plural}{rolled[1]}")


def duration(seconds: int) -> Text:
    """A length of working time in words: 1 小时 30 分钟 / 1 h 30 min."""
    hours, rest = divmod(abs(seconds), 3600)
    minutes, left = divmod(rest, 60)
    parts = [(hours, "小时", "h"), (minutes, "分钟", "min"), (left, "秒", "s")]
    said = [part for part in parts if part[0]] or [parts[2]]
    return Text(" ".join(f"{n} {zh}" for n, zh, _ in said), " ".join(f"{n} {en}" for n, _, en in said))


def parse_limit(text: str, *, roll: bool = False) -> Limit | None:
    """The limit that a text says; None where it is none. A bare "day" is none."""
    if found := TIME.fullmatch(text):
        return Limit("seconds", int(found[1]) * SECONDS[found[2]])
    if found := DAYS.fullmatch(text):
        return Limit("working_days" if found[2] == "working" else "calendar_days", int(found[1]), roll)
    return Limit("end_of_next_working_day", 1) if text == END else None


def as_written(text: str) -> str:
    """A limit as a standard writes it, from what people type: `2 小时` is `2 h`. Empty where none is meant for sure."""
    number, kind, unit = _meant(text)
    if unit == "day":
        return f"{number} {kind} {_days(number)}" if kind else ""
    return f"{number} {unit}" if unit and not kind else ""


def _meant(text: str) -> tuple[str, str, str]:
    """A number, the kind of day and the unit, each empty where it is not said: 3, working, day."""
    found = MEANT.fullmatch(normalize("NFKC", text[:60]).strip())
    unit = next((unit for unit, words in UNITS.items() if found and found[3].lower() in words), "")
    if not found or not unit:
        return "", "", ""
    return found[1], KINDS_OF_DAY.get(found[2].lower(), "working") if found[2] else "", unit


def _days(number: str) -> str:
    return "day" if number == "1" else "days"


def read_limit(node: Node, reader: Reader, *, roll: bool = False) -> Limit | None:
    """The limit that a node says; None and a problem where it is none."""
    text = reader.text(node, example="3 min")
    limit = parse_limit(text, roll=roll) if text else None
    if text and limit is None:
        said, odd, right = node.said, wide_character(text), _right_limit(text)
        reader.problem(
            "bad-limit", node, f"{said.zh}不是时限。{odd.zh}{right.zh}", f"{said.en} is no limit. {odd.en}{right.en}"
        )
    return limit


def _right_limit(text: str) -> Text:
    """What to write instead: the limit that was probably meant, else every form there is."""
    if right := as_written(text):
        return Text(f"请写 {right}。", f"Write {right}.")
    number, _kind, unit = _meant(text)
    if unit != "day":
        return Text(
            "请写成 15 min、4 h、90 s、3 working days、5 calendar days 或 end of next working day。",
            "Write 15 min, 4 h, 90 s, 3 working days, 5 calendar days or end of next working day.",
        )
    days = _days(number)
    return Text(
        f"“天”要说明是哪一种：请写 {number} working {days}（工作日）或 {number} calendar {days}（自然日）。",
        f"Say which kind of day: {number} working {days} or {number} calendar {days}.",
    )


def read_time(node: Node, reader: Reader) -> int | None:
    """Working seconds that a node says; None and a problem where it says none."""
    text = reader.text(node, example="10 min")
    if text is None:
        return None
    limit = parse_limit(text)
    if limit is None or limit.is_days:
        said, odd = node.said, wide_character(text)
        reader.problem(
            "bad-time",
            node,
            f"{said.zh}不是时长。{odd.zh}请写成 10 min 或 2 h。",
            f"{said.en} is no length of time. {odd.en}Write 10 min or 2 h.",
        )
        return None
    return limit.amount
