"""The pages of standards: what everybody here reads, and what only few may publish."""

import hashlib
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

import made
from publications.hotline import hotline, publish_hotline
from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.models import Role
from wuxing.packs.finding import find_standard, load_standard
from wuxing.packs.shipped import shipped
from wuxing.standards.models import Publication
from wuxing.standards.publishing import publish

pytestmark = pytest.mark.django_db
REFS = [f"{name}@{version}" for name, version in shipped()]
MARKUP = "<script>alert(1)</script>"


def signed_in(role: str = Role.AGENT, language: str = "zh-hans") -> Client:
    client = Client()
    client.force_login(made.user(role=role, language=language))
    return client


def page(name: str, *both: str, client: Client | None = None, **asked: str) -> str:
    answer = (client or signed_in()).get(reverse(f"standards:{name}", args=both), asked)
    assert answer.status_code == 200
    return answer.content.decode()


def document(ref: str, client: Client | None = None) -> str:
    return page("document", *ref.split("@"), client=client)


# The list


def test_the_list_shows_what_is_in_force_later_earlier_and_shipped() -> None:
    publish_hotline("1")
    publish_hotline("2", since="2026-02-01", on="2026-01-02")
    publish_hotline("3", since="2099-01-01", on="2026-01-03")

    shown = page("list")

    places = [
        shown.index(each)
        for each in ("生效中", "hotline@2", "待生效", "hotline@3", "已被取代", "hotline@1", "自带标准")
    ]
    assert places == sorted(places)


def test_an_empty_list_says_what_comes_next() -> None:
    assert "没有生效的标准" in page("list")
    assert "发布新版本" not in page("list")
    assert "发布新版本" in page("list", client=signed_in(Role.QUALITY))


# One as a document


@pytest.mark.parametrize("ref", REFS)
@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_pack_reads_as_a_document(ref: str, language: str) -> None:
    shown, standard = document(ref, signed_in(language=language)), load_standard(ref)

    for each in (*standard.commitments.values(), *standard.duties.values()):
        assert f'id="c{each.clause.replace(".", "-")}"' in shown
        assert f'<dd class="mono">{each.id}</dd>' in shown
    assert standard.sha256 in shown


def test_a_published_version_leads_to_how_its_process_is_followed() -> None:
    link = 'href="/cases/process/system/2026.2/"'
    shipped_only = document("system@2026.2")

    publish(text=find_standard("system@2026.2").text, by=SYSTEM, at=timezone.now())

    assert link not in shipped_only and link in document("system@2026.2")


def test_anchors_are_not_repeated() -> None:
    shown = document("reference@2026.1")

    anchors = [part.partition('"')[0] for part in shown.split(' id="')[1:]]
    assert len(anchors) == len(set(anchors))


def test_a_title_is_text_and_never_markup() -> None:
    publish_hotline(name="hotline", limit=f'8 h, note: {{zh: "{MARKUP}", en: "{MARKUP}"}}')

    for shown in (document("hotline@1"), page("table", "hotline", "1")):
        assert MARKUP not in shown


def test_the_text_is_given_byte_for_byte() -> None:
    answer = signed_in().get(reverse("standards:text", args=["rectified", "2026.1"]))

    assert answer.content == find_standard("rectified").path.read_bytes()
    assert answer["ETag"] == f'"{hashlib.sha256(answer.content).hexdigest()}"'
    assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("name", ["document", "table", "text", "choose-diff"])
@pytest.mark.parametrize("both", [("nobody", "1"), ("reference", "9"), ("..", ".."), ("a@b", "c"), ("%00", "x" * 300)])
def test_what_is_not_there_is_not_found(name: str, both: tuple[str, str]) -> None:
    answer = signed_in().get(reverse(f"standards:{name}", args=both))

    assert answer.status_code in (302, 404)


def test_who_is_not_signed_in_is_sent_to_sign_in() -> None:
    both = ["reference", "2026.1"]
    for name, args in (
        ("list", []),
        ("document", both),
        ("table", both),
        ("text", both),
        ("diff", both * 2),
        ("publication", []),
    ):
        answer = Client().get(reverse(f"standards:{name}", args=args))
        assert answer.status_code == 302 and "/accounts/login/" in answer["Location"], name


# The table


def test_the_table_has_a_row_for_each_of_the_18_cells() -> None:
    shown = page("table", "rectified", "2026.1")

    assert shown.count('<th scope="row">') == 18
    assert shown.count("缺首次响应") + shown.count("缺处理结果") > 0


def test_filters_stand_in_the_address() -> None:
    assert page("table", "rectified", "2026.1", business="complaint").count('<th scope="row">') == 6
    assert page("table", "rectified", "2026.1", business="complaint", urgency="major").count('<th scope="row">') == 2


def test_one_commitment_is_a_matrix() -> None:
    shown = page("table", "rectified", "2026.1", commitment="first-response")

    assert shown.count('<th scope="row">') == 6 and shown.count("3 分钟") == 3


def test_filters_that_fit_nothing_offer_to_be_dropped() -> None:
    assert "没有这样的格" in page("table", "rectified", "2026.1", business="nothing")


# The difference


def test_the_difference_tells_limits_by_clause_and_cell() -> None:
    publish_hotline("1", limit="8 h")
    publish_hotline("2", limit="4 h", on="2026-02-01")

    shown = page("diff", "hotline", "1", "hotline", "2")

    assert "<del>8 小时</del><ins>4 小时</ins>" in shown
    assert "收紧 1" in shown and "放宽 0" in shown


def test_the_difference_tells_duties_and_the_process() -> None:
    shown = page("diff", "rectified", "2026.1", "reference", "2026.1")

    assert "<del>每月开一件“职责 / 服务之星评选”工单，由服务质量部负责（S3-31）。</del>" in shown
    assert "<del>多部门协同</del><ins>按需流转</ins>" in shown


def test_no_difference_is_said() -> None:
    assert "没有差异" in page("diff", "rectified", "2026.1", "rectified", "2026.1")


def test_another_one_is_chosen_by_its_name() -> None:
    choose = reverse("standards:choose-diff", args=["rectified", "2026.1"])
    client = signed_in()

    assert client.get(choose, {"with": "system@2026.1"})["Location"].endswith("/diff/system/2026.1/")
    assert client.get(choose, {"with": "//evil.example@1"})["Location"] == "/standards/rectified/2026.1/"


# Publishing


def send(client: Client, text: str, act: str = "publish", **more: object) -> tuple[int, str]:
    answer = client.post(reverse("standards:publication"), {"text": text, "act": act, **more})
    return answer.status_code, answer.content.decode()


@pytest.mark.parametrize("role", [Role.AGENT, Role.SPECIALIST, Role.SHIFT_LEADER, Role.SUPERVISOR])
def test_most_may_not_publish(role: str) -> None:
    client = signed_in(role)

    assert client.get(reverse("standards:publication")).status_code == 403
    assert send(client, hotline())[0] == 403
    assert not Publication.objects.exists()


@pytest.mark.parametrize("role", [Role.QUALITY, Role.DIRECTOR, Role.ADMIN])
def test_few_may_publish(role: str) -> None:
    answer = signed_in(role).post(reverse("standards:publication"), {"text": hotline(), "act": "publish"})

    assert answer["Location"] == "/standards/hotline/1/"
    assert Publication.objects.get().published_by.startswith("user:")


def test_a_check_publishes_nothing_and_tells_what_would_change() -> None:
    publish_hotline("1", limit="8 h")

    status, shown = send(signed_in(Role.QUALITY), hotline("2", limit="4 h"), act="check")

    assert status == 200 and Publication.objects.count() == 1
    assert "没有错误" in shown and "<ins>4 小时</ins>" in shown


def test_mistakes_stand_at_their_lines_with_what_was_written() -> None:
    text = hotline(limit="3 minuten").replace("owner: agent", f"owner: {MARKUP}")

    status, shown = send(signed_in(Role.QUALITY), text)

    assert status == 422 and "2 处错误" in shown
    assert '<span class="mono">18</span>' in shown and "[{limit: 3 minuten}]" in shown
    assert MARKUP not in shown and not Publication.objects.exists()


def test_a_file_counts_byte_for_byte() -> None:
    raw = hotline().replace("\n", "\r\n").encode()

    send(signed_in(Role.QUALITY), "", file=SimpleUploadedFile("standard.yaml", raw))

    assert bytes(Publication.objects.get().text) == raw


def test_a_text_begins_with_that_of_another() -> None:
    shown = page("publication", client=signed_in(Role.QUALITY), **{"from": "five-star@2026.1"})

    assert "standard: five-star" in shown
    assert "root:" not in page("publication", client=signed_in(Role.QUALITY), **{"from": "/etc/passwd"})


def test_nothing_given_is_said() -> None:
    assert send(signed_in(Role.QUALITY), "  ")[0] == 422


def test_once_one_is_in_force_another_needs_approval() -> None:
    publish_hotline(limit="8 h")

    status, shown = send(signed_in(Role.QUALITY), hotline("2", limit="9 h"))

    assert status == 409 and "两个人" in shown
    assert Publication.objects.count() == 1


def test_what_was_checked_becomes_a_draft() -> None:
    publish_hotline()
    client = signed_in(Role.QUALITY)

    answer = client.post(reverse("standards:publication"), {"text": hotline(limit="9 h"), "act": "draft"})

    assert "hotline@2" in client.get(answer["Location"]).content.decode()


BOMB = "a: &a [x,x,x,x,x,x,x,x,x]\n" + "".join(
    f"{name}: &{name} [{','.join([f'*{last}'] * 9)}]\n" for last, name in zip("abcdefgh", "bcdefghi", strict=True)
)
HOSTILE = {
    "aliases": BOMB,
    "deep": "[" * 20_000,
    "tag": "!!python/object/apply:os.system ['true']",
    "wide": "standard: x\ncommitments: {" + ", ".join(f"k{number}: {{}}" for number in range(20_000)) + "}",
    "binary": "\x01\x02\x03",
    "many mistakes": "".join(f"x{number}: 1\n" for number in range(50_000)),
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_text_is_answered_at_once(text: str) -> None:
    client, began = signed_in(Role.QUALITY), time.monotonic()

    status, shown = send(client, text)

    assert status == 422 and len(shown) < 3_000_000
    assert time.monotonic() - began < 10


def test_a_text_larger_than_any_standard_is_refused() -> None:
    client = signed_in(Role.QUALITY)

    assert send(client, "", file=SimpleUploadedFile("standard.yaml", b"x" * 4_100_000))[0] == 422
    assert send(client, "x" * 5_100_000)[0] == 400
