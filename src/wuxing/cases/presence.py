"""Who has a case open beside the reader, in words. Never a lock: it only spares two people the same work."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import User
from wuxing.cases.acting import NoCase
from wuxing.cases.models import Audience, Case
from wuxing.live.presence import Beat, Doing, Present, tell, who_is_on

SHOWN = 3
"""People who are named; of the others it is said how many they are."""


@dataclass(frozen=True, slots=True)
class Someone:
    """A colleague on a case: the sentence that says so, and what he does, for its look."""

    name: str
    doing: str
    says: str


@dataclass(frozen=True, slots=True)
class Here:
    """Who is on one case, writers first."""

    ref: str
    people: tuple[Someone, ...]
    more: int


def beat(*, ref: str, page: str, doing: Doing, by: Actor) -> None:
    """Say what a page of the actor does with a case that he may see. Raises NoCase."""
    case = Case.objects.visible_to(by).filter(ref=ref).values_list("pk", flat=True).first()
    if case is None or by.user is None:
        raise NoCase(ref=ref)
    keys = Audience.objects.filter(case=case).values_list("key", flat=True)
    tell(Beat(ref, by.user.pk, page, doing), keys)


def here(refs: Iterable[str], by: Actor) -> list[Here]:
    """Who else is on each of these cases, as far as the actor may see them; also where nobody is."""
    seen = list(Case.objects.visible_to(by).filter(ref__in=list(refs)).values_list("ref", flat=True))
    found = who_is_on(seen)
    names = _names(found)
    return [_here(ref, found.get(ref, []), names, by) for ref in seen]


def beside(case: Case, by: Actor, _at: datetime) -> Mapping[str, Any]:
    """The slot of the case head; the case was found among those that the actor may see."""
    found = who_is_on([case.ref])
    return {"here": _here(case.ref, found.get(case.ref, []), _names(found), by)}


def _names(found: Mapping[str, list[Present]]) -> Mapping[int, str]:
    people = {each.user for present in found.values() for each in present}
    return {user.pk: str(user) for user in User.objects.filter(pk__in=people)} if people else {}


def _here(ref: str, present: list[Present], names: Mapping[int, str], by: Actor) -> Here:
    me = by.user.pk if by.user else 0
    others = [_someone(names[each.user], each.doing) for each in present if each.user != me and each.user in names]
    return Here(ref, tuple(others[:SHOWN]), max(0, len(others) - SHOWN))


def _someone(name: str, doing: Doing) -> Someone:
    sentences = {
        Doing.WRITING: _("%(name)s is writing"),
        Doing.VIEWING: _("%(name)s is viewing"),
        Doing.AWAY: _("%(name)s has it open, but is away"),
    }
    return Someone(name, doing.value, sentences[doing] % {"name": name})
