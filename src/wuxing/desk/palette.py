"""What the palette offers for a few typed letters: acts on the open case, places to go to, cases, customers, clauses.

Nothing here decides: an option leads to an address or an act that asks again who may. Nothing reads more rows than an
index gives at once, whatever was typed and however many cases there are.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from wuxing.accounts.actors import Actor
from wuxing.cases.filters import REF
from wuxing.cases.models import Case
from wuxing.cases.page import case_for
from wuxing.cases.possible import AT_ONCE, LABELS, Act, acts_of
from wuxing.cases.tabs import tabs_of
from wuxing.customers.lists import look_up
from wuxing.desk import steps
from wuxing.desk.macros import macros_for
from wuxing.desk.options import Does, Group, Option, in_english, matching
from wuxing.desk.places import places
from wuxing.standards.finding import standard_of
from wuxing.ui.refusal import Refused

LONGEST = 80
ENOUGH = 2
"""Letters from which on customers and clauses are looked for."""

KEYS = {
    "taking": "m",
    "assignee": "a",
    "stage": "s",
    "waits": "w",
    "resumption": "w",
    "classification": "t",
    "resolution": "e",
    "closure": "e",
}
"""The single key of an act, where it has one."""

STEPS: Mapping[str, Callable[[Case, Actor, datetime], list[Option]]] = {
    "assignee": steps.colleagues,
    "transfer": steps.teams,
    "waits": steps.reasons,
    "stage": steps.stages,
    "snooze": steps.times,
}
"""Acts that ask for a choice, and what may be chosen."""


@dataclass(frozen=True, slots=True)
class Asked:
    """What the palette was asked: letters, the step they belong to, and the case that is open."""

    typed: str = ""
    step: str = ""
    ref: str = ""

    def address(self, **change: str) -> str:
        """The palette asked for something else."""
        asked = replace(self, typed="", **change)
        given = {"in": asked.step, "ref": asked.ref}
        return f"{reverse('desk:palette')}?{urlencode({name: value for name, value in given.items() if value})}"


@dataclass(frozen=True, slots=True)
class Palette:
    """The answer: where one is in it, and what may be chosen."""

    asked: Asked
    title: str
    groups: tuple[Group, ...]

    @property
    def count(self) -> int:
        """How many options there are."""
        return sum(len(group.options) for group in self.groups)


def palette(asked: Asked, by: Actor, at: datetime) -> Palette:
    """What is offered. A case that the actor may not see is as good as none."""
    case = _case(asked.ref, by)
    asked = replace(asked, typed=asked.typed[:LONGEST].strip(), ref=case.ref if case else "")
    if case and asked.step in STEPS:
        label = str(LABELS[asked.step][0])
        return Palette(asked, label, (matching(label, STEPS[asked.step](case, by, at), asked.typed, most=30),))
    if asked.step == "clauses":
        return Palette(asked, _("Clause"), (_clauses(case, asked, at, most=50),))
    if asked.step == "customers":
        return Palette(asked, _("Customer"), (_customers(asked, by),))
    groups = [group for group in _everything(case, asked, by, at) if group.options]
    return Palette(replace(asked, step=""), "", tuple(sorted(groups, key=lambda group: group.rank)))


def _everything(case: Case | None, asked: Asked, by: Actor, at: datetime) -> Iterator[Group]:
    yield Group(_("Case"), tuple(_by_number(asked.typed, by)), -1)
    if case:
        yield from _of_case(case, asked, by, at)
    yield matching(_("On my desk"), list(_open_cases(asked, by)), asked.typed, most=6)
    yield matching(_("Go to"), [*places(by), *_asking(asked)], asked.typed, most=30 if not asked.typed else 8)
    if len(asked.typed) >= ENOUGH:
        yield _clauses(case, asked, at)
        yield _customers(asked, by)
    if asked.typed:
        yield _search(asked.typed)


def _of_case(case: Case, asked: Asked, by: Actor, at: datetime) -> Iterator[Group]:
    """The acts that are possible now; once letters are typed, their choices beside them: a name is enough to assign."""
    ready, few = _ready(case, by), 8
    acts = [_act(each, asked) for each in ready]
    yield matching(_("This case"), acts, asked.typed, most=few if asked.typed else len(acts))
    for name in [each.name for each in ready if each.name in STEPS and asked.typed]:
        yield matching(str(LABELS[name][0]), STEPS[name](case, by, at), asked.typed, most=4)
    yield matching(_("Macro"), list(_macros(case, by)), asked.typed, most=few)


def _case(ref: str, by: Actor) -> Case | None:
    if not ref:
        return None
    try:
        case = case_for(ref, by)
    except Refused:
        return None
    return None if case.history else case


def _by_number(typed: str, by: Actor) -> Iterator[Option]:
    number = REF.fullmatch(typed.lstrip("#"))
    ref = f"C-{number[1]}" if number else ""
    found = Case.objects.visible_to(by).select_related("customer").filter(ref=ref).first() if ref else None
    if found:
        yield Option(f"{found.ref} {found.subject}", _page(found.ref), "inbox", note=str(found.customer or ""))


def _open_cases(asked: Asked, by: Actor) -> Iterator[Option]:
    """The tabs on somebody's desk, the one used last first."""
    for tab in tabs_of(by):
        if tab.ref != asked.ref:
            note = _("New") if tab.is_new else _("Draft") if tab.has_draft else ""
            yield Option(f"{tab.ref} {tab.subject}", tab.href, "inbox", note=note)


def _ready(case: Case, by: Actor) -> list[Act]:
    """The acts that are possible now."""
    acts = acts_of(case, by)
    return [act for act in (*acts.shown, *acts.more) if not act.why_not]


def _act(act: Act, asked: Asked) -> Option:
    does = Does.STEP if act.name in STEPS else Does.ACT if act.name in AT_ONCE else Does.SHEET
    step = asked.address(step=act.name) if does is Does.STEP else ""
    english = in_english(LABELS[act.name][0])
    return Option(act.label, step or act.href, act.icon, does, key=KEYS.get(act.name, ""), words=(english,))


def _macros(case: Case, by: Actor) -> Iterator[Option]:
    """Each shows first what it would do; its button does it."""
    for macro in macros_for(by):
        yield Option(macro.name, reverse("desk:macro-trial", args=[macro.pk, case.ref]), "book", Does.SHEET)


def _asking(asked: Asked) -> Iterator[Option]:
    """Ways to the choices that are too many to be listed."""
    yield Option(_("Open a clause"), asked.address(step="clauses"), "book", Does.STEP, words=("clause", "standard"))
    yield Option(_("Find a customer"), asked.address(step="customers"), "user", Does.STEP, words=("customer",))


def _clauses(case: Case | None, asked: Asked, at: datetime, most: int = 4) -> Group:
    standard = standard_of(case.standard) if case and case.standard else None
    return matching(_("Clause"), steps.clauses(standard, at), asked.typed.lstrip("§"), most=most)


def _customers(asked: Asked, by: Actor) -> Group:
    """Customers whom the actor may see, found by any part of a name, a mail address, or digits of a phone."""
    found = [each for each in look_up(asked.typed, by=by).found if each.is_seen][:6]
    options = (
        Option(each.name, reverse("customers:page", args=[each.customer.pk]), "user", note=" · ".join(each.points))
        for each in found
    )
    return Group(_("Customer"), tuple(options), 15)


def _search(typed: str) -> Group:
    address = f"{reverse('desk:search')}?{urlencode({'q': typed})}"
    text = _("Search for “%(words)s” everywhere") % {"words": typed}
    return Group(_("Search"), (Option(text, address, "search"),), 90)


def _page(ref: str) -> str:
    return reverse("cases:page", args=[ref])
