"""What people fill in about people."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.audit_words import ACTS
from wuxing.accounts.inviting import Newcomer
from wuxing.accounts.models import Outlet, Role, Team, User, WorkState
from wuxing.accounts.people import AdministratorsOnly, require_may_grant

LANGUAGES = (("zh-hans", "中文"), ("en", "English"))


class NewPasswordForm(forms.Form):
    """A password for somebody who has none yet."""

    password = forms.CharField(
        label=_("New password"),
        strip=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters; a short sentence is good."),
    )
    again = forms.CharField(
        label=_("Once more"), strip=False, widget=forms.PasswordInput(attrs={"autocomplete": "new-password"})
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = person

    def clean_password(self) -> str:
        password: str = self.cleaned_data["password"]
        validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        told = super().clean() or {}
        if "password" in told and told.get("again") != told["password"]:
            self.add_error("again", _("The two passwords differ. Type the second one again."))
        return told


class PlaceForm(forms.Form):
    """Where somebody works."""

    teams = forms.ModelMultipleChoiceField(
        Team.objects.all(), label=_("Teams"), required=False, widget=forms.CheckboxSelectMultiple
    )
    outlet = forms.ModelChoiceField(Outlet.objects.all(), label=_("Outlet"), required=False, empty_label=_("None"))


class StateForm(forms.Form):
    """What somebody is about, and for a break how long."""

    state = forms.TypedChoiceField(label=_("State"), choices=WorkState.choices, coerce=WorkState)
    minutes = forms.IntegerField(min_value=1, max_value=480, required=False)


class RoleForm(forms.Form):
    """What somebody is; nobody is offered what they may not give."""

    role = forms.ChoiceField(label=_("Role"))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["role"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(role.value, role.label) for role in Role if _may_grant(by, role)]

    def clean_role(self) -> Role:
        return Role(self.cleaned_data["role"])


class InviteForm(RoleForm, PlaceForm):
    """Somebody new."""

    name = forms.CharField(label=_("Full name"), max_length=80)
    username = forms.CharField(
        label=_("Staff number"),
        max_length=64,
        validators=User._meta.get_field("username").validators,
        help_text=_("They sign in with it. Letters, digits, dots and hyphens."),
    )
    email = forms.EmailField(
        label=_("E-mail"), required=False, help_text=_("Without one, hand over the link yourself.")
    )
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES, initial="zh-hans")
    field_order = ("name", "username", "email", "role", "teams", "outlet", "language")

    def newcomer(self) -> Newcomer:
        """What was filled in, for the verb."""
        return Newcomer(**{**self.cleaned_data, "teams": list(self.cleaned_data["teams"])})


class ProfileForm(forms.Form):
    """What people change about themselves."""

    name = forms.CharField(label=_("Full name"), max_length=80)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)


class PeopleFilterForm(forms.Form):
    """Which colleagues."""

    q = forms.CharField(label=_("Name or staff number"), required=False, max_length=80)
    team = forms.IntegerField(required=False)
    duty = forms.BooleanField(label=_("On duty only"), required=False)
    gone = forms.BooleanField(label=_("Disabled"), required=False)


class AuditFilterForm(forms.Form):
    """Which audit rows."""

    act = forms.ChoiceField(label=_("Act"), required=False, choices=[("", _("Every act")), *ACTS.items()])
    by = forms.CharField(required=False, max_length=64)
    subject = forms.CharField(required=False, max_length=64)
    before = forms.IntegerField(required=False)


def _may_grant(by: Actor, role: Role) -> bool:
    try:
        require_may_grant(by, role)
    except AdministratorsOnly:
        return False
    return True
