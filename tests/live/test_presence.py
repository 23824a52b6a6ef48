"""Who is on a case: what is remembered, for how long, and what travels."""

import time

import pytest

from wuxing.live import bus, feeding, presence
from wuxing.live.change import Change
from wuxing.live.hub import Hub, Listener
from wuxing.live.presence import PAGES, Beat, Doing, Presence, Present, heard, tell, who_is_on

V, W, A, G = Doing.VIEWING, Doing.WRITING, Doing.AWAY, Doing.GONE


def test_only_what_others_would_see_is_news() -> None:
    here = Presence()

    news = [here.note(Beat("C-1", 7, "p1", doing), at) for at, doing in enumerate((V, V, W, W, V, A, G, G))]

    assert news == [True, False, True, False, True, True, True, False]


def test_of_many_pages_of_somebody_the_busiest_counts() -> None:
    here = Presence()
    for page, doing in (("p1", A), ("p2", W), ("p3", V)):
        here.note(Beat("C-1", 7, page, doing), 0)

    here.note(Beat("C-1", 8, "p4", V), 0)

    assert here.of(["C-1", "C-2"], 1) == {"C-1": [Present(7, W), Present(8, V)]}


def test_who_is_silent_fades_and_who_is_away_later() -> None:
    here = Presence()
    here.note(Beat("C-1", 7, "p1", V), 0)
    here.note(Beat("C-1", 8, "p2", A), 0)

    assert [each.user for each in here.of(["C-1"], 49)["C-1"]] == [7, 8]
    assert [each.user for each in here.of(["C-1"], 51)["C-1"]] == [8]
    assert here.of(["C-1"], 151) == {}


def test_memory_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(presence, "CASES", 20)
    here = Presence()
    for number in range(PAGES + 5):
        here.note(Beat("C-1", number, f"p{number}", V), 0)
    for number in range(25):
        here.note(Beat(f"C-{number + 10}", 7, "p", V), 0)

    assert len(here.of(["C-1"], 1)["C-1"]) == PAGES
    assert "C-9" not in here.of(["C-9"], 1)
    assert not here.note(Beat("C-9", 7, "p", V), 100)  # what faded makes room
    assert here.note(Beat("C-9", 7, "p", V), 100)


@pytest.mark.django_db
def test_what_a_page_says_reaches_the_other_processes() -> None:
    told: list[Change] = []
    stop = bus.listen(told.append)

    tell(Beat("C-77", 7, "page1", W), ["team:1"])
    stop()

    assert told[0].is_presence
    assert told[0].keys == {"team:1"}
    assert heard(Change.from_json(told[0].as_json()))
    assert who_is_on(["C-77"]) == {"C-77": [Present(7, W)]}


def test_pages_that_come_back_are_not_told_who_was_there() -> None:
    hub, page = Hub(), Listener("user:7", frozenset({"team:1"}))
    hub.arrived(Change(5, "C-1", frozenset({"team:1"}), "case.opened"), time.time())

    hub.arrived(Change(0, "C-1", frozenset({"team:1"}), "presence:8:p:viewing:news"), time.time())
    hub.catch_up_since(page, 0)

    assert [each.id for each in page.waiting] == [5]


def test_a_beat_that_changes_nothing_is_no_news_to_pages() -> None:
    hub, page = Hub(), Listener("user:7", frozenset({"team:1"}))
    hub.enter(page)

    for news in ("news", "still"):
        feeding._arrived(hub, Change(0, "C-5", frozenset({"team:1"}), f"presence:8:p:viewing:{news}"))

    assert len(page.waiting) == 1
