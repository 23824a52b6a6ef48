"""The worker: turns of its loops, a crash of one of them, waking up, ending."""

import threading
import time
from collections.abc import Callable, Iterator
from datetime import datetime

import pytest

from serving import wait_for
from wuxing.live.bus import publish
from wuxing.site.loops import LOOPS, Loop, Worker, stop_all

pytestmark = pytest.mark.usefixtures("transactional_db")


class Counted:
    """A loop's work that counts its turns; `left` are the turns at which there is something to do."""

    def __init__(self, left: int = 0, fails: bool = False) -> None:
        self.turns, self.left, self.fails = 0, left, fails

    def __call__(self, at: datetime) -> int:
        self.turns += 1
        assert at.tzinfo is not None
        if self.fails:
            raise OSError("the disk is full")
        self.left -= 1
        return int(self.left >= 0)


@pytest.fixture
def start() -> Iterator[Callable[..., Worker]]:
    started: list[Worker] = []

    def start(*loops: Loop) -> Worker:
        started.append(Worker(loops))
        started[-1].start()
        return started[-1]

    yield start
    stop_all(started, within=5)


def test_work_is_followed_by_another_turn_at_once(start: Callable[..., Worker]) -> None:
    work = Counted(left=5)
    start(Loop("work", work, every=60))

    wait_for(lambda: work.turns == 6, 2)


def test_a_loop_that_fails_rests_and_the_others_go_on(
    start: Callable[..., Worker], caplog: pytest.LogCaptureFixture
) -> None:
    broken, fine = Counted(fails=True), Counted()
    start(Loop("broken", broken, every=0.05), Loop("fine", fine, every=0.05))

    wait_for(lambda: fine.turns >= 10, 5)
    assert broken.turns == 1
    assert "broken" in caplog.text
    assert "the disk is full" in caplog.text


def test_a_commit_wakes_who_looks_often(start: Callable[..., Worker]) -> None:
    often, seldom = Counted(), Counted()
    start(Loop("often", often, every=1), Loop("seldom", seldom, every=60))
    wait_for(lambda: often.turns == 1, 2)

    began = time.monotonic()
    publish("C-1", ["company"], 1, "case.opened")
    wait_for(lambda: often.turns == 2, 2)

    assert time.monotonic() - began < 0.5
    assert seldom.turns == 1


def test_a_loop_that_rests_after_a_failure_is_not_woken(start: Callable[..., Worker]) -> None:
    broken, fine = Counted(fails=True), Counted()
    start(Loop("broken", broken, every=1), Loop("fine", fine, every=1))
    wait_for(lambda: fine.turns == 1, 2)

    publish("C-1", ["company"], 1, "case.opened")
    wait_for(lambda: fine.turns == 2, 2)

    assert broken.turns == 1


def test_it_ends_soon_and_listens_no_more(start: Callable[..., Worker]) -> None:
    work = Counted()
    worker = start(Loop("work", work, every=60))
    wait_for(lambda: work.turns == 1, 2)

    began = time.monotonic()
    stop_all([worker], within=5)
    publish("C-1", ["company"], 1, "case.opened")

    assert time.monotonic() - began < 1
    assert work.turns == 1
    assert not [each for each in threading.enumerate() if each.name == "worker work"]


@pytest.mark.parametrize("group", LOOPS, ids=lambda group: group[0].name)
def test_every_loop_has_its_turn_on_an_empty_database(
    group: tuple[Loop, ...], caplog: pytest.LogCaptureFixture
) -> None:
    Worker(group).round()

    assert caplog.text == ""
