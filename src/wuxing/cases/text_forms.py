"""The form of a saved text."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team
from wuxing.accounts.sharing import Scope, scopes_for, teams_to_share_with
from wuxing.cases.forms import long_text
from wuxing.cases.messages import LONGEST
from wuxing.cases.models import Draft
from wuxing.cases.saved_texts import Words


class TextForm(forms.Form):
    """What a saved text says, and who finds it."""

    name = forms.CharField(label=_("Name"), max_length=60, help_text=_("What is typed after / to find it."))
    body = long_text(label=_("Words"), max_length=LONGEST)
    kind = forms.ChoiceField(
        label=_("Offered in"), required=False, choices=[("", _("Reply and note")), *Draft.Kind.choices]
    )
    scope = forms.ChoiceField(label=_("Who finds it"), initial=Scope.PERSONAL)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label="—")

    def __init__(self, by: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        scope, team = self.fields["scope"], self.fields["team"]
        assert isinstance(scope, forms.ChoiceField)
        assert isinstance(team, forms.ModelChoiceField)
        scope.choices = [(each.value, each.label) for each in scopes_for(by)]
        team.queryset = teams_to_share_with(by).order_by("name")
        if len(scope.choices) == 1:
            del self.fields["team"]

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("scope") == Scope.TEAM and not cleaned.get("team"):
            self.add_error("team", _("Choose the team."))
        return cleaned

    @property
    def words(self) -> Words:
        """What is to be kept."""
        given = self.cleaned_data
        team = given.get("team") if given["scope"] == Scope.TEAM else None
        return Words(given["name"], given["body"], given["kind"], given["scope"], team)
