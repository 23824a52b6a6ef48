"""What of cases can be found, by whom, and by which conditions: declared to `search`, kept in each act's transaction."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.conditions import OPERATORS, REALM, facets
from wuxing.cases.models import Audience, Case, CaseQuerySet, Message
from wuxing.customers.showing import spellings
from wuxing.ledger.writing import writing
from wuxing.search import indexing
from wuxing.search.documents import Document, Shown, Source, declare
from wuxing.ui import times
from wuxing.ui.language import said

CASE, MESSAGE, NOTE = "case", "message", "note"
PART = 100
"""Cases that are indexed in one transaction."""
KINDS = {CASE: _("Cases"), MESSAGE: _("Messages"), NOTE: _("Notes")}


def register() -> None:
    """Declare cases, their messages and their notes."""
    declare(Source(REALM, KINDS, documents, _last, shown, facets), OPERATORS)


def index_new(opened: Case | None, said: Sequence[Message], keys: Iterable[str]) -> None:
    """Let a new case and new words be found."""
    whole = sorted(keys)
    case = [_of_case(opened, whole)] if opened is not None else []
    indexing.add([*case, *(_of_message(message, whole) for message in said)])


def index_again(customer_id: int) -> None:
    """A customer is called or reached otherwise than before: so its cases are found.

    Those of a large company follow after the commit, a part at a time: nobody waits for all of them.
    """
    cases = Case.objects.live().filter(Q(customer=customer_id) | Q(customer__company=customer_id))
    above = _index_next(cases, 0)
    if above:
        transaction.on_commit(partial(_index_rest, cases, above))


def _index_rest(cases: CaseQuerySet, above: int | None) -> None:
    while above:
        with writing():
            above = _index_next(cases, above)


def _index_next(cases: CaseQuerySet, above: int) -> int | None:
    """Index the next of some cases; the number of the last of them, None where there are no more."""
    whole = cases.select_related("customer__company").prefetch_related("customer__points")
    rows = list(whole.filter(pk__gt=above).order_by("pk")[:PART])
    indexing.put([_of_case(case, keys) for case, keys in _with_keys(rows)])
    return rows[-1].pk if len(rows) == PART else None


def documents(above: int, most: int) -> tuple[Sequence[Document], int | None]:
    """Of the live cases above a number, with what was said on them."""
    cases = list(
        Case.objects.live()
        .filter(pk__gt=above)
        .order_by("pk")
        .select_related("customer__company")
        .prefetch_related("customer__points")[:most]
    )
    if not cases:
        return (), None
    found = []
    keys_of = dict(_with_keys(cases))
    for case, keys in keys_of.items():
        found.append(_of_case(case, keys))
    keys_by_pk = {case.pk: keys for case, keys in keys_of.items()}
    messages = Message.objects.filter(case__in=cases).order_by("case", "seq")
    found += [_of_message(message, keys_by_pk[message.case_id]) for message in messages]
    return found, cases[-1].pk


def _last() -> int:
    return Case.objects.aggregate(last=Max("pk"))["last"] or 0


def shown(numbers: Sequence[int], by: Actor, at: datetime) -> Mapping[int, Shown]:
    """Cases as a hit shows them."""
    cases = Case.objects.visible_to(by).filter(pk__in=numbers).select_related("customer", "assignee", "team")
    return {case.pk: Shown(case.ref, case.subject, f"/cases/{case.ref}/", _line(case, at)) for case in cases}


def _line(case: Case, at: datetime) -> str:
    state = case.get_ending_display() if case.ending else str(case.assignee or case.team or "")
    opened = said(times.short_instant(case.opened_at, now=timezone.localtime(at)))
    return " · ".join(str(each) for each in (case.customer, state, opened) if each)


def _of_case(case: Case, keys: Sequence[str]) -> Document:
    return Document(CASE, case.pk, case.pk, case.opened_at, case.subject, "", keys, names=_names(case))


def _of_message(message: Message, keys: Sequence[str]) -> Document:
    kind = MESSAGE if message.is_public else NOTE
    return Document(kind, message.pk, message.case_id, message.at, "", message.body, keys)


def _names(case: Case) -> str:
    customer = case.customer
    if customer is None:
        return case.ref
    company = [customer.company.name] if customer.company else []
    return "\n".join(
        [case.ref, customer.name, *company, *(way for point in customer.points.all() for way in spellings(point))]
    )


def _with_keys(cases: Sequence[Case]) -> Iterable[tuple[Case, Sequence[str]]]:
    keys: dict[int, list[str]] = {case.pk: [] for case in cases}
    for pk, key in Audience.objects.filter(case__in=cases).values_list("case_id", "key"):
        keys[pk].append(key)
    return ((case, keys[case.pk]) for case in cases)
