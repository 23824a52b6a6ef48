"""Problem details (RFC 9457): how the API says no, in the caller's language."""

from __future__ import annotations

import json
import logging
import secrets
from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.functional import Promise
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wuxing.ui.refusal import Refused

log = logging.getLogger(__name__)

TITLES: Mapping[int, str | Promise] = {
    400: _("The request cannot be read"),
    401: _("Key missing or wrong"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("This address does not do that"),
    409: _("Not possible as things stand"),
    413: _("Too large"),
    415: _("Not in this format"),
    422: _("Cannot be used as it is"),
    429: _("Too many requests"),
    500: _("The fault is ours"),
}


class Unreadable(Refused):
    code = "unreadable"
    status = 400
    says = _("The body is no JSON that can be read. Check brackets, quotes and the UTF-8 encoding.")


class NoSuchAddress(Refused):
    code = "no-such-address"
    status = 404
    says = _("There is nothing at %(path)s. All addresses are listed in /api/v1/openapi.json.")


class NotFound(Refused):
    code = "not-found"
    status = 404
    says = _("It does not exist, or this key may not see it.")


class WrongMethod(Refused):
    code = "wrong-method"
    status = 405
    says = _("%(method)s is not possible here; %(allowed)s is.")


class BodyTooLarge(Refused):
    code = "body-too-large"
    status = 413
    says = _("The body is too large. Send files one by one as multipart/form-data.")


class WrongFormat(Refused):
    code = "wrong-format"
    status = 415
    says = _("“%(given)s” is not understood here. Send %(wanted)s and say so in Content-Type.")


class OurFault(Refused):
    code = "our-fault"
    status = 500
    says = _(
        "Something failed on our side; it is recorded as number %(number)s. Try again with the same Idempotency-Key."
    )


def problem_of(refused: Refused, **more: Any) -> HttpResponse:
    """A refusal as problem details; `more` are further members."""
    title = TITLES.get(refused.status, TITLES[422])
    body = {
        "type": f"urn:wuxing:problem:{refused.code}",
        "title": str(title),
        "status": refused.status,
        "detail": str(refused),
        "code": refused.code,
        **more,
    }
    text = json.dumps(body, ensure_ascii=False)
    response = HttpResponse(text, status=refused.status, content_type="application/problem+json")
    response["Content-Language"] = "en" if (get_language() or "").startswith("en") else "zh-Hans"
    if refused.status == 401:
        response["WWW-Authenticate"] = 'Bearer realm="wuxing"'
    if "seconds" in refused.data:
        response["Retry-After"] = str(refused.data["seconds"])
    return response


def our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    """An answer for what we did not expect, with a number that stands in the log as well."""
    number = secrets.token_hex(2).upper()
    log.error("server error %s at %s %s", number, request.method, request.path, exc_info=error)
    return problem_of(OurFault(number=number), number=number)
