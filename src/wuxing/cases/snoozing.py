"""Putting a case off: one's own views hide it for a while. Its clocks go on, and call it back before they warn."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import CaseEnded, NoCase
from wuxing.cases.assigning import OnlyStaff
from wuxing.cases.counting import Instant
from wuxing.cases.models import Case, Clock, Message, Snooze
from wuxing.core.source import Text
from wuxing.ledger.writing import writing
from wuxing.live import bus
from wuxing.notices.telling import News, tell
from wuxing.ui.language import said
from wuxing.ui.refusal import Refused
from wuxing.ui.times import short_instant

LONGEST = timedelta(days=30)
MOST = 200
"""Cases that one person may have put off: more is a second desk, not a reminder."""
CHANGED = "snooze"
LATER = {"1h": _("In an hour"), "3h": _("In 3 hours"), "tomorrow": _("Tomorrow"), "monday": _("Monday")}


class WhyMissing(Refused):
    code = "snooze-why-missing"
    says = _("Say why the case can wait, so that you still know when it comes back.")


class NotThen(Refused):
    code = "snooze-not-then"
    says = _("Choose a time from now on, within the next 30 days.")


class ClockCalls(Refused):
    code = "snooze-clock-calls"
    status = 409
    says = _("The case cannot be put off: a clock of clause %(clause)s is past its warning. Due: %(due)s.")


class TooManyPutOff(Refused):
    code = "snooze-too-many"
    status = 409
    says = _("You have put off %(most)s cases already. Go through them first, under “For later”.")


class NotPutOff(Refused):
    code = "snooze-none"
    status = 409
    says = _("You have not put this case off; there is nothing to bring back.")


def snooze(*, ref: str, until: datetime, reason: str, by: Actor, at: datetime) -> Snooze:
    """Put a case off for oneself; put off again, the new time and reason count.

    Raises OnlyStaff, WhyMissing, NotThen, NoCase, CaseEnded, ClockCalls, TooManyPutOff.
    """
    if by.user is None:
        raise OnlyStaff
    if not reason.strip():
        raise WhyMissing
    if not at < until <= at + LONGEST:
        raise NotThen
    with writing():
        case = _case(ref, by)
        if case.ending:
            raise CaseEnded(ref=ref)
        _require_quiet_clocks(case, at)
        given = {"reason": reason.strip()[:200], "since": at, "until": until}
        if Snooze.objects.filter(user=by.user).exclude(case=case).count() >= MOST:
            raise TooManyPutOff(most=MOST)
        put_off, _is_new = Snooze.objects.update_or_create(user=by.user, case=case, defaults=given)
        _publish(put_off)
    return put_off


def bring_back(*, ref: str, by: Actor, at: datetime) -> Case:
    """Have a case that one put off in one's views again. Raises NoCase, NotPutOff."""
    with writing():
        case = _case(ref, by)
        put_off = Snooze.objects.filter(user=by.user, case=case).first() if by.user else None
        if put_off is None:
            raise NotPutOff
        _publish(put_off)
        put_off.delete()
    return case


def later(at: datetime) -> list[tuple[str, str]]:
    """Times that are often chosen, and how they read: 3 小时后, 明天 09:00, 周一 09:00."""
    now = timezone.localtime(at)
    instants = {name: instant_of(name, at) for name in LATER}
    return [(name, f"{label} · {said(short_instant(instants[name], now=now))}") for name, label in LATER.items()]


def instant_of(name: str, at: datetime) -> datetime:
    """The time that one of them means."""
    here = timezone.localtime(at)
    morning = here.replace(hour=9, minute=0, second=0, microsecond=0)
    return {
        "1h": at + timedelta(hours=1),
        "3h": at + timedelta(hours=3),
        "tomorrow": morning + timedelta(days=1),
        "monday": morning + timedelta(days=7 - here.weekday()),
    }[name]


def put_off_by(by: Actor, at: Instant) -> QuerySet[Snooze]:
    """What somebody put off and neither time, clock nor customer has called back: exact, also when the loop is late."""
    me = by.user.pk if by.user else 0
    return Snooze.objects.filter(user=me, until__gt=at).exclude(_called(at))


def snooze_of(case: Case, by: Actor, at: datetime) -> Snooze | None:
    """Until when and why somebody put a case off."""
    return put_off_by(by, at).filter(case=case).first()


def calls_at(case: Case, until: datetime) -> datetime:
    """When a case put off until then comes back as its clocks stand: a warning comes before it."""
    warnings = Clock.objects.running().filter(case=case, risk_at__lt=until).values_list("risk_at", flat=True)
    return min([until, *(each for each in warnings if each)])


def wake(at: datetime, limit: int = 20) -> int:
    """Tell people of cases that came back, and forget that they were put off; how many."""
    called = Snooze.objects.filter(Q(until__lte=at) | _called(at) | ~Q(case__ending=""))
    woken = list(called.select_related("user", "case").order_by("until")[:limit])
    for each in woken:
        with writing():
            if Snooze.objects.filter(pk=each.pk, until=each.until).delete()[0] and not each.case.ending:
                tell([each.user], _news(each, at), source=f"snooze:{each.pk}:{each.since.isoformat()}", at=at)
            _publish(each)
    return len(woken)


def _called(at: Instant) -> Q:
    clocks = Clock.objects.filter(case=OuterRef("case"))
    calls = clocks.at_risk(at) | clocks.breached(at)
    wrote = Message.objects.filter(case=OuterRef("case"), kind=Message.Kind.CUSTOMER, at__gt=OuterRef("since"))
    return Q(Exists(calls)) | Q(Exists(wrote))


def _case(ref: str, by: Actor) -> Case:
    case = Case.objects.visible_to(by).live().filter(ref=ref).first()
    if case is None:
        raise NoCase(ref=ref)
    return case


def _require_quiet_clocks(case: Case, at: datetime) -> None:
    clocks = Clock.objects.filter(case=case)
    calling = (clocks.at_risk(at) | clocks.breached(at)).order_by(F("due_at").asc()).first()
    if calling is not None:
        due = said(short_instant(calling.due_at, now=timezone.localtime(at))) if calling.due_at else "—"
        raise ClockCalls(clause=calling.clause, due=due)


def _news(put_off: Snooze, at: datetime) -> News:
    case = put_off.case
    text = Text(f"{case.ref} 回到待办：{case.subject}", f"{case.ref} is back on your list: {case.subject}")
    why = Text(f"稍后处理的原因：{put_off.reason}", f"Put off because: {put_off.reason}")
    if put_off.until > at:
        why = Text(f"时钟或客户提前叫回。{why.zh}", f"A clock or the customer called it back early. {why.en}")
    return News("snooze", text, reverse("cases:page", args=[case.ref]), why, case.ref)


def _publish(put_off: Snooze) -> None:
    ref, keys = put_off.case.ref, [f"user:{put_off.user_id}"]
    transaction.on_commit(lambda: bus.publish(case_ref=ref, keys=keys, event_id=0, kind=CHANGED))
