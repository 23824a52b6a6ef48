"""What somebody has begun to write on a case: kept on the server from pause to pause, shared, taken, let go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import User
from wuxing.cases.acting import NoCase
from wuxing.cases.attachments import Upload, check, drop, keep_with_draft
from wuxing.cases.following import OnlyPeople
from wuxing.cases.models import Case, Draft, DraftFile, Message
from wuxing.core.source import Text
from wuxing.ledger.writing import writing
from wuxing.live import bus
from wuxing.notices.telling import News, tell
from wuxing.ui.refusal import Refused

LONGEST = 50_000
JUST_NOW = timedelta(minutes=1)


class DraftTooLong(Refused):
    code = "draft-too-long"
    says = _("A draft has at most %(most)s characters. What goes beyond is not kept.")


class OtherWindow(Refused):
    """Two windows wrote on one draft: nothing is lost as long as one of them is asked."""

    code = "other-window"
    status = 409
    says = _("This draft was changed in another window at %(at)s.")


class NoDraft(Refused):
    code = "no-draft"
    status = 404
    says = _("This draft is gone: it was sent, thrown away, or a colleague took it.")


def save(*, ref: str, kind: str, body: str, revision: int, by: Actor, at: datetime) -> Draft | None:
    """Keep what was typed; None where nothing is left of it. `revision` is the draft's as the window knows it.

    Raises DraftTooLong, OtherWindow, NoDraft, NoCase.
    """
    if len(body) > LONGEST:
        raise DraftTooLong(most=LONGEST)
    with writing():
        case, user = _seen(ref, by)
        draft = _of(user, case).first()
        if draft is None:
            return _begun(case, user, kind, body, revision, at)
        if draft.revision != revision and draft.body != body:
            raise OtherWindow(at=draft.saved_at, draft=draft)
        return _changed(draft, kind, body, at)


def append(*, ref: str, text: str, by: Actor, at: datetime, kind: str = "") -> Draft:
    """Put a text at the end of one's draft, or begin one with it; nothing is sent. Raises NoCase, DraftTooLong."""
    with writing():
        draft = own(ref=ref, by=by, at=at)
        return _changed(draft, kind or draft.kind, _joined(draft.body, text), at) or draft


def own(*, ref: str, by: Actor, at: datetime) -> Draft:
    """One's draft of a case, begun where there is none; within a transaction."""
    case, user = _seen(ref, by)
    draft = _of(user, case).first()
    return draft or Draft.objects.create(user=user, case=case, saved_at=at)


def discard(*, ref: str, by: Actor, at: datetime) -> None:
    """Throw one's draft away, with its files. Raises NoCase."""
    with writing():
        case, user = _seen(ref, by)
        for draft in _of(user, case):
            _gone(draft)


def share(*, ref: str, shared: bool, by: Actor, at: datetime) -> Draft:
    """Let colleagues who see the case look at one's draft and take it, or no longer. Raises NoDraft, NoCase."""
    with writing():
        case, user = _seen(ref, by)
        draft = _of(user, case).first()
        if draft is None:
            raise NoDraft
        draft.shared = shared
        draft.save(update_fields=["shared"])
        ring(case)
    return draft


def take(*, pk: int, by: Actor, at: datetime) -> Draft:
    """Go on with a colleague's shared draft: it becomes one's own, and he is told. Raises NoDraft."""
    with writing():
        found = Draft.objects.select_for_update().filter(pk=pk, shared=True, leaves_at=None).first()
        if found is None or by.user is None or found.user == by.user:
            raise NoDraft
        case, user = _seen(found.case.ref, by)
        mine, was, number = _of(user, case).first(), found.user, found.pk
        if mine is None:
            found.user, found.shared = user, False
            found.save(update_fields=["user", "shared"])
            mine = found
        else:
            merge(found, into=mine, at=at)
        _tell_taken(was, case, user, number, at)
        ring(case)
    return mine


def add_files(*, ref: str, files: Sequence[Upload], by: Actor, at: datetime) -> Draft:
    """Put files with one's draft: they go with the message. Raises NoCase and what is wrong with a file."""
    checked = check(files)
    with writing():
        draft = own(ref=ref, by=by, at=at)
        keep_with_draft(checked, draft)
    return draft


def remove_file(*, ref: str, key: str, by: Actor, at: datetime) -> None:
    """Take a file from one's draft again. Raises NoCase."""
    with writing():
        case, user = _seen(ref, by)
        drop(DraftFile.objects.filter(key=key, draft__case=case, draft__user=user, draft__leaves_at=None))
        Draft.objects.filter(case=case, user=user, leaves_at=None, body="", files=None).delete()


def merge(draft: Draft, *, into: Draft, at: datetime) -> Draft:
    """Two drafts of one person become one, this one's words first; within a transaction."""
    draft.files.update(draft=into)
    body, kind = _joined(draft.body, into.body), draft.kind
    draft.delete()
    return _changed(into, kind, body, at) or into


def ring(case: Case) -> None:
    """Let open pages of the case look again, after commit: no event tells of drafts."""
    keys = list(case.audience.values_list("key", flat=True))
    transaction.on_commit(lambda: bus.publish(case_ref=case.ref, keys=keys, event_id=0, kind="draft"))


def _seen(ref: str, by: Actor) -> tuple[Case, User]:
    if by.user is None:
        raise OnlyPeople
    case = Case.objects.live().visible_to(by).filter(ref=ref).first()
    if case is None:
        raise NoCase(ref=ref)
    return case, by.user


def _of(user: User, case: Case) -> QuerySet[Draft]:
    return Draft.objects.select_for_update().filter(user=user, case=case, leaves_at=None)


def _begun(case: Case, user: User, kind: str, body: str, revision: int, at: datetime) -> Draft | None:
    """A new draft; what arrives behind the message that it was sent with is none."""
    if not body.strip():
        return None
    if revision:
        raise NoDraft
    said = Message.objects.filter(case=case, author=f"user:{user.pk}", at__gte=at - JUST_NOW, body=body.strip())
    leaving = Draft.objects.filter(case=case, user=user, leaves_at__isnull=False, body=body)
    if said.exists() or leaving.exists():
        return None
    return Draft.objects.create(user=user, case=case, kind=kind, body=body, saved_at=at)


def _changed(draft: Draft, kind: str, body: str, at: datetime) -> Draft | None:
    if not body.strip() and not draft.files.exists():
        _gone(draft)
        return None
    if (draft.kind, draft.body) != (kind, body):
        draft.kind, draft.body, draft.saved_at = kind, body, at
        draft.revision += 1
        draft.save(update_fields=["kind", "body", "saved_at", "revision"])
    return draft


def _gone(draft: Draft) -> None:
    drop(draft.files.all())
    draft.delete()


def _joined(one: str, other: str) -> str:
    return "\n\n".join(filter(None, (one.rstrip(), other)))[:LONGEST]


def _tell_taken(was: User, case: Case, user: User, number: int, at: datetime) -> None:
    text = Text(f"{user} 接着写您在 {case.ref} 上的草稿", f"{user} goes on with your draft on {case.ref}")
    news = News("draft", text, path=f"/cases/{case.ref}/", case_ref=case.ref)
    tell([was], news, source=f"draft:{number}:{int(at.timestamp())}", at=at)
