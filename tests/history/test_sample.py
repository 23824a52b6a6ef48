"""The shipped sample history: the same bytes each time, and everything that docs/sample.md tells stands in it."""

import csv
import io
import re
from collections import Counter
from datetime import date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from make_sample import FOLDER, sample_log

SHANGHAI = ZoneInfo("Asia/Shanghai")
DOCS = Path(__file__).parents[2] / "docs"
REPLIES = {"客服回复", "接听来电", "解决"}
Event = tuple[datetime, dict[str, str]]


@pytest.fixture(scope="module")
def rows() -> list[dict[str, str]]:
    text = (FOLDER / "sample_log.csv").read_bytes().decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


@pytest.fixture(scope="module")
def cases(rows: list[dict[str, str]]) -> dict[str, list[Event]]:
    """The events of each case in the order of time; rows that cannot be read are left out."""
    found: dict[str, list[Event]] = {}
    for row in rows:
        at = instant(row["时间"])
        if at and row["工单号"]:
            found.setdefault(row["工单号"], []).append((at, row))
    for events in found.values():
        events.sort(key=lambda event: event[0])
    return found


def instant(text: str) -> datetime | None:
    try:
        return datetime.strptime(text, "%Y/%m/%d %H:%M:%S").replace(tzinfo=SHANGHAI)
    except ValueError:
        return None


def opened(cases: dict[str, list[Event]], *classes: str) -> list[tuple[datetime, list[Event]]]:
    """The cases of which the opening shows all these classes, with the instant of the opening."""
    openings = [next(((at, row) for at, row in events if row["事件"] == "建单"), None) for events in cases.values()]
    pairs = zip(openings, cases.values(), strict=True)
    return [(first[0], events) for first, events in pairs if first and set(classes) <= set(first[1].values())]


def waited(start: datetime, events: list[Event], *kinds: str) -> timedelta | None:
    """From the opening to the first event of these kinds."""
    return next((at - start for at, row in events if row["事件"] in kinds), None)


def share(waits: list[timedelta | None], limit: timedelta) -> float:
    known = [wait for wait in waits if wait is not None]
    assert len(known) >= 20
    return sum(wait <= limit for wait in known) / len(known)


# The file


def test_the_generator_gives_the_shipped_bytes() -> None:
    assert sample_log() == (FOLDER / "sample_log.csv").read_bytes()


def test_the_log_looks_like_an_export() -> None:
    log = (FOLDER / "sample_log.csv").read_bytes()

    assert log.startswith(b"\xef\xbb\xbf")
    assert log.count(b"\n") == log.count(b"\r\n") > 8000
    assert len(log) < 1_000_000


def test_it_tells_three_months_of_some_1300_cases(cases: dict[str, list[Event]]) -> None:
    days = {at.date() for events in cases.values() for at, _ in events}

    assert 1200 <= len(cases) <= 2000
    assert min(days) == date(2026, 8, 1)
    assert max(days) == date(2026, 10, 31)


def test_nobody_has_a_name(rows: list[dict[str, str]]) -> None:
    known = re.compile(r"客服\d\d|组长\d\d|主管\d\d|专家\d\d|城[东西南北]工程师\d|客户\d{4}|机器人小澄|系统|")

    assert [row["操作人"] for row in rows if not known.fullmatch(row["操作人"])] == []


def test_every_case_number_in_the_documents_is_in_the_log(cases: dict[str, list[Event]]) -> None:
    for name in ("sample.md", "sample.zh-CN.md"):
        cited = set(re.findall(r"\b(?:RX|CD|CX|CN|CB)\d{9}\b", (DOCS / name).read_text("utf-8")))

        assert len(cited) >= 15
        assert cited <= set(cases)


# The story


def test_in_the_evening_three_minutes_are_missed_and_one_hour_is_kept(cases: dict[str, list[Event]]) -> None:
    waits = [
        (start, waited(start, events, *REPLIES)) for start, events in opened(cases, "咨询", "个人") if len(events) > 2
    ]
    evening = [wait for start, wait in waits if 19 <= start.hour < 22]
    daytime = [wait for start, wait in waits if 9 <= start.hour < 19]

    assert share(evening, timedelta(minutes=3)) < 0.25
    assert share(evening, timedelta(hours=1)) > 0.95
    assert share(daytime, timedelta(minutes=3)) > 0.85


def test_one_agent_alone_answers_in_the_evening(cases: dict[str, list[Event]]) -> None:
    on_shift: dict[date, set[str]] = {}
    for _, events in opened(cases):
        for at, row in events:
            if 19 <= at.hour < 22 and row["事件"] in ("客服回复", "接听来电"):
                on_shift.setdefault(at.date(), set()).add(row["操作人"])

    assert len(on_shift) > 80
    assert all(len(agents) == 1 for agents in on_shift.values())


def test_at_night_only_the_bot_writes_and_people_reply_in_the_morning(cases: dict[str, list[Event]]) -> None:
    night = [(start, events) for start, events in opened(cases, "咨询") if start.hour >= 22 or start.hour < 7]

    assert len(night) > 40
    assert all(any(row["事件"] == "机器人回复" for _, row in events) for _, events in night)
    assert all((waited(start, events, *REPLIES) or timedelta(9)) > timedelta(hours=1) for start, events in night)


def test_complaints_pile_up_before_national_day(cases: dict[str, list[Event]]) -> None:
    weeks = Counter(start.isocalendar().week for start, _ in opened(cases, "投诉"))
    usual = [weeks[week] for week in (*range(32, 38), *range(41, 44))]

    assert weeks[39] > 3 * sum(usual) / len(usual)


def test_the_calls_that_complaints_are_owed_come_late_before_national_day(cases: dict[str, list[Event]]) -> None:
    found = [(start, waited(start, events, "联系客户")) for start, events in opened(cases, "投诉", "个人")]
    piled = [wait for start, wait in found if date(2026, 9, 21) <= start.date() <= date(2026, 9, 30)]
    usual = [wait for start, wait in found if start.date() < date(2026, 9, 21)]

    assert share(piled, timedelta(hours=12)) < share(usual, timedelta(hours=12)) - 0.2


def test_the_western_outlet_comes_late_to_emergencies(cases: dict[str, list[Event]]) -> None:
    found = [*opened(cases, "售后", "紧急"), *opened(cases, "售后", "重大")]
    west = [waited(start, events, "工程师到场") for start, events in found if events[0][1]["工单号"].startswith("CX")]
    others = [
        waited(start, events, "工程师到场") for start, events in found if not events[0][1]["工单号"].startswith("CX")
    ]

    assert share(west, timedelta(hours=2)) < 0.45
    assert share(others, timedelta(hours=2)) > 0.95


def test_cases_wait_for_parts_for_customers_and_for_the_laboratory(rows: list[dict[str, str]]) -> None:
    waits = Counter((row["事件"], row["原因"]) for row in rows if row["原因"])

    assert waits["开始等待", "等配件"] > 40
    assert waits["开始等待", "等客户"] > 30
    assert waits["开始等待", "检测中"] >= 3
    assert all(waits["结束等待", reason] for reason in ("等配件", "等客户", "检测中"))


def test_written_progress_is_kept_in_most_cycles_but_not_in_all(cases: dict[str, list[Event]]) -> None:
    gaps = []
    for _, events in opened(cases, "投诉", "企业", "技术故障"):
        moments = [at for at, row in events if row["事件"] in ("专家接单", "书面进展", "解决")]
        gaps += [later - earlier for earlier, later in pairwise(moments)]

    assert len(gaps) > 100
    assert 0.8 < share([*gaps], timedelta(hours=2)) < 0.95


def test_some_transfers_are_sent_in_time_and_accepted_late(cases: dict[str, list[Event]]) -> None:
    limit = timedelta(minutes=10)
    found = opened(cases, "投诉", "企业", "技术故障")
    sent = [waited(start, events, "转派申请") for start, events in found]
    taken = [waited(start, events, "专家接单") for start, events in found]

    assert share(sent, limit) - share(taken, limit) > 0.1


def test_some_cases_are_opened_and_resolved_in_the_same_minute(cases: dict[str, list[Event]]) -> None:
    written_down_later = [
        start for start, events in opened(cases, "咨询") if waited(start, events, "解决") == timedelta(0)
    ]

    assert len(written_down_later) > 30
    assert all(start.second == 0 for start in written_down_later)


def test_some_cases_are_reopened_and_some_are_still_open(cases: dict[str, list[Event]]) -> None:
    kinds = [Counter(row["事件"] for _, row in events) for events in cases.values()]

    assert sum(kind["重新打开"] > 0 for kind in kinds) >= 15
    assert max(kind["重新打开"] for kind in kinds) == 2
    assert sum(not (kind["解决"] or kind["判为垃圾"] or kind["客户撤单"] or kind["被合并"]) for kind in kinds) >= 8


def test_arrivals_without_network_are_entered_later(rows: list[dict[str, str]]) -> None:
    late = [row for row in rows if row["录入时间"]]

    assert len(late) > 20
    assert all(instant(row["录入时间"]) > instant(row["时间"]) for row in late)  # type: ignore[operator]


def test_eight_rows_cannot_be_read(rows: list[dict[str, str]]) -> None:
    strange = [row for row in rows if not re.fullmatch(r"\d{6}", row["流水号"])]

    assert len(strange) == 8
    assert sum(instant(row["时间"]) is None for row in strange) == 4
    assert sum(not row["工单号"] for row in strange) == 2
    assert sum(None in row for row in strange) == 1  # a comma too many
    assert {"系统升级公告", ""} < {row["事件"] for row in strange}
    assert "租赁" in {row["业务类型"] for row in strange}
