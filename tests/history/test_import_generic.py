"""Events of one's own: CSV, JSONL and Parquet with one row for each event."""

import gzip
from datetime import UTC, datetime

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from history.imported import imported, set_aside, told
from wuxing.core.instant import parse_instant
from wuxing.history.events.stream import read_header

OPENED = {"case": "C-1", "at": "2026-03-02T10:00+08:00", "kind": "case.opened", "business": "consultation"}
REPLY = {"case": "C-1", "at": "2026-03-02T10:02+08:00", "kind": "message.agent", "by": "agent-7"}


def test_json_rows_become_events(write_json):
    events = imported(write_json(OPENED, REPLY), "generic")["C-1"]

    assert told(events) == [("03-02 10:00", "case.opened"), ("03-02 10:02", "message.agent")]
    assert events[0].payload == {"class": {"business": "consultation"}}
    assert (events[1].by, events[1].speaker) == ("agent-7", "agent")


def test_csv_and_json_say_the_same(write_csv, write_json):
    rows = [[row.get(key, "") for key in (*OPENED, "by")] for row in (OPENED, REPLY)]

    from_csv = imported(write_csv([*OPENED, "by"], rows), "generic", "csv.jsonl")

    assert from_csv == imported(write_json(OPENED, REPLY), "generic")


def test_parquet_and_gzip_are_read_too(tmp_path, write_json):
    pq.write_table(pa.Table.from_pylist([OPENED | {"by": None}, REPLY]), tmp_path / "log.parquet")
    (tmp_path / "log.jsonl.gz").write_bytes(gzip.compress(write_json(OPENED, REPLY).read_bytes()))

    expected = imported(tmp_path / "log.jsonl", "generic")

    assert imported(tmp_path / "log.parquet", "generic") == expected
    assert imported(tmp_path / "log.jsonl.gz", "generic") == expected


@pytest.mark.parametrize("at", [datetime(2026, 3, 2, 2, 0, tzinfo=UTC), datetime.fromisoformat("2026-03-02T10:00")])
def test_a_time_that_is_a_time_already_is_taken_as_it_is(tmp_path, at):
    pq.write_table(pa.Table.from_pylist([OPENED | {"at": at}]), tmp_path / "log.parquet")

    events = imported(tmp_path / "log.parquet", "generic")["C-1"]

    assert events[0].at == parse_instant("2026-03-02T10:00+08:00")


def test_a_payload_is_kept_and_the_reason_joins_it(write_json):
    wait = REPLY | {"kind": "wait.started", "reason": "waiting-parts", "payload": {"evidence": "订单 7", "n": 3}}

    events = imported(write_json(OPENED, wait), "generic")["C-1"]

    assert events[1].payload == {"evidence": "订单 7", "n": 3, "reason": "waiting-parts"}


def test_a_void_names_the_record_by_the_number_it_gets(tmp_path, write_csv):
    mapping = tmp_path / "mine.yaml"
    mapping.write_text(
        """
mapping: mine
title: {zh: 我的, en: Mine}
time: {format: iso, zone: Asia/Shanghai}
case: case
at: at
row_id: id
supplies: seen
events: [{event: {from: kind}, payload: {seq: {seq_of: voids}}}]
""",
        encoding="utf-8",
    )
    rows = [
        ("C-1", "2026-03-02 10:00", "case.opened", "901", ""),
        ("C-1", "2026-03-02 11:00", "note.added", "902", ""),
        ("C-1", "2026-03-02 12:00", "event.voided", "903", "902"),
        ("C-1", "2026-03-02 13:00", "event.voided", "904", "555"),
    ]

    events = imported(write_csv(["case", "at", "kind", "id", "voids"], rows), mapping)["C-1"]

    assert [event.payload.get("seq") for event in events] == [None, None, 2, None]


def test_what_was_recorded_later_says_so(write_json):
    late = REPLY | {"recorded_at": "2026-03-02T18:00+08:00"}

    events = imported(write_json(OPENED, late), "generic")["C-1"]

    assert [event.recorded_at - event.at for event in events] == [0, 7 * 3600 + 58 * 60]


def test_a_class_change_names_what_is_new(write_json):
    change = REPLY | {"kind": "case.classified", "urgency": "major"}

    events = imported(write_json(OPENED, change), "generic")["C-1"]

    assert events[1].payload == {"class": {"urgency": "major"}}


def test_the_source_supplies_the_kinds_that_occur(write_json, tmp_path):
    imported(write_json(OPENED, REPLY), "generic")

    assert read_header(tmp_path / "out/events.jsonl").supplies == ("case.opened", "message.agent")


def test_a_case_without_an_opening_is_kept_and_counted(write_json, tmp_path):
    cases = imported(write_json(OPENED, REPLY | {"case": "C-2"}), "generic")

    assert told(cases["C-2"]) == [("03-02 10:02", "message.agent")]
    assert '"without_opening": 1' in (tmp_path / "out/events.jsonl.import.json").read_text()


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"case": ""}, "no case in the column “case”"),
        ({"case": None}, "no case in the column “case”"),
        ({"at": "yesterday"}, "“yesterday” in the column “at” is no time of the format iso"),
        ({"at": "0001-01-01T00:00"}, "“0001-01-01T00:00” in the column “at” is no time of the format iso"),
        ({"at": None}, "no time in the column “at”"),
        ({"kind": ""}, "no event in the column “kind”"),
        ({"kind": "case.open"}, "“case.open” in the column “kind” is no known event; did you mean case.opened?"),
        ({"speaker": "boss"}, "“boss” in the column “speaker” is no known speaker; did you mean bot?"),
        ({"urgency": "hgih"}, "“hgih” in the column “urgency” is no known class value"),
        ({"seq": "second"}, "“second” in the column “seq” is no whole number"),
        ({"payload": "[1]"}, "“[1]” is no JSON object"),
        ({"payload": '{"n": 1e999}'}, '“{"n": 1e999}” is no JSON object that can be kept'),
        ({"payload": '{"text": "\\ud800"}'}, "“{"),
        ({"payload": '{"a":' * 101 + "1" + "}" * 101}, '“{"a":{"a":'),
        ({"by": "\ud800"}, "holds bytes that do not belong to the encoding"),
    ],
)
def test_a_row_that_cannot_be_used_is_set_aside_with_its_reason(write_json, change, reason):
    log = write_json(OPENED, OPENED | change)

    assert list(imported(log, "generic")) == ["C-1"]
    (bad,) = set_aside(log)
    assert (bad["line"], bad["reason_en"].startswith(reason)) == ("2", True), bad["reason_en"]
    assert bad["reason_zh"] != bad["reason_en"]
