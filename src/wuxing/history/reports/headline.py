"""The sentence of a report that is read first: what was found, or that this history cannot tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wuxing.history.reports.charts import FEW
from wuxing.history.reports.findings import promise_name
from wuxing.history.reports.words import Words

Report = Mapping[str, Any]
MOST_KINDS = 4


def headline_of(report: Report) -> dict[str, str]:
    """The headline in both languages, from the figures of a report."""
    return {"zh": _headline(report, Words("zh")), "en": _headline(report, Words("en"))}


def _headline(report: Report, words: Words) -> str:
    if not report["events"]["cases"]:
        return words("事件文件里没有工单，无从判定。", "The event file holds no case, so there is nothing to judge.")
    totals = report["totals"]
    if not totals["standard"]["n"]:
        said = [_nothing(report, words)]
    elif totals["both"] and totals["both"]["n"]:
        said = [_comparison(report, words), _turns(report, words)]
    else:
        said = [_alone(report, words), _hardest(report, words)]
    said += [_other(report, words), _unseen(report, words) if totals["standard"]["n"] else "", _failed(report, words)]
    return words("", " ").join(sentence for sentence in said if sentence)


def _comparison(report: Report, words: Words) -> str:
    both = report["totals"]["both"]
    old, new = both["met_against"] / both["n"], both["met"] / both["n"]
    ours, theirs = (_called(report, side, words) for side in ("standard", "against"))
    values = {
        "cases": words.number(report["events"]["cases"]),
        "n": words.number(both["n"]),
        "old": words.percent(old),
        "new": words.percent(new),
        "ours": ours,
        "theirs": theirs,
    }
    zh = "在 {cases} 件工单里，两份标准都能判定的承诺有 {n} 次："
    en = "In {cases} cases {n} promises could be judged under both standards: "
    if old == new:
        return words(zh + "按时率同为 {new}。", en + "{new} kept on time, either way.", **values)
    if values["old"] == values["new"]:
        return words(zh + "按时率几乎不变，约 {new}。", en + "about {new} kept on time, either way.", **values)
    zh += "按时率从{theirs}的 {old} " + ("降到" if new < old else "升到") + "{ours}的 {new}。"
    en += "the share kept on time " + ("falls" if new < old else "rises") + " from {old} ({theirs}) to {new} ({ours})."
    return words(zh, en, **values)


def _turns(report: Report, words: Words) -> str:
    """How many promises flip, and under which clause most of them."""
    flips = report["flips"]
    count = report["totals"]["flips"]
    if not flips:
        return words("没有一次承诺因此翻转。", "Not one promise flips.")
    late, met = words.number(count["to_late"]), words.number(count["to_met"])
    parts = [
        words("{n} 次由按时变为超时", "{n} turn from met to missed", n=late) if count["to_late"] else "",
        words("{n} 次由超时变为按时", "{n} turn from missed to met", n=met) if count["to_met"] else "",
    ]
    said = words("，", ", ").join(part for part in parts if part)
    where = words("全部在" if len(flips) == 1 else "最多的是", "all under" if len(flips) == 1 else "most under")
    return words(
        "{said}，{where} {name}。",
        "{said}, {where} {name}.",
        said=said,
        where=where,
        name=promise_name(flips[0], words),
    )


def _alone(report: Report, words: Words) -> str:
    tally = report["totals"]["standard"]
    return words(
        "在 {cases} 件工单里，{ours}可以判定的 {n} 次承诺有 {met} 次按时做到，按时率 {rate}。",
        "In {cases} cases {met} of the {n} promises of {ours} that could be judged were kept on time: {rate}.",
        cases=words.number(report["events"]["cases"]),
        ours=_called(report, "standard", words),
        n=words.number(tally["n"]),
        met=words.number(tally["met"]),
        rate=words.percent(tally["rate"]),
    )


def _hardest(report: Report, words: Words) -> str:
    """The promise kept least, where there is more than one and enough to say so."""
    known = [each for each in report["commitments"] if each["standard"] and each["standard"]["n"] >= FEW]
    if len(known) < 2:
        return ""
    worst = min(known, key=lambda each: each["standard"]["rate"])
    if worst["standard"]["rate"] == 1:
        return ""
    return words(
        "最难守住的是 {name}：{rate}。",
        "Hardest to keep was {name}: {rate}.",
        name=promise_name(worst, words),
        rate=words.percent(worst["standard"]["rate"]),
    )


def _nothing(report: Report, words: Words) -> str:
    """Nothing could be judged: what the log would have to say, or that nothing came to its end."""
    cases, ours = words.number(report["events"]["cases"]), _called(report, "standard", words)
    kinds = _kinds(report, _promised_unseen(report), words)
    if not kinds:
        return words(
            "在 {cases} 件工单里，{ours}没有一次承诺到了可以判定的时候。",
            "In {cases} cases no promise of {ours} came to the point where it could be judged.",
            cases=cases,
            ours=ours,
        )
    return words(
        "凭这份日志，{cases} 件工单里{ours}的承诺一次也证明不了，既不能说守住了，也不能说没守住：日志里没有{kinds}。把这些事件记下来，才能判定。",
        "This log can prove no promise of {ours} in its {cases} cases, neither kept nor broken: it does not tell of {kinds}. "
        "Record these events, and it can.",
        cases=cases,
        ours=ours,
        kinds=kinds,
    )


def _other(report: Report, words: Words) -> str:
    """Why there is no comparison with the other standard, where one was asked for."""
    totals = report["totals"]
    if not totals["against"] or totals["both"]["n"]:
        return ""
    theirs, tally = _called(report, "against", words), totals["against"]
    if not tally["n"]:
        return words(
            "{theirs}的承诺一次也判定不了，因此无法比较。",
            "No promise of {theirs} could be judged, so there is no comparison.",
            theirs=theirs,
        )
    return words(
        "{theirs}判定了 {n} 次承诺，按时率 {rate}；两份标准没有共同判定的承诺，因此无法比较。",
        "Under {theirs} {n} promises were judged, {rate} of them kept; none was judged under both standards, so there is no comparison.",
        theirs=theirs,
        n=words.number(tally["n"]),
        rate=words.percent(tally["rate"]),
    )


def _unseen(report: Report, words: Words) -> str:
    """What the log is silent about."""
    unseen = _promised_unseen(report)
    if not unseen:
        return ""
    return words(
        "另有 {n} 项承诺在这份日志里观测不到，缺少{kinds}。",
        "Promises that this log cannot show: {n}, for want of {kinds}.",
        n=len(unseen),
        kinds=_kinds(report, unseen, words),
    )


def _failed(report: Report, words: Words) -> str:
    """The cases that stepped aside: no rate speaks of them."""
    count = report["failed"]["cases"]
    if not count:
        return ""
    return words(
        "有 {n} 件工单的事件无法判定，没有计入，原因附在报告里。",
        "Cases whose events could not be judged: {n}; they are not counted, and the report gives the reasons.",
        n=words.number(count),
    )


def _promised_unseen(report: Report) -> list[Mapping[str, Any]]:
    return [each for each in report["not_observable"] if each["side"] == "standard" and each["cases"]]


def _kinds(report: Report, unseen: Sequence[Mapping[str, Any]], words: Words) -> str:
    """The missing kinds of events, those that most cases wait for first."""
    weight: dict[str, int] = {}
    for each in unseen:
        for kind in each["missing_kinds"]:
            weight[kind] = weight.get(kind, 0) + each["cases"]
    kinds = sorted(weight, key=lambda kind: (-weight[kind], kind))
    shown = words.listing([words.text(report["kinds"][kind]) for kind in kinds[:MOST_KINDS]])
    more = len(kinds) - MOST_KINDS
    return (
        shown
        if more <= 0
        else words("{shown}等 {n} 种事件", "{shown} and {more} more", shown=shown, n=len(kinds), more=more)
    )


def _called(report: Report, side: str, words: Words) -> str:
    """A standard by its title; with what tells it from the other where both have the same."""
    own = report[side]
    other = report["against" if side == "standard" else "standard"] or {}
    said = words("《{title}》", "{title}", title=words.text(own["title"]))
    if own["title"] != other.get("title"):
        return said
    said += words("{version} 版", " {version}", version=own["version"])
    return said if own["version"] != other["version"] else f"{said} ({own['sha256'][:7]})"
