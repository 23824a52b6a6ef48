"""A standard in plain sentences: what each clause promises, said as one would tell a new colleague."""

from __future__ import annotations

from collections.abc import Mapping

from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS, Commitment, Standard
from wuxing.core.standard.table import label

RECURS = {
    "each_start": Text("此后每次起算都开始新的一轮。", "Every later start opens another cycle."),
    "after_stop": Text(
        "每次完成后，立即开始下一轮，直到解决。", "Each stop opens the next cycle, until the case is resolved."
    ),
    "chained": Text(
        "下一轮从上一轮的到期时刻算起，提前或迟到都不改变。",
        "The next cycle counts from the previous due instant, whether that was early or late.",
    ),
}
REOPEN = {
    "resume_excluding": Text(
        "重新打开后接着计时，解决期间不计。", "When reopened it goes on; the time while resolved does not count."
    ),
    "new_cycle": Text("重新打开后开始新的一轮。", "When reopened a new cycle begins."),
}


def explain(standard: Standard, commitment: Commitment) -> Text:
    """One commitment in sentences, every limit with its class and source."""
    kinds = {**EVENT_KINDS, **standard.events}
    owner = standard.roles.get(commitment.owner, Text(commitment.owner, commitment.owner))
    starts, stops = _events(commitment.starts, kinds), _events(commitment.stops, kinds)
    parts = [
        Text(
            f"从{starts.zh}起，到{stops.zh}为止，由{owner.zh}负责。",
            f"From {starts.en} until {stops.en}; {owner.en} answers for it.",
        ),
        Text(f"质量要求：{commitment.quality.zh}。", f"Quality: {commitment.quality.en}."),
        *_limits(standard, commitment),
        *_course(standard, commitment),
    ]
    return Text("".join(part.zh for part in parts), " ".join(part.en for part in parts))


def _events(names: tuple[str, ...], kinds: Mapping[str, Text]) -> Text:
    said = [kinds.get(name, Text(name, name)) for name in names]
    *first, last = said
    zh, en = "、".join(each.zh for each in first), ", ".join(each.en for each in first)
    return Text(f"{zh}或{last.zh}", f"{en} or {last.en}") if first else last


def _limits(standard: Standard, commitment: Commitment) -> list[Text]:
    said = []
    for row in commitment.within:
        who = label(standard, row.when)
        source = Text(f"（{row.source}）", f" ({row.source})") if row.source else Text("", "")
        note = Text(f"{row.note.zh}。", f" {row.note.en}.") if row.note else Text("", "")
        if row.limit is None:
            said.append(
                Text(f"{who.zh}：出处未给出时限{source.zh}。", f"{who.en}: the source gives no limit{source.en}.")
            )
        else:
            said.append(
                Text(
                    f"{who.zh}：{row.limit.text.zh}{source.zh}。{note.zh}",
                    f"{who.en}: {row.limit.text.en}{source.en}.{note.en}",
                )
            )
    return said


def _course(standard: Standard, commitment: Commitment) -> list[Text]:
    said = [
        Text(f"按工作日历“{commitment.calendar.name}”计时。", f"It runs on the calendar “{commitment.calendar.name}”.")
    ]
    if commitment.pauses:
        zh = "、".join(
            f"{reason}（最多 {pause.cap.text.zh}）" if pause.cap else reason
            for reason, pause in commitment.pauses.items()
        )
        en = ", ".join(
            f"{reason} (at most {pause.cap.text.en})" if pause.cap else reason
            for reason, pause in commitment.pauses.items()
        )
        said.append(Text(f"以下等待期间暂停：{zh}。", f"It pauses while waiting: {en}."))
    said += [words[key] for words, key in ((RECURS, commitment.recurs), (REOPEN, commitment.reopen)) if key in words]
    if commitment.warn:
        shares = "、".join(f"{share}%" for share in commitment.warn)
        said.append(Text(f"用去 {shares} 时预警。", f"Warnings at {shares.replace('、', ', ')} of the limit."))
    for step in commitment.escalate:
        role = standard.roles.get(step.to, Text(step.to, step.to))
        zh = f"超时 {step.after.text.zh}后" if step.after else "一超时即"
        en = f"{step.after.text.en} after due" if step.after else "once due has passed"
        said.append(Text(f"{zh}升级到{role.zh}。", f"Escalates to {role.en} {en}."))
    return said
