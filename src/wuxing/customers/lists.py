"""Reading customers: one of them, those that a few digits or letters mean, and where mail for one may go."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence, Set
from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.customers.contact_points import normalise_email, normalise_phone
from wuxing.customers.findable import REALM
from wuxing.customers.finding import one_line
from wuxing.customers.models import ContactPoint, Customer, OtherName
from wuxing.customers.showing import masked, name_for
from wuxing.search.apart import records
from wuxing.search.tokens import TAILS, normal
from wuxing.ui.refusal import Refused


class NoCustomer(Refused):
    """There is no such customer for this person: a stranger is told no more than somebody who mistyped."""

    code = "no-customer"
    status = 404
    says = _("There is no such customer that you may see. Who works on a case of the customer sees the record.")


MOST = 20
CANDIDATES = 200
"""So many are weighed for one question, the newest, whatever it is and however many customers there are."""

FEWEST = min(TAILS)
"""Digits that a number is looked up by; fewer begin too many."""


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
    """Customers by any part of a name, of a company's name or of a mail, and by four or more digits of a phone.

    Who gives a whole phone number or mail address finds its customer, masked where it is a stranger's: the caller on
    the line is to be greeted, and knows the number. Everything else finds only customers whom the actor may see.
    """
    typed = one_line(query)
    if len(typed) < 2:
        return LookUp(typed, ())
    if whole := _whole(typed):
        seen = Customer.objects.visible_to(by).filter(pk__in=[each.pk for each in whole])
        return LookUp(typed, _shown(whole, set(seen.values_list("pk", flat=True))))
    found = sorted(_indexed(typed, by), key=_nearness(typed))
    return LookUp(typed, _shown(found[:MOST], {each.pk for each in found}), is_cut=len(found) > MOST)


def mail_address(customer: Customer) -> str:
    """Where mail for a customer goes: its first confirmed address; empty where there is none."""
    points = (each for each in customer.points.all() if each.kind == ContactPoint.Kind.EMAIL and each.is_confirmed)
    first = min(points, key=lambda point: point.pk, default=None)
    return first.value if first else ""


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


def _indexed(typed: str, by: Actor) -> list[Customer]:
    """Those who have every word in the index, of them whom the actor may see."""
    seen, digits = Customer.objects.visible_to(by), re.sub(r"[\s-]", "", normal(typed))
    is_number = digits.isdecimal()
    if is_number and len(digits) < FEWEST:
        return []
    meant = records(REALM, digits if is_number else typed, among=seen, by=by, most=CANDIDATES)
    found = list(Customer.objects.filter(pk__in=meant).select_related("company"))
    if is_number and not found and len(digits) > max(TAILS):
        found = list(seen.filter(pk__in=_with_tail(digits)).select_related("company")[:CANDIDATES])
    return found


def _with_tail(digits: str) -> QuerySet[ContactPoint, Any]:
    """Whose phone ends so: a tail longer than those in the index, in the order of its own."""
    # A range, not LIKE: it uses the plain index on both databases, and digits sort alike everywhere.
    ends = digits[::-1]
    return ContactPoint.objects.filter(backwards__gte=ends, backwards__lt=f"{ends}:").values("customer")


def _nearness(typed: str) -> Callable[[Customer], tuple[bool, bool, bool, str, int]]:
    """In which order customers stand: whose name it is, begins so, has it; then all others, by name."""
    asked = normal(typed)

    def near(customer: Customer) -> tuple[bool, bool, bool, str, int]:
        name = normal(customer.name)
        return name != asked, not name.startswith(asked), asked not in name, customer.name, customer.pk

    return near


def _shown(every: Sequence[Customer], seen: Set[int]) -> tuple[Found, ...]:
    points: dict[int, list[str]] = {each.pk: [] for each in every}
    for point in ContactPoint.objects.filter(customer__in=every).order_by("pk"):
        points[point.customer_id].append(masked(point))
    return tuple(
        Found(each, name_for(each, is_stranger=each.pk not in seen), tuple(points[each.pk]), each.pk in seen)
        for each in every
    )
