"""From a draft to a version in force: two agree who did not write it, and to this text alone."""

import pytest

import made
from publications.hotline import at, hotline, publish_hotline
from wuxing.accounts.actors import Actor
from wuxing.accounts.models import AuditRow, Role
from wuxing.accounts.permissions import NotAllowed
from wuxing.core.source import Problems
from wuxing.notices.models import Notice
from wuxing.standards import drafting, remarks, reviewing
from wuxing.standards.drafting import DraftClosed
from wuxing.standards.finding import in_force
from wuxing.standards.models import Draft
from wuxing.standards.reviewing import AnotherText, NotApproved, NotInReview, WroteIt, state_of

pytestmark = pytest.mark.django_db
NOON = at("2026-03-04T12:00")


def people(number: int = 3) -> list[Actor]:
    return [made.actor(role=Role.QUALITY) for _ in range(number)]


def submitted(by: Actor, text: str = "") -> Draft:
    draft = drafting.start(text=text or hotline("2", limit="6 h"), by=by, at=NOON)
    return reviewing.submit(key=draft.pk, by=by, at=NOON)


def approved(by: Actor, *others: Actor) -> Draft:
    draft = submitted(by)
    for each in others:
        draft = reviewing.approve(key=draft.pk, sha256=draft.sha256, by=each, at=NOON)
    return draft


def test_two_others_approve_and_it_is_published() -> None:
    publish_hotline("1")
    writer, *others = people()
    draft = approved(writer, *others)

    reviewing.publish_draft(key=draft.pk, sha256=draft.sha256, by=writer, at=NOON)

    assert in_force(NOON).ref == "hotline@2"
    assert state_of(drafting.find(draft.pk)) == Draft.State.PUBLISHED


def test_whoever_wrote_part_of_it_cannot_approve() -> None:
    writer, second, third = people()
    draft = submitted(writer)
    drafting.save(key=draft.pk, text=hotline("2", limit="5 h"), seen=1, by=second, at=NOON)

    for each in (writer, second):
        with pytest.raises(WroteIt, match=str(third.user)):
            reviewing.approve(key=draft.pk, sha256=drafting.find(draft.pk).sha256, by=each, at=NOON)


def test_one_person_twice_is_one_approval() -> None:
    writer, other = people(2)
    draft = approved(writer, other, other)

    with pytest.raises(NotApproved):
        reviewing.publish_draft(key=draft.pk, sha256=draft.sha256, by=writer, at=NOON)


def test_any_change_of_the_text_voids_approvals() -> None:
    writer, *others = people()
    draft = approved(writer, *others)

    draft = drafting.save(key=draft.pk, text=draft.text + "# 说明\n", seen=1, by=writer, at=NOON)

    assert state_of(draft) == Draft.State.IN_REVIEW
    with pytest.raises(NotApproved):
        reviewing.publish_draft(key=draft.pk, sha256=draft.sha256, by=writer, at=NOON)


def test_only_the_text_that_was_read_is_approved() -> None:
    writer, other = people(2)
    draft = submitted(writer)
    drafting.save(key=draft.pk, text=draft.text + "# 说明\n", seen=1, by=writer, at=NOON)

    with pytest.raises(AnotherText):
        reviewing.approve(key=draft.pk, sha256=draft.sha256, by=other, at=NOON)


def test_a_text_with_mistakes_is_not_submitted() -> None:
    with pytest.raises(Problems):
        submitted(people(1)[0], text="standard: x")


def test_what_is_sent_back_says_why_and_is_approved_no_more() -> None:
    writer, other = people(2)
    draft = submitted(writer)

    reviewing.send_back(key=draft.pk, why="1.1 人手不够", by=other, at=NOON)

    assert [each.body for each in draft.remarks.all()] == ["1.1 人手不够"]
    assert Notice.objects.filter(user=writer.user, kind="draft").count() == 1
    with pytest.raises(NotInReview):
        reviewing.approve(key=draft.pk, sha256=draft.sha256, by=other, at=NOON)


def test_agents_approve_nothing() -> None:
    with pytest.raises(NotAllowed):
        reviewing.approve(key=submitted(people(1)[0]).pk, sha256="", by=made.actor(), at=NOON)


def test_whoever_may_approve_is_told_and_every_step_is_on_record() -> None:
    writer, *others = people()
    approved(writer, *others)

    assert {each.user for each in Notice.objects.all() if "待审批" in each.text["zh"]} == {each.user for each in others}
    acts = list(AuditRow.objects.order_by("id").values_list("act", flat=True))
    assert acts == ["draft.started", "draft.submitted", "draft.approved", "draft.approved"]


def test_what_is_published_is_changed_no_more() -> None:
    writer, *others = people()
    draft = approved(writer, *others)
    reviewing.publish_draft(key=draft.pk, sha256=draft.sha256, by=writer, at=NOON)

    with pytest.raises(DraftClosed):
        drafting.save(key=draft.pk, text="", seen=1, by=writer, at=NOON)


def test_everybody_remarks_on_a_line_and_the_remark_moves_with_it() -> None:
    agent, draft = made.actor(), submitted(people(1)[0])

    said = remarks.remark(key=draft.pk, body="夜里没有人", line=18, by=agent, at=NOON)

    assert (said.clause, said.written) == ("1.1", "within: [{limit: 6 h}]")
    assert remarks.line_of(said, "# 说明\n" + draft.text) == 19
    assert remarks.line_of(said, "") == 0


def test_a_remark_is_resolved_once() -> None:
    agent, draft = made.actor(), submitted(people(1)[0])
    said = remarks.remark(key=draft.pk, body="夜里没有人", by=agent, at=NOON)

    for by in (agent, made.actor()):
        remarks.resolve(key=draft.pk, remark=said.pk, by=by, at=NOON)

    assert draft.remarks.get().resolved_by == agent.id
