"""Pages before anybody is signed in, and the language."""

from __future__ import annotations

from allauth.account.utils import perform_login
from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from wuxing.accounts import inviting, people
from wuxing.accounts.actors import of_user
from wuxing.accounts.forms import LANGUAGES, NewPasswordForm
from wuxing.accounts.models import User

YEAR = 365 * 86400


@sensitive_post_parameters()
@never_cache
@require_http_methods(["GET", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Set a password and come in."""
    now = timezone.now()
    try:
        invited = inviting.invitation_of(token, now)
        form = NewPasswordForm(request.POST or None, person=invited.user)
        if request.method == "POST" and form.is_valid():
            return _let_in(request, inviting.accept(token=token, password=form.cleaned_data["password"], at=now))
    except inviting.InvitationOver as over:
        return render(request, "account/invitation_over.html", {"says": str(over)}, status=over.status)
    told = {"form": form, "invitation": invited, "person": invited.user}
    return render(request, "account/invitation.html", told, status=422 if form.errors else 200)


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Speak another language from now on: to this browser, and to this person wherever they sign in."""
    chosen = request.POST.get("language", "")
    response = HttpResponseRedirect(safe_next(request), status=303)
    if chosen not in dict(LANGUAGES):
        return response
    user = request.user
    if isinstance(user, User):
        people.set_profile(person=user, name=user.name, language=chosen, by=of_user(user), at=timezone.now())
    response.set_cookie(settings.LANGUAGE_COOKIE_NAME, chosen, max_age=YEAR, samesite="Lax", secure=settings.BEHIND_TLS)
    return response


def safe_next(request: HttpRequest, default: str = "/") -> str:
    """Where the form wants to go on to, if that is here."""
    to = request.POST.get("next", "")
    ok = url_has_allowed_host_and_scheme(to, {request.get_host()}, require_https=request.is_secure())
    return to if ok else default


def _let_in(request: HttpRequest, person: User) -> HttpResponse:
    logout(request)  # somebody else may have been signed in on this machine
    answer: HttpResponse = perform_login(request, person, email_verification="none")
    return answer
