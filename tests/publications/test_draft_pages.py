"""The pages of drafts: an editor that works without a script, and what is looked at beside it."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import made
from publications.hotline import hotline, publish_hotline
from publications.test_pages import MARKUP
from wuxing.accounts.actors import of_user
from wuxing.accounts.models import Role, User
from wuxing.standards import drafting, reviewing
from wuxing.standards.draft_page import PANELS
from wuxing.standards.models import Draft, Publication

pytestmark = pytest.mark.django_db
NEXT = hotline("2", limit="6 h", since="2099-01-01")


class Desk:
    """A writer with a draft, and a browser."""

    def __init__(self, text: str = NEXT, role: str = Role.QUALITY) -> None:
        publish_hotline("1")
        self.writer = made.user(role=role)
        self.draft = drafting.start(text=text, by=of_user(self.writer), at=timezone.now())
        self.client = browser(self.writer)

    def get(self, who: Client | None = None, **asked: Any) -> str:
        answer = (who or self.client).get(reverse("standards:draft", args=[self.draft.pk]), asked)
        assert answer.status_code == 200
        return answer.content.decode()

    def post(self, name: str, who: Client | None = None, *more: int, **said: Any) -> Any:
        return (who or self.client).post(reverse(f"standards:draft-{name}", args=[self.draft.pk, *more]), said)

    def type(self, text: str, seen: int = 1, **more: Any) -> Any:
        return self.post("text", text=text, seen=seen, **more)


def browser(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_draft_is_begun_from_a_version() -> None:
    publish_hotline("1")
    client = browser(made.user(role=Role.QUALITY))

    answer = client.post(reverse("standards:drafts"), {"ref": "hotline@1", "scope": "region:north"})

    assert "hotline@2" in client.get(answer["Location"]).content.decode()
    assert Draft.objects.get().scope == "region:north"


def test_a_scope_that_is_none_is_told_at_its_field() -> None:
    client = browser(made.user(role=Role.QUALITY))

    answer = client.post(reverse("standards:drafts"), {"ref": "", "scope": "北方"})

    assert answer.status_code == 422 and "region:north" in answer.content.decode()


@pytest.mark.parametrize("panel", PANELS)
@pytest.mark.parametrize("text", [NEXT, "standard: [", ""], ids=["good", "wrong", "empty"])
def test_every_panel_shows_with_and_without_mistakes(panel: str, text: str) -> None:
    shown = Desk(text).get(panel=panel)

    assert f'value="{panel}"' in shown


def test_mistakes_stand_at_their_lines() -> None:
    shown = Desk(NEXT.replace("6 h", "6 stunden")).get()

    assert '<li id="L18" class="is-late">' in shown and '<a href="#L18">18</a>' in shown


def test_what_is_typed_is_kept_and_checked_part_by_part() -> None:
    desk = Desk()

    answer = desk.client.post(
        reverse("standards:draft-text", args=[desk.draft.pk]),
        {"text": NEXT.replace("6 h", "5 h"), "seen": 1, "panel": "difference"},
        headers={"HX-Request": "true"},
    )

    shown = answer.content.decode()
    assert "<html" not in shown and "1.1：解决，所有工单，8 小时 → 5 小时，收紧；1 格" in shown
    assert 'name="seen" value="2"' in shown


def test_of_two_editors_at_once_the_later_keeps_his_text_on_the_page() -> None:
    desk = Desk()
    other = of_user(made.user(role=Role.QUALITY, name="沈越"))
    drafting.save(key=desk.draft.pk, text=NEXT + "# 沈越\n", seen=1, by=other, at=timezone.now())

    answer = desk.type(NEXT + "# 我的\n")

    shown = answer.content.decode()
    assert answer.status_code == 409 and "沈越" in shown
    assert "<del># 沈越</del>" in shown and "<ins># 我的</ins>" in shown
    desk.type(NEXT + "# 我的\n", over=2)
    assert drafting.find(desk.draft.pk).text.endswith("# 我的\n")


def test_a_clause_is_inserted_from_the_reference() -> None:
    desk = Desk()

    desk.type(NEXT, insert="reference@2026.1#first-response")

    assert '\n  first-response:\n    clause: "1.1"' in drafting.find(desk.draft.pk).text
    again = drafting.find(desk.draft.pk)
    assert desk.type(again.text, seen=2, insert="reference@2026.1#first-response").status_code == 409


def test_only_who_says_so_writes_into_the_draft_of_another() -> None:
    desk, other = Desk(), browser(made.user(role=Role.DIRECTOR))

    assert "readonly" in desk.get(other) and "readonly" not in desk.get(other, edit="1")
    assert "readonly" in desk.get(browser(made.user()), edit="1")


def test_agents_read_and_remark_but_do_not_write() -> None:
    desk, agent = Desk(), browser(made.user(name="小李"))

    assert desk.post("text", agent, text="", seen=1).status_code == 403
    desk.post("remarks", agent, body=MARKUP, line=18)

    shown = desk.get(panel="remarks")
    assert "小李" in shown and "§1.1" in shown and MARKUP not in shown
    desk.post("resolution", agent, desk.draft.remarks.get().pk)
    assert "已处理" in desk.get(panel="remarks")


def test_the_whole_way_from_submission_to_publication() -> None:
    desk, others = Desk(), [browser(made.user(role=Role.DIRECTOR)) for _ in range(2)]
    desk.post("submission")
    for each in others:
        desk.post("approval", each, sha256=desk.draft.sha256)

    answer = desk.post("publication", sha256=desk.draft.sha256)

    assert answer["Location"] == "/standards/hotline/2/"
    assert "已发布" in desk.get()


def test_a_date_that_cannot_be_is_told_on_the_page() -> None:
    desk = Desk()
    reviewing.submit(key=desk.draft.pk, by=of_user(desk.writer), at=timezone.now())
    for _ in range(2):
        by = made.actor(role=Role.DIRECTOR)
        reviewing.approve(key=desk.draft.pk, sha256=desk.draft.sha256, by=by, at=timezone.now())

    answer = desk.post("publication", sha256=desk.draft.sha256, effective_at="2098-01-01T00:00")

    assert answer.status_code == 422 and "2099-01-01" in answer.content.decode()
    assert Publication.objects.count() == 1


def test_what_is_sent_back_is_among_the_remarks() -> None:
    desk, other = Desk(), browser(made.user(role=Role.DIRECTOR))
    desk.post("submission")

    desk.post("rejection", other, why="夜里没有人")

    assert "夜里没有人" in desk.get(panel="remarks")


def test_a_text_with_mistakes_is_not_submitted() -> None:
    assert Desk("standard: [").post("submission").status_code == 422


def test_a_withdrawn_draft_is_read_only() -> None:
    desk = Desk()

    desk.post("withdrawal")

    assert "已撤回" in desk.get(edit="1") and "readonly" in desk.get(edit="1")


def test_earlier_texts_are_kept() -> None:
    desk = Desk()
    by = of_user(made.user(role=Role.QUALITY))
    drafting.save(key=desk.draft.pk, text=NEXT.replace("6 h", "5 h"), seen=1, by=by, at=timezone.now())

    page = desk.client.get(reverse("standards:draft-revision", args=[desk.draft.pk, 1])).content.decode()

    assert "<del>    within: [{limit: 6 h}]</del>" in page
    assert desk.client.get(reverse("standards:draft-revision", args=[desk.draft.pk, 9])).status_code == 404


def test_an_earlier_text_is_taken_as_a_new_revision() -> None:
    desk = Desk()
    drafting.save(key=desk.draft.pk, text=NEXT + "# 2\n", seen=1, by=made.actor(role=Role.QUALITY), at=timezone.now())
    page = desk.client.get(reverse("standards:draft-revision", args=[desk.draft.pk, 1])).content.decode()

    answer = desk.post("restoration", None, 1, seen=2)

    assert "用这一稿" in page and answer["Location"].endswith("?edit=1")
    assert drafting.find(desk.draft.pk).text == NEXT
    assert [each.number for each in desk.draft.revisions.all()] == [1, 2, 3]


def test_what_one_wrote_a_moment_ago_is_kept_when_one_takes_an_earlier_text() -> None:
    desk = Desk()
    other = made.actor(role=Role.QUALITY)
    drafting.save(key=desk.draft.pk, text=NEXT + "# 2\n", seen=1, by=other, at=timezone.now())

    drafting.take_revision(key=desk.draft.pk, number=1, seen=2, by=other, at=timezone.now())

    assert [each.text for each in desk.draft.revisions.all()] == [NEXT, NEXT + "# 2\n", NEXT]


def test_taking_an_earlier_text_voids_approvals_and_minds_who_saved_meanwhile() -> None:
    desk = Desk()
    by = made.actor(role=Role.QUALITY)
    drafting.save(key=desk.draft.pk, text=NEXT + "# 2\n", seen=1, by=by, at=timezone.now())
    reviewing.submit(key=desk.draft.pk, by=by, at=timezone.now())
    read = drafting.find(desk.draft.pk)
    approver = made.actor(role=Role.DIRECTOR)
    reviewing.approve(key=read.pk, sha256=read.sha256, by=approver, at=timezone.now())

    assert desk.post("restoration", None, 1, seen=1).status_code == 409
    assert drafting.find(read.pk).text == NEXT + "# 2\n"
    desk.post("restoration", None, 1, seen=2)
    assert not reviewing.approvals_of(drafting.find(read.pk))


def test_a_norm_stands_beside_the_text() -> None:
    desk = Desk()

    answer = desk.post("norm", file=SimpleUploadedFile("规范.txt", "第一条 五分钟内响应".encode()))

    assert answer.status_code == 303 and "第一条 五分钟内响应" in desk.get(panel="source")
    assert desk.post("norm", file=SimpleUploadedFile("a.exe", b"MZ")).status_code == 422


def test_drafts_are_listed_with_their_approvals() -> None:
    desk = Desk()
    desk.post("submission")

    shown = desk.client.get(reverse("standards:list")).content.decode()

    assert "hotline@2" in shown and "审批中 0/2" in shown
