"""Round every answer: what the reader chose, what a browser may load, and how a refusal looks."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from wuxing.ledger.writing import looking_anew
from wuxing.site.errors import refusal_answer
from wuxing.ui.refusal import Refused

Answer = Callable[[HttpRequest], HttpResponse]

POLICY = (
    "default-src 'self'; img-src 'self' data: blob:; object-src 'none'; base-uri 'none'; "
    "frame-ancestors 'none'; form-action 'self'"
)
RELAXED = POLICY + "; script-src 'self' 'unsafe-inline' 'unsafe-eval'; style-src 'self' 'unsafe-inline'"
RELAXED_UNDER = ("/admin/", "/api/v1/docs")
"""Pages of libraries (Alpine evaluates its attributes, Swagger styles its elements); staff only, no words of customers."""

YEAR = 365 * 86400
CHOICES = {
    "lang": (settings.LANGUAGE_COOKIE_NAME, ("zh-hans", "en")),
    "size": ("size", ("large", "normal")),
    "theme": ("theme", ("light", "dark", "auto")),
}
USUAL = ("normal", "auto")


def one_look(answer: Answer) -> Answer:
    """A page that only shows is made from one state of the world: what is asked again and again is asked once."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if request.method not in ("GET", "HEAD"):
            return answer(request)
        with looking_anew():
            return answer(request)

    return middleware


def reader_choices(answer: Answer) -> Answer:
    """`?lang=en`, `?size=large` and `?theme=dark` are kept in cookies; then the same address, without them."""

    def middleware(request: HttpRequest) -> HttpResponse:
        chosen = {name: value for name, value in request.GET.items() if value in CHOICES.get(name, ("", ()))[1]}
        if chosen and request.method == "GET":
            return _kept(request, chosen)
        return answer(request)

    return middleware


def _kept(request: HttpRequest, chosen: dict[str, str]) -> HttpResponse:
    rest = request.GET.copy()
    for name in chosen:
        del rest[name]
    response = HttpResponseRedirect(f"{request.path}?{rest.urlencode()}".rstrip("?"))
    for name, value in chosen.items():
        cookie = CHOICES[name][0]
        if value in USUAL:
            response.delete_cookie(cookie, samesite="Lax")
        else:
            response.set_cookie(cookie, value, max_age=YEAR, samesite="Lax", secure=settings.BEHIND_TLS)
    return response


def content_policy(answer: Answer) -> Answer:
    """Only our own scripts, styles and pictures; nothing inline, no frames. Relaxed where a library needs it.

    Pages are asked for again, never shown from a store: somebody else may sit at the computer by now.
    """

    def middleware(request: HttpRequest) -> HttpResponse:
        response = answer(request)
        policy = RELAXED if request.path.startswith(RELAXED_UNDER) else POLICY
        response.headers.setdefault("Content-Security-Policy", policy)
        if response.headers.get("Content-Type", "").startswith("text/html"):
            response.headers.setdefault("Cache-Control", "private, no-cache")
        return response

    return middleware


class Refusals:
    """A refusal of a verb becomes an answer with its status and its sentence. The API has a handler of its own."""

    def __init__(self, answer: Answer) -> None:
        self.answer = answer

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.answer(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """Django calls this when a view raised."""
        return refusal_answer(request, exception) if isinstance(exception, Refused) else None


refusals = Refusals
