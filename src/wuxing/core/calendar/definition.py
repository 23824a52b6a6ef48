"""What a calendar says, as a value: week, closed and opened dates, explicit hours, closures (standard.md section 1)."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from itertools import pairwise
from zoneinfo import ZoneInfo

from wuxing.core.instant import DAY, UnreadableInstant, parse_date, parse_instant
from wuxing.core.source import Node, Reader, listing, wide_character

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
KEYS = ("timezone", "week", "closed", "opened", "dates", "closures")
OWED = {"timezone": "timezone: Asia/Shanghai", "week": 'week: {mon-fri: ["09:00-18:00"]}'}
CLOSURE_KEYS = ("from", "to", "why")
CLOSURE_OWED = {"from": "from: 2026-05-06T14:00+08:00", "to": "to: 2026-05-06T16:00+08:00"}
HOURS = re.compile(r"(\d\d):(\d\d)(?::(\d\d))?-(\d\d):(\d\d)(?::(\d\d))?", re.ASCII)
DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
YEARLY = re.compile(r"(\d\d)-(\d\d)", re.ASCII)
A_LEAP_YEAR = 2000

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
    fields = reader.fields(node, KEYS, OWED, example="office: {timezone: Asia/Shanghai, week: always}")
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
    name = reader.text(node, example="Asia/Shanghai")
    try:
        return ZoneInfo(name).key if name else "UTC"
    except (KeyError, ValueError, OSError):
        reader.problem(
            "unknown-zone",
            node,
            f"{node.said.zh}不是时区。请写 IANA 名称，例如 Asia/Shanghai。",
            f"{node.said.en} is no time zone. Write an IANA name, for example Asia/Shanghai.",
        )
        return "UTC"


def _week(node: Node, reader: Reader) -> tuple[tuple[Hours, ...], ...]:
    if node.value == "always":
        return (((0, DAY),),) * 7
    week: dict[int, tuple[Hours, ...]] = {}
    for key, entry in reader.mapping(node, example='{mon-fri: ["09:00-18:00"]}').items():
        hours = _shifts(entry, reader)
        for weekday in _weekdays(key, entry, reader):
            if weekday in week:
                reader.problem(
                    "day-twice",
                    entry,
                    f"{WEEKDAYS[weekday]} 的时间前面已经写过，请只保留一处。",
                    f"The hours of {WEEKDAYS[weekday]} are already given above; keep one of them.",
                )
            week[weekday] = hours
    every = tuple(week.get(weekday, ()) for weekday in range(7))
    for weekday, hours in enumerate(every):
        following = every[(weekday + 1) % 7]
        if hours and following and hours[-1][1] - DAY > following[0][0]:
            day, next_day = WEEKDAYS[weekday], WEEKDAYS[(weekday + 1) % 7]
            night, first = _written(hours[-1]), _written(following[0])
            reader.problem(
                "shifts-overlap",
                node,
                f"{day} 的夜班 {night} 与次日（{next_day}）的 {first} 重叠。夜班请在 {first[:5]} 以前结束。",
                f"The night shift {night} of {day} overlaps {first} of the next day, {next_day}. Let it end by {first[:5]}.",
            )
    return every


def _weekdays(key: str, node: Node, reader: Reader) -> Iterable[int]:
    first, _, last = key.partition("-")
    if first in WEEKDAYS and (last or first) in WEEKDAYS:
        start = WEEKDAYS.index(first)
        return [(start + step) % 7 for step in range((WEEKDAYS.index(last or first) - start) % 7 + 1)]
    odd = wide_character(key)
    reader.problem(
        "unknown-day",
        node,
        f"“{key}”不是星期。{odd.zh}请写 mon、tue、wed、thu、fri、sat、sun，或 mon-fri 这样的区间。",
        f"“{key}” is no day of the week. {odd.en}Write mon, tue, wed, thu, fri, sat, sun, or a range such as mon-fri.",
    )
    return []


def _shifts(node: Node, reader: Reader) -> tuple[Hours, ...]:
    entries = reader.items(node, example='["09:00-12:00", "13:30-18:00"]')
    shifts = sorted(hours for entry in entries if (hours := _hours(entry, reader)))
    for one, other in pairwise(shifts):
        if other[0] < one[1]:
            early, late = _written(one), _written(other)
            reader.problem(
                "shifts-overlap",
                node,
                f"{early} 与 {late} 重叠。后一班请从 {early[6:]} 或更晚开始。",
                f"{early} and {late} overlap. Let the later one begin at {early[6:]} or after.",
            )
    return tuple(shifts)


def _written(hours: Hours) -> str:
    """A shift as it is written, to the minute: 22:00-06:00."""
    start, end = (f"{at // 3600:02}:{at // 60 % 60:02}" for at in (hours[0], hours[1] - DAY * (hours[1] > DAY)))
    return f"{start}-{end}"


def _hours(node: Node, reader: Reader) -> Hours | None:
    text = reader.text(node, example='"09:00-12:00"')
    if text is None:
        return None
    found = HOURS.fullmatch(text)
    if found:
        numbers = [int(part or 0) for part in found.groups()]
        start, end = (numbers[at] * 3600 + numbers[at + 1] * 60 + numbers[at + 2] for at in (0, 3))
        sixty = all(numbers[at] < 60 for at in (1, 2, 4, 5))
        if sixty and start < DAY and end <= DAY and start != end:
            return (start, end) if end > start else (start, end + DAY)
    said, odd = node.said, wide_character(node.shown)
    reader.problem(
        "bad-hours",
        node,
        f'{said.zh}不是时段。{odd.zh}请写成 "09:00-12:00"，时、分各两位；夜班写 "22:00-06:00"，整天写 "00:00-24:00"。',
        f'{said.en} is no stretch of hours. {odd.en}Write "09:00-12:00", two digits each; over midnight "22:00-06:00", the whole day "00:00-24:00".',
    )
    return None


def _closed(
    node: Node | None, reader: Reader, data_sets: Collection[str]
) -> tuple[frozenset[int], frozenset[tuple[int, int]], tuple[str, ...]]:
    days: set[int] = set()
    yearly: set[tuple[int, int]] = set()
    sets: list[str] = []
    for entry in reader.items(node, example="[cn-statutory-holidays]") if node else []:
        text = reader.text(entry, example="cn-statutory-holidays")
        if text is None:
            continue
        found = YEARLY.fullmatch(text)
        if text in data_sets:
            sets.append(text)
        elif found and date_in(f"{A_LEAP_YEAR}-{text}") is not None:
            yearly.add((int(found[1]), int(found[2])))
        elif (day := date_in(text)) is not None:
            days.add(day)
        else:
            _unknown_date(entry, reader, data_sets, yearly=True)
    return frozenset(days), frozenset(yearly), tuple(sets)


def _opened(
    node: Node | None, reader: Reader, data_sets: Collection[str]
) -> tuple[tuple[tuple[int, int], ...], tuple[tuple[str, int], ...]]:
    days: list[tuple[int, int]] = []
    sets: list[tuple[str, int]] = []
    for key, entry in (reader.mapping(node, example="{cn-makeup-days: mon}") if node else {}).items():
        weekday = reader.choice(entry, WEEKDAYS, zh="星期", en="day of the week")
        if weekday is None:
            continue
        if key in data_sets:
            sets.append((key, WEEKDAYS.index(weekday)))
        elif (day := date_in(key)) is not None:
            days.append((day, WEEKDAYS.index(weekday)))
        else:
            _unknown_date(entry.saying(key), reader, data_sets, yearly=False)
    return tuple(sorted(days)), tuple(sets)


def _dates(node: Node | None, reader: Reader) -> tuple[tuple[int, tuple[Hours, ...]], ...]:
    dates = []
    for key, entry in (reader.mapping(node, example='{2026-12-31: ["09:00-12:00"]}') if node else {}).items():
        hours = _shifts(entry, reader)
        day = read_date(entry.saying(key), reader)
        if day is not None:
            dates.append((day, hours))
    return tuple(sorted(dates))


def _closures(node: Node | None, reader: Reader) -> tuple[Closure, ...]:
    closures = []
    example = "{from: 2026-05-06T14:00+08:00, to: 2026-05-06T16:00+08:00, why: 停电}"
    for entry in reader.items(node, example=f"[{example}]") if node else []:
        fields = reader.fields(entry, CLOSURE_KEYS, CLOSURE_OWED, example=example)
        start, end = (instant_in(fields[key], reader) if key in fields else None for key in ("from", "to"))
        why = (reader.text(fields["why"], example="停电") or "") if "why" in fields else ""
        if start is None or end is None:
            continue
        if end <= start:
            first, last = fields["from"].shown, fields["to"].shown
            reader.problem(
                "empty-closure",
                fields["to"],
                f"停业的结束（to: {last}）要晚于开始（from: {first}）。",
                f"A closure has to end (to: {last}) after it starts (from: {first}).",
            )
        closures.append(Closure(start, end, why))
    return tuple(sorted(closures, key=lambda closure: closure.start))


def instant_in(node: Node, reader: Reader) -> int | None:
    """UTC seconds of an instant in a document; None and a problem where it is none."""
    text = reader.text(node, example="2026-05-06T14:00+08:00")
    try:
        return None if text is None else parse_instant(text)
    except UnreadableInstant:
        odd = wide_character(node.shown)
        reader.problem(
            "bad-instant",
            node,
            f"{node.said.zh}不是带时区的时刻。{odd.zh}请写成 2026-05-06T14:00+08:00。",
            f"{node.said.en} is no instant with an offset. {odd.en}Write it as 2026-05-06T14:00+08:00.",
        )
        return None


def date_in(text: str) -> int | None:
    """Days since 1970-01-01 of a date written 2026-12-31; None for anything else."""
    try:
        return parse_date(text) if DATE.fullmatch(text) else None
    except ValueError:
        return None


def read_date(node: Node, reader: Reader) -> int | None:
    """Days since 1970-01-01 of the date that a node says; None and a problem where it says none."""
    text = reader.text(node, example="2026-12-31")
    day = date_in(text) if text else None
    if text and day is None:
        odd = wide_character(node.shown)
        reader.problem(
            "bad-date",
            node,
            f"{node.said.zh}不是日期。{odd.zh}请写成 2026-12-31。",
            f"{node.said.en} is no date. {odd.en}Write it as 2026-12-31.",
        )
    return day


def _unknown_date(node: Node, reader: Reader, data_sets: Collection[str], *, yearly: bool) -> None:
    known, odd = sorted(data_sets), wide_character(node.shown)
    every = ("、每年的 10-01", ", yearly 10-01") if yearly else ("", "")
    sets = (f"，或数据集 {listing(known, '、')}", f", or a data set: {listing(known)}") if known else ("", "")
    reader.problem(
        "unknown-date",
        node,
        f"{node.said.zh}既不是日期，也不是数据集。{odd.zh}请写 2026-10-01{every[0]}{sets[0]}。",
        f"{node.said.en} is neither a date nor a data set. {odd.en}Write 2026-10-01{every[1]}{sets[1]}.",
    )
