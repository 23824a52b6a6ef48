"""What colleagues do to a customer's record: its contact points and its details. Every change leaves an audit row.

The rows name points and fields; personal data stands in them at most masked.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.customers import lists
from wuxing.customers.contact_points import backwards, normalise
from wuxing.customers.finding import BadContactPoint, company_key, company_of, one_line
from wuxing.customers.hearing import tell_changed
from wuxing.customers.models import ContactPoint, Customer
from wuxing.customers.showing import masked, shown
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused


class TakenContactPoint(Refused):
    """Another customer has it: two records of one person, or one phone of two people."""

    code = "contact-point-taken"
    status = 409
    says = _("%(given)s belongs to another customer already. Look it up to find that record.")


class NoContactPoint(Refused):
    """It is gone, or never was this customer's."""

    code = "no-contact-point"
    status = 404
    says = _("This contact point is gone. Load the page again.")


class CompanyExists(Refused):
    """Another company bears the name."""

    code = "company-exists"
    status = 409
    says = _("A company named %(name)s is on record already. Look it up instead of renaming this one.")


class Nameless(Refused):
    """A customer without a name."""

    code = "nameless"
    says = _("A customer needs a name. Write at least how the customer wants to be called.")


def add_point(*, pk: int, kind: str, given: str, by: Actor, at: datetime) -> ContactPoint:
    """Keep a further way to reach a customer. Raises BadContactPoint and TakenContactPoint."""
    value = normalise(kind, given)
    if not value:
        raise BadContactPoint(given=given.strip()[:80])
    with writing():
        customer = lists.customer(pk, by=by)
        existing = ContactPoint.objects.filter(kind=kind, value=value).first()
        if existing and existing.customer_id == customer.pk:
            return existing
        point = ContactPoint(customer=customer, kind=kind, value=value, backwards=backwards(kind, value), added_at=at)
        try:
            with transaction.atomic():
                point.save()
        except IntegrityError:
            raise TakenContactPoint(given=masked(point)) from None
        _audit("contact_point.added", point, by, at)
        tell_changed(pk)
    return point


def remove_point(*, pk: int, point: int, by: Actor, at: datetime) -> None:
    """Forget a way to reach a customer."""
    with writing():
        found = _point(pk, point, by)
        _audit("contact_point.removed", found, by, at)
        found.delete()
        tell_changed(pk)


def confirm_point(*, pk: int, point: int, by: Actor, at: datetime) -> ContactPoint:
    """Say that an address really is the customer's: from now on mail goes there."""
    with writing():
        found = _point(pk, point, by)
        if not found.is_confirmed:
            found.is_confirmed = True
            found.save(update_fields=["is_confirmed"])
            _audit("contact_point.confirmed", found, by, at)
    return found


def reveal_point(*, pk: int, point: int, by: Actor, at: datetime) -> str:
    """A contact point in full. Who looked, at what and when stays on record."""
    with writing():
        found = _point(pk, point, by)
        _audit("contact_point.revealed", found, by, at)
    return shown(found)


def reveal_address(*, pk: int, by: Actor, at: datetime) -> str:
    """A postal address in full, on record as well."""
    with writing():
        customer = lists.customer(pk, by=by)
        audit("customer.address_revealed", f"customer:{pk}", by=by, at=at)
    return customer.address


def correct(*, pk: int, details: dict[str, str], by: Actor, at: datetime) -> Customer:
    """Put right what we know of a customer: name, kind, language, address, company, contract, region.

    Raises Nameless and CompanyExists.
    """
    with writing():
        customer = lists.customer(pk, by=by)
        before = details_of(customer)
        after = {**before, **{key: one_line(value) for key, value in details.items()}}
        changed = sorted(key for key in before if before[key] != after[key])
        if not after["name"]:
            raise Nameless
        _take_over(customer, after, changed, at)
        if changed:
            audit("customer.corrected", f"customer:{pk}", by=by, at=at, detail={"fields": changed})
            tell_changed(pk)
    return customer


def _take_over(customer: Customer, after: dict[str, str], changed: list[str], at: datetime) -> None:
    for key in set(changed) - {"company"}:
        setattr(customer, key, after[key])
    if customer.is_company:
        customer.company_key = company_key(customer.name)
    elif "company" in changed:
        customer.company = company_of(after["company"], at)
    try:
        with transaction.atomic():
            customer.save()
    except IntegrityError:
        raise CompanyExists(name=customer.name) from None


def open_details(*, pk: int, by: Actor, at: datetime) -> dict[str, str]:
    """What `correct` can put right, the postal address in full: on record where there is one."""
    customer = lists.customer(pk, by=by)
    if customer.address:
        reveal_address(pk=pk, by=by, at=at)
    return details_of(customer)


def details_of(customer: Customer) -> dict[str, str]:
    """What `correct` can put right, as it stands."""
    company = customer.company.name if customer.company else ""
    fields = {key: getattr(customer, key) for key in ("name", "kind", "language", "address", "contract", "region")}
    return {**fields, "company": company}


def _point(pk: int, point: int, by: Actor) -> ContactPoint:
    found = lists.customer(pk, by=by).points.filter(pk=point).first()
    if found is None:
        raise NoContactPoint
    return found


def _audit(act: str, point: ContactPoint, by: Actor, at: datetime) -> None:
    detail = {"point": point.pk, "kind": point.kind, "masked": masked(point)}
    audit(act, f"customer:{point.customer_id}", by=by, at=at, detail=detail)
