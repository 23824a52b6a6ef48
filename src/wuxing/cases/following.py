"""Who else has to do with a case: followers, who hear what happens, and participants, who see it besides."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor, keys_of
from wuxing.accounts.models import User
from wuxing.cases.acting import Act, NoCase, acting, audience
from wuxing.cases.events import PARTICIPANT_ADDED, PARTICIPANT_REMOVED
from wuxing.cases.models import Case, Follower
from wuxing.ledger.writing import writing
from wuxing.search.matching import rank
from wuxing.ui.refusal import Refused

CALL = re.compile(r"(?<![A-Za-z0-9])@([\w.·-]{1,40})")
"""Chinese has no spaces: what follows a name may belong to it or not, so the longest name that fits counts."""

OFFERED = 8
"""So many colleagues are offered at once; more letters narrow them down."""

MOST = 4000
"""So many names are compared with a few letters."""


class OnlyPeople(Refused):
    code = "only-people"
    status = 403
    says = _("Only people who work here can follow a case.")


class NotAParticipant(Refused):
    code = "not-a-participant"
    status = 409
    says = _("%(name)s does not take part in this case.")


def follow(*, ref: str, by: Actor, at: datetime) -> None:
    """Hear from now on what happens on a case. Raises OnlyPeople, NoCase."""
    if by.user is None:
        raise OnlyPeople
    with writing():
        _follow([by.user], _seen(ref, by), at)


def unfollow(*, ref: str, by: Actor, at: datetime) -> None:
    """Hear no more of it, unless one is responsible for it. Raises NoCase."""
    with writing():
        Follower.objects.filter(case=_seen(ref, by), user=by.user).delete()


def add_participant(*, ref: str, person: User, by: Actor, at: datetime) -> Case:
    """Let a colleague take part: he sees the case, whatever his team, and hears what happens on it."""
    with acting(ref=ref, by=by, at=at) as act:
        _bring_in(act, [person])
    return act.case


def remove_participant(*, ref: str, person: User, by: Actor, at: datetime) -> Case:
    """End that: he sees the case only where his team or role does. Raises NotAParticipant."""
    with acting(ref=ref, by=by, at=at) as act:
        if person.pk not in act.facts.participants:
            raise NotAParticipant(name=str(person))
        act.tell(PARTICIPANT_REMOVED, {"user": person.pk})
        Follower.objects.filter(case=act.case, user=person).delete()
    return act.case


def mentioned(body: str) -> list[User]:
    """The colleagues whom a text calls by @ and their name or staff number."""
    tails = CALL.findall(body)
    starts = {tail[:end] for tail in tails for end in range(1, len(tail) + 1)}
    if not starts:
        return []
    known = User.objects.active().filter(Q(name__in=starts) | Q(username__in=starts))
    return list(dict.fromkeys(_called(tails, list(known))))


def bring_in(act: Act, people: Iterable[User]) -> None:
    """Let those who were called follow the case, and see it where they could not."""
    _bring_in(act, [each for each in people if each != act.by.user])


def colleagues_for(case: Case, letters: str, *, by: Actor) -> Sequence[tuple[User, bool]]:
    """Colleagues whose name, its pinyin or staff number a few letters mean, those on duty first among equals; and whether
    each sees the case."""
    people = User.objects.active().exclude(pk=by.user.pk if by.user else 0).order_by("-on_duty", "name", "pk")
    named = people.values_list("pk", "name", "username")[: MOST if letters.strip() else OFFERED]
    ranked = [
        (found, place, pk) for place, (pk, *words) in enumerate(named) if (found := rank(letters, words)) is not None
    ]
    best = [pk for _rank, _place, pk in sorted(ranked)[:OFFERED]]
    known = User.objects.prefetch_related("teams").in_bulk(best)
    keys = set(case.audience.values_list("key", flat=True))
    return [(known[pk], bool(keys_of(known[pk]) & keys)) for pk in best]


def people_of(case: Case) -> tuple[list[User], list[User]]:
    """Who takes part in a case beside those who answer for it, and who follows it."""
    named = {int(key[5:]) for key in case.audience.values_list("key", flat=True) if key.startswith("user:")}
    named -= {case.assignee_id, case.first_responder_id, case.lead_id}
    known = User.objects.filter(Q(pk__in=named) | Q(followed__case=case)).distinct().order_by("name", "pk")
    following = set(Follower.objects.filter(case=case).values_list("user", flat=True))
    people = list(known)
    return [each for each in people if each.pk in named], [each for each in people if each.pk in following]


def people_on(case: Case, by: Actor, at: datetime) -> Mapping[str, Any]:
    """What the section shows (a slot of the context column)."""
    participants, followers = people_of(case)
    return {"participants": participants, "followers": followers, "is_following": by.user in followers}


def _called(tails: Iterable[str], known: list[User]) -> Iterator[User]:
    for tail in tails:
        fitting = [(len(word), each) for each in known for word in (each.name, each.username) if tail.startswith(word)]
        longest = max((length for length, each in fitting), default=0)
        yield from (each for length, each in fitting if length == longest)


def _bring_in(act: Act, people: list[User]) -> None:
    seeing = audience(act.facts)
    for person in people:
        if not keys_of(person) & seeing:
            act.tell(PARTICIPANT_ADDED, {"user": person.pk})
    _follow(people, act.case, act.at)


def _follow(people: Iterable[User], case: Case, at: datetime) -> None:
    rows = [Follower(user=each, case=case, since=at) for each in people]
    Follower.objects.bulk_create(rows, ignore_conflicts=True)


def _seen(ref: str, by: Actor) -> Case:
    case = Case.objects.visible_to(by).filter(ref=ref).first()
    if case is None:
        raise NoCase(ref=ref)
    return case
