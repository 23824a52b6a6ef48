"""The customer's own link to a case: short enough for a text message, and nobody can make one up.

The token is the number of the case and 96 bits that only we can compute from it. It is the same in every mail, and
works until nothing has happened for thirty days on the case, or on the one that it was merged into.
"""

from __future__ import annotations

import base64
import hmac
from datetime import datetime, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from wuxing.cases.models import Case
from wuxing.cases.ties import goes_on_in
from wuxing.ui.refusal import Refused

SALT = "wuxing.portal.link"
PROOF_BYTES = 12
LONGEST = 32
DIGITS = "0123456789abcdefghijklmnopqrstuvwxyz"
LASTS = timedelta(days=30)


class NoLink(Refused):
    """Nothing that we gave out: it tells nothing of whether there is such a case."""

    code = "no-link"
    status = 404
    says = _(
        "This link does not work. Copy the whole of it from the message that you were sent, or send a new request."
    )


class LinkExpired(Refused):
    """Ours, and too old; who holds it was given it."""

    code = "link-expired"
    status = 410
    says = _("This link has expired: nothing has happened for 30 days. Send a new request if you need us again.")


def path_of(case: Case) -> str:
    """The path of the status page of a case."""
    return reverse("portal:status", args=[token_of(case)])


def token_of(case: Case) -> str:
    """What stands in the link of a case."""
    return f"{_spelled(case.pk)}.{_proof(case.pk, settings.SECRET_KEY)}"


def case_of(token: str, *, at: datetime) -> Case:
    """The case of a token, or where it goes on. Raises NoLink, LinkExpired."""
    number, _dot, proof = token.partition(".")
    if len(token) > LONGEST or not number.isalnum() or not number.isascii():
        raise NoLink
    key = int(number, 36)
    secrets = (settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS)
    if not any(hmac.compare_digest(proof.encode(), _proof(key, each).encode()) for each in secrets):
        raise NoLink
    people = ("customer", "team", "assignee", "first_responder")
    found = Case.objects.select_related(*people).filter(pk=key, customer__isnull=False).first()
    if found is None:
        raise NoLink
    case = goes_on_in(found)
    if at > expires_at(case):
        raise LinkExpired
    return case


def expires_at(case: Case) -> datetime:
    """Thirty days after the last thing that happened on the case."""
    return case.last_event_at + LASTS


def _proof(key: int, secret: str | bytes) -> str:
    digest = salted_hmac(SALT, str(key), secret=secret, algorithm="sha256").digest()
    return base64.urlsafe_b64encode(digest[:PROOF_BYTES]).decode()


def _spelled(number: int) -> str:
    """A number in base 36."""
    spelled = ""
    while number:
        number, digit = divmod(number, 36)
        spelled = DIGITS[digit] + spelled
    return spelled
