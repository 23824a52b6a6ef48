"""Reading customers: one of them, those that a few digits or letters mean, and where mail for one may go."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.db import connection
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.customers.contact_points import normalise_email, normalise_phone
from wuxing.customers.finding import one_line
from wuxing.customers.models import ContactPoint, Customer, OtherName
from wuxing.customers.showing import masked, name_for
from wuxing.ui.refusal import Refused


class NoCustomer(Refused):
    """There is no such customer for this person: a stranger is told no more than somebody who mistyped."""

    code = "no-customer"
    status = 404
    says = _("There is no such customer that you may see. Who works on a case of the customer sees the record.")


MOST = 20
CANDIDATES = 200
"""So many rows of an index are looked at for one question, whatever it is and however many customers there are."""

TAIL = re.compile(r"\d{4,15}")


@dataclass(frozen=True, slots=True)
class Found:
    """A customer as shown to somebody who looks for one. `is_seen`: the reader may open its page."""

    customer: Customer
    name: str
    points: tuple[str, ...]
    is_seen: bool


@dataclass(frozen=True, slots=True)
class LookUp:
    """What a question found; `is_cut` when there may be more of them: ask for more digits or letters."""

    query: str
    found: tuple[Found, ...]
    is_cut: bool = False


def customer(pk: int, *, by: Actor) -> Customer:
    """A customer whom the actor may see. Raises NoCustomer."""
    found = Customer.objects.visible_to(by).select_related("company").filter(pk=pk).first()
    if found is None:
        raise NoCustomer
    return found


def look_up(query: str, *, by: Actor) -> LookUp:
    """Customers by phone, mail, the last four or more digits of a phone, or the beginning of a name.

    Who gives a whole phone number or mail address finds its customer, masked where it is a stranger's: the caller on
    the line is to be greeted, and knows the number. Everything else finds only customers whom the actor may see.
    """
    typed = one_line(query)
    if len(typed) < 2:
        return LookUp(typed, ())
    whole = _whole(typed)
    if whole:
        return LookUp(typed, _shown(whole, by))
    candidates = _by_tail(typed) if TAIL.fullmatch(re.sub(r"[\s-]", "", typed)) else _by_name(typed)
    keys = list(candidates[: CANDIDATES + 1])
    seen = list(Customer.objects.visible_to(by).filter(pk__in=keys[:CANDIDATES]).order_by("name", "pk")[: MOST + 1])
    return LookUp(typed, _shown(seen[:MOST], by), is_cut=len(keys) > CANDIDATES or len(seen) > MOST)


def mail_address(customer_id: int) -> str:
    """Where mail for a customer goes: its first confirmed address; empty where there is none."""
    points = ContactPoint.objects.filter(customer=customer_id, kind=ContactPoint.Kind.EMAIL, is_confirmed=True)
    return points.order_by("pk").values_list("value", flat=True).first() or ""


def points_of(customer: Customer) -> list[ContactPoint]:
    """How a customer can be reached: phones first, then in the order they came."""
    return sorted(customer.points.all(), key=lambda point: (point.kind != ContactPoint.Kind.PHONE, point.pk))


def other_names(customer: Customer) -> list[OtherName]:
    """Names given by others who used the same phone or mail, the latest first."""
    return list(customer.other_names.order_by("-given_at", "-pk")[:MOST])


def people_of(customer: Customer, *, by: Actor) -> list[Customer]:
    """The people of a company whom the actor may see."""
    return list(Customer.objects.visible_to(by).filter(company=customer).order_by("name", "pk")[:CANDIDATES])


def _whole(typed: str) -> list[Customer]:
    exact = Q(kind=ContactPoint.Kind.EMAIL, value=normalise_email(typed) or "-")
    if phone := normalise_phone(typed):
        exact |= Q(kind=ContactPoint.Kind.PHONE, value=phone)
    points = ContactPoint.objects.filter(exact).select_related("customer__company")
    return list({point.customer_id: point.customer for point in points}.values())


def _by_tail(typed: str) -> QuerySet[ContactPoint, int]:
    digits = re.sub(r"\D", "", typed)[::-1]
    # A range, not LIKE: it uses the plain index on both databases, and digits sort alike everywhere.
    tail = ContactPoint.objects.filter(backwards__gte=digits, backwards__lt=_next(digits)).exclude(backwards="")
    return tail.order_by("backwards").values_list("customer", flat=True)


def _by_name(typed: str) -> QuerySet[Customer, int]:
    # SQLite's LIKE ignores case and with it the index; PostgreSQL has an index of its own for LIKE.
    on_sqlite = connection.vendor == "sqlite"
    names = Q(name__gte=typed, name__lt=_next(typed)) if on_sqlite else Q(name__startswith=typed)
    return Customer.objects.filter(names).values_list("pk", flat=True)


def _next(prefix: str) -> str:
    """The first text after all that begin with a prefix, as bytes sort."""
    return prefix[:-1] + chr(ord(prefix[-1]) + 1)


def _shown(customers: Iterable[Customer], by: Actor) -> tuple[Found, ...]:
    every = list(customers)
    seen = set(Customer.objects.visible_to(by).filter(pk__in=[each.pk for each in every]).values_list("pk", flat=True))
    points: dict[int, list[str]] = {each.pk: [] for each in every}
    for point in ContactPoint.objects.filter(customer__in=every).order_by("pk"):
        points[point.customer_id].append(masked(point))
    return tuple(
        Found(each, name_for(each, is_stranger=each.pk not in seen), tuple(points[each.pk]), each.pk in seen)
        for each in every
    )
