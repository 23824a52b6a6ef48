"""The form of every act on a case: it knows its words, what may be chosen, and the one verb it calls."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.models import Team, User
from wuxing.cases import assigning, closing, following, leading, progressing, stages, waiting
from wuxing.cases import snoozing as putting_off
from wuxing.cases.act_form import INSTANTS, MINUTE, ActForm, person_label
from wuxing.cases.classifying import classify
from wuxing.cases.forms import class_fields, long_text
from wuxing.cases.models import Case
from wuxing.cases.process import process_of, stages_to_enter
from wuxing.cases.progressing import facts_of
from wuxing.cases.showing import waiting_for
from wuxing.cases.tie_forms import TIE_FORMS
from wuxing.cases.withdraw_forms import WITHDRAW_FORMS
from wuxing.core.standard.document import EVENT_KINDS, Stage
from wuxing.core.standard.matching import row_for
from wuxing.core.standard.stages import ROUTES
from wuxing.ui.language import said


class TakeForm(ActForm):
    title = button = _("Take")
    explains = _("The case becomes yours.")

    def act(self, at: datetime) -> Case:
        return assigning.take(**self.who(at))


class ReleaseForm(ActForm):
    title = button = _("Back to the queue")
    explains = _("The team sees it as unassigned again; its clocks go on.")

    def act(self, at: datetime) -> Case:
        return assigning.release(**self.who(at))


class AssignForm(ActForm):
    title = button = _("Assign")
    to = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label="—")

    def offer(self) -> None:
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = assigning.candidates(self.case)
        field.label_from_instance = person_label  # type: ignore[assignment, method-assign]

    def act(self, at: datetime) -> Case:
        return assigning.assign(to=self.cleaned_data["to"], **self.who(at))


class TransferForm(ActForm):
    title = button = _("Transfer")
    explains = _("Until the other team accepts, the case stays here and its clocks go on.")
    to = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), empty_label="—")
    note = long_text(
        label=_("Hand-over note"),
        help_text=_("The problem, what the customer wants, what was done. The customer cannot see it."),
    )

    def offer(self) -> None:
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Team.objects.exclude(pk=self.case.team_id or 0).order_by("name")

    def act(self, at: datetime) -> Case:
        given = self.cleaned_data
        return assigning.request_transfer(to=given["to"], note=given["note"], **self.who(at))


class AcceptForm(ActForm):
    title = button = _("Accept")
    explains = _("The case comes to your team; its clocks go on, the first responder stays.")

    def act(self, at: datetime) -> Case:
        return assigning.accept_transfer(**self.who(at))


class DeclineForm(ActForm):
    title = button = _("Decline")
    reason = long_text(label=_("Reason"), help_text=_("Whoever has the case reads it; the customer cannot see it."))

    def act(self, at: datetime) -> Case:
        return assigning.decline_transfer(reason=self.cleaned_data["reason"], **self.who(at))


class WaitForm(ActForm):
    title = button = _("Pause")
    explains = _("Only clocks whose clause allows it pause; the others go on.")
    reason = forms.ChoiceField(label=_("What the case waits for"), widget=forms.RadioSelect)
    evidence = long_text(
        label=_("Evidence"),
        help_text=_("What was asked of whom, and when an answer is expected. The customer cannot see it."),
    )

    def offer(self) -> None:
        reasons = waiting.reasons_of(self.standard, self.case.case_class)
        self.choose("reason", [(reason, _reason(reason, clauses)) for reason, clauses in reasons.items()])

    def act(self, at: datetime) -> Case:
        given = self.cleaned_data
        return waiting.wait(reason=given["reason"], evidence=given["evidence"], **self.who(at))


def _reason(reason: str, clauses: Sequence[str]) -> str:
    """等客户（§3.1）; where no clause allows a pause, that is said."""
    which = " ".join(f"§{clause}" for clause in dict.fromkeys(clauses))
    words = {"reason": waiting_for(reason), "clauses": which}
    return (
        gettext("%(reason)s (pauses %(clauses)s)") % words if which else gettext("%(reason)s (pauses nothing)") % words
    )


class ResumeForm(ActForm):
    title = button = _("Resume")
    explains = _("The clocks that were paused go on now.")

    def act(self, at: datetime) -> Case:
        return waiting.resume(**self.who(at))


class SolutionForm(ActForm):
    title = _("Propose a solution")
    button = _("Send the solution")
    explains = _("It goes to the customer. A greeting is no solution: say what will be done, by whom, by when.")
    body = long_text(label=_("Solution"))

    def act(self, at: datetime) -> Case:
        return progressing.propose_solution(body=self.cleaned_data["body"], **self.who(at))


class ProgressForm(ActForm):
    title = _("Written progress")
    button = _("Send the progress")
    explains = _("It goes to the customer: cause, measure, and when the next report comes.")
    body = long_text(label=_("Progress so far"))

    def act(self, at: datetime) -> Case:
        return progressing.write_progress(body=self.cleaned_data["body"], **self.who(at))


class ResultForm(ActForm):
    title = _("Report the result")
    button = _("Send the result")
    explains = _("It goes to the customer, in writing.")
    body = long_text(label=_("Result"))

    def act(self, at: datetime) -> Case:
        return progressing.report_result(body=self.cleaned_data["body"], **self.who(at))


class FactForm(ActForm):
    title = _("Record a fact")
    button = _("Record")
    explains = _("What happened outside the product: a call, a visit. Clocks stop at the time it happened.")
    kind = forms.ChoiceField(label=_("What happened"))
    happened_at = forms.DateTimeField(
        label=_("When"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        input_formats=INSTANTS,
        help_text=_("Empty means now."),
    )
    evidence = long_text(label=_("Evidence"), required=False, help_text=_("Kept as an internal note."))

    def offer(self) -> None:
        known = {**EVENT_KINDS, **self.standard.events}
        facts = sorted(facts_of(self.standard), key=lambda kind: kind not in self._awaited())
        self.choose("kind", [(kind, said(known[kind])) for kind in facts if kind in known])

    def _awaited(self) -> set[str]:
        """The facts that a promise of this class stops at: they stand first."""
        return {
            kind
            for commitment in self.standard.commitments.values()
            if row_for(commitment, self.case.case_class) is not None
            for kind in (*commitment.stops, *commitment.starts)
        }

    def act(self, at: datetime) -> Case:
        return progressing.record(**self.cleaned_data, **self.who(at))


class StageForm(ActForm):
    title = button = _("Change the stage")
    stage = forms.ChoiceField(label=_("Stage"), widget=forms.RadioSelect)
    reason = long_text(
        label=_("Reason to skip"),
        required=False,
        help_text=_("Only where stages are passed over. It stays on record; the customer cannot see it."),
    )

    def offer(self) -> None:
        process = process_of(self.standard, self.case.case_class)
        offered = stages_to_enter(process, self.case.stage) if process else []
        places = [stage.id for stage in process.stages] if process else []
        here = places.index(self.case.stage) if self.case.stage in places else -1
        if not process or process.mode != "linear" or len(offered) <= here + 2:
            del self.fields["reason"]  # nothing can be passed over
        self.choose("stage", [(stage.id, _stage(stage)) for stage in offered])
        self.fields["stage"].initial = places[min(here + 1, len(places) - 1)] if places else ""

    def act(self, at: datetime) -> Case:
        return stages.enter_stage(**self.cleaned_data, **self.who(at))


def _stage(stage: Stage) -> str:
    """诊断; with the rule of a stage that is routed: 就近取件（就近分派）."""
    if not stage.route:
        return said(stage.title)
    return gettext("%(stage)s (%(rule)s)") % {"stage": said(stage.title), "rule": said(ROUTES[stage.route])}


class LeadForm(ActForm):
    title = button = _("Name the project lead")
    explains = _("The lead answers for the promises of that role, beside whoever handles the case. Both see it.")
    to = forms.ModelChoiceField(User.objects.none(), label=_("Project lead"), empty_label="—")

    def offer(self) -> None:
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        role = leading.lead_role(self.standard, self.case.case_class)
        people = User.objects.filter(is_active=True, role__in={role, *assigning.LEADERS} if role else ())
        field.queryset = people.exclude(pk=self.case.assignee_id or 0).order_by("-on_duty", "name", "pk")
        field.label_from_instance = person_label  # type: ignore[assignment, method-assign]

    def act(self, at: datetime) -> Case:
        return leading.name_lead(to=self.cleaned_data["to"], **self.who(at))


class SnoozeForm(ActForm):
    title = button = _("Put off")
    explains = _(
        "Your own views hide it until then. Its clocks go on: before one warns, or when the customer writes, it is back."
    )
    until = forms.ChoiceField(label=_("Put off until"), widget=forms.RadioSelect)
    when = forms.DateTimeField(
        label=_("Another time"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        input_formats=INSTANTS,
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, help_text=_("Why it can wait; only you read it."))

    def offer(self) -> None:
        self.choose("until", [*putting_off.later(timezone.now()), ("when", gettext("Another time"))])
        self.fields["until"].initial = "3h"

    def act(self, at: datetime) -> Case:
        given = self.cleaned_data
        until = given["when"] or at if given["until"] == "when" else putting_off.instant_of(given["until"], at)
        return putting_off.snooze(until=until, reason=given["reason"], **self.who(at)).case


class ReturnForm(ActForm):
    title = button = _("Bring back now")
    explains = _("The case stands in your views again.")

    def act(self, at: datetime) -> Case:
        return putting_off.bring_back(**self.who(at))


class ParticipantForm(ActForm):
    title = button = _("Add a colleague")
    explains = _("Who takes part sees the case, whatever the team, and hears what happens on it.")
    person = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), empty_label="—")

    def offer(self) -> None:
        field = self.fields["person"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = User.objects.active().exclude(pk=self.by.user.pk if self.by.user else 0).order_by("name", "pk")
        field.label_from_instance = person_label  # type: ignore[assignment, method-assign]

    def act(self, at: datetime) -> Case:
        return following.add_participant(person=self.cleaned_data["person"], **self.who(at))


class ClassifyForm(ActForm):
    title = button = _("Change the class")
    explains = _("Targets follow the new class as each clause says; what was used stays used.")

    def offer(self) -> None:
        for name, field in class_fields(self.standard).items():
            field.initial = self.case.case_class.get(name, "")
            self.fields[name] = field

    def act(self, at: datetime) -> Case:
        chosen = {name: self.cleaned_data[name] for name in self.standard.classes}
        return classify(case_class=chosen, **self.who(at))


class ResolveForm(ActForm):
    title = button = _("Resolve")
    explains = _("The customer reads it and is asked to confirm.")
    resolution = long_text(label=_("What was done"))

    def act(self, at: datetime) -> Case:
        return closing.resolve(resolution=self.cleaned_data["resolution"], **self.who(at))


class CloseForm(ActForm):
    title = button = _("Close the case")
    reason = long_text(label=_("Note"), required=False, help_text=_("The customer cannot see it."))

    def act(self, at: datetime) -> Case:
        return closing.close(reason=self.cleaned_data["reason"], **self.who(at))


class ReopenForm(ActForm):
    title = button = _("Reopen")
    explains = _("What its clocks do then, each clause says.")
    reason = long_text(label=_("Reason"))

    def act(self, at: datetime) -> Case:
        return closing.reopen(reason=self.cleaned_data["reason"], **self.who(at))


class WithdrawForm(ActForm):
    title = button = _("Withdraw the case")
    explains = _("For when the customer takes it back: open promises are cancelled, neither kept nor broken.")
    is_grave = True
    reason = long_text(label=_("Reason"))

    def act(self, at: datetime) -> Case:
        return closing.withdraw(reason=self.cleaned_data["reason"], **self.who(at))


class SpamForm(ActForm):
    title = button = _("Mark as spam")
    explains = _("The case ends, its clocks are cancelled and count nowhere.")
    is_grave = True

    def act(self, at: datetime) -> Case:
        return closing.mark_spam(**self.who(at))


FORMS: dict[str, type[ActForm]] = {
    **TIE_FORMS,
    **WITHDRAW_FORMS,
    "taking": TakeForm,
    "release": ReleaseForm,
    "assignee": AssignForm,
    "transfer": TransferForm,
    "acceptance": AcceptForm,
    "refusal": DeclineForm,
    "waits": WaitForm,
    "resumption": ResumeForm,
    "solution": SolutionForm,
    "progress": ProgressForm,
    "result": ResultForm,
    "facts": FactForm,
    "stage": StageForm,
    "lead": LeadForm,
    "participants": ParticipantForm,
    "snooze": SnoozeForm,
    "return": ReturnForm,
    "classification": ClassifyForm,
    "resolution": ResolveForm,
    "closure": CloseForm,
    "reopening": ReopenForm,
    "withdrawal": WithdrawForm,
    "spam": SpamForm,
}
"""The form of every act, by the name of its address."""
