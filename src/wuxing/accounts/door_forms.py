"""allauth's forms with our labels and help, and without placeholders that repeat them."""

from __future__ import annotations

from typing import Any

from allauth.account import forms as account
from allauth.core.internal.cryptokit import normalize_user_code
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base import forms as mfa
from allauth.mfa.totp import forms as totp
from django.core.cache import cache
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


def _only_once(form: Any) -> Any:
    """A subclass of one of allauth's forms that takes no code a second time for as long as it holds.

    allauth itself remembers a used code for one step only, and a code holds for the steps before and after its
    own as well (`MFA_TOTP_TOLERANCE`). Source: RFC 6238, section 5.2.
    """

    class OnlyOnce(form):  # type: ignore[misc]
        def clean_code(self) -> str:
            code: str = super().clean_code()
            holds = (2 * app_settings.TOTP_TOLERANCE + 1) * app_settings.TOTP_PERIOD  # seconds
            if not cache.add(f"used-code.{self.user.pk}.{normalize_user_code(code)}", True, timeout=holds):
                raise get_adapter().validation_error("incorrect_code")
            return code

    return OnlyOnce


ChangePassword = _in_our_words(account.ChangePasswordForm)
ResetPassword = _in_our_words(account.ResetPasswordForm)
ResetPasswordKey = _in_our_words(account.ResetPasswordKeyForm)
ConfirmPassword = _in_our_words(account.ReauthenticateForm)
EnterCode = _only_once(_in_our_words(mfa.AuthenticateForm))
ConfirmCode = _only_once(_in_our_words(mfa.ReauthenticateForm))
SetUpApp = _in_our_words(totp.ActivateTOTPForm)
