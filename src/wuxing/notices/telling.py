"""Telling people something: a row that is theirs, a bell that rings, and a mail that `mailing` sends."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone

from wuxing.accounts.models import User
from wuxing.core.source import Text
from wuxing.live import bus
from wuxing.notices.models import Notice

TOO_OLD_TO_MAIL = timedelta(days=1)
"""What is told this long after it happened (an import, a demo, a worker that stood still) rings, but mails nobody."""


@dataclass(frozen=True, slots=True)
class News:
    """What is told. `why`: the reason it reached this person; `path` leads to its page.

    `clause`, as name@version#1.1, is what it is told by: its number stands before the reason, with a way to its text.
    """

    kind: str
    text: Text
    path: str
    why: Text | None = None
    case_ref: str = ""
    clause: str = ""


def tell(users: Iterable[User], news: News, *, source: str, at: datetime) -> list[Notice]:
    """Tell people once, in the caller's transaction; `at` is the true instant of what is told.

    Told again from the same source, nobody hears it twice. Returns the notices made by this call.
    """
    people = {user.pk: user for user in users if user.is_active}
    told = set(Notice.objects.filter(user__in=people, source=source).values_list("user_id", flat=True))
    now = timezone.now()  # when we wrote it down, whatever the instant of what is told
    notices = [_notice(user, news, source, at, now) for pk, user in people.items() if pk not in told]
    Notice.objects.bulk_create(notices, ignore_conflicts=True)
    made = list(Notice.objects.filter(user__in=[each.user for each in notices], source=source))
    if made:
        keys = [f"user:{each.user_id}" for each in made]
        transaction.on_commit(lambda: bus.publish("", keys, 0, "notice"))
    return made


def _notice(user: User, news: News, source: str, at: datetime, now: datetime) -> Notice:
    return Notice(
        user=user,
        kind=news.kind,
        text=_stored(news.text),
        why=_stored(_reason(news)) | _cited(news.clause),
        path=news.path,
        case_ref=news.case_ref,
        source=source,
        at=at,
        made_at=now,
        not_before=now,
        mail=Notice.Mail.NEVER if now - at > TOO_OLD_TO_MAIL else Notice.Mail.WAITING,
    )


def _reason(news: News) -> Text | None:
    number = news.clause.partition("#")[2]
    if not number:
        return news.why
    by = Text(f"依据第 {number} 条", f"By clause {number}")
    return Text(f"{by.zh}；{news.why.zh}", f"{by.en}; {news.why.en}") if news.why else by


def _stored(text: Text | None) -> dict[str, str]:
    return {"zh": text.zh, "en": text.en} if text else {}


def _cited(clause: str) -> dict[str, str]:
    standard, _, number = clause.partition("#")
    return {"standard": standard, "clause": number} if number else {}
