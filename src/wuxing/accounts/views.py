"""Pages about colleagues: who works where, who is on duty, one person, oneself, and what was changed."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from smtplib import SMTPException
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuxing.accounts import inviting, lists, people
from wuxing.accounts.door_views import safe_next
from wuxing.accounts.forms import (
    AuditFilterForm,
    InviteForm,
    PeopleFilterForm,
    PlaceForm,
    ProfileForm,
    RoleForm,
    StateForm,
)
from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.models import Invitation, User
from wuxing.accounts.permissions import Act, may, require_may
from wuxing.accounts.showing import person_page, team_views
from wuxing.accounts.states import set_state
from wuxing.ui.parts import go


@require_GET
@staff
def people_list(request: AgentRequest) -> HttpResponse:
    """Colleagues, with teams to choose from."""
    form = PeopleFilterForm(request.GET)
    form.is_valid()
    filters = lists.PeopleFilters(**{key: value for key, value in form.cleaned_data.items() if value})
    page = Paginator(lists.people(filters), lists.PEOPLE_PER_PAGE).get_page(request.GET.get("page"))
    rest = request.GET.copy()
    rest.pop("page", None)
    context = {
        "form": form,
        "filters": filters,
        "page": page,
        "query": rest.urlencode(),
        "teams": team_views(filters),
        "may_manage": may(request.actor, Act.MANAGE_PEOPLE),
        "may_read_audit": may(request.actor, Act.READ_AUDIT),
    }
    return render(request, "accounts/people_list.html", context)


@require_http_methods(["GET", "POST"])
@staff
def new(request: AgentRequest) -> HttpResponse:
    """Invite somebody; afterwards their page shows the link."""
    require_may(request.actor, Act.MANAGE_PEOPLE)
    form = InviteForm(request.POST or None, by=request.actor)
    if request.method == "POST" and form.is_valid():
        try:
            invitation = inviting.invite(newcomer=form.newcomer(), by=request.actor, at=timezone.now())
        except inviting.AlreadyHere as taken:
            form.add_error("email" if taken.data["what"] == form.cleaned_data["email"] else "username", str(taken))
        else:
            return _invited(request, invitation)
    return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@staff
def person(request: AgentRequest, pk: int) -> HttpResponse:
    """One colleague, and what may be done about them."""
    return _person_page(request, _person(pk))


@require_POST
@staff
def invitation(request: AgentRequest, pk: int) -> HttpResponse:
    """A new link for somebody who has none that works."""
    return _invited(request, inviting.invite_again(person=_person(pk), by=request.actor, at=timezone.now()))


@require_POST
@staff
def role(request: AgentRequest, pk: int) -> HttpResponse:
    """Give another role."""
    someone, form = _changeable(request, pk), RoleForm(request.POST, by=request.actor)
    if not form.is_valid():
        return _person_page(request, someone, role_form=form)
    people.set_role(person=someone, role=form.cleaned_data["role"], by=request.actor, at=timezone.now())
    return _done(request, someone)


@require_POST
@staff
def place(request: AgentRequest, pk: int) -> HttpResponse:
    """Move between teams and outlets."""
    someone, form = _changeable(request, pk), PlaceForm(request.POST)
    if not form.is_valid():
        return _person_page(request, someone, place_form=form)
    people.move(person=someone, **form.cleaned_data, by=request.actor, at=timezone.now())
    return _done(request, someone)


@require_http_methods(["GET", "POST"])
@staff
def access(request: AgentRequest, pk: int) -> HttpResponse:
    """Take access away; asked once."""
    someone = _changeable(request, pk)
    if request.method == "GET":
        return render(request, "accounts/person_disable.html", {"person": someone})
    people.disable(person=someone, by=request.actor, at=timezone.now())
    messages.info(request, _("%(name)s can no longer sign in.") % {"name": someone})
    return _done(request, someone)


@require_POST
@staff
def second_step(request: AgentRequest, pk: int) -> HttpResponse:
    """Help somebody who lost phone and codes."""
    someone = people.remove_second_step(person=_person(pk), by=request.actor, at=timezone.now())
    messages.info(request, _("%(name)s signs in with the password alone now.") % {"name": someone})
    return _done(request, someone)


@require_POST
@staff
def duty(request: AgentRequest, pk: int | None = None) -> HttpResponse:
    """Go on duty or off, oneself or a colleague."""
    someone = request.user if pk is None else _person(pk)
    people.set_duty(person=someone, on=request.POST.get("on_duty") == "1", by=request.actor, at=timezone.now())
    return go(request, safe_next(request, reverse("people:list")))


@require_POST
@staff
def state(request: AgentRequest) -> HttpResponse:
    """Say what one is about: ready, busy, or on a break of so many minutes."""
    form = StateForm(request.POST)
    if form.is_valid():
        back_in = timedelta(minutes=form.cleaned_data["minutes"] or 0)
        set_state(state=form.cleaned_data["state"], back_in=back_in, by=request.actor, at=timezone.now())
    return go(request, safe_next(request, reverse("people:me")))


@require_http_methods(["GET", "POST"])
@staff
def me(request: AgentRequest) -> HttpResponse:
    """Oneself: name, language, and where to find the rest."""
    user = request.user
    form = ProfileForm(request.POST or None, initial={"name": user.name, "language": user.language})
    if request.method == "POST" and form.is_valid():
        people.set_profile(person=user, **form.cleaned_data, by=request.actor, at=timezone.now())
        return go(request, reverse("people:me"))
    return render(request, "accounts/me.html", {"form": form}, status=422 if form.errors else 200)


@require_GET
@staff
def audit(request: AgentRequest) -> HttpResponse:
    """What was changed of records that are no case."""
    require_may(request.actor, Act.READ_AUDIT)
    form = AuditFilterForm(request.GET)
    form.is_valid()
    filters = lists.AuditFilters(**{key: value for key, value in form.cleaned_data.items() if value})
    rows = lists.audit_rows(filters)
    more = replace(filters, before=rows[-1].pk) if len(rows) == lists.AUDIT_ROWS_PER_PAGE else None
    context: dict[str, Any] = {
        "form": form,
        "filters": filters,
        "rows": rows,
        "names": lists.names_of(
            {filters.by, filters.subject, *(each.by for each in rows), *(each.subject for each in rows)}
        ),
        "more": more,
        "is_filtered": any((filters.act, filters.by, filters.subject)),
    }
    return render(request, "accounts/audit.html", context)


def _person(pk: int) -> User:
    if found := lists.person(pk):
        return found
    raise Http404


def _changeable(request: AgentRequest, pk: int) -> User:
    """Who may not is told so before what they filled in is looked at."""
    someone = _person(pk)
    people.require_may_change(request.actor, someone)
    return someone


def _person_page(request: AgentRequest, someone: User, **forms: Any) -> HttpResponse:
    context = person_page(someone, request.actor, timezone.now()) | forms
    return render(request, "accounts/person.html", context, status=422 if forms else 200)


def _invited(request: AgentRequest, invitation: Invitation) -> HttpResponse:
    try:
        sent = inviting.mail_invitation(invitation)
    except (OSError, SMTPException):
        messages.warning(request, _("The mail could not be sent. Hand over the link below yourself."))
    else:
        told = _("Invited by mail to %(email)s.") if sent else _("Invited. Hand over the link below.")
        messages.info(request, told % {"email": invitation.user.email})
    return _done(request, invitation.user)


def _done(request: HttpRequest, someone: User) -> HttpResponse:
    return go(request, reverse("people:person", args=[someone.pk]))
