"""Writing a draft: begun from a version or from nothing, saved as it is typed, mistakes and all."""

from __future__ import annotations

import re
from datetime import datetime, timedelta

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.permissions import Act, require_may
from wuxing.core.standard.document import Standard
from wuxing.ledger.writing import writing
from wuxing.packs.finding import LARGEST
from wuxing.standards import scopes
from wuxing.standards.models import Draft, Publication, Revision
from wuxing.standards.publishing import read_text
from wuxing.standards.saying import name_of, shown
from wuxing.standards.texts import base_to_extend, fingerprint, is_published_or_shipped
from wuxing.ui.refusal import Refused

ONE_GO = timedelta(minutes=10)
"""Saves of one person within it are one revision."""

HEAD = {key: re.compile(rf"^{key}:[ \t]*[\"']?([0-9A-Za-z.-]+)", re.MULTILINE) for key in ("standard", "version")}
VERSION_LINE = re.compile(r"^(version:[ \t]*[\"']?)([0-9A-Za-z.-]+)", re.MULTILINE)


class NoDraft(Refused):
    """There is none of that number."""

    code = "no-draft"
    status = 404
    says = _("There is no such draft. Those that are open are listed under Standards.")


class DraftClosed(Refused):
    """It is published or withdrawn."""

    code = "draft-closed"
    status = 409
    says = _("The draft %(ref)s is published or withdrawn, and is kept as it was. Begin a new one from it.")


class ChangedMeanwhile(Refused):
    """Somebody else saved it since this editor read it."""

    code = "changed-meanwhile"
    status = 409
    says = _(
        "%(name)s saved this draft at %(at)s, after you had opened it. Your text is still here and not saved: "
        "compare the two, then save yours over it or take the other."
    )


class TooLong(Refused):
    """More text than a standard may have."""

    code = "too-long"
    says = _("The text is too long: a standard has at most %(most)s characters. Take out what does not belong to it.")


def start(*, text: str, based_on: str = "", scope: str = "", by: Actor, at: datetime) -> Draft:
    """Begin a draft with a text. Where that names a version that exists, the draft is given the next one.

    `scope` says for whom it is to be in force: empty for the company, `region:north`, `contract:acme`.
    """
    require_may(by, Act.DRAFT_STANDARDS)
    text = as_kept(text)
    if based_on or _is_taken(*head_of(text)):
        text = with_next_version(text)
    scopes.require_scope(scope)
    at = at.replace(microsecond=0)
    with writing():
        draft = Draft(based_on=based_on, scope=scope, author=by.id, created_at=at, revision=0)
        _write(draft, text, by, at)
        audit("draft.started", f"draft:{draft.pk}", by=by, at=at, detail={"ref": str(draft), "based_on": based_on})
    return draft


def start_from(*, ref: str, by: Actor, at: datetime) -> Draft:
    """Begin a draft from a version that is published or shipped. Raises Problems where there is none."""
    found: dict[str, str] = {}
    text = base_to_extend(found)(ref)
    published = Publication.objects.filter(name=ref.partition("@")[0], version=ref.partition("@")[2]).first()
    return start(text=text, based_on=ref, scope=published.scope if published else "", by=by, at=at)


def save(*, key: int, text: str, seen: int, by: Actor, at: datetime) -> Draft:
    """Keep what was typed; `seen` is the revision that the editor read. Approvals were of another text then.

    Raises ChangedMeanwhile where somebody else saved since; nothing of either is lost.
    """
    require_may(by, Act.DRAFT_STANDARDS)
    text = as_kept(text)
    at = at.replace(microsecond=0)
    with writing():
        draft = to_change(key)
        if draft.text == text:
            return draft
        _require_seen(draft, seen)
        _write(draft, text, by, at)
    return draft


def take_revision(*, key: int, number: int, seen: int, by: Actor, at: datetime) -> Draft:
    """Go back to the text of an earlier revision; it is a revision of its own, and what stood until now is kept.

    Raises ChangedMeanwhile as `save` does, NoDraft where there is no such revision.
    """
    require_may(by, Act.DRAFT_STANDARDS)
    with writing():
        draft = to_change(key)
        text = revision_of(draft, number).text
        if draft.text != text:
            _require_seen(draft, seen)
            _write(draft, text, by, at.replace(microsecond=0), is_apart=True)
    return draft


def revision_of(draft: Draft, number: int) -> Revision:
    """A text of a draft as somebody left it. Raises NoDraft."""
    found = draft.revisions.filter(number=number).first()
    if found is None:
        raise NoDraft
    return found


def keep_source(*, key: int, name: str, text: str, by: Actor, at: datetime) -> Draft:
    """Keep the norm that a draft is written from, as text beside it."""
    require_may(by, Act.DRAFT_STANDARDS)
    with writing():
        draft = to_change(key)
        draft.source, draft.source_name = as_kept(text), name[:120]
        draft.save(update_fields=["source", "source_name"])
        audit("draft.source_kept", f"draft:{key}", by=by, at=at, detail={"name": draft.source_name})
    return draft


def withdraw(*, key: int, by: Actor, at: datetime) -> Draft:
    """Give a draft up. It is kept to be read, and a new one may begin from its text."""
    require_may(by, Act.DRAFT_STANDARDS)
    with writing():
        draft = to_change(key)
        draft.withdrawn_at = at.replace(microsecond=0)
        draft.save(update_fields=["withdrawn_at"])
        audit("draft.withdrawn", f"draft:{draft.pk}", by=by, at=at, detail={"ref": str(draft)})
    return draft


def find(key: int) -> Draft:
    """A draft by its number. Raises NoDraft."""
    found = Draft.objects.select_related("publication").filter(pk=key).first()
    if found is None:
        raise NoDraft
    return found


def to_change(key: int) -> Draft:
    """The same, locked, and open still. Raises NoDraft and DraftClosed."""
    draft = Draft.objects.select_for_update().filter(pk=key).first()
    if draft is None:
        raise NoDraft
    if draft.withdrawn_at or draft.publication_id:
        raise DraftClosed(ref=str(draft))
    return draft


def text_of(draft: Draft) -> str:
    """What a draft says, as it was last saved."""
    return draft.text


def standard_of(draft: Draft) -> Standard:
    """The standard that a draft says. Raises Problems where it has mistakes."""
    return read_text(draft.text.encode(), file=f"draft-{draft.pk}.yaml")


def as_kept(text: str) -> str:
    """Lines end alike, whatever a browser sends. Raises TooLong."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    if len(text.encode()) > LARGEST:
        raise TooLong(most=f"{LARGEST:,}")
    return text


def head_of(text: str) -> tuple[str, str]:
    """Name and version as far as a text says them, whatever else is wrong with it."""
    found = [HEAD[key].search(text) for key in ("standard", "version")]
    name, version = (each[1] if each else "" for each in found)
    return name[:64], version[:32]


def with_next_version(text: str) -> str:
    """The text with the first version after its own that is neither published nor shipped nor drafted."""
    name, version = head_of(text)
    while version and _is_taken(name, version):
        version = next_version(version)
    return VERSION_LINE.sub(lambda found: found[1] + version, text, count=1)


def next_version(version: str) -> str:
    """2026.1 → 2026.2, 3 → 4, beta → beta.2."""
    head, number = re.fullmatch(r"(.*?)(\d*)", version).groups()  # type: ignore[union-attr]
    return f"{head}{int(number) + 1}" if number else f"{version}.2"


def _is_taken(name: str, version: str) -> bool:
    drafts = Draft.objects.filter(name=name, version=version, withdrawn_at=None)
    return is_published_or_shipped(name, version) or drafts.exists()


def _require_seen(draft: Draft, seen: int) -> None:
    if draft.revision != seen:
        raise ChangedMeanwhile(name=name_of(draft.changed_by), at=shown(draft.changed_at))


def _write(draft: Draft, text: str, by: Actor, at: datetime, *, is_apart: bool = False) -> None:
    draft.text, draft.sha256 = text, fingerprint(text.encode())
    draft.name, draft.version = head_of(text)
    draft.revision += 1
    draft.changed_by, draft.changed_at = by.id, at
    draft.save()
    last = draft.revisions.last()
    kept = {"number": draft.revision, "text": text, "sha256": draft.sha256, "by": by.id, "at": at}
    is_same_go = last is not None and last.by == by.id and at - last.at < ONE_GO and not is_apart
    if last and is_same_go and not draft.approvals.filter(sha256=last.sha256).exists():
        Revision.objects.filter(pk=last.pk).update(**{**kept, "at": last.at})
    else:
        Revision.objects.create(draft=draft, **kept)
