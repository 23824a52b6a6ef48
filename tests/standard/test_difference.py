"""What a change of the standard changes: stricter, looser, new, gone, and what is worded otherwise."""

import re

import pytest

from standard.writing import GOOD, read, small
from wuxing.core.standard.difference import KINDS, Change, Rewording, differences
from wuxing.packs.finding import load_standard
from wuxing.packs.shipped import shipped

HOUR = "{limit: 1 h}"
MORE = """
  more:
    clause: "2"
    title: {zh: 更多, en: More}
    owner: agent
    quality: {zh: 有, en: Yes}
    starts: case.opened
    stops: case.resolved
    calendar: office
    within: [{limit: 2 h}]
"""
PACKS = [name for name, _ in shipped()]
HAN = re.compile("[\u3000-\u9fff\uff00-\uffef]")


def changes(before: str, after: str) -> list[Change]:
    return differences(read(before), read(after))[0]


def told(before: str, after: str) -> list[tuple[str, str, str, int]]:
    return [
        (each.kind, shown(each, "before"), shown(each, "after"), len(each.cells)) for each in changes(before, after)
    ]


def shown(change: Change, side: str) -> str:
    limit = getattr(change, side)
    return limit.text.en if limit else "-"


# Limits


@pytest.mark.parametrize("name", PACKS)
def test_a_standard_does_not_differ_from_itself(name: str) -> None:
    standard = load_standard(name)

    assert differences(standard, standard) == ([], [])


def test_a_shorter_limit_is_stricter_and_a_longer_one_looser() -> None:
    longer = small("{limit: 2 h}")

    assert told(longer, small(HOUR)) == [("stricter", "2 h", "1 h", 8)]
    assert told(small(HOUR), longer) == [("looser", "1 h", "2 h", 8)]


def test_days_are_compared_with_days_of_the_same_kind() -> None:
    assert told(small("{limit: 3 working days}"), small("{limit: 2 working days}"))[0][0] == "stricter"
    assert told(small("{limit: 3 calendar days}"), small("{limit: 5 calendar days}"))[0][0] == "looser"


@pytest.mark.parametrize("limit", ["8 h", "1 calendar day", "end of next working day"])
def test_another_unit_is_a_change_that_cannot_be_called_stricter_or_looser(limit: str) -> None:
    assert told(small("{limit: 1 working day}"), small(f"{{limit: {limit}}}")) == [
        ("changed", "1 working day", limit, 8)
    ]


def test_days_that_roll_from_now_on_are_a_change() -> None:
    rolled = small("{limit: 3 calendar days, roll: working_day}")

    assert [each.kind for each in changes(small("{limit: 3 calendar days}"), rolled)] == ["changed"]


def test_the_same_time_written_otherwise_is_no_change() -> None:
    assert told(small("{limit: 60 min}"), small(HOUR)) == []


def test_a_commitment_that_is_added_is_new_and_one_that_is_taken_away_is_gone() -> None:
    assert told(small(HOUR), small(HOUR, rest=MORE)) == [("new", "-", "2 h", 8)]
    assert told(small(HOUR, rest=MORE), small(HOUR)) == [("gone", "2 h", "-", 8)]


def test_a_gap_that_is_filled_is_new() -> None:
    assert told(small("{limit: none, source: S1-3}"), small(HOUR)) == [("new", "-", "1 h", 8)]


def test_a_limit_that_becomes_a_gap_is_gone() -> None:
    assert told(small(HOUR), small("{limit: none, source: S1-3}")) == [("gone", "1 h", "-", 8)]


# Cells


def test_only_the_cells_that_change_are_told_and_alike_ones_together() -> None:
    complaints = small(HOUR, "{when: {business: complaint}, limit: 30 min}")
    major = small(
        HOUR,
        "{when: {business: complaint}, limit: 30 min}",
        "{when: {business: complaint, urgency: major}, limit: 5 min}",
    )

    assert told(small(HOUR), complaints) == [("stricter", "1 h", "30 min", 4)]
    assert told(small(HOUR), major) == [("stricter", "1 h", "30 min", 2), ("stricter", "1 h", "5 min", 2)]
    assert all(cell["business"] == "complaint" for cell in changes(small(HOUR), complaints)[0].cells)


def test_a_row_for_a_topic_is_compared_with_the_row_that_held_before() -> None:
    topic = small(HOUR, "{when: {business: complaint, topic: technical}, limit: 5 min}")

    (change,) = changes(small(HOUR), topic)

    assert (change.kind, shown(change, "before")) == ("stricter", "1 h")
    assert {cell["topic"] for cell in change.cells} == {"technical"}


def test_a_row_that_says_what_held_anyway_changes_nothing() -> None:
    assert told(small(HOUR), small(HOUR, "{when: {business: complaint}, limit: 1 h}")) == []


def test_a_change_names_the_clause_before_and_after() -> None:
    (change,) = changes(small(HOUR), small("{limit: 2 h}").replace('clause: "1"', 'clause: "7"'))

    assert (change.commitment, change.clause_before, change.clause_after) == ("reply", "1", "7")


# Wording

REWORDED = {
    "clause": ('clause: "1"', 'clause: "7"', "条款号  1 → 7", "clause  1 → 7"),
    "title": (
        "{zh: 答复, en: Reply}",
        "{zh: 首次答复, en: First reply}",
        "名称  答复 → 首次答复",
        "title  Reply → First reply",
    ),
    "owner": ("owner: agent", "owner: supervisor", "负责人  客服专员 → 客服主管", "owner  客服专员 → 客服主管"),
    "quality": (
        "zh: 客户确认,",
        "zh: 客户签字,",
        "质量要求  客户确认 → 客户签字",
        "quality  Confirmed by the customer → Confirmed by the customer",
    ),
    "starts": (
        "starts: case.opened",
        "starts: message.customer",
        "起算  建单 → 客户留言",
        "starts  case opened → customer's message",
    ),
    "stops": (
        "[message.agent]",
        "[message.agent, case.resolved]",
        "完成  客服回复 → 客服回复或解决",
        "stops  agent's reply → agent's reply or resolved",
    ),
}
ADDED = {
    "audience": ("internal", "承诺对象  客户 → 内部", "audience  customer → internal"),
    "cancels": ("[case.withdrawn]", "取消  — → 客户撤销", "cancelled by  — → withdrawn"),
    "pauses": (
        "{waiting-parts: 16 h}",
        "暂停  — → 等待备件（最多 16 小时）",
        "pauses  — → waiting for parts (at most 16 h)",
    ),
    "recurs": ("chained", "循环  不循环 → 从上一轮到期时起算", "recurrence  never → counted from the previous due"),
    "while_running": (
        "rearm",
        "计时中再次起算  照常计时 → 重新计时",
        "a start while running  changes nothing → starts again",
    ),
    "reopen": ("new_cycle", "重新打开  不再计时 → 开始新的一轮", "reopening  changes nothing → a new cycle"),
    "reclassify": (
        "restart",
        "改类  新时限从最初起算 → 重新计时",
        "change of class  the new limit counts from the start → starts again",
    ),
    "min_left": ("10 min", "改类后至少留  0 秒 → 10 分钟", "least time left after a change of class  0 s → 10 min"),
    "warn": ("[50%, 80%]", "预警  — → 50%、80%", "warnings  — → 50%, 80%"),
    "escalate": (
        "[{at: due, to: supervisor}]",
        "升级  — → 到期未完成时升级到客服主管",
        "escalation  — → to 客服主管 once due has passed",
    ),
}


def rewordings(before: str, after: str) -> list[Rewording]:
    return differences(read(before), read(after))[1]


@pytest.mark.parametrize("key", REWORDED)
def test_a_part_that_is_worded_otherwise_is_told(key: str) -> None:
    old, new, chinese, english = REWORDED[key]

    (each,) = rewordings(small(HOUR), small(HOUR).replace(old, new))

    assert each.key == key
    assert each.in_words.zh.endswith(f"：{chinese}")
    assert each.in_words.en.endswith(f": {english}")


@pytest.mark.parametrize("key", ADDED)
def test_a_part_that_is_added_is_told(key: str) -> None:
    value, chinese, english = ADDED[key]

    (each,) = rewordings(small(HOUR), small(HOUR, more=f"    {key}: {value}\n"))

    assert each.key == key
    assert each.in_words.zh == f"§1 答复：{chinese}"
    assert each.in_words.en == f"§1 Reply: {english}"


def test_another_calendar_is_told_and_other_hours_of_the_same_calendar_too() -> None:
    (other,) = rewordings(GOOD, GOOD.replace("    calendar: round-the-clock", "    calendar: office"))
    (hours,) = rewordings(small(HOUR), small(HOUR).replace("09:00-18:00", "09:00-21:00"))

    assert other.in_words.zh.endswith("工作日历  round-the-clock → office")
    assert hours.in_words.zh.endswith("工作日历  office → office（工作时间有变）")
    assert hours.in_words.en.endswith("calendar  office → office, with other hours")


@pytest.mark.parametrize("before", PACKS)
@pytest.mark.parametrize("after", PACKS)
def test_packs_are_compared_in_plain_words_of_both_languages(before: str, after: str) -> None:
    changed, reworded = differences(load_standard(before), load_standard(after))

    for each in reworded:
        assert not HAN.search(each.in_words.en) and not re.search(r"[a-z]+[._][a-z]+", each.in_words.en)
        assert HAN.search(each.in_words.zh) and not re.search(r"[a-z]+[._][a-z]+|, ", each.in_words.zh)
    assert {each.kind for each in changed} <= KINDS.keys()


def test_what_is_new_one_way_is_gone_the_other_way() -> None:
    one, other = load_standard("five-star"), load_standard("reference")
    opposite = {"new": "gone", "gone": "new", "stricter": "looser", "looser": "stricter", "changed": "changed"}

    there = {
        (each.commitment, opposite[each.kind], frozenset(map(str, each.cells))) for each in differences(one, other)[0]
    }
    back = {(each.commitment, each.kind, frozenset(map(str, each.cells))) for each in differences(other, one)[0]}

    assert there == back != set()
