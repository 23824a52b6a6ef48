"""Durations and instants as people read them, in Chinese and English. Rounded down: never more than there is."""

from __future__ import annotations

from datetime import date, datetime

from wuxing.core.source import Text

HOUR, MINUTE = 3600, 60
WEEKDAYS_ZH = "一二三四五六日"
WEEKDAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
MONTHS_EN = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
YEARS_AGO = "%Y-%m-%d"
TIME = "%H:%M"


def duration(seconds: float) -> Text:
    """A length of time: 1小时12分, 4小时06分, 10小时, 18分, 42秒 / 1 h 12 min, 4 h 06 min, 10 h, 18 min, 42 s."""
    whole = max(0, int(seconds))
    hours, minutes = whole // HOUR, whole % HOUR // MINUTE
    if hours and minutes:
        return Text(f"{hours:,}小时{minutes:02}分", f"{hours:,} h {minutes:02} min")
    if hours:
        return Text(f"{hours:,}小时", f"{hours:,} h")
    if minutes:
        return Text(f"{minutes}分", f"{minutes} min")
    return Text(f"{whole}秒", f"{whole} s")


def working_days(count: int) -> Text:
    """2 个工作日 / 2 working days."""
    return Text(f"{count} 个工作日", "1 working day" if count == 1 else f"{count} working days")


def left(seconds: float) -> Text:
    """还剩 1小时12分 / 1 h 12 min left."""
    length = duration(seconds)
    return Text(f"还剩 {length.zh}", f"{length.en} left")


def days_left(count: int) -> Text:
    """余 2 个工作日 / 2 working days left."""
    days = working_days(count)
    return Text(f"余 {days.zh}", f"{days.en} left")


def overdue(seconds: float) -> Text:
    """超时 8分 / 8 min overdue."""
    length = duration(seconds)
    return Text(f"超时 {length.zh}", f"{length.en} overdue")


def paused(seconds: float) -> Text:
    """暂停，余 9小时40分 / Paused, 9 h 40 min left."""
    length = duration(seconds)
    return Text(f"暂停，余 {length.zh}", f"Paused, {length.en} left")


def took(seconds: float) -> Text:
    """用时 2分 / in 2 min."""
    length = duration(seconds)
    return Text(f"用时 {length.zh}", f"in {length.en}")


def late_by(seconds: float) -> Text:
    """晚 6分 / by 6 min."""
    length = duration(seconds)
    return Text(f"晚 {length.zh}", f"by {length.en}")


def day(on: date, *, today: date) -> Text:
    """A date: 10月9日 周五 / Fri 9 Oct; in another year 2025-11-11."""
    if on.year != today.year:
        return Text(on.strftime(YEARS_AGO), on.strftime(YEARS_AGO))
    zh = f"{_short_zh(on)} 周{WEEKDAYS_ZH[on.weekday()]}"
    return Text(zh, f"{WEEKDAYS_EN[on.weekday()]} {_short_en(on)}")


def instant(at: datetime, *, now: datetime) -> Text:
    """A point in time in the zone of `now`: 10:30 today, 10月9日 周五 10:30 / Fri 9 Oct, 10:30, else 2025-11-11 10:30."""
    here = at.astimezone(now.tzinfo)
    when = day(here.date(), today=now.date())
    return _at_time(here, now, when)


def short_instant(at: datetime, *, now: datetime) -> Text:
    """The same without the day of the week, for chips: 10月10日 11:30 / 10 Oct, 11:30."""
    here = at.astimezone(now.tzinfo)
    return _at_time(here, now, short_day(here.date(), today=now.date()))


def short_day(on: date, *, today: date) -> Text:
    """A date without the day of the week: 10月9日 / 9 Oct; in another year 2025-11-11."""
    return Text(_short_zh(on), _short_en(on)) if on.year == today.year else day(on, today=today)


def _at_time(here: datetime, now: datetime, when: Text) -> Text:
    time = here.strftime(TIME)
    if here.date() == now.date():
        return Text(time, time)
    comma = "" if when.zh == when.en else ","
    return Text(f"{when.zh} {time}", f"{when.en}{comma} {time}")


def _short_zh(on: date) -> str:
    return f"{on.month}月{on.day}日"


def _short_en(on: date) -> str:
    return f"{on.day} {MONTHS_EN[on.month - 1]}"
