"""Bounded counts of many lists at once, and their question kept: Django takes longer to write it than a database to answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import DateTimeField, Expression, QuerySet

COUNTED = 100
"""Counts stop here: 99+ is shown."""


class AskedAt(Expression):
    """The instant at which a question is asked, or so long `after` it: known only then."""

    def __init__(self, after: timedelta = timedelta()) -> None:
        super().__init__(output_field=DateTimeField())
        self.after = after

    def __add__(self, more: timedelta) -> AskedAt:  # type: ignore[override]
        return AskedAt(self.after + more)

    def as_sql(self, *_compiler_and_connection: object) -> tuple[str, list[AskedAt]]:  # type: ignore[override]
        """A place for a value, and itself as the value that `Counts.at` replaces."""
        return "%s", [self]

    def value(self, at: datetime) -> Any:
        """What the database is given."""
        return self.output_field.get_db_prep_value(at + self.after, connection)


Instant = datetime | AskedAt
"""When something is looked at: now, or whenever it is asked."""


@dataclass(frozen=True, slots=True)
class Counts:
    """How many cases each of some lists holds: one question, to be asked as often as wanted."""

    names: tuple[str, ...]
    sql: str
    values: tuple[Any, ...]

    def at(self, at: datetime) -> dict[str, int]:
        """The numbers, as they are at an instant."""
        with connection.cursor() as asked:
            asked.execute(self.sql, [each.value(at) if isinstance(each, AskedAt) else each for each in self.values])
            return dict(zip(self.names, asked.fetchone(), strict=True))


def bounded(questions: Mapping[str, QuerySet[Any]], most: int = COUNTED) -> Counts:
    """Count them all at once: the database stops each at `most`."""
    parts: list[str] = []
    values: list[Any] = []
    for place, cases in enumerate(questions.values()):
        try:
            sql, given = cases.order_by().values("pk")[:most].query.sql_with_params()
        except EmptyResultSet:  # nothing to ask: somebody without a team has no team's cases
            parts.append("0")
            continue
        parts.append(f"(SELECT COUNT(*) FROM ({sql}) AS q{place})")
        values += given
    return Counts(tuple(questions), f"SELECT {', '.join(parts)}", tuple(values))
