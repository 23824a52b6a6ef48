"""The commands that answer lines, and those that turn logs into reports, as a user calls them."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

OFFICE = {"timezone": "Asia/Shanghai", "week": {"mon-fri": ["09:00-18:00"]}}


def wuxing(*words: str, lines: str = "", cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "wuxing", *words]
    return subprocess.run(command, input=lines, capture_output=True, text=True, check=False, cwd=cwd)


def answers(*words: str, lines: list[Any]) -> list[dict[str, Any]]:
    told = "\n".join(line if isinstance(line, str) else json.dumps(line) for line in lines)
    done = wuxing(*words, lines=told)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def asked(op: str, **fields: Any) -> dict[str, Any]:
    return {"id": op, "calendar": OFFICE, "op": op, **fields}


@pytest.mark.parametrize(
    ("question", "code"),
    [
        ("nonsense", "not-json"),
        ("[1]", "not-json"),
        ({"id": 1}, "missing-field"),
        (asked("fly", start="2026-01-01T00:00Z"), "unknown-op"),
        (asked("add", start="2026-01-01T00:00", seconds=1), "bad-instant"),
        (asked("add", start="9999-12-31T23:59:59Z", seconds=1), "bad-instant"),
        (asked("add", start="2026-01-01T00:00Z", seconds=-1), "bad-number"),
        (asked("add", start="2026-01-01T00:00Z", seconds=True), "bad-number"),
        (asked("add", start="2026-01-01T00:00Z", seconds=1e30), "never-open"),
        (asked("is_workday", date="2026-02-30"), "bad-date"),
        (asked("add_days", start="2026-01-01T00:00Z", days=1, kind="lunar"), "bad-choice"),
        (asked("add_days", start="2026-01-01T00:00Z", days=10**9, kind="working"), "never-open"),
        ({**asked("add"), "calendar": {"timezone": "UTC", "week": {}}}, "never-open"),
        ({**asked("add"), "calendar": {"timezone": "../../etc", "week": "always"}}, "unknown-zone"),
        ({**asked("add"), "calendar": "nobody"}, "unknown-calendar"),
    ],
)
def test_a_line_that_cannot_be_answered_gets_an_error_and_the_next_goes_on(question: Any, code: str) -> None:
    wrong, right = answers("calendar", "run", lines=[question, asked("is_open", start="2026-03-02T10:00+08:00")])

    assert wrong["error"]["code"] == code
    assert wrong["error"]["message"]
    assert right == {"id": "is_open", "result": True}


def test_a_line_may_call_the_calendar_of_a_standard_by_name() -> None:
    question = {"calendar": "office", "op": "add_days", "start": "2026-09-30T10:00+08:00", "days": 3, "kind": "working"}

    assert answers("calendar", "run", "--standard", "reference", lines=[question]) == [
        {"result": "2026-10-10T18:00:00+08:00"}
    ]


def test_an_answer_beyond_the_announced_years_is_marked_provisional() -> None:
    question = {"calendar": "office", "op": "next_open", "start": "2027-03-06T10:00+08:00"}

    (answer,) = answers("calendar", "run", "--standard", "reference", lines=[question])

    assert answer == {"result": "2027-03-08T09:00:00+08:00", "provisional": True}


def story(*events: dict[str, Any], **commitment: Any) -> dict[str, Any]:
    return {
        "calendars": {"office": OFFICE},
        "commitments": {
            "reply": {
                "starts": "case.opened",
                "stops": "message.agent",
                "calendar": "office",
                "within": [{"limit": "3 min"}],
                **commitment,
            }
        },
        "class": {},
        "events": [{"at": "2026-03-02T10:00+08:00", "kind": "case.opened"}, *events],
        "ask": [{"at": "2026-03-02T10:05+08:00"}],
    }


def test_a_bot_is_no_reply() -> None:
    said = {"at": "2026-03-02T10:01+08:00", "kind": "message.agent", "speaker": "bot"}

    (answer,) = answers("clock", "run", lines=[story(said)])

    assert [reading["state"] for reading in answer["readings"]] == ["breached"]


def test_events_of_any_shape_break_nothing() -> None:
    kinds = [
        "targets.changed",
        "wait.started",
        "deadline.extended",
        "case.merged_in",
        "calendar.changed",
        "event.voided",
    ]
    strange = [
        {"at": "2026-03-02T10:01+08:00", "kind": kind, key: value, "approved_by": [], "commitment": "reply"}
        for kind in [*kinds, "case.classified", "clock.excused"]
        for key in ("targets", "reason", "amount", "opened_at", "calendar", "seq", "class", "cycle")
        for value in ({"reply": "x"}, [1], "zzz", -5, None)
    ]

    (answer,) = answers("clock", "run", lines=[story(*strange)])

    assert answer["readings"][0]["state"] == "breached"


def test_a_wrong_commitment_is_answered_with_what_would_be_right() -> None:
    (answer,) = answers("clock", "run", "--lang", "en", lines=[story(within=[{"limit": "1 day"}])])

    assert "1 working day or 1 calendar day" in answer["error"]["message"]


def test_try_writes_the_report_of_the_shipped_history(tmp_path: Path) -> None:
    done = wuxing("try", "--out", str(tmp_path / "out"), "--lang", "zh", "--processes", "1")

    assert done.returncode == 0, done.stderr
    assert "1,339 件工单" in done.stdout
    assert {path.name for path in (tmp_path / "out").iterdir()} >= {
        "events.parquet",
        "readings.parquet",
        "report.json",
        "report.html",
    }


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("import", "nowhere.csv", "--out", "x.parquet"), "There is no log nowhere.csv"),
        (("import", "strange.csv", "--out", "x.parquet"), "Say with --mapping"),
        (("replay", "--standard", "referense", "--events", "x.parquet"), "Did you mean reference@2026.1?"),
        (("replay", "--standard", "reference", "--events", "x.parquet"), "x.parquet"),
        (("replay", "--standard", "reference", "--events", "x.parquet", "--processes", "0"), "Use 1 to 64 processes"),
    ],
)
def test_a_wrong_call_says_what_to_do_next(words: tuple[str, ...], said: str, tmp_path: Path) -> None:
    (tmp_path / "strange.csv").write_text("a,b\n1,2\n", encoding="utf-8")

    done = wuxing(*words, "--lang", "en", cwd=tmp_path)

    assert done.returncode == 1
    assert said in done.stderr
    assert not list(tmp_path.glob("report*"))


def test_help_teaches_by_example_in_the_language_asked_for() -> None:
    zh, en = (wuxing("replay", "--help", "--lang", language).stdout for language in ("zh", "en"))

    assert "wuxing replay --standard reference --against five-star" in zh
    assert "要试的标准" in zh
    assert "the standard to try" in en


@pytest.mark.parametrize("shell", ["bash", "zsh", "tcsh"])
def test_completion_knows_the_commands(shell: str) -> None:
    assert "replay" in wuxing("completion", shell).stdout
