"""The search page: one question over cases, what was said on them, customers and the clauses of the standards."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any
from urllib.parse import urlencode

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wuxing.accounts.actors import Actor
from wuxing.accounts.middleware import AgentRequest, staff
from wuxing.cases.page import case_for
from wuxing.customers.lists import LookUp, look_up
from wuxing.search.asking import AFTER, BEFORE
from wuxing.search.completing import completions, value_of
from wuxing.search.documents import operators, sources
from wuxing.search.finding import COUNTED, PAGE, Asked, Results, facets, search, similar
from wuxing.search.remembering import forget_recent, keep, recent_of, remember
from wuxing.ui.language import language
from wuxing.ui.parts import go, part, wants_part

CUSTOMERS = 5
Address = Callable[..., str]
"""Where the same question is asked otherwise; words change the address."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A way to ask otherwise: what it is called, where it leads, how many there are (“” where nobody counted)."""

    text: str
    href: str
    count: str = ""
    is_current: bool = False


@dataclass(frozen=True, slots=True)
class Help:
    """A condition that a question may name, and its usual values as ready questions."""

    name: str
    title: str
    choices: tuple[Choice, ...]


@require_safe
@staff
def search_page(request: AgentRequest) -> HttpResponse:
    """What answers a question; the question stands in the address."""
    asked, ref, at = _asked(request), request.GET.get("in", "")[:32], timezone.now()
    address = partial(_address, asked, ref)
    results = search(asked, by=request.actor, at=at) if asked.text else None
    if results and not asked.start and not wants_part(request):  # not while somebody still types
        remember(asked.text, user=request.actor.user, at=at)  # type: ignore[arg-type]
    context = {
        "asked": asked,
        "ref": ref,
        "everywhere": address(**{"in": ""}),
        "results": results,
        "completions": [Choice(text, address(q=whole)) for text, whole in completions(asked.text, request.actor)],
        "recent": recent_of(request.actor.user),  # type: ignore[arg-type]
        **(_found(asked, results, request.actor, address) if results else {}),
        "facets": list(_facets(asked, results, at, address)) if results else [],
        "help": list(_help(asked, request.actor, address)),
        "dates": [names[language() == "zh"] for names in (BEFORE, AFTER)],
    }
    return part(request, "desk/_search_found.html", context, page="desk/search.html")


@require_safe
@staff
def similar_cases(request: AgentRequest, ref: str) -> HttpResponse:
    """Cases about the same, with the words that they share."""
    case = case_for(ref, request.actor)
    found = similar(case.subject, by=request.actor, at=timezone.now(), but=("case", case.pk))
    return part(request, "desk/_similar.html", {"similar": found, "case": case})


@require_POST
@staff
def keeping(request: AgentRequest) -> HttpResponse:
    """Keep a question, or let it pass."""
    text = request.POST.get("q", "")
    keep(text, is_kept=request.POST.get("keep") == "yes", user=request.actor.user, at=timezone.now())  # type: ignore[arg-type]
    return go(request, f"{reverse('desk:search')}?{urlencode({'q': text})}" if text else reverse("desk:search"))


@require_POST
@staff
def clearing(request: AgentRequest) -> HttpResponse:
    """Forget what was asked lately."""
    forget_recent(user=request.actor.user)  # type: ignore[arg-type]
    return go(request, reverse("desk:search"))


def _asked(request: AgentRequest) -> Asked:
    query = request.GET
    among = [source for source in sources().values() if not source.is_apart]
    kinds = [kind for kind in query.getlist("kind") if any(kind in source.kinds for source in among)]
    start = query.get("start", "")
    ref = query.get("in", "")[:32]
    about = ("case", case_for(ref, request.actor).pk) if ref else None
    number = min(int(start), COUNTED) if start.isascii() and start.isdigit() and len(start) < 6 else 0
    return Asked(query.get("q", ""), kinds, about, is_wide=query.get("wide") == "yes", start=number)


def _found(asked: Asked, results: Results, by: Actor, address: Address) -> Mapping[str, Any]:
    who = look_up(asked.text, by=by) if not (asked.start or asked.kinds or asked.about) else LookUp("", ())
    is_more = results.count > COUNTED or (results.is_cut and not asked.is_wide)
    return {
        "count": f"{COUNTED}+" if is_more else str(results.count),
        "kinds": list(_kinds(asked, results, address)),
        "customers": who.found[:CUSTOMERS],
        "more_customers": len(who.found) > CUSTOMERS,
        "meant": [(typed, address(q=asked.text.replace(typed, better))) for typed, better in results.question.unknown],
        "wider": address(wide="yes") if results.is_cut and not asked.is_wide else "",
        "next": address(start=str(asked.start + PAGE)) if results.has_more else "",
    }


def _kinds(asked: Asked, results: Results, address: Address) -> Iterator[Choice]:
    """The kinds of what was found, as ways to narrow it; all of them, once it is."""
    if asked.kinds:
        yield Choice(_("Everything"), address(kind=""))
    for source in sources().values():
        for kind, title in source.kinds.items():
            count = results.kinds.get(kind, 0)
            if count or kind in asked.kinds:
                shown = f"{COUNTED}+" if count > COUNTED else str(count)
                yield Choice(str(title), address(kind=kind), shown, kind in asked.kinds)


def _facets(asked: Asked, results: Results, at: datetime, address: Address) -> Iterator[tuple[str, list[Choice]]]:
    """How what was found differs, as ways to narrow it."""
    for facet in facets(results, at):
        name = operators()[facet.operator].typed
        asks = ((word, f"{asked.text} {name}:{value}", count) for value, word, count in facet.values)
        yield facet.title, [Choice(word, address(q=whole), str(count)) for word, whole, count in asks]


def _help(asked: Asked, by: Actor, address: Address) -> Iterator[Help]:
    for name, operator in operators().items():
        if name == operator.name:
            values = operator.values(by)
            begun = f"{asked.text} {operator.typed}".strip()
            ready = (Choice(str(word), address(q=f"{begun}:{value_of(value, word)}")) for value, word in values)
            yield Help(operator.typed, str(operator.title), tuple(ready))


def _address(asked: Asked, ref: str, **changed: str) -> str:
    """The same question asked otherwise."""
    given = {"q": asked.text, "in": ref, "kind": asked.kinds[0] if asked.kinds else ""}
    given |= {"wide": "yes" if asked.is_wide else ""}
    wanted = {name: value for name, value in {**given, **changed}.items() if value}
    return f"{reverse('desk:search')}?{urlencode(wanted)}"
