"""Signing in by staff number or mail: allauth does it, with its rate limits as the one lockout."""

from __future__ import annotations

import logging
import time
from datetime import datetime
from smtplib import SMTPException
from typing import Any, NamedTuple
from zoneinfo import ZoneInfo

from allauth.account.adapter import DefaultAccountAdapter
from allauth.core import context
from allauth.core.internal import ratelimit
from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.http import HttpRequest
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from wuxing.accounts.models import User
from wuxing.ui.refusal import Refused

log = logging.getLogger(__name__)

FAILED: dict[str, str] = {"app": "allauth.account", "action": "login_failed"}


class Tries(NamedTuple):
    """How often a password may still be tried, how long the count lasts, and when a locked person is free again."""

    left: int
    minutes: int
    free_at: float


class MailDown(Refused):
    """The mail server did not take the mail."""

    code = "mail-down"
    status = 503
    says = gettext_lazy(
        "The mail could not be sent: the mail server does not answer. Try again later, or ask an administrator."
    )


class Adapter(DefaultAccountAdapter):  # type: ignore[misc]
    """allauth in our words. Nobody signs up by himself: people are invited."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        return False

    def validation_error(self, code: str, *args: Any) -> ValidationError:
        """The words at a wrong password say how many tries are left, and afterwards when the next one is."""
        if code in ("username_password_mismatch", "email_password_mismatch", "incorrect_password"):
            return ValidationError(_wrong_password(self._tries()), code=code)
        if code == "too_many_login_attempts":
            return ValidationError(_locked(self._tries()), code=code)
        error: ValidationError = super().validation_error(code, *args)
        return error

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        self.attempted = (request, self._get_login_attempts_cache_key(request, **credentials))
        super().pre_authenticate(request, **credentials)

    def _get_login_attempts_cache_key(self, request: HttpRequest, **credentials: Any) -> str:
        """One count per person, by whichever name and under whichever host they are tried."""
        login = str(credentials.get("email") or credentials.get("username") or "").strip().lower()
        found = User.objects.filter(Q(username__iexact=login) | Q(email__iexact=login, email__gt="")).first()
        return f"user:{found.pk}" if found else f"login:{login}"

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Mails of allauth; a dead mail server is told, not a fault of ours."""
        try:
            super().send_mail(template_prefix, email, context)
        except (OSError, SMTPException) as error:
            log.warning("mail %s was not sent: %s", template_prefix, error)
            raise MailDown from error

    def _tries(self) -> Tries:
        request, key = getattr(self, "attempted", (context.request, ""))
        rate = next(each for each in ratelimit.get_rates(**FAILED) if each.per == "key")
        history = cache.get(ratelimit.get_cache_key(request, **FAILED, rate=rate, key=key), [])
        recent = [each for each in history if each > time.time() - rate.duration]
        return Tries(
            left=rate.amount - len(recent),
            minutes=int(rate.duration // 60),
            free_at=min(recent, default=0) + rate.duration,
        )


def _wrong_password(tries: Tries) -> str:
    if tries.left <= 0:
        return _locked(tries)
    words = ngettext(
        "Wrong password. %(left)d try left, then locked for %(minutes)d min.",
        "Wrong password. %(left)d tries left, then locked for %(minutes)d min.",
        tries.left,
    )
    return words % tries._asdict()


def _locked(tries: Tries) -> str:
    if tries.free_at <= time.time():  # the address was tried too often, not this person
        return _("Too many tries from this network. Try again in %(minutes)d min.") % tries._asdict()
    free = datetime.fromtimestamp(tries.free_at + 59, ZoneInfo(settings.TIME_ZONE))
    return _("Locked after too many wrong passwords. Next try at %(time)s.") % {"time": free.strftime("%H:%M")}
