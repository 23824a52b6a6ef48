"""The composer as a page shows it: what its reader has begun, what colleagues share, whose reply is about to leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q

from wuxing.accounts.actors import Actor
from wuxing.cases.models import Case, Draft, DraftFile


@dataclass(frozen=True, slots=True)
class Composer:
    """One's own draft with its files, shared drafts of colleagues, colleagues whose replies leave in seconds, and replies
    that somebody sends later."""

    draft: Draft | None
    files: Sequence[DraftFile]
    shared: Sequence[Draft]
    leaving: Sequence[Draft]
    for_later: Sequence[Draft]

    @property
    def kind(self) -> str:
        """Reply, unless a note was begun."""
        return self.draft.kind if self.draft else Draft.Kind.REPLY

    @property
    def revision(self) -> int:
        """Of the draft, 0 where there is none: saved against another one, the window is told."""
        return self.draft.revision if self.draft else 0


def composer_of(case: Case, by: Actor) -> Composer:
    """What stands in the composer of a case for a writer: two queries."""
    mine = Q(user=by.user, leaves_at=None) if by.user else Q(pk=None)
    wanted = Draft.objects.filter(mine | Q(shared=True) | Q(leaves_at__isnull=False), case=case)
    found = list(wanted.select_related("user").prefetch_related("files").order_by("saved_at", "pk"))
    draft = next((each for each in found if each.user == by.user and each.leaves_at is None), None)
    others = [each for each in found if each.user != by.user]
    return Composer(
        draft,
        list(draft.files.all()) if draft else [],
        [each for each in others if each.leaves_at is None],
        [each for each in others if each.leaves_at is not None and not each.is_for_later],
        [each for each in found if each.is_for_later],
    )


@dataclass(frozen=True, slots=True)
class Held:
    """A reply of one's own that can still be undone."""

    ref: str
    leaves_at: datetime
    seconds: int


def held_by(by: Actor, at: datetime) -> list[Held]:
    """One's replies that leave in seconds, the next first."""
    found = (
        Draft.objects.filter(user=by.user, leaves_at__lte=at + Draft.HELD).select_related("case").order_by("leaves_at")
    )
    return [_held(each.case.ref, each.leaves_at, at) for each in found if each.leaves_at] if by.user else []


def _held(ref: str, leaves_at: datetime, at: datetime) -> Held:
    return Held(ref, leaves_at, max(0, round((leaves_at - at).total_seconds())))
