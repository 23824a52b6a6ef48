"""Filters of the page of changes: what rows keep as codes, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django import template
from django.utils.translation import gettext as _

from wuxing.accounts.audit_words import ACTS, KEYS, SUBJECTS
from wuxing.accounts.models import Role
from wuxing.accounts.sharing import Scope

register = template.Library()


@register.filter
def named(key: str, names: Mapping[str, str]) -> str:
    """Who or what is meant: a person's name, else the kind of thing and its number."""
    if key in names or key == "system":
        return names.get(key, _("the system"))
    kind, _colon, number = key.partition(":")
    return f"{SUBJECTS.get(kind, kind)} {number}".strip()


@register.filter
def act(code: str) -> str:
    """What was done, in words."""
    return str(ACTS.get(code, code))


@register.filter
def key(code: str) -> str:
    """What of it changed, in words."""
    return str(KEYS.get(code, code))


@register.filter
def changes(detail: Mapping[str, Any]) -> Iterator[tuple[str, str | None, str]]:
    """Key, what it was (None where only the new value is known), what it is."""
    for name, value in detail.items():
        was, now = value if isinstance(value, list) and len(value) == 2 else (None, value)
        yield name, None if was is None else _said(name, was), _said(name, now)


def _said(name: str, value: object) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if name == "role" and value in Role.values:
        return str(Role(value).label)
    if name == "scope" and value in Scope.values:
        return str(Scope(value).label)
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "—"
    return "—" if value in ("", None) else str(value)
