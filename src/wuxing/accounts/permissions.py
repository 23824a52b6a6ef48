"""Who may do what that is no act on a case: one small table. What may be done on a case follows from its audience."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Role, User
from wuxing.ui.refusal import Refused


class Act(models.TextChoices):
    """Acts that not everybody may do; the label completes “Only … may …”."""

    MANAGE_PEOPLE = "manage-people", _("invite people and change their role, teams and access")
    SET_DUTY = "set-duty", _("say for others who is on duty")
    DRAFT_STANDARDS = "draft-standards", _("write drafts of standards")
    APPROVE_STANDARDS = "approve-standards", _("approve drafts of standards")
    PUBLISH_STANDARDS = "publish-standards", _("publish standards")
    WORK_WITH_HISTORY = "work-with-history", _("import history and try standards on it")
    MANAGE_API_KEYS = "manage-api-keys", _("make and withdraw API keys")
    EDIT_REFERENCE_DATA = "edit-reference-data", _("change reference data")
    READ_AUDIT = "read-audit", _("read the audit rows")
    WATCH_BOARD = "watch-board", _("watch the board")
    INTERVENE = "intervene", _("step in where a promise is in danger")
    RETRY_DELIVERIES = "retry-deliveries", _("run parked work again")


MAY: Mapping[Act, tuple[Role, ...]] = {
    Act.MANAGE_PEOPLE: (Role.SUPERVISOR, Role.ADMIN),
    Act.SET_DUTY: (Role.SHIFT_LEADER, Role.SUPERVISOR, Role.ADMIN),
    Act.DRAFT_STANDARDS: (Role.SUPERVISOR, Role.QUALITY, Role.DIRECTOR, Role.ADMIN),
    Act.APPROVE_STANDARDS: (Role.SUPERVISOR, Role.QUALITY, Role.DIRECTOR, Role.ADMIN),
    Act.PUBLISH_STANDARDS: (Role.QUALITY, Role.DIRECTOR, Role.ADMIN),
    Act.WORK_WITH_HISTORY: (Role.SUPERVISOR, Role.QUALITY, Role.DIRECTOR, Role.ADMIN),
    Act.MANAGE_API_KEYS: (Role.ADMIN,),
    Act.EDIT_REFERENCE_DATA: (Role.ADMIN,),
    Act.READ_AUDIT: (Role.QUALITY, Role.ADMIN),
    Act.WATCH_BOARD: (Role.SHIFT_LEADER, Role.SUPERVISOR, Role.DIRECTOR, Role.QUALITY, Role.ADMIN),
    Act.INTERVENE: (Role.SHIFT_LEADER, Role.SUPERVISOR, Role.DIRECTOR, Role.ADMIN),
    Act.RETRY_DELIVERIES: (Role.ADMIN,),
}


class NotAllowed(Refused):
    """The actor's role does not include this act."""

    code = "not-allowed"
    status = 403
    says = _("Only %(roles)s may %(act)s. Ask %(people)s.")


def may(by: Actor, act: Act) -> bool:
    """Whether this actor may. The system itself may do everything; customers and keys nothing of this."""
    return by.id == "system" or (by.user is not None and by.user.is_active and by.user.role in MAY[act])


def require_may(by: Actor, act: Act) -> None:
    """Raises NotAllowed, which says whose act it is and whom to ask."""
    if not may(by, act):
        raise NotAllowed(act=act.label, roles=_listed(role.label for role in MAY[act]), people=_who_can(act))


def _who_can(act: Act) -> str:
    people = User.objects.active().filter(role__in=MAY[act]).order_by("-on_duty", "id")[:3]
    return _listed(people) or str(Role.ADMIN.label)


def _listed(things: Iterable[object]) -> str:
    comma = "、" if (get_language() or "").startswith("zh") else ", "
    return comma.join(str(each) for each in things)
