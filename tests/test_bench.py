"""The benchmark's own logic: what counts as a missed floor, and what it measures on. Nothing here is timed."""

import json
from itertools import pairwise
from pathlib import Path
from random import Random

import pyarrow.parquet as pq
import pytest

import bench
import measurements
from apart import Done, StepFailed, apart
from figures import Figure, Verdict, at_least, at_most, exit_code, lines_of
from made_history import GROUP, HEADER, KINDS, make_history
from story import ASKED, FIRST, HOUR, LAST, LEAST, MOST, STANDARD, WEEK, stamps, stories
from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.telling import read_story_standard
from wuxing.history.events.file import writing_events
from wuxing.history.events.stream import cases_of, read_header
from wuxing.packs.finding import calendars


@pytest.mark.parametrize(
    ("figure", "verdict"),
    [
        (Figure("rate", 300.0, "/s", at_least(300)), Verdict.MET),
        (Figure("rate", 299.9, "/s", at_least(300)), Verdict.MISSED),
        (Figure("time", 20.0, "s", at_most(20)), Verdict.MET),
        (Figure("time", 20.1, "s", at_most(20)), Verdict.MISSED),
        (Figure("rate", 1.0, "/s"), Verdict.TOLD),
        (Figure("log", None, "s", at_most(20), "the log is not here"), Verdict.ABSENT),
        (Figure("log", None, note="it broke", has_failed=True), Verdict.FAILED),
    ],
)
def test_a_figure_is_judged_by_its_floor(figure: Figure, verdict: Verdict) -> None:
    assert figure.verdict is verdict
    assert exit_code([Figure("other", 1.0, "/s", at_least(1)), figure]) == (verdict.name in ("MISSED", "FAILED"))


def test_a_line_shows_value_floor_and_verdict_and_below_it_the_note() -> None:
    line, note = lines_of(Figure("adding", 603_970.5, "/s", at_least(300_000), "any hour"))

    assert line.split("  ") != [line]
    assert [cell.strip() for cell in line.split("  ") if cell] == ["adding", "603,970 /s", "≥ 300,000 /s", "met"]
    assert note == "    any hour"


@pytest.fixture
def two_figures(monkeypatch: pytest.MonkeyPatch) -> dict[str, Figure]:
    figures = {"good": Figure("good", 2.0, "/s", at_least(1)), "bad": Figure("bad", 0.5, "/s", at_least(1))}
    monkeypatch.setattr(
        bench, "MEASUREMENTS", {name: lambda _, f=figure: iter([f]) for name, figure in figures.items()}
    )
    return figures


@pytest.mark.usefixtures("two_figures")
def test_it_exits_1_only_when_a_floor_is_missed(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main([]) == 1
    assert "Missed: bad." in capsys.readouterr().out

    assert bench.main(["--only", "good"]) == 0
    assert "No floor was missed." in capsys.readouterr().out


@pytest.mark.usefixtures("two_figures")
def test_it_prints_json(capsys: pytest.CaptureFixture[str]) -> None:
    assert bench.main(["--json"]) == 1

    found = json.loads(capsys.readouterr().out)

    assert [(each["what"], each["value"], each["verdict"]) for each in found["figures"]] == [
        ("good", 2.0, "met"),
        ("bad", 0.5, "missed"),
    ]


def test_a_measurement_that_breaks_fails_and_the_next_goes_on(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    def broken(_: measurements.Bench) -> list[Figure]:
        raise StepFailed("the disk is full")

    fine = Figure("fine", 1.0)
    monkeypatch.setattr(bench, "MEASUREMENTS", {"broken": broken, "fine": lambda _: [fine]})

    failed, after = bench.measured(measurements.Bench(tmp_path), None)

    assert (failed.verdict, failed.note, after) == (Verdict.FAILED, "the disk is full", fine)


def test_a_log_that_is_not_here_is_no_failure(tmp_path: Path) -> None:
    figures = list(measurements.importing(measurements.Bench(tmp_path, data=tmp_path)))

    assert [each.verdict for each in figures] == [Verdict.ABSENT]
    assert "is not here" in figures[0].note
    assert exit_code(figures) == 0


def test_the_memory_told_is_that_of_the_largest_process(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    counted = {"events": 10, "clocks": 4, "seconds": 2.0, "judging_seconds": 1.0}
    monkeypatch.setattr(measurements, "_made", lambda *_: tmp_path / "made")
    monkeypatch.setattr(measurements, "apart", lambda *_, **__: Done(counted, 200.0, 501.0))
    (tmp_path / "made").touch()

    (figure,) = measurements.remembering(measurements.Bench(tmp_path))

    assert (figure.value, figure.verdict) == (501.0, Verdict.MISSED)
    assert "one of the two that judge" in figure.note
    assert list(tmp_path.iterdir()) == []


def test_a_step_runs_in_a_process_of_its_own(tmp_path: Path) -> None:
    done = apart("made_history:make_history", path=str(tmp_path / "made.parquet"), events=12)

    assert done.result["events"] == 15
    assert done.own_peak > 20
    with pytest.raises(StepFailed, match="no_such_step"):
        apart("made_history:no_such_step")


# What is measured on


def test_stamps_and_targets_cover_three_years_and_three_minutes_to_three_working_days() -> None:
    pairs = list(stamps(2_000, Random(1)))

    assert {FIRST <= start < LAST and LEAST <= target <= MOST for start, target in pairs} == {True}
    assert len({start // 86_400 for start, _ in pairs}) > 900
    assert (LEAST, MOST) == (180, 81_000)


def test_the_story_holds_what_a_clock_can_meet() -> None:
    standard = read_story_standard(STANDARD, calendars())
    told = stories(range(0, WEEK, HOUR), Random(1))
    readings = [reading for events, at in told for reading in evaluate((standard,), calendars(), events, at).readings]

    assert len(standard.commitments) == 4
    assert {len(events) for events, _ in told} == {10}
    assert [(events[0].at - FIRST) % WEEK for events, _ in told] == list(range(0, WEEK, HOUR))
    assert len({(events[0].at - FIRST) // WEEK for events, _ in told}) > 50
    assert all(any(getattr(each, name) for each in readings) for name in ("warnings", "escalations", "cap_ended"))
    assert {"met", "running", "breached"} <= {each.state for each in readings}
    assert {row.limit.unit for row in standard.commitments["result"].within if row.limit} == {"working_days"}
    assert all(at == events[0].at + ASKED for events, at in told)


def test_a_made_history_is_an_event_file_of_whole_cases(tmp_path: Path) -> None:
    path = tmp_path / "made.parquet"

    made = make_history(path=str(path), events=GROUP + 7)

    cases = list(cases_of(source=path))
    assert made["events"] == sum(len(events) for _, events in cases) == pq.read_metadata(path).num_rows
    assert made["cases"] == len(cases) == len({case for case, _ in cases})
    assert {tuple(event.kind for event in events) for _, events in cases} == {KINDS}
    assert all(a.at <= b.at for _, events in cases for a, b in pairwise(events))
    assert read_header(path) == HEADER


def test_a_made_history_is_what_an_import_would_have_written(tmp_path: Path) -> None:
    make_history(path=str(tmp_path / "made.parquet"), events=500)

    with writing_events(path=tmp_path / "written.parquet", header=HEADER) as writer:
        for case, events in cases_of(source=tmp_path / "made.parquet"):
            writer.add(case, events)

    made, written = (pq.read_table(tmp_path / f"{name}.parquet") for name in ("made", "written"))
    assert made.equals(written, check_metadata=True)


def test_the_same_number_makes_the_same_bytes(tmp_path: Path) -> None:
    for name in ("a", "b"):
        make_history(path=str(tmp_path / name), events=1_000)

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
