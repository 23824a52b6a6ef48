"""Finding the customer who gets in touch, or making one: the same phone or mail is the same customer."""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from typing import Required, TypedDict, Unpack

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.customers import contact_points, findable
from wuxing.customers.contact_points import backwards, normalise_email, normalise_phone
from wuxing.customers.hearing import tell_changed
from wuxing.customers.models import ContactPoint, Customer, OtherName
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

Kind = ContactPoint.Kind
Points = Mapping[Kind, str]


class BadContactPoint(Refused):
    """What was given as a phone or mail address is none."""

    code = "bad-contact-point"
    says = _(
        "“%(given)s” is no phone number or mail address that we could answer. Write the number with its area code."
    )


class Given(TypedDict, total=False):
    """What somebody says of himself. `kind` is individual or enterprise, `company` the name of the one he writes for."""

    name: Required[str]
    kind: Required[str]
    phone: str
    email: str
    company: str
    language: str


def find_or_make(*, by: Actor, at: datetime, **given: Unpack[Given]) -> Customer:
    """The customer of a phone or mail address, else a new one. Raises BadContactPoint.

    The phone decides before the mail. Somebody else on the same phone (a family) is the same customer, and the name
    given is kept beside it. A further address is kept as well; one that an outsider claims for a customer we know
    stays unconfirmed, and nothing is sent to it until a colleague has checked.
    """
    points = dict(_points(given.get("phone", ""), given.get("email", "")))
    with writing():
        customer, known = _found(points) or _made(given, points, at)
        _keep_name(customer, one_line(given["name"]), at)
        _add(customer, {kind: value for kind, value in points.items() if kind not in known}, by, at)
    return customer


def one_line(text: str) -> str:
    """A name as it is kept: no outer or doubled spaces, no control characters, composed, at most 120 characters."""
    shown = "".join(each if each.isprintable() else " " for each in unicodedata.normalize("NFC", text))
    return " ".join(shown.split())[:120]


def company_key(name: str) -> str:
    """How companies' names are compared: widths, case, spaces and brackets' widths do not matter."""
    return "".join(unicodedata.normalize("NFKC", name).casefold().split())[:120]


def company_of(name: str, at: datetime) -> Customer | None:
    """The company of a name, made where it is new; none without a name."""
    if not name:
        return None
    found, is_new = Customer.objects.get_or_create(
        company_key=company_key(name),
        defaults={"kind": Customer.Kind.ENTERPRISE, "name": name, "created_at": at},
    )
    if is_new:
        findable.index_new(found)
    return found


def _points(phone: str, email: str) -> Iterator[tuple[Kind, str]]:
    for kind, typed in ((Kind.PHONE, phone), (Kind.EMAIL, email)):
        if typed.strip():
            value = contact_points.normalise(kind, typed)
            if not value:
                raise BadContactPoint(given=typed.strip()[:80])
            yield kind, value


def _found(points: Points) -> tuple[Customer, Collection[Kind]] | None:
    """Whose the points are, and which of them are somebody's already: his, or somebody else's."""
    if not points:
        return None
    asked = ContactPoint.objects.filter(kind__in=points, value__in=points.values()).select_related("customer")
    rows = {Kind(each.kind): each for each in asked}
    return next(((rows[kind].customer, rows) for kind in points if kind in rows), None)


def _made(given: Given, points: Points, at: datetime) -> tuple[Customer, Collection[Kind]]:
    """A new customer with its first contact points, or the one that another request made in the same moment."""
    company = one_line(given.get("company", ""))
    employer = company_of(company, at)
    try:
        with transaction.atomic():  # a savepoint: the outer transaction goes on after a lost race
            customer = Customer.objects.create(
                kind=given["kind"],
                name=one_line(given["name"]) or company,
                company=employer,
                language=given.get("language", "zh-hans"),
                created_at=at,
            )
            kept = ContactPoint.objects.bulk_create(_point(customer, *each, at) for each in points.items())
    except IntegrityError:
        return _found(points) or _made(given, points, at)
    findable.index_new(customer, kept)
    return customer, points


def _point(
    customer: Customer, kind: ContactPoint.Kind, value: str, at: datetime, *, is_confirmed: bool = True
) -> ContactPoint:
    return ContactPoint(
        customer=customer,
        kind=kind,
        value=value,
        backwards=backwards(kind, value),
        is_confirmed=is_confirmed,
        added_at=at,
    )


def _keep_name(customer: Customer, name: str, at: datetime) -> None:
    if name and name != customer.name:
        _, is_new = OtherName.objects.get_or_create(customer=customer, name=name, defaults={"given_at": at})
        if is_new:
            findable.index_again(customer.pk)


def _add(customer: Customer, points: Points, by: Actor, at: datetime) -> None:
    """Keep what is new of a known customer."""
    for kind, value in points.items():
        point = _point(customer, kind, value, at, is_confirmed=is_trusted(by))
        try:
            with transaction.atomic():
                point.save()
        except IntegrityError:  # somebody else's since a moment ago
            continue
        audit("contact_point.added", f"customer:{customer.pk}", by=by, at=at, detail={"point": point.pk, "kind": kind})
        tell_changed(customer.pk)


def is_trusted(by: Actor) -> bool:
    """Whether what an actor says of a customer is taken as checked: colleagues, and programs with a key of ours."""
    return by.is_staff_member or by.id.startswith("key:")


__all__ = [
    "BadContactPoint",
    "company_key",
    "find_or_make",
    "is_trusted",
    "normalise_email",
    "normalise_phone",
    "one_line",
]
