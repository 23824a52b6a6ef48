"""The way of an API call past what only pages need: no session, no CSRF token, no cookies; problems stay problems.

Costs of the rest of the middleware were as much CPU as reading a case.
"""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import Resolver404, resolve
from django.utils import translation

from wuxing.channels.api.problems import NoSuchAddress, NotFound, Unreadable, WrongMethod, our_fault, problem_of

PREFIX = "/api/v1/"
PAGES = ("/api/v1/docs",)


def short_path(answer: Callable[[HttpRequest], HttpResponseBase]) -> Callable[[HttpRequest], HttpResponseBase]:
    """Answer API calls here; everything else goes on."""

    def middleware(request: HttpRequest) -> HttpResponseBase:
        if not request.path_info.startswith(PREFIX) or request.path_info in PAGES:
            return answer(request)
        with translation.override(translation.get_language_from_request(request)):
            response = _called(request)
        response.headers.setdefault("Cache-Control", "no-store")
        response.headers.setdefault("Vary", "Accept-Language, Authorization")
        response.headers.setdefault("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'")
        return response

    return middleware


def _called(request: HttpRequest) -> HttpResponseBase:
    try:
        if "\x00" in request.path_info or "%00" in request.META.get("QUERY_STRING", ""):
            return problem_of(Unreadable())
        match = resolve(request.path_info)
        request.resolver_match = match
        response: HttpResponseBase = match.func(request, *match.args, **match.kwargs)
    except Resolver404:
        return problem_of(NoSuchAddress(path=request.path_info))
    except Exception as error:  # nothing but a problem may leave here
        return our_fault(request, error)
    return _as_problem(request, response)


def _as_problem(request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
    """What the router itself answers is not in our words yet."""
    if response.status_code == 405:
        allowed = response["Allow"]
        told = problem_of(WrongMethod(method=request.method, allowed=allowed))
        told["Allow"] = allowed
        return told
    if response.status_code == 404 and response["Content-Type"] != "application/problem+json":
        return problem_of(NotFound())
    return response
