"""Times as foreign logs write them: local, in all formats, mostly without a zone."""

import re
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

FIXED = ("iso", "epoch", "epoch_ms")
FIRST_YEAR, LAST_YEAR = 1970, 2199  # outside stand the nulls of other systems (1900-01-01, 9999-12-31), not times
REMEMBERED = 65_536
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

NUMBERS = {
    "%Y": r"(?P<Y>\d{4})",
    "%m": r"(?P<m>\d{1,2})",
    "%d": r"(?P<d>\d{1,2})",
    "%H": r"(?P<H>\d{1,2})",
    "%M": r"(?P<M>\d{1,2})",
    "%S": r"(?P<S>\d{1,2})",
}

TimeReader = Callable[[str | datetime], int]


class UnreadableTime(ValueError):
    """A text that is no time in any of the formats of the mapping."""


def time_reader(formats: Sequence[str], zone: ZoneInfo) -> TimeReader:
    """A function from a text (or a value that is a time already) to UTC seconds, fractions dropped.

    The first format that fits counts: `iso`, `epoch`, `epoch_ms` or a pattern of strptime. A time without an offset is
    read in `zone` as RFC 5545 (section 3.3.5) says: a local time that a clock change skips is moved on by the change,
    one that comes twice is the first. The function raises UnreadableTime.
    """
    readers = [_moment_reader(each) for each in formats]

    def read(value: str | datetime) -> int:
        if isinstance(value, datetime):
            return _seconds(value, zone)
        for moment_of in readers:
            try:
                return _seconds(moment_of(value), zone)
            except (ValueError, OverflowError, OSError):
                continue
        raise UnreadableTime(value)

    return lru_cache(REMEMBERED)(read)


def _moment_reader(form: str) -> Callable[[str], datetime]:
    if form == "iso":
        return datetime.fromisoformat
    if form in ("epoch", "epoch_ms"):
        unit = 1000 if form == "epoch_ms" else 1
        return lambda text: datetime.fromtimestamp(float(text) // unit, UTC)
    return _number_reader(form) or (lambda text: datetime.strptime(text, form))


def _number_reader(form: str) -> Callable[[str], datetime] | None:
    """Numbers only, as in `%d/%m/%Y %H:%M`, take a pattern of our own half as long as strptime."""
    pieces = re.split(r"(%.)", form)
    given = sorted(pieces[1::2], key=[*NUMBERS, *pieces].index)
    if given != list(NUMBERS)[: len(given)] or len(given) < 3:
        return None
    pattern = re.compile("".join(NUMBERS.get(piece, re.escape(piece)) for piece in pieces), re.ASCII)
    names = [each[1] for each in given]

    def read(text: str) -> datetime:
        found = pattern.fullmatch(text)
        if found is None:
            raise UnreadableTime(text)
        numbers: Any = map(int, found.group(*names))
        return datetime(*numbers)

    return read


def _seconds(moment: datetime, zone: ZoneInfo) -> int:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise UnreadableTime(moment.isoformat())
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=zone, fold=0)
    gone = moment - EPOCH
    return gone.days * 86_400 + gone.seconds
