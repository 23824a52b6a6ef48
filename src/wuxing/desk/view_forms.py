"""The form of a saved view."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team
from wuxing.accounts.sharing import Scope, scopes_for, teams_to_share_with
from wuxing.desk.models import SavedView
from wuxing.desk.saving import Wanted

ICONS = {
    "list": _("list"),
    "flag": _("flag"),
    "star": _("star"),
    "clock": _("clock"),
    "alert": _("warning sign"),
    "users": _("people"),
    "pin": _("place"),
    "wrench": _("wrench"),
    "truck": _("truck"),
    "phone": _("telephone"),
    "mail": _("letter"),
    "doc": _("sheet"),
    "shield": _("shield"),
}


class ShareForm(forms.Form):
    """For whom something is kept: asked of those who may keep anything for others."""

    scope = forms.ChoiceField(label=_("For"), widget=forms.RadioSelect, initial=Scope.PERSONAL)
    team = forms.ModelChoiceField(
        Team.objects.none(), label=_("Team"), required=False, empty_label="—", help_text=_("Where it is for a team.")
    )

    def __init__(self, by: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scopes = scopes_for(by)
        if len(scopes) < 2:
            del self.fields["scope"], self.fields["team"]
            return
        self.order_fields([name for name in self.fields if name not in ("scope", "team")])
        self.fields["scope"].choices = [(scope.value, scope.label) for scope in scopes]  # type: ignore[attr-defined]
        self.fields["team"].queryset = teams_to_share_with(by).order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A team belongs to what is for a team, and only to that."""
        given: dict[str, Any] = super().clean() or {}
        given.setdefault("scope", Scope.PERSONAL)
        if given["scope"] != Scope.TEAM:
            given["team"] = None
        elif not given.get("team"):
            self.add_error("team", _("Choose the team that it is for."))
        return given


class ViewForm(ShareForm):
    """A name, a picture, and for whom; the filters come from the list."""

    name = forms.CharField(label=_("Name"), max_length=40)
    icon = forms.ChoiceField(label=_("Icon"), choices=list(ICONS.items()), initial="list", widget=forms.RadioSelect)
    query = forms.CharField(max_length=1000, widget=forms.HiddenInput)

    def wanted(self) -> Wanted:
        """The view asked for, once the form is valid."""
        return Wanted(**self.cleaned_data)


def begun(view: SavedView) -> dict[str, Any]:
    """What the form of a view that exists begins with."""
    return {name: getattr(view, name) for name in ("name", "icon", "query", "scope", "team")}
