"""How far somebody has read a case, and what he has not read yet. What one wrote oneself was never unread."""

from __future__ import annotations

from collections.abc import Collection

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce, Greatest

from wuxing.accounts.actors import Actor
from wuxing.cases.models import Case, Message, Seen
from wuxing.ledger.writing import writing


def seen_up_to(case: Case, by: Actor) -> int | None:
    """The last event that somebody has read of a case; None where he has never opened it."""
    return Seen.objects.filter(case=case, user=by.user).values_list("seq", flat=True).first() if by.user else None


def see(*, case: Case, up_to: int, by: Actor) -> None:
    """Note that somebody has read a case up to an event. What was read once stays read."""
    if by.user is None or (seen_up_to(case, by) or 0) >= up_to:
        return
    with writing():
        known = Seen.objects.filter(case=case, user=by.user)
        if not known.filter(seq__lt=up_to).update(seq=up_to) and not known.exists():
            Seen.objects.create(case=case, user=by.user, seq=up_to)


def mark_unread(*, case: Case, by: Actor) -> None:
    """Let the latest words of somebody else count as unread again."""
    if by.user is None:
        return
    latest = _of_others(by).filter(case=case).order_by("-seq").values_list("seq", flat=True).first()
    with writing():
        Seen.objects.update_or_create(case=case, user=by.user, defaults={"seq": (latest or 1) - 1})


def unread_among(cases: Collection[Case], by: Actor) -> frozenset[int]:
    """The cases that hold words of others which somebody has not read; one query.

    Of a case that he never opened they count where it is his, or nobody's: what a mate looks after is no news.
    """
    if by.user is None or not cases:
        return frozenset()
    told = Case.objects.filter(pk__in=[case.pk for case in cases]).annotate(read=_read(by), wrote=_wrote(by))
    beyond = _of_others(by).filter(
        case=OuterRef("pk"), seq__gt=Greatest(Coalesce(OuterRef("read"), 0), Coalesce(OuterRef("wrote"), 0))
    )
    found = dict(told.filter(Exists(beyond)).values_list("pk", "read"))
    return frozenset(
        case.pk for case in cases if case.pk in found and (found[case.pk] is not None or _is_his(case, by))
    )


def has_unread(by: Actor) -> Exists:
    """Whether the case of a row with a `case` column, once opened, holds words that somebody has not read."""
    beyond = _of_others(by).filter(case=OuterRef("case"), seq__gt=OuterRef("seq"))
    return Exists(Seen.objects.filter(Exists(beyond), user=by.user, case=OuterRef("case")))


def _read(by: Actor) -> Subquery:
    return Subquery(Seen.objects.filter(user=by.user, case=OuterRef("pk")).values("seq")[:1])


def _wrote(by: Actor) -> Subquery:
    """The last message that somebody wrote himself: he knew what stood before it."""
    own = Message.objects.filter(case=OuterRef("pk"), author=by.id)
    return Subquery(own.order_by("-seq").values("seq")[:1])


def _of_others(by: Actor) -> QuerySet[Message]:
    return Message.objects.exclude(author=by.id).exclude(kind=Message.Kind.AUTO)


def _is_his(case: Case, by: Actor) -> bool:
    me = by.user.pk if by.user else 0
    return not case.ending and (case.assignee_id is None or me in (case.assignee_id, case.lead_id))
