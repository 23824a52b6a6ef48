"""What people see when something does not work: refusals of verbs, addresses that are not there, and our own faults."""

from __future__ import annotations

import logging
import secrets
from typing import NamedTuple

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuxing.ui.parts import wants_part
from wuxing.ui.refusal import Refused

log = logging.getLogger(__name__)


class Page(NamedTuple):
    """How one kind of failure is told."""

    picture: str
    heading: str | Promise
    says: str | Promise
    next: str | Promise = _("To the start")


PAGES = {
    400: Page("alert", _("This request cannot be read"), _("Go back, load the page again and repeat what you did.")),
    403: Page("lock", _("You may not do this"), _("Ask an administrator for the permission, or sign in again.")),
    404: Page("search", _("Nothing here"), _("It does not exist, or it belongs to another team. Check the address.")),
    409: Page("refresh", _("Somebody was faster"), _("Load the page again and read what has changed.")),
    422: Page("alert", _("Not possible as it is"), _("Go back and change what you entered.")),
    500: Page(
        "refresh",
        _("This page did not load"),
        _("The fault is ours. Your data is safe; try again in a moment."),
        _("Try again"),
    ),
}


def refusal_answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """A refusal as a page, or for htmx as a toast that leaves the page as it is."""
    if wants_part(request):
        response = render(
            request, "ui/_refusal.html", {"says": str(refused), "code": refused.code}, status=refused.status
        )
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "innerHTML"
    else:
        response = error_page(request, refused.status, says=str(refused))
    patch_vary_headers(response, ["HX-Request", "HX-Boosted"])
    return response


def error_page(request: HttpRequest, status: int, *, says: str = "") -> HttpResponse:
    """One failure, in the language of the reader."""
    page = PAGES.get(status, PAGES[422])
    if wants_part(request):
        response = render(request, "ui/_refusal.html", {"says": says or page.says, "code": status}, status=status)
        response["HX-Retarget"], response["HX-Reswap"] = "#toasts", "innerHTML"
        return response
    return render(request, "ui/error.html", {**page._asdict(), "says": says or page.says}, status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 400)


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 403)


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    return error_page(request, 404)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return error_page(request, 403, says=str(_("The page was open for too long. Load it again and repeat.")))


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault: a number that stands in the log as well, so that a reader can name it."""
    number = secrets.token_hex(2).upper()
    log.error("server error %s at %s %s", number, request.method, request.path)
    if wants_part(request):
        return HttpResponse(status=500)  # the page has its own words for a part that did not come
    # No request, hence no context processors: they would ask a database that may be the cause.
    return HttpResponse(render_to_string("ui/error.html", {**PAGES[500]._asdict(), "number": number}), status=500)
