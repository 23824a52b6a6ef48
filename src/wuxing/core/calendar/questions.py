"""Questions put to a calendar as plain values: the lines of `wuxing calendar run` (standard.md section 4)."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from wuxing.core.calendar.calendar import Calendar, Calendars, NoWorkingTime
from wuxing.core.calendar.definition import Definition, read_definition
from wuxing.core.instant import UnreadableInstant, format_instant, parse_date, parse_instant
from wuxing.core.source import Reader, Refusal, from_plain

DAY = 86_400
MOST_INTERVALS = 10_000


class Question:
    """One line: its fields, read as they are asked for, and the span of time that it touched."""

    def __init__(self, fields: Mapping[str, Any]) -> None:
        self._fields = fields
        self.touched: list[int] = []

    def field(self, name: str) -> Any:
        """A field that has to be there."""
        if name not in self._fields or self._fields[name] is None:
            raise Refusal("missing-field", f"缺少“{name}”。", f"The field “{name}” is missing.")
        return self._fields[name]

    def instant(self, name: str) -> int:
        """An instant with an offset, as UTC seconds."""
        return self.touch(read_instant(name, self.field(name)))

    def day(self, name: str) -> int:
        """A date, as days since 1970-01-01."""
        try:
            day = parse_date(str(self.field(name)))
        except ValueError:
            said = self.field(name)
            raise Refusal(
                "bad-date",
                f"“{name}”不是日期：{said}。请写成 2026-10-01。",
                f"“{name}” is no date: {said}. Write it as 2026-10-01.",
            ) from None
        self.touch(day * DAY + DAY // 2)
        return day

    def number(self, name: str) -> int:
        """A whole number that is not negative."""
        said = self.field(name)
        if isinstance(said, bool) or not isinstance(said, int | float) or said != int(said) or said < 0:
            raise Refusal(
                "bad-number",
                f"“{name}”应为非负整数，而不是 {said}。",
                f"“{name}” has to be a whole number of at least 0, not {said}.",
            )
        return int(said)

    def choice(self, name: str, allowed: tuple[str, ...]) -> str:
        """One of a few words; the empty one may be left out."""
        said = self._fields.get(name) or ""
        if said not in allowed:
            raise Refusal(
                "bad-choice",
                f"“{name}”应为 {'、'.join(filter(None, allowed))}，而不是 {said or '空'}。",
                f"“{name}” has to be {' or '.join(filter(None, allowed))}, not {said or 'empty'}.",
            )
        return str(said)

    def touch(self, instant: int) -> int:
        """Remember that the answer speaks of an instant."""
        self.touched.append(instant)
        return instant


def read_instant(name: str, said: Any) -> int:
    """An instant with an offset, as UTC seconds; Refusal where it is none."""
    try:
        return parse_instant(said)
    except UnreadableInstant:
        raise Refusal(
            "bad-instant",
            f"“{name}”不是带时区的时刻：{said}。请写成 2026-03-02T10:00+08:00。",
            f"“{name}” is no instant with an offset: {said}. Write it as 2026-03-02T10:00+08:00.",
        ) from None


def answer(fields: Mapping[str, Any], calendars: Calendars, named: Mapping[str, Definition]) -> dict[str, Any]:
    """The answer to one line: its result, and a mark where it reaches beyond the years that the data sets cover.

    Args:
        named: the calendars of a standard, which a line may call by name.
    Raises Refusal, or Problems of a calendar that cannot be used.
    """
    question = Question(fields)
    calendar = calendars[_definition(question.field("calendar"), calendars, named)]
    operation = OPERATIONS.get(str(question.field("op")))
    if operation is None:
        said = fields["op"]
        raise Refusal(
            "unknown-op",
            f"没有“{said}”这种运算。可用：{', '.join(OPERATIONS)}。",
            f"There is no op “{said}”. Known: {', '.join(OPERATIONS)}.",
        )
    try:
        result = operation(question, calendar)
    except NoWorkingTime:
        raise Refusal(
            "never-open",
            "这个工作日历在所问的时间之后（或之前）不再有足够的工作时间。",
            "The calendar does not offer that much working time after (or before) what was asked.",
        ) from None
    except (OverflowError, ValueError) as error:
        if isinstance(error, Refusal):
            raise
        raise Refusal("out-of-range", "所问的时间太远。", "What was asked is too far away.") from None
    is_provisional = bool(question.touched) and calendar.is_provisional(min(question.touched), max(question.touched))
    return {"result": result, **({"provisional": True} if is_provisional else {})}


def _definition(said: Any, calendars: Calendars, named: Mapping[str, Definition]) -> Definition:
    if isinstance(said, str):
        if said not in named:
            raise Refusal(
                "unknown-calendar",
                f"没有工作日历“{said}”。可用：{', '.join(named) or '—（请加 --standard）'}。",
                f"There is no calendar “{said}”. Known: {', '.join(named) or '— (add --standard)'}.",
            )
        return named[said]
    reader = Reader()
    definition = read_definition(from_plain(said, "calendar"), reader, "calendar", calendars.data_sets)
    reader.require_no_problems()
    assert definition
    return definition


def _said(question: Question, calendar: Calendar, instant: int) -> str:
    return format_instant(question.touch(instant), calendar.zone)


def _add(question: Question, calendar: Calendar) -> str:
    return _said(question, calendar, calendar.add(question.instant("start"), question.number("seconds")))


def _sub(question: Question, calendar: Calendar) -> str:
    return _said(question, calendar, calendar.sub(question.instant("start"), question.number("seconds")))


def _between(question: Question, calendar: Calendar) -> int:
    return calendar.between(question.instant("start"), question.instant("end"))


def _next_open(question: Question, calendar: Calendar) -> str:
    return _said(question, calendar, calendar.next_open(question.instant("start")))


def _prev_close(question: Question, calendar: Calendar) -> str:
    return _said(question, calendar, calendar.prev_close(question.instant("start")))


def _is_open(question: Question, calendar: Calendar) -> bool:
    return calendar.is_open(question.instant("start"))


def _is_workday(question: Question, calendar: Calendar) -> bool:
    return calendar.is_workday(question.day("date"))


def _count_workdays(question: Question, calendar: Calendar) -> int:
    return calendar.count_workdays(question.day("start"), question.day("end"))


def _intervals(question: Question, calendar: Calendar) -> list[list[str | None]]:
    count = min(question.number("count"), MOST_INTERVALS)
    return [
        [_said(question, calendar, start), None if end is None else _said(question, calendar, end)]
        for start, end in calendar.intervals(question.instant("start"), count)
    ]


def _add_days(question: Question, calendar: Calendar) -> str:
    kind = question.choice("kind", ("working", "calendar"))
    roll = question.choice("roll", ("working_day", ""))
    start, days = question.instant("start"), question.number("days")
    return _said(question, calendar, calendar.add_days(start, days, kind, roll))


OPERATIONS: Mapping[str, Callable[[Question, Calendar], Any]] = {
    "add": _add,
    "sub": _sub,
    "between": _between,
    "next_open": _next_open,
    "prev_close": _prev_close,
    "is_open": _is_open,
    "is_workday": _is_workday,
    "count_workdays": _count_workdays,
    "intervals": _intervals,
    "add_days": _add_days,
}
