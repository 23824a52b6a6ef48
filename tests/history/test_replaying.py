"""Replay over event files: the same bytes whoever works, whole or nothing, and a report that adds up."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from history.replayed import MARCH, case, commitment, event_file, generated, report_on, trial
from wuxing.core.clock.evaluate import evaluate
from wuxing.core.replay.judging import Judge
from wuxing.core.source import Problems
from wuxing.history.events.stream import cases_of
from wuxing.history.replays import team
from wuxing.history.replays.replaying import Progress, Work, replay
from wuxing.packs.finding import calendars, load_standard

ONLY_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="processes are forked and measured as Linux does")


def files(folder):
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


@pytest.fixture(scope="module")
def history(tmp_path_factory):
    return event_file(tmp_path_factory.mktemp("history") / "events.parquet", list(generated(600)))


# The readings


def test_replayed_rows_equal_live_readings(history, tmp_path):
    standard = load_standard("reference")
    replay(standard=standard, events=history, out=tmp_path / "out")
    last = max(event.at for _, events in cases_of(source=history) for event in events)
    names = ("commitment", "cycle", "state", "target_seconds", "elapsed_seconds")
    live = [
        (name, *(getattr(each, key) for key in names))
        for name, events in cases_of(source=history)
        for each in evaluate([standard], calendars(), events, last).readings
        if each.state != "none"
    ]

    rows = pq.read_table(tmp_path / "out/readings.parquet").to_pylist()

    found = [tuple(row[key] for key in ("case", *names)) for row in rows if row["outcome"] != "not_observable"]
    assert found == [each for each in live if each[1] != "diagnosis"]  # its events are not among the known kinds


@pytest.mark.parametrize("start", [pytest.param("fork", marks=ONLY_LINUX), "spawn"])
def test_two_processes_write_the_bytes_that_one_writes(history, tmp_path, monkeypatch, start):
    monkeypatch.setattr(team, "START", start)
    tried, against = load_standard("reference"), load_standard("rectified")

    for processes in (1, 2):
        out = tmp_path / str(processes)
        replay(standard=tried, against=against, events=history, out=out, work=Work(processes))

    for name in ("readings.parquet", "report.json"):
        assert (tmp_path / "1" / name).read_bytes() == (tmp_path / "2" / name).read_bytes()


def test_a_jsonl_file_gives_the_readings_of_a_parquet_file(tmp_path):
    cases = list(generated(40))
    files = [event_file(tmp_path / f"events.{ending}", cases) for ending in ("parquet", "jsonl")]

    reports = [report_on(path, tmp_path / path.suffix) for path in files]

    first, second = ((tmp_path / path.suffix / "readings.parquet").read_bytes() for path in files)
    assert first == second
    assert reports[0]["at"] == reports[1]["at"]
    assert reports[0]["commitments"] == reports[1]["commitments"]


def test_the_horizon_is_the_last_instant_unless_told_otherwise(tmp_path):
    events = event_file(tmp_path / "events.jsonl", [case(), case((9, "message.agent"))])

    def outcomes(at):
        return commitment(report_on(events, tmp_path / "out", at=at), "first-response")["standard"]

    assert (outcomes(None)["met"], outcomes(None)["open"]) == (1, 1)
    assert (outcomes(MARCH + 601)["met"], outcomes(MARCH + 601)["late"]) == (1, 1)
    assert (outcomes(MARCH - 1)["n"], outcomes(MARCH - 1)["open"]) == (0, 0)


def test_progress_reaches_all_events(history, tmp_path):
    heard = []

    summary = replay(standard=trial(), events=history, out=tmp_path, work=Work(2, heard.append))

    assert heard[-1] == Progress(summary.events, summary.events, 1.0)
    assert [each.share for each in heard] == sorted(each.share for each in heard)
    assert (summary.cases, summary.clocks, summary.failed) == (600, summary.readings, 0)


# Whole or nothing


@pytest.fixture
def break_on(monkeypatch):
    """Let the judging of some cases break, as an event that nobody thought of might."""
    judge = Judge.judge

    def choose(*cases):
        def broken(self, case, story):
            if case in cases:
                raise TypeError("unhashable type: 'list'")
            return judge(self, case, story)

        monkeypatch.setattr(Judge, "judge", broken)

    return choose


def test_a_case_that_breaks_something_is_reported_and_the_others_are_judged(tmp_path, break_on):
    events = event_file(tmp_path / "events.jsonl", [case((5, "message.agent")), case((5, "message.agent"))])
    break_on("C-0000002")

    report = report_on(events, tmp_path / "out", against=trial("1"))

    why = "TypeError: unhashable type: 'list'"
    assert report["failed"] == {
        "cases": 1,
        "examples": [{"case": "C-0000002", "standard": f"trial@{version}", "why": why} for version in "12"],
    }
    assert commitment(report, "first-response")["standard"]["n"] == 1
    assert "有 1 件工单的事件无法判定" in report["headline"]["zh"]
    rows = pq.read_table(tmp_path / "out/readings.parquet").to_pylist()
    assert [(row["case"], row["side"], row["failure"]) for row in rows if row["outcome"] == "failed"] == [
        ("C-0000002", "standard", why),
        ("C-0000002", "against", why),
    ]


def test_a_history_in_which_every_case_breaks_something_is_refused(tmp_path, break_on):
    events = event_file(tmp_path / "events.jsonl", [case()])
    break_on("C-0000001")

    with pytest.raises(Problems, match=r"Not one case could be judged\. The first is C-0000001: TypeError"):
        report_on(events, tmp_path / "out")

    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("processes", [1, 2])
def test_a_damaged_file_leaves_nothing_behind(tmp_path, processes):
    events = event_file(tmp_path / "events.jsonl", list(generated(60)))
    lines = events.read_bytes().split(b"\n")
    events.write_bytes(b"\n".join([*lines[:300], b'{"at":', *lines[301:]]))

    with pytest.raises(Problems, match="damaged"):
        report_on(events, tmp_path / "out", processes=processes)

    assert not (tmp_path / "out").exists()


KILLED = """
import os, signal, sys
from pathlib import Path
from wuxing.core.source import Problems
from wuxing.history.replays.readings import Judging
from wuxing.history.replays.replaying import replay
from wuxing.packs.finding import load_standard

leader, judge = os.getpid(), Judging.__call__

def killed(self, part):
    if os.getpid() != leader and part.start > 2000:
        os.kill(os.getpid(), signal.SIGKILL)
    return judge(self, part)

Judging.__call__ = killed
try:
    replay(standard=load_standard("reference"), events=Path(sys.argv[1]), out=Path("out"))
except Problems as refused:
    print(refused.in_language("zh"))
"""


@ONLY_LINUX
def test_a_process_that_is_killed_is_named_and_leaves_nothing_behind(history, tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", KILLED, history], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
    )

    assert "9" in done.stdout
    assert "内存不足" in done.stdout
    assert files(tmp_path) == []


def test_what_was_there_before_stays_when_a_replay_fails(history, tmp_path):
    report_on(history, tmp_path)
    before = (tmp_path / "report.json").read_bytes()
    other = event_file(tmp_path / "events.jsonl", [case()])
    other.write_bytes(other.read_bytes() + b"{")

    with pytest.raises(Problems):
        report_on(other, tmp_path)

    assert (tmp_path / "report.json").read_bytes() == before
    assert files(tmp_path) == ["events.jsonl", "readings.parquet", "report.json"]


RUN = """
import json, resource, signal, sys, time
from pathlib import Path
from wuxing.history.replays.replaying import Work, replay
from wuxing.packs.finding import load_standard

if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a shell's background job would ignore it
    reference, rectified = load_standard("reference"), load_standard("rectified")
    waiting = lambda _: (Path("waiting").touch(), time.sleep(60))
    work = Work(progress=waiting if "wait" in sys.argv else (lambda _: None))
    done = replay(standard=reference, against=rectified, events=Path(sys.argv[1]), out=Path("out"), work=work)
    status = Path("/proc/self/status").read_text()  # ru_maxrss would be that of the test runner before exec
    own = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    peaks = (own, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
    print(json.dumps([done.clocks, done.judging_seconds, *(peak / 1024 for peak in peaks)]))
"""


@ONLY_LINUX
def test_an_interrupt_leaves_nothing_behind(tmp_path):
    events = event_file(tmp_path / "events.parquet", list(generated(4000)))
    command = [sys.executable, "-c", RUN, events, "wait"]  # in the midst of it, however quick the machine
    running = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True, start_new_session=True)
    while not (tmp_path / "waiting").exists() and running.poll() is None:
        time.sleep(0.02)
    assert (tmp_path / "out").exists()

    os.killpg(running.pid, signal.SIGINT)
    _, said = running.communicate(timeout=20)

    assert "KeyboardInterrupt" in said
    assert not (tmp_path / "out").exists()
    with pytest.raises(ProcessLookupError):
        os.killpg(running.pid, 0)


@ONLY_LINUX
def test_the_memory_does_not_grow_with_the_history(tmp_path):
    peaks = {}
    for count in (3000, 15000):
        events = event_file(tmp_path / f"{count}.parquet", list(generated(count)))
        done = subprocess.run(
            [sys.executable, "-c", RUN, events], cwd=tmp_path, capture_output=True, text=True, check=True
        )
        clocks, seconds, *peaks[count] = json.loads(done.stdout)
        print(f"{clocks:,} clocks, {clocks / seconds:,.0f} a second, MiB: {peaks[count]}")

    assert all(peak < 350 for peak in peaks[15000])
    assert all(large - small < 60 for small, large in zip(peaks[3000], peaks[15000], strict=True))


# Real histories


ITSM = "itsm-incident-log/incident_event_log.csv.gz"


def test_the_real_incident_log_is_judged_as_far_as_it_can_be(real_log, tmp_path):
    from wuxing.history.logs.importing import import_log

    events = tmp_path / "incidents.parquet"
    import_log(log=real_log(ITSM), mapping="servicenow", out=events)

    summary = replay(
        standard=load_standard("reference"), against=load_standard("five-star"), events=events, out=tmp_path / "out"
    )

    report = json.loads(summary.report_file.read_text("utf-8"))
    print(f"{summary.clocks:,} clocks in {summary.judging_seconds:.2f} s; {summary.headline['zh']}")
    unseen = {(each["side"], each["commitment"]) for each in report["not_observable"]}
    assert summary.cases == 20_769
    assert summary.failed == 0
    assert ("standard", "first-response") in unseen
    assert report["totals"]["standard"]["n"] > 20_000
    assert commitment(report, "first-response")["standard"]["rate"] is None


def test_paths_with_pattern_letters_are_paths(tmp_path):
    events = event_file(tmp_path / "events[1].jsonl", [case((5, "message.agent"))])

    report = report_on(events, tmp_path / "out[*]" / "is 'this'?")

    assert report["totals"]["standard"]["met"] == 1
    assert files(Path(tmp_path / "out[*]" / "is 'this'?")) == ["readings.parquet", "report.json"]
