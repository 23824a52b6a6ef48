"""What of customers can be found: names, company, contact points. Kept in the transaction of the record."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import partial

from django.db import transaction
from django.db.models import Max, Q
from django.utils.translation import gettext_lazy as _

from wuxing.customers.models import ContactPoint, Customer
from wuxing.customers.showing import spellings
from wuxing.customers.sight import keys_of, own_keys
from wuxing.ledger.writing import writing
from wuxing.search import indexing
from wuxing.search.documents import Document, Source, declare

REALM = "customer"
PART = 100
"""Customers that are indexed in one transaction."""


def register() -> None:
    """Declare customers; `lists.look_up` asks for them."""
    declare(Source(REALM, {REALM: _("Customers")}, documents, _last, is_apart=True))


def index_new(customer: Customer, points: Sequence[ContactPoint] = ()) -> None:
    """Let a new customer be found."""
    indexing.add([_document(customer, points, (), own_keys(customer.pk))])


def index_again(pk: int) -> None:
    """A customer is called or reached otherwise than before; so are the people of a company, a part at a time."""
    (customer,) = rows = _rows(Q(pk=pk), 1)
    indexing.put(_documents(rows))
    if customer.company:  # perhaps a new one: whoever sees the person sees it too
        widen(customer.company, keys_of([pk])[pk])
    elif customer.is_company and (above := _index_people(customer, 0)):
        transaction.on_commit(partial(_index_rest, customer, above))


def widen(customer: Customer, keys: Iterable[str]) -> None:
    """Further people may see a customer, and with it the company it writes for."""
    indexing.widen(REALM, [each for each in (customer.pk, customer.company_id) if each], keys)


def documents(above: int, most: int) -> tuple[Sequence[Document], int | None]:
    """Of the customers above a number."""
    rows = _rows(Q(pk__gt=above), most)
    return (_documents(rows), rows[-1].pk) if rows else ((), None)


def _last() -> int:
    return Customer.objects.aggregate(last=Max("pk"))["last"] or 0


def _index_rest(company: Customer, above: int | None) -> None:
    while above:
        with writing():
            above = _index_people(company, above)


def _index_people(company: Customer, above: int) -> int | None:
    """Index the next people of a company; the number of the last of them, None where there are no more."""
    rows = _rows(Q(company=company, pk__gt=above), PART)
    indexing.put(_documents(rows))
    return rows[-1].pk if len(rows) == PART else None


def _rows(whose: Q, most: int) -> list[Customer]:
    whole = Customer.objects.select_related("company").prefetch_related("points", "other_names")
    return list(whole.filter(whose).order_by("pk")[:most])


def _documents(rows: Sequence[Customer]) -> list[Document]:
    keys = keys_of([each.pk for each in rows])
    others = {each.pk: [other.name for other in each.other_names.all()] for each in rows}
    return [_document(each, each.points.all(), others[each.pk], keys[each.pk]) for each in rows]


def _document(
    customer: Customer, points: Iterable[ContactPoint], other_names: Iterable[str], keys: Iterable[str]
) -> Document:
    company = [customer.company.name] if customer.company else []
    names = [*company, *other_names, *(way for point in points for way in spellings(point))]
    number = customer.pk
    return Document(REALM, number, number, customer.created_at, customer.name, "", sorted(keys), "\n".join(names))
