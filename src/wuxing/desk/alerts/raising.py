"""Alerts come up by themselves, call the next level where nobody takes note, and end with their clock (by the standard)."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction

from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.lists import on_duty
from wuxing.cases.models import Audience, Case, Clock
from wuxing.core.source import Text
from wuxing.core.standard.document import Alerts, Standard
from wuxing.core.standard.limit import duration
from wuxing.core.standard.wording import role_in_words
from wuxing.desk.models import Alert, AlertStep
from wuxing.ledger.deliveries import Occurrence
from wuxing.ledger.models import Signal
from wuxing.ledger.writing import writing
from wuxing.live import bus
from wuxing.notices.telling import News, tell
from wuxing.standards.finding import standard_of

log = logging.getLogger(__name__)

OLD = timedelta(days=1)
"""What a clock did longer ago raises no alert any more: a worker that stood still, an import, a demo."""
ASIDE = timedelta(minutes=5)


def raise_alert(occurrence: Occurrence, *, at: datetime) -> None:
    """An alert for a clock that came as far as its standard says, once; a reaction to warnings and breaches."""
    assert isinstance(occurrence, Signal)
    open_clocks = Clock.objects.filter(stopped_at=None, cancelled=False, case__stream=occurrence.stream_id)
    same = open_clocks.filter(commitment=occurrence.commitment, cycle=occurrence.cycle)
    clock = None if at - occurrence.at > OLD else same.select_related("case__team").first()
    standard = standard_of(clock.standard) if clock else None
    if clock is None or standard is None or standard.alerts is None or _share(occurrence) < standard.alerts.share:
        return
    case = clock.case
    alert, is_new = Alert.objects.get_or_create(
        case=case,
        commitment=clock.commitment,
        cycle=clock.cycle,
        defaults={
            "clause": f"{standard.ref}#{standard.alerts.clause}",
            "to": standard.alerts.to,
            "raised_at": occurrence.at,
            "next_at": occurrence.at + _patience(standard.alerts) if standard.alerts.then else None,
        },
    )
    if is_new:
        _call(alert, case, standard, AlertStep.Kind.RAISED, occurrence.at)


def call_due(at: datetime, limit: int = 50) -> int:
    """Call the next level for alerts of which nobody took note in time; how many. One that raises steps aside."""
    waiting = Alert.objects.filter(next_at__lte=at).order_by("next_at", "pk")
    for pk in (found := list(waiting.values_list("pk", flat=True)[:limit])):
        try:
            with writing():
                _call_next(pk, at)
        except Exception:
            log.exception("alert %s cannot call the next level; it is left alone until %s", pk, at + ASIDE)
            with writing():
                Alert.objects.filter(pk=pk, next_at__lte=at).update(next_at=at + ASIDE)
    return len(found)


def end_over(at: datetime, limit: int = 200) -> int:
    """End alerts whose clock has stopped: nobody is called any more; how many. One that raises steps aside."""
    over = Alert.objects.filter(ended_at=None).exclude(pk__in=Alert.objects.live().values("pk"))
    for pk in (found := list(over.order_by("pk").values_list("pk", flat=True)[:limit])):
        try:
            with writing():
                alert = Alert.objects.select_for_update(of=("self",)).select_related("case").get(pk=pk)
                if alert.ended_at is None:  # else another worker was there between our look and our lock
                    _end(alert, at)
        except Exception:
            log.exception("alert %s cannot be ended; the others are", pk)
    return len(found)


def _end(alert: Alert, at: datetime) -> None:
    clock = Clock.objects.filter(case=alert.case_id, commitment=alert.commitment, cycle=alert.cycle).first()
    stopped = clock.stopped_at if clock and clock.stopped_at else at
    Alert.objects.filter(pk=alert.pk).update(ended_at=stopped, next_at=None)
    AlertStep.objects.create(alert=alert, kind=AlertStep.Kind.ENDED, at=stopped, by=SYSTEM.id)
    publish(alert)


def _call_next(pk: int, at: datetime) -> None:
    alert = Alert.objects.select_for_update(of=("self",)).select_related("case__team").get(pk=pk)
    if alert.next_at is None or alert.next_at > at:
        return None  # somebody took note between our look and our lock
    if not Alert.objects.live().filter(pk=pk).exists():
        return _end(alert, at)
    standard = standard_of(alert.clause.partition("#")[0])
    rule = standard.alerts
    if rule is None or alert.level >= len(rule.then):
        alert.next_at = None
        return alert.save(update_fields=["next_at"])
    then, alert.to = alert.next_at, rule.then[alert.level]
    alert.level += 1
    alert.next_at = then + _patience(rule) if alert.level < len(rule.then) else None
    alert.save(update_fields=["level", "to", "next_at"])
    _call(alert, alert.case, standard, AlertStep.Kind.CALLED, then)
    return None


def _call(alert: Alert, case: Case, standard: Standard, kind: AlertStep.Kind, at: datetime) -> None:
    """Tell the people of the role that it is theirs now, and write down who was told."""
    found = on_duty(alert.to, case.team)
    step = AlertStep.objects.create(
        alert=alert, kind=kind, at=at, by=SYSTEM.id, to=alert.to, told=[each.pk for each in found.people]
    )
    path = f"/desk/interventions/{case.ref}/"
    news = News("alert", _text(alert, case, standard, kind), path, found.why, case.ref, alert.clause)
    tell(found.people, news, source=f"alert:{step.pk}", at=at)
    publish(alert)


def _text(alert: Alert, case: Case, standard: Standard, kind: AlertStep.Kind) -> Text:
    rule, commitment = standard.alerts, standard.commitments.get(alert.commitment)
    title = commitment.title if commitment else Text(alert.commitment, alert.commitment)
    if kind == AlertStep.Kind.RAISED or rule is None:
        return Text(f"{case.ref}“{title.zh}”预警，待确认", f"{case.ref}: alert for “{title.en}”, to be acknowledged")
    time, role = duration(rule.acknowledge), role_in_words(_asked(rule, alert.level - 1), standard)
    return Text(
        f"{case.ref}“{title.zh}”预警 {time.zh}无人确认（{role.zh}），升级到您",
        f"{case.ref}: nobody ({role.en}) took note of the alert for “{title.en}” within {time.en}; now it is yours",
    )


def _asked(rule: Alerts, level: int) -> str:
    return rule.to if level <= 0 else rule.then[level - 1]


def publish(alert: Alert) -> None:
    """Tell open pages after commit."""
    keys: Sequence[str] = list(Audience.objects.filter(case=alert.case_id).values_list("key", flat=True))
    ref = alert.case.ref
    transaction.on_commit(lambda: bus.publish(case_ref=ref, keys=keys, event_id=0, kind="alert"))


def _patience(rule: Alerts) -> timedelta:
    return timedelta(seconds=rule.acknowledge)


def _share(signal: Signal) -> int:
    """How much of the time was used, in percent."""
    return int(signal.step.rstrip("%")) if signal.kind == Signal.Kind.WARNED else 100
