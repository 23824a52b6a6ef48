"""A log that no shipped mapping knows: its outline, a mapping drafted from choices, a preview."""

from __future__ import annotations

from pathlib import Path

import pytest

from wuxing.core.source import Problems
from wuxing.history.logs.drafting import CASES, CHANGES, CUSTOMER, EVENTS, RESOLVED, Choices, ClassChoice, draft_mapping
from wuxing.history.logs.mapping_file import read_mapping
from wuxing.history.logs.outline import outline_of
from wuxing.history.logs.previewing import preview
from wuxing.history.logs.sources import Layout

ROWS = "单号;时间;状态;级别\nA;2026/7/6 10:00;新建;高\nA;2026/7/6 11:00;等客户;高\nA;坏;新建;?\nB;2026/7/6 12:00;已解决;低\n"


def log(folder: Path, text: str = ROWS, encoding: str = "gb18030") -> Path:
    path = folder / "log.csv"
    path.write_bytes(text.encode(encoding))
    return path


def choices(shape: str, **more: object) -> Choices:
    given = {"name": "x", "title": "日志", "layout": Layout(), "case": "c", "at": "t", "times": ("iso",), "zone": "UTC"}
    return Choices(shape=shape, **{**given, **more})  # type: ignore[arg-type]


def test_an_outline_tells_separator_encoding_times_and_values(tmp_path: Path) -> None:
    found = outline_of(log(tmp_path))

    assert found.layout == Layout("", ";", "gb18030")
    assert [column.times for column in found.columns] == ["", "%Y/%m/%d %H:%M", "", ""]
    assert [column.is_unique for column in found.columns] == [False, True, False, False]
    assert found.columns[2].values == ("新建", "等客户", "已解决")
    assert found.missing == ("?",)


def test_a_file_without_columns_has_no_outline(tmp_path: Path) -> None:
    with pytest.raises(Problems):
        outline_of(log(tmp_path, ""))


def test_a_drafted_mapping_of_changes_reads_its_log(tmp_path: Path) -> None:
    path = log(tmp_path)
    outline = outline_of(path)
    text = draft_mapping(
        choices(
            CHANGES, layout=outline.layout, missing=outline.missing, case="单号", at="时间", times=("%Y/%m/%d %H:%M",),
            kind="状态", values={"新建": "", "等客户": CUSTOMER, "已解决": RESOLVED},
            classes={"urgency": ClassChoice("级别", {"高": "urgent"}, "normal")},
        )
    )  # fmt: skip

    shown = preview(path, read_mapping(text=text))

    assert (shown.rows, shown.refused, shown.cases, shown.is_all) == (4, 1, 2, True)
    assert [event.kind for case, event in shown.events] == [
        "case.opened", "wait.started", "case.opened", "case.resolved",
    ]  # fmt: skip
    assert shown.events[0][1].payload == {"class": {"urgency": "urgent"}}


def test_a_drafted_mapping_of_events_supplies_what_its_values_mean() -> None:
    text = draft_mapping(choices(EVENTS, kind="k", values={"开": "case.opened", "答": "message.agent", "x": ""}))

    assert read_mapping(text=text).supplies == ("case.opened", "message.agent")


def test_a_drafted_mapping_of_whole_cases_dates_each_event_by_its_column(tmp_path: Path) -> None:
    path = log(tmp_path, "c,t,done\nA,2026-07-06T10:00:00Z,2026-07-06T12:00:00Z\nB,2026-07-06T11:00:00Z,\n", "utf-8")

    shown = preview(path, read_mapping(text=draft_mapping(choices(CASES, dated={"resolved": "done"}))))

    assert [(case, event.kind) for case, event in shown.events] == [
        ("A", "case.opened"), ("A", "case.resolved"), ("B", "case.opened"),
    ]  # fmt: skip
    assert shown.events[1][1].at - shown.events[0][1].at == 7_200
