"""What can be done to many cases, and what macros are made of: each act calls one verb of cases with what it was given."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team, User
from wuxing.cases import assigning, classifying, closing, drafting, messages, snoozing, stages, waiting, withdrawing
from wuxing.cases.filters import ME
from wuxing.cases.models import Case
from wuxing.ui.refusal import Refused

Given = Mapping[str, Any]
"""What the form of an act was given, as JSON keeps it."""


class ActUnknown(Refused):
    code = "act-unknown"
    says = _("This cannot be done here. Choose another act.")


class PersonUnknown(Refused):
    code = "person-unknown"
    says = _("Whom this was meant for is not there any more. Choose somebody else.")


class HandedOver(Refused):
    code = "handed-over"
    status = 409
    says = _("Its new stage gave the case to another team; ask that team to hand it back.")


class Who(NamedTuple):
    """What every verb takes."""

    ref: str
    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Act:
    """One act: `do` it to a case; `undo` it, from where the case stood before, where that can be; what undoing comes to."""

    name: str
    label: str | Promise
    icon: str
    do: Callable[[Given, Who], object]
    undo: Callable[[Given, Given, Who], object] | None = None
    undone: str | Promise = ""
    is_grave: bool = False
    is_for_many: bool = True
    is_for_macros: bool = True

    @property
    def can_be_undone(self) -> bool:
        """Whether a run of it can be taken back as a whole."""
        return self.undo is not None


def _as_kwargs(who: Who) -> dict[str, Any]:
    return who._asdict()


def _take(_given: Given, who: Who) -> object:
    return assigning.take(**_as_kwargs(who))


def _assign(given: Given, who: Who) -> object:
    if given["to"] == ME:
        return assigning.take(**_as_kwargs(who))
    person = User.objects.filter(pk=given["to"]).first()
    if person is None:
        raise PersonUnknown
    return assigning.assign(to=person, **_as_kwargs(who))


def _release(_given: Given, who: Who) -> object:
    return assigning.release(**_as_kwargs(who))


def _reassign(_given: Given, before: Given, who: Who) -> object:
    if before["assignee"] is None:
        return assigning.release(**_as_kwargs(who))
    return _assign({"to": before["assignee"]}, who)


def _transfer(given: Given, who: Who) -> object:
    team = Team.objects.filter(pk=given["team"]).first()
    if team is None:
        raise PersonUnknown
    return assigning.request_transfer(to=team, note=given["note"], **_as_kwargs(who))


def _withdraw_offer(_given: Given, _before: Given, who: Who) -> object:
    return withdrawing.withdraw_offer(**_as_kwargs(who))


def _wait(given: Given, who: Who) -> object:
    return waiting.wait(reason=given["reason"], evidence=given["evidence"], **_as_kwargs(who))


def _stop_waiting(given: Given, _before: Given, who: Who) -> object:
    return waiting.resume(reason=given["reason"], **_as_kwargs(who))


def _resume(_given: Given, who: Who) -> object:
    return waiting.resume(**_as_kwargs(who))


def _enter(given: Given, who: Who) -> object:
    return stages.enter_stage(stage=given["stage"], reason=given.get("reason", ""), **_as_kwargs(who))


def _stage_back(_given: Given, before: Given, who: Who) -> object:
    """Into the stage before, by a further event; not where the new stage gave the case to another team."""
    now = Case.objects.visible_to(who.by).filter(ref=who.ref).values_list("team", flat=True).first()
    if now != before["team"]:
        raise HandedOver
    return stages.enter_stage(
        stage=before["stage"], reason=gettext("Entered for many cases at once, taken back."), **_as_kwargs(who)
    )


def _classify(given: Given, who: Who) -> object:
    return classifying.classify(case_class=given, **_as_kwargs(who))


def _classify_back(given: Given, before: Given, who: Who) -> object:
    was = {name: before["class"].get(name, "") for name in given}
    return classifying.classify(case_class=was, **_as_kwargs(who))


def _note(given: Given, who: Who) -> object:
    return messages.note(body=given["body"], **_as_kwargs(who))


def _strike(_given: Given, before: Given, who: Who) -> object:
    """The note is the first event of the act."""
    return withdrawing.withdraw_note(seq=before["seq"] + 1, **_as_kwargs(who))


def _reply(given: Given, who: Who) -> object:
    """The text of the macro and nothing else: what somebody has begun to write stays his draft."""
    if given.get("sends"):
        return messages.reply(body=given["body"], **_as_kwargs(who))
    return drafting.append(ref=who.ref, text=given["body"], by=who.by, at=who.at)


def _put_off(given: Given, who: Who) -> object:
    until = snoozing.instant_of(given["until"], who.at)
    return snoozing.snooze(until=until, reason=given["reason"], **_as_kwargs(who))


def _bring_back(_given: Given, _before: Given, who: Who) -> object:
    return snoozing.bring_back(**_as_kwargs(who))


def _resolve(given: Given, who: Who) -> object:
    return closing.resolve(resolution=given["resolution"], **_as_kwargs(who))


def _close(given: Given, who: Who) -> object:
    return closing.close(reason=given["reason"], **_as_kwargs(who))


def _spam(_given: Given, who: Who) -> object:
    return closing.mark_spam(**_as_kwargs(who))


GIVES_BACK = _("Each case goes back to whoever had it.")

ACTS = {
    act.name: act
    for act in (
        Act("taking", _("Take"), "user", _take, _reassign, GIVES_BACK, is_for_macros=False),
        Act(
            "classification",
            _("Change the class"),
            "list",
            _classify,
            _classify_back,
            _("Each case has its former class again."),
        ),
        Act("assignee", _("Assign"), "user", _assign, _reassign, GIVES_BACK),
        Act("release", _("Back to the queue"), "inbox", _release, _reassign, GIVES_BACK),
        Act(
            "stage",
            _("Change the stage"),
            "right",
            _enter,
            _stage_back,
            _(
                "Each case enters its former stage again, as a further act on record. What the stage set off stays: promises "
                "that were kept, and cases that went to another team."
            ),
        ),
        Act(
            "note",
            _("Internal note"),
            "lock",
            _note,
            _strike,
            _("The notes are struck through and stay readable. Who was mentioned has heard of it."),
        ),
        Act("reply", _("Reply"), "reply", _reply, is_for_many=False),
        Act(
            "transfer",
            _("Transfer"),
            "users",
            _transfer,
            _withdraw_offer,
            _("The request is taken back where the other team has not answered yet; the hand-over note stays."),
        ),
        Act(
            "waits",
            _("Pause"),
            "pause",
            _wait,
            _stop_waiting,
            _("The clocks go on; the time they stood still counts as paused."),
        ),
        Act(
            "resumption",
            _("Resume"),
            "clock",
            _resume,
            undone=_("The time runs on from here; a case can be paused again."),
        ),
        Act(
            "resolution",
            _("Resolve"),
            "check",
            _resolve,
            undone=_("The customer reads it at once. A case can be reopened by itself, with a reason."),
        ),
        Act(
            "closure",
            _("Close the case"),
            "check",
            _close,
            undone=_("A case can be reopened by itself, with a reason."),
        ),
        Act("snooze", _("Put off"), "calendar", _put_off, _bring_back, _("Each case is back in your own views.")),
        Act(
            "spam",
            _("Mark as spam"),
            "alert",
            _spam,
            undone=_("A case can be reopened by itself, with a reason."),
            is_grave=True,
            is_for_macros=False,
        ),
    )
}
"""In the order in which a macro does them."""

FOR_MANY = {name: act for name, act in ACTS.items() if act.is_for_many}
FOR_MACROS = {name: act for name, act in ACTS.items() if act.is_for_macros}


def act_called(name: str) -> Act:
    """An act by its name. Raises ActUnknown."""
    if name not in ACTS:
        raise ActUnknown
    return ACTS[name]
