"""Pictures of every page: `python tools/screenshots.py [--base URL --user NAME --password WORD] [PAGE …]`.

Starts the demo company on a free port (data in out/screenshots/home, found again next time), signs in, does once what
the demo has not done (begins a draft, brings two logs in, replays one), walks the pages below at 1440 and 390 px by day
and by night in Chinese, and at 1440 px in English, and writes out/screenshots/*.png.
Tells what a look cannot: errors of scripts and of the content policy, and pages that are wider than their window.
Exits 1 when there is any of these.
"""

import argparse
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

ROOT = Path(__file__).parent.parent
OUT = ROOT / "out" / "screenshots"
PASSWORD = re.compile(r"^  (\S+) +\S+-\S+ +(.+)$", re.MULTILINE)  # staff number, password, name and role
WIDTHS = {1440: 900, 390: 844}


class Scene(NamedTuple):
    """A page by its address, or by links to follow from there (the first that fits each selector)."""

    name: str
    path: str
    links: tuple[str, ...] = ()
    is_open: bool = False  # also for who is not signed in; taken before signing in


CASE = "a.row"
DRAFT, LOG, REPLAY = (
    "/standards/drafts/1/",
    "/history/logs/1/",
    "/history/replays/1/",
)  # the first of each: see `furnish`
SAMPLE = ROOT / "src" / "wuxing" / "history" / "logs" / "sample"
LONGEST = 120_000  # milliseconds of a job
SCENES = (
    Scene("sign-in", "/accounts/login/", is_open=True),
    Scene("request", "/request/", is_open=True),
    Scene("not-found", "/nowhere/", is_open=True),
    Scene("cases", "/cases/?view=all"),
    Scene("cases-nothing", "/cases/?q=zzzz"),
    Scene("case-new", "/cases/new/"),
    Scene("case", "/cases/?view=all", (CASE,)),
    Scene("case-context", "/cases/?view=all", (CASE, 'a[href="#context"]')),
    Scene("why", "/cases/?view=all", (CASE, "a.clock")),
    Scene("views", "/desk/views/"),
    Scene("view-new", "/desk/views/new/?view=team&assignee=me&opened=7d"),
    Scene("many", "/cases/?view=team", (".choosing", ".tick >> nth=1")),
    Scene("many-act", "/desk/many/act/?list=view%3Dteam&all=1&act=release"),
    Scene("macros", "/desk/macros/"),
    Scene("macro-new", "/desk/macros/new/"),
    Scene("customer", "/cases/?view=all", (CASE, 'a[href^="/customers/"]')),
    Scene("status", "/cases/?view=all", (CASE, 'a[href*="/s/"]')),
    Scene("customers", "/customers/"),
    Scene("standards", "/standards/"),
    Scene("standard", "/standards/rectified/2026.1/"),
    Scene("table", "/standards/rectified/2026.1/table/"),
    Scene("difference", "/standards/service-norm/2026.1/diff/rectified/2026.1/"),
    Scene("publication", "/standards/publication/"),
    Scene("process", "/cases/?view=all", (CASE, 'a[href^="/cases/process/"]')),
    Scene("drafts", "/standards/drafts/"),
    Scene("draft", DRAFT),
    Scene("draft-difference", f"{DRAFT}?panel=difference"),
    Scene("revision", DRAFT, ('a[href*="/revisions/"]',)),
    Scene("history", "/history/"),
    Scene("log-new", "/history/logs/new/"),
    Scene("log", LOG),
    Scene("log-cases", f"{LOG}cases/"),
    Scene("case-of-history", f"{LOG}cases/", ('main a[href^="/cases/"]',)),
    Scene("mapping", "/history/logs/2/"),
    Scene("replays", "/history/replays/"),
    Scene("replay-new", "/history/replays/new/"),
    Scene("replay", REPLAY),
    Scene("why-under-both", REPLAY, ('.replay a[href*="/why/"]',)),
    Scene("what-if", "/history/what-if/"),
    Scene("notices", "/notices/"),
    Scene("people", "/people/"),
    Scene("person", "/people/", ('main a[href^="/people/1"], main a[href^="/people/2"]',)),
    Scene("me", "/people/me/"),
    Scene("admin", "/admin/"),
)


class Look(NamedTuple):
    """How a page is looked at."""

    width: int
    theme: str
    language: str = "zh"


LOOKS = (*(Look(width, theme) for width in WIDTHS for theme in ("light", "dark")), Look(1440, "light", "en"))


def main(arguments: list[str]) -> int:
    """Take the pictures; return the exit code."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("pages", nargs="*", metavar="PAGE", help=f"of {', '.join(each.name for each in SCENES)}")
    parser.add_argument("--base", help="a server that runs already")
    parser.add_argument("--user", default="", help="who signs in")
    parser.add_argument("--password", default="")
    chosen = parser.parse_args(arguments)
    scenes = [scene for scene in SCENES if not chosen.pages or scene.name in chosen.pages]
    OUT.mkdir(parents=True, exist_ok=True)
    with served(chosen.base, chosen.user, chosen.password) as (base, user, password):
        if not chosen.base:
            furnish(base, user, password)
        told = list(walked(base, user, password, scenes))
    print("\n".join(told) or f"{len(scenes)} pages look all right to a machine; see {OUT.relative_to(ROOT)}.")
    return 1 if told else 0


@contextmanager
def served(base: str | None, user: str, password: str) -> Iterator[tuple[str, str, str]]:
    """A server with people in it: the one that is named, or the demo company."""
    if base:
        yield base.rstrip("/"), user, password
        return
    port, home = free_port(), OUT / "home"
    environment = {**os.environ, "WUXING_HOME": str(home), "WUXING_BASE_URL": f"http://localhost:{port}"}
    program = Path(sys.executable).with_name("wuxing")
    command = [str(program), "run", "--demo", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        name = user or started(server, home / "screenshots-user")
        said = subprocess.run(
            [str(program), "password", name], env=environment, capture_output=True, text=True, check=True
        )
        yield f"http://localhost:{port}", name, re.split("[：:] ?", said.stdout.strip().splitlines()[0])[-1]
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def started(server: "subprocess.Popen[str]", known: Path) -> str:
    """Wait until the server says that it is ready; the supervisor of the demo, else the first who got a password."""
    lines = []
    for line in server.stdout or ():
        lines.append(line)
        if "http://" in line:
            break
    people = PASSWORD.findall("".join(lines))
    if people:
        known.write_text(next((name for name, role in people if "Supervisor" in role), people[0][0]), encoding="utf-8")
    return known.read_text(encoding="utf-8")


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


def furnish(base: str, user: str, password: str) -> None:
    """Do in the demo company what it has not done itself, once, as a person would."""
    with browsing() as browser:
        context = browser.new_context(base_url=base, locale="zh-CN")
        sign_in(context, user, password)
        page = context.new_page()
        for path, do in ((DRAFT, begin_draft), (LOG, import_log), ("/history/logs/2/", bring_log), (REPLAY, replay)):
            if context.request.get(path).status == 404:
                do(page)


def begin_draft(page: Page) -> None:
    page.goto("/standards/drafts/")
    page.select_option("[name=ref]", index=1)
    page.locator("main form button.is-primary").click()
    page.wait_for_url(f"**{DRAFT}")


def bring_log(page: Page) -> None:
    page.goto("/history/logs/new/")
    page.set_input_files("[name=file]", SAMPLE / "sample_log.csv")
    page.locator("main form button.is-primary").click()
    page.wait_for_url(re.compile(r"/history/logs/\d+/$"))


def import_log(page: Page) -> None:
    bring_log(page)
    page.locator("#mapping-text").evaluate(
        "(box, text) => { box.value = text; box.form.submit() }", (SAMPLE / "sample.yaml").read_text("utf-8")
    )
    page.wait_for_url("**/mapping/")
    page.locator('form[action$="/import/"] button').click()
    page.wait_for_selector(f'a[href="{LOG}cases/"]', timeout=LONGEST)


def replay(page: Page) -> None:
    page.goto("/history/replays/new/")
    page.select_option("[name=standard]", "five-star@2026.1")
    page.select_option("[name=history]", index=1)
    page.locator("main form button.is-primary").click()
    page.wait_for_selector(".replay", timeout=LONGEST)


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def walked(base: str, user: str, password: str, scenes: list[Scene]) -> Iterator[str]:
    """Take every picture; yield what is wrong."""
    with browsing() as browser:
        for is_open in (True, False):
            context = browser.new_context(base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai")
            if not is_open:
                sign_in(context, user, password)
            for language in ("zh", "en"):
                read_in(context, language)
                for scene in scenes:
                    if scene.is_open == is_open:
                        yield from pictures(context, scene, language)
            read_in(context, "zh")
            context.close()


def sign_in(context: BrowserContext, user: str, password: str) -> None:
    page = context.new_page()
    page.goto("/accounts/login/")
    page.fill('input[name="login"]', user)
    page.fill('input[name="password"]', password)
    page.locator('form:has(input[name="password"]) button.is-primary').click()
    page.wait_for_url(lambda url: "/login" not in url)
    page.close()


def read_in(context: BrowserContext, language: str) -> None:
    """Choose the language as a person would: in the menu, or at the door by the address."""
    code, page = {"zh": "zh-hans", "en": "en"}[language], context.new_page()
    page.goto("/notices/")
    button = page.locator(f'button[name="language"][value="{code}"]')
    if button.count():
        with page.expect_navigation():
            button.first.dispatch_event("click")
    else:
        page.goto(f"/accounts/login/?lang={code}")
    page.close()


def pictures(context: BrowserContext, scene: Scene, language: str) -> Iterator[str]:
    """One page in every look of one language."""
    page, wrong = context.new_page(), set[str]()
    page.on("console", lambda said: wrong.add(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: wrong.add(str(error)))
    page.set_viewport_size({"width": 1440, "height": 900})
    if not arrived(page, scene):
        yield f"{scene.name}: no link leads there"
    else:
        for look in LOOKS:
            if look.language == language:
                yield from taken(page, scene.name, look)
    expected = "404" if scene.name == "not-found" else "never"
    yield from sorted(f"{scene.name}: {each}" for each in wrong if expected not in each)
    page.close()


def arrived(page: Page, scene: Scene) -> bool:
    page.goto(scene.path)
    for link in scene.links:
        found = page.locator(link)
        if not found.count():
            return False
        page.goto(page.evaluate("link => link.href", found.first.element_handle()))
    return True


def taken(page: Page, name: str, look: Look) -> Iterator[str]:
    page.emulate_media(color_scheme="dark" if look.theme == "dark" else "light")
    page.set_viewport_size({"width": look.width, "height": WIDTHS[look.width]})
    page.wait_for_timeout(150)
    page.screenshot(path=OUT / f"{name}-{look.width}-{look.theme}-{look.language}.png", full_page=True)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        yield f"{name}: {wide} px wider than a window of {look.width} px"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
