"""Recurring duties of the standard open cases of their own: once a period, also after a stop."""

from __future__ import annotations

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.translation import gettext as _

from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.lists import OnDuty, on_duty
from wuxing.cases.models import Case, DutyRun
from wuxing.cases.opening import Request, open_case
from wuxing.core.source import Text
from wuxing.core.standard.document import Duty, Standard
from wuxing.ledger.writing import writing
from wuxing.notices.telling import News, tell
from wuxing.standards.finding import NoStandard, in_force
from wuxing.ui.citing import clause_path


def open_due(at: datetime) -> int:
    """Open the case of every duty whose present period has none yet; how many were opened.

    A period begins at 00:00 in the company's zone: a duty of every month is due on the first, or at the first start
    after it. Periods that passed while nothing ran are not made up: only the present one is owed.
    """
    try:
        standard = in_force(at)
    except NoStandard:
        return 0
    today = at.astimezone(ZoneInfo(settings.TIME_ZONE)).date()
    return sum(_open(standard, duty, period_of(duty.every, today), at) for duty in standard.duties.values())


def period_of(every: str, day: date) -> str:
    """The period that a date lies in: 2026-11-20, 2026-W47, 2026-11, 2026-Q4, 2026."""
    year, week, _weekday = day.isocalendar()
    names = {
        "day": day.isoformat(),
        "week": f"{year}-W{week:02}",
        "month": f"{day:%Y-%m}",
        "quarter": f"{day.year}-Q{(day.month + 2) // 3}",
        "year": str(day.year),
    }
    return names[every]


def _open(standard: Standard, duty: Duty, period: str, at: datetime) -> int:
    with writing():
        if DutyRun.objects.filter(name=standard.name, duty=duty.id, period=period).exists():
            return 0
        owners = on_duty(duty.owner, None)
        title = duty.title.in_language(standard.language)
        request = Request(
            subject=f"{title}（{period}）" if standard.language == "zh" else f"{title} ({period})",
            body=_body(standard, duty),
            channel="duty",
            case_class=duty.opens,
            assignee=next(iter(owners.people), None),
        )
        case = open_case(request, by=SYSTEM, at=at)
        _tell(owners, case, standard, duty, at)
        DutyRun.objects.create(name=standard.name, duty=duty.id, period=period, case=case, opened_at=at)
    return 1


def _tell(owners: OnDuty, case: Case, standard: Standard, duty: Duty, at: datetime) -> None:
    text = Text(f"{case.ref} 定期职责：{duty.title.zh}", f"{case.ref}: duty due: {duty.title.en}")
    clause = f"{standard.ref}#{duty.clause}"
    news = News("duty", text, f"/cases/{case.ref}/", why=owners.why, case_ref=case.ref, clause=clause)
    tell(owners.people, news, source=f"duty:{case.pk}", at=at)


def _body(standard: Standard, duty: Duty) -> str:
    clause = f"[§{duty.clause}]({clause_path(standard.ref, duty.clause)})"
    return _("Duty by %(clause)s, every %(every)s.") % {"clause": clause, "every": duty.every}
