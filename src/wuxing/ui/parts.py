"""Answers of views: one template serves htmx as a part of a page and everybody else as a page."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import urljoin

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

READING = ("GET", "HEAD")


def wants_part(request: HttpRequest) -> bool:
    """Whether htmx will put the answer into a page that is already there."""
    headers = request.headers
    whole = headers.get("HX-Boosted") == "true" or headers.get("HX-History-Restore-Request") == "true"
    return headers.get("HX-Request") == "true" and not whole


def part(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    status: int = 200,
    page: str = "ui/part_page.html",
    then: str = "",
) -> HttpResponse:
    """The answer of a view that serves a part of a page.

    htmx gets the part. Without it, an act that was done leads on to `then`, by default to the thing it was done to
    (`POST /cases/C-1/closure/` → `/cases/C-1/`), and everything else is shown whole: `page` gets the same context and
    includes the template it finds there as `part`.
    """
    response: HttpResponse
    if wants_part(request):
        response = render(request, template, dict(context), status=status)
    elif request.method not in READING and status < 300:
        response = HttpResponseRedirect(then or urljoin(request.path, ".."), status=303)
    else:
        response = render(request, page, {**context, "part": template}, status=status)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted"])
    return response


def go(request: HttpRequest, to: str) -> HttpResponse:
    """Lead to another page, also when htmx asks: it would otherwise swap that page into a part of this one."""
    response = HttpResponseClientRedirect(to) if wants_part(request) else HttpResponseRedirect(to, status=303)
    patch_vary_headers(response, ["HX-Request", "HX-Boosted"])
    return response
