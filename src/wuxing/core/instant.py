"""Instants at the door: ISO 8601 with an offset outside, whole UTC seconds inside (standard.md section 2, rule 1)."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

DAY = 86_400
EPOCH_ORDINAL = date(1970, 1, 1).toordinal()
FIRST, LAST = -30_610_224_000, 221_845_392_000  # the years 1000 to 8999: what the calendar tables are asked for


class UnreadableInstant(ValueError):
    """A text that is not an instant, or one so far away that no calendar speaks of it."""


def parse_instant(text: str) -> int:
    """UTC seconds of an ISO 8601 instant with an offset; a fraction of a second is dropped.

    Raises UnreadableInstant for anything else: a local time without its offset says nothing.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        raise UnreadableInstant(text) from None
    if moment.tzinfo is None:
        raise UnreadableInstant(text)
    return to_seconds(moment)


def to_seconds(moment: datetime) -> int:
    """UTC seconds of an aware datetime."""
    if moment.tzinfo is None:
        raise UnreadableInstant(moment.isoformat())
    gone = moment - datetime(1970, 1, 1, tzinfo=UTC)
    seconds = gone.days * DAY + gone.seconds
    if not FIRST <= seconds <= LAST:
        raise UnreadableInstant(moment.isoformat())
    return seconds


def format_instant(seconds: int, zone: ZoneInfo) -> str:
    """The ISO 8601 text of an instant, with the offset that the zone has then."""
    return datetime.fromtimestamp(seconds, zone).isoformat()


def parse_date(text: str) -> int:
    """Days since 1970-01-01 of a date written YYYY-MM-DD. Raises ValueError for anything else."""
    if len(text) != 10:
        raise ValueError(text)
    return date.fromisoformat(text).toordinal() - EPOCH_ORDINAL


def date_of(day: int) -> date:
    """The date that is so many days after 1970-01-01."""
    return date.fromordinal(day + EPOCH_ORDINAL)
