"""The bell and its page."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.notices import lists, reading
from wuxing.notices.forms import PreferenceForm
from wuxing.notices.models import Notice, Preference
from wuxing.notices.parcels import preference_of
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
    chosen = preference_of(request.user)
    initial = {"mail": chosen.mail, "quiet_from": chosen.quiet_from, "quiet_to": chosen.quiet_to}
    form = PreferenceForm(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        mail = Preference.Mail(form.cleaned_data["mail"])
        reading.prefer(mail=mail, quiet=form.quiet(), by=request.actor, at=timezone.now())
        messages.info(request, _("Kept. It holds for mails that wait already, too."))
        return go(request, reverse("notices:preferences"))
    context = {"form": form, "zone": settings.TIME_ZONE, "refused": lists.refused_mail(request.user)}
    return render(request, "notices/preferences.html", context, status=422 if form.errors else 200)
