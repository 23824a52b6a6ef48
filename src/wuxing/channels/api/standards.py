"""Standards over the API, so that another program can show what is promised; and the teams that requests go to."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.utils import timezone
from ninja import Router, Schema

from wuxing.accounts.models import Team
from wuxing.channels.api.answering import KeyRequest, answer
from wuxing.channels.api.rights import CASES_READ, STANDARDS_READ
from wuxing.channels.api.showing import Both, TeamTold, both, shown
from wuxing.core.standard.document import Commitment, Standard
from wuxing.standards.finding import in_force, shelf, standard_of

router = Router(tags=["standards"])


class PublicationTold(Schema):
    """A version. `scope` is for whom: empty for the company, else region:north or contract:acme."""

    standard: str
    scope: str
    effective_at: str
    applies_to: str
    is_in_force: bool


class PublicationPage(Schema):
    standards: list[PublicationTold]


class LimitTold(Schema):
    when: dict[str, str]
    limit: Both | None


class CommitmentTold(Schema):
    id: str
    clause: str
    title: Both
    quality: Both
    audience: str
    owner: str
    calendar: str
    within: list[LimitTold]


class StandardTold(Schema):
    """A standard as far as another program needs it; the document itself is the page under Standards."""

    standard: str
    title: Both
    sha256: str
    classes: dict[str, dict[str, Both]]
    roles: dict[str, Both]
    commitments: list[CommitmentTold]


class TeamPage(Schema):
    teams: list[TeamTold]


@router.get("/standards", auth=STANDARDS_READ, response=PublicationPage, summary="List published standards")
def list_standards(request: KeyRequest) -> HttpResponse:
    """The latest publication first; for each scope the last that took force is in force."""
    at, issues = timezone.now(), shelf().issues
    begun = sorted((each for each in issues if each.effective_at <= at), key=lambda each: (each.effective_at, each.id))
    current = {each.scope: each.ref for each in begun}
    lines = [
        {
            "standard": each.ref,
            "scope": each.scope,
            "effective_at": shown(each.effective_at),
            "applies_to": each.applies_to,
            "is_in_force": each.ref == current.get(each.scope),
        }
        for each in reversed(issues)
    ]
    return answer({"standards": lines})


@router.get("/standards/in-force", auth=STANDARDS_READ, response=StandardTold, summary="Read what is in force")
def read_in_force(request: KeyRequest) -> HttpResponse:
    """What a case opened now is promised under."""
    return answer(_told(in_force(timezone.now())))


@router.get("/standards/{ref}", auth=STANDARDS_READ, response=StandardTold, summary="Read a standard")
def read(request: KeyRequest, ref: str) -> HttpResponse:
    """`ref` is name@version, as clauses are cited."""
    return answer(_told(standard_of(ref[:120])))


@router.get("/teams", auth=CASES_READ, response=TeamPage, summary="List teams")
def teams(request: KeyRequest) -> HttpResponse:
    """Where cases can be sent."""
    return answer({"teams": list(Team.objects.order_by("name").values("id", "name"))})


def _told(standard: Standard) -> dict[str, Any]:
    return {
        "standard": standard.ref,
        "title": both(standard.title),
        "sha256": standard.sha256,
        "classes": {
            name: {value: both(title) for value, title in values.items()} for name, values in standard.classes.items()
        },
        "roles": {role: both(title) for role, title in standard.roles.items()},
        "commitments": [_commitment(each) for each in standard.commitments.values()],
    }


def _commitment(commitment: Commitment) -> dict[str, Any]:
    return {
        "id": commitment.id,
        "clause": commitment.clause,
        "title": both(commitment.title),
        "quality": both(commitment.quality),
        "audience": commitment.audience,
        "owner": commitment.owner,
        "calendar": commitment.calendar.name,
        "within": [
            {"when": dict(row.when), "limit": both(row.limit.text) if row.limit else None} for row in commitment.within
        ],
    }
