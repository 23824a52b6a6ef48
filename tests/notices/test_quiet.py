"""Quiet hours: in the zone, over midnight, at both ends."""

from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

import pytest

from wuxing.notices.quiet import quiet_until

SHANGHAI, BERLIN = ZoneInfo("Asia/Shanghai"), ZoneInfo("Europe/Berlin")
NIGHT = (time(22), time(7))


def _at(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


@pytest.mark.parametrize(
    ("at", "end"),
    [
        ("2026-03-04T21:59:59+08:00", None),
        ("2026-03-04T22:00:00+08:00", "2026-03-05T07:00:00+08:00"),
        ("2026-03-05T00:00:00+08:00", "2026-03-05T07:00:00+08:00"),
        ("2026-03-05T06:59:59+08:00", "2026-03-05T07:00:00+08:00"),
        ("2026-03-05T07:00:00+08:00", None),
    ],
)
def test_a_night_begins_in_the_evening_and_ends_in_the_morning(at: str, end: str | None) -> None:
    assert quiet_until(_at(at), *NIGHT, SHANGHAI) == (_at(end) if end else None)


def test_a_noon_rest_lies_within_one_day() -> None:
    assert quiet_until(_at("2026-03-04T12:30:00+08:00"), time(12), time(13), SHANGHAI) == _at("2026-03-04T13:00+08:00")
    assert quiet_until(_at("2026-03-04T13:00:00+08:00"), time(12), time(13), SHANGHAI) is None


def test_the_end_is_a_time_of_the_clock_on_the_wall_when_clocks_change() -> None:
    assert quiet_until(_at("2026-03-28T23:00:00+01:00"), *NIGHT, BERLIN) == _at("2026-03-29T07:00:00+02:00")


@pytest.mark.parametrize("span", [(None, None), (time(9), None), (time(9), time(9))])
def test_without_two_different_ends_nothing_is_quiet(span: tuple[time | None, time | None]) -> None:
    assert quiet_until(_at("2026-03-04T09:00:00+08:00"), *span, SHANGHAI) is None
