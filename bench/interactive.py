"""Until somebody can work with a page: in Chromium, its processor slowed down, nothing in its cache, the server's time included."""

from __future__ import annotations

from typing import Any

from playwright.sync_api import Browser, sync_playwright

import ready  # noqa: F401 - before any model
from listing import signed_in
from paging import CASE, paths, people
from streaming import serving

CHROMIUM = "/usr/bin/chromium"
SLOWED, REPEATS = 4, 9
"""As Lighthouse slows a desktop's processor to that of a phone of the middle class."""
QUIET = 700
"""Milliseconds after loading in which a long task still counts."""
WATCH = """
    window.ends = [];
    new PerformanceObserver((seen) => ends.push(...seen.getEntries().map((each) => each.startTime + each.duration)))
        .observe({ type: "longtask", buffered: true });
"""
INTERACTIVE = """() => Math.max(
    performance.getEntriesByName("first-contentful-paint")[0].startTime,
    performance.getEntriesByType("navigation")[0].domContentLoadedEventEnd,
    ...ends)"""
"""Painted, its scripts have run, and no task of more than 50 ms holds it up (Lighthouse's time to interactive)."""


def opened() -> dict[str, Any]:
    """Seconds until the list and a case are interactive, sorted, for an agent."""
    agent = people()["agent"]
    wanted = {name: path for name, path in paths(agent) if name in ("view=team", CASE)}
    name, _, value = signed_in(agent).partition("=")
    with serving() as port, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        address = f"http://127.0.0.1:{port}"
        cookie = {"name": name, "value": value, "url": address}
        found = {
            what: sorted(_open(browser, address + path, cookie) for _ in range(REPEATS))
            for what, path in wanted.items()
        }
        browser.close()
    return found


def _open(browser: Browser, address: str, cookie: dict[str, str]) -> float:
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([cookie])  # type: ignore[list-item]
    context.add_init_script(WATCH)
    page = context.new_page()
    context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWED})
    page.goto(address)
    page.wait_for_timeout(QUIET)
    seconds: float = page.evaluate(INTERACTIVE) / 1e3
    context.close()
    return seconds
