"""What cases say of customers: who works on a case of a customer sees the customer, and its page lists the cases."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q

from wuxing.accounts.actors import Actor
from wuxing.cases.models import Audience, Case
from wuxing.customers.models import Customer
from wuxing.customers.sections import Section, put
from wuxing.customers.sight import open_to

MOST = 50


def register() -> None:
    """Put rule and section into the registries of customers."""
    open_to(seen_through_cases, holders)
    put(Section("cases/_cases_of_customer.html", cases_section))


def seen_through_cases(by: Actor) -> Q:
    """A customer is seen by whoever sees one of its cases; a company also through its people's."""
    mine = Case.objects.visible_to(by)
    own, peoples = mine.filter(customer=OuterRef("pk")), mine.filter(customer__company=OuterRef("pk"))
    return Q(Exists(own)) | Q(Exists(peoples))


def holders(customers: Sequence[int]) -> Iterable[tuple[int, str]]:
    """The audience keys of their cases, of companies also of their people's."""
    for whose in ("case__customer", "case__customer__company"):
        yield from Audience.objects.filter(**{f"{whose}__in": customers}).values_list(whose, "key").distinct()


def cases_section(customer: Customer, by: Actor, at: datetime) -> Mapping[str, Any]:
    """The cases of a customer, of a company also its people's, that the reader may see: the latest first."""
    whose = Q(customer=customer) | Q(customer__company=customer) if customer.is_company else Q(customer=customer)
    cases = Case.objects.visible_to(by).filter(whose).select_related("team", "assignee", "customer")
    found = list(cases.order_by("-opened_at", "-pk")[: MOST + 1])
    return {"cases": found[:MOST], "is_cut": len(found) > MOST, "customer": customer}
