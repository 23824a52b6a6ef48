"""Forms of taking back what was said or asked among colleagues."""

from __future__ import annotations

from datetime import datetime

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.cases import withdrawing
from wuxing.cases.act_form import ActForm, quoted
from wuxing.cases.models import Case, Message


class WithdrawNoteForm(ActForm):
    title = button = _("Withdraw the note")
    explains = _("It is struck through and stays readable. Who was mentioned has heard of it.")
    note = forms.ChoiceField(label=_("Note"), widget=forms.RadioSelect)

    def offer(self) -> None:
        """The one that was pointed at; the verb decides whose it is and whether it still stands."""
        seq = str(self.data.get("note") or self.initial.get("note") or "")
        notes = self.case.messages.filter(kind=Message.Kind.NOTE, seq=seq) if seq.isdecimal() else ()
        self.choose("note", [(str(each.seq), quoted(each)) for each in notes], withdrawing.NoNote.says)

    def act(self, at: datetime) -> Case:
        return withdrawing.withdraw_note(seq=int(self.cleaned_data["note"]), **self.who(at))


class WithdrawOfferForm(ActForm):
    title = button = _("Take the transfer back")
    explains = _("The other team can no longer accept the case. The hand-over note stays.")

    def act(self, at: datetime) -> Case:
        return withdrawing.withdraw_offer(**self.who(at))


WITHDRAW_FORMS: dict[str, type[ActForm]] = {
    "note-withdrawal": WithdrawNoteForm,
    "offer-withdrawal": WithdrawOfferForm,
}
