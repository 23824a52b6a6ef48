"""Scripts, styles and pictures: each is named by what is in it, so that a browser asks for it once and never again.

What every page of the desk loads is one file of each kind: a browser that shows its first page spends more on asking for
twenty than on reading them.
"""

from __future__ import annotations

import gzip
from functools import cache
from hashlib import sha256
from mimetypes import guess_type
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest, HttpResponse
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

VERSION = "v"
FOREVER = "public, max-age=31536000, immutable"
"""RFC 8246: not even a reload asks again. What is asked for without a version is asked for anew after a minute."""
BUNDLES = {
    "desk.css": (
        "ui/tokens.css",
        "ui/components.css",
        "cases/cases.css",
        "cases/writing.css",
        "cases/ties.css",
        "desk/palette.css",
        "desk/many.css",
        "desk/board.css",
    ),
    "desk.js": (
        "django_htmx/htmx-2.min.js",
        "ui/ui.js",
        "ui/offline.js",
        "live/live.js",
        "ui/loading.js",
        "notices/ringing.js",
        "cases/cases.js",
        "cases/held.js",
        "cases/writing.js",
        "cases/presence.js",
        "desk/keys.js",
        "desk/palette.js",
        "desk/ticks.js",
    ),
}
"""Files that are served as one, in this order: scripts share what they declare outside of functions."""


class NamedByContent(StaticFilesStorage):
    """Addresses that change with the file: /static/ui/ui.js?v=5f1c2a9e."""

    def url(self, name: str | None) -> str:
        version = _version(name or "")
        return f"{super().url(name)}?{VERSION}={version}" if version else super().url(name)


class KeptForever(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Files of the packages, to be kept by whoever asked for them by their version."""

    def __call__(self, request: HttpRequest) -> Any:
        name = request.path_info.removeprefix(self.static_prefix)
        return _bundle(name, request) if name in BUNDLES else super().__call__(request)

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> Any:
        """The answer, with how long it may be kept."""
        response = WhiteNoiseMiddleware.serve(static_file, request)
        if VERSION in request.GET:
            response["Cache-Control"] = FOREVER
        return response


def _bundle(name: str, request: HttpRequest) -> HttpResponse:
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(_packed(name) if is_packed else _content(name), content_type=guess_type(name)[0])
    response["Vary"] = "Accept-Encoding"
    response["Cache-Control"] = FOREVER if VERSION in request.GET else "max-age=60, public"
    if is_packed:
        response["Content-Encoding"] = "gzip"
    return response


def _content(name: str) -> bytes:
    """What is in a file, or in all files of a bundle; nothing for one that is not here."""
    if name in BUNDLES:
        return b"\n".join(map(_content, BUNDLES[name]))
    found = finders.find(name)
    return Path(found).read_bytes() if isinstance(found, str) and Path(found).is_file() else b""


@cache
def _packed(name: str) -> bytes:
    return gzip.compress(_content(name), mtime=0)


@cache
def _version(name: str) -> str:
    """A word for what is in a file; none for one that is not here."""
    content = _content(name)
    return sha256(content).hexdigest()[:8] if content else ""
