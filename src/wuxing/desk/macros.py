"""Macros: acts that are kept under a name and done together on one case, all of them or none."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import Team
from wuxing.accounts.sharing import Scope, require_may_change, require_may_share
from wuxing.cases.filling import fill
from wuxing.cases.holding import let_go
from wuxing.cases.models import Case
from wuxing.cases.trying import Trial, try_out
from wuxing.desk.acts import FOR_MACROS, ActUnknown, Given, Who
from wuxing.desk.models import Macro
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

MOST_STEPS = 6
"""Together they are one short transaction."""
WORDS = ("body", "note", "evidence", "reason", "resolution")
"""What is given as sentences: fields such as {customer.name} are filled in."""


class NoMacro(Refused):
    code = "no-macro"
    status = 404
    says = _("There is no such macro, or it is not offered to you.")


class NoSteps(Refused):
    code = "no-steps"
    says = _("A macro does something: choose at least one act, and at most %(most)s.")


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a macro is called, what it does in turn, who is offered it, and how it goes about it."""

    name: str
    steps: Sequence[Mapping[str, Any]]
    scope: str = Scope.PERSONAL
    team: Team | None = None
    roles: Sequence[str] = ()
    asks_first: bool = False
    then: str = ""


def save_macro(wanted: Wanted, *, by: Actor, at: datetime) -> Macro:
    """Keep a macro. Raises NotYoursToShare, NoSteps, ActUnknown."""
    owner = require_may_share(wanted.scope, wanted.team, by=by)
    with writing():
        return _store(Macro(owner=owner), wanted, "macro.saved", by=by, at=at)


def change_macro(pk: int, wanted: Wanted, *, by: Actor, at: datetime) -> Macro:
    """Change a macro. Raises NoMacro, NotYoursToChange, NotYoursToShare, NoSteps, ActUnknown."""
    with writing():
        macro = _hold(pk, by)
        if (wanted.scope, wanted.team) != (macro.scope, macro.team):
            macro.owner = require_may_share(wanted.scope, wanted.team, by=by)
        return _store(macro, wanted, "macro.changed", by=by, at=at)


def delete_macro(pk: int, *, by: Actor, at: datetime) -> Macro:
    """Take a macro away; `restore_macro` brings it back. Raises NoMacro, NotYoursToChange."""
    with writing():
        macro = _hold(pk, by)
        macro.deleted_at = at
        macro.save(update_fields=["deleted_at"])
        _note(macro, "macro.deleted", by=by, at=at)
    return macro


def restore_macro(pk: int, *, by: Actor, at: datetime) -> Macro:
    """Bring back a macro that was deleted. Raises NoMacro, NotYoursToChange."""
    with writing():
        macro = _hold(pk, by, is_deleted=True)
        macro.deleted_at = None
        macro.save(update_fields=["deleted_at"])
        _note(macro, "macro.restored", by=by, at=at)
    return macro


def macros_seen(by: Actor) -> list[Macro]:
    """Every macro that somebody finds on the page that keeps them, by name."""
    return list(
        Macro.objects.seen_by(by).filter(deleted_at=None).select_related("team", "owner").order_by("name", "pk")
    )


def macros_for(by: Actor) -> list[Macro]:
    """The macros that are offered to somebody on a case."""
    role = by.user.role if by.user else ""
    return [macro for macro in macros_seen(by) if not macro.roles or role in macro.roles]


def macro_for(pk: int, by: Actor) -> Macro:
    """One of them. Raises NoMacro."""
    found = next((macro for macro in macros_for(by) if macro.pk == pk), None)
    if found is None:
        raise NoMacro
    return found


def run_macro(macro: Macro, *, ref: str, by: Actor, at: datetime) -> None:
    """Do all of a macro to a case, or nothing of it. What somebody is writing is never sent. Raises what a verb refuses."""
    with writing():
        let_go(ref=ref, by=by, at=at)
        _do(macro, Who(ref, by, at))


def try_macro(macro: Macro, *, ref: str, by: Actor, at: datetime) -> Trial:
    """What a macro would do to a case; nothing of it stays."""
    return try_out(lambda: _do(macro, Who(ref, by, at)), ref=ref, by=by, at=at)


def steps_on(macro: Macro, case: Case, by: Actor, at: datetime) -> Iterator[tuple[str, Given]]:
    """The acts of a macro and what they are given on a case, its words filled in."""
    for step in macro.steps:
        given = {name: value for name, value in step.items() if name != "act"}
        filled = {name: fill(given[name], case, by=by, at=at) for name in WORDS if given.get(name)}
        yield step["act"], given | filled


def puts_into_draft(macro: Macro) -> bool:
    """Whether somebody has to read and send what it wrote."""
    return any(step["act"] == "reply" and not step.get("sends") for step in macro.steps)


def _do(macro: Macro, who: Who) -> None:
    case = Case.objects.visible_to(who.by).filter(ref=who.ref).first()
    for act, given in steps_on(macro, case, who.by, who.at) if case else ():
        FOR_MACROS[act].do(given, who)


def _hold(pk: int, by: Actor, *, is_deleted: bool = False) -> Macro:
    found: Macro | None = (
        Macro.objects.seen_by(by).filter(pk=pk, deleted_at__isnull=not is_deleted).select_related("team").first()
    )
    if found is None:
        raise NoMacro
    require_may_change(found, by=by)
    return found


def _store(macro: Macro, wanted: Wanted, act: str, *, by: Actor, at: datetime) -> Macro:
    if not 0 < len(wanted.steps) <= MOST_STEPS:
        raise NoSteps(most=MOST_STEPS)
    if any(step["act"] not in FOR_MACROS for step in wanted.steps):
        raise ActUnknown
    macro.name, macro.steps, macro.roles = (
        wanted.name.strip(),
        [dict(each) for each in wanted.steps],
        list(wanted.roles),
    )
    macro.scope, macro.team = wanted.scope, wanted.team
    macro.asks_first, macro.then, macro.saved_at = wanted.asks_first, wanted.then, at
    macro.save()
    _note(macro, act, by=by, at=at)
    return macro


def _note(macro: Macro, act: str, *, by: Actor, at: datetime) -> None:
    if macro.scope != Scope.PERSONAL:
        detail = {"name": macro.name, "scope": macro.scope, "team": macro.team_id, "steps": macro.steps}
        audit(act, f"macro:{macro.pk}", by=by, at=at, detail=detail)
