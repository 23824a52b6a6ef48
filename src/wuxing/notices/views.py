"""The bell and its page."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.notices import lists, reading
from wuxing.notices.forms import PreferenceForm, RingForm
from wuxing.notices.letters import in_words
from wuxing.notices.models import Notice, Preference
from wuxing.notices.parcels import preference_of
from wuxing.notices.ringing import ringing as ringing_of
from wuxing.ui.parts import go, part


@require_GET
@staff
def notice_list(request: AgentRequest) -> HttpResponse:
    """What this person was told, unread first."""
    before = request.GET.get("before", "")
    notices = lists.recent(request.user, int(before) if before.isdecimal() else None)
    newest = max((each.pk for each in notices), default=0)
    read = [each for each in notices if each.read_at]
    context = {
        "bands": lists.bands(notices, timezone.now()),
        "unread": sum(1 for each in notices if each.read_at is None),
        "newest": newest,
        "more": read[-1].pk if len(notices) >= lists.PER_PAGE and read else None,
        "refused": lists.refused_mail(request.user),
    }
    return part(request, "notices/_notices.html", context, page="notices/notice_list.html")


@require_GET
@staff
def bell(request: AgentRequest) -> HttpResponse:
    """The bell alone, asked for when something of this person's own happened."""
    place = "bar" if request.GET.get("place") == "bar" else "views"
    return part(request, "notices/_bell.html", {"place": place, "unread": lists.unread_count(request.user)})


@require_GET
@staff
def notice(request: AgentRequest, pk: int) -> HttpResponse:
    """Go to what a notice is about; it is read then."""
    try:
        read = reading.read_one(pk=pk, by=request.user, at=timezone.now())
    except Notice.DoesNotExist:
        raise Http404 from None
    return HttpResponseRedirect(read.path)


@require_POST
@staff
def reading_of_one(request: AgentRequest, pk: int) -> HttpResponse:
    """Mark as read without going there."""
    try:
        reading.read_one(pk=pk, by=request.user, at=timezone.now())
    except Notice.DoesNotExist:
        raise Http404 from None
    return go(request, reverse("notices:list"))


@require_POST
@staff
def reading_of_all(request: AgentRequest) -> HttpResponse:
    """Mark everything that the page showed as read."""
    up_to = request.POST.get("up_to", "")
    reading.read_all(by=request.user, at=timezone.now(), up_to=int(up_to) if up_to.isdecimal() else 0)
    return go(request, reverse("notices:list"))


@require_http_methods(["GET", "POST"])
@staff
def preferences(request: AgentRequest) -> HttpResponse:
    """How mail comes, and when it waits."""
    form = PreferenceForm(request.POST or None, initial=_chosen(request))
    if request.method == "POST" and form.is_valid():
        mail = Preference.Mail(form.cleaned_data["mail"])
        reading.prefer(mail=mail, quiet=form.quiet(), by=request.actor, at=timezone.now())
        messages.info(request, _("Kept. It holds for mails that wait already, too."))
        return go(request, reverse("notices:preferences"))
    return _preferences(request, form, RingForm(initial=_chosen(request)))


@require_POST
@staff
def ringing_rules(request: AgentRequest) -> HttpResponse:
    """What makes a sound, and what the browser shows."""
    form = RingForm(request.POST)
    if not form.is_valid():
        return _preferences(request, PreferenceForm(initial=_chosen(request)), form)
    reading.ring_for(**form.cleaned_data, by=request.actor, at=timezone.now())
    messages.info(request, _("Kept. It holds on every device."))
    return go(request, reverse("notices:preferences"))


@require_safe
@staff
def ringing(request: AgentRequest) -> HttpResponse:
    """What an open page makes heard now; `after` is the last notice it knows of."""
    after = request.GET.get("after", "")
    found = ringing_of(request.user, int(after) if after.isdecimal() and len(after) < 16 else None, timezone.now())
    shown = [
        {
            "id": each.pk,
            "title": each.case_ref or _("Wuxing"),
            "text": in_words(each.text),
            "path": reverse("notices:notice", args=[each.pk]),
        }
        for each in found.shown
    ]
    told = {"last": found.last, "is_heard": found.is_heard, "is_wanted": found.is_wanted, "shown": shown}
    return JsonResponse(told, headers={"Cache-Control": "no-store"})


def _chosen(request: AgentRequest) -> dict[str, Any]:
    chosen = preference_of(request.user)
    return {name: getattr(chosen, name) for name in ("mail", "quiet_from", "quiet_to", "sound", "browser")}


def _preferences(request: AgentRequest, form: PreferenceForm, rings: RingForm) -> HttpResponse:
    refused = lists.refused_mail(request.user)
    context = {"form": form, "rings": rings, "zone": settings.TIME_ZONE, "refused": refused}
    status = 422 if form.errors or rings.errors else 200
    return render(request, "notices/preferences.html", context, status=status)
