"""The tokens of entries, in the database of the records: an FTS5 table on SQLite, a GIN index on PostgreSQL.

Both hold the tokens that `tokens.py` makes, and are asked the same thing: the newest entries that have, of each group of
tokens, at least one. Who may find an entry is one of those groups, so that a narrow reader is not slower than a wide one.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection

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


def matching(groups: Sequence[Group]) -> tuple[str, list[str]]:
    """SQL, with its values, of the numbers of the entries that have a token of each group."""
    if _on_postgres():
        asked = " & ".join(f"({' | '.join(map(_lexeme, group))})" for group in groups)
        return f"SELECT id FROM {TABLE} WHERE tokens @@ %s::tsquery", [asked]
    asked = " AND ".join(f"({' OR '.join(map(_term, group))})" for group in groups)
    return f"SELECT rowid AS id FROM {TABLE} WHERE {TABLE} MATCH %s", [asked]


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
