"""What may be chosen in one step of the palette."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team
from wuxing.cases.assigning import candidates
from wuxing.cases.models import Case
from wuxing.cases.process import process_of, stages_to_enter
from wuxing.cases.showing import waiting_for
from wuxing.cases.snoozing import later
from wuxing.cases.waiting import reasons_of
from wuxing.core.standard.document import Standard
from wuxing.desk.options import Does, Option
from wuxing.standards.finding import NoStandard, in_force, standard_of
from wuxing.ui.citing import clause_path
from wuxing.ui.language import said

MOST = 200


def colleagues(case: Case, by: Actor, at: datetime) -> list[Option]:
    """Who could have the case; oneself first."""
    people = sorted(candidates(case)[:MOST], key=lambda each: by.user is None or each.pk != by.user.pk)
    return [
        _choice(case, "assignee", "user", str(each), {"to": str(each.pk)}, _("on duty") if each.on_duty else "")
        for each in people
        if each.pk != case.assignee_id
    ]


def teams(case: Case, by: Actor, at: datetime) -> list[Option]:
    """The other teams; a hand-over note is asked for."""
    every = Team.objects.exclude(pk=case.team_id or 0).order_by("name")[:MOST]
    return [_sheet(case, "transfer", "users", each.name, {"to": str(each.pk)}) for each in every]


def reasons(case: Case, by: Actor, at: datetime) -> list[Option]:
    """What the case may wait for, with the clauses that let their clocks pause; evidence is asked for."""
    found = reasons_of(standard_of(case.standard), case.case_class)
    return [
        _sheet(
            case, "waits", "pause", waiting_for(reason), {"reason": reason}, " ".join(f"§{each}" for each in clauses)
        )
        for reason, clauses in found.items()
    ]


def stages(case: Case, by: Actor, at: datetime) -> list[Option]:
    """The stages that may be entered now; a reason is asked for where some are passed over."""
    process = process_of(standard_of(case.standard), case.case_class)
    open_stages = stages_to_enter(process, case.stage) if process else []
    return [
        _choice(case, "stage", "right", said(each.title), {"stage": each.id})
        for each in open_stages
        if each.id != case.stage
    ]


def times(case: Case, by: Actor, at: datetime) -> list[Option]:
    """Until when the case can be put off; a reason is asked for."""
    return [_sheet(case, "snooze", "calendar", text, {"until": name}) for name, text in later(at)]


def clauses(standard: Standard | None, at: datetime) -> list[Option]:
    """The promises and duties of a standard, by default of the one in force."""
    try:
        standard = standard or in_force(at)
    except NoStandard:
        return []
    numbered = {each.clause: each.title for each in standard.commitments.values()}
    numbered |= {each.clause: each.title for each in standard.duties.values()}
    return [
        Option(
            f"§{number} {said(title)}", clause_path(standard.ref, number), "book", words=(number, title.en, title.zh)
        )
        for number, title in numbered.items()
    ]


def _choice(case: Case, act: str, icon: str, text: str, values: dict[str, str], note: str = "") -> Option:
    """Done at once; without scripts the form comes up filled in."""
    address = reverse(f"cases:{act}", args=[case.ref])
    return Option(text, f"{address}?{urlencode(values)}", icon, Does.ACT, note, values=values, post=address)


def _sheet(case: Case, act: str, icon: str, text: str, values: dict[str, str], note: str = "") -> Option:
    address = reverse(f"cases:{act}", args=[case.ref])
    return Option(text, f"{address}?{urlencode(values)}", icon, Does.SHEET, note)
