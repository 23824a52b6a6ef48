"""A standard told in sentences: complete, natural, in both languages."""

import re

import pytest

from standard.writing import GOOD, read, small
from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS, Commitment, Standard
from wuxing.core.standard.explaining import explain
from wuxing.core.standard.table import label
from wuxing.packs.finding import load_standard
from wuxing.packs.shipped import shipped

HOUR = "{limit: 1 h}"
STANDARDS = {name: load_standard(name) for name, _ in shipped()}
EVERY_COMMITMENT = [
    pytest.param(standard, each, id=f"{standard.name} {each.clause} {each.id}")
    for standard in STANDARDS.values()
    for each in standard.commitments.values()
]
every_commitment = pytest.mark.parametrize(("standard", "commitment"), EVERY_COMMITMENT)
HAN = re.compile("[\u3000-\u9fff\uff00-\uffef]")


def said_of(text: str, name: str = "reply") -> Text:
    standard = read(text)
    return explain(standard, standard.commitments[name])


# Every commitment of every pack


def parts_to_tell(standard: Standard, commitment: Commitment) -> list[Text]:
    """Everything that a reader must find in the explanation."""
    kinds = {**EVENT_KINDS, **standard.events}
    parts = [standard.roles[role] for role in (commitment.owner, *(step.to for step in commitment.escalate))]
    parts += [kinds[kind] for kind in (*commitment.starts, *commitment.stops, *commitment.cancels)]
    parts += [label(standard, row.when) for row in commitment.within]
    parts += [row.limit.text for row in commitment.within if row.limit]
    parts += [row.note for row in commitment.within if row.note]
    parts += [pause.cap.text for pause in commitment.pauses.values() if pause.cap]
    plain = [row.source for row in commitment.within if row.source]
    plain += [commitment.calendar.name, *(f"{share}%" for share in commitment.warn)]
    return [commitment.quality, *parts, *(Text(each, each) for each in plain)]


@every_commitment
def test_nothing_that_a_clause_says_is_left_out(standard: Standard, commitment: Commitment) -> None:
    said = explain(standard, commitment)

    for part in parts_to_tell(standard, commitment):
        assert part.zh in said.zh
        assert part.en.lower() in said.en.lower()


@every_commitment
def test_the_chinese_reads_as_chinese(standard: Standard, commitment: Commitment) -> None:
    said = explain(standard, commitment).zh
    without_names = re.sub(r"“[^”]*”", "", said)

    assert said.endswith("。") and "。。" not in said and "，。" not in said
    assert not re.search(r"[\u4e00-\u9fff][,.;:!?()]|[,;:!?()][\u4e00-\u9fff]", said), "half-width punctuation"
    assert not re.search(r"[a-z]{2,}", without_names), "a key or an English word"


@every_commitment
def test_the_english_reads_as_english(standard: Standard, commitment: Commitment) -> None:
    said = explain(standard, commitment).en

    assert said.endswith(".") and not HAN.search(said)
    assert ".." not in said and "  " not in said and " ." not in said
    assert all(sentence[:1].isupper() or sentence[:1].isdigit() for sentence in re.split(r"(?<=[a-z)”])\. ", said))
    assert not re.search(r"\b(?:waiting-\w+|[a-z]+[._][a-z]+)\b", said), "a key instead of words"


# Word for word


def test_a_first_response_word_for_word() -> None:
    standard = load_standard("rectified")

    said = explain(standard, standard.commitments["transfer"])

    assert said.zh == (
        "从建单起，到接受转派或解决为止，由客服专员负责。"
        "质量要求：以专家组接手为准；问题、诉求和已做处理一并交接，客户不必重复。"
        "投诉 / 企业 / 技术：10 分钟（S3-9）。按工作日历“round-the-clock”计时。"
        "时限用去 50%、80% 时预警。到期未完成时升级到值班组长。超时 30 分钟后升级到客服主管。"
    )
    assert said.en == (
        "From case opened until transfer accepted or resolved; Service agent answers for it. "
        "Quality: Counts when the expert team accepts; problem, demand and steps taken are handed over, "
        "the customer repeats nothing. Complaint / Enterprise / Technical: 10 min (S3-9). "
        "It runs on the calendar “round-the-clock”. Warnings at 50%, 80% of the limit. "
        "It escalates to Shift leader once due has passed. It escalates to Service supervisor 30 min after due."
    )


def test_everything_at_once_word_for_word() -> None:
    said = said_of(GOOD, "result")

    assert said.zh == (
        "从建单起，到反馈结果为止，由客服主管负责。质量要求：书面答复。"
        "投诉 / 重大：5 个自然日（遇休息日顺延）（S3-52）。按工作日历“office”计时。"
        "以下期间暂停：检测（最多 10 个工作日，按日计算的时限也暂停）、等待客户（最多 16 小时）。"
        "遇到客户撤销或备件发出就取消，不算达标，也不算超时。重新打开后接着计时，解决期间不计。改类后至少还留 10 分钟。"
    )
    assert said.en.endswith(
        "It pauses while testing (at most 10 working days, limits in days pause too), "
        "waiting for the customer (at most 16 h). "
        "It is cancelled, neither kept nor broken, by withdrawn or 备件发出. "
        "When reopened it goes on; the time while resolved does not count. "
        "After a change of class at least 10 min are left."
    )


def test_a_promise_to_all_says_so() -> None:
    said = said_of(small(HOUR))

    assert "所有工单：1 小时。" in said.zh
    assert "All cases: 1 h." in said.en


def test_a_known_gap_says_that_the_source_gives_no_limit() -> None:
    said = said_of(small("{when: {business: complaint}, limit: none, source: S3-5, note: {zh: 见 4.1, en: See 4.1}}"))

    assert "投诉：出处未给出时限（S3-5）。见 4.1。" in said.zh
    assert "Complaint: the source gives no limit (S3-5). See 4.1." in said.en


SENTENCES = {
    "audience: internal": ("这是内部承诺。", "This is a promise within the company."),
    "audience: supplier": ("这是供应商的承诺。", "This is a supplier's promise."),
    "recurs: each_start": ("此后每遇到起算事件，就开始新的一轮。", "Every later start opens another cycle."),
    "recurs: after_stop": (
        "每次完成后，立即开始下一轮，直到解决。",
        "Each stop opens the next cycle, until the case is resolved.",
    ),
    "recurs: chained": (
        "下一轮从上一轮的到期时刻算起，提前或迟到都不改变。",
        "The next cycle counts from the previous due instant, whether that was early or late.",
    ),
    "while_running: rearm": (
        "计时中再次起算的，原来一轮取消，重新计时。",
        "A start while it runs cancels the cycle and begins a new one.",
    ),
    "reopen: new_cycle": ("重新打开后开始新的一轮。", "When reopened a new cycle begins."),
    "reclassify: from_change": (
        "改类后，已用的时间保留，新时限从改类时起算。",
        "When the class changes, the time used is kept and the new limit counts from the change.",
    ),
    "reclassify: restart": ("改类后重新计时。", "When the class changes it starts again."),
    "escalate: [{after: 30 min, to: supervisor, calendar: office}]": (
        "超时 30 分钟后（按工作日历“office”）升级到客服主管。",
        "It escalates to 客服主管 30 min after due on the calendar “office”.",
    ),
    "pauses: [tea-break]": ("以下期间暂停：tea-break。", "It pauses while tea-break."),
}


@pytest.mark.parametrize("written", SENTENCES)
def test_what_is_not_the_default_is_told(written: str) -> None:
    chinese, english = SENTENCES[written]

    said = said_of(small(HOUR, more=f"    {written}\n"))

    assert chinese in said.zh and english in said.en


def test_defaults_are_not_told() -> None:
    assert said_of(small(HOUR)).en == (
        "From case opened until agent's reply; 客服专员 answers for it. Quality: Confirmed by the customer. "
        "All cases: 1 h. It runs on the calendar “office”."
    )
