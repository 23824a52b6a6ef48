"""A difference as sentences: 3.1：首次响应，个人，5 分钟 → 3 分钟，收紧；4 格。"""

from __future__ import annotations

from collections.abc import Iterator

from wuxing.core.source import Text
from wuxing.standards.difference_page import TIME, Difference, Entry


def sentences(difference: Difference) -> list[Text]:
    """One sentence for each change, in the order of the clauses."""
    return [_sentence(entry) for entry in (*difference.clauses, *difference.process)]


def _sentence(entry: Entry) -> Text:
    zh, en = "，".join(_zh(entry)), ", ".join(_en(entry))
    number = len(entry.cells)
    if number:
        zh, en = f"{zh}；{number} 格", f"{en}; {number} {'cell' if number == 1 else 'cells'}"
    head = entry.clause
    return Text(f"{head}：{zh}" if head else zh, f"{head}: {en}" if head else en)


def _zh(entry: Entry) -> Iterator[str]:
    yield entry.title.zh
    yield from filter(None, [entry.whom.zh])
    for each in entry.parts:
        key = "" if each.key == TIME else f"{each.key.zh} "
        yield f"{key}{each.before.zh or '—'} → {each.after.zh or '—'}"
    yield entry.word.zh
    yield from filter(None, [entry.says.zh.rstrip("。")])


def _en(entry: Entry) -> Iterator[str]:
    yield entry.title.en
    yield from filter(None, [entry.whom.en])
    for each in entry.parts:
        key = "" if each.key == TIME else f"{each.key.en} "
        yield f"{key}{each.before.en or '—'} → {each.after.en or '—'}"
    yield entry.word.en
    yield from filter(None, [entry.says.en.rstrip(".")])
