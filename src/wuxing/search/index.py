"""The tokens of entries, in the database of the records: an FTS5 table on SQLite, a GIN index on PostgreSQL.

Both hold the tokens that `tokens.py` makes, and are asked the same thing: the newest entries that have, of each group of
tokens, at least one. Who may find an entry is one of those groups, so that a narrow reader is not slower than a wide one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import Any

from django.db import connection
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL

Group = Sequence[str]
"""Tokens of which an entry has one or more. A token that ends in * stands for all that begin so."""

TABLE = "search_tokens"


def make(entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Add entries: number and tokens."""
    rows = [(number, _held(tokens)) for number, tokens in entries]
    if not rows:
        return
    with connection.cursor() as cursor:
        if _on_postgres():
            held = "VALUES (%s, array_to_tsvector(%s)) ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens"
            cursor.executemany(f"INSERT INTO {TABLE} (id, tokens) {held}", rows)
        else:
            cursor.executemany(f"INSERT INTO {TABLE} (rowid, tokens) VALUES (%s, %s)", rows)


def drop(entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Take entries out: number, and the tokens they were added with."""
    rows = [(number, _held(tokens)) for number, tokens in entries]
    if not rows:
        return
    with connection.cursor() as cursor:
        if _on_postgres():
            cursor.execute(f"DELETE FROM {TABLE} WHERE id = ANY(%s)", [[number for number, _ in rows]])
        else:  # a table without contents is told what it held
            cursor.executemany(f"INSERT INTO {TABLE} ({TABLE}, rowid, tokens) VALUES ('delete', %s, %s)", rows)


def clear() -> None:
    """Forget everything."""
    with connection.cursor() as cursor:
        if _on_postgres():
            cursor.execute(f"TRUNCATE {TABLE}")
        else:
            cursor.execute(f"INSERT INTO {TABLE} ({TABLE}) VALUES ('delete-all')")


def newest(groups: Sequence[Group], most: int, among: QuerySet[Any] | None = None) -> list[int]:
    """The numbers of the newest entries that have a token of each group, the latest first; at most so many.

    Read from the newest on and no further than needed, however frequent the tokens are. `among` says what else must hold:
    a queryset of entries, asked of each in turn.
    """
    number, match = _matching(groups)
    sql, values = f"SELECT {number} FROM {TABLE} WHERE {match[0]}", [match[1]]
    if among is not None:
        asked, more = among.filter(pk=RawSQL(f"{TABLE}.{number}", [])).values("pk").query.sql_with_params()
        sql, values = f"{sql} AND EXISTS ({asked})", [*values, *more]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} ORDER BY {number} DESC LIMIT %s", [*values, most])
        return [row[0] for row in cursor.fetchall()]


def those(numbers: Iterable[int]) -> RawSQL:
    """Thousands of numbers as one value, for `pk__in`: as many values would take longer to pass than to look up."""
    if _on_postgres():
        return RawSQL("SELECT unnest(%s::bigint[])", [list(numbers)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(numbers))])


def _matching(groups: Sequence[Group]) -> tuple[str, tuple[str, str]]:
    """What the number of an entry is called, and the condition with its value."""
    if _on_postgres():
        asked = " & ".join(f"({' | '.join(map(_lexeme, group))})" for group in groups)
        return "id", ("tokens @@ %s::tsquery", asked)
    return "rowid", (f"{TABLE} MATCH %s", " AND ".join(f"({' OR '.join(map(_term, group))})" for group in groups))


def key_token(key: str) -> str:
    """An audience key as a token."""
    return "键" + "".join(each for each in key if each.isalnum())


def _on_postgres() -> bool:
    return connection.vendor == "postgresql"


def _held(tokens: Sequence[str]) -> str | list[str]:
    return list(tokens) if _on_postgres() else " ".join(tokens)


def _lexeme(token: str) -> str:
    word = token.removesuffix("*")
    return f"'{word}':*" if word != token else f"'{word}'"


def _term(token: str) -> str:
    word = token.removesuffix("*")
    return f'"{word}"*' if word != token else f'"{word}"'
