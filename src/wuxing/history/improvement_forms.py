"""What people fill in of an improvement: the plan, an action, a check, the decision."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from wuxing.accounts.models import User
from wuxing.history.before_after_question import DAYS, MOST_DAYS
from wuxing.history.improving import AFTER, BEFORE, Plan
from wuxing.history.models import Improvement, ImprovementAction
from wuxing.standards.models import Draft

LONGEST = 2_000


def _day(label: Any, *, required: bool = False, help_text: Any = "") -> forms.DateField:
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class PlanForm(forms.Form):
    """What is wrong, by which figure, and what is wanted."""

    title = forms.CharField(label=_("What is to be improved"), max_length=120)
    theme = forms.CharField(label=_("What customers complain of"), max_length=200, required=False)
    finding = forms.CharField(
        label=_("What the figures say, and the likely cause"), max_length=LONGEST, widget=forms.Textarea
    )
    measure = forms.ChoiceField(label=pgettext_lazy("what is counted", "Measure"))
    side = forms.ChoiceField(label=_("Baseline"), widget=forms.RadioSelect)
    goal = forms.FloatField(
        label=_("Goal, % of the baseline more or less"),
        required=False,
        min_value=-100,
        max_value=1000,
        help_text=_("−40 means: 40 % less than the baseline."),
    )
    check_on = _day(_("Check on"))
    owner = forms.ModelChoiceField(User.objects.none(), label=_("Responsible"), empty_label=None)

    def __init__(self, measures: Iterable[tuple[str, str]], sides: Mapping[str, str], *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        cast(forms.ChoiceField, self.fields["measure"]).choices = list(measures)
        cast(forms.ChoiceField, self.fields["side"]).choices = [(AFTER, sides[AFTER]), (BEFORE, sides[BEFORE])]
        _offer_people(self)

    def plan(self, driver: str) -> Plan:
        """What a valid form says."""
        given = self.cleaned_data
        goal = given["goal"]
        return Plan(
            title=given["title"],
            theme=given["theme"],
            finding=given["finding"],
            goal=None if goal is None else goal / 100,
            check_on=given["check_on"],
            owner=given["owner"],
            driver=driver,
        )


class ActionForm(forms.Form):
    """One thing to be done."""

    text = forms.CharField(label=_("What is to be done"), max_length=400)
    owner = forms.ModelChoiceField(User.objects.none(), label=_("By whom"), empty_label=None)
    due_on = _day(_("Until"))
    draft = forms.ModelChoiceField(Draft.objects.none(), label=_("Draft of the standard"), required=False)

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        drafts = Draft.objects.filter(withdrawn_at=None)
        cast("forms.ModelChoiceField[Draft]", self.fields["draft"]).queryset = drafts
        _offer_people(self)


class DoneForm(forms.Form):
    """From which day on an action had its effect."""

    on = _day(_("In effect from"), required=True)

    def __init__(self, action: ImprovementAction, today: date, data: Any = None) -> None:
        super().__init__(data, initial={"on": today}, auto_id=f"id_done_{action.pk}_%s")


class CheckForm(forms.Form):
    """Around which day, and how long."""

    on = _day(_("First day of after"), required=True)
    days = forms.IntegerField(label=_("Days on each side"), min_value=1, max_value=MOST_DAYS, initial=DAYS)


class DecisionForm(forms.Form):
    """What becomes of it, and why."""

    decision = forms.ChoiceField(
        label=_("Decision"), choices=Improvement.Decision.choices, widget=forms.RadioSelect, initial="standardise"
    )
    reason = forms.CharField(label=_("Reason"), max_length=LONGEST, widget=forms.Textarea)


def _offer_people(form: forms.Form) -> None:
    people = cast("forms.ModelChoiceField[User]", form.fields["owner"])
    people.queryset = User.objects.active().order_by("name", "pk")
