"""Words that are written again and again: kept for oneself, a team or everybody, and found where one writes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import Team
from wuxing.accounts.sharing import Scope, require_may_change, require_may_share
from wuxing.cases.filling import fill
from wuxing.cases.models import Case, SavedText
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

MOST = 8
"""So many are offered at once; more letters narrow them down."""


class NoText(Refused):
    code = "no-text"
    status = 404
    says = _("There is no such saved text, or it is kept for others.")


@dataclass(frozen=True, slots=True)
class Words:
    """What a saved text says, for what kind of message, and for whom it is kept."""

    name: str
    body: str
    kind: str = ""
    scope: str = Scope.PERSONAL
    team: Team | None = None


@dataclass(frozen=True, slots=True)
class Offer:
    """A text for a case, with its fields filled in."""

    text: SavedText
    filled: str


def keep(*, words: Words, by: Actor, at: datetime) -> SavedText:
    """Keep a text. Raises NotYoursToShare."""
    owner = require_may_share(words.scope, words.team, by=by)
    with writing():
        text = SavedText.objects.create(owner=owner, **_columns(words))
        audit("text.kept", f"text:{text.pk}", by=by, at=at, detail=_told(text))
    return text


def change(*, pk: int, words: Words, by: Actor, at: datetime) -> SavedText:
    """Write a text anew, or keep it for others. Raises NoText, NotYoursToChange, NotYoursToShare."""
    with writing():
        text = text_of(pk, by)
        require_may_change(text, by=by)
        require_may_share(words.scope, words.team, by=by)
        was = _told(text)
        for name, value in _columns(words).items():
            setattr(text, name, value)
        text.save()
        audit("text.changed", f"text:{text.pk}", by=by, at=at, detail={"before": was, "after": _told(text)})
    return text


def remove(*, pk: int, by: Actor, at: datetime) -> SavedText:
    """Keep a text no longer. Raises NoText, NotYoursToChange."""
    with writing():
        text = text_of(pk, by)
        require_may_change(text, by=by)
        audit("text.removed", f"text:{text.pk}", by=by, at=at, detail=_told(text))
        text.delete()
    return text


def text_of(pk: int, by: Actor) -> SavedText:
    """A text that somebody finds. Raises NoText."""
    found: SavedText | None = SavedText.objects.seen_by(by).select_related("team").filter(pk=pk).first()
    if found is None:
        raise NoText
    return found


def texts_seen(by: Actor) -> QuerySet[SavedText]:
    """All that somebody finds, by name."""
    found: QuerySet[SavedText] = SavedText.objects.seen_by(by).select_related("owner", "team").order_by("name", "pk")
    return found


def texts_for(case: Case, letters: str, kind: str, *, by: Actor, at: datetime) -> list[Offer]:
    """Texts whose name or words hold some letters, with the case's own words in their fields."""
    found = texts_seen(by).filter(Q(kind="") | Q(kind=kind)) if kind else texts_seen(by)
    if letters := letters.strip():
        found = found.filter(Q(name__icontains=letters) | Q(body__icontains=letters))
    return [Offer(text, fill(text.body, case, by=by, at=at)) for text in found[:MOST]]


def _columns(words: Words) -> dict[str, object]:
    return {"name": words.name, "body": words.body, "kind": words.kind, "scope": words.scope, "team": words.team}


def _told(text: SavedText) -> dict[str, object]:
    return {"name": text.name, "body": text.body, "scope": text.scope, "team": text.team_id}
