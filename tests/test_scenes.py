"""`make screenshots` takes a picture of every page, but for those that are named with their reason."""

import re

from scenes import NO_PICTURES, SCENES, fits
from walking import table

PAGES = [line.route for line in table("pages.txt") if line.method == "GET" and {200, 403, 410} & set(line.expected)]


def needs_none(route: str) -> bool:
    return any(re.fullmatch(each, route) for each in NO_PICTURES)


def test_every_page_has_a_picture_or_a_reason_for_none():
    shown = {(scene.leads or scene.path).partition("?")[0] for scene in SCENES}

    missing = [route for route in PAGES if not needs_none(route) and not any(map(fits(route).fullmatch, shown))]

    assert missing == []


def test_every_reason_for_no_picture_still_has_its_page():
    assert [each for each in NO_PICTURES if not any(re.fullmatch(each, route) for route in PAGES)] == []
