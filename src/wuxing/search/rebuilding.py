"""Making the index anew from the records, while everybody works; it goes on after a stop where it was."""

from __future__ import annotations

from collections.abc import Callable

from wuxing.ledger.writing import writing
from wuxing.search import index, indexing
from wuxing.search.documents import Source, sources
from wuxing.search.models import Entry, Rebuild

BATCH = 25
"""Records with all that is about them, a transaction each: no other writer waits long for it."""

Progress = Callable[[str, int, int], None]
"""Told the realm, how far the rebuild is with its records, and how many there are."""


def rebuild(progress: Progress = lambda realm, done, total: None, *, anew: bool = False) -> int:
    """Index every declared record again; how many texts.

    `anew` empties the index first, whatever it holds: until the end not everything is found.
    """
    if anew:
        with writing():
            index.clear()
            Entry.objects.all().delete()
            Rebuild.objects.all().delete()
    texts = sum(_realm(source, progress) for source in sources().values())
    with writing():
        Rebuild.objects.all().delete()
    return texts


def _realm(source: Source, progress: Progress) -> int:
    texts, total = 0, source.last()
    kept, _ = Rebuild.objects.get_or_create(realm=source.realm)
    above: int | None = kept.above
    while above is not None and above < total:
        with writing():  # read and written at once: nobody changes a record in between
            documents, above = source.documents(above, BATCH)
            indexing.put(documents)
            Rebuild.objects.filter(realm=source.realm).update(above=total if above is None else above)
        texts += len(documents)
        progress(source.realm, above or total, total)
    return texts
