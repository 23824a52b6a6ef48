"""Search over the API: the same question language as on the page, what a key may not see is not found."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from ninja import Query, Router, Schema
from pydantic import Field

from wuxing.channels.api.answering import KeyRequest, answer
from wuxing.channels.api.asking import Asked as Filters
from wuxing.channels.api.asking import Line
from wuxing.channels.api.rights import CASES_READ
from wuxing.channels.models import Scope
from wuxing.customers.lists import Found, look_up
from wuxing.search.asking import LONGEST_QUESTION
from wuxing.search.finding import Asked, Hit, search

router = Router(tags=["search"])


class HitTold(Schema):
    """`more`: further texts of the same record that answer too."""

    kind: str
    name: str
    title: str
    path: str
    text: str
    at: datetime
    more: int


class CustomerHit(Schema):
    """A customer, as a look-up shows it; `path` is empty where this key may not see the record."""

    id: int
    name: str
    path: str
    points: list[str]


class ResultsTold(Schema):
    """`is_loose`: nothing had all the words; `is_cut`: older hits were not weighed.

    `customers`: with the first hits, for keys that may read customers.
    """

    count: int
    is_loose: bool
    is_cut: bool
    hits: list[HitTold]
    customers: list[CustomerHit]


class SearchFilters(Filters):
    q: Line = Field(description="words, “phrases”, and conditions such as status:waiting", max_length=LONGEST_QUESTION)
    start: int = Field(0, ge=0, le=1_000, description="hits to leave out: 20 come at a time")


@router.get("/search", auth=CASES_READ, response=ResultsTold, summary="Search cases, messages, clauses and customers")
def find(request: KeyRequest, filters: Query[SearchFilters]) -> HttpResponse:
    """At most 20 at a time, best first."""
    by = request.auth.actor
    results = search(Asked(filters.q, start=filters.start), by=by, at=timezone.now())
    is_told = Scope.CUSTOMERS_READ in request.auth.scopes and not filters.start
    customers = look_up(filters.q, by=by).found if is_told else ()
    told = {"count": results.count, "is_loose": results.is_loose, "is_cut": results.is_cut}
    found = {"hits": [_told(hit) for hit in results.hits], "customers": [_customer(each) for each in customers]}
    return answer({**told, **found})


def _customer(found: Found) -> dict[str, object]:
    number = found.customer.pk
    path = reverse("customers:page", args=[number]) if found.is_seen else ""
    return {"id": number, "name": found.name, "path": path, "points": list(found.points)}


def _told(hit: Hit) -> dict[str, object]:
    return {
        "kind": hit.kind,
        "name": hit.shown.name,
        "title": hit.shown.title,
        "path": hit.shown.href,
        "text": "".join(text for text, _ in hit.snippet),
        "at": hit.at.isoformat(),
        "more": hit.more,
    }
