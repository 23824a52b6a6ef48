"""What stepping in needs: a form for each way, each calling one verb."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import User
from wuxing.cases.forms import long_text
from wuxing.cases.models import Case
from wuxing.core.standard.wording import role_in_words
from wuxing.desk.alerts import intervening
from wuxing.desk.board.crew import free_people
from wuxing.desk.board.scope import scope_of
from wuxing.standards.finding import standard_of
from wuxing.ui.language import said


class InterventionForm(forms.Form):
    """One way of stepping in."""

    title: str | Promise = ""
    button: str | Promise = ""
    explains: str | Promise = ""
    icon = ""

    def __init__(self, case: Case, by: Actor, at: datetime, data: QueryDict | None = None) -> None:
        super().__init__(data, auto_id=f"id_{type(self).__name__.lower()}_%s")  # several stand on one page
        self.case, self.by, self.at = case, by, at
        self.offer()

    def offer(self) -> None:
        """Fill in what may be chosen."""

    def act(self, at: datetime) -> None:
        """Do it."""
        raise NotImplementedError

    def who(self, at: datetime) -> dict[str, Any]:
        """What every verb is told."""
        return {"ref": self.case.ref, "by": self.by, "at": at}


class AcknowledgeForm(InterventionForm):
    title = button = _("Take note")
    explains = _("Nobody else is called. What is done about it comes next.")
    icon = "check"

    def act(self, at: datetime) -> None:
        intervening.acknowledge(**self.who(at))


class TakeOverForm(InterventionForm):
    title = button = _("Take over")
    explains = _("The case becomes yours; its clocks go on.")
    icon = "user"

    def act(self, at: datetime) -> None:
        intervening.take_over(**self.who(at))


class WhisperForm(InterventionForm):
    title = _("Speak to the handler")
    button = _("Send the note")
    explains = _("An internal note and a notice. The customer cannot see it.")
    icon = "chat"
    note = long_text(label=_("Note"))

    def act(self, at: datetime) -> None:
        intervening.whisper(note=self.cleaned_data["note"], **self.who(at))


class ReassignForm(InterventionForm):
    title = _("Give it to somebody else")
    button = _("Reassign")
    explains = _("Who is there now, the least loaded first.")
    icon = "users"
    to = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label="—")

    def offer(self) -> None:
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        free = free_people(scope_of(self.by, self.case.team_id), self.at)
        offered = [(person, load) for person, load in free if person.pk != self.case.assignee_id]
        field.queryset = User.objects.filter(pk__in=[person.pk for person, _load in offered])
        words = "%(name)s · %(count)s case in hand", "%(name)s · %(count)s cases in hand"
        named = [(person.pk, ngettext(*words, load) % {"name": person, "count": load}) for person, load in offered]
        field.choices = [("", "—"), *named]

    def act(self, at: datetime) -> None:
        intervening.reassign(to=self.cleaned_data["to"], **self.who(at))


class CallForm(InterventionForm):
    title = _("Call the next level")
    button = _("Call")
    icon = "bell"
    note = long_text(label=_("What is asked of them"))

    def offer(self) -> None:
        role = intervening.next_level(self.case, self.by)
        if role is not None:
            word = said(role_in_words(role, standard_of(self.case.standard)))
            self.explains = _("Calls %(role)s, with an internal note.") % {"role": word}

    def act(self, at: datetime) -> None:
        intervening.call_next(note=self.cleaned_data["note"], **self.who(at))


WAYS: dict[str, type[InterventionForm]] = {
    "acknowledgement": AcknowledgeForm,
    "take-over": TakeOverForm,
    "whisper": WhisperForm,
    "reassignment": ReassignForm,
    "call": CallForm,
}
"""By their addresses."""
