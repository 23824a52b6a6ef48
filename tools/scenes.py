"""What tools/screenshots.py takes pictures of, and which addresses need none."""

import re
from typing import NamedTuple


class Scene(NamedTuple):
    """A page by its address, or by links to follow from there (the first that fits each selector).

    `{ref}` in an address is the first case of the list, `{later}` the page of one with a reply that waits for its time,
    `{link}` the page where a customer follows what they asked. `opens` is pressed before the picture. Nobody who is not
    signed in sees more than what is open to everybody. `leads` is the route that the links end at.
    """

    name: str
    path: str
    links: tuple[str, ...] = ()
    opens: tuple[str, ...] = ()
    who: str = "supervisor"
    leads: str = ""


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
    Scene("request-thanks", "{link}thanks/", leads="/s/<str:token>/thanks/"),
    Scene("status", "{link}", leads="/s/<str:token>/"),
    Scene("not-found", "/nowhere/"),
)
DESK = (
    Scene("cases", ALL),
    Scene("cases-filter", ALL, opens=(".queue-head details.drop summary",)),
    Scene("filters", "/cases/filters/?view=team"),
    Scene("cases-nothing", "/cases/?q=zzzz"),
    Scene("case-new", "/cases/new/"),
    Scene("case", ALL, (CASE,), leads="/cases/<str:ref>/"),
    Scene("case-acts", ALL, (CASE,), (".case-top details.drop summary",)),
    Scene("case-context", ALL, (CASE, 'a[href="#context"]')),
    Scene("send-later", ALL, (CASE,), ("[data-later] summary",)),
    Scene("for-later", "{later}"),
    Scene("palette", ALL, (CASE,), (".views [data-palette], .strip [data-palette], [data-palette]",)),
    Scene("why", ALL, (CASE, "a.clock"), leads="/cases/<str:ref>/clocks/<str:commitment>/<int:cycle>/"),
    *(Scene(f"act-{name}", f"/cases/{{ref}}/{name}/") for name in ACTS.split()),
    Scene("desk-preferences", "/cases/preferences/"),
    Scene("texts", "/cases/texts/"),
    Scene("text-new", "/cases/texts/new/"),
    Scene("process", ALL, (CASE, 'a[href^="/cases/process/"]'), leads="/cases/process/<str:name>/<str:version>/"),
    Scene("search", "/desk/search/?q=漏水", opens=(".search-facets summary",)),
    Scene("search-condition", "/desk/search/?q=漏水 状态"),
    Scene("search-in-case", "/desk/search/?in={ref}&q=的"),
    Scene("search-nothing", "/desk/search/?q=zzzz"),
    Scene("board", "/desk/board/"),
    Scene("intervention", "/desk/board/", ('a[href*="/desk/interventions/"]',), leads="/desk/interventions/<str:ref>/"),
    Scene("alerts", "/desk/alerts/"),
    Scene("wall", "/desk/wall/"),
    Scene("screens", "/desk/screens/"),
    Scene("views", "/desk/views/"),
    Scene("view-new", "/desk/views/new/?view=team&assignee=me&opened=7d"),
    Scene("view", "/desk/views/", ('main a[href^="/desk/views/"]:not([href*="new"])',), leads="/desk/views/<int:pk>/"),
    Scene("many", "/cases/?view=team", opens=(".choosing", ".tick >> nth=1")),
    Scene("many-act", "/desk/many/act/?list=view%3Dteam&all=1&act=release"),
    Scene("many-run", RUN),
    Scene("macros", "/desk/macros/"),
    Scene("macro-new", "/desk/macros/new/"),
    Scene(
        "macro", "/desk/macros/", ('main a[href^="/desk/macros/"]:not([href*="new"])',), leads="/desk/macros/<int:pk>/"
    ),
    Scene("macro-trial", ALL, (CASE, 'a[href*="/trial/"]'), leads="/desk/macros/<int:pk>/on/<str:ref>/trial/"),
    Scene("palette-page", "/desk/palette/"),
    Scene("keyboard", "/desk/keyboard/"),
)
COMPANY = (
    Scene("customer", ALL, (CASE, 'a[href^="/customers/"]'), leads="/customers/<int:pk>/"),
    Scene("customers", "/customers/"),
    Scene("notices", "/notices/"),
    Scene("notice-preferences", "/notices/preferences/"),
    Scene("people", "/people/"),
    Scene("person", "/people/", ('main a[href^="/people/1"], main a[href^="/people/2"]',), leads="/people/<int:pk>/"),
    Scene("person-new", "/people/new/", who="administrator"),
    Scene(
        "person-access",
        "/people/",
        ('main a[href^="/people/2"]', 'a[href$="/access/"]'),
        who="administrator",
        leads="/people/<int:pk>/access/",
    ),
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
    Scene("revision", DRAFT, ('a[href*="/revisions/"]',), leads="/standards/drafts/<int:key>/revisions/<int:number>/"),
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
    Scene("why-under-both", REPLAY, ('.replay a[href*="/why/"]',), leads="/history/replays/<int:pk>/why/"),
    Scene("before-after", "/history/before-after/"),
    Scene("drivers", "/history/drivers/"),
    Scene("improvements", "/history/improvements/"),
    Scene("improvement-new", "/history/improvements/new/"),
    Scene("what-if", "/history/what-if/"),
)
SCENES = (*(scene._replace(who="") for scene in OPEN), *DESK, *COMPANY, *STANDARDS, *HISTORY)

NO_PICTURES = (
    r"/views/|/notices/(bell|ringing)/|/customers/<int:pk>/details/|/history/logs/<int:pk>/mapping/columns/",  # parts
    r"/cases/(presence|tabs|held)/|/cases/new/.+|/desk/(board|wall)/figures/|/desk/many/count/|/desk/search/similar/.*",
    r"/cases/<str:ref>/(?!clocks).+",  # acts: all of one template; those of ACTS stand for them
    r"/cases/texts/<.*|/history/improvements/<.*",  # look as the page of a new one does
    r".*\.(csv|yaml)|.*/(files|attachments)/.*",  # files
    r"/health/|/api/v1/docs",  # for programs and who writes them
)
"""Routes that answer but are not looked at."""


def fits(route: str) -> re.Pattern[str]:
    """What the addresses of a route look like."""
    return re.compile(re.sub(r"<.+?>", "[^/]+", re.escape(route)))
