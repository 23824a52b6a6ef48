"""Keeping the index: each call in the transaction that writes the record, so that both are there or neither."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from django.db.models import Q, QuerySet

from wuxing.ledger.writing import writing
from wuxing.search import index
from wuxing.search.documents import Document, keys_in, realm_of
from wuxing.search.models import Entry, Trace
from wuxing.search.tokens import tokens_of

LONGEST_TITLE = 200
LONGEST_BODY = 20_000
"""Characters of a text that can be found; of a longer one its beginning."""


def put(documents: Sequence[Document]) -> None:
    """Let documents be found as they are now, whether they were known or not."""
    if not documents:
        return
    with writing():
        known = {(each.kind, each.object_id): each for each in _known(documents)}
        index.drop((each.pk, _tokens(each)) for each in known.values())
        fresh = [_entry(each, known.get((each.kind, each.object_id))) for each in documents]
        if any(_words(known[each.kind, each.object_id]) != _words(each) for each in fresh if each.pk):
            Trace.objects.create()
        Entry.objects.bulk_update([each for each in fresh if each.pk], FIELDS) if known else None
        Entry.objects.bulk_create([each for each in fresh if not each.pk])
        index.make((each.pk, _tokens(each)) for each in fresh)


def add(documents: Sequence[Document]) -> None:
    """The same of documents that are new for certain: nothing is looked up."""
    if not documents:
        return
    with writing():
        fresh = Entry.objects.bulk_create([_entry(each, None) for each in documents])
        index.make((each.pk, _tokens(each)) for each in fresh)


def readdress(realm: str, about: int, keys: Iterable[str]) -> None:
    """Let other people find what is about a record, and only them."""
    with writing():
        _address({each: keys_in(realm, keys) for each in Entry.objects.filter(realm=realm, about=about)})


def widen(realm: str, abouts: Iterable[int], keys: Iterable[str]) -> None:
    """Let further people find what is about records, beside those who do. Mostly they do already: that is one look."""
    more, entries = set(keys_in(realm, keys)), Entry.objects.filter(realm=realm, about__in=list(abouts))
    if all(more <= set(held) for held in entries.values_list("keys", flat=True)):
        return
    with writing():  # read again, locked: two acts may widen the same at once
        locked = entries.select_for_update()
        _address({each: sorted(more | set(each.keys)) for each in locked if not more <= set(each.keys)})


def forget(kinds: Sequence[str], object_ids: Iterable[int]) -> None:
    """Let texts be found no more: they are erased, or gone. `erasing.wipe` cleans the database's files after them."""
    with writing():
        found = list(Entry.objects.filter(kind__in=kinds, object_id__in=list(object_ids)))
        if found:
            index.drop((each.pk, _tokens(each)) for each in found)
            Entry.objects.filter(pk__in=[each.pk for each in found]).delete()
            Trace.objects.create()


FIELDS = ["realm", "about", "at", "title", "body", "names", "keys"]


def _address(wanted: Mapping[Entry, list[str]]) -> None:
    index.drop((each.pk, _tokens(each)) for each in wanted)
    for each, keys in wanted.items():
        each.keys = keys
    Entry.objects.bulk_update(wanted, ["keys"])
    index.make((each.pk, _tokens(each)) for each in wanted)


def _known(documents: Sequence[Document]) -> QuerySet[Entry]:
    of_kind = Q(pk__in=[])
    for kind in {each.kind for each in documents}:
        of_kind |= Q(kind=kind, object_id__in=[each.object_id for each in documents if each.kind == kind])
    return Entry.objects.filter(of_kind)


def _entry(document: Document, known: Entry | None) -> Entry:
    realm = realm_of(document.kind)
    return Entry(
        pk=known.pk if known else None,
        kind=document.kind,
        object_id=document.object_id,
        realm=realm,
        about=document.about,
        at=document.at,
        title=document.title[:LONGEST_TITLE],
        body=document.body[:LONGEST_BODY].replace("\x00", ""),
        names=document.names[:LONGEST_BODY],
        keys=keys_in(realm, document.keys),
    )


def _tokens(entry: Entry) -> list[str]:
    return [*tokens_of(_words(entry)), *(index.key_token(key) for key in entry.keys)]


def _words(entry: Entry) -> str:
    return f"{entry.title}\n{entry.names}\n{entry.body}"
