"""Requests know who acts: `request.actor`, the signed-in person as an actor, and pages speak its language."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import urlencode

from django.db.models import prefetch_related_objects
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.shortcuts import resolve_url
from django.utils import timezone, translation
from django.utils.functional import SimpleLazyObject
from django_htmx.http import HttpResponseClientRedirect
from django_htmx.middleware import HtmxDetails

from wuxing.accounts.actors import Actor, of_user
from wuxing.accounts.models import User
from wuxing.accounts.states import be_seen

P = ParamSpec("P")


class AgentRequest(HttpRequest):
    """A request of a signed-in person."""

    user: User
    actor: Actor
    htmx: HtmxDetails
    LANGUAGE_CODE: str


def staff_member(answer: Callable[[HttpRequest], HttpResponse]) -> Callable[[HttpRequest], HttpResponse]:
    """Give requests of signed-in people an `actor` (loaded when first asked for) and their language."""

    def middleware(request: HttpRequest) -> HttpResponse:
        user = request.user
        if user.is_authenticated:
            request.actor = SimpleLazyObject(lambda: _actor(user))  # type: ignore[attr-defined]
            translation.activate(user.language)
            request.LANGUAGE_CODE = translation.get_language()
            be_seen(user, timezone.now())
        return answer(request)

    return middleware


def _actor(user: User) -> Actor:
    """The person with his teams, which one request asks for more than once."""
    prefetch_related_objects([user], "teams")
    return of_user(user)


def staff(
    view: Callable[Concatenate[AgentRequest, P], HttpResponseBase],
) -> Callable[..., HttpResponseBase]:
    """Let only signed-in people in; others are sent to sign in and come back to the page they were on."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponseBase:
        if request.user.is_authenticated:
            return view(request, *args, **kwargs)  # type: ignore[arg-type]
        return _to_sign_in(request)

    return guarded


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """A part cannot show the sign-in page: htmx is told to load it instead of the page that it stands on."""
    htmx = HtmxDetails(request)
    back = (htmx.current_url_abs_path or "") if htmx else request.get_full_path() if request.method == "GET" else ""
    address = f"{resolve_url('account_login')}?{urlencode({'next': back or '/'}, safe='/')}"
    return HttpResponseClientRedirect(address) if htmx else HttpResponseRedirect(address)
