"""What is stored about cases is what their events tell, and whatever is not, shows."""

from datetime import timedelta

import pytest

from ledger.writing_down import forced
from made import NOON, actor, case, customer_of, standard, team
from wuxing.cases import closing, messages, progressing, waiting
from wuxing.cases.models import Audience, Case, Clock, Message
from wuxing.cases.sweeping import sweep
from wuxing.cases.verifying import Seen, verify

pytestmark = pytest.mark.django_db(transaction=True)
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def made():
    """A case with a bit of everything: answered, waiting, answered by the customer, resolved."""
    standard()
    agent = actor(team())
    case(team=agent.user.teams.get())
    opened = case(team=agent.user.teams.get())
    act = {"ref": opened.ref, "by": agent}
    messages.reply(**act, body="马上安排。", at=NOON + timedelta(minutes=2))
    waiting.wait(**act, reason="waiting-customer", evidence="等照片", at=NOON + timedelta(minutes=5))
    messages.receive(ref=opened.ref, body="照片在这里。", by=customer_of(opened), at=NOON + timedelta(minutes=9))
    progressing.propose_solution(**act, body="换门封。", at=NOON + timedelta(minutes=20))
    sweep(LATER, 100)
    closing.resolve(**act, resolution="已换门封。", at=LATER + timedelta(minutes=1))
    return Case.objects.get(pk=opened.pk)


def told(at=LATER + timedelta(minutes=2)):
    return [f"{each.place}: {each.says.en}" for each in verify(at, Seen())]


def test_what_the_verbs_and_the_sweeper_stored_is_what_the_events_tell(made):
    seen = Seen()

    assert list(verify(LATER + timedelta(minutes=2), seen)) == []

    assert (seen.cases, seen.behind, seen.ledger.streams) == (2, 0, 2)
    assert seen.clocks >= 5
    assert seen.signals >= 5
    assert seen.messages == 7


def test_a_sweeper_that_stands_still_is_no_difference_but_told(made):
    seen = Seen()

    assert list(verify(LATER + timedelta(days=2), seen)) == []

    assert seen.behind == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [("stage", "moon"), ("ending", "spam"), ("urgency", "urgent"), ("resolved_at", None), ("next_due_at", NOON)],
)
def test_a_changed_row_shows(made, name, value):
    Case.objects.filter(pk=made.pk).update(**{name: value})

    (difference,) = told()

    assert difference.startswith(f"{made.ref}: {name} is stored as {value}, by the events it is ")


def test_a_changed_clock_shows(made):
    Clock.objects.filter(case=made, commitment="solution").update(due_at=NOON)

    (difference,) = told()

    assert difference.startswith(f"{made.ref}: clock solution 1 due_at is stored as {NOON}")


def test_a_clock_too_many_or_too_few_shows(made):
    Clock.objects.filter(case=made, commitment="solution").update(commitment="result")

    assert [each.partition(" is stored")[0] for each in told()] == [
        f"{made.ref}: clock {each} 1" for each in ("result", "solution")
    ]


def test_somebody_who_may_see_too_much_shows(made):
    Audience.objects.create(case=made, key="user:999")

    assert "user:999" in told()[0]


def test_a_signal_that_is_gone_shows(made):
    with forced("ledger_delivery") as cursor:
        cursor.execute("DELETE FROM ledger_delivery")
    with forced("ledger_signal") as cursor:
        cursor.execute("DELETE FROM ledger_signal WHERE kind = 'signal.breached'")

    (difference,) = told()
    assert "A signal is missing: signal.breached first-response 1 due" in difference


def test_a_signal_that_never_was_shows(made):
    with forced("ledger_signal") as cursor:
        cursor.execute("UPDATE ledger_signal SET at = '2026-03-04T04:00:01Z' WHERE kind = 'signal.breached'")

    assert all("A signal has no ground: signal.breached" in each for each in told())
    assert told()


def test_changed_words_show(made):
    Message.objects.filter(case=made, seq=1).update(body="洗衣机不漏水。")

    assert told() == [f"{made.ref}: The words of 1 were changed."]


def test_missing_words_show(made):
    Message.objects.filter(case=made, seq=1).delete()

    assert told() == [f"{made.ref}: The words of 1 are missing."]


def test_erased_words_are_no_difference(made):
    Message.objects.filter(case=made).update(body="", salt="")

    assert told() == []


def test_a_history_that_makes_no_sense_is_told_and_hides_no_other_case(made):
    Case.objects.filter(pk=made.pk).update(standard="lost@2020.1")
    Case.objects.exclude(pk=made.pk).update(stage="moon")

    other, lost = told()

    assert "stage is stored as moon" in other
    assert lost.startswith(f"{made.ref}: It cannot be computed again: UnknownStandard")
