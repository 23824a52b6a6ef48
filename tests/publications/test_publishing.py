"""A text is published byte for byte, once, and takes force from an instant on."""

import hashlib
import threading

import pytest
from django.db import connection

from publications.hotline import at, hotline, publish_hotline
from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.models import AuditRow
from wuxing.core.source import Problems
from wuxing.packs.finding import find_standard
from wuxing.standards.finding import in_force, standard_of
from wuxing.standards.models import Publication
from wuxing.standards.publishing import (
    AlreadyPublished,
    BeforeItsDate,
    TakesForceTooEarly,
    TakesOverTooLate,
    publish,
)
from wuxing.standards.texts import Altered, standard_in

pytestmark = pytest.mark.django_db


def test_the_text_is_kept_byte_for_byte() -> None:
    raw = hotline().replace("\n", "\r\n").encode()

    kept = publish(raw, by=SYSTEM, at=at("2026-01-01"))

    assert bytes(Publication.objects.get().text) == raw
    assert kept.sha256 == hashlib.sha256(raw).hexdigest()


def test_it_leaves_an_audit_row() -> None:
    publication = publish_hotline()

    row = AuditRow.objects.get()
    assert (row.act, row.subject, row.by) == ("standard.published", f"standard:{publication.pk}", "system")
    assert row.detail["ref"] == "hotline@1"


def test_the_same_text_again_changes_nothing() -> None:
    assert publish_hotline() == publish_hotline()
    assert AuditRow.objects.count() == 1


def test_a_second_text_under_one_version_is_refused() -> None:
    publish_hotline(limit="8 h")

    with pytest.raises(AlreadyPublished, match="hotline@1"):
        publish_hotline(limit="9 h")


def test_another_text_under_the_name_of_a_shipped_pack_is_refused() -> None:
    with pytest.raises(AlreadyPublished):
        publish(hotline("2026.1", name="reference"), by=SYSTEM, at=at("2026-01-01"))


def test_a_shipped_pack_can_be_published_as_it_is() -> None:
    publish(find_standard("reference@2026.1").text, by=SYSTEM, at=at("2026-05-01"))

    assert in_force(at("2026-01-02")).ref == "reference@2026.1"


def test_a_text_with_mistakes_is_refused_with_their_lines() -> None:
    with pytest.raises(Problems) as found:
        publish(hotline(limit="3 minuten"), by=SYSTEM, at=at("2026-01-01"))

    assert [problem.line for problem in found.value.found] == [18]


@pytest.mark.parametrize("raw", [b"\xff\xfe", b"", b"a: &a [*a]", b"x" * 4_000_001, b"[" * 5000, b"\x00"])
def test_a_text_that_is_none_is_refused(raw: bytes) -> None:
    with pytest.raises(Problems):
        publish(raw, by=SYSTEM, at=at("2026-01-01"))


def test_one_that_begins_today_is_in_force_from_now() -> None:
    publish_hotline("1")
    publish_hotline("2", since="2026-03-01", on="2026-03-01T10:30")

    assert in_force(at("2026-03-01T10:29")).ref == "hotline@1"
    assert in_force(at("2026-03-01T10:30")).ref == "hotline@2"


def test_none_is_put_before_one_that_is_published() -> None:
    publish_hotline("1")
    publish_hotline("2", since="2026-05-01", on="2026-02-01")

    with pytest.raises(TakesForceTooEarly, match="hotline@2"):
        publish_hotline("3", since="2026-04-01", on="2026-02-02")


def test_none_is_in_force_before_the_date_it_names() -> None:
    with pytest.raises(BeforeItsDate):
        publish(hotline(since="2026-05-01"), effective_at=at("2026-04-01"), by=SYSTEM, at=at("2026-03-01"))


def test_open_cases_are_never_taken_over_from_the_past() -> None:
    publish_hotline("1")

    with pytest.raises(TakesOverTooLate):
        publish_hotline("2", since="2026-03-01", on="2026-03-01T10:30", scope="open_cases")


def test_a_publication_carries_what_it_extends() -> None:
    text = 'standard: mine\nversion: "1"\ntitle: 我们的标准\neffective: {from: 2026-01-01}\nextends: reference@2026.1\n'

    kept = publish(text, by=SYSTEM, at=at("2026-01-01"))

    assert kept.bases == {"reference@2026.1": find_standard("reference@2026.1").text}
    assert standard_of("mine@1").commitments.keys() == standard_of("reference@2026.1").commitments.keys()


def test_a_publication_can_extend_a_publication() -> None:
    publish_hotline("1")
    text = 'standard: mine\nversion: "1"\ntitle: 我们的标准\neffective: {from: 2026-01-01}\nextends: hotline@1\n'

    publish(text, by=SYSTEM, at=at("2026-01-01"))

    assert list(standard_of("mine@1").commitments) == ["solution"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("is_first", [True, False])
def test_of_two_publications_in_the_same_moment_one_is_told(is_first: bool) -> None:
    if not is_first:
        publish_hotline("1")
    answers, start = [], threading.Barrier(2)

    def ask(limit: str) -> None:
        start.wait()
        try:
            answers.append(publish(hotline("2", limit=limit), by=SYSTEM, at=at("2026-02-01")).ref)
        except AlreadyPublished as refused:
            answers.append(refused.code)
        connection.close()

    threads = [threading.Thread(target=ask, args=[limit]) for limit in ("7 h", "6 h")]
    [thread.start() for thread in threads], [thread.join() for thread in threads]

    assert sorted(answers) == ["already-published", "hotline@2"]


def test_an_altered_text_is_never_used() -> None:
    publication = publish_hotline(limit="7 h")
    publication.text = bytes(publication.text).replace(b"7 h", b"70 h")
    publication.meaning = "0" * 64

    with pytest.raises(Altered):
        standard_in(publication)
