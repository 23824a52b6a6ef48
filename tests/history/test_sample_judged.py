"""The sample history imported and judged: each case written by hand comes out as docs/sample.md says."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import pytest

from wuxing.core.clock.evaluate import evaluate
from wuxing.core.clock.event import Event
from wuxing.core.clock.reading import Reading
from wuxing.history.events.stream import cases_of, read_header
from wuxing.history.logs.importing import Summary, import_log
from wuxing.packs.finding import calendars, load_standard

SAMPLE = Path(__file__).parents[2] / "src/wuxing/history/logs/sample"
Judge = Callable[[str, str, str], Reading]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("sample")


@pytest.fixture(scope="module")
def summary(folder: Path) -> Summary:
    return import_log(log=SAMPLE / "sample_log.csv", mapping=SAMPLE / "sample.yaml", out=folder / "events.parquet")


@pytest.fixture(scope="module")
def histories(folder: Path, summary: Summary) -> Mapping[str, Sequence[Event]]:
    assert summary.cases > 0
    return dict(cases_of(source=folder / "events.parquet"))


@pytest.fixture(scope="module")
def judge(histories: Mapping[str, Sequence[Event]]) -> Judge:
    """The reading of `commitment` or `commitment/cycle` of a case under a standard, when the log ends."""
    known = calendars()
    end = max(event.at for events in histories.values() for event in events)

    def reading(standard: str, case: str, commitment: str) -> Reading:
        name, _, cycle = commitment.partition("/")
        found = evaluate([load_standard(standard)], known, histories[case], end).readings
        return next(each for each in found if (each.commitment, each.cycle) == (name, int(cycle or 1)))

    return reading


def test_eight_rows_are_set_aside_with_a_reason(folder: Path, summary: Summary) -> None:
    aside = (folder / "sample_log.csv.rejected.csv").read_text("utf-8-sig")

    assert (summary.rejected, summary.without_opening, summary.before_opening) == (8, 0, 0)
    for word in ("2026/13/2", "待补", "没有工单号", "系统升级公告", "2026/9/31", "租赁", "25"):
        assert word in aside


def test_every_kind_that_the_mapping_promises_occurs(folder: Path, summary: Summary) -> None:
    assert set(summary.kinds) == set(read_header(folder / "events.parquet").supplies)


@pytest.mark.parametrize(
    ("case", "commitment", "state", "seconds"),
    [
        ("RX260908004", "first-response", "met", 180),
        ("RX260908005", "first-response", "met_late", 181),
        ("RX260908005", "solution-proposed", "met", 900),
        ("RX260818004", "first-response", "met_late", 370),  # the note after a minute is no reply
        ("RX261014014", "first-response", "met_late", 31_942),  # nor are three messages of the bot
        ("RX260928010", "first-response", "cancelled", 170),  # merged
        ("RX260928012", "first-response", "met_late", 270),  # counted from the duplicate, which came first
        ("RX260811008", "first-response", "cancelled", 95),  # withdrawn
        ("RX261020010", "first-response", "cancelled", 70),  # spam
        ("RX260923004", "transfer", "met_late", 780),
        ("RX260923004", "written-progress/1", "met", 7200),
        ("RX260923004", "written-progress/2", "met_late", 7201),
        ("CB261019003", "on-site", "met_late", 15_600),  # the first arrival was void
    ],
)
def test_a_case_is_judged_to_the_second(judge: Judge, case: str, commitment: str, state: str, seconds: int) -> None:
    reading = judge("reference", case, commitment)

    assert (reading.state, reading.elapsed_seconds) == (state, seconds)


@pytest.mark.parametrize(("case", "state"), [("RX260827011", "met"), ("RX260827012", "met_late")])
def test_one_hour_is_kept_to_the_second(judge: Judge, case: str, state: str) -> None:
    assert judge("five-star", case, "first-response").state == state
    assert judge("reference", case, "first-response").state == "met_late"


@pytest.mark.parametrize(
    ("case", "commitment", "state"),
    [
        ("RX260930002", "result", "met"),  # Saturday 10 October is the third working day after 30 September
        ("RX260930009", "result", "met_late"),  # Monday the 12th is the fourth
        ("RX260918003", "complaint-solution", "met_late"),  # Sunday 20 September was worked
        ("RX260812007", "result", "met"),  # extended with approval
        ("RX260813006", "result", "met_late"),  # extended without any
        ("CN260824004", "routine-solution", "met_late"),  # reopened twice
        ("CD260928004", "routine-solution", "met_late"),  # the part came after the holidays
    ],
)
def test_days_are_counted_as_the_calendar_says(judge: Judge, case: str, commitment: str, state: str) -> None:
    assert judge("reference", case, commitment).state == state


def test_an_extension_without_approval_is_an_anomaly(judge: Judge) -> None:
    kinds = [each.kind for each in judge("reference", "RX260813006", "result").anomalies]

    assert kinds == ["deadline.extended"]


@pytest.mark.parametrize("case", ["CD260820007", "CB260820008"])
def test_the_typhoon_is_excused_and_still_late(judge: Judge, case: str) -> None:
    reading = judge("reference", case, "on-site")

    assert (reading.state, reading.excused) == ("met_late", True)
