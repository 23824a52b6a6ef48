"""Passwords set by the operator of the machine: `wuxing password NAME`, and the demo's one-time passwords."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import Invitation, User
from wuxing.accounts.rights import changed
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without i, l, o, 0 and 1: people read them aloud and type them from a screen."""


class NobodyByThatName(Refused):
    """No person has this staff number."""

    code = "nobody-by-that-name"
    status = 404
    says = _("Nobody has the staff number %(name)s.")


def set_random(username: str, *, at: datetime) -> str:
    """Give somebody a new random password (about 74 bits) and return it; it is kept nowhere. Ends their sessions."""
    with writing():
        person = User.objects.select_for_update().filter(username__iexact=username).first()
        if person is None:
            raise NobodyByThatName(name=username)
        password = "-".join("".join(secrets.choice(LETTERS) for _letter in range(5)) for _group in range(3))
        person.set_password(password)
        person.is_active = True
        person.save(update_fields=["password", "is_active"])
        Invitation.objects.filter(user=person, accepted_at=None).update(accepted_at=at)  # its link is void
        changed(person.pk)
        audit("user.password_set", f"user:{person.pk}", by=SYSTEM, at=at)
    return password
