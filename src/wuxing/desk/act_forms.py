"""What each act of `acts` has to be given, as a form: the same for many cases and for macros."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team, User
from wuxing.cases import snoozing
from wuxing.cases.choices import stages_in
from wuxing.cases.filters import ME
from wuxing.cases.showing import dimension
from wuxing.cases.waiting import REASONS
from wuxing.core.standard.document import Standard
from wuxing.standards.finding import NoStandard, in_force
from wuxing.ui.language import said


def sentences(**given: Any) -> forms.CharField:
    """A box for sentences."""
    return forms.CharField(widget=forms.Textarea, **given)


class GivenForm(forms.Form):
    """Asks what an act needs, for whatever case it will meet; without fields it only asks whether to."""

    def __init__(self, by: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.offer()

    def offer(self) -> None:
        """Fill in what may be chosen."""

    def choose(self, name: str, choices: Iterable[tuple[Any, str]]) -> None:
        """What may be chosen in a field."""
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = list(choices)

    def given(self) -> dict[str, Any]:
        """What was given, as JSON keeps it."""
        return {name: value for name, value in self.cleaned_data.items() if value != ""}


class AssignGiven(GivenForm):
    to = forms.ChoiceField(label=_("Colleague"))

    def offer(self) -> None:
        people = User.objects.active().order_by("-on_duty", "name", "pk")
        self.choose("to", [(ME, gettext("Whoever does it")), *((person.pk, str(person)) for person in people)])


class TransferGiven(GivenForm):
    team = forms.ChoiceField(label=_("Team"))
    note = sentences(label=_("Hand-over note"), help_text=_("The customer cannot see it."))

    def offer(self) -> None:
        self.choose("team", Team.objects.order_by("name").values_list("pk", "name"))


class WaitGiven(GivenForm):
    reason = forms.ChoiceField(label=_("What the cases wait for"))
    evidence = sentences(
        label=_("Evidence"),
        help_text=_("What was asked of whom, and when an answer is expected. The customer cannot see it."),
    )

    def offer(self) -> None:
        standard = _standard()
        own = {reason for each in standard.commitments.values() for reason in each.pauses} if standard else set()
        known: Mapping[str, Any] = {
            each: REASONS.get(each, each) for each in (*REASONS, *sorted(own)) if each != "resolved"
        }
        self.choose("reason", [(reason, str(text)) for reason, text in known.items()])


class StageGiven(GivenForm):
    stage = forms.ChoiceField(label=_("Stage"))
    reason = sentences(label=_("Reason to skip"), required=False, help_text=_("Only where stages are passed over."))

    def offer(self) -> None:
        self.choose("stage", stages_in(_standard()).items())


class ClassGiven(GivenForm):
    """One choice a dimension; what is left open stays as it is."""

    def offer(self) -> None:
        standard = _standard()
        for name, values in standard.classes.items() if standard else ():
            named = [(value, said(text)) for value, text in values.items()]
            self.fields[name] = forms.ChoiceField(label=dimension(name), required=False, choices=[("", "—"), *named])

    def clean(self) -> dict[str, Any]:
        """Something has to change."""
        given: dict[str, Any] = super().clean() or {}
        if not any(given.values()):
            self.add_error(None, _("Choose what the class becomes."))
        return given


class NoteGiven(GivenForm):
    body = sentences(label=_("Note"), help_text=_("The customer cannot see it."))


class ReplyGiven(GivenForm):
    body = sentences(label=_("What it says"))
    sends = forms.BooleanField(
        label=_("Send it at once"),
        required=False,
        help_text=_("Otherwise it is put into the draft. What somebody has begun to write is never sent."),
    )


class ResolveGiven(GivenForm):
    resolution = sentences(label=_("What was done"), help_text=_("The customer reads it and is asked to confirm."))


class CloseGiven(GivenForm):
    reason = sentences(label=_("Note"), required=False, help_text=_("The customer cannot see it."))

    def given(self) -> dict[str, Any]:
        return {"reason": self.cleaned_data["reason"]}


class SnoozeGiven(GivenForm):
    until = forms.ChoiceField(label=_("Put off until"))
    reason = forms.CharField(label=_("Reason"), max_length=200)

    def offer(self) -> None:
        self.choose("until", snoozing.later(timezone.now()))


FORMS: dict[str, type[GivenForm]] = {
    "classification": ClassGiven,
    "assignee": AssignGiven,
    "stage": StageGiven,
    "note": NoteGiven,
    "reply": ReplyGiven,
    "transfer": TransferGiven,
    "waits": WaitGiven,
    "resolution": ResolveGiven,
    "closure": CloseGiven,
    "snooze": SnoozeGiven,
}


def form_of(act: str) -> type[GivenForm]:
    """The form of an act; most simple ones ask nothing."""
    return FORMS.get(act, GivenForm)


def _standard() -> Standard | None:
    try:
        return in_force(timezone.now())
    except NoStandard:
        return None
