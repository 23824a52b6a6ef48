"""What a screen on a wall hears: with its key it is told that something changed, never on which case or whose."""

from __future__ import annotations

from django.db import connections
from django.utils import timezone

from wuxing.desk.board.screens import scope_of_screen, screen_of
from wuxing.live.visitor import Scope, Visitor

STREAM_OF_SCREENS = "/stream/screens/"


def stream_of(key: str) -> str:
    """Where a screen listens."""
    return f"{STREAM_OF_SCREENS}{key}/"


def screen_by(scope: Scope) -> Visitor | None:
    """The screen whose key stands in the address of a stream."""
    key = scope["path"].removeprefix(STREAM_OF_SCREENS).removesuffix("/")
    try:
        screen = screen_of(key, timezone.now())
        return Visitor(screen.listener, scope_of_screen(screen).keys, knows_cases=False) if screen else None
    finally:
        connections.close_all()
