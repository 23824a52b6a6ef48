"""allauth's forms with our labels and help, and without placeholders that repeat them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.utils.translation import gettext_lazy as _

LABELS = {
    "email": _("E-mail"),
    "password": _("Password"),
    "oldpassword": _("Present password"),
    "password1": _("New password"),
    "password2": _("Once more"),
    "code": _("Code"),
}
HELP = {"password1": _("At least 10 characters; a short sentence is good.")}


def _in_our_words(form: Any) -> Any:
    """A subclass of one of allauth's forms that differs in its words only."""

    class InOurWords(form):  # type: ignore[misc]
        def __init__(self, *args: Any, **kwargs: Any) -> None:
            super().__init__(*args, **kwargs)
            for name, field in self.fields.items():
                field.widget.attrs.pop("placeholder", None)
                field.label = LABELS.get(name, field.label)
                field.help_text = HELP.get(name, "")

    return InOurWords


ChangePassword = _in_our_words(account.ChangePasswordForm)
ResetPassword = _in_our_words(account.ResetPasswordForm)
ResetPasswordKey = _in_our_words(account.ResetPasswordKeyForm)
ConfirmPassword = _in_our_words(account.ReauthenticateForm)
EnterCode = _in_our_words(mfa.AuthenticateForm)
ConfirmCode = _in_our_words(mfa.ReauthenticateForm)
SetUpApp = _in_our_words(totp.ActivateTOTPForm)
