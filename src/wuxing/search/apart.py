"""Records that are found by themselves and not among everything else: customers, as far as somebody may see them."""

from __future__ import annotations

from typing import Any

from django.db.models import Exists, OuterRef, QuerySet

from wuxing.accounts.actors import Actor
from wuxing.search import index
from wuxing.search.asking import ask
from wuxing.search.documents import keys_in
from wuxing.search.models import Entry


def records(realm: str, text: str, *, among: QuerySet[Any], by: Actor, most: int) -> QuerySet[Entry, Any]:
    """The numbers of the records that have every word, the newest of them, at most so many.

    `among` are those that the asker may see: asked of each in the query. The keys only make it quick; they may open more.
    """
    if not (groups := ask(text, {}).groups):
        return Entry.objects.none().values("about")
    keys = [index.key_token(key) for key in keys_in(realm, by.keys)]
    seen = Entry.objects.filter(Exists(among.filter(pk=OuterRef("about"))))
    numbers = index.newest([*groups, keys], most, seen)
    return Entry.objects.filter(pk__in=index.those(numbers)).values("about")
