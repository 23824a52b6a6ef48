"""Pictures of every page: `python tools/screenshots.py [--base URL --user NAME --password WORD] [PAGE …]`.

Starts the demo company on a free port (data in out/screenshots/home, found again next time), signs in, does once what
the demo has not done (begins a draft, brings two logs in, replays one, writes a reply for later …), walks the pages of
tools/scenes.py at 1440 and 390 px by day and by night (in English by night at 1440 px alone), and at 720 px, which is
what a window of 1440 px shows at 200 %, and writes out/screenshots/*.png.
Tells what a look cannot: errors of scripts and of the content policy, and pages that are wider than their window. Exits 1
when there is any of these. That every page has a picture is for tests/test_scenes.py.
"""

import argparse
import json
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
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from furnishing import furnish
from scenes import ALL, CASE, SCENES, Scene, fits

ROOT = Path(__file__).parent.parent
OUT = ROOT / "out" / "screenshots"
PASSWORD = re.compile(r"^  (\S+) +\S+-\S+ +(.+)$", re.MULTILINE)  # staff number, password, name and role
ROLES = {"supervisor": "Supervisor", "administrator": "Administrator"}
WIDTHS = {1440: 900, 390: 844, 720: 450}


People = dict[str, tuple[str, str]]
"""Staff number and password of each role."""


class Look(NamedTuple):
    """How a page is looked at."""

    width: int
    theme: str
    language: str = "zh"


LOOKS = (
    *(Look(width, "light") for width in (1440, 390, 720)),
    *(Look(width, "dark") for width in (1440, 390)),
    *(Look(width, "light", "en") for width in (1440, 390)),
    Look(1440, "dark", "en"),
)


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
    with served(chosen.base, chosen.user, chosen.password) as (base, people), browsing() as browser:
        if not chosen.base:
            context = browser.new_context(base_url=base, locale="zh-CN")
            sign_in(context, *people["supervisor"])
            places = furnish(context, OUT / "home" / "screenshots-link.txt")
            scenes = [
                scene._replace(path=re.sub(r"{(later|link)}", lambda at: places[at[1]], scene.path)) for scene in scenes
            ]
            context.close()
        told = list(walked(browser, base, people, scenes))
    print("\n".join(told) or f"{len(scenes)} pages look all right to a machine; see {OUT.relative_to(ROOT)}.")
    return 1 if told else 0


@contextmanager
def served(base: str | None, user: str, password: str) -> Iterator[tuple[str, People]]:
    """A server with people in it: the one that is named, or the demo company."""
    if base:
        yield base.rstrip("/"), dict.fromkeys(ROLES, (user, password))
        return
    port, home = free_port(), OUT / "home"
    environment = {**os.environ, "WUXING_HOME": str(home), "WUXING_BASE_URL": f"http://localhost:{port}"}
    program = Path(sys.executable).with_name("wuxing")
    command = [str(program), "run", "--demo", "--port", str(port)]
    server = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True)
    try:
        people: People = {}
        for role, name in started(server, home / "screenshots-people.json").items():
            said = subprocess.run(
                [str(program), "password", name], env=environment, capture_output=True, text=True, check=True
            )
            people[role] = name, re.split("[：:] ?", said.stdout.strip().splitlines()[0])[-1]
        yield f"http://localhost:{port}", people
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(20)


def started(server: "subprocess.Popen[str]", known: Path) -> dict[str, str]:
    """Wait until the server says that it is ready; the staff numbers of the roles, told when the demo is made."""
    lines = []
    for line in server.stdout or ():
        lines.append(line)
        if "http://" in line:
            break
    people = PASSWORD.findall("".join(lines))
    if people:
        found = {role: next(name for name, words in people if word in words) for role, word in ROLES.items()}
        known.write_text(json.dumps(found), encoding="utf-8")
    return dict(json.loads(known.read_text(encoding="utf-8")))


def free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextmanager
def browsing() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
        yield browser
        browser.close()


def walked(browser: Browser, base: str, people: People, scenes: list[Scene]) -> Iterator[str]:
    """Take every picture; yield what is wrong."""
    for who in dict.fromkeys(scene.who for scene in scenes):
        context = browser.new_context(base_url=base, locale="zh-CN", timezone_id="Asia/Shanghai")
        if who:
            sign_in(context, *people[who])
        for language in ("zh", "en"):
            read_in(context, language)
            for scene in scenes:
                if scene.who == who:
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
    page.on(
        "console",
        lambda said: wrong.add(said.text) if said.type == "error" and "Failed to load" not in said.text else None,
    )
    page.on("response", lambda got: wrong.add(f"{got.status} {got.url}") if got.status >= 400 else None)
    page.on("pageerror", lambda error: wrong.add(str(error)))
    page.set_viewport_size({"width": 1440, "height": 900})
    if not arrived(page, scene):
        yield f"{scene.name}: no link leads there"
    else:
        for look in LOOKS:
            if look.language == language:
                yield from taken(page, scene, look)
    expected = {"not-found": "404", "invitation-used": "410"}.get(scene.name, "never")
    yield from sorted(f"{scene.name}: {each}" for each in wrong if expected not in each)
    page.close()


def arrived(page: Page, scene: Scene) -> bool:
    path = scene.path
    if "{ref}" in path:
        page.goto(ALL)
        path = path.replace("{ref}", page.locator(CASE).first.evaluate("row => row.pathname.split('/')[2]"))
    page.goto(path)
    for link in scene.links:
        found = page.locator(link)
        if not found.count():
            return False
        page.goto(page.evaluate("link => link.href", found.first.element_handle()))
    return not scene.leads or bool(fits(scene.leads).fullmatch(urlsplit(page.url).path))


def taken(page: Page, scene: Scene, look: Look) -> Iterator[str]:
    if page.evaluate("matchMedia('(prefers-color-scheme: dark)').matches") != (look.theme == "dark"):
        page.emulate_media(color_scheme="dark" if look.theme == "dark" else "light")
        page.reload()  # the reference data looks but once which it is
    page.set_viewport_size({"width": look.width, "height": WIDTHS[look.width]})
    for each in scene.opens:
        press(page, each)
    is_long = not page.locator(
        ".shell.desk"
    ).count()  # panes scroll by themselves, and what sticks would stand in the middle
    page.wait_for_timeout(300 if scene.opens else 150)
    page.screenshot(path=OUT / f"{scene.name}-{look.width}-{look.theme}-{look.language}.png", full_page=is_long)
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    if wide > 0:
        yield f"{scene.name}: {wide} px wider than a window of {look.width} px"


IS_OPEN = """each => each.closest("details[open]") || document.querySelector("dialog[open]")
    || each.matches("[aria-pressed=true], [aria-expanded=true], :has(:checked)")"""


def press(page: Page, selector: str) -> None:
    """Open a menu, unless it stands open from the look before."""
    for each in page.locator(selector).all():
        if each.is_visible():
            if not each.evaluate(IS_OPEN):
                each.click()
            return


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
