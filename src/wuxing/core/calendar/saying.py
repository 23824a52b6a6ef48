"""A calendar in words: its hours of the week, the days off and made up, and dates with hours of their own."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from itertools import groupby
from zoneinfo import ZoneInfo

from wuxing.core.calendar.data_set import DataSet
from wuxing.core.calendar.definition import Closure, Definition, Hours
from wuxing.core.instant import DAY
from wuxing.core.source import Text

DAYS = (
    Text("周一", "Monday"),
    Text("周二", "Tuesday"),
    Text("周三", "Wednesday"),
    Text("周四", "Thursday"),
    Text("周五", "Friday"),
    Text("周六", "Saturday"),
    Text("周日", "Sunday"),
)
ALWAYS = (((0, DAY),),) * 7
MOST_DATES = 12


def hours_in_words(calendar: Definition) -> Text:
    """全天候 / 周一至周五 09:00–12:00、13:30–18:00."""
    if calendar.week == ALWAYS:
        return Text("全天候", "round the clock")
    said = [_days(list(days), hours) for hours, days in groupby(range(7), key=lambda day: calendar.week[day]) if hours]
    zh, en = "；".join(each.zh for each in said), "; ".join(each.en for each in said)
    return Text(zh, en) if said else Text("只在列明的日期", "only on the dates listed")


def named_in_words(calendar: Definition) -> Text:
    """全天候（round-the-clock）: the hours of its week, and the name that the standard gives it."""
    hours = hours_in_words(calendar)
    return Text(f"{hours.zh}（{calendar.name}）", f"{hours.en} ({calendar.name})")


def _days(days: list[int], hours: tuple[Hours, ...]) -> Text:
    first, last = DAYS[days[0]], DAYS[days[-1]]
    until = (f"至{last.zh}", f"–{last.en[:3]}") if len(days) > 1 else ("", "")
    spans = [_span(each) for each in hours]
    return Text(
        f"{first.zh}{until[0]} {'、'.join(each.zh for each in spans)}",
        f"{first.en[:3]}{until[1]} {', '.join(each.en for each in spans)}",
    )


def exceptions_in_words(calendar: Definition, data_sets: Mapping[str, DataSet]) -> list[Text]:
    """Everything besides the week: holidays off, make-up days worked, single dates, closures."""
    said = [_off(data_sets, name) for name in calendar.closed_sets]
    said += [_made_up(data_sets, name, weekday) for name, weekday in calendar.opened_sets]
    if calendar.closed_dates:
        said.append(_joined("放假", "Closed on", [_date(day) for day in sorted(calendar.closed_dates)]))
    if calendar.closed_yearly:
        yearly = [f"{month:02}-{day:02}" for month, day in sorted(calendar.closed_yearly)]
        said.append(_joined("每年放假", "Closed every year on", yearly))
    said += [
        Text(f"{_date(day)} 按{DAYS[weekday].zh}上班", f"{_date(day)} is worked like a {DAYS[weekday].en}")
        for day, weekday in calendar.opened_dates
    ]
    said += [_own_hours(day, hours) for day, hours in calendar.dates]
    said += [_closure(each, calendar.timezone) for each in calendar.closures]
    return said


def _off(data_sets: Mapping[str, DataSet], name: str) -> Text:
    title = _title(data_sets, name)
    return Text(f"{title.zh}放假", f"Closed on {title.en[:1].lower()}{title.en[1:]}")


def _made_up(data_sets: Mapping[str, DataSet], name: str, weekday: int) -> Text:
    title = _title(data_sets, name)
    return Text(
        f"{title.zh}按{DAYS[weekday].zh}上班",
        f"{title.en[:1].upper()}{title.en[1:]} are worked like a {DAYS[weekday].en}",
    )


def _title(data_sets: Mapping[str, DataSet], name: str) -> Text:
    known = data_sets.get(name)
    return known.title if known and known.title.zh else Text(name, name)


def _span(hours: Hours) -> Text:
    start, end = (f"{at // 3600 % 24 if at != DAY else 24:02}:{at // 60 % 60:02}" for at in hours)
    over = (" 次日", " the next day") if hours[1] > DAY else ("", "")
    return Text(f"{start}–{over[0].strip()}{end}", f"{start}–{end}{over[1]}")


def _own_hours(day: int, hours: tuple[Hours, ...]) -> Text:
    if not hours:
        return Text(f"{_date(day)} 放假", f"Closed on {_date(day)}")
    spans = [_span(each) for each in hours]
    return Text(
        f"{_date(day)} {'、'.join(each.zh for each in spans)}", f"{_date(day)} {', '.join(each.en for each in spans)}"
    )


def _closure(closure: Closure, timezone: str) -> Text:
    zone = ZoneInfo(timezone)
    since, until = (datetime.fromtimestamp(at, zone).strftime("%Y-%m-%d %H:%M") for at in (closure.start, closure.end))
    why = (f"：{closure.why}", f": {closure.why}") if closure.why else ("", "")
    return Text(f"{since} 至 {until} 停业{why[0]}", f"Closed from {since} to {until}{why[1]}")


def _date(day: int) -> str:
    return datetime.fromtimestamp(day * DAY, UTC).strftime("%Y-%m-%d")


def _joined(zh: str, en: str, dates: list[str]) -> Text:
    more = len(dates) - MOST_DATES
    shown = dates[:MOST_DATES]
    rest = (f" 等 {len(dates)} 天", f" and {more} more days") if more > 0 else ("", "")
    return Text(f"{zh}：{'、'.join(shown)}{rest[0]}", f"{en} {', '.join(shown)}{rest[1]}")
