"""Granting: more time for a promise, or an excuse for one that was broken; a leader answers for it, the record keeps why."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import Act, acting
from wuxing.cases.assigning import LEADERS
from wuxing.cases.messages import say
from wuxing.cases.models import Case, Clock, Message
from wuxing.cases.showing import limit_of
from wuxing.core.standard.limit import Limit, as_written, parse_limit
from wuxing.ui.language import said
from wuxing.ui.refusal import Refused


class OnlyLeaders(Refused):
    code = "only-leaders"
    status = 403
    says = _("Only a leader can approve that. Ask your shift leader.")


class BasisMissing(Refused):
    code = "basis-missing"
    says = _("Give the grounds: they stay on record.")


class NoSuchClock(Refused):
    code = "no-such-clock"
    status = 409
    says = _("No such clock is running on %(ref)s; reload the page.")


class OtherUnit(Refused):
    code = "other-unit"
    says = _(
        "“%(amount)s” does not fit the limit, which is %(limit)s. Write an amount of the same unit, such as %(example)s."
    )


class NoMoreToGive(Refused):
    code = "no-more-to-give"
    status = 409
    says = _("The limit of this promise is %(limit)s: a time of day, to which nothing can be added.")


class NothingToExcuse(Refused):
    code = "nothing-to-excuse"
    status = 409
    says = _("This promise was not broken, or is excused already.")


def extend(*, ref: str, commitment: str, amount: str, basis: str, by: Actor, at: datetime) -> Case:
    """Give a running promise more time, also after it was broken: that stays on record.

    `amount` is of the unit of its limit, such as `2 h` or `2 小时`. Raises OnlyLeaders, BasisMissing, NoSuchClock,
    NoMoreToGive, OtherUnit.
    """
    _require_leader(by)
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        clock = Clock.objects.filter(case=act.case, commitment=commitment, stopped_at=None, cancelled=False).first()
        if clock is None:
            raise NoSuchClock(ref=ref)
        limit = limit_of(clock) or Limit("seconds", clock.target_seconds or 0)
        if not can_grow(clock):
            raise NoMoreToGive(limit=said(limit.text))
        told = amount.strip() if parse_limit(amount.strip()) else as_written(amount)
        more = parse_limit(told)
        if more is None or limit.plus(more) is None:
            raise OtherUnit(amount=amount, limit=said(limit.text), example=_example(limit))
        _grant(act, "deadline.extended", {"commitment": commitment, "amount": told}, basis)
    return act.case


def can_grow(clock: Clock) -> bool:
    """Whether a limit has a unit of which more can be given: the end of the next working day has none."""
    limit = limit_of(clock)
    return limit is None or limit.unit != "end_of_next_working_day"


def excuse(*, ref: str, commitment: str, cycle: int, basis: str, by: Actor, at: datetime) -> Case:
    """Mark a broken promise as excused: it stays broken, and reports can tell it apart.

    Also on a case that has ended. Raises OnlyLeaders, BasisMissing, NothingToExcuse.
    """
    _require_leader(by)
    with acting(ref=ref, by=by, at=at) as act:
        broken = Clock.objects.filter(case=act.case, commitment=commitment, cycle=cycle, excused=False).broken(at)
        if not broken.exists():
            raise NothingToExcuse
        _grant(act, "clock.excused", {"commitment": commitment, "cycle": cycle}, basis)
    return act.case


def may_grant(by: Actor) -> bool:
    """Whether an actor's word counts as an approval."""
    return by.user is not None and by.user.role in LEADERS


def _require_leader(by: Actor) -> None:
    if not may_grant(by):
        raise OnlyLeaders


def _grant(act: Act, kind: str, told: dict[str, object], basis: str) -> None:
    """The event, and its grounds as a note."""
    if not basis.strip():
        raise BasisMissing
    note = say(act, Message.Kind.NOTE, basis)
    act.tell(kind, {**told, "basis": note.seq, "approved_by": act.by.id})


def _example(limit: Limit) -> str:
    return said(Limit(limit.unit, 1 if limit.is_days else 7200).text)
