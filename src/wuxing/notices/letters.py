"""The words of a mail to staff, in the language of whoever reads it."""

from __future__ import annotations

from email.utils import parseaddr
from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from wuxing.core.source import shortened
from wuxing.notices.models import Notice
from wuxing.notices.parcels import Parcel
from wuxing.ui.citing import clause_path
from wuxing.ui.language import language


def letter(parcel: Parcel, server: BaseEmailBackend) -> EmailMessage:
    """One mail for all notices of a parcel. A later try says that it may be a second copy of the same mail."""
    with translation.override(parcel.user.language):
        told = {
            "items": [_item(each) for each in parcel.notices],
            "may_be_second": parcel.is_in_doubt,
            "preferences": settings.BASE_URL + reverse("notices:preferences"),
        }
        subject = _subject(parcel)
        body = render_to_string("notices/mail/notices.txt", told)
    return EmailMessage(subject, body, to=[parcel.user.email], connection=server, headers=_headers(parcel))


def in_words(text: dict[str, str]) -> str:
    """A stored text in the language that is being spoken, on one line."""
    return " ".join(text.get(language(), "").split())


def _item(notice: Notice) -> dict[str, Any]:
    return {
        "text": in_words(notice.text),
        "why": in_words(notice.why),
        "clause": _clause(notice.why),
        "at": notice.at,
        "case_ref": notice.case_ref,
        "link": settings.BASE_URL + notice.path,
    }


def _clause(why: dict[str, str]) -> str:
    """The address of the clause; nothing where none was cited."""
    return settings.BASE_URL + clause_path(why["standard"], why["clause"]) if why.get("clause") else ""


def _subject(parcel: Parcel) -> str:
    first = in_words(parcel.notices[0].text)
    if len(parcel.notices) == 1:
        return shortened(first, 120)
    return shortened(_("%(count)d notices: %(first)s") % {"count": len(parcel.notices), "first": first}, 120)


def _headers(parcel: Parcel) -> dict[str, str]:
    """The same Message-ID at every try: most mail servers drop the second copy by themselves."""
    host = parseaddr(settings.DEFAULT_FROM_EMAIL)[1].partition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<notice-{parcel.ids[0]}-{len(parcel.ids)}@{host}>",
        "Auto-Submitted": "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if parcel.is_in_doubt:
        headers["X-Wuxing-Attempt"] = str(parcel.attempt)
    return headers
