"""A draft is begun, saved as it is typed, and never lost to a second editor."""

import pytest

import made
from publications.hotline import at, hotline, publish_hotline
from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Role
from wuxing.accounts.permissions import NotAllowed
from wuxing.core.source import Problems
from wuxing.standards import drafting
from wuxing.standards.drafting import ChangedMeanwhile, DraftClosed, NoDraft

pytestmark = pytest.mark.django_db
NOON = at("2026-03-04T12:00")


def writer(**more: str) -> Actor:
    return made.actor(role=Role.QUALITY, **more)


def test_a_draft_from_a_version_is_the_next_one() -> None:
    publish_hotline("2026.1")

    draft = drafting.start_from(ref="hotline@2026.1", by=writer(), at=NOON)

    assert (str(draft), draft.based_on, draft.revision) == ("hotline@2026.2", "hotline@2026.1", 1)
    assert drafting.standard_of(draft).commitments.keys() == {"solution"}


def test_two_drafts_from_one_version_are_two_versions() -> None:
    publish_hotline("1")

    refs = [str(drafting.start_from(ref="hotline@1", by=writer(), at=NOON)) for _ in range(2)]

    assert refs == ["hotline@2", "hotline@3"]


def test_a_draft_from_a_shipped_pack_gets_a_version_of_its_own() -> None:
    assert str(drafting.start_from(ref="reference@2026.1", by=writer(), at=NOON)) == "reference@2026.2"


def test_a_draft_from_what_is_not_there_is_refused() -> None:
    with pytest.raises(Problems):
        drafting.start_from(ref="nobody@1", by=writer(), at=NOON)


def test_a_text_with_mistakes_is_kept() -> None:
    draft = drafting.start(text="standard: [", by=writer(), at=NOON)

    assert drafting.text_of(drafting.find(draft.pk)) == "standard: ["
    with pytest.raises(Problems):
        drafting.standard_of(draft)


def test_saves_of_one_person_in_one_go_are_one_revision() -> None:
    by = writer()
    draft = drafting.start(text=hotline(), by=by, at=NOON)

    for seen, hours in ((1, "7 h"), (2, "6 h")):
        draft = drafting.save(key=draft.pk, text=hotline(limit=hours), seen=seen, by=by, at=NOON)

    assert [(each.number, each.text == draft.text) for each in draft.revisions.all()] == [(3, True)]


def test_a_second_person_begins_a_revision_of_its_own() -> None:
    draft = drafting.start(text=hotline(), by=writer(), at=NOON)

    drafting.save(key=draft.pk, text=hotline(limit="7 h"), seen=1, by=writer(), at=NOON)

    assert [each.number for each in draft.revisions.all()] == [1, 2]


def test_of_two_editors_at_once_the_later_is_told_and_nothing_is_lost() -> None:
    first, second = writer(name="沈越"), writer()
    draft = drafting.start(text=hotline(), by=first, at=NOON)
    drafting.save(key=draft.pk, text=hotline(limit="7 h"), seen=1, by=first, at=NOON)

    with pytest.raises(ChangedMeanwhile, match="沈越"):
        drafting.save(key=draft.pk, text=hotline(limit="6 h"), seen=1, by=second, at=NOON)

    assert drafting.find(draft.pk).text == hotline(limit="7 h")


def test_the_same_text_twice_is_no_quarrel() -> None:
    draft = drafting.start(text=hotline(), by=writer(), at=NOON)
    drafting.save(key=draft.pk, text=hotline(limit="7 h"), seen=1, by=writer(), at=NOON)

    assert drafting.save(key=draft.pk, text=hotline(limit="7 h"), seen=1, by=writer(), at=NOON).revision == 2


def test_browsers_end_lines_as_they_like() -> None:
    draft = drafting.start(text="a: 1\r\nb: 2\r", by=writer(), at=NOON)

    assert draft.text == "a: 1\nb: 2\n"


def test_agents_write_no_drafts() -> None:
    with pytest.raises(NotAllowed):
        drafting.start(text=hotline(), by=made.actor(), at=NOON)


def test_what_is_withdrawn_is_changed_no_more() -> None:
    by = writer()
    draft = drafting.start(text=hotline(), by=by, at=NOON)
    drafting.withdraw(key=draft.pk, by=by, at=NOON)

    with pytest.raises(DraftClosed):
        drafting.save(key=draft.pk, text="", seen=1, by=by, at=NOON)
    with pytest.raises(NoDraft):
        drafting.find(draft.pk + 1)
