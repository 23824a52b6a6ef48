"""Many rows at once, as quickly as each database takes them: what is imported, or made by the thousand."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from django.db import connection, models


def reserve(model: type[models.Model], count: int) -> list[int]:
    """So many ids of a table that nobody else will get any more, in order. Call it inside a write transaction."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute(
                "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)", [table, count]
            )
            return [row[0] for row in cursor.fetchall()]
        cursor.execute("UPDATE sqlite_sequence SET seq = seq + %s WHERE name = %s", [count, table])
        if not cursor.rowcount:
            cursor.execute("INSERT INTO sqlite_sequence (name, seq) VALUES (%s, %s)", [table, count])
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last: int = cursor.fetchone()[0]
    return list(range(last - count + 1, last + 1))


def pour(model: type[models.Model], names: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """Write rows of these columns; what else the table has gets its default. Values are the database's own: `instant`.

    In the caller's transaction. On PostgreSQL by COPY: each row of `executemany` would be a journey of its own.
    """
    rest = [
        field
        for field in model._meta.concrete_fields
        if field.column not in names and not field.primary_key and not field.has_db_default()
    ]
    defaults = [field.get_db_prep_save(field.get_default(), connection) for field in rest]
    columns = ", ".join(f'"{name}"' for name in (*names, *(field.column for field in rest)))
    whole = ((*row, *defaults) for row in rows)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            with cursor.copy(f"COPY {model._meta.db_table} ({columns}) FROM STDIN") as copy:
                for row in whole:
                    copy.write_row(row)
        else:
            places = ", ".join(["%s"] * (len(names) + len(rest)))
            cursor.executemany(f"INSERT INTO {model._meta.db_table} ({columns}) VALUES ({places})", list(whole))


@lru_cache(maxsize=65_536)
def instant(seconds: int | None) -> Any:
    """UTC seconds as the database keeps an instant."""
    return None if seconds is None else kept(datetime.fromtimestamp(seconds, UTC))


@lru_cache(maxsize=65_536)
def kept(at: datetime | None) -> Any:
    """An instant as the database keeps it."""
    return connection.ops.adapt_datetimefield_value(at)
