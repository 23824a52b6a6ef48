"""Scripts, styles and pictures: each is named by what is in it, so that a browser asks for it once and never again."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import StaticFilesStorage
from django.http import HttpRequest
from whitenoise.middleware import WhiteNoiseMiddleware
from whitenoise.responders import StaticFile

VERSION = "v"
FOREVER = "public, max-age=31536000, immutable"
"""RFC 8246: not even a reload asks again. What is asked for without a version is asked for anew after a minute."""


class NamedByContent(StaticFilesStorage):
    """Addresses that change with the file: /static/ui/ui.js?v=5f1c2a9e."""

    def url(self, name: str | None) -> str:
        version = _version(name or "")
        return f"{super().url(name)}?{VERSION}={version}" if version else super().url(name)


class KeptForever(WhiteNoiseMiddleware):  # type: ignore[misc]
    """Files of the packages, to be kept by whoever asked for them by their version."""

    @staticmethod
    def serve(static_file: StaticFile, request: HttpRequest) -> Any:
        """The answer, with how long it may be kept."""
        response = WhiteNoiseMiddleware.serve(static_file, request)
        if VERSION in request.GET:
            response["Cache-Control"] = FOREVER
        return response


@cache
def _version(name: str) -> str:
    """A word for what is in a file; none for one that is not here."""
    found = finders.find(name)
    is_here = isinstance(found, str) and Path(found).is_file()
    return sha256(Path(str(found)).read_bytes()).hexdigest()[:8] if is_here else ""
