"""Taking out of the database's files what was taken out of the index: both databases keep the words there for a while.

FTS5 notes beside a word that a text has lost it, until all is merged into one segment; a GIN index keeps every word that
it ever had. Neither finds such a word, but whoever has the files can read it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import connection

from wuxing.ledger.writing import writing
from wuxing.search.index import TABLE
from wuxing.search.models import Entry, Trace

WITHIN = timedelta(hours=20)
"""What was erased is gone a day later: the whole index is written anew, once for all of a day."""
PAGES = 250
"""Of 4 kB, that are merged in one transaction: no other writer waits long for it."""


def wipe(at: datetime) -> int:
    """Clean the files where something was erased long enough ago; always 0: it does all there is to do."""
    if not Trace.objects.filter(at__lte=at - WITHIN).exists():
        return 0
    last = Trace.objects.latest("pk").pk
    if connection.vendor == "postgresql":
        _make_anew()
    else:
        _merge()
    with writing():
        Trace.objects.filter(pk__lte=last).delete()
    return 0


def _merge() -> None:
    pages = -PAGES  # the first time with a minus: all segments, not only those that are many
    while _has_merged(pages):
        pages = PAGES


def _has_merged(pages: int) -> bool:
    """Merge so many pages; whether there may be more. Source: the manual of FTS5, 6.8, the 'merge' command."""
    with writing(), connection.cursor() as cursor:
        before = cursor.execute("SELECT total_changes()").fetchone()[0]
        cursor.execute(f"INSERT INTO {TABLE} ({TABLE}, rank) VALUES ('merge', %s)", [pages])
        return bool(cursor.execute("SELECT total_changes()").fetchone()[0] - before > 1)


def _make_anew() -> None:
    """Outside of a transaction, as PostgreSQL asks; others read and write meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute(f"DROP INDEX IF EXISTS {TABLE}_gin_ccnew")  # of one that was stopped
        cursor.execute(f"VACUUM {TABLE}, {Entry._meta.db_table}")
        cursor.execute(f"REINDEX INDEX CONCURRENTLY {TABLE}_gin")
