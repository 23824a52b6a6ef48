"""A replay report made by arithmetic, in every shape that report.json can have: a measurement of nothing."""

import hashlib
import math
from itertools import product
from typing import Any

from wuxing.history.reports.words import Words

Json = dict[str, Any]
HOSTILE = """</style></title><script>alert("1")</script><img src=x onerror='a'>{{ 7 * 7 }}{0}"""
CLASSES = (
    (
        ("consultation", "咨询", "Consultation"),
        ("complaint", "投诉", "Complaint"),
        ("after-sales", "售后", "After-sales"),
    ),
    (("individual", "个人", "Individual"), ("enterprise", "企业", "Enterprise")),
    (("normal", "一般", "Normal"), ("urgent", "紧急", "Urgent"), ("major", "重大", "Major")),
)


def tally(n: int, late: int = 0, *, half: int | None = None, seen: bool = True, **others: int) -> Json:
    """A tally as replay writes it, with the Wilson interval at 95 %."""
    found: Json = {"n": n, "met": n - late, "late": late, "open": 0, "cancelled": 0, "excused": 0, "not_observable": 0}
    found |= others | {"rate": None, "rate_low": None, "rate_high": None, "median_seconds": None, "p90_seconds": None}
    if n:
        z, p = 1.959964, (n - late) / n
        middle = (p + z * z / (2 * n)) / (1 + z * z / n)
        reach = z / (1 + z * z / n) * math.sqrt(p * (1 - p) / n + z * z / (4 * n * n))
        found |= {"rate": p, "rate_low": middle - reach, "rate_high": middle + reach}
    if n and half:
        found |= {"median_seconds": half, "p90_seconds": half * 3.1}
    return found


def cell(number: int, *, limits: tuple[Json | None, Json | None], n: int, late: tuple[int, int], half: int) -> Json:
    codes = list(product(*CLASSES))[number % 18]
    mark = f" {number // 18 + 1}" if number >= 18 else ""
    ours = tally(n, late[0], half=half, open=number % 4, cancelled=number % 3) if limits[0] else None
    theirs = tally(n, late[1], half=half, open=number % 4, cancelled=number % 3) if limits[1] else None
    return {
        "cell": "/".join(code for code, _, _ in codes) + mark,
        "labels": {
            "zh": " / ".join(zh for _, zh, _ in codes) + mark,
            "en": " / ".join(en for _, _, en in codes) + mark,
        },
        "limit": limits[0],
        "limit_against": limits[1],
        "standard": ours,
        "against": theirs,
        "flips": {"to_late": max(late[0] - late[1], 0), "to_met": max(late[1] - late[0], 0)}
        if ours and theirs
        else None,
    }


def minutes(n: int) -> Json:
    return {"zh": f"{n} 分钟", "en": f"{n} min"} if n % 60 else {"zh": f"{n // 60} 小时", "en": f"{n // 60} h"}


def days(n: int) -> Json:
    return {"zh": f"{n} 个工作日", "en": f"{n} working days"}


def curve(half: int, spread: float) -> list[list[float]]:
    """Sixty points of a lognormal distribution of times."""
    shares = [(n + 0.5) / 60 for n in range(60)]
    return [[round(half * math.exp(spread * quantile(share))), round(share, 4)] for share in shares]


def quantile(share: float) -> float:
    low, high = -8.0, 8.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if 0.5 * (1 + math.erf(middle / math.sqrt(2))) < share else (low, middle)
    return low


def day(n: int, share: float) -> list[Json]:
    """By hour: few at night, misses in the evening; nothing at all between three and five."""
    hours: list[Json] = []
    for hour in range(24):
        count = 0 if hour in (3, 4) else round(n / 24 * (0.2 if hour < 8 else 1.3))
        evening = 2.6 if hour in (19, 20, 21) else 0.8
        late = round(count * share * evening)
        hours.append(
            {side: {"met": count - mine, "late": mine} for side, mine in (("standard", late), ("against", late // 3))}
        )
    return hours


def commitment(name: str, clause: str, titles: tuple[str, str], cells: list[Json], **more: Any) -> Json:
    def total(side: str) -> Json | None:
        known = [each[side] for each in cells if each[side]]
        counts = {key: sum(each[key] for each in known) for key in ("open", "cancelled", "not_observable")}
        return (
            tally(sum(c["n"] for c in known), sum(c["late"] for c in known), half=more.get("half"), **counts)
            if known
            else None
        )

    ours, theirs = total("standard"), total("against")
    n = (ours or theirs or {"n": 0})["n"]
    return {
        "commitment": name,
        "clause": clause if ours else None,
        "clause_against": more.get("other", clause) if theirs else None,
        "title": dict(zip(("zh", "en"), titles, strict=True)),
        "standard": ours,
        "against": theirs,
        "missing_kinds": more.get("missing", []),
        "cells": cells,
        "curve": curve(more["half"], more.get("spread", 0.9)) if more.get("half") else [],
        "by_hour": day(n, (ours or theirs or {"late": 0})["late"] / n if n else 0),
    }


def commitments() -> list[Json]:
    first = [
        cell(
            k,
            limits=(minutes(3), minutes(5)) if k < 6 else (minutes(30), minutes(30)),
            n=7160 // (k + 1),
            half=102,
            late=late,
        )
        for k, late in enumerate(
            [(611, 120), (240, 71), (120, 40), (19, 8), (9, 4), (32, 10), *[(11, 11)] * 6, *[(3, 3)] * 6]
        )
    ]
    result = [
        cell(
            k,
            limits=(days(3), days(5)) if k < 9 else (days(7), None),
            n=400 - 20 * k,
            half=61_000,
            late=(9 + k, 12 + k),
        )
        for k in range(12)
    ]
    blind = [cell(k, limits=(minutes(120), minutes(120)), n=0, half=1, late=(0, 0)) for k in range(2)]
    for each in blind:
        each["standard"] = each["against"] = tally(0, not_observable=1560)
    solution = [
        cell(k, limits=(minutes(480), minutes(1440)), n=2100 - 90 * k, half=9200, late=(84, 31)) for k in range(6)
    ]
    written = [cell(k, limits=(minutes(120), None), n=310, half=5300, late=(22, 0)) for k in range(3, 5)]
    return [
        commitment("first-response", "1.1", ("首次响应", "First response"), first, half=102),
        commitment("solution", "1.5", ("解决问题", "Solution"), solution, half=9200, spread=1.9, other="2.3"),
        commitment("written-progress", "1.4", ("书面进展", "Written progress"), written, half=5300),
        commitment(
            "on-site",
            "2.1",
            ("工程师到达现场", "Engineer on site"),
            blind,
            missing=["visit.arrived", "visit.scheduled"],
        ),
        commitment("result", "4.2", ("反馈处理结果", "Result reported"), result, half=61_000, spread=1.1),
    ]


def flip(data: Json, ways: tuple[int, int]) -> Json:
    late, met = ways
    cases = [
        {
            "case": f"C-{18807 + 37 * n}",
            "cycle": 1 + n % 7 // 6,
            "from": "late" if n % 9 == 8 and met else "met",
            "to": "met" if n % 9 == 8 and met else "late",
            "elapsed_seconds": 181 + 13 * n,
            "elapsed_seconds_against": 181 + 13 * n + 60 * (n % 5 // 4),
            "target_seconds": 180,
            "target_seconds_against": 300,
        }
        for n in range(min(late + met, 20))
    ]
    return {key: data[key] for key in ("clause", "commitment", "title")} | {
        "to_late": late,
        "to_met": met,
        "cases": cases,
    }


def sample() -> Json:
    """Two standards compared, with every kind of promise."""
    promises = commitments()
    both = {"n": 39_148, "met": 37_411, "met_against": 38_481}
    before, after = (Words("zh").percent(both[key] / both["n"]) for key in ("met_against", "met"))
    return {
        "wuxing": "0.1.0",
        "events": events(),
        "at": "2026-09-30T17:45:00+08:00",
        "standard": standard("reference", "参考服务标准", "Reference service standard"),
        "against": standard("five-star", "五星售后服务体系标准", "Five-star after-sales service standard"),
        "headline": {
            "zh": f"按时率会从 {before} 降到 {after}。1,097 次按时翻为超时，七成在首次响应。",
            "en": f"The rate met would fall from {before} to {after}. 1,097 promises flip to missed, most of them first responses.",
        },
        "totals": sums(promises) | {"flips": {"to_late": 1097, "to_met": 27}, "both": both},
        "commitments": promises,
        "flips": [flip(promises[0], (779, 0)), flip(promises[1], (318, 0)), flip(promises[4], (0, 27))],
        "not_observable": [
            unseen("standard", "on-site", "2.1", ("工程师到达现场", "Engineer on site"), 3120),
            unseen("against", "on-site", "2.1", ("工程师到达现场", "Engineer on site"), 3120),
            unseen("standard", "joint-meeting", "3.4", ("会办会议", "Joint meeting"), 412),
            unseen("standard", "drill", "9.1", ("演练", "Drill"), 0),
        ],
        "provisional": 412,
        "failed": {
            "cases": 1,
            "examples": [{"case": "C-4", "standard": "reference@2026.1", "why": "UnreadableInstant"}],
        },
    }


def events() -> Json:
    assumed = {"zh": "第一次由人更新即算首次响应。", "en": "The first update by a person counts as the first response."}
    return {
        "name": "incidents.parquet",
        "sha256": hashlib.sha256(b"events").hexdigest(),
        "cases": 20_769,
        "events": 119_998,
        "from": "2026-01-01T08:12:00+08:00",
        "to": "2026-09-30T17:45:00+08:00",
        "mapping": "servicenow",
        "source": "incident_event_log.csv",
        "supplies": ["case.opened", "message.agent", "case.resolved"],
        "assumes": [assumed],
    }


def sums(promises: list[Json]) -> Json:
    more = {"open": 143, "cancelled": 71, "excused": 6, "not_observable": 3532}
    found = {}
    for side in ("standard", "against"):
        known = [promise[side] for promise in promises if promise[side]]
        found[side] = tally(sum(each["n"] for each in known), sum(each["late"] for each in known), half=160, **more)
    return found


MISSING = {"on-site": ["visit.arrived", "visit.scheduled"], "joint-meeting": ["meeting.held"], "drill": ["drill.held"]}


def unseen(side: str, name: str, clause: str, titles: tuple[str, str], cases: int) -> Json:
    return {
        "side": side,
        "standard": "reference@2026.1" if side == "standard" else "five-star@2026.1",
        "commitment": name,
        "clause": clause,
        "title": dict(zip(("zh", "en"), titles, strict=True)),
        "missing_kinds": MISSING[name],
        "cases": cases,
    }


def standard(name: str, zh: str, en: str) -> Json:
    return {
        "name": name,
        "version": "2026.1",
        "title": {"zh": zh, "en": en},
        "sha256": hashlib.sha256(name.encode()).hexdigest(),
    }


def sample_alone() -> Json:
    """One standard, nothing to compare with."""
    found = sample() | {"against": None, "flips": [], "not_observable": sample()["not_observable"][:1]}
    found["totals"] = {
        "standard": found["totals"]["standard"],
        "against": None,
        "flips": {"to_late": 0, "to_met": 0},
        "both": None,
    }
    found["headline"] = {"zh": "按时率 95.4\u00a0%。", "en": "95.4\u00a0% were met."}
    for promise in found["commitments"]:
        promise |= {"against": None, "clause_against": None}
        promise["by_hour"] = [{"standard": hour["standard"], "against": None} for hour in promise["by_hour"]]
        for each in promise["cells"]:
            each |= {"against": None, "limit_against": None, "flips": {"to_late": 0, "to_met": 0}}
    return found


def sample_empty() -> Json:
    """An event file without events."""
    found = sample()
    nothing = {"n": 0, "met": 0, "met_against": 0}
    found["totals"] = {"standard": tally(0), "against": tally(0), "flips": {"to_late": 0, "to_met": 0}, "both": nothing}
    found["events"] |= {"cases": 0, "events": 0, "from": None, "to": None, "assumes": [], "supplies": []}
    found |= {"at": None, "flips": [], "not_observable": [], "provisional": 0, "failed": {"cases": 0, "examples": []}}
    found["headline"] = {
        "zh": "这份历史里没有可以判定的承诺。",
        "en": "This history holds no promise that can be judged.",
    }
    for promise in found["commitments"]:
        empty = [{side: {"met": 0, "late": 0} for side in ("standard", "against")}] * 24
        promise |= {"standard": tally(0), "against": tally(0), "cells": [], "curve": [], "by_hour": empty}
    return found


def sample_blind() -> Json:
    """A history that can say nothing about any promise."""
    found = sample_empty()
    found["events"] |= sample()["events"]
    found["not_observable"] = sample()["not_observable"]
    for promise in found["commitments"]:
        promise |= {"missing_kinds": ["visit.arrived"], "standard": tally(0, not_observable=20_769), "against": None}
    return found


def sample_wide() -> Json:
    """Two hundred classes, long titles, flips that all become met, a history of a few cases."""
    found = sample()
    long = {
        "zh": "客户首次来电或来访之后由人工客服在规定时限内完成的首次实质性响应" * 2,
        "en": "The first substantial response by a person " * 4,
    }
    cells = [cell(k, limits=(minutes(3), minutes(5)), n=12 + k, late=(k % 4, k % 3), half=95) for k in range(200)]
    wide = commitment("first-response", "1.1.2.3(a)", ("", ""), cells, half=95) | {"title": long}
    few = commitment("solution", "1.5", ("解决问题", "Solution"), cells[:1], half=700_000, spread=2.5)
    found["standard"]["title"] = {"zh": f"{long['zh']}标准", "en": f"{long['en']} standard"}
    found |= {"commitments": [wide, few], "flips": [flip(wide, (3, 901)), flip(few, (0, 1))], "not_observable": []}
    found["flips"][0]["cases"][0]["case"] = "INC" + "0123456789" * 12
    return found


def sample_hostile() -> Json:
    """Every text of the report is an attack."""

    def poisoned(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: each if key in ("from", "to", "at", "side") else poisoned(each) for key, each in value.items()}
        if isinstance(value, list):
            return [poisoned(each) for each in value]
        return HOSTILE if isinstance(value, str) else value

    found: Json = poisoned(sample())
    return found
