"""The words of a mail to a customer, in the customer's language."""

from __future__ import annotations

from email.utils import parseaddr

from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.translation import gettext as _

from wuxing.cases.models import Outbound
from wuxing.channels.links import address_of
from wuxing.core.source import shortened


def letter(outbound: Outbound, server: BaseEmailBackend, *, attempt: int = 0) -> EmailMultiAlternatives:
    """One mail: text, and the same as simple HTML. `attempt` is the number of a try that may be a second copy.

    Raises ValueError where it would go to ourselves: such a mail would come back as a request, and go round.
    """
    sender = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    if outbound.address.lower() == sender.lower():
        raise ValueError("the address is our own")
    with translation.override(outbound.language):
        told = {
            "kind": outbound.kind,
            "case": outbound.case,
            "body": outbound.message.body if outbound.message else "",
            "author": outbound.message.author_name if outbound.message else "",
            "files": outbound.message.attachments.count() if outbound.message else 0,
            "link": address_of(outbound.case),
            "may_be_second": attempt > 0,
            "language": "en" if outbound.language.startswith("en") else "zh-Hans",
        }
        text = render_to_string("channels/email/letter.txt", told)
        html = render_to_string("channels/email/letter.html", told)
        subject = _subject(outbound)
    mail = EmailMultiAlternatives(
        subject, text, to=[outbound.address], connection=server, headers=_headers(outbound, sender, attempt)
    )
    mail.attach_alternative(html, "text/html")
    return mail


def _subject(outbound: Outbound) -> str:
    case = outbound.case
    subject = " ".join(case.subject.split())
    sentences = {
        "receipt": _("Your request has arrived: %(subject)s [%(ref)s]"),
        "resolved": _("Please confirm: %(subject)s [%(ref)s]"),
    }
    sentence = sentences.get(outbound.kind, _("Answer to your request: %(subject)s [%(ref)s]"))
    return sentence % {"subject": shortened(subject, 80), "ref": case.ref}


def _headers(outbound: Outbound, sender: str, attempt: int) -> dict[str, str]:
    """The same Message-ID at every try: most mail servers drop the second copy by themselves."""
    host = sender.partition("@")[2] or "localhost"
    headers = {
        "Message-ID": f"<outbound-{outbound.pk}.{outbound.case.ref.lower()}@{host}>",
        "References": f"<{outbound.case.ref.lower()}@{host}>",
        "Auto-Submitted": "auto-replied" if outbound.kind == "receipt" else "auto-generated",
        "X-Auto-Response-Suppress": "All",
    }
    if attempt:
        headers["X-Wuxing-Attempt"] = str(attempt)
    return headers
