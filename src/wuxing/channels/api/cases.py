"""Cases over the API: open one, list them, read one with its promises, its events and why each clock stands so."""

from __future__ import annotations

import base64
import binascii
from datetime import UTC, datetime
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from ninja import Query, Router

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team, User
from wuxing.cases.acting import NoCase
from wuxing.cases.clocks import readings
from wuxing.cases.models import Case, CaseQuerySet, Clock
from wuxing.cases.opening import Request, opened
from wuxing.channels.api.answering import KeyRequest, answer, once
from wuxing.channels.api.asking import CaseAsked, CaseFilters, Id, Instant
from wuxing.channels.api.rights import CASES_READ, CASES_WRITE
from wuxing.channels.api.showing import (
    CasePage,
    CaseTold,
    EventPage,
    ReadingPage,
    case_line,
    case_told,
    event_told,
    shown,
)
from wuxing.channels.api.validation import require_known
from wuxing.channels.intake import team_for
from wuxing.core.clock.reading import as_json
from wuxing.customers import lists as customers
from wuxing.customers.finding import find_or_make
from wuxing.customers.models import Customer
from wuxing.ledger.models import Event
from wuxing.ui.refusal import Refused

router = Router(tags=["cases"])
PEOPLE = ("team", "assignee", "first_responder")
MOST_EVENTS = 200


class NoTeam(Refused):
    code = "no-team"
    says = _("There is no team with the number %(team)s. GET /api/v1/teams lists them.")


class NoPerson(Refused):
    code = "no-person"
    says = _("Nobody with the staff number “%(user)s” works here.")


class BadCursor(Refused):
    code = "bad-cursor"
    says = _("This cursor is none of ours. Take “next” of the answer before, or leave it out to begin anew.")


@router.post("/cases", auth=CASES_WRITE, response={201: CaseTold}, summary="Open a case")
def open_one(request: KeyRequest, asked: CaseAsked) -> HttpResponse:
    """Open a case under the standard in force; the answer tells the promised times."""

    def act(by: Actor, at: datetime) -> dict[str, Any]:
        new = opened(
            Request(
                subject=asked.subject,
                body=asked.body,
                channel="api",
                case_class=asked.case_class,
                customer=_customer(asked, by, at),
                team=team_of(asked.team) if asked.team else _own_team(by),
                assignee=person_of(asked.assignee) if asked.assignee else None,
            ),
            by=by,
            at=at,
        )
        return case_told(new.case, at, new.clocks)

    return once(request, act, status=201)


@router.get("/cases", auth=CASES_READ, response=CasePage, summary="List cases")
def list_many(request: KeyRequest, filters: Query[CaseFilters]) -> HttpResponse:
    """The newest first, page by page: `next` of one answer is `cursor` of the next request."""
    require_known(request.GET, CaseFilters.model_fields)
    at = timezone.now()
    found = _filtered(Case.objects.visible_to(request.auth.actor).live(), filters, at)
    page = list(found.select_related(*PEOPLE).order_by("-opened_at", "-id")[: filters.limit + 1])
    more = len(page) > filters.limit
    page = page[: filters.limit]
    return answer({"cases": [case_line(each) for each in page], "next": _cursor(page[-1]) if more else None})


@router.get("/cases/{ref}", auth=CASES_READ, response=CaseTold, summary="Read a case")
def read_one(request: KeyRequest, ref: str) -> HttpResponse:
    """A case with its stages, its clocks and the times promised."""
    return answer(case_told(visible(request, ref), timezone.now()))


@router.get("/cases/{ref}/events", auth=CASES_READ, response=EventPage, summary="Read the events of a case")
def events(request: KeyRequest, ref: str, after: Id | None = None) -> HttpResponse:
    """The history of a case as the ledger has it, in order; `next` is `after` of the next request."""
    case = visible(request, ref)
    rows = list(Event.objects.filter(stream_id=case.stream_id, seq__gt=after or 0).order_by("seq")[: MOST_EVENTS + 1])
    page = rows[:MOST_EVENTS]
    return answer(
        {"events": [event_told(each) for each in page], "next": page[-1].seq if len(rows) > MOST_EVENTS else None}
    )


@router.get("/cases/{ref}/readings", auth=CASES_READ, response=ReadingPage, summary="Read the clocks, with reasons")
def clocks(request: KeyRequest, ref: str, at: Instant | None = None) -> HttpResponse:
    """Where every clock stands at an instant (now, where none is given), with the segments that explain it."""
    case, when = visible(request, ref), at or timezone.now()
    return answer({"at": shown(when), "readings": [as_json(each) for each in readings(case, when).readings]})


def visible(request: KeyRequest, ref: str) -> Case:
    """A case that the key may see. Raises NoCase."""
    case = Case.objects.visible_to(request.auth.actor).live().select_related(*PEOPLE).filter(ref=ref[:32]).first()
    if case is None:
        raise NoCase(ref=ref[:32])
    return case


def team_of(number: int) -> Team:
    """A team by its number. Raises NoTeam."""
    team = Team.objects.filter(pk=number).first()
    if team is None:
        raise NoTeam(team=number)
    return team


def person_of(number: str) -> User:
    """A colleague by staff number. Raises NoPerson."""
    person = User.objects.active().filter(username=number).first()
    if person is None:
        raise NoPerson(user=number)
    return person


def _own_team(by: Actor) -> Team | None:
    """A key of a team opens its team's cases."""
    own = next((int(key.partition(":")[2]) for key in by.keys if key.startswith("team:")), None)
    return team_of(own) if own is not None else team_for("api")


def _customer(asked: CaseAsked, by: Actor, at: datetime) -> Customer | None:
    if asked.customer_id is not None:
        return customers.customer(asked.customer_id, by=by)
    return find_or_make(**asked.customer.model_dump(), by=by, at=at) if asked.customer else None


def _filtered(found: CaseQuerySet, filters: CaseFilters, at: datetime) -> CaseQuerySet:
    plain: dict[str, Any] = {
        "team": filters.team,
        "assignee__username": filters.assignee,
        "customer": filters.customer,
        "business": filters.business,
        "customer_type": filters.customer_type,
        "urgency": filters.urgency,
        "stage": filters.stage,
        "waiting_for": filters.waiting_for,
        "opened_at__gte": filters.opened_from,
        "opened_at__lt": filters.opened_before,
        "last_event_at__gte": filters.changed_from,
    }
    found = found.filter(
        _in_state(filters.state), **{name: value for name, value in plain.items() if value is not None}
    )
    if filters.overdue is not None:
        broken = Exists(Clock.objects.breached(at).filter(case=OuterRef("pk")))
        found = found.filter(broken if filters.overdue else ~broken)
    if filters.cursor:
        opened_at, key = _place(filters.cursor)
        found = found.filter(Q(opened_at__lt=opened_at) | Q(opened_at=opened_at, pk__lt=key))
    return found


def _in_state(state: str) -> Q:
    conditions = {
        "open": Q(ending="", resolved_at=None),
        "resolved": Q(ending="", resolved_at__isnull=False),
        "ended": ~Q(ending=""),
    }
    return conditions.get(state, Q())


def _cursor(last: Case) -> str:
    return base64.urlsafe_b64encode(f"{int(last.opened_at.timestamp())}.{last.pk}".encode()).decode().rstrip("=")


def _place(cursor: str) -> tuple[datetime, int]:
    """The last case of the page before. Raises BadCursor."""
    try:
        instant, key = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode().split(".")
        if not 0 < int(key) < 2**63:
            raise ValueError
        return datetime.fromtimestamp(int(instant), UTC), int(key)
    except (ValueError, OverflowError, OSError, binascii.Error) as error:
        raise BadCursor from error
