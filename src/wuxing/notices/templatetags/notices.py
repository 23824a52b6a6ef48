"""Filters of the page of notices."""

from __future__ import annotations

from django import template

from wuxing.notices.letters import in_words
from wuxing.notices.models import Notice

register = template.Library()


PICTURES = {
    "warned": "clock",
    "escalated": "alert",
    "assigned": "user",
    "transfer": "right",
    "message": "chat",
    "followed": "eye",
    "mentioned": "at",
    "draft": "doc",
    "reopened": "refresh",
    "duty": "calendar",
    "task": "check",
    "snooze": "calendar",
}


@register.filter
def picture(notice: Notice) -> str:
    """The icon of its kind."""
    return PICTURES.get(notice.kind, "bell")


@register.filter
def said(notice: Notice) -> str:
    """What it tells, in the language of the page."""
    return in_words(notice.text)


@register.filter
def reason(notice: Notice) -> str:
    """Why it reached this person."""
    return in_words(notice.why)
