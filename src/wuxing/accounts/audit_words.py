"""What audit rows keep as codes, in words. What is not here shows as it is kept."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

ACTS = {
    "user.invited": _("invited"),
    "user.joined": _("joined"),
    "user.moved": _("moved"),
    "user.role_set": _("role set"),
    "user.duty_set": _("duty set"),
    "user.second_step_removed": _("second step removed"),
    "user.mail_refused": _("mail refused"),
    "user.disabled": _("disabled"),
    "user.changed": _("master data changed"),
    "user.password_set": _("password set by the operator"),
    "notices.preferred": _("mail preference set"),
    "team.made": _("team made"),
    "team.changed": _("team changed"),
    "team.deleted": _("team deleted"),
    "outlet.made": _("outlet made"),
    "outlet.changed": _("outlet changed"),
    "outlet.deleted": _("outlet deleted"),
    "door.made": _("door made"),
    "door.changed": _("door changed"),
    "door.deleted": _("door deleted"),
    "customer.corrected": _("customer corrected"),
    "customer.address_revealed": _("customer's address shown"),
    "contact_point.added": _("contact point added"),
    "contact_point.confirmed": _("contact point confirmed"),
    "contact_point.revealed": _("contact point shown"),
    "contact_point.removed": _("contact point removed"),
    "standard.published": _("standard published"),
    "api_key.made": _("API key made"),
    "api_key.withdrawn": _("API key withdrawn"),
}
KEYS = {
    "name": _("name"),
    "username": _("staff number"),
    "email": _("e-mail"),
    "role": _("role"),
    "teams": _("teams"),
    "outlet": _("outlet"),
    "language": _("language"),
    "on_duty": _("on duty"),
    "address": _("address"),
    "error": _("answer of the mail server"),
    "mail": _("mail"),
    "quiet_from": _("quiet from"),
    "quiet_to": _("quiet until"),
}
