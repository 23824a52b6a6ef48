"""A standard as people read it: chapters of articles, each with its sentence, its limits by class, and its terms."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from wuxing.core.calendar.saying import hours_in_words
from wuxing.core.source import Text
from wuxing.core.standard.document import Commitment, Duty, Row, Standard
from wuxing.core.standard.duties import explain_duty
from wuxing.core.standard.limit import duration
from wuxing.core.standard.rule import Rule
from wuxing.core.standard.rules import rules_of
from wuxing.core.standard.table import label
from wuxing.core.standard.wording import (
    CHOICES,
    KEYS,
    events_in_words,
    pauses_in_words,
    role_in_words,
    shares_in_words,
    steps_in_words,
)

NOTHING = Text("", "")
USUAL = {"audience": "customer", "recurs": "never", "while_running": "keep", "reopen": "ignore", "reclassify": "retro"}
"""What goes without saying; everything else is a term of the article."""

DIGITS = "〇一二三四五六七八九"
NO_LIMIT = Text("出处未给出时限", "the source gives no limit")


@dataclass(frozen=True, slots=True)
class Term:
    """One term of an article: what it is about and what holds; `href` leads to more."""

    key: Text
    value: Text
    href: str = ""


@dataclass(frozen=True, slots=True)
class Limit:
    """For whom which limit, and where the source says so."""

    who: Text
    limit: Text
    source: str
    note: Text
    is_gap: bool


@dataclass(frozen=True, slots=True)
class Article:
    """One clause. Its sentence is `before`, the limit in bold where there is one alone, and `after`."""

    anchor: str
    clause: str
    id: str
    title: Text
    before: Text
    limit: Text
    after: Text
    limits: tuple[Limit, ...]
    terms: tuple[Term, ...]
    is_duty: bool = False


@dataclass(frozen=True, slots=True)
class Chapter:
    """The clauses whose numbers begin alike."""

    anchor: str
    title: Text
    articles: tuple[Article, ...]


def chapters(standard: Standard) -> list[Chapter]:
    """The whole document in the order of its clauses."""
    every: list[Commitment | Duty | Rule] = [*standard.commitments.values(), *standard.duties.values()]
    every += rules_of(standard)
    clauses = sorted(every, key=lambda each: clause_order(each.clause))
    seen: dict[str, int] = {}
    articles = [_article(standard, each, _anchor(each.clause, seen)) for each in clauses]
    grouped = groupby(articles, key=lambda each: each.clause.partition(".")[0])
    return [Chapter(f"chapter-{_slug(number)}", _chapter(number), tuple(found)) for number, found in grouped]


def anchor_of(clause: str) -> str:
    """Where a clause stands in the document: 1.1 → c1-1."""
    return f"c{_slug(clause)}"


def _slug(clause: str) -> str:
    return clause.replace(".", "-")


def clause_order(clause: str) -> list[tuple[int, str]]:
    """1.2 before 1.10, and letters after numbers."""
    return [(int(part), "") if part.isdecimal() else (10**9, part) for part in re.split(r"[.-]", clause)]


def _anchor(clause: str, seen: dict[str, int]) -> str:
    """The first article of a clause bears its anchor; further ones are numbered."""
    seen[clause] = seen.get(clause, 0) + 1
    return anchor_of(clause) if seen[clause] == 1 else f"{anchor_of(clause)}--{seen[clause]}"


def _chapter(number: str) -> Text:
    if not number.isdecimal() or not 0 < int(number) < 100:
        return Text(number, number)
    return Text(f"第{_numeral(int(number))}章", f"Chapter {int(number)}")


def _numeral(number: int) -> str:
    """1 to 99 in Chinese: 一, 十, 十二, 二十, 二十三."""
    tens, ones = divmod(number, 10)
    ten = "" if not tens else "十" if tens == 1 else f"{DIGITS[tens]}十"
    return ten + (DIGITS[ones] if ones else "")


def _article(standard: Standard, each: Commitment | Duty | Rule, anchor: str) -> Article:
    if isinstance(each, Duty):
        says = explain_duty(standard, each)
        return Article(anchor, each.clause, each.id, each.title, says, NOTHING, NOTHING, (), (), is_duty=True)
    if isinstance(each, Rule):
        return Article(anchor, each.clause, each.id, each.title, each.says, NOTHING, NOTHING, (), ())
    limits = tuple(_limits(standard, each))
    before, limit, after = _sentence(standard, each, limits)
    return Article(
        anchor,
        each.clause,
        each.id,
        each.title,
        before,
        limit,
        after,
        limits if len(limits) > 1 or limits[0].is_gap or limits[0].note != NOTHING else (),
        tuple(_terms(standard, each, limits)),
    )


def _sentence(standard: Standard, each: Commitment, limits: tuple[Limit, ...]) -> tuple[Text, Text, Text]:
    """从建单起，应在 3 分钟 内由客服专员做到：客服回复、接听电话或解决。"""
    owner = role_in_words(each.owner, standard)
    starts, stops = events_in_words(each.starts, standard), events_in_words(each.stops, standard)
    row = each.within[0]
    if len(limits) > 1 or row.limit is None:
        before = Text(
            f"从{starts.zh}起，由{owner.zh}在下列时限内做到：{stops.zh}。",
            f"From {starts.en}, {owner.en} answers for this within the limits below: {stops.en}.",
        )
        return before, NOTHING, NOTHING
    is_end = row.limit.unit == "end_of_next_working_day"
    begin = "by the " if is_end else "within "
    who = (f"{limits[0].who.zh}：", f"{limits[0].who.en}: {begin}") if row.when else ("", begin.capitalize())
    return (
        Text(f"{who[0]}从{starts.zh}起，应在{'' if is_end else ' '}", who[1]),
        row.limit.text,
        Text(
            f"{'' if is_end else '内'}由{owner.zh}做到：{stops.zh}。",
            f" from {starts.en}: {stops.en}. {owner.en} answers for it.",
        ),
    )


def _limits(standard: Standard, each: Commitment) -> Iterator[Limit]:
    for row in each.within:
        says = row.limit.text if row.limit else NO_LIMIT
        yield Limit(_who(standard, row, each), says, row.source, row.note or NOTHING, row.limit is None)


def _who(standard: Standard, row: Row, each: Commitment) -> Text:
    if row.when or len(each.within) == 1:
        return label(standard, row.when)
    return Text("其他工单", "all other cases")


def _terms(standard: Standard, each: Commitment, limits: tuple[Limit, ...]) -> Iterator[Term]:
    hours = hours_in_words(each.calendar)
    yield Term(KEYS["quality"], each.quality)
    yield Term(KEYS["calendar"], hours, f"#calendar-{each.calendar.name}")
    if each.pauses:
        yield Term(KEYS["pauses"], pauses_in_words(each.pauses))
    if each.cancels:
        yield Term(KEYS["cancels"], events_in_words(each.cancels, standard))
    for key, usual in USUAL.items():
        chosen = getattr(each, key)
        if chosen != usual:
            yield Term(KEYS[key], CHOICES[chosen])
    if each.min_left:
        yield Term(KEYS["min_left"], Text(duration(each.min_left).zh, duration(each.min_left).en))
    if each.warn:
        yield Term(KEYS["warn"], shares_in_words(each.warn))
    if each.escalate:
        yield Term(KEYS["escalate"], steps_in_words(each, standard))
    sources = list(dict.fromkeys(limit.source for limit in limits if limit.source))
    if sources and len(limits) == 1:
        yield Term(Text("出处", "source"), Text("、".join(sources), ", ".join(sources)))
