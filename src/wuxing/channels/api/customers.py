"""Customers over the API: find one by phone or mail, or make one; what a key may not see stays masked."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any

from django.http import HttpResponse
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router, Schema
from pydantic import Field

from wuxing.accounts.actors import Actor
from wuxing.channels.api.answering import KeyRequest, answer, once
from wuxing.channels.api.asking import Asked, CustomerAsked, Id, Line
from wuxing.channels.api.rights import CUSTOMERS_READ, CUSTOMERS_WRITE
from wuxing.customers import lists
from wuxing.customers.finding import find_or_make
from wuxing.customers.models import Customer
from wuxing.customers.showing import masked, name_for
from wuxing.ui.refusal import Refused

router = Router(tags=["customers"])


class NobodyNamed(Refused):
    code = "nobody-named"
    says = _("A customer needs a name or a company, and a phone or a mail address to be found again by.")


class PointTold(Schema):
    kind: str
    value: str
    is_confirmed: bool


class CustomerTold(Schema):
    """`is_masked`: this key has no case of the customer, and is shown no more than it knows already."""

    id: int
    name: str
    kind: str
    language: str
    company: int | None
    points: list[PointTold]
    is_masked: bool


class CustomerPage(Schema):
    customers: list[CustomerTold]


class CustomerFilters(Asked):
    q: Annotated[Line, Field(min_length=2)] = Field(
        description="a whole phone or mail, four or more digits of one, or words of a name, a company or a mail"
    )


@router.post("/customers", auth=CUSTOMERS_WRITE, response=CustomerTold, summary="Find or make a customer")
def make(request: KeyRequest, asked: CustomerAsked) -> HttpResponse:
    """The customer of a phone or mail address, else a new one: safe to call for everybody who gets in touch."""

    def act(by: Actor, at: datetime) -> dict[str, Any]:
        if not (asked.name or asked.company) or not (asked.phone or asked.email):
            raise NobodyNamed
        return _told(find_or_make(**asked.model_dump(), by=by, at=at), by)

    return once(request, act)


@router.get("/customers", auth=CUSTOMERS_READ, response=CustomerPage, summary="Look customers up")
def look_up(request: KeyRequest, filters: Query[CustomerFilters]) -> HttpResponse:
    """At most 20; give more digits or letters to see others."""
    by = request.auth.actor
    return answer({"customers": [_told(each.customer, by) for each in lists.look_up(filters.q, by=by).found]})


@router.get("/customers/{number}", auth=CUSTOMERS_READ, response=CustomerTold, summary="Read a customer")
def read(request: KeyRequest, number: Id) -> HttpResponse:
    return answer(_told(lists.customer(number, by=request.auth.actor), request.auth.actor))


def _told(customer: Customer, by: Actor) -> dict[str, Any]:
    is_stranger = not Customer.objects.visible_to(by).filter(pk=customer.pk).exists()
    return {
        "id": customer.pk,
        "name": name_for(customer, is_stranger=is_stranger),
        "kind": customer.kind,
        "language": customer.language,
        "company": customer.company_id,
        "points": [
            {
                "kind": point.kind,
                "value": masked(point) if is_stranger else point.value,
                "is_confirmed": point.is_confirmed,
            }
            for point in lists.points_of(customer)
        ],
        "is_masked": is_stranger,
    }
