"""The sentences over the charts and tables of a report: each says what was found, not what is drawn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wuxing.history.reports.charts import FEW, Tally, judged, rate_of
from wuxing.history.reports.hours import Hour, HourChart
from wuxing.history.reports.words import Words

Report = Mapping[str, Any]


def page_title(report: Report, words: Words) -> str:
    """What was tried, as the question it answers."""
    ours, theirs = report["standard"], report.get("against")
    title = words.text(ours["title"])
    if not theirs:
        return words("按《{title}》重放", "Replay under {title}", title=title)
    if ours["name"] == theirs["name"]:
        return words(
            "如果《{title}》从 {old} 改为 {new}",
            "If {title} went from {old} to {new}",
            title=title,
            old=theirs["version"],
            new=ours["version"],
        )
    other = words.text(theirs["title"])
    return words(
        "如果按《{title}》，而不是《{other}》",
        "If {title} applied instead of {other}",
        title=title,
        other=other,
    )


def labels(report: Report, words: Words) -> tuple[str, str]:
    """What both standards are called: by title, and by version where only that differs."""
    ours, theirs = report["standard"], report.get("against") or {}
    titles = (words.text(ours["title"]), words.text(theirs.get("title")))
    if titles[0] == titles[1]:
        return f"{titles[0]} {ours['version']}", f"{titles[1]} {theirs['version']}"
    return titles


def promise_name(promise: Mapping[str, Any], words: Words) -> str:
    """Clause and title of a commitment, as a sentence cites it."""
    clause = promise.get("clause") or promise.get("clause_against")
    return f"{words.clause(clause)} {words.text(promise.get('title'))}"


def flips_title(flips: Sequence[Mapping[str, Any]], words: Words) -> str:
    """Which clause flips most."""
    if not flips:
        return words("没有承诺翻转", "No promise flips")
    most = max(flips, key=lambda flip: flip["to_late"] + flip["to_met"])
    count = words.number(most["to_late"] + most["to_met"])
    name = promise_name(most, words)
    if len(flips) == 1:
        return words("只有 {name} 翻转：{count} 次", "Only {name} flips: {count}", name=name, count=count)
    return words("{name} 翻转最多：{count} 次", "{name} flips most: {count}", name=name, count=count)


def promises_title(promises: Sequence[Mapping[str, Any]], words: Words) -> str:
    """The promise that loses most, or, under one standard, the one kept least."""
    gaps = [(gap(p), p) for p in promises]
    known = [(size, p) for size, p in gaps if size is not None]
    if known and any(p["against"] for p in promises):
        size, worst = min(known, key=lambda pair: pair[0])
        if size <= -0.0005:
            return _promise_says(
                "{name} 降得最多：{points} 个百分点", "{name} loses most: {points} points", worst, words
            )
        size, best = max(known, key=lambda pair: pair[0])
        if size >= 0.0005:
            return _promise_says(
                "{name} 升得最多：{points} 个百分点", "{name} gains most: {points} points", best, words
            )
        return words("各项承诺的按时率没有变", "Every promise is kept as often as before")
    rated = [p for p in promises if p["standard"] and p["standard"]["rate"] is not None]
    if not rated:
        return words("没有可以判定的承诺", "No promise could be judged")
    return _promise_says(
        "{name} 最难守住：{rate}",
        "{name} is kept least: {rate}",
        min(rated, key=lambda p: p["standard"]["rate"]),
        words,
    )


def gap(row: Mapping[str, Any]) -> float | None:
    """The rate under the standard tried less the rate under the other; None unless both are known."""
    ours, theirs = (row.get(side) and row[side]["rate"] for side in ("standard", "against"))
    return None if ours is None or theirs is None else ours - theirs


def _promise_says(zh: str, en: str, promise: Mapping[str, Any], words: Words) -> str:
    ours: Tally = promise["standard"]
    name = promise_name(promise, words)
    points = words.points(abs(gap(promise) or 0.0)).removeprefix("+")
    return words(zh, en, name=name, points=points, rate=words.percent(ours["rate"]))


def delta_class(difference: float | None) -> str:
    """The class of a difference that can be seen at the digits shown."""
    if difference is None or abs(difference) < 0.0005:
        return ""
    return " is-worse" if difference < 0 else " is-better"


def difference(size: float, words: Words) -> str:
    """A difference of rates as a sentence."""
    shown = words.points(abs(size)).removeprefix("+")
    if shown == "0.0":
        return words("一样", "The same")
    if size < 0:
        return words("低 {n} 个百分点", "{n} points lower", n=shown)
    return words("高 {n} 个百分点", "{n} points higher", n=shown)


def part_of(count: int | None, n: int, words: Words) -> str:
    """A count as a share of all that was judged."""
    if count is None or not n:
        return ""
    share = words.percent(count / n)
    return words("占 {share}", "{share} of those compared", share=share)


def spoken_rates(row: Any, words: Words) -> str:
    """The rates of a row with their intervals, for who cannot see the chart."""
    said = [
        f"{line.side.part} {words.percent(line.tally['rate'])} "
        f"{words.interval(line.tally['rate_low'], line.tally['rate_high'])}".strip()
        for line in row.lines
        if line.tally
    ]
    return words("{name}：{rates}", "{name}: {rates}", name=row.name, rates=words("，", "; ").join(said))


def hour_says(hour: Hour, sides: Sequence[Any], words: Words) -> str:
    """The figures of one hour under each standard."""
    said = [words("{n} 点", "{n}:00", n=hour.hour)]
    for side in sides:
        tally = hour.tallies.get(side.key)
        if tally is None:
            continue
        said.append(
            words(
                "{part}按时 {met}，超时 {late}，{rate}",
                "{part}{met} met, {late} missed, {rate}",
                part=f"{side.part}{words('：', ': ')}" if side.part else "",
                met=words.number(tally["met"]),
                late=words.number(tally["late"]),
                rate=words.percent(rate_of(tally)),
            )
        )
    return "\n".join(said)


def curve_title(tally: Tally, words: Words) -> str:
    """The median and the ninth of ten."""
    return words(
        "一半在 {half} 内，九成在 {most} 内",
        "Half within {half}, nine in ten within {most}",
        half=words.duration(tally["median_seconds"]),
        most=words.duration(tally["p90_seconds"]),
    )


def hours_title(chart: HourChart, words: Words) -> str:
    """When promises break."""
    if all(not hour.told["late"] for hour in chart.hours):
        return words("全天没有超时", "Nothing missed at any hour")
    if not chart.dip:
        even = any(judged(hour.told) >= FEW for hour in chart.hours)
        return words(*(EVEN if even else SPARSE))
    dip = chart.dip
    worst = words.percent(dip.rate)
    if dip.end - dip.start == 1:
        return words("{n} 点最难守住：{rate}", "Hardest at {n}:00: {rate}", n=dip.worst, rate=worst)
    return words(
        "{start} 点到 {end} 点最难守住：最低 {rate}",
        "Hardest from {start}:00 to {end}:00: down to {rate}",
        start=dip.start,
        end=dip.end,
        rate=worst,
    )


EVEN = ("各小时差不多", "Much the same at every hour")
SPARSE = ("各小时件数太少，看不出规律", "Too few in each hour to see a pattern")


def hours_spoken(chart: HourChart, words: Words) -> str:
    """What the day's chart shows, for who cannot see it."""
    ours = [(rate_of(hour.told), hour.hour) for hour in chart.hours]
    known = [(value, hour) for value, hour in ours if value is not None]
    title = hours_title(chart, words)
    if not known:
        return title
    low, high = min(known), max(known)
    return words(
        "{title}。逐小时最低 {low}（{low_hour} 点），最高 {high}（{high_hour} 点）。",
        "{title}. By hour the lowest is {low} ({low_hour}:00), the highest {high} ({high_hour}:00).",
        title=title,
        low=words.percent(low[0]),
        low_hour=low[1],
        high=words.percent(high[0]),
        high_hour=high[1],
    )


def cells_title(cells: Sequence[Mapping[str, Any]], words: Words) -> str:
    """The class that is kept least, where there is a choice and enough to say so."""
    known = [c for c in cells if c["standard"] and c["standard"]["rate"] is not None and c["standard"]["n"] >= FEW]
    if len(known) < 2 or all(c["standard"]["rate"] == 1 for c in known):
        return words("分类明细", "By class")
    worst = min(known, key=lambda cell: cell["standard"]["rate"])
    return words(
        "{cell} 最低：{rate}",
        "Lowest: {cell}, {rate}",
        cell=words.text(worst["labels"]),
        rate=words.percent(worst["standard"]["rate"]),
    )


def felt(unseen: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
    """Of the promises that cannot be observed those that cases had; all where none had."""
    return [row for row in unseen if row["cases"]] or list(unseen)


def unseen_title(unseen: Sequence[Mapping[str, Any]], words: Words) -> str:
    """How many promises the history is silent about, and how many kinds of events would end that."""
    unseen = felt(unseen)
    promises = {row["commitment"] for row in unseen}
    kinds = {kind for row in unseen for kind in row["missing_kinds"]}
    return words(
        "{promises} 项承诺观测不到，补记 {kinds} 种事件就能看到",
        "Promises that cannot be observed: {promises}. Kinds of events to record: {kinds}",
        promises=len(promises),
        kinds=len(kinds),
    )
