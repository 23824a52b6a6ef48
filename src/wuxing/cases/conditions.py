"""By which conditions cases that can be found are narrowed, and how those that were found differ in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import datetime
from typing import Any

from django.db.models import Count, Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import User
from wuxing.cases.models import Case, CaseQuerySet, Clock
from wuxing.cases.showing import dimension
from wuxing.customers.models import Customer
from wuxing.search.completing import value_of
from wuxing.search.documents import Facet, Operator
from wuxing.standards.finding import NoStandard, in_force
from wuxing.ui.language import said

REALM = "case"
STATES = {
    "open": (_("Not ended"), Q(ending="")),
    "unassigned": (_("Unassigned"), Q(ending="", assignee=None)),
    "waiting": (_("Waiting"), ~Q(waiting_for="") & Q(ending="")),
    "resolved": (_("To be confirmed"), Q(ending="", resolved_at__isnull=False)),
    "ended": (_("Ended"), ~Q(ending="")),
}
CLOCKS = {"late": _("Overdue"), "at-risk": _("Past a warning"), "paused": _("Paused")}
ME, NOBODY = ("me", "我"), ("none", "无")

SHOWN = 6
"""Values of one facet: the most frequent."""
CLASSES = {"urgency": "urgency", "business": "business", "customer": "customer_type"}
"""Columns of the dimensions of a class."""


def facets(numbers: Sequence[int], at: datetime) -> Iterator[Facet]:
    """How the cases of these numbers differ by status, handler and class; where they do not, nothing is told."""
    cases = Case.objects.filter(pk__in=numbers).order_by()
    counted = cases.aggregate(**{key: Count("pk", filter=meant) for key, (_word, meant) in STATES.items()})
    states = [(value_of(key, word), str(word), counted[key]) for key, (word, _meant) in STATES.items()]
    yield from _facet("status", gettext("Status"), states, len(numbers))

    rows = list(cases.values("assignee__username", "assignee__name", *CLASSES.values()))
    people = Counter((row["assignee__username"], row["assignee__name"]) for row in rows)
    owners = [(name or NOBODY[0], shown or name or gettext("nobody"), n) for (name, shown), n in people.items()]
    yield from _facet("owner", gettext("Handled by"), owners, len(numbers))

    words = _class_words(at)
    for name, column in CLASSES.items():
        found = Counter(row[column] for row in rows if row[column])
        classes = [(value_of(key, words.get(key, key)), words.get(key, key), n) for key, n in found.items()]
        yield from _facet("class", dimension(name), classes, len(numbers))


def _facet(operator: str, title: str, values: Sequence[tuple[str, str, int]], every: int) -> Iterator[Facet]:
    """The most frequent values; nothing where one click would leave everything as it is."""
    if any(0 < count < every for _value, _word, count in values):
        shown = sorted((each for each in values if each[2]), key=lambda each: -each[2])[:SHOWN]
        yield Facet(operator, title, shown)


def _class_words(at: datetime) -> Mapping[str, str]:
    with suppress(NoStandard):
        return {key: said(text) for words in in_force(at).classes.values() for key, text in words.items()}
    return {}


def _of_customer(value: str, by: Actor, at: datetime) -> CaseQuerySet:
    named = Customer.objects.filter(Q(name__icontains=value) | Q(company__name__icontains=value))
    if value.isdecimal() and len(value) >= 4:
        named = Customer.objects.filter(points__backwards__startswith=value[::-1])
    return Case.objects.filter(customer__in=named.values("pk")[:1_000])


def _of_owner(value: str, by: Actor, at: datetime) -> CaseQuerySet | None:
    if value in ME:
        return Case.objects.filter(assignee=by.user)
    if value in NOBODY:
        return Case.objects.filter(assignee=None)
    people = list(User.objects.filter(Q(username__iexact=value) | Q(name__icontains=value)).values_list("pk")[:50])
    return Case.objects.filter(assignee__in=[pk for (pk,) in people]) if people else None


def _of_state(value: str, by: Actor, at: datetime) -> CaseQuerySet | None:
    meant = _named(STATES, value, lambda each: each[0])
    return Case.objects.filter(STATES[meant][1]) if meant else None


def _of_class(value: str, by: Actor, at: datetime) -> CaseQuerySet | None:
    meant = set()
    with suppress(NoStandard):
        for words in in_force(at).classes.values():
            meant |= {key for key, text in words.items() if value.casefold() in (key, text.zh, text.en.casefold())}
    is_meant = Q(business__in=meant) | Q(customer_type__in=meant) | Q(urgency__in=meant)
    return Case.objects.filter(is_meant) if meant else None


def _of_clock(value: str, by: Actor, at: datetime) -> CaseQuerySet | None:
    meant = _named(CLOCKS, value, lambda each: each)
    if meant is None:
        return None
    paused = Clock.objects.on_hold()
    clocks = {"late": Clock.objects.breached(at), "at-risk": Clock.objects.at_risk(at), "paused": paused}[meant]
    return Case.objects.filter(pk__in=clocks.values("case"))


def _named(known: Mapping[str, Any], value: str, words: Callable[[Any], object]) -> str | None:
    """The key of a value that is typed as its key or as its word in the reader's language."""
    return next((key for key, held in known.items() if value.casefold() in (key, str(words(held)).casefold())), None)


OPERATORS = (
    Operator("customer", ("客户",), REALM, _("a name, or the last digits of a phone"), lambda by: (), _of_customer),
    Operator(
        "owner", ("处理人",), REALM, _("Handled by"), lambda by: [("me", _("me")), ("none", _("nobody"))], _of_owner
    ),
    Operator(
        "status",
        ("状态",),
        REALM,
        _("Status"),
        lambda by: [(key, word) for key, (word, _q) in STATES.items()],
        _of_state,
    ),
    Operator("class", ("类别",), REALM, _("as the standard names its classes"), lambda by: (), _of_class),
    Operator("clock", ("时限",), REALM, _("Clock"), lambda by: list(CLOCKS.items()), _of_clock),
)
