"""The read side: who is on duty, who works where, what was changed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import translation

from wuxing.accounts.models import AuditRow, Invitation, Role, Team, User
from wuxing.core.source import Text

PEOPLE_PER_PAGE = 50
AUDIT_ROWS_PER_PAGE = 100


class OnDuty(NamedTuple):
    """Whom an escalation reaches, and why them: what their notice says."""

    people: list[User]
    why: Text


def on_duty(role: str, team: Team | None = None) -> OnDuty:
    """The people who answer for a role now: on duty in the team, on duty anywhere, in the team, anywhere.

    Where nobody holds the role at all: supervisors, then administrators. Empty only where there are none of these.
    """
    for each in dict.fromkeys((role, Role.SUPERVISOR, Role.ADMIN)):
        people, why = _holders(each, team)
        if people:
            return OnDuty(people, why if each == role else _standing_in(role, why))
    return OnDuty([], Text(f"没有{_label(role).zh}", f"there is no {_label(role).en.lower()}"))


def _holders(role: str, team: Team | None) -> tuple[list[User], Text]:
    """One query; people per role are few."""
    here = Exists(User.teams.through.objects.filter(user=OuterRef("pk"), team=team))
    every: list[Any] = list(User.objects.active().filter(role=role).annotate(is_here=here).order_by("id"))
    name, place = _label(role), str(team or "")
    on = [each for each in every if each.on_duty]
    if people := [each for each in on if each.is_here]:
        return people, Text(f"{place}在岗的{name.zh}", f"{name.en.lower()} on duty in {place}")
    if on:
        none = Text(f"（{place}无人在岗）", f" (nobody on duty in {place})") if team else Text("", "")
        return on, Text(f"在岗的{name.zh}{none.zh}", f"{name.en.lower()} on duty{none.en}")
    if people := [each for each in every if each.is_here]:
        return people, Text(f"{place}的{name.zh}（当时无人在岗）", f"{name.en.lower()} of {place} (nobody was on duty)")
    return every, Text(f"{name.zh}（当时无人在岗）", f"{name.en.lower()} (nobody was on duty)")


def _standing_in(role: str, why: Text) -> Text:
    missing = _label(role)
    return Text(f"{why.zh}，因为没有{missing.zh}", f"{why.en}, as there is no {missing.en.lower()}")


def _label(role: str) -> Text:
    """A role's name in both languages; a notice is read in the language of whoever reads it."""
    if role not in Role.values:
        return Text(role, role)
    said = []
    for language in ("zh-hans", "en"):
        with translation.override(language):
            said.append(str(Role(role).label))
    return Text(*said)


@dataclass(frozen=True, slots=True)
class PeopleFilters:
    """What the page of people was asked for."""

    q: str = ""
    team: int | None = None
    duty: bool = False
    gone: bool = False


def people(filters: PeopleFilters) -> QuerySet[User]:
    """Colleagues by name; those who left only where asked for."""
    found = User.objects.select_related("outlet", "invitation").prefetch_related("teams")
    if filters.team:
        found = found.filter(teams=filters.team)
    if filters.duty:
        found = found.filter(on_duty=True)
    if filters.q:
        found = found.filter(Q(name__icontains=filters.q) | Q(username__icontains=filters.q))
    left = Q(is_active=False) & ~Q(invitation__accepted_at=None, invitation__isnull=False)
    return (found.filter(left) if filters.gone else found.exclude(left)).order_by(
        "-is_active", "-on_duty", "name", "id"
    )


def teams() -> QuerySet[Team]:
    """Teams with how many work in them (`people`) and how many are on duty (`present`)."""
    return Team.objects.select_related("outlet").annotate(
        people=Count("members", filter=Q(members__is_active=True)),
        present=Count("members", filter=Q(members__on_duty=True)),
    )


def person(pk: int) -> User | None:
    """One colleague with what its page shows."""
    return (
        User.objects.select_related("outlet", "invitation__invited_by").prefetch_related("teams").filter(pk=pk).first()
    )


def open_invitation(person: User) -> Invitation | None:
    """The invitation that has not been accepted, also when it is too old."""
    invitation = Invitation.objects.filter(user=person, accepted_at=None).first()
    return None if person.is_active else invitation


def names_of(actors: Iterable[str]) -> dict[str, str]:
    """The names behind actor ids like user:7, in one query; other kinds of actors are left out."""
    ids = {
        int(number)
        for kind, _colon, number in (each.partition(":") for each in actors)
        if kind == "user" and number.isdecimal() and len(number) < 19
    }
    return {f"user:{user.pk}": str(user) for user in User.objects.filter(pk__in=ids)}


@dataclass(frozen=True, slots=True)
class AuditFilters:
    """What the page of audit rows was asked for."""

    act: str = ""
    by: str = ""
    subject: str = ""
    before: int | None = None


def audit_rows(filters: AuditFilters) -> list[AuditRow]:
    """The newest rows, one page of them, continued below `before`."""
    rows = AuditRow.objects.order_by("-id")
    wanted: dict[str, Any] = {key: value for key in ("act", "by", "subject") if (value := getattr(filters, key))}
    if filters.before:
        wanted["id__lt"] = filters.before
    return list(rows.filter(**wanted)[:AUDIT_ROWS_PER_PAGE])


def is_open(invitation: Invitation, at: datetime) -> bool:
    """Whether its link still works."""
    return invitation.accepted_at is None and invitation.expires_at > at
