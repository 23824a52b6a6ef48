"""What somebody has begun to write: kept on the server, shared, taken, never lost between two windows."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made import NOON, actor, case, standard, team
from wuxing.cases import drafting
from wuxing.cases.acting import NoCase
from wuxing.cases.attachments import Upload, path_of
from wuxing.cases.models import Draft
from wuxing.cases.sending import Written, send
from wuxing.notices.models import Notice

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)


@pytest.fixture
def crew():
    standard()
    return team()


def kept(made, by, body="写到一半", revision=0, kind="reply"):
    return drafting.save(ref=made.ref, kind=kind, body=body, revision=revision, by=by, at=LATER)


def test_a_draft_is_one_persons_own(crew):
    made, mine, theirs = case(team=crew), actor(crew), actor(crew)

    kept(made, mine, "我的")
    kept(made, theirs, "别人的")

    assert Draft.objects.get(user=mine.user).body == "我的"


def test_two_windows_do_not_write_over_one_another(crew):
    made, by = case(team=crew), actor(crew)
    first = kept(made, by, "第一个窗口")
    kept(made, by, "第一个窗口，接着写", first.revision)

    with pytest.raises(drafting.OtherWindow) as refused:
        kept(made, by, "第二个窗口", first.revision)

    assert refused.value.data["draft"].body == "第一个窗口，接着写"


def test_an_emptied_draft_is_gone(crew):
    made, by = case(team=crew), actor(crew)
    draft = kept(made, by)

    assert kept(made, by, " ", draft.revision) is None
    assert not Draft.objects.exists()


def test_what_arrives_behind_its_message_is_no_new_draft(crew):
    made, by = case(team=crew), actor(crew)
    send(ref=made.ref, written=Written("reply", "您好"), by=by, at=LATER)

    assert kept(made, by, "您好") is None


def test_a_draft_that_was_sent_elsewhere_is_not_raised_from_the_dead(crew):
    made, by = case(team=crew), actor(crew)

    with pytest.raises(drafting.NoDraft):
        kept(made, by, "旧窗口", revision=4)


def test_a_stranger_has_no_draft_on_a_case(crew):
    made = case(team=crew)

    with pytest.raises(NoCase):
        kept(made, actor(team()))


def test_a_shared_draft_can_be_taken_and_its_writer_hears_of_it(crew):
    made, writer, other = case(team=crew), actor(crew), actor(crew)
    draft = kept(made, writer, "请看这样写行不行")
    drafting.share(ref=made.ref, shared=True, by=writer, at=LATER)

    taken = drafting.take(pk=draft.pk, by=other, at=LATER)

    assert (taken.user, taken.body, taken.shared) == (other.user, "请看这样写行不行", False)
    assert "接着写" in Notice.objects.get(user=writer.user).text["zh"]


def test_a_taken_draft_comes_before_ones_own(crew):
    made, writer, other = case(team=crew), actor(crew), actor(crew)
    draft = kept(made, writer, "前半")
    drafting.share(ref=made.ref, shared=True, by=writer, at=LATER)
    kept(made, other, "后半")

    assert drafting.take(pk=draft.pk, by=other, at=LATER).body == "前半\n\n后半"


def test_a_draft_that_is_not_shared_cannot_be_taken(crew):
    made, writer = case(team=crew), actor(crew)
    draft = kept(made, writer)

    with pytest.raises(drafting.NoDraft):
        drafting.take(pk=draft.pk, by=actor(crew), at=LATER)


def test_files_of_a_draft_go_with_its_message(crew):
    made, by = case(team=crew), actor(crew)
    drafting.add_files(ref=made.ref, files=[Upload("说明.txt", b"abc")], by=by, at=LATER)

    send(ref=made.ref, written=Written("reply", "见附件"), by=by, at=LATER)

    file = made.attachments.get()
    assert (file.name, file.size, path_of(file.key).read_bytes()) == ("说明.txt", 3, b"abc")
    assert not Draft.objects.exists()


def test_files_of_a_draft_that_is_thrown_away_are_gone(crew, django_capture_on_commit_callbacks):
    made, by = case(team=crew), actor(crew)
    drafting.add_files(ref=made.ref, files=[Upload("说明.txt", b"abc")], by=by, at=LATER)
    path = path_of(Draft.objects.get().files.get().key)

    with django_capture_on_commit_callbacks(execute=True):
        drafting.discard(ref=made.ref, by=by, at=LATER)

    assert not path.exists()


def test_a_text_is_put_behind_what_was_written(crew):
    made, by = case(team=crew), actor(crew)
    kept(made, by, "您好")

    assert drafting.append(ref=made.ref, text="配件三天到。", by=by, at=LATER).body == "您好\n\n配件三天到。"
