"""Publishing a standard: its text byte for byte, once, from an instant on."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.core.source import Node, Problems, Reader
from wuxing.core.standard.document import Standard
from wuxing.core.standard.reading import read_standard as read_core
from wuxing.ledger.writing import look_again, writing
from wuxing.packs.finding import LARGEST, calendars, data_sets
from wuxing.packs.shipped import shipped
from wuxing.standards.findable import index
from wuxing.standards.finding import look
from wuxing.standards.models import Publication
from wuxing.standards.saying import shown
from wuxing.standards.scopes import COMPANY, require_scope
from wuxing.standards.texts import base_to_extend, fingerprint, meaning_of, pack_text
from wuxing.ui.refusal import Refused


class AlreadyPublished(Refused):
    """Something else is published under this name and version: another text, or for another scope."""

    code = "already-published"
    status = 409
    says = _("%(ref)s is published already, and what is published never changes. Give this one a new version.")


class TakesForceTooEarly(Refused):
    """It would be in force before one that is published already."""

    code = "takes-force-too-early"
    says = _(
        "%(other)s is published to be in force from %(other_at)s. Nothing can be put before it any more: "
        "choose that instant or a later one."
    )


class TakesOverTooLate(Refused):
    """It takes open cases over from an instant that is past."""

    code = "takes-over-too-late"
    says = _(
        "%(ref)s takes open cases over from %(effective_at)s, which is past: promises made since would change behind "
        "people's backs. Write a later date under effective, or leave applies_to out."
    )


class BeginsInThePast(Refused):
    """It would have been in force already, while cases were opened under another."""

    code = "begins-in-the-past"
    says = _("%(ref)s cannot be in force from an instant that is past: promises were made since. Choose a later one.")


class BeforeItsDate(Refused):
    """It is to be in force before the date that its own text names."""

    code = "before-its-date"
    says = _(
        "The text of %(ref)s says that it is in force from %(stated)s, not earlier. Choose that instant or a later one."
    )


_followers: list[Callable[[datetime], object]] = []


def when_open_cases_go_over(follower: Callable[[datetime], object]) -> None:
    """Call this with the instant, in the same transaction, when a version is published that takes open cases over.

    Whoever keeps what follows from a standard registers here: stored clocks know of nothing that is published later.
    """
    if follower not in _followers:
        _followers.append(follower)


def publish(
    text: bytes | str, *, effective_at: datetime | None = None, scope: str = COMPANY, by: Actor, at: datetime
) -> Publication:
    """Publish a text for a scope. Raises Problems where it is no standard; publishing the same again changes nothing.

    It is in force from the date it names; one that would be past then, from now. The first of all may look back.
    """
    require_scope(scope)
    raw = text.encode() if isinstance(text, str) else text
    at = at.replace(microsecond=0)
    bases: dict[str, str] = {}
    standard = read_text(raw, bases)
    with writing():
        _take_turns()
        existing = _published(standard)
        if existing and existing.sha256 == fingerprint(raw) and existing.scope == scope:
            return existing
        require_new(standard, existing, raw)
        begins = _beginning(standard, scope, effective_at, at)
        publication = _create(
            standard, raw, bases, scope=scope, effective_at=begins, published_at=at, published_by=by.id
        )
        detail = {"ref": publication.ref, "sha256": publication.sha256, "effective_at": begins.isoformat()}
        detail |= {"scope": scope} if scope else {}
        audit("standard.published", f"standard:{publication.pk}", by=by, at=at, detail=detail)
        look_again(look)
        index(publication)
        for follower in _followers if publication.applies_to == "open_cases" else ():
            follower(at)
    return publication


def _take_turns() -> None:
    """Of two who publish at once on PostgreSQL, the second waits and then sees what the first has published."""
    Publication.objects.select_for_update().order_by("id").values_list("id").first()


def _published(standard: Standard) -> Publication | None:
    return Publication.objects.filter(name=standard.name, version=standard.version).first()


def _create(standard: Standard, raw: bytes, bases: dict[str, str], **more: Any) -> Publication:
    """Raises AlreadyPublished where the first two of all are published at once: no row made them take turns."""
    try:
        with transaction.atomic():
            return Publication.objects.create(
                name=standard.name,
                version=standard.version,
                text=raw,
                sha256=fingerprint(raw),
                bases=bases,
                meaning=meaning_of(raw, bases),
                title={"zh": standard.title.zh, "en": standard.title.en},
                applies_to=standard.applies_to,
                **more,
            )
    except IntegrityError:
        raise AlreadyPublished(ref=standard.ref) from None


def read_text(raw: bytes, bases: dict[str, str] | None = None, *, file: str = "standard.yaml") -> Standard:
    """The standard that a text says, checked. `bases` is filled with the texts it extends. Raises Problems."""
    reader = Reader(file)
    if len(raw) > LARGEST:
        zh, en = f"文件过大：上限为 {LARGEST:,} 字节。", f"The file is too large: at most {LARGEST:,} bytes."
        reader.problem("too-large", Node(None), zh, en)
        raise Problems(reader.found)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        zh, en = "文件不是 UTF-8 编码，请另存为 UTF-8。", "The file is not UTF-8; save it as UTF-8."
        reader.problem("not-utf-8", Node(None), zh, en)
        raise Problems(reader.found) from None
    found: dict[str, str] = {} if bases is None else bases
    return read_core(text, file=file, data_sets=data_sets(), base=base_to_extend(found))


def require_new(standard: Standard, existing: Publication | None, raw: bytes) -> None:
    """Refuse a second text under one citation, be the first published here or shipped with Wuxing."""
    is_shipped = (standard.name, standard.version) in shipped()
    if existing or (is_shipped and pack_text(standard.ref).encode() != raw):
        raise AlreadyPublished(ref=standard.ref)


def stated_beginning(standard: Standard) -> datetime:
    """Midnight of the date that a text names, where its first calendar lives: the core hands open cases over then."""
    calendar = calendars()[next(iter(standard.calendars.values()))]
    midnight = calendar.midnight_after((standard.effective_from or 0) - 1)
    return datetime.fromtimestamp(midnight, tz=UTC)


def _beginning(standard: Standard, scope: str, wished: datetime | None, at: datetime) -> datetime:
    stated = stated_beginning(standard)
    is_first = not Publication.objects.exists()
    last = Publication.objects.filter(scope=scope).order_by("-effective_at", "-id").first()
    begins = wished or (stated if is_first else max(stated, at))
    if begins < stated:
        raise BeforeItsDate(ref=standard.ref, stated=shown(stated))
    if last and begins < last.effective_at:
        raise TakesForceTooEarly(other=last.ref, other_at=shown(last.effective_at))
    if last and standard.applies_to == "open_cases" and (stated < at or begins != stated):
        raise TakesOverTooLate(ref=standard.ref, effective_at=shown(stated))
    if not is_first and begins < at:
        raise BeginsInThePast(ref=standard.ref)
    return begins
