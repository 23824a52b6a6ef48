"""A standard in plain sentences: what each clause promises, said as one would tell a new colleague."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wuxing.core.source import Text
from wuxing.core.standard.document import Commitment, Row, Standard
from wuxing.core.standard.limit import duration
from wuxing.core.standard.table import label
from wuxing.core.standard.wording import (
    events_in_words,
    pauses_in_words,
    role_in_words,
    shares_in_words,
    step_in_words,
)

AUDIENCE = {
    "internal": Text("这是内部承诺。", "This is a promise within the company."),
    "supplier": Text("这是供应商的承诺。", "This is a supplier's promise."),
}
RECURS = {
    "each_start": Text("此后每遇到起算事件，就开始新的一轮。", "Every later start opens another cycle."),
    "after_stop": Text(
        "每次完成后，立即开始下一轮，直到解决。", "Each stop opens the next cycle, until the case is resolved."
    ),
    "chained": Text(
        "下一轮从上一轮的到期时刻算起，提前或迟到都不改变。",
        "The next cycle counts from the previous due instant, whether that was early or late.",
    ),
}
WHILE_RUNNING = {
    "rearm": Text(
        "计时中再次起算的，原来一轮取消，重新计时。", "A start while it runs cancels the cycle and begins a new one."
    )
}
REOPEN = {
    "resume_excluding": Text(
        "重新打开后接着计时，解决期间不计。", "When reopened it goes on; the time while resolved does not count."
    ),
    "new_cycle": Text("重新打开后开始新的一轮。", "When reopened a new cycle begins."),
}
RECLASSIFY = {
    "from_change": Text(
        "改类后，已用的时间保留，新时限从改类时起算。",
        "When the class changes, the time used is kept and the new limit counts from the change.",
    ),
    "restart": Text("改类后重新计时。", "When the class changes it starts again."),
}


def explain(standard: Standard, commitment: Commitment) -> Text:
    """One commitment in sentences: everything that it says, every limit with its class and source."""
    owner = role_in_words(commitment.owner, standard)
    starts, stops = events_in_words(commitment.starts, standard), events_in_words(commitment.stops, standard)
    parts = [
        Text(
            f"从{starts.zh}起，到{stops.zh}为止，由{owner.zh}负责。",
            f"From {starts.en} until {stops.en}; {owner.en} answers for it.",
        ),
        *_one_of(AUDIENCE, commitment.audience),
        Text(f"质量要求：{commitment.quality.zh}。", f"Quality: {commitment.quality.en}."),
        *(_limit(standard, row) for row in commitment.within),
        *_course(standard, commitment),
    ]
    return Text("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def _one_of(sentences: Mapping[str, Text], key: str) -> Iterator[Text]:
    if key in sentences:
        yield sentences[key]


def _limit(standard: Standard, row: Row) -> Text:
    who = label(standard, row.when)
    source = Text(f"（{row.source}）", f" ({row.source})") if row.source else Text("", "")
    note = Text(f"{row.note.zh}。", f" {row.note.en}.") if row.note else Text("", "")
    limit = row.limit.text if row.limit else Text("出处未给出时限", "the source gives no limit")
    return Text(
        f"{who.zh}：{limit.zh}{source.zh}。{note.zh}",
        f"{who.en[:1].upper()}{who.en[1:]}: {limit.en}{source.en}.{note.en}",
    )


def _course(standard: Standard, commitment: Commitment) -> Iterator[Text]:
    name = commitment.calendar.name
    yield Text(f"按工作日历“{name}”计时。", f"It runs on the calendar “{name}”.")
    if commitment.pauses:
        pauses = pauses_in_words(commitment.pauses)
        yield Text(f"以下期间暂停：{pauses.zh}。", f"It pauses while {pauses.en}.")
    if commitment.cancels:
        cancels = events_in_words(commitment.cancels, standard)
        yield Text(
            f"遇到{cancels.zh}就取消，不算达标，也不算超时。",
            f"It is cancelled, neither kept nor broken, by {cancels.en}.",
        )
    yield from _one_of(RECURS, commitment.recurs)
    yield from _one_of(WHILE_RUNNING, commitment.while_running)
    yield from _one_of(REOPEN, commitment.reopen)
    yield from _one_of(RECLASSIFY, commitment.reclassify)
    if commitment.min_left:
        left = duration(commitment.min_left)
        yield Text(f"改类后至少还留 {left.zh}。", f"After a change of class at least {left.en} are left.")
    if commitment.warn:
        shares = shares_in_words(commitment.warn)
        yield Text(f"时限用去 {shares.zh} 时预警。", f"Warnings at {shares.en} of the limit.")
    for step in commitment.escalate:
        said = step_in_words(step, standard)
        yield Text(f"{said.zh}。", f"It escalates {said.en}.")
