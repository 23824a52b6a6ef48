"""The shipped holiday data sets: complete, sourced, and of one mind with two independent libraries."""

import json
import subprocess
import sys
from collections.abc import Iterator
from datetime import date, timedelta
from importlib.metadata import version
from pathlib import Path
from typing import Any

import chinese_calendar
import holidays
import pytest

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "src" / "wuxing" / "packs" / "holidays"
YEAR_FILES = ROOT.parent / "shared" / "data" / "holidays-cn"
YEARS = range(2010, 2027)
ONE_DAY = timedelta(days=1)

COUNTS = {  # year: (days off, make-up days), by the date of the day
    2010: (29, 8),
    2011: (29, 6),  # with 2011-12-31, of the notice for 2012
    2012: (27, 6),
    2013: (29, 12),
    2014: (23, 5),
    2015: (27, 5),  # with 3 to 5 September, the 70th anniversary of victory
    2016: (24, 6),
    2017: (24, 5),
    2018: (25, 7),  # with 29 to 31 December, of the notice for 2019
    2019: (22, 6),
    2020: (30, 6),
    2021: (31, 7),
    2022: (32, 7),  # with 31 December, of the notice for 2023
    2023: (26, 7),
    2024: (28, 8),
    2025: (28, 5),
    2026: (33, 6),
}

# Dates on which a library differs about work, and why. None today; a new one is to be understood, then written here.
WORKDAY_DIFFERENCES: dict[str, dict[date, str]] = {"chinesecalendar": {}, "holidays": {}}

# Weekend days that only one side counts to a holiday. It matters to a hotline that is open seven days a week.
ONLY_OURS = {
    date(2011, 6, 5): "the notice gives 4 to 6 June",
    date(2012, 6, 23): "the notice gives 22 to 24 June; it is the festival itself",
    date(2015, 6, 21): "the Sunday between 20 and 22 June, both given by the notice",
    date(2015, 9, 5): "the notice gives 3 to 5 September",
}
ONLY_THEIRS = {
    date(2019, 4, 6): "the notice gives 5 April, 'joined with the weekend'",
    date(2019, 4, 7): "the notice gives 5 April, 'joined with the weekend'",
    date(2019, 6, 8): "the notice gives 7 June, 'joined with the weekend'",
    date(2019, 6, 9): "the notice gives 7 June, 'joined with the weekend'",
    date(2019, 9, 14): "the notice gives 13 September, 'joined with the weekend'",
    date(2019, 9, 15): "the notice gives 13 September, 'joined with the weekend'",
    date(2023, 12, 30): "the notice gives 1 January 2024, 'joined with the weekend'",
    date(2023, 12, 31): "the notice gives 1 January 2024, 'joined with the weekend'",
}


def read(data_set: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((FOLDER / f"{data_set}.json").read_text(encoding="utf-8"))
    return content


def days_of(content: dict[str, Any]) -> dict[date, str]:
    rows = (day for year in content["years"].values() for day in year["days"].items())
    return {date.fromisoformat(day): names["zh"] for day, names in rows}


SETS = {name: read(name) for name in ("cn-statutory-holidays", "cn-makeup-days")}
CLOSED = days_of(SETS["cn-statutory-holidays"])
MAKEUP = days_of(SETS["cn-makeup-days"])


def every_date() -> Iterator[date]:
    first, last = date(YEARS[0], 1, 1), date(YEARS[-1], 12, 31)
    return (first + ONE_DAY * n for n in range((last - first).days + 1))


def is_workday(day: date) -> bool:
    return day in MAKEUP or (day.weekday() < 5 and day not in CLOSED)


def working_days_after(start: date, count: int) -> date:
    day = start
    while count:
        day += ONE_DAY
        count -= is_workday(day)
    return day


def test_every_day_is_a_workday_or_not_as_chinesecalendar_says() -> None:
    last = max(chinese_calendar.holidays).year

    differing = {d for d in every_date() if d.year <= last and is_workday(d) != chinese_calendar.is_workday(d)}

    assert last >= 2026
    assert differing == set(WORKDAY_DIFFERENCES["chinesecalendar"])


def test_every_day_is_a_workday_or_not_as_the_holidays_library_says() -> None:
    # With the year before and the one after: a notice may move a day over New Year.
    china = holidays.country_holidays("CN", years=range(YEARS[0] - 1, YEARS[-1] + 2))
    last = max(china.special_public_holidays)  # it reckons the years after that without a notice

    differing = {d for d in every_date() if d.year <= last and is_workday(d) != china.is_working_day(d)}

    assert last >= 2026
    assert differing == set(WORKDAY_DIFFERENCES["holidays"])


def test_the_same_days_belong_to_a_holiday_as_in_chinesecalendar() -> None:
    theirs = {day for day in chinese_calendar.holidays if day.year in YEARS}

    assert set(CLOSED) - theirs == set(ONLY_OURS)
    assert theirs - set(CLOSED) == set(ONLY_THEIRS)
    assert all(day.weekday() >= 5 for day in (*ONLY_OURS, *ONLY_THEIRS))


def test_the_same_days_are_made_up_for_as_in_chinesecalendar() -> None:
    assert set(MAKEUP) == {day for day in chinese_calendar.workdays if day.year in YEARS}


@pytest.mark.parametrize("data_set", SETS)
def test_the_years_are_complete_and_each_day_stands_under_its_own(data_set: str) -> None:
    assert [int(year) for year in SETS[data_set]["years"]] == list(YEARS)
    for year, content in SETS[data_set]["years"].items():
        assert list(content["days"]) == sorted(content["days"])
        assert {day[:4] for day in content["days"]} == {year}


@pytest.mark.parametrize("year", YEARS)
def test_each_year_has_the_number_of_days_that_its_notices_give(year: int) -> None:
    counts = tuple(sum(day.year == year for day in days) for days in (CLOSED, MAKEUP))

    assert counts == COUNTS[year]


@pytest.mark.parametrize("data_set", SETS)
def test_every_year_says_its_source_and_when_it_was_published(data_set: str) -> None:
    for year, content in SETS[data_set]["years"].items():
        own, *others = content["notices"]
        assert f"{year}年" in own["title"]
        assert own.items() >= {"title": content["title"], "published": content["published"]}.items()
        assert content["source"] == own["link"]
        assert content["made_from"]
        assert all(notice["published"] > own["published"] for notice in others)


@pytest.mark.parametrize("data_set", SETS)
def test_every_notice_has_its_number_its_dates_and_a_link_to_the_government(data_set: str) -> None:
    for content in SETS[data_set]["years"].values():
        for notice in content["notices"]:
            signed, published = (date.fromisoformat(notice[key]) for key in ("signed", "published"))
            assert timedelta(0) <= published - signed <= timedelta(days=3)
            assert f"发明电〔{signed.year}〕" in notice["number"]
            assert notice["link"].split("://")[1].startswith("www.gov.cn/")


def test_a_year_is_known_before_it_begins() -> None:
    for year, content in SETS["cn-statutory-holidays"]["years"].items():
        assert content["published"] < f"{year}-01-01"


def test_changes_after_the_first_notice_are_listed() -> None:
    years = SETS["cn-statutory-holidays"]["years"]

    dates = [(year, notice["published"]) for year in years for notice in years[year]["notices"][1:]]

    changes = [(year, day) for year, day in dates if day < f"{year}-10-01"]  # later ones are of the next year
    assert changes == [("2015", "2015-05-13"), ("2019", "2019-03-22"), ("2020", "2020-01-27")]


def test_the_days_follow_the_last_change() -> None:
    given = {date(2015, 9, 3), date(2015, 9, 4), date(2019, 5, 2), date(2019, 5, 3), date(2020, 1, 31)}

    assert given <= CLOSED.keys()
    assert {date(2015, 9, 6), date(2019, 4, 28), date(2019, 5, 5)} <= MAKEUP.keys()
    assert date(2020, 2, 1) in CLOSED  # a make-up day until the Spring Festival was extended


@pytest.mark.parametrize("data_set", SETS)
def test_names_are_in_chinese_and_english(data_set: str) -> None:
    content = SETS[data_set]

    names = [content["title"], *(day for year in content["years"].values() for day in year["days"].values())]

    assert all(name.keys() == {"zh", "en"} and name["en"].isascii() for name in names)


def test_the_data_sets_say_who_they_are() -> None:
    assert [SETS[name]["data_set"] for name in SETS] == list(SETS)
    assert {(content["version"], content["country"]) for content in SETS.values()} == {("2026.1", "CN")}


def test_every_makeup_day_is_a_saturday_or_sunday_and_no_holiday() -> None:
    assert [day for day in MAKEUP if day.weekday() < 5] == []
    assert CLOSED.keys() & MAKEUP.keys() == set()


def test_every_makeup_day_is_named_after_a_holiday_close_to_it() -> None:
    near = [ONE_DAY * n for n in range(-14, 15)]

    assert [day for day, name in MAKEUP.items() if name not in {CLOSED.get(day + n) for n in near}] == []


def test_no_weekend_day_is_missing_in_the_middle_of_a_break() -> None:
    def nearest(day: date, step: timedelta) -> str | None:
        return CLOSED.get(day + step) or CLOSED.get(day + 2 * step)

    ordinary = [day for day in every_date() if day.weekday() >= 5 and day not in CLOSED and day not in MAKEUP]

    assert [day for day in ordinary if nearest(day, ONE_DAY) and nearest(day, ONE_DAY) == nearest(day, -ONE_DAY)] == []


def test_a_weekend_inside_the_national_day_break_is_closed() -> None:
    assert CLOSED[date(2017, 10, 1)] == "国庆节"  # a Sunday
    assert CLOSED[date(2026, 10, 3)] == "国庆节"  # a Saturday


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-01-02", 3, "2026-01-06"),  # 4 January, a Sunday, is worked
        ("2026-02-13", 2, "2026-02-24"),  # 14 February, a Saturday, is worked
        ("2026-02-13", 3, "2026-02-25"),
        ("2026-05-08", 3, "2026-05-12"),  # 9 May, a Saturday, is worked
        ("2026-09-30", 3, "2026-10-10"),  # the third is itself a Saturday that is worked
    ],
)
def test_working_days_over_the_holidays_of_2026(start: str, count: int, last: str) -> None:
    assert working_days_after(date.fromisoformat(start), count) == date.fromisoformat(last)


def test_making_the_data_sets_again_gives_the_same_bytes(tmp_path: Path) -> None:
    made_with = SETS["cn-statutory-holidays"]["years"]["2010"]["made_from"]
    if not YEAR_FILES.is_dir():
        pytest.skip("the year files of holiday-cn (../shared/data/holidays-cn) are not here")
    if made_with != [f"chinesecalendar {version('chinesecalendar')}"]:
        pytest.skip(f"the data sets were made with {made_with[0]}, another version is installed")

    script = ROOT / "tools" / "make_holidays.py"
    subprocess.run([sys.executable, script, YEAR_FILES, "--out", tmp_path], check=True, capture_output=True)

    for name in SETS:
        assert (tmp_path / f"{name}.json").read_bytes() == (FOLDER / f"{name}.json").read_bytes()
