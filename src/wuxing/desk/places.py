"""Where one can go without a case: the views of the list and the pages of the product that this person may open."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.permissions import Act, may
from wuxing.cases.filters import View
from wuxing.desk.options import Option, in_english
from wuxing.desk.saved_views import address, heading, views_for


@dataclass(frozen=True, slots=True)
class Place:
    """A page by its address, for whoever may do what it is for."""

    label: str | Promise
    address: str
    icon: str
    needs: Act | None = None
    key: str = ""


PLACES = (
    Place(_("New case"), "cases:new", "plus", key="n"),
    Place(_("Notices"), "notices:list", "bell"),
    Place(_("Standards"), "standards:list", "doc"),
    Place(_("History"), "history:home", "replay", Act.WORK_WITH_HISTORY),
    Place(_("Board"), "desk:board", "board", Act.WATCH_BOARD),
    Place(_("My views"), "desk:views", "list"),
    Place(_("Macros"), "desk:macros", "book"),
    Place(_("Saved texts"), "cases:texts", "doc"),
    Place(_("Colleagues"), "people:list", "users"),
    Place(_("API keys"), "channels:keys", "key", Act.MANAGE_API_KEYS),
    Place(_("Changes of master data"), "people:audit", "eye", Act.READ_AUDIT),
    Place(_("My profile"), "people:me", "user"),
    Place(_("Mail, sound and quiet hours"), "notices:preferences", "mail"),
    Place(_("Keyboard"), "desk:keyboard", "screen", key="?"),
)


def places(by: Actor) -> Iterator[Option]:
    """The places that are open to somebody, views of the list first."""
    for view in View:
        href = f"{reverse('cases:list')}?view={view.value}"
        yield Option(str(view.label), href, "list", words=(in_english(view.label),))
    for kept in views_for(by):
        yield Option(kept.name, address(kept), kept.icon or "list", note=heading(kept))
    for place in PLACES:
        if place.needs is None or may(by, place.needs):
            text, english = str(place.label), in_english(place.label)
            yield Option(text, reverse(place.address), place.icon, key=place.key, words=(english,))
