"""A promise that flips, explained under both standards: a live case, and one of another system."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

import made
from history_app.logs import imported, quality
from jobs.working import work_off
from made import NOON, TEST_STANDARD
from wuxing.accounts.models import Role
from wuxing.cases.messages import reply
from wuxing.history.models import Replay
from wuxing.history.replay_starting import start_replay
from wuxing.history.stretches import Stretch
from wuxing.history.two_whys import NoSuchPromise, NotReplayed, TwoWhys, two_whys
from wuxing.standards.drafting import start

pytestmark = pytest.mark.django_db
IN_FORCE = "test-company@2026.1"


@pytest.fixture(autouse=True)
def _english() -> Iterator[None]:
    with translation.override("en"):
        yield


def changed(old: str, new: str) -> str:
    """The key of a draft that says something else in one place."""
    text = TEST_STANDARD.read_text(encoding="utf-8")
    assert old in text
    return f"draft:{start(text=text.replace(old, new, 1), based_on=IN_FORCE, by=quality(), at=NOON).pk}"


def stricter() -> str:
    """One that promises the first response sooner."""
    return changed("limit: 3 min", "limit: 1 min")


def answered_in_two_minutes() -> str:
    made.standard()
    ref = made.case(NOON).ref
    reply(ref=ref, body="您好", by=made.actor(role=Role.QUALITY), at=NOON + timedelta(minutes=2))
    return ref


def replayed(standard: str, against: str = "", log: str = "") -> Replay:
    made_now = start_replay(
        standard=standard, against=against, stretch=Stretch(log=log), by=quality(), at=NOON + timedelta(days=1)
    )
    work_off()
    return Replay.objects.get(pk=made_now.pk)


def asked(replay: Replay, case: str, commitment: str = "", cycle: int = 1) -> TwoWhys:
    return two_whys(replay, case, commitment=commitment, cycle=cycle, by=quality())


def test_a_live_case_says_why_it_was_met_before_and_is_missed_after() -> None:
    ref = answered_in_two_minutes()

    found = asked(replayed(stricter(), IN_FORCE), ref)

    before, after = (side.why for side in found.sides)
    assert found.heading == "First response: met becomes missed"
    assert before and after
    assert (before.reading.state, before.reading.target_seconds) == ("met", 180)
    assert (after.reading.state, after.reading.target_seconds) == ("met_late", 60)
    assert found.case_href == f"/cases/{ref}/"


def test_every_promise_of_the_case_stands_under_both() -> None:
    ref = answered_in_two_minutes()

    found = asked(replayed(stricter(), IN_FORCE), ref)

    assert [line.name for line in found.lines if line.turn == "to_late"] == ["First response"]
    assert [line.is_shown for line in found.lines].count(True) == 1
    assert all(len(line.chips) == 2 for line in found.lines)


def test_a_case_of_another_system_is_explained_as_well() -> None:
    made.standard()
    log = imported()
    draft = changed("- {limit: 8 h}", "- {limit: 2 h}")

    found = asked(replayed(draft, IN_FORCE, log.key), "A-101")

    before, after = (side.why for side in found.sides)
    assert found.heading == "Solution: met becomes missed"
    assert found.case_href == f"/cases/{log.key}-A-101/"
    assert before and after
    assert before.reading.elapsed_seconds == after.reading.elapsed_seconds
    assert before.reading.paused_seconds


def test_what_one_standard_cannot_say_is_said() -> None:
    made.standard()
    log = imported()
    draft = changed("stops: [message.agent, call.answered, case.resolved]", "stops: case.resolved")

    found = asked(replayed(draft, IN_FORCE, log.key), "A-101", "first-response")

    before, after = found.sides
    assert after.why
    assert before.instead == "This history cannot tell; it lacks: call answered, agent's reply."
    assert found.heading == "First response: not comparable"


def test_a_replay_under_one_standard_has_one_side() -> None:
    ref = answered_in_two_minutes()

    found = asked(replayed(IN_FORCE), ref, "first-response")

    assert [side.part for side in found.sides] == [""]
    assert found.heading == "First response"


def test_what_the_replay_does_not_hold_is_refused() -> None:
    ref = answered_in_two_minutes()
    replay = replayed(IN_FORCE)

    for case, commitment, cycle in (("C-0", "", 1), (ref, "no-such", 1), (ref, "first-response", 9)):
        with pytest.raises(NoSuchPromise):
            asked(replay, case, commitment, cycle)
    replay.done_at = None
    with pytest.raises(NotReplayed):
        asked(replay, ref)


def test_the_page_shows_both_sides_and_links_the_clause_and_the_draft(client: Client) -> None:
    ref = answered_in_two_minutes()
    replay = replayed(stricter(), IN_FORCE)
    client.force_login(made.user(role=Role.QUALITY, language="en"))

    answer = client.get(reverse("history:why-under-both", args=[replay.pk]), {"case": ref})
    shown = answer.content.decode()

    assert answer.status_code == 200
    assert "First response: met becomes missed" in shown
    assert 'href="/standards/test-company/2026.1/#c1-1"' in shown
    assert f'href="/standards/drafts/{replay.standard.removeprefix("draft:")}/#c1-1"' in shown
    assert "Time bar" in shown


@pytest.mark.parametrize("query", ["", "case=%00", "case=x&cycle=99999999999999999999", "case=x&cycle=-1"])
def test_a_strange_query_is_answered_with_404(client: Client, query: str) -> None:
    answered_in_two_minutes()
    replay = replayed(IN_FORCE)
    client.force_login(made.user(role=Role.QUALITY))

    assert client.get(f"{reverse('history:why-under-both', args=[replay.pk])}?{query}").status_code == 404
    assert client.get(reverse("history:why-under-both", args=[replay.pk + 1])).status_code == 404
