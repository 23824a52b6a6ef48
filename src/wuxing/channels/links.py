"""The customer's own link to a case. What stands behind it is known above: the portal registers it when it is ready."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from wuxing.cases.models import Case

_path: Callable[[Case], str] = lambda _: "/"  # noqa: E731 replaced by the portal


def register(path_of: Callable[[Case], str]) -> None:
    """Say how the path of a case's status page is made. Called once, by the portal."""
    global _path  # noqa: PLW0603 one portal
    _path = path_of


def path_of(case: Case) -> str:
    """The path of the status page of a case, with what proves that its reader was given it."""
    return _path(case)


def address_of(case: Case) -> str:
    """The whole address, for mails and other programs."""
    return settings.BASE_URL + path_of(case)
