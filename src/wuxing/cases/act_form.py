"""What the form of every act on a case is made of."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import Truncator
from django.utils.translation import gettext

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import User
from wuxing.cases.models import Case, Message
from wuxing.core.standard.document import Standard
from wuxing.standards.finding import standard_of
from wuxing.ui import times
from wuxing.ui.language import said

MINUTE = "%Y-%m-%dT%H:%M"
INSTANTS = [MINUTE, "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
"""How browsers write a point in time."""


class ActForm(forms.Form):
    """A form that does one thing to a case. Without fields it only asks whether to."""

    title: ClassVar[str | Promise] = ""
    button: ClassVar[str | Promise] = ""
    explains: ClassVar[str | Promise] = ""
    is_grave: ClassVar[bool] = False
    asks_first: ClassVar[bool] = False
    """Whether it shows what it would do before it does it."""
    goes_there: ClassVar[bool] = False
    """Whether it leads on to the case that it gives back."""
    ahead_template: ClassVar[str] = ""

    def __init__(self, case: Case, by: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.case, self.by = case, by
        self.ahead: Any = None
        self.standard: Standard = standard_of(case.standard)
        self.offer()

    def offer(self) -> None:
        """Fill in what may be chosen."""

    def act(self, at: datetime) -> Case:
        """Do it. Raises what the verb refuses."""
        raise NotImplementedError

    def look_ahead(self, at: datetime) -> Any:
        """What it would do, for `ahead_template`. Raises what the verb refuses."""

    @property
    def signature(self) -> str:
        """What was chosen: what was looked at ahead is what is done."""
        return "|".join(str(self[name].value() or "") for name in self.fields)

    def choose(self, name: str, choices: Iterable[tuple[Any, str]], none: str | Promise = "") -> None:
        """What may be chosen in a field; one choice alone is chosen, and where there is none, `none` says why."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        offered = list(choices)
        field.choices = offered
        if not offered:
            field.help_text = str(none)
        if len(offered) == 1:
            field.initial = offered[0][0]

    def who(self, at: datetime) -> dict[str, Any]:
        """What every verb takes."""
        return {"ref": self.case.ref, "by": self.by, "at": at}


def person_label(user: User) -> str:
    """周宁 · 在岗."""
    return f"{user} · {gettext('on duty') if user.on_duty else gettext('off duty')}"


def quoted(message: Message) -> str:
    """10:12 林女士：另外空调也不冷…"""
    words = Truncator(" ".join(message.body.split()) or gettext("Files")).chars(60)
    when = said(times.short_instant(message.at, now=timezone.localtime()))
    kind = f" · {gettext('Internal note')}" if message.kind == Message.Kind.NOTE else ""
    return gettext("%(when)s %(name)s: %(words)s") % {"when": when, "name": message.author_name + kind, "words": words}
