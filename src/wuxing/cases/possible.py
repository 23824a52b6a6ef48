"""What can be done with a case as it stands, and why the rest cannot."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.assigning import LEADERS
from wuxing.cases.children import why_not_end
from wuxing.cases.granting import may_grant
from wuxing.cases.leading import lead_role
from wuxing.cases.merging import undoable
from wuxing.cases.models import Case, Ending, Relation
from wuxing.cases.task_dates import movable
from wuxing.cases.withdrawing import NotTheAsker, may_withdraw_offer
from wuxing.standards.finding import standard_of


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `at_once` needs no words; `why_not` is empty where it is possible."""

    name: str
    label: str
    icon: str
    href: str
    why_not: str
    at_once: bool = False
    is_grave: bool = False


LABELS: dict[str, tuple[str | Promise, str]] = {
    "taking": (_("Take"), "user"),
    "acceptance": (_("Accept"), "check"),
    "refusal": (_("Decline"), "close"),
    "assignee": (_("Assign"), "user"),
    "release": (_("Back to the queue"), "inbox"),
    "transfer": (_("Transfer"), "users"),
    "offer-withdrawal": (_("Take the transfer back"), "refresh"),
    "waits": (_("Pause"), "pause"),
    "resumption": (_("Resume"), "clock"),
    "solution": (_("Propose a solution"), "book"),
    "progress": (_("Written progress"), "doc"),
    "result": (_("Report the result"), "receipt"),
    "facts": (_("Record a fact"), "flag"),
    "stage": (_("Change the stage"), "right"),
    "snooze": (_("Put off"), "calendar"),
    "tasks": (_("Give a task"), "users"),
    "date": (_("Move the date"), "calendar"),
    "links": (_("Link a case"), "link"),
    "merger": (_("Merge"), "inbox"),
    "unmerge": (_("Undo the merge"), "refresh"),
    "split": (_("Split"), "doc"),
    "unsplit": (_("Undo the split"), "refresh"),
    "extension": (_("Extend a deadline"), "clock"),
    "excuse": (_("Excuse a breach"), "flag"),
    "lead": (_("Name the project lead"), "star"),
    "classification": (_("Change the class"), "list"),
    "resolution": (_("Resolve"), "check"),
    "closure": (_("Close the case"), "check"),
    "reopening": (_("Reopen"), "refresh"),
    "withdrawal": (_("Withdraw the case"), "close"),
    "spam": (_("Mark as spam"), "alert"),
}
"""Every act by the name of its address: what its button says, and its icon."""

AT_ONCE = {"taking", "acceptance", "release", "resumption"}
GRAVE = {"withdrawal", "spam"}


@dataclass(frozen=True, slots=True)
class Acts:
    """`shown` are buttons of the header, `more` stand in its menu."""

    shown: tuple[Act, ...]
    more: tuple[Act, ...]

    def named(self, name: str) -> Act | None:
        """One of them."""
        return next((act for act in (*self.shown, *self.more) if act.name == name), None)


def acts_of(case: Case, by: Actor) -> Acts:
    """All acts on a case for an actor. The verbs decide again: this only spares people what would be refused."""
    every = {name: _act(name, case, by) for name in LABELS if _concerns(name, case)}
    ready = {name: act for name, act in every.items() if not act.why_not}
    shown = [ready[name] for name in _first(case, by) if name in ready][:3]
    return Acts(tuple(shown), tuple(act for act in every.values() if act not in shown))


def _act(name: str, case: Case, by: Actor) -> Act:
    label, icon = LABELS[name]
    href = reverse(f"cases:{name}", args=[case.ref])
    return Act(name, str(label), icon, href, _why_not(name, case, by), name in AT_ONCE, name in GRAVE)


def _first(case: Case, by: Actor) -> list[str]:
    """What is most likely wanted next."""
    if case.ending:
        return ["reopening"]
    if case.resolved_at is not None:
        return ["closure", "reopening"]
    if case.transfer_to_id is not None and _may_answer(case, by):
        return ["acceptance", "refusal", "offer-withdrawal"]
    mine = by.user is not None and case.assignee_id == by.user.pk
    hand_over = "transfer" if case.transfer_to_id is None else "offer-withdrawal"
    return [*([] if mine else ["taking"]), hand_over, "resumption" if case.waiting_for else "waits", "resolution"]


def _concerns(name: str, case: Case) -> bool:
    """Whether an act means anything for such a case."""
    if name in ("acceptance", "refusal", "offer-withdrawal"):
        return case.transfer_to_id is not None
    if name == "lead":
        return bool(case.lead_id or lead_role(standard_of(case.standard), case.case_class))
    if name == "date":
        return any(link.relation in (Relation.PARENT, Relation.CHILD) for link in case.links.all())
    if name in ("solution", "progress", "result", "resolution", "withdrawal", "spam"):
        return case.customer_id is not None
    if name in ("merger", "split"):
        return case.customer_id is not None and not case.ending
    if name in ("unmerge", "unsplit"):
        return name in undoable(case)
    if name == "resumption":
        return bool(case.waiting_for)
    return True


def _why_not(name: str, case: Case, by: Actor) -> str:
    """The reason an act is not possible now; empty where it is."""
    if name == "reopening":
        return _why_not_reopen(case)
    if name in ("unmerge", "unsplit"):
        return ""
    if name in ("extension", "excuse") and not may_grant(by):
        return gettext("A leader approves it.")
    if name in ("links", "excuse"):
        return ""
    if name == "date":
        return (
            ""
            if movable(case, by)
            else gettext("The date belongs to those who gave the task; of a task that is done it stays.")
        )
    if case.ending:
        return gettext("The case has ended. Reopen it first.")
    if name in REASONS:
        return REASONS[name](case, by)
    return ""


def _why_not_reopen(case: Case) -> str:
    if case.ending == Ending.MERGED:
        return gettext("The case was merged. Go on in the other one.")
    return "" if case.ending or case.resolved_at else gettext("The case is open.")


def _why_not_take(case: Case, by: Actor) -> str:
    return gettext("The case is yours already.") if by.user and case.assignee_id == by.user.pk else ""


def _why_not_release(case: Case, _by: Actor) -> str:
    return "" if case.assignee_id else gettext("Nobody has the case.")


def _why_not_transfer(case: Case, _by: Actor) -> str:
    if case.transfer_to is None:
        return ""
    return gettext("%(team)s was asked already and has not answered yet.") % {"team": case.transfer_to}


def _why_not_withdraw_offer(case: Case, by: Actor) -> str:
    return "" if may_withdraw_offer(case, by) else str(NotTheAsker.says)


def _why_not_answer(case: Case, by: Actor) -> str:
    if _may_answer(case, by):
        return ""
    return gettext("Only somebody of %(team)s, or a leader, can answer for it.") % {"team": case.transfer_to}


def _why_not_resolve(case: Case, _by: Actor) -> str:
    return gettext("The case is resolved already.") if case.resolved_at else why_not_end(case)


def _why_not_wait(case: Case, _by: Actor) -> str:
    return gettext("The case is resolved already.") if case.resolved_at else ""


def _why_not_close(case: Case, _by: Actor) -> str:
    if case.resolved_at is not None or case.customer_id is None:
        return why_not_end(case)
    return gettext("Resolve it first: tell the customer what was done.")


REASONS = {
    "taking": _why_not_take,
    "release": _why_not_release,
    "transfer": _why_not_transfer,
    "offer-withdrawal": _why_not_withdraw_offer,
    "acceptance": _why_not_answer,
    "refusal": _why_not_answer,
    "resolution": _why_not_resolve,
    "waits": _why_not_wait,
    "closure": _why_not_close,
}


def _may_answer(case: Case, by: Actor) -> bool:
    is_leader = by.user is not None and by.user.role in LEADERS
    return is_leader or f"team:{case.transfer_to_id}" in by.keys
