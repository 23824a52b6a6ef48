"""The tokens of entries, in the database of the records: an FTS5 table on SQLite, a GIN index on PostgreSQL.

Both hold the tokens that `tokens.py` makes, and are asked the same thing: the newest entries that have, of each group of
tokens, at least one. Who may find an entry is one of those groups, so that a narrow reader is not slower than a wide one.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from typing import Any

from django.db import connection
from django.db.models import Func, IntegerField, QuerySet
from django.db.models.expressions import RawSQL

Group = Sequence[str]
"""Tokens of which an entry has one or more. A token that ends in * stands for all that begin so."""

Condition = tuple[str, Sequence[Any]]
"""A piece of SQL and its values."""

TABLE = "search_tokens"
BITS = 16
"""The index of PostgreSQL knows which part of 65,536 entries each is in (migration 0005)."""
PARTS = 2, 2, 4, 8
"""So many of them are asked for at once, from the newest on, then all others."""


def make(entries: Iterable[tuple[int, Sequence[str]]]) -> None:
    """Add entries: number and tokens."""
    rows = [(number, _held(tokens)) for number, tokens in entries]
    if not rows:
        return
    with connection.cursor() as cursor:
        if _on_postgres():
            held = ", ".join(["(%s, array_to_tsvector(%s))"] * len(rows))
            known = "ON CONFLICT (id) DO UPDATE SET tokens = excluded.tokens"
            cursor.execute(f"INSERT INTO {TABLE} (id, tokens) VALUES {held} {known}", list(chain.from_iterable(rows)))
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


def newest(
    groups: Sequence[Group], most: int, among: QuerySet[Any] | None = None, common: Group | None = None
) -> list[int]:
    """The numbers of the newest entries that have a token of each group, the latest first; at most so many.

    Read from the newest on and no further than needed, however frequent the tokens are. `among` says what else must hold:
    a queryset of entries, asked of each in turn. `common` is one more group, which most entries answer: then the newest
    are asked first.
    """
    number, conditions = _conditions(groups, common)
    if among is not None:
        conditions.append(_is_among(among, number))
    found: list[int] = []
    for part in _parts() if groups and common is not None else [()]:
        found += _found([*conditions, *part], number, most - len(found))
        if len(found) == most:
            break
    return found


def those(numbers: Iterable[int]) -> RawSQL:
    """Thousands of numbers as one value, for `pk__in`: as many values would take longer to pass than to look up."""
    if _on_postgres():
        return RawSQL("SELECT unnest(%s::bigint[])", [list(numbers)])
    return RawSQL("SELECT value FROM json_each(%s)", [json.dumps(list(numbers))])


class Seconds(Func):
    """An instant as whole seconds since 1970."""

    template = "unixepoch(%(expressions)s)"
    output_field = IntegerField()

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, Any]:
        """The same on PostgreSQL."""
        return self.as_sql(
            compiler, connection, template="floor(extract(epoch from %(expressions)s))::bigint", **context
        )


def _found(conditions: Sequence[Condition], number: str, most: int) -> list[int]:
    asked = " AND ".join(sql for sql, _values in conditions)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {number} FROM {TABLE} WHERE {asked} ORDER BY {number} DESC LIMIT %s",
            [*(value for _sql, values in conditions for value in values), most],
        )
        return [row[0] for row in cursor.fetchall()]


def _conditions(groups: Sequence[Group], common: Group | None) -> tuple[str, list[Condition]]:
    """What the number of an entry is called, and what its tokens must answer."""
    if not _on_postgres():
        every = groups if common is None else [*groups, common]
        match = " AND ".join(f"({' OR '.join(map(_term, each))})" for each in every)
        return "rowid", [(f"{TABLE} MATCH %s", [match])]
    asked: list[Condition] = [("tokens @@ %s::tsquery", [_query(groups)])] if groups else []
    if common is not None:  # what hardly narrows is looked up in what was found, not in the index, which IS TRUE hides
        asked.append(("(tokens @@ %s::tsquery) IS TRUE", [_query([common])]))
    return "id", asked


def _is_among(among: QuerySet[Any], number: str) -> Condition:
    sql, values = among.filter(pk=RawSQL(f"{TABLE}.{number}", [])).values("pk").query.sql_with_params()
    return f"EXISTS ({sql})", values


def _parts() -> Iterator[Sequence[Condition]]:
    """Parts of the index, the newest first. An index of PostgreSQL tells all that is asked of it before the newest is known."""
    if not _on_postgres():
        yield ()
        return
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT max(id) FROM {TABLE}")
        above = ((cursor.fetchone()[0] or 0) >> BITS) + 1
    for many in PARTS:
        if above > 0:
            yield ((f"ARRAY[id >> {BITS}] && %s::bigint[]", [list(range(max(0, above - many), above))]),)
            above -= many
    if above > 0:
        yield (("id < %s", [above << BITS]),)


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


def _query(groups: Sequence[Group]) -> str:
    return " & ".join(f"({' | '.join(map(_lexeme, group))})" for group in groups)


def _term(token: str) -> str:
    word = token.removesuffix("*")
    return f'"{word}"*' if word != token else f'"{word}"'
