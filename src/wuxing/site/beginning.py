"""The first start without a demo: a standard in force and somebody who can sign in and invite the others."""

from __future__ import annotations

from datetime import datetime

from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.models import Role, User
from wuxing.accounts.passwords import set_random
from wuxing.ledger.writing import writing
from wuxing.packs.finding import find_standard
from wuxing.standards.models import Publication
from wuxing.standards.publishing import publish

STANDARD = "reference"
ADMINISTRATOR = "admin"


def is_new() -> bool:
    """Whether nobody can work here yet."""
    return not User.objects.exists()


def begin(at: datetime) -> dict[str, str]:
    """Publish the shipped reference standard and make an administrator; staff number → one-time password."""
    with writing():
        if not Publication.objects.exists():
            publish(find_standard(STANDARD).text, effective_at=at, by=SYSTEM, at=at)
        User.objects.create_user(ADMINISTRATOR, name="Administrator", role=Role.ADMIN)
        return {ADMINISTRATOR: set_random(ADMINISTRATOR, at=at)}
