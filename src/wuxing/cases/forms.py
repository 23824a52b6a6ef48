"""What people write on a case, and how they open one. The forms of the other acts stand in `act_forms`."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team
from wuxing.cases.attachments import ACCEPTED, uploads
from wuxing.cases.models import Case, Draft
from wuxing.cases.opening import LONGEST_SUBJECT, Request, open_case
from wuxing.cases.showing import DIMENSIONS
from wuxing.core.standard.document import Standard
from wuxing.customers.finding import find_or_make
from wuxing.customers.models import Customer
from wuxing.ledger.writing import writing
from wuxing.ui.files import FilesField
from wuxing.ui.language import said


def long_text(**given: Any) -> forms.CharField:
    """A box for sentences."""
    return forms.CharField(widget=forms.Textarea, **given)


MINUTES, PICKED = "%Y-%m-%dT%H:%M", "picked"


class WriteForm(forms.Form):
    """The composer: a reply or a note. `seen_seq` is the last event that the page showed."""

    kind = forms.ChoiceField(choices=[("reply", _("Reply")), ("note", _("Internal note"))], initial="reply")
    body = long_text(label=_("Message"), required=False)
    attached = FilesField(label=_("Files"), accept=ACCEPTED)
    seen_seq = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reader = forms.IntegerField(required=False, widget=forms.HiddenInput)
    meant = forms.BooleanField(required=False, widget=forms.HiddenInput)
    later = forms.DateTimeField(required=False, input_formats=[MINUTES])
    later_at = forms.DateTimeField(required=False, input_formats=[MINUTES])

    def clean(self) -> dict[str, Any]:
        """An offered time, or with the button beside it the one that was picked."""
        cleaned: dict[str, Any] = super().clean() or {}
        if self.data.get("later") == PICKED:
            self.errors.pop("later", None)
            cleaned["later"] = cleaned.get("later_at")
            if not cleaned["later"]:
                self.add_error(None, _("Choose when the reply is to be sent."))
        else:
            self.errors.pop("later_at", None)
        return cleaned


class DraftForm(forms.Form):
    """What a composer holds at a pause. `revision` is the draft's as the window knows it."""

    kind = forms.ChoiceField(choices=Draft.Kind.choices)
    body = forms.CharField(required=False, strip=False)
    revision = forms.IntegerField(required=False, min_value=0)

    def clean_revision(self) -> int:
        return self.cleaned_data["revision"] or 0

    def clean_body(self) -> str:
        return str(self.cleaned_data["body"]).replace("\r\n", "\n").replace("\x00", "")


class FilesForm(forms.Form):
    """Files alone."""

    attached = FilesField(label=_("Files"), accept=ACCEPTED)


def class_fields(standard: Standard) -> dict[str, forms.ChoiceField]:
    """One choice for each dimension of a standard."""
    return {
        name: forms.ChoiceField(
            label=DIMENSIONS.get(name, name),
            required=False,
            choices=[("", "—"), *((value, said(text)) for value, text in values.items())],
        )
        for name, values in standard.classes.items()
    }


CHANNELS = [("phone", _("By phone")), ("agent", _("In person, or another way"))]
OWN_WORDS = {"business", "urgency"}


class OpenForm(forms.Form):
    """A case that a colleague opens for a customer: known, or found or made by phone or mail."""

    channel = forms.ChoiceField(label=_("How it came in"), choices=CHANNELS, initial="phone", widget=forms.RadioSelect)
    customer = forms.ModelChoiceField(Customer.objects.none(), required=False, widget=forms.HiddenInput)
    name = forms.CharField(label=_("Name of the customer"), max_length=120, required=False)
    phone = forms.CharField(label=_("Phone"), max_length=40, required=False)
    email = forms.CharField(label=_("E-mail"), max_length=254, required=False)
    company = forms.CharField(label=_("Company"), max_length=120, required=False)
    subject = forms.CharField(label=_("Subject"), max_length=LONGEST_SUBJECT)
    body = long_text(label=_("What the customer said"))
    attached = FilesField(label=_("Files"), accept=ACCEPTED)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label="—")
    mine = forms.BooleanField(label=_("I take it myself"), required=False, initial=True)

    def __init__(self, standard: Standard, by: Actor, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.standard, self.by = standard, by
        self.dimensions = dict(class_fields(standard))
        for name, field in self.dimensions.items():
            self.fields[f"class.{name}"] = field
            field.required = name in OWN_WORDS
        customers, teams = self.fields["customer"], self.fields["team"]
        assert isinstance(customers, forms.ModelChoiceField)
        assert isinstance(teams, forms.ModelChoiceField)
        customers.queryset = Customer.objects.visible_to(by)
        teams.queryset = Team.objects.order_by("name")
        teams.initial = by.user.teams.order_by("pk").first() if by.user else None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("customer") and not cleaned.get("phone") and not cleaned.get("email"):
            self.add_error("phone", _("Write a phone number or a mail address, or choose a known customer."))
        if not cleaned.get("customer") and not cleaned.get("name") and not cleaned.get("company"):
            self.add_error("name", _("Write the customer’s name."))
        return cleaned

    @property
    def class_fields(self) -> list[forms.BoundField]:
        """The choices of the class, in the order of the standard."""
        return [self[f"class.{name}"] for name in self.dimensions]

    @property
    def case_class(self) -> dict[str, str]:
        """What is chosen so far, also while the form is not complete."""
        chosen = {name: str(self[f"class.{name}"].value() or "") for name in self.dimensions}
        return {name: value for name, value in chosen.items() if value in self.standard.classes[name]}

    def known_customer(self, pk: object) -> Customer | None:
        """The customer that was chosen, where the reader may see it."""
        number = str(pk or "")
        if not number.isdecimal() or len(number) > 15:
            return None
        return Customer.objects.visible_to(self.by).filter(pk=int(number)).first()

    def open(self, at: datetime) -> Case:
        """Open the case. Raises BadContactPoint and what opening refuses."""
        given = self.cleaned_data
        with writing():
            customer = given["customer"] or self._customer(at)
            request = Request(
                subject=given["subject"],
                body=given["body"],
                channel=given["channel"],
                case_class=self.case_class,
                customer=customer,
                team=given["team"],
                assignee=self.by.user if given["mine"] else None,
                files=uploads(given["attached"]),
            )
            return open_case(request, by=self.by, at=at)

    def _customer(self, at: datetime) -> Customer:
        given = self.cleaned_data
        kind = self.case_class.get("customer", "")
        return find_or_make(
            name=given["name"],
            kind=kind if kind in Customer.Kind.values else Customer.Kind.INDIVIDUAL,
            phone=given["phone"],
            email=given["email"],
            company=given["company"],
            by=self.by,
            at=at,
        )
