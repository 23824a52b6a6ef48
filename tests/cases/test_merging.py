"""Two cases become one, one becomes two: nothing that was said is lost, the earliest promise survives."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made import NOON, actor, case, customer, customer_of, standard, team
from wuxing.accounts.actors import SYSTEM
from wuxing.cases import closing, messages
from wuxing.cases.acting import CaseEnded, NoCase
from wuxing.cases.attachments import Upload
from wuxing.cases.merging import MovedOn, NothingMerged, OtherCustomer, came_from, merge, unmerge
from wuxing.cases.models import Case, Clock, Ending
from wuxing.cases.pairs import SameCase
from wuxing.cases.splitting import NothingChosen, split, unsplit
from wuxing.cases.verifying import Seen, verify

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=10)
PICTURE = Upload("门封.txt", "门封照片的说明".encode())


@pytest.fixture(autouse=True)
def in_force() -> None:
    standard()


def two(minutes: int = 2) -> tuple[Case, Case]:
    """Two cases of one customer: the first, and a second one about the same a little later."""
    who, mine = customer(), team()
    return case(of=who, team=mine), case(NOON + timedelta(minutes=minutes), of=who, team=mine)


def clock(made: Case, commitment: str) -> Clock:
    return Clock.objects.filter(case=made, commitment=commitment).order_by("-cycle")[0]


def test_the_earliest_promise_survives_and_the_other_is_cancelled() -> None:
    first, second = two()

    merge(ref=first.ref, into=second.ref, by=SYSTEM, at=LATER)

    assert Case.objects.get(pk=first.pk).ending == Ending.MERGED
    assert clock(first, "first-response").cancelled
    assert clock(second, "first-response").started_at == NOON
    assert list(verify(LATER, Seen())) == []


def test_the_other_way_round_is_as_good() -> None:
    first, second = two()

    merge(ref=second.ref, into=first.ref, by=SYSTEM, at=LATER)

    assert clock(second, "first-response").cancelled
    assert clock(first, "first-response").started_at == NOON
    assert [each.case.ref for each in came_from(first)] == [second.ref]


def test_a_question_that_nobody_answered_asks_on_in_the_other_case() -> None:
    first, second = two()
    messages.reply(ref=first.ref, body="您好", by=actor(role="supervisor"), at=NOON + timedelta(minutes=1))

    merge(ref=second.ref, into=first.ref, by=SYSTEM, at=LATER)

    asked = Case.objects.get(pk=first.pk).unanswered_since
    assert asked == second.opened_at
    assert clock(first, "next-reply").started_at == second.opened_at
    assert list(verify(LATER, Seen())) == []


def test_undoing_makes_both_what_they_were() -> None:
    first, second = two()
    before = list(Clock.objects.order_by("case", "commitment").values())

    merge(ref=first.ref, into=second.ref, by=SYSTEM, at=LATER)
    unmerge(ref=second.ref, by=SYSTEM, at=LATER)

    after = list(Clock.objects.order_by("case", "commitment").values())
    assert [(each["due_at"], each["cancelled"]) for each in after] == [
        (each["due_at"], each["cancelled"]) for each in before
    ]
    assert list(verify(LATER, Seen())) == []
    assert came_from(second) == () and not Case.objects.exclude(ending="").exists()


def test_nothing_is_undone_once_somebody_has_gone_on() -> None:
    first, second = two()
    merge(ref=first.ref, into=second.ref, by=SYSTEM, at=LATER)
    messages.reply(ref=second.ref, body="两件一起处理", by=SYSTEM, at=LATER)

    with pytest.raises(MovedOn, match=second.ref):
        unmerge(ref=first.ref, by=SYSTEM, at=LATER)


def test_what_never_was_merged_is_not_undone() -> None:
    first, _ = two()

    with pytest.raises(NothingMerged):
        unmerge(ref=first.ref, by=SYSTEM, at=LATER)


def test_a_customer_who_writes_to_the_merged_case_is_heard_in_the_other() -> None:
    first, second = two()
    merge(ref=second.ref, into=first.ref, by=SYSTEM, at=LATER)

    heard = messages.receive(ref=second.ref, body="还没好", by=customer_of(second), at=LATER)

    assert heard == first
    assert first.messages.latest("seq").body == "还没好"


def test_cases_of_two_customers_are_not_merged() -> None:
    with pytest.raises(OtherCustomer):
        merge(ref=case().ref, into=case().ref, by=SYSTEM, at=LATER)


def test_a_case_is_not_merged_with_itself_a_stranger_or_what_has_ended() -> None:
    first, second = two()
    closing.withdraw(ref=second.ref, reason="不用了", by=SYSTEM, at=LATER)

    with pytest.raises(SameCase):
        merge(ref=first.ref, into=first.ref, by=SYSTEM, at=LATER)
    with pytest.raises(NoCase):
        merge(ref=first.ref, into=second.ref, by=actor(team()), at=LATER)
    with pytest.raises(CaseEnded, match=second.ref):
        merge(ref=first.ref, into=second.ref, by=SYSTEM, at=LATER)


# Splitting


def spoken() -> tuple[Case, list[int]]:
    """A case with a reply, and then a question about something else."""
    made = case(team=team())
    messages.reply(ref=made.ref, body="已安排上门", by=actor(role="supervisor"), at=NOON + timedelta(minutes=2))
    who = customer_of(made)
    messages.receive(ref=made.ref, body="另外空调也不冷", by=who, at=NOON + timedelta(minutes=4), files=[PICTURE])
    return made, [made.messages.latest("seq").seq]


def test_what_is_split_off_is_as_old_as_its_words() -> None:
    made, chosen = spoken()

    new = split(ref=made.ref, chosen=chosen, subject="空调不冷", by=SYSTEM, at=LATER)

    asked = NOON + timedelta(minutes=4)
    assert (new.subject, new.opened_at, new.customer, new.team) == ("空调不冷", asked, made.customer, made.team)
    assert clock(new, "first-response").started_at == asked
    assert list(verify(LATER, Seen())) == []


def test_the_old_case_owes_no_answer_to_what_went_over() -> None:
    made, chosen = spoken()
    assert Clock.objects.filter(case=made, commitment="next-reply").exists()

    split(ref=made.ref, chosen=chosen, subject="", by=SYSTEM, at=LATER)

    assert Case.objects.get(pk=made.pk).unanswered_since is None
    assert not Clock.objects.filter(case=made, commitment="next-reply", stopped_at=None, cancelled=False).exists()


def test_pictures_go_along_and_stay() -> None:
    made, chosen = spoken()

    new = split(ref=made.ref, chosen=chosen, subject="", by=SYSTEM, at=LATER)

    one, other = made.attachments.get(), new.attachments.get()
    assert one.key != other.key and one.sha256 == other.sha256


def test_a_split_is_undone_while_nothing_happened() -> None:
    made, chosen = spoken()
    new = split(ref=made.ref, chosen=chosen, subject="", by=SYSTEM, at=LATER)

    unsplit(ref=new.ref, by=SYSTEM, at=LATER)

    assert Case.objects.get(pk=made.pk).unanswered_since == NOON + timedelta(minutes=4)
    assert Case.objects.get(pk=new.pk).ending == Ending.MERGED
    assert clock(made, "next-reply").stopped_at is None
    assert list(verify(LATER, Seen())) == []


def test_a_split_begins_with_words_of_the_customer() -> None:
    made, chosen = spoken()
    answer = made.messages.get(kind="message.agent").seq

    for wrong in ([], [1], [answer], [answer, *chosen]):
        with pytest.raises(NothingChosen):
            split(ref=made.ref, chosen=wrong, subject="", by=SYSTEM, at=LATER)


def test_a_split_that_was_worked_on_is_not_undone() -> None:
    made, chosen = spoken()
    new = split(ref=made.ref, chosen=chosen, subject="", by=SYSTEM, at=LATER)
    messages.note(ref=new.ref, body="已联系", by=SYSTEM, at=LATER)

    with pytest.raises(MovedOn, match=new.ref):
        unsplit(ref=made.ref, by=SYSTEM, at=LATER)
