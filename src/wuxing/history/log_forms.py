"""Forms of logs: bringing one in, and saying which of its columns is what."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, cast

from django import forms
from django.conf import settings
from django.forms.boundfield import BoundField
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.core.source import Text
from wuxing.core.standard.document import EVENT_KINDS, MAIN_DIMENSIONS
from wuxing.history import guessing
from wuxing.history.logs import drafting
from wuxing.history.logs.drafting import Choices, ClassChoice
from wuxing.history.logs.outline import FORMATS, Outline
from wuxing.ui.language import said

Labels = Mapping[str, Mapping[str, Text]]

MEANINGS = {
    drafting.CUSTOMER: _("waits for the customer"),
    drafting.PARTS: _("waits for parts"),
    drafting.SUPPLIER: _("waits for the supplier"),
    drafting.RESOLVED: _("resolved"),
    drafting.CLOSED: _("case closed"),
    drafting.REOPENED: _("reopened"),
}
DIMENSIONS = {"business": _("Business"), "customer": _("Customer type"), "urgency": _("Urgency")}
DATED = {"replied": _("First reply at"), "resolved": _("Resolved at"), "closed": _("Closed at")}


class BringForm(forms.Form):
    """A file from here, or one that lies in the folder on the server."""

    file = forms.FileField(label=_("File"), required=False, help_text=_("CSV, JSONL (both also .gz) or Parquet."))
    incoming = forms.ChoiceField(label=_("In the folder on the server"), required=False)

    def __init__(self, names: list[str], *args: Any) -> None:
        super().__init__(*args)
        field = cast(forms.ChoiceField, self.fields["incoming"])
        field.choices = [("", "—"), *((name, name) for name in names)]

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        if not given.get("file") and not given.get("incoming") and not self.errors:
            self.add_error("file", _("Choose a file."))
        return given


@dataclass(frozen=True, slots=True)
class ValueGroup:
    """The values of one column, each with the choice of what it means."""

    title: str
    column: str
    fields: tuple[BoundField, ...]


class ColumnsForm(forms.Form):
    """Which column is what. What is chosen decides which values are asked about next."""

    shape = forms.ChoiceField(
        label=_("One row is"),
        choices=[
            (drafting.CHANGES, _("a change of a case (its state at that time)")),
            (drafting.EVENTS, _("an event, with its kind in a column")),
            (drafting.CASES, _("a whole case, with its times in columns")),
        ],
    )
    case = forms.ChoiceField(label=_("Number of the case"))
    at = forms.ChoiceField(label=_("Time"))
    format = forms.ChoiceField(label=_("Format of times"), choices=[(each, each) for each in FORMATS])
    zone = forms.CharField(label=_("Time zone"), max_length=64)
    kind = forms.ChoiceField(label=_("State, or kind of event"), required=False)
    by = forms.ChoiceField(label=_("Who did it"), required=False)

    def __init__(self, outline: Outline, labels: Labels, data: Mapping[str, Any] | None = None) -> None:
        self.outline, self.labels = outline, labels
        guess = {**_from_outline(outline), **guessing.guessed(outline)}
        super().__init__(data, initial=guess)
        for name, label in (*DATED.items(), *((f"class_{each}", DIMENSIONS[each]) for each in MAIN_DIMENSIONS)):
            self.fields[name] = forms.ChoiceField(label=label, required=False)
        for dimension in MAIN_DIMENSIONS:
            self.initial.setdefault(f"class_{dimension}", guess.get(dimension, ""))
            self.fields[f"else_{dimension}"] = self._class_field(dimension, gettext("otherwise"))
        self._offer_columns()
        self.groups = tuple(self._groups())

    @property
    def wanted(self) -> list[BoundField]:
        """The questions that the shape of the rows leaves."""
        whole = self._now("shape") == drafting.CASES
        names = ["shape", "case", "at", *(DATED if whole else ["kind"]), "by", "format", "zone"]
        return [self[name] for name in names]

    @property
    def class_fields(self) -> list[tuple[BoundField, BoundField]]:
        """Where each dimension comes from, and what holds where it says nothing."""
        return [(self[f"class_{each}"], self[f"else_{each}"]) for each in MAIN_DIMENSIONS]

    def clean_kind(self) -> str:
        kind = str(self.cleaned_data.get("kind") or "")
        if not kind and self._now("shape") != drafting.CASES:
            raise forms.ValidationError(_("Choose the column that tells what happened."))
        return kind

    def choices(self, name: str) -> Choices:
        """What was chosen, of a valid form; `name` is that of the log."""
        given = self.cleaned_data
        whole = given["shape"] == drafting.CASES
        dated = {each: given[each] for each in DATED if whole and given[each]}
        formats = [given["format"], *(self._format_of(column) for column in dated.values())]
        return Choices(
            name=name,
            title=name,
            shape=given["shape"],
            layout=self.outline.layout,
            case=given["case"],
            at=given["at"],
            times=tuple(filter(None, formats)),
            zone=given["zone"],
            missing=self.outline.missing,
            kind="" if whole else given["kind"],
            values={} if whole else self._values("v", given["kind"]),
            dated=dated,
            by=given["by"],
            classes={each: self._class_choice(each) for each in MAIN_DIMENSIONS},
            labels=self.labels,
        )

    def _class_choice(self, dimension: str) -> ClassChoice:
        column = self.cleaned_data[f"class_{dimension}"]
        values = self._values(f"c-{dimension}", column) if column else {}
        return ClassChoice(column, values, self.cleaned_data[f"else_{dimension}"])

    def _values(self, prefix: str, column: str) -> dict[str, str]:
        return {value: self.cleaned_data.get(name, "") for name, value in self._named(prefix, column)}

    def _groups(self) -> Iterator[ValueGroup]:
        """The values to be explained: fields are named by column and place, so another column asks anew."""
        shape, kind = self._now("shape"), self._now("kind")
        if shape != drafting.CASES and kind:
            title = gettext("What the states mean") if shape == drafting.CHANGES else gettext("Which events these are")
            yield ValueGroup(title, kind, tuple(self._meaning_fields(shape, kind)))
        for dimension in MAIN_DIMENSIONS:
            if column := self._now(f"class_{dimension}"):
                yield ValueGroup(str(DIMENSIONS[dimension]), column, tuple(self._class_fields(dimension, column)))

    def _meaning_fields(self, shape: str, column: str) -> Iterator[BoundField]:
        is_change = shape == drafting.CHANGES
        meanings = MEANINGS if is_change else {kind: said(text) for kind, text in EVENT_KINDS.items()}
        nothing = gettext("being worked on") if is_change else gettext("leave out")
        for name, value in self._named("v", column):
            self.fields[name] = forms.ChoiceField(
                label=value, required=False, choices=[("", nothing), *((key, text) for key, text in meanings.items())]
            )
            patterns = guessing.STATES if is_change else guessing.KINDS
            self.initial[name] = guessing.meaning(value, patterns, meanings)
            yield self[name]

    def _class_fields(self, dimension: str, column: str) -> Iterator[BoundField]:
        for name, value in self._named(f"c-{dimension}", column):
            self.fields[name] = self._class_field(dimension, value)
            self.initial[name] = guessing.class_of(value, self.labels.get(dimension, {}))
            yield self[name]

    def _class_field(self, dimension: str, label: str) -> forms.ChoiceField:
        known = [(key, said(text)) for key, text in self.labels.get(dimension, {}).items()]
        return forms.ChoiceField(label=label, required=False, choices=[("", "—"), *known])

    def _named(self, prefix: str, column: str) -> Iterator[tuple[str, str]]:
        found = self.outline.column(column)
        place = self.outline.columns.index(found) if found else 0
        for number, value in enumerate(found.values if found else ()):
            yield f"{prefix}-{place}-{number}", value

    def _offer_columns(self) -> None:
        every = [(each.name, f"{each.name} · {each.example[:24]}") for each in self.outline.columns]
        times = [pair for pair, each in zip(every, self.outline.columns, strict=True) if each.times] or every
        few = [pair for pair, each in zip(every, self.outline.columns, strict=True) if each.values]
        offers = {"case": every, "at": times, "kind": few, "by": every, **dict.fromkeys(DATED, times)}
        offers |= {f"class_{dimension}": few for dimension in MAIN_DIMENSIONS}
        for name, offered in offers.items():
            field = cast(forms.ChoiceField, self.fields[name])
            field.choices = offered if name in ("case", "at") else [("", gettext("no column")), *offered]

    def _format_of(self, name: str) -> str:
        found = self.outline.column(name)
        return found.times if found else ""

    def _now(self, name: str) -> str:
        """What is chosen at present, given or guessed."""
        return str(self.data.get(name, "") if self.is_bound else self.initial.get(name, ""))


def _from_outline(outline: Outline) -> dict[str, str]:
    at = outline.column(guessing.guessed(outline).get("at", ""))
    return {"format": at.times if at and at.times else FORMATS[0], "zone": settings.TIME_ZONE}
