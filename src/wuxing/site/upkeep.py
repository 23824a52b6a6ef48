"""What a database has to be told to stay quick."""

from __future__ import annotations

from datetime import datetime

from django.db import connection

from wuxing.ledger.writing import writing

LOOKED_AT = 1000
"""Rows of an index that are counted; the rest is guessed from them: 40 ms at a million cases."""


def count_rows(_: datetime) -> int:
    """Let SQLite know how its tables have grown, for it chooses an index by that; PostgreSQL looks by itself. Always 0."""
    if connection.vendor == "sqlite":
        with writing(), connection.cursor() as cursor:
            cursor.execute(f"PRAGMA analysis_limit = {LOOKED_AT}")
            cursor.execute("ANALYZE")
    return 0
