"""What a merge or a split would do, seen before it is done: clocks, messages, files, people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from wuxing.accounts.actors import Actor
from wuxing.cases.foreseeing import Effect, effects, tried
from wuxing.cases.merging import join
from wuxing.cases.models import Attachment, Case, Message
from wuxing.cases.splitting import part_of


@dataclass(frozen=True, slots=True)
class MergeAhead:
    """What goes into what, and what changes thereby."""

    source: Case
    target: Case
    messages: int
    files: int
    effects: tuple[Effect, ...]


@dataclass(frozen=True, slots=True)
class SplitAhead:
    """What goes over, and what changes thereby. `opened_at` is how old the new case will be."""

    messages: int
    files: int
    opened_at: datetime
    effects: tuple[Effect, ...]
    new: tuple[Effect, ...]


def merge_ahead(source: str, target: str, *, by: Actor, at: datetime) -> MergeAhead:
    """A merge that is not written. Raises what `merge` refuses."""
    one, other = tried(source, by, at), tried(target, by, at)
    join(one, other)
    return MergeAhead(
        one.case,
        other.case,
        Message.objects.filter(case=one.case).count(),
        Attachment.objects.filter(case=one.case).count(),
        (*effects(other, at), *effects(one, at)),
    )


def split_ahead(ref: str, *, chosen: Sequence[int], subject: str, by: Actor, at: datetime) -> SplitAhead:
    """A split that is not written. Raises what `split` refuses."""
    whole = tried(ref, by, at)
    part, messages = part_of(whole, chosen, subject)
    files = sum(each.attachments.count() for each in messages)
    return SplitAhead(len(messages), files, messages[0].at, effects(whole, at), effects(part, at))
