"""What the page of a draft shows: where it stands, its lines, and the panel beside them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.permissions import Act, may
from wuxing.core.standard.document import Standard
from wuxing.standards import lists
from wuxing.standards.annexes import calendar_lines, names
from wuxing.standards.articles import chapters
from wuxing.standards.checking import Check, check
from wuxing.standards.clauses import clauses_of
from wuxing.standards.difference_page import difference_of
from wuxing.standards.handover import preview, question
from wuxing.standards.key_help import EXAMPLES, SAYS
from wuxing.standards.models import Draft, Remark
from wuxing.standards.outlining import outline
from wuxing.standards.process_page import processes
from wuxing.standards.prose import sentences
from wuxing.standards.publishing import stated_beginning
from wuxing.standards.remarks import line_of
from wuxing.standards.reviewing import NEEDED, approvals_of, state_of, writers_of
from wuxing.standards.saying import names_of

PANELS: Mapping[str, Any] = {
    "check": _("Check"),
    "preview": _("Preview"),
    "difference": _("Difference"),
    "remarks": _("Remarks"),
    "handover": _("Open cases"),
    "clauses": _("Clauses"),
    "source": _("Norm"),
    "keys": _("Key help"),
}
REFERENCE = "reference@2026.1"
LOOKS = {
    Draft.State.DRAFT: "",
    Draft.State.IN_REVIEW: "is-brand",
    Draft.State.APPROVED: "is-met",
    Draft.State.PUBLISHED: "is-met",
    Draft.State.WITHDRAWN: "",
}


@dataclass(frozen=True, slots=True)
class Said:
    """A remark as it is shown: who said it, and on which line it stands now (0: that line is gone)."""

    row: Remark
    name: str
    resolved_by: str
    line: int


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a draft stands, and what its reader may do next."""

    state: Draft.State
    look: str
    author: str
    changed_by: str
    approvals: tuple[tuple[str, datetime], ...]
    needed: int
    may_write: bool
    may_submit: bool
    may_approve: bool
    may_publish: bool
    is_editing: bool


def standing_of(draft: Draft, by: Actor, *, wishes_to_edit: bool = False) -> Standing:
    """A writer of a draft edits it at once; everybody else has to say so, for who writes cannot approve."""
    state, wrote, approved = state_of(draft), writers_of(draft), approvals_of(draft)
    known = names_of({draft.author, draft.changed_by, *(each.by for each in approved)})
    is_open = state not in (Draft.State.PUBLISHED, Draft.State.WITHDRAWN)
    may_write = is_open and may(by, Act.DRAFT_STANDARDS)
    in_review = state in (Draft.State.IN_REVIEW, Draft.State.APPROVED)
    has_approved = by.id in {each.by for each in approved}
    return Standing(
        state,
        LOOKS[state],
        known.get(draft.author, "Wuxing"),
        known.get(draft.changed_by, "Wuxing"),
        tuple((known.get(each.by, "Wuxing"), each.at) for each in approved),
        max(0, NEEDED - len(approved)),
        may_write=may_write,
        may_submit=may_write and state == Draft.State.DRAFT,
        may_approve=in_review and may(by, Act.APPROVE_STANDARDS) and by.id not in wrote and not has_approved,
        may_publish=state == Draft.State.APPROVED and may(by, Act.PUBLISH_STANDARDS),
        is_editing=may_write and (wishes_to_edit or (state == Draft.State.DRAFT and by.id in wrote)),
    )


def page_of(draft: Draft, asked: Mapping[str, str], *, by: Actor, at: datetime) -> dict[str, Any]:
    """The whole page; `panel`, `edit`, `with`, `of` and `after` stand in the address."""
    panel = asked.get("panel", "")
    panel = panel if panel in PANELS else "check"
    checked = check(draft.text.encode(), at=at, scopes=(draft.scope,) if draft.scope else ())
    wrong = {each.line for each in checked.problems}
    remarked = {each.line for each in said_about(draft) if not each.row.resolved_at}
    return {
        "draft": draft,
        "standing": standing_of(draft, by, wishes_to_edit="edit" in asked),
        "outline": outline(draft.text),
        "lines": [(n, n in wrong, n in remarked) for n in range(1, draft.text.count("\n") + 2)],
        "panel": panel,
        "panel_template": f"standards/_panel_{panel}.html",
        "panels": list(PANELS.items()),
        "checked": checked,
        "open_remarks": len([each for each in draft.remarks.all() if not each.resolved_at]),
        "keys": list(SAYS.items()),
        "now": at,
        **_FILL[panel](draft, checked, asked, by, at),
    }


def said_about(draft: Draft) -> list[Said]:
    """What was said, open remarks first."""
    rows = sorted(draft.remarks.all(), key=lambda each: (each.resolved_at is not None, each.pk))
    known = names_of({actor for each in rows for actor in (each.by, each.resolved_by)})
    return [
        Said(each, known.get(each.by, "Wuxing"), known.get(each.resolved_by, ""), line_of(each, draft.text))
        for each in rows
    ]


def handover_of(draft: Draft, standard: Standard, *, by: Actor, at: datetime, after: int) -> dict[str, Any]:
    """The next piece of what would move among the open cases that `by` may see."""
    begins = max(stated_beginning(standard), at)
    asked = question(standard, draft.scope, begins)
    return {"preview": preview(asked, by=by, after=after), "asked": asked, "is_first": not after}


Fill = Callable[[Draft, Check, Mapping[str, str], Actor, datetime], dict[str, Any]]


def _nothing(draft: Draft, checked: Check, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    return {}


def _preview(draft: Draft, checked: Check, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    found = checked.standard
    if found is None:
        return {}
    return {
        "chapters": chapters(found),
        "processes": processes(found),
        "calendars": calendar_lines(found),
        "names": names(found),
    }


def _difference(draft: Draft, checked: Check, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    others = lists.every_ref()
    chosen = next((ref for ref in (asked.get("with"), draft.based_on, checked.against, *others) if ref in others), "")
    if checked.standard is None or not chosen:
        return {"others": others, "chosen": chosen}
    found = difference_of(lists.find(*chosen.split("@"), at=at).standard, checked.standard)
    return {"others": others, "chosen": chosen, "difference": found, "sentences": sentences(found)}


def _remarks(draft: Draft, checked: Check, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    return {"remarks": said_about(draft)}


def _handover(draft: Draft, checked: Check, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    after = asked.get("after", "")
    if checked.standard is None:
        return {}
    return handover_of(draft, checked.standard, by=by, at=at, after=int(after) if after.isdecimal() else 0)


def _clauses(draft: Draft, checked: Check, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    others = lists.every_ref()
    chosen = next((ref for ref in (asked.get("of"), REFERENCE, *others) if ref in others), "")
    present = {each.key for each in clauses_of(draft.text)}
    found = [(each, each.key in present) for each in clauses_of(lists.text_of(chosen))]
    return {"others": others, "chosen": chosen, "clauses": found}


def _keys(draft: Draft, checked: Check, asked: Mapping[str, str], by: Actor, at: datetime) -> dict[str, Any]:
    return {"help": [(key, says, EXAMPLES.get(key, "")) for key, says in SAYS.items()]}


_FILL: Mapping[str, Fill] = {
    "check": _nothing,
    "preview": _preview,
    "difference": _difference,
    "remarks": _remarks,
    "handover": _handover,
    "clauses": _clauses,
    "source": _nothing,
    "keys": _keys,
}
