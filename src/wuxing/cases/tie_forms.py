"""Forms of the acts that tie cases: merge, split, link, give a task; and of what a leader grants."""

from __future__ import annotations

from datetime import datetime, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.models import Team, User
from wuxing.cases import children, granting, linking, merging, splitting, task_dates
from wuxing.cases.act_form import INSTANTS, MINUTE, ActForm, person_label, quoted
from wuxing.cases.forms import long_text
from wuxing.cases.models import Case, Clock, Relation
from wuxing.cases.showing import clock_view
from wuxing.cases.tie_previews import MergeAhead, SplitAhead, merge_ahead, split_ahead
from wuxing.standards.finding import standard_of
from wuxing.ui import times
from wuxing.ui.language import said

OFFERED = 30
NOTHING_ELSE = _("Nothing has been said since the case was opened.")
NO_CLOCK = _("No promise is running.")
NO_BREACH = _("No promise is broken, or all are excused.")
NO_DATE = _("The date belongs to those who gave the task; of a task that is done it stays.")
NO_LINK = _("The case has no such link.")


class MergeForm(ActForm):
    title = button = _("Merge")
    explains = _("Two cases about the same become one: everything goes on in one, the earlier promise holds.")
    asks_first = goes_there = True
    ahead_template = "cases/_merge_ahead.html"
    other = forms.ChoiceField(label=_("Other case of this customer"), widget=forms.RadioSelect)
    way = forms.ChoiceField(label=_("Which goes on"), widget=forms.RadioSelect, initial="out")

    def offer(self) -> None:
        none = _("This customer has no other open case that you may see.")
        self.choose("other", [(each.ref, _named(each)) for each in mergeable(self)], none)
        out = gettext("The other: %(ref)s is merged into it") % {"ref": self.case.ref}
        into = gettext("This one: the other is merged into %(ref)s") % {"ref": self.case.ref}
        self.choose("way", [("out", out), ("in", into)])

    def look_ahead(self, at: datetime) -> MergeAhead:
        return merge_ahead(*self._pair(), by=self.by, at=at)

    def act(self, at: datetime) -> Case:
        source, target = self._pair()
        return merging.merge(ref=source, into=target, by=self.by, at=at)

    def _pair(self) -> tuple[str, str]:
        """What is merged, and into what."""
        here, other = self.case.ref, self.cleaned_data["other"]
        return (here, other) if self.cleaned_data["way"] == "out" else (other, here)


def mergeable(form: ActForm) -> list[Case]:
    """The other open cases of the customer that the reader may see."""
    found = Case.objects.visible_to(form.by).live().open().filter(customer=form.case.customer_id)
    return list(found.exclude(pk=form.case.pk).order_by("-opened_at", "-pk")[:OFFERED])


def _named(case: Case) -> str:
    return f"{case.ref} {case.subject} · {said(times.short_instant(case.opened_at, now=timezone.localtime()))}"


class UnmergeForm(ActForm):
    title = button = _("Undo the merge")
    explains = _("Both cases are what they were, with their clocks.")

    def act(self, at: datetime) -> Case:
        return merging.unmerge(**self.who(at))


class SplitForm(ActForm):
    title = button = _("Split")
    explains = _(
        "What belongs to another matter becomes a case of its own, as old as its first message. Messages of the "
        "customer go over; replies and notes stand in both."
    )
    asks_first = goes_there = True
    ahead_template = "cases/_split_ahead.html"
    chosen = forms.TypedMultipleChoiceField(label=_("Messages"), coerce=int, widget=forms.CheckboxSelectMultiple)
    subject = forms.CharField(label=_("Subject of the new case"), required=False, max_length=160)

    def offer(self) -> None:
        self.choose("chosen", [(each.seq, quoted(each)) for each in splitting.splittable(self.case)], NOTHING_ELSE)
        self.fields["chosen"].initial = None

    def look_ahead(self, at: datetime) -> SplitAhead:
        return split_ahead(self.case.ref, **self.cleaned_data, by=self.by, at=at)

    def act(self, at: datetime) -> Case:
        return splitting.split(**self.cleaned_data, **self.who(at))


class UnsplitForm(ActForm):
    title = button = _("Undo the split")
    explains = _("The messages return, the new case goes into the old one.")
    goes_there = True

    def act(self, at: datetime) -> Case:
        return splitting.unsplit(**self.who(at))


class LinkForm(ActForm):
    title = button = _("Link a case")
    explains = _("Both cases show it. Nothing else changes.")
    other = forms.CharField(label=_("Number of the other case"), max_length=32, help_text=_("Such as C-20418."))
    relation = forms.ChoiceField(label=_("What it is to this case"), widget=forms.RadioSelect, initial=Relation.RELATED)

    def offer(self) -> None:
        self.choose("relation", [(each.value, str(each.label)) for each in linking.FREE])

    def clean_other(self) -> str:
        ref = str(self.cleaned_data["other"]).strip().lstrip("#").upper()
        return f"C-{ref}" if ref.isdecimal() else ref

    def act(self, at: datetime) -> Case:
        given = self.cleaned_data
        return linking.link(to=given["other"], relation=Relation(given["relation"]), **self.who(at))


class UnlinkForm(ActForm):
    title = button = _("Take the link away")
    other = forms.ChoiceField(label=_("Other case"), widget=forms.RadioSelect)

    def offer(self) -> None:
        linked = self.case.links.filter(relation__in=linking.FREE).select_related("other")
        self.choose("other", [(each.other.ref, f"{each.other.ref} {each.other.subject}") for each in linked], NO_LINK)

    def act(self, at: datetime) -> Case:
        return linking.unlink(to=self.cleaned_data["other"], **self.who(at))


class TaskForm(ActForm):
    title = button = _("Give a task")
    explains = _(
        "A part of the work for another team or colleague, with a date. It is a case of its own; its state shows here."
    )
    subject = forms.CharField(label=_("The task"), max_length=160)
    body = long_text(label=_("Details"), required=False, help_text=_("The customer cannot see it."))
    team = forms.ModelChoiceField(Team.objects.none(), label=_("Team"), required=False, empty_label="—")
    assignee = forms.ModelChoiceField(User.objects.none(), label=_("Colleague"), required=False, empty_label="—")
    due_at = forms.DateTimeField(
        label=_("To be done by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        input_formats=INSTANTS,
    )

    def offer(self) -> None:
        for name, queryset in (
            ("team", Team.objects.order_by("name")),
            ("assignee", User.objects.active().order_by("name", "pk")),
        ):
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset = queryset
        self.fields["assignee"].label_from_instance = person_label  # type: ignore[attr-defined]
        tomorrow = timezone.localtime(timezone.now() + timedelta(days=1))
        self.fields["due_at"].initial = tomorrow.replace(minute=0, second=0, microsecond=0)

    def act(self, at: datetime) -> Case:
        return children.give_task(task=children.Task(**self.cleaned_data), **self.who(at))


class TaskDateForm(ActForm):
    title = button = _("Move the date")
    explains = _("Whoever does the task hears of it. A date that was missed stays on record.")
    task = forms.ChoiceField(label=_("The task"), widget=forms.RadioSelect)
    due_at = forms.DateTimeField(
        label=_("To be done by"),
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format=MINUTE),
        input_formats=INSTANTS,
    )
    reason = long_text(label=_("Reason"), help_text=_("Kept as an internal note, on the task and on the case."))

    def offer(self) -> None:
        tasks = task_dates.movable(self.case, self.by)
        self.choose("task", [(each.task.ref, _dated(each)) for each in tasks], NO_DATE)
        chosen = self.initial.get("task") or (tasks[0].task.ref if len(tasks) == 1 else "")
        self.fields["due_at"].initial = next((each.due_at for each in tasks if each.task.ref == chosen), None)

    def act(self, at: datetime) -> Case:
        given = {name: self.cleaned_data[name] for name in ("due_at", "reason")}
        return task_dates.move_date(ref=self.cleaned_data["task"], **given, by=self.by, at=at)


def _dated(each: task_dates.Dated) -> str:
    """C-20433 查物流单号 · 3月5日 12:00."""
    due = said(times.short_instant(each.due_at, now=timezone.localtime())) if each.due_at else "—"
    return f"{each.task.ref} {each.task.subject} · {due}"


class ExtendForm(ActForm):
    title = button = _("Extend a deadline")
    explains = _("You approve it with your name. A promise that was broken stays broken.")
    commitment = forms.ChoiceField(label=_("Promise"), widget=forms.RadioSelect)
    amount = forms.CharField(
        label=_("By how much"),
        max_length=24,
        help_text=_("In the unit of its limit: 30 min, 2 h, 1 working day, 2 calendar days."),
    )
    basis = long_text(label=_("Grounds"), help_text=_("Kept as an internal note."))

    def offer(self) -> None:
        rows = self.case.clocks.filter(stopped_at=None, cancelled=False, due_at__isnull=False).order_by("due_at")
        growing = [row for row in rows if granting.can_grow(row)]
        self.choose("commitment", [(row.commitment, _clock(row, self.case)) for row in growing], NO_CLOCK)

    def act(self, at: datetime) -> Case:
        return granting.extend(**self.cleaned_data, **self.who(at))


class ExcuseForm(ActForm):
    title = button = _("Excuse a breach")
    explains = _("You approve it with your name. It stays broken; reports can tell it apart.")
    clock = forms.ChoiceField(label=_("Promise"), widget=forms.RadioSelect)
    basis = long_text(label=_("Grounds"), help_text=_("Kept as an internal note."))

    def offer(self) -> None:
        rows = broken_clocks(self.case, timezone.now())
        self.choose("clock", [(f"{row.commitment}/{row.cycle}", _clock(row, self.case)) for row in rows], NO_BREACH)

    def act(self, at: datetime) -> Case:
        commitment, _sep, cycle = self.cleaned_data["clock"].rpartition("/")
        basis = self.cleaned_data["basis"]
        return granting.excuse(commitment=commitment, cycle=int(cycle), basis=basis, **self.who(at))


def broken_clocks(case: Case, at: datetime) -> list[Clock]:
    """The broken promises of a case that nobody has excused."""
    return list(Clock.objects.filter(case=case, excused=False).broken(at).order_by("due_at", "pk"))


def _clock(row: Clock, case: Case) -> str:
    """首次响应 · 还剩 18分 · §1.1."""
    shown = clock_view(row, case.ref, standard_of(row.standard), timezone.now())
    return f"{shown.name} · {shown.left} · §{row.clause}"


TIE_FORMS: dict[str, type[ActForm]] = {
    "tasks": TaskForm,
    "date": TaskDateForm,
    "links": LinkForm,
    "unlink": UnlinkForm,
    "merger": MergeForm,
    "unmerge": UnmergeForm,
    "split": SplitForm,
    "unsplit": UnsplitForm,
    "extension": ExtendForm,
    "excuse": ExcuseForm,
}
"""The form of every such act, by the name of its address."""
