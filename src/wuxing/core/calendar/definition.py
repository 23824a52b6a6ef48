"""What a calendar says, as a value: week, closed and opened dates, explicit hours, closures (standard.md section 1)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from wuxing.core.instant import DAY, UnreadableInstant, parse_date, parse_instant
from wuxing.core.source import Node, Reader

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = ("timezone", "week", "closed", "opened", "dates", "closures")
HOURS = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?-(\d\d):(\d\d)(?::(\d\d))?")
YEARLY = re.compile(r"(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])")

Hours = tuple[int, int]
"""Seconds from the local midnight of the date a shift belongs to; the end is beyond 86,400 when it runs over midnight."""


@dataclass(frozen=True, slots=True)
class Closure:
    """A stretch cut out of every shift, whatever else says: instants in UTC seconds, end excluded."""

    start: int
    end: int
    why: str = ""


@dataclass(frozen=True, slots=True)
class Definition:
    """A calendar as written. Dates are days since 1970-01-01; weekdays count from Monday, 0."""

    name: str
    timezone: str
    week: tuple[tuple[Hours, ...], ...]
    closed_dates: frozenset[int] = frozenset()
    closed_yearly: frozenset[tuple[int, int]] = frozenset()
    closed_sets: tuple[str, ...] = ()
    opened_dates: tuple[tuple[int, int], ...] = ()
    opened_sets: tuple[tuple[str, int], ...] = ()
    dates: tuple[tuple[int, tuple[Hours, ...]], ...] = ()
    closures: tuple[Closure, ...] = ()


def read_definition(node: Node, reader: Reader, name: str, data_sets: Collection[str]) -> Definition | None:
    """A calendar as written in a standard; None, and problems in the reader, where it cannot be understood."""
    before = len(reader.found)
    fields = reader.fields(node, KEYS, required=("timezone", "week"))
    closed_dates, closed_yearly, closed_sets = _closed(fields.get("closed"), reader, data_sets)
    opened_dates, opened_sets = _opened(fields.get("opened"), reader, data_sets)
    definition = Definition(
        name,
        _zone(fields["timezone"], reader) if "timezone" in fields else "UTC",
        _week(fields["week"], reader) if "week" in fields else ((),) * 7,
        closed_dates,
        closed_yearly,
        closed_sets,
        opened_dates,
        opened_sets,
        _dates(fields.get("dates"), reader),
        _closures(fields.get("closures"), reader),
    )
    if len(reader.found) == before and not any(definition.week) and not any(hours for _, hours in definition.dates):
        reader.problem(
            "never-open",
            node,
            f'工作日历“{name}”从不营业，任何时限都到不了期。请写出工作时间，例如 week: {{mon-fri: ["09:00-18:00"]}}。',
            f'The calendar “{name}” never opens, so no limit could ever end. Give it hours, for example week: {{mon-fri: ["09:00-18:00"]}}.',
        )
    return definition if len(reader.found) == before else None


def _zone(node: Node, reader: Reader) -> str:
    try:
        if isinstance(node.value, str) and node.value:
            return ZoneInfo(node.value).key
    except (KeyError, ValueError, OSError):
        pass
    reader.problem(
        "unknown-zone",
        node,
        f"没有时区“{node.shown}”。请写 IANA 名称，例如 Asia/Shanghai。",
        f"There is no time zone “{node.shown}”. Write an IANA name, for example Asia/Shanghai.",
    )
    return "UTC"


def _week(node: Node, reader: Reader) -> tuple[tuple[Hours, ...], ...]:
    if node.value == "always":
        return (((0, DAY),),) * 7
    week: dict[int, tuple[Hours, ...]] = {}
    for key, entry in reader.mapping(node).items():
        hours = _shifts(entry, reader)
        for weekday in _weekdays(key, entry, reader):
            if weekday in week:
                reader.problem(
                    "day-twice",
                    entry,
                    f"{WEEKDAYS[weekday]} 写了两次，请只保留一处。",
                    f"{WEEKDAYS[weekday]} is given twice; keep one of them.",
                )
            week[weekday] = hours
    every = tuple(week.get(weekday, ()) for weekday in range(7))
    for weekday, hours in enumerate(every):
        following = every[(weekday + 1) % 7]
        if hours and following and hours[-1][1] - DAY > following[0][0]:
            reader.problem(
                "shifts-overlap",
                node,
                f"{WEEKDAYS[weekday]} 的夜班与次日班次重叠，请让前一班在后一班开始前结束。",
                f"The night shift of {WEEKDAYS[weekday]} overlaps the next day's shift; end one before the other starts.",
            )
    return every


def _weekdays(key: str, node: Node, reader: Reader) -> Iterable[int]:
    first, _, last = key.partition("-")
    if first in WEEKDAYS and (last or first) in WEEKDAYS:
        start = WEEKDAYS.index(first)
        return [(start + step) % 7 for step in range((WEEKDAYS.index(last or first) - start) % 7 + 1)]
    reader.problem(
        "unknown-day",
        node,
        f"没有“{key}”这样的星期写法。请写 mon、tue … sun 或 mon-fri。",
        f"“{key}” is no day of the week. Write mon, tue … sun, or a range such as mon-fri.",
    )
    return []


def _shifts(node: Node, reader: Reader) -> tuple[Hours, ...]:
    shifts = sorted(hours for entry in reader.items(node) if (hours := _hours(entry, reader)))
    for (_, end), (start, _) in pairwise(shifts):
        if start < end:
            reader.problem(
                "shifts-overlap",
                node,
                "班次相互重叠，请改成首尾相接或分开。",
                "Shifts overlap; let them touch or part them.",
            )
    return tuple(shifts)


def _hours(node: Node, reader: Reader) -> Hours | None:
    found = HOURS.fullmatch(node.value) if isinstance(node.value, str) else None
    if found:
        numbers = [int(part or 0) for part in found.groups()]
        start, end = (numbers[at] * 3600 + numbers[at + 1] * 60 + numbers[at + 2] for at in (0, 3))
        sixty = all(numbers[at] < 60 for at in (1, 2, 4, 5))
        if sixty and start < DAY and end <= DAY and start != end:
            return (start, end) if end > start else (start, end + DAY)
    reader.problem(
        "bad-hours",
        node,
        f'“{node.shown}”不是时段。请写成 "09:00-12:00"；夜班写 "22:00-06:00"，一天到底写 "00:00-24:00"。',
        f'“{node.shown}” is no stretch of hours. Write "09:00-12:00", over midnight "22:00-06:00", the whole day "00:00-24:00".',
    )
    return None


def _closed(
    node: Node | None, reader: Reader, data_sets: Collection[str]
) -> tuple[frozenset[int], frozenset[tuple[int, int]], tuple[str, ...]]:
    days: set[int] = set()
    yearly: set[tuple[int, int]] = set()
    sets: list[str] = []
    for entry in reader.items(node) if node else []:
        text = entry.value if isinstance(entry.value, str) else ""
        if text in data_sets:
            sets.append(text)
        elif found := YEARLY.fullmatch(text):
            yearly.add((int(found[1]), int(found[2])))
        elif (day := _date(text)) is not None:
            days.add(day)
        else:
            _unknown_date(entry, reader, data_sets)
    return frozenset(days), frozenset(yearly), tuple(sets)


def _opened(
    node: Node | None, reader: Reader, data_sets: Collection[str]
) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[str, int], ...]]:
    days: list[tuple[int, int]] = []
    sets: list[tuple[str, int]] = []
    for key, entry in (reader.mapping(node) if node else {}).items():
        weekday = reader.choice(entry, WEEKDAYS, zh="星期", en="day of the week")
        if weekday is None:
            continue
        if key in data_sets:
            sets.append((key, WEEKDAYS.index(weekday)))
        elif (day := _date(key)) is not None:
            days.append((day, WEEKDAYS.index(weekday)))
        else:
            _unknown_date(Node(key, entry.place, entry.line), reader, data_sets)
    return tuple(sorted(days)), tuple(sets)


def _dates(node: Node | None, reader: Reader) -> tuple[tuple[int, tuple[Hours, ...]], ...]:
    dates = []
    for key, entry in (reader.mapping(node) if node else {}).items():
        hours = _shifts(entry, reader)
        if (day := _date(key)) is None:
            reader.problem(
                "bad-date",
                entry,
                f"“{key}”不是日期。请写成 2026-12-31。",
                f"“{key}” is no date. Write it as 2026-12-31.",
            )
        else:
            dates.append((day, hours))
    return tuple(sorted(dates))


def _closures(node: Node | None, reader: Reader) -> tuple[Closure, ...]:
    closures = []
    for entry in reader.items(node) if node else []:
        fields = reader.fields(entry, ("from", "to", "why"), required=("from", "to"))
        start, end = (_instant(fields[key], reader) if key in fields else None for key in ("from", "to"))
        why = fields.get("why")
        if start is None or end is None:
            continue
        if end <= start:
            reader.problem("empty-closure", entry, "停业的结束必须晚于开始。", "A closure has to end after it starts.")
        closures.append(Closure(start, end, why.value if why and isinstance(why.value, str) else ""))
    return tuple(sorted(closures, key=lambda closure: closure.start))


def _instant(node: Node, reader: Reader) -> int | None:
    try:
        return parse_instant(node.value if isinstance(node.value, str) else "")
    except UnreadableInstant:
        reader.problem(
            "bad-instant",
            node,
            f"“{node.shown}”不是带时区的时刻。请写成 2026-05-06T14:00+08:00。",
            f"“{node.shown}” is no instant with an offset. Write it as 2026-05-06T14:00+08:00.",
        )
        return None


def _date(text: str) -> int | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _unknown_date(node: Node, reader: Reader, data_sets: Collection[str]) -> None:
    known = ", ".join(sorted(data_sets)) or "—"
    reader.problem(
        "unknown-date",
        node,
        f"“{node.shown}”既不是日期，也不是数据集。请写 2026-10-01、每年的 10-01，或数据集：{known}。",
        f"“{node.shown}” is neither a date nor a data set. Write 2026-10-01, yearly 10-01, or a data set: {known}.",
    )
