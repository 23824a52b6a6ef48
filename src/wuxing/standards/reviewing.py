"""From a draft to a version in force: submitted, agreed to by two who did not write it, published."""

from __future__ import annotations

from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import User
from wuxing.accounts.permissions import MAY, Act, require_may
from wuxing.core.source import Text
from wuxing.ledger.writing import writing
from wuxing.notices.telling import News, tell
from wuxing.standards import drafting, remarks
from wuxing.standards.models import Approval, Draft, Publication
from wuxing.standards.publishing import publish
from wuxing.ui.refusal import Refused

NEEDED = 2
"""Approvals of two different people who did not write the text."""


class WroteIt(Refused):
    """Nobody agrees to what he wrote himself."""

    code = "wrote-it"
    status = 409
    says = _(
        "Whoever wrote part of a draft cannot approve it: two others are needed. Ask %(people)s, or somebody else who may."
    )


class AnotherText(Refused):
    """The text is no longer the one that was read."""

    code = "another-text"
    status = 409
    says = _("The text of %(ref)s was changed after you had opened it. Read what it says now, then approve that.")


class NotInReview(Refused):
    """It is not submitted."""

    code = "not-in-review"
    status = 409
    says = _("The draft %(ref)s is not in review. Its author submits it when it is ready to be approved.")


class NotApproved(Refused):
    """Fewer than two agreed to this text."""

    code = "not-approved"
    status = 409
    says = _(
        "%(ref)s needs the approval of two people who did not write it, and this text has %(number)s. "
        "A change of the text makes approvals void."
    )


class NeedsApproval(Refused):
    """Something is in force, so a version is written as a draft and agreed to by two."""

    code = "needs-approval"
    status = 409
    says = _(
        "A standard is in force already, so another version needs the approval of two people. Begin a draft with this text."
    )


def state_of(draft: Draft) -> Draft.State:
    """Where a draft stands, by what was done to it."""
    if draft.publication_id:
        return Draft.State.PUBLISHED
    if draft.withdrawn_at:
        return Draft.State.WITHDRAWN
    if not draft.submitted_at:
        return Draft.State.DRAFT
    return Draft.State.APPROVED if len(approvals_of(draft)) >= NEEDED else Draft.State.IN_REVIEW


def approvals_of(draft: Draft) -> list[Approval]:
    """Who agreed to the text as it is now, in order."""
    return [each for each in draft.approvals.all() if each.sha256 == draft.sha256]


def writers_of(draft: Draft) -> set[str]:
    """Everybody who wrote part of it."""
    return {draft.author, *draft.revisions.values_list("by", flat=True)}


def submit(*, key: int, by: Actor, at: datetime) -> Draft:
    """Ask for approval. Raises Problems while the text has mistakes; whoever may approve it is told."""
    require_may(by, Act.DRAFT_STANDARDS)
    drafting.standard_of(drafting.find(key))
    with writing():
        draft = drafting.to_change(key)
        if draft.submitted_at:
            return draft
        draft.submitted_at = at.replace(microsecond=0)
        draft.save(update_fields=["submitted_at"])
        audit("draft.submitted", f"draft:{key}", by=by, at=at, detail={"ref": str(draft), "sha256": draft.sha256})
        text = Text(f"{draft} 待审批", f"{draft} waits for approval")
        tell(_approvers(draft), _news(draft, text), source=f"draft:{key}:{draft.revision}:submitted", at=at)
    return draft


def send_back(*, key: int, why: str, by: Actor, at: datetime) -> Draft:
    """Give it back to its author with a reason, which stands among the remarks."""
    require_may(by, Act.APPROVE_STANDARDS)
    with writing():
        draft = _in_review(key)
        remarks.remark(key=key, body=why, by=by, at=at)
        draft.submitted_at = None
        draft.save(update_fields=["submitted_at"])
        audit("draft.sent_back", f"draft:{key}", by=by, at=at, detail={"ref": str(draft)})
        text = Text(f"{draft} 被退回修改：{why}", f"{draft} was sent back: {why}")
        _tell_author(draft, text, f"draft:{key}:{draft.revision}:back", by, at)
    return draft


def approve(*, key: int, sha256: str, by: Actor, at: datetime) -> Draft:
    """Agree to a text; `sha256` is the one that was read. Raises WroteIt, AnotherText and NotInReview."""
    require_may(by, Act.APPROVE_STANDARDS)
    with writing():
        draft = _in_review(key)
        if by.id in writers_of(draft):
            raise WroteIt(people="、".join(str(each) for each in _approvers(draft)[:3]) or "—")
        if sha256 != draft.sha256:
            raise AnotherText(ref=str(draft))
        at = at.replace(microsecond=0)
        _approval, is_new = Approval.objects.get_or_create(draft=draft, sha256=sha256, by=by.id, defaults={"at": at})
        if is_new:
            audit("draft.approved", f"draft:{key}", by=by, at=at, detail={"ref": str(draft), "sha256": sha256})
        if is_new and state_of(draft) == Draft.State.APPROVED:
            text = Text(f"{draft} 已获两人批准，可以发布", f"{draft} is approved by two and can be published")
            _tell_author(draft, text, f"draft:{key}:{draft.revision}:approved", by, at)
    return draft


def publish_draft(
    *, key: int, sha256: str, effective_at: datetime | None = None, by: Actor, at: datetime
) -> Publication:
    """Publish an approved draft for its scope. Raises NotApproved, AnotherText, and what `publish` refuses."""
    require_may(by, Act.PUBLISH_STANDARDS)
    with writing():
        draft = drafting.to_change(key)
        if sha256 != draft.sha256:
            raise AnotherText(ref=str(draft))
        if state_of(draft) != Draft.State.APPROVED:
            raise NotApproved(ref=str(draft), number=len(approvals_of(draft)))
        draft.publication = publish(draft.text, effective_at=effective_at, scope=draft.scope, by=by, at=at)
        draft.save(update_fields=["publication"])
    return draft.publication


def publish_first(*, text: bytes, by: Actor, at: datetime) -> Publication:
    """Publish without approval while nothing is in force yet: there is nothing to go by, and nobody to be bound.

    Raises NeedsApproval from then on.
    """
    require_may(by, Act.PUBLISH_STANDARDS)
    with writing():
        if Publication.objects.exists():
            raise NeedsApproval
        return publish(text, by=by, at=at)


def _in_review(key: int) -> Draft:
    draft = drafting.to_change(key)
    if not draft.submitted_at:
        raise NotInReview(ref=str(draft))
    return draft


def _approvers(draft: Draft) -> list[User]:
    wrote = writers_of(draft)
    people = User.objects.active().filter(role__in=MAY[Act.APPROVE_STANDARDS]).order_by("-on_duty", "id")
    return [each for each in people if f"user:{each.pk}" not in wrote]


def _tell_author(draft: Draft, text: Text, source: str, by: Actor, at: datetime) -> None:
    if draft.author.startswith("user:") and draft.author != by.id:
        people = User.objects.active().filter(pk=int(draft.author.removeprefix("user:")))
        tell(people, _news(draft, text), source=source, at=at)


def _news(draft: Draft, text: Text) -> News:
    return News("draft", text, reverse("standards:draft", args=[draft.pk]))
