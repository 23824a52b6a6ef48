"""What tools/screenshots.py takes pictures of, and which addresses need none."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

PAGES = Path(__file__).parent.parent / "tests" / "walk" / "pages.txt"


class Scene(NamedTuple):
    """A page by its address, or by links to follow from there (the first that fits each selector).

    `{ref}` in an address is the first case of the list, `{later}` the page of one with a reply that waits for its time.
    `opens` is pressed before the picture. Nobody who is not
    signed in sees more than what is open to everybody.
    """

    name: str
    path: str
    links: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    who: str = "supervisor"


ALL = "/cases/?view=all"
CASE = "a.row"
DRAFT, LOG, MAPPING, REPLAY, RUN = (
    "/standards/drafts/1/",
    "/history/logs/1/",
    "/history/logs/2/",
    "/history/replays/1/",
    "/desk/many/1/",
)  # the first of each: see furnishing.py
ACTS = (
    "participants assignee transfer snooze waits progress stage classification resolution tasks links merger split extension "
    "excuse withdrawal facts"
)

OPEN = (
    Scene("sign-in", "/accounts/login/"),
    Scene("password-reset", "/accounts/password/reset/"),
    Scene("password-reset-sent", "/accounts/password/reset/done/"),
    Scene("password-set", "/accounts/password/reset/key/done/"),
    Scene("account-inactive", "/accounts/inactive/"),
    Scene("invitation-used", "/accounts/invitation/nothing/"),
    Scene("request", "/request/"),
    Scene("request-received", "/request/received/"),
    Scene("not-found", "/nowhere/"),
)
DESK = (
    Scene("cases", ALL),
    Scene("cases-filter", ALL, opens=(".queue-head details.drop summary",)),
    Scene("cases-nothing", "/cases/?q=zzzz"),
    Scene("case-new", "/cases/new/"),
    Scene("case", ALL, (CASE,)),
    Scene("case-acts", ALL, (CASE,), (".case-top details.drop summary",)),
    Scene("case-context", ALL, (CASE, 'a[href="#context"]')),
    Scene("send-later", ALL, (CASE,), ("[data-later] summary",)),
    Scene("for-later", "{later}"),
    Scene("palette", ALL, (CASE,), (".views [data-palette], .strip [data-palette], [data-palette]",)),
    Scene("why", ALL, (CASE, "a.clock")),
    *(Scene(f"act-{name}", f"/cases/{{ref}}/{name}/") for name in ACTS.split()),
    Scene("desk-preferences", "/cases/preferences/"),
    Scene("texts", "/cases/texts/"),
    Scene("text-new", "/cases/texts/new/"),
    Scene("process", ALL, (CASE, 'a[href^="/cases/process/"]')),
    Scene("search", "/desk/search/?q=漏水", opens=(".search-facets summary",)),
    Scene("search-condition", "/desk/search/?q=漏水 状态"),
    Scene("search-in-case", "/desk/search/?in={ref}&q=的"),
    Scene("search-nothing", "/desk/search/?q=zzzz"),
    Scene("board", "/desk/board/"),
    Scene("intervention", "/desk/board/", ('a[href*="/desk/interventions/"]',)),
    Scene("wall", "/desk/wall/"),
    Scene("screens", "/desk/screens/"),
    Scene("views", "/desk/views/"),
    Scene("view-new", "/desk/views/new/?view=team&assignee=me&opened=7d"),
    Scene("view", "/desk/views/", ('main a[href^="/desk/views/"]:not([href*="new"])',)),
    Scene("many", "/cases/?view=team", opens=(".choosing", ".tick >> nth=1")),
    Scene("many-act", "/desk/many/act/?list=view%3Dteam&all=1&act=release"),
    Scene("many-run", RUN),
    Scene("macros", "/desk/macros/"),
    Scene("macro-new", "/desk/macros/new/"),
    Scene("macro", "/desk/macros/", ('main a[href^="/desk/macros/"]:not([href*="new"])',)),
    Scene("macro-trial", ALL, (CASE, 'a[href*="/trial/"]')),
    Scene("palette-page", "/desk/palette/"),
    Scene("keyboard", "/desk/keyboard/"),
)
COMPANY = (
    Scene("customer", ALL, (CASE, 'a[href^="/customers/"]')),
    Scene("customers", "/customers/"),
    Scene("notices", "/notices/"),
    Scene("notice-preferences", "/notices/preferences/"),
    Scene("people", "/people/"),
    Scene("person", "/people/", ('main a[href^="/people/1"], main a[href^="/people/2"]',)),
    Scene("person-new", "/people/new/", who="administrator"),
    Scene("person-access", "/people/", ('main a[href^="/people/2"]', 'a[href$="/access/"]'), who="administrator"),
    Scene("audit", "/people/audit/", who="administrator"),
    Scene("me", "/people/me/"),
    Scene("sign-out", "/accounts/logout/"),
    Scene("password", "/accounts/password/change/"),
    Scene("confirm-password", "/accounts/reauthenticate/"),
    Scene("second-step", "/accounts/2fa/"),
    Scene("keys", "/keys/", who="administrator"),
    Scene("publication", "/standards/publication/", who="administrator"),
    Scene("admin", "/admin/", who="administrator"),
)
STANDARDS = (
    Scene("standards", "/standards/"),
    Scene("standard", "/standards/rectified/2026.1/"),
    Scene("table", "/standards/rectified/2026.1/table/"),
    Scene("difference", "/standards/service-norm/2026.1/diff/rectified/2026.1/"),
    Scene("drafts", "/standards/drafts/"),
    Scene("draft", DRAFT),
    Scene("draft-difference", f"{DRAFT}?panel=difference"),
    Scene("revision", DRAFT, ('a[href*="/revisions/"]',)),
)
HISTORY = (
    Scene("history", "/history/"),
    Scene("log-new", "/history/logs/new/"),
    Scene("log", LOG),
    Scene("log-cases", f"{LOG}cases/"),
    Scene("case-of-history", f"{LOG}cases/", ('main a[href^="/cases/"]',)),
    Scene("mapping", MAPPING),
    Scene("mapping-text", f"{MAPPING}mapping/"),
    Scene("replays", "/history/replays/"),
    Scene("replay-new", "/history/replays/new/"),
    Scene("replay", REPLAY),
    Scene("why-under-both", REPLAY, ('.replay a[href*="/why/"]',)),
    Scene("before-after", "/history/before-after/"),
    Scene("drivers", "/history/drivers/"),
    Scene("improvements", "/history/improvements/"),
    Scene("improvement-new", "/history/improvements/new/"),
    Scene("what-if", "/history/what-if/"),
)
SCENES = (*(scene._replace(who="") for scene in OPEN), *DESK, *COMPANY, *STANDARDS, *HISTORY)

NO_PICTURES = re.compile(
    r"""/$|/views/|/health/|/keys/.+|/api/.+|/jobs/.+|/accounts/2fa/.+/              # parts of pages, files, ways on
    |/(cases|desk)/.*(presence|tabs|next|previous|refreshment|attachments|draft|held|count|promises|customers|figures|similar).*
    |/cases/<str:ref>/(?!clocks).*                                                     # acts: all of one template
    |/cases/texts/<.*|/desk/macros/<int:pk>/on/.*|/notices/(bell|ringing|<).*|/customers/<int:pk>/details/
    |/.*(columns|files/.*|\.csv|\.yaml|standard\.yaml|attachments/.*)/?|/s/.*|/desk/wall/<str:key>/|/standards/.*/diff/|/history/improvements/<.*""",
    re.VERBOSE,
)
"""Routes that answer but are not looked at: what a customer or a screen opens has an address that is told to them once."""


def without_picture(seen: Iterable[str]) -> Iterator[str]:
    """The pages of the walk's table that none of the addresses belongs to."""
    paths = set(seen)
    for line in PAGES.read_text(encoding="utf-8").splitlines():
        method, route, *answers = line.partition("|")[0].split() or ["", ""]
        if method != "GET" or "200" not in answers or NO_PICTURES.fullmatch(route):
            continue
        pattern = "".join(
            "[^/]+" if each.startswith("<") else re.escape(each) for each in re.split(r"(<[^>]+>)", route)
        )
        if not any(re.fullmatch(pattern, path) for path in paths):
            yield f"no picture of {route}"
