"""Making the index anew from the records, while everybody works; it goes on after a stop where it was."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from wuxing.ledger.writing import writing
from wuxing.search import index, indexing
from wuxing.search.documents import Source, sources
from wuxing.search.models import Entry, Rebuild

BATCH = 25
"""Records with all that is about them, a transaction each: no other writer waits long for it."""

Progress = Callable[[str, int, int], None]
"""Told the realm, how far the rebuild is with its records, and how many there are."""


def rebuild(progress: Progress = lambda realm, done, total: None, *, anew: bool = False) -> int:
    """Index every declared record again, or what is owed or was not come to before a stop; how many texts.

    `anew` empties the index first, whatever it holds: until the end not everything is found.
    """
    if anew:
        with writing():
            index.clear()
            Entry.objects.all().delete()
            Rebuild.objects.all().delete()
    with writing():  # all at once, so that a server finishes what was stopped
        for realm in sources():
            Rebuild.objects.get_or_create(realm=realm)
    texts = sum(_realm(source, progress) for source in sources().values())
    with writing():
        Rebuild.objects.all().delete()
    return texts


def owe() -> None:
    """Note that records come in beside the index from now on: the next `rebuild`, or else a server, indexes just these."""
    with writing():
        for source in sources().values():
            Rebuild.objects.get_or_create(realm=source.realm, defaults={"above": source.last()})


def go_on(_: datetime) -> int:
    """Do a part of a rebuild that was stopped, owed, or that an upgrade asked for; 0 when nothing is left to do."""
    begun = {each.pk: each for each in Rebuild.objects.order_by("pk")}
    for source in (sources()[each.realm] for each in begun.values() if each.above < sources()[each.realm].last()):
        _part(source, source.last())
        return 1
    if begun:
        with writing():
            Rebuild.objects.filter(pk__in=begun).delete()
    return 0


def _realm(source: Source, progress: Progress) -> int:
    texts, total, above = 0, source.last(), 0
    while above < total:
        done, above = _part(source, total)
        texts += done
        progress(source.realm, above, total)
    return texts


def _part(source: Source, total: int) -> tuple[int, int]:
    """Index the next records of a realm: how many texts, and up to which record. Who else rebuilds takes the ones behind."""
    with writing():  # read and written at once: nobody changes a record in between
        kept = Rebuild.objects.select_for_update().filter(realm=source.realm).first()
        if kept is None or kept.above >= total:
            return 0, total  # another one has done the rest
        documents, above = source.documents(kept.above, BATCH)
        indexing.put(documents)
        kept.above = total if above is None else above
        kept.save(update_fields=["above"])
    return len(documents), kept.above
