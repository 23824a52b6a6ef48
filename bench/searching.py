"""Search at a million messages, and what keeping the index costs whoever writes."""

from __future__ import annotations

import json
import zipfile
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from random import Random
from time import perf_counter, process_time
from typing import Any
from unittest.mock import patch

from django.db import connection
from django.utils import timezone

import ready  # noqa: F401 - before any model
from company import make_customers, open_urgent
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import Role, Team, User
from wuxing.cases import messages
from wuxing.search import indexing
from wuxing.search.documents import Document
from wuxing.search.finding import Asked, search
from wuxing.search.models import Entry

DIALOGUES = Path(__file__).parents[2] / "shared" / "data" / "crosswoz-val" / "val.json.zip"
BATCH = 2_000
PEOPLE, TEAMS = 1_000, 10
QUESTIONS = (
    "的",
    "酒店",
    "我 的",
    "长城",
    "1",
    "附近 餐馆",
    "地铁",
    "“推荐一个”",
    "评分 4.5",
    "您好 谢谢",
    "门票价格",
    "不 要",
    "wifi",
    "找不到的词语",
)
REPEATS = 5
WRITES = 300


def filled(count: int) -> dict[str, Any]:
    """So many messages of real dialogues in the index, each seen by one team of ten and one person of a thousand."""
    began = perf_counter()
    lines, chance, now = _lines(), Random(5), timezone.now()
    made = 0
    while made < count:
        part = list(islice(_documents(lines, chance, now, made), min(BATCH, count - made)))
        indexing.add(part)
        made += len(part)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
    return {"entries": Entry.objects.count(), "seconds": perf_counter() - began}


def found() -> dict[str, list[float]]:
    """Seconds of each question for somebody who sees all, one team, and next to nothing; sorted."""
    narrow = {"company": frozenset({"company"}), "team": frozenset({"team:3"}), "one person": frozenset({"user:7"})}
    by = of_user(User.objects.filter(role=Role.SUPERVISOR).order_by("pk")[0])
    taken: dict[str, list[float]] = {}
    for whose, keys in narrow.items():
        reader = type(by)(by.id, by.speaker, keys, by.user)
        taken[whose] = sorted(_asked(question, reader) for _ in range(REPEATS) for question in QUESTIONS)
    return taken


def written() -> dict[str, float]:
    """Processor seconds of a note, with the index kept and without."""
    now = timezone.now()
    (customer,) = make_customers(1, now)
    case = open_urgent("written", customer, Team.objects.order_by("pk")[0], now)
    by = of_user(User.objects.filter(role=Role.SUPERVISOR).order_by("pk")[0])
    lines, taken = _lines(), {"with": 0.0, "without": 0.0}
    for number in range(WRITES):
        how = "with" if number % 2 else "without"
        taken[how] += _noted(case.ref, lines[number % len(lines)], by, how == "with")
    return {how: seconds / (WRITES / 2) for how, seconds in taken.items()}


def _noted(ref: str, body: str, by: Any, is_indexed: bool) -> float:
    began = process_time()
    if is_indexed:
        messages.note(ref=ref, body=body, by=by, at=timezone.now())
    else:
        with patch("wuxing.cases.acting.index_new"):
            messages.note(ref=ref, body=body, by=by, at=timezone.now())
    return process_time() - began


def _asked(question: str, by: Any) -> float:
    began = perf_counter()
    search(Asked(question), by=by, at=timezone.now())
    return perf_counter() - began


def _documents(lines: list[str], chance: Random, now: datetime, made: int) -> Iterator[Document]:
    number = made
    while True:
        number += 1
        keys = ["company", f"team:{chance.randrange(TEAMS)}", f"user:{chance.randrange(PEOPLE)}"]
        at = now - timedelta(seconds=(2_000_000 - number) * 20)
        yield Document("message", -number, -(number // 8), at, "", chance.choice(lines), keys)


def _lines() -> list[str]:
    if not DIALOGUES.exists():
        chance, words = (
            Random(1),
            "您好 洗衣机 的 空调 门封 漏水 不 制冷 师傅 什么时候 上门 请问 酒店 地铁 附近 1".split(),
        )
        return ["".join(chance.choices(words, k=12)) for _ in range(5_000)]
    with zipfile.ZipFile(DIALOGUES) as packed:
        dialogues = json.loads(packed.read("val.json"))
    return [each["content"] for dialogue in dialogues.values() for each in dialogue["messages"]]
