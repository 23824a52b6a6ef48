"""The project lead of a case in a matrix: beside whoever handles it for the department, and measured as well (S4-43)."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db.models import Count, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.lists import on_duty
from wuxing.accounts.models import Team, User
from wuxing.cases.acting import Act, acting
from wuxing.cases.assigning import LEADERS, PersonLeft
from wuxing.cases.events import LEAD_NAMED
from wuxing.cases.models import Case
from wuxing.cases.process import process_of
from wuxing.core.standard.document import Class, Standard
from wuxing.core.standard.wording import role_in_words
from wuxing.standards.finding import standard_of
from wuxing.ui.refusal import Refused


class NoProject(Refused):
    code = "no-project"
    says = _("The process of this case has no project lead: only one in matrix mode has. (%(standard)s, process)")


class NotThatRole(Refused):
    code = "not-that-role"
    says = _("%(name)s cannot lead: the standard asks for %(role)s. Choose one of them. (%(standard)s, process)")


class HandlesIt(Refused):
    code = "handles-it"
    says = _("%(name)s handles the case for the department. The lead is a second person: choose somebody else.")


def name_lead(*, ref: str, to: User, by: Actor, at: datetime) -> Case:
    """Make a person the project lead of a case. Raises NoProject, PersonLeft, NotThatRole, HandlesIt, CaseEnded."""
    if not to.is_active:
        raise PersonLeft(name=str(to))
    with acting(ref=ref, by=by, at=at) as act:
        act.require_open()
        standard = standard_of(act.facts.standard)
        role = lead_role(standard, act.facts.case_class)
        if not role:
            raise NoProject(standard=standard.ref)
        if to.role not in {role, *LEADERS}:
            asked = role_in_words(role, standard).in_language((get_language() or "zh")[:2])
            raise NotThatRole(name=str(to), role=asked, standard=standard.ref)
        if act.facts.assignee == to.pk:
            raise HandlesIt(name=str(to))
        if act.facts.lead != to.pk:
            act.tell(LEAD_NAMED, {"lead": to.pk})
    return act.case


def give_lead(act: Act) -> None:
    """Name the lead of a case that came into a process with one: whoever of the role on duty leads the fewest."""
    role = lead_role(standard_of(act.facts.standard), act.facts.case_class)
    if not role or act.facts.lead is not None:
        return
    team = Team.objects.filter(pk=act.facts.team).first() if act.facts.team else None
    people = on_duty(role, team).people
    others = [person for person in people if person.pk != act.facts.assignee] or people
    if others:
        act.tell(LEAD_NAMED, {"lead": _least_leading(others)})


def lead_role(standard: Standard, case_class: Class) -> str:
    """The role that leads cases of a class; empty where none does."""
    process = process_of(standard, case_class)
    return process.lead if process else ""


def is_leads(standard: Standard, case_class: Class, owner: str) -> bool:
    """Whether a promise is the lead's and not the handler's: its owner is the role that leads."""
    return owner != "" and owner == lead_role(standard, case_class)


def _least_leading(people: Sequence[User]) -> int:
    is_led = Q(led_cases__ending="", led_cases__history="", led_cases__resolved_at=None)
    led = User.objects.filter(pk__in=[person.pk for person in people]).annotate(led=Count("led_cases", filter=is_led))
    return int(led.order_by("led", "pk").values_list("pk", flat=True)[0])
