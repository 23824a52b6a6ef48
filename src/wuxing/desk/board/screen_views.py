"""The page of the screens on walls."""

from __future__ import annotations

from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods, require_POST

from wuxing.accounts.actors import COMPANY, Actor
from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.accounts.models import Team
from wuxing.accounts.permissions import Act, require_may
from wuxing.desk.board.scope import scope_of
from wuxing.desk.board.screens import make_screen, screens_of, withdraw_screen
from wuxing.ui.parts import go


class ScreenForm(forms.Form):
    """A new screen: where it hangs, and what it shows."""

    name = forms.CharField(label=_("Where it hangs"), max_length=40)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Shows"), required=False)
    language = forms.ChoiceField(label=_("Language"), choices=[("zh-hans", "中文"), ("en", "English")])

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["team"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = scope_of(by).teams()
        field.required = COMPANY not in by.keys
        field.empty_label = "—" if field.required else str(_("Whole company"))


@require_http_methods(["GET", "HEAD", "POST"])
@staff
def screens(request: AgentRequest) -> HttpResponse:
    """The screens there are, and a new one: its address is shown once."""
    require_may(request.actor, Act.INTERVENE)
    form, address = ScreenForm(request.POST or None, by=request.actor), ""
    if request.method == "POST" and form.is_valid():
        given = form.cleaned_data
        _screen, key = make_screen(**given, by=request.actor, at=timezone.now())
        address = request.build_absolute_uri(reverse("desk:screen", args=[key]))
        form = ScreenForm(by=request.actor)
    found = screens_of(request.actor).select_related("team", "made_by").order_by("-pk")
    context = {"form": form, "screens": found, "address": address, "now": timezone.now()}
    return render(request, "desk/screens.html", context, status=422 if form.errors else 200)


@require_POST
@staff
def withdrawal(request: AgentRequest, pk: int) -> HttpResponse:
    """Make a key worthless."""
    withdraw_screen(pk=pk, by=request.actor, at=timezone.now())
    return go(request, reverse("desk:screens"))
