"""The pages of the desk as people of different sight open them, one after the other: how long the server takes for each."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Count

from calling import Answer, Application
from listing import signed_in
from wuxing.accounts.models import Role, User
from wuxing.cases.filters import View
from wuxing.cases.models import Case

REPEATS = 20
CASE, PALETTE = "case page", "palette"
TYPED = "", "q=wzp", "q=zhipai", "q=50000", "q=%E6%BC%8F%E6%B0%B4", "in=customers&q=%E6%9E%97", "in=customers&q=0000"
"""What is typed into the palette: nothing, pinyin of a view and of an act, a number, a word, customers by name and phone."""
NARROWED = (
    "view=all&sort=newest",
    "view=all&sort=oldest",
    "view=all&state=late",
    "view=all&state=risk",
    "view=all&state=run",
    "view=all&state=hold",
    "view=all&state=ended",
    "view=team&state=late",
    "view=team&class.urgency=urgent",
    "view=all&class.business=complaint",
    "view=all&channel=phone&sort=newest",
    "view=all&clause=1.2&state=late",
    "view=all&q=C-50000",
    "view=all&assignee=me",
    "view=mine&state=ended",
    "view=team&state=ended",
    "view=all&has=unanswered",
    "view=all&opened=7d",
    "view=all&ended=7d",
    "view=team&today=kept",
    "view=mine&today=decided",
)
"""What people keep as views of their own."""


def paged() -> dict[str, Any]:
    """Seconds of the server for each page and person, sorted, and what a first view and a part weigh, in bytes."""
    application = Application()
    lists: dict[str, list[float]] = {}
    cases: dict[str, list[float]] = {}
    palettes: dict[str, list[float]] = {}
    for whose, user in people().items():
        cookie = signed_in(user)
        for name, path in paths(user):
            _open(application, path, cookie)
            taken = sorted(_open(application, path, cookie).elapsed for _ in range(REPEATS))
            (palettes if PALETTE in name else cases if CASE in name else lists)[f"{whose} {name}"] = taken
    told = {"lists": lists, "pages": cases, "palettes": palettes}
    return {"cases": Case.objects.count(), **told, **_weights(application)}


def _weights(application: Application) -> dict[str, int]:
    """Gzipped: the list with everything that it loads, and its rows alone as they are asked for again."""
    cookie = signed_in(people()["supervisor"])
    page = _open(application, "/cases/?view=all", cookie).body
    files = set(re.findall(r'(?:src|href)="(/static/[^"]+\.(?:css|js|woff2|svg))', page.decode()))
    loaded = [gzip.compress(application("GET", each).body) for each in sorted(files)]
    rows = application("GET", "/cases/?view=all", Cookie=cookie, **{"HX-Request": "true"}).body
    return {"first": len(gzip.compress(page)) + sum(map(len, loaded)), "part": len(gzip.compress(rows))}


def people() -> Mapping[str, User]:
    """Who sees all of it, the people of a team who see a part, and somebody who sees next to nothing."""
    everybody = User.objects.filter(is_active=True).order_by("pk")
    nobody, _new = User.objects.get_or_create(username="newcomer", defaults={"name": "Newcomer", "role": Role.AGENT})
    return {
        "supervisor": everybody.filter(role=Role.SUPERVISOR)[0],
        "agent": everybody.filter(role=Role.AGENT)[0],
        "engineer": everybody.filter(role=Role.ENGINEER).first() or everybody.filter(role=Role.AGENT)[1],
        "newcomer": nobody,
    }


def paths(user: User) -> Iterator[tuple[str, str]]:
    """What somebody opens, each by a name and an address."""
    for view in View:
        yield f"view={view.value}", f"/cases/?view={view.value}"
    for query in NARROWED:
        yield query, f"/cases/?{query}"
    if ref := Case.objects.open().filter(assignee=user).values_list("ref", flat=True).first():
        yield CASE, f"/cases/{ref}/?view=team"
        for typed in TYPED:
            yield f"{PALETTE} {typed}", f"/desk/palette/?ref={ref}&{typed}"
    if user.role == Role.SUPERVISOR:
        longest = Case.objects.filter(pk__lt=5_000).annotate(words=Count("messages")).order_by("-words")[0]
        yield f"longest {CASE}", f"/cases/{longest.ref}/?view=all"
        yield "second page", f"/cases/?view=all&after={_after()}"


def _after() -> str:
    """Deep in the list."""
    case = Case.objects.exclude(ending="").order_by("pk")[100]
    return f"ended~{case.opened_at:%Y-%m-%dT%H:%M:%S%z}~{case.pk}".replace("+", "%2B")


def _open(application: Application, path: str, cookie: str) -> Answer:
    part = {"HX-Request": "true"} if path.startswith("/desk/palette/") else {}
    answer = application("GET", path, Cookie=cookie, **part)
    assert answer.status == 200, (path, answer.status, answer.body.decode()[-1500:])
    return answer
