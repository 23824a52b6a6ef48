"""Pages of customers: looking one up, one of them, its contact points and details."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.customers import changing, lists
from wuxing.customers.finding import BadContactPoint
from wuxing.customers.forms import DetailsForm, PointForm
from wuxing.customers.models import Customer
from wuxing.customers.sections import sections_of
from wuxing.customers.showing import masked, masked_address
from wuxing.ui.parts import go, part


@require_GET
@staff
def customer_list(request: AgentRequest) -> HttpResponse:
    """Look a customer up; the question stands in the address."""
    context = {"answer": lists.look_up(request.GET.get("q", ""), by=request.actor)}
    return part(request, "customers/_found.html", context, page="customers/customer_list.html")


@require_GET
@staff
def page(request: AgentRequest, pk: int) -> HttpResponse:
    """One customer: how to reach it, who belongs to it, and what other packages know of it."""
    return _page(request, lists.customer(pk, by=request.actor))


@require_POST
@staff
def points(request: AgentRequest, pk: int) -> HttpResponse:
    """Add a contact point."""
    customer, form = lists.customer(pk, by=request.actor), PointForm(request.POST)
    if form.is_valid():
        kind, given = form.cleaned_data["kind"], form.cleaned_data["value"]
        try:
            changing.add_point(pk=pk, kind=kind, given=given, by=request.actor, at=timezone.now())
        except (BadContactPoint, changing.TakenContactPoint) as refused:
            form.add_error("value", str(refused))
    if form.errors:
        return _points(request, customer, status=422, point_form=form)
    return _points(request, customer)


@require_POST
@staff
def disclosure(request: AgentRequest, pk: int, point: int) -> HttpResponse:
    """Show one contact point in full, this once; who looked stays on record."""
    value = changing.reveal_point(pk=pk, point=point, by=request.actor, at=timezone.now())
    customer = lists.customer(pk, by=request.actor)
    return _points(request, customer, revealed={point: value}, stays=True)


@require_POST
@staff
def address_disclosure(request: AgentRequest, pk: int) -> HttpResponse:
    """Show the postal address in full, on record as well."""
    address = changing.reveal_address(pk=pk, by=request.actor, at=timezone.now())
    return _page(request, lists.customer(pk, by=request.actor), address=address)


@require_POST
@staff
def confirmation(request: AgentRequest, pk: int, point: int) -> HttpResponse:
    """Say that a contact point is the customer's."""
    changing.confirm_point(pk=pk, point=point, by=request.actor, at=timezone.now())
    return _points(request, lists.customer(pk, by=request.actor))


@require_POST
@staff
def removal(request: AgentRequest, pk: int, point: int) -> HttpResponse:
    """Forget a contact point."""
    changing.remove_point(pk=pk, point=point, by=request.actor, at=timezone.now())
    return _points(request, lists.customer(pk, by=request.actor))


@require_http_methods(["GET", "POST"])
@staff
def details(request: AgentRequest, pk: int) -> HttpResponse:
    """Put right what we know of a customer."""
    if request.method == "GET":
        form = DetailsForm(initial=changing.open_details(pk=pk, by=request.actor, at=timezone.now()))
        return _details(request, pk, form)
    form = DetailsForm(request.POST)
    if form.is_valid():
        try:
            changing.correct(pk=pk, details=form.cleaned_data, by=request.actor, at=timezone.now())
        except (changing.Nameless, changing.CompanyExists) as refused:
            form.add_error("name", str(refused))
        else:
            return go(request, _address(pk))
    return _details(request, pk, form, status=422)


def _details(request: AgentRequest, pk: int, form: DetailsForm, *, status: int = 200) -> HttpResponse:
    context = {"customer": lists.customer(pk, by=request.actor), "form": form}
    return render(request, "customers/details.html", context, status=status)


def _page(request: AgentRequest, customer: Customer, *, status: int = 200, **more: Any) -> HttpResponse:
    return render(request, "customers/page.html", _context(request, customer, **more), status=status)


def _points(
    request: AgentRequest, customer: Customer, *, status: int = 200, stays: bool = False, **more: Any
) -> HttpResponse:
    """The contact points alone for htmx; else the page, after an act by a redirect."""
    if stays and not request.htmx:
        return _page(request, customer, **more)
    context = _context(request, customer, **more)
    page, then = "customers/page.html", _address(customer.pk)
    return part(request, "customers/_points.html", context, status=status, page=page, then=then)


def _context(
    request: AgentRequest,
    customer: Customer,
    *,
    revealed: dict[int, str] | None = None,
    address: str = "",
    point_form: PointForm | None = None,
) -> dict[str, Any]:
    now: datetime = timezone.now()
    shown = revealed or {}
    return {
        "customer": customer,
        "points": [
            {"row": each, "shown": shown.get(each.pk) or masked(each), "is_revealed": each.pk in shown}
            for each in lists.points_of(customer)
        ],
        "address": address or masked_address(customer.address),
        "is_address_revealed": bool(address),
        "other_names": lists.other_names(customer),
        "people": lists.people_of(customer, by=request.actor) if customer.is_company else [],
        "sections": sections_of(customer, by=request.actor, at=now),
        "point_form": point_form or PointForm(),
    }


def _address(pk: int) -> str:
    return reverse("customers:page", args=[pk])
