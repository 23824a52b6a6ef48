"""What stands after the clauses of a document: calendars with their data sets, classes, roles, events."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.core.calendar.data_set import DataSet
from wuxing.core.calendar.definition import Definition
from wuxing.core.calendar.saying import exceptions_in_words, hours_in_words
from wuxing.core.source import Text
from wuxing.core.standard.document import Standard
from wuxing.core.standard.wording import dimension_in_words
from wuxing.packs.finding import data_sets


@dataclass(frozen=True, slots=True)
class CalendarLine:
    """A calendar in words, with the dated data sets that it rests on."""

    name: str
    timezone: str
    hours: Text
    exceptions: tuple[Text, ...]
    data: tuple[DataSet, ...]


@dataclass(frozen=True, slots=True)
class Names:
    """What the keys of a standard are called: the values of a dimension, its roles, its own events."""

    title: Text
    entries: tuple[tuple[str, Text], ...]


def calendar_lines(standard: Standard) -> list[CalendarLine]:
    """Every calendar in words."""
    return [_calendar(each) for each in standard.calendars.values()]


def names(standard: Standard) -> list[Names]:
    """Classes by dimension, then roles, then what the standard calls events of its own."""
    found = [Names(_dimension(dimension), tuple(values.items())) for dimension, values in standard.classes.items()]
    found.append(Names(Text("角色", "Roles"), tuple(standard.roles.items())))
    if standard.events:
        found.append(Names(Text("自定事件", "Events of its own"), tuple(standard.events.items())))
    return found


def _calendar(each: Definition) -> CalendarLine:
    known = data_sets()
    used = [*each.closed_sets, *(name for name, _ in each.opened_sets)]
    return CalendarLine(
        each.name,
        each.timezone,
        hours_in_words(each),
        tuple(exceptions_in_words(each, known)),
        tuple(known[name] for name in used if name in known),
    )


def _dimension(name: str) -> Text:
    said = dimension_in_words(name)
    return Text(said.zh, said.en[:1].upper() + said.en[1:])
