"""How the documents write what a clock or a calendar answers: times as people write them, lengths in words."""

from datetime import date, datetime
from typing import Any

from wuxing.core.standard.limit import duration

WEEKDAYS = {"zh": "周一 周二 周三 周四 周五 周六 周日".split(), "en": "Mon Tue Wed Thu Fri Sat Sun".split()}
MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
YEAR = 2026  # the year that goes without saying


def instant(said: str, language: str, today: date | None = None) -> str:
    """`10月9日 周五 10:30` or `Fri 9 Oct 10:30`; on the same day the time alone."""
    at = datetime.fromisoformat(said)
    clock = f"{at:%H:%M:%S}" if at.second else f"{at:%H:%M}"
    if at.date() == today:
        return clock
    weekday = WEEKDAYS[language][at.weekday()]
    if language == "zh":
        return f"{'' if at.year == YEAR else f'{at.year}年'}{at.month}月{at.day}日 {weekday} {clock}"
    return f"{weekday} {at.day} {MONTHS[at.month - 1]}{'' if at.year == YEAR else f' {at.year}'} {clock}"


def length(seconds: int, language: str) -> str:
    return ("−" if seconds < 0 else "") + duration(seconds).in_language(language)


def field(name: str, value: Any, language: str, today: date) -> str:
    """One field of a reading."""
    if isinstance(value, bool):
        return str(value).lower()
    if value in (None, [], {}):
        return "—"
    if isinstance(value, dict):
        return _listed((f"{reason} {length(seconds, language)}" for reason, seconds in value.items()), language)
    if isinstance(value, list):
        return _listed((_entry(each, language, today) for each in value), language)
    return length(value, language) if name.endswith("_seconds") else instant(value, language, today)


def _entry(each: dict[str, Any], language: str, today: date) -> str:
    if "why" in each:
        return f"{each['kind']}{'：' if language == 'zh' else ': '}{each['why'][language]}"
    step = each.get("step") or each["reason"]
    to = f" → {each['to']}" if "to" in each else ""
    return f"{step}{to} {instant(each['at'], language, today)}"


def _listed(parts: Any, language: str) -> str:
    return ("、" if language == "zh" else ", ").join(parts)


def answer(result: dict[str, Any], language: str) -> str:
    """The answer of a calendar."""
    said, provisional = result["result"], {"zh": "，暂定", "en": ", provisional"}[language]
    if isinstance(said, bool):
        return {"zh": ("否", "是"), "en": ("no", "yes")}[language][said]
    words = length(said, language) if isinstance(said, int) else instant(said, language)
    return words + (provisional if result.get("provisional") else "")
