"""Event files: the same bytes each time, whole or not at all, read as a stream in parts that never split a case."""

import hashlib
import os
import signal
import subprocess
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wuxing.core.clock.event import Event
from wuxing.core.source import Problems
from wuxing.history.events.file import Header, writing_events
from wuxing.history.events.stream import cases_of, parts_of, read_header
from wuxing.history.logs.importing import import_log

HEADER = Header(
    mapping="made", supplies=("case.opened",), timezone="UTC", classes={"urgency": {"a": {"zh": "甲", "en": "A"}}}
)
FORMATS = ["events.parquet", "events.jsonl"]


def make(path, sizes):
    cases = {f"C-{number:05d}": [event(seq) for seq in range(1, size + 1)] for number, size in enumerate(sizes)}
    with writing_events(path=path, header=HEADER) as writer:
        for case, events in cases.items():
            writer.add(case, events)
    return cases


def event(seq):
    payload = {"说明": "好", "n": {"b": 1, "a": seq}} if seq % 2 else {}
    return Event(seq, "note.added", 1_700_000_000 + seq, 1_700_000_060 + seq, "客服7", "agent", payload)


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_written_is_read(tmp_path, name):
    cases = make(tmp_path / name, [1, 3, 2])

    assert dict(cases_of(source=tmp_path / name)) == cases
    assert read_header(tmp_path / name) == HEADER


@settings(max_examples=30, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@pytest.mark.parametrize("name", FORMATS)
@given(sizes=st.lists(st.integers(1, 40), max_size=40), count=st.integers(1, 9))
def test_parts_together_hold_every_case_once(tmp_path, name, sizes, count):
    cases = make(tmp_path / name, sizes)

    parts = parts_of(path=tmp_path / name, count=count)

    assert len(parts) <= count
    assert [case for part in parts for case in cases_of(source=part)] == list(cases.items())


@pytest.mark.parametrize("name", FORMATS)
def test_a_case_larger_than_a_row_group_stays_whole(tmp_path, name):
    cases = make(tmp_path / name, [10, 40_000, 10])

    parts = parts_of(path=tmp_path / name, count=4)

    assert [len(events) for part in parts for _, events in cases_of(source=part)] == [10, 40_000, 10]
    assert dict(cases_of(source=tmp_path / name)) == cases


@pytest.mark.parametrize("name", FORMATS)
def test_two_parts_are_about_the_same_size(tmp_path, name):
    make(tmp_path / name, [5] * 9_000)

    first, second = (sum(1 for _ in cases_of(source=part)) for part in parts_of(path=tmp_path / name, count=2))

    assert abs(first - second) < 200


@pytest.mark.parametrize("name", FORMATS)
def test_cases_are_written_in_order_or_not_at_all(tmp_path, name):
    with pytest.raises(ValueError, match="ascending"), writing_events(path=tmp_path / name, header=HEADER) as writer:
        writer.add("C-2", [event(1)])
        writer.add("C-1", [event(1)])

    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "This is no event file."),
        (b'{"case": "C-1"}\n', "This is no event file."),
        (b'{"event_file":2}\n', "This is no event file."),
        (b'{"event_file":1,"mapping":"m","supplies":[],"timezone":"UTC"}\n{"case":"C-1","se', "damaged or incomplete"),
        (b'{"event_file":1,"mapping":"m","supplies":[],"timezone":"UTC"}\n{"case":"C-1"}\n', "damaged or incomplete"),
    ],
)
def test_a_damaged_file_is_refused(tmp_path, content, message):
    path = tmp_path / "events.jsonl"
    path.write_bytes(content)

    with pytest.raises(Problems, match=message):
        list(cases_of(source=path))


def test_a_damaged_parquet_file_is_refused(tmp_path):
    path = tmp_path / "events.parquet"
    make(path, [3] * 1000)
    path.write_bytes(path.read_bytes()[:900])

    with pytest.raises(Problems, match="This is no event file"):
        list(cases_of(source=path))


@pytest.mark.parametrize("name", FORMATS)
def test_rows_out_of_order_are_refused(tmp_path, name):
    with writing_events(path=tmp_path / name, header=HEADER) as writer:
        writer.add("C-2", [event(2), event(1)])

    with pytest.raises(Problems, match="out of place"):
        list(cases_of(source=tmp_path / name))


# Importing

LOG = "case,at,kind,urgency\n" + "".join(
    f"C-{n % 997},2026-03-02T{n % 24:02d}:00,case.opened,urgent\n" for n in range(9000)
)
RUN = """
import os, pathlib, signal
from wuxing.history.logs.importing import import_log

def progress(_):
    if {kill}:
        os.kill(os.getpid(), signal.SIGKILL)

import_log(log=pathlib.Path("log.csv"), mapping="generic", out=pathlib.Path({out!r}), progress=progress)
"""


def run(folder, out, *, kill=False, seed="0"):
    (folder / "log.csv").write_text(LOG)
    code = RUN.format(out=out, kill=kill)
    return subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env={**os.environ, "PYTHONHASHSEED": seed}, check=False
    )


@pytest.mark.parametrize("name", FORMATS)
def test_importing_twice_gives_the_same_bytes(tmp_path, name):
    digests = set()
    for seed in ("1", "2"):
        assert run(tmp_path, name, seed=seed).returncode == 0
        digests.add(hashlib.sha256((tmp_path / name).read_bytes()).hexdigest())

    assert len(digests) == 1
    assert "made_at" in (tmp_path / f"{name}.import.json").read_text()


def test_a_killed_import_leaves_no_event_file_and_the_next_one_cleans_up(tmp_path):
    assert run(tmp_path, "events.parquet", kill=True).returncode == -signal.SIGKILL
    assert not (tmp_path / "events.parquet").exists()

    assert run(tmp_path, "events.parquet").returncode == 0

    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "events.parquet",
        "events.parquet.import.json",
        "log.csv",
    ]


def test_a_failed_import_leaves_the_old_event_file(tmp_path):
    run(tmp_path, "events.parquet")
    before = (tmp_path / "events.parquet").read_bytes()
    (tmp_path / "log.csv").write_text("case,at,kind\nC-1,never,case.opened\n")

    with pytest.raises(Problems):
        import_log(log=tmp_path / "log.csv", mapping="generic", out=tmp_path / "events.parquet")

    assert (tmp_path / "events.parquet").read_bytes() == before


def test_progress_only_grows_and_ends_at_the_whole(tmp_path):
    (tmp_path / "log.csv").write_text(LOG)
    seen = []

    import_log(log=tmp_path / "log.csv", mapping="generic", out=tmp_path / "events.parquet", progress=seen.append)

    shares = [each.share for each in seen]
    assert shares == sorted(shares)
    assert shares[-1] == 1
    assert (seen[-1].rows, seen[-1].bytes_done) == (9000, len(LOG))


def test_the_rejected_file_of_an_earlier_import_goes_when_all_is_well(tmp_path):
    (tmp_path / "log.csv").write_text(LOG + "bad\n")
    first = import_log(log=tmp_path / "log.csv", mapping="generic", out=tmp_path / "events.parquet")
    (tmp_path / "log.csv").write_text(LOG)
    second = import_log(log=tmp_path / "log.csv", mapping="generic", out=tmp_path / "events.parquet")

    assert (first.rejected, first.rejected_file) == (1, "log.csv.rejected.csv")
    assert (second.rejected, second.rejected_file) == (0, None)
    assert not (tmp_path / "log.csv.rejected.csv").exists()
