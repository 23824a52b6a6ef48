"""What every page shows round its own content: where one can go, and how many notices wait."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest


def navigation(request: HttpRequest) -> dict[str, Any]:
    """Context of the base page."""
    return {}
