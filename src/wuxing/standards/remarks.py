"""What people say about a clause or a line of a draft. Everybody who works here may: they have to live with it."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.ledger.writing import writing
from wuxing.standards import drafting
from wuxing.standards.models import Remark
from wuxing.standards.outlining import clause_at
from wuxing.ui.refusal import Refused

LONGEST = 2_000


class NothingRemarked(Refused):
    """An empty remark, or one that is too long."""

    code = "nothing-remarked"
    says = _("A remark has 1 to 2,000 characters. Say what is to be changed, and why.")


class NoRemark(Refused):
    """There is none of that number in this draft."""

    code = "no-remark"
    status = 404
    says = _("There is no such remark on this draft. Load the page again.")


def remark(*, key: int, body: str, line: int = 0, by: Actor, at: datetime) -> Remark:
    """Say something about a line of a draft (0: about the whole of it); its clause is taken from the text."""
    body = body.strip()
    if not 0 < len(body) <= LONGEST:
        raise NothingRemarked
    with writing():
        draft = drafting.to_change(key)
        lines = draft.text.split("\n")
        line = line if 0 < line <= len(lines) else 0
        return Remark.objects.create(
            draft=draft,
            line=line,
            written=lines[line - 1].strip()[:200] if line else "",
            clause=clause_at(draft.text, line)[:32],
            body=body,
            by=by.id,
            at=at.replace(microsecond=0),
        )


def resolve(*, key: int, remark: int, by: Actor, at: datetime) -> Remark:
    """Say that a remark is dealt with."""
    with writing():
        drafting.to_change(key)
        found = Remark.objects.filter(draft=key, pk=remark).first()
        if found is None:
            raise NoRemark
        if not found.resolved_at:
            found.resolved_by, found.resolved_at = by.id, at.replace(microsecond=0)
            found.save(update_fields=["resolved_by", "resolved_at"])
            audit("remark.resolved", f"draft:{key}", by=by, at=at, detail={"remark": remark})
    return found


def line_of(remark: Remark, text: str) -> int:
    """Where the line that a remark is about stands now: the nearest that says the same; 0 where none does."""
    if not remark.line or not remark.written:
        return 0
    places = [number for number, line in enumerate(text.split("\n"), 1) if line.strip()[:200] == remark.written]
    return min(places, key=lambda number: abs(number - remark.line), default=0)
