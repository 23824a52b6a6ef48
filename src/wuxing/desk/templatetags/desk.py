"""What only pages of the desk need."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def at(values: Mapping[int, int], key: int) -> int | None:
    """What a table holds under a key."""
    return values.get(key)
