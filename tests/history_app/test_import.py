"""A foreign log on the page: brought in, imported as a job, and then history, which nobody works on."""

from __future__ import annotations

import pytest
from django.utils import timezone

import made
from history_app.logs import MAPPING, brought, imported, quality, started
from jobs.working import work_off
from wuxing.accounts.permissions import NotAllowed
from wuxing.cases.acting import OnlyHistory
from wuxing.cases.assigning import take
from wuxing.cases.filters import Filters, View
from wuxing.cases.landing import land_cases, ref_of
from wuxing.cases.lists import case_list, view_counts
from wuxing.cases.models import Case, Clock
from wuxing.cases.verifying import Seen, verify
from wuxing.core.clock.event import Event as Told
from wuxing.core.source import Problems
from wuxing.history import bringing
from wuxing.history.events.stream import cases_of
from wuxing.history.models import Log
from wuxing.jobs.models import Job
from wuxing.ledger.models import Delivery, Event, Signal

pytestmark = pytest.mark.django_db


def test_an_imported_case_is_folded_from_its_events() -> None:
    log = imported()

    case = Case.objects.get(ref=f"{log.key}-A-101")
    assert (case.history, case.subject, case.urgency, case.waiting_for) == (log.key, "A-101", "urgent", "")
    assert case.opened_at.isoformat() == "2026-07-06T02:00:00+00:00"
    assert case.resolved_at is not None
    assert (case.assignee, case.first_responder, case.unanswered_since, case.next_due_at) == (None, None, None, None)


def test_history_promises_nothing_and_sets_nothing_off() -> None:
    made.standard()

    imported()

    assert Event.objects.count() == 8
    assert not Clock.objects.exists()
    assert not Signal.objects.exists()
    assert not Delivery.objects.exists()


def test_a_person_of_another_system_is_none_of_ours() -> None:
    imported()

    assert set(Event.objects.exclude(by="").values_list("by", flat=True)) == {"log:李工", "log:user:7"}


def test_the_ledger_and_its_index_are_what_they_say() -> None:
    imported()
    seen = Seen()

    assert list(verify(timezone.now(), seen)) == []
    assert (seen.cases, seen.ledger.events) == (2, 8)


def test_the_log_keeps_what_came_of_it_and_the_rows_that_were_set_aside() -> None:
    log = imported()

    assert (log.summary["cases"], log.summary["events"], log.summary["rejected"]) == (2, 8, 1)
    assert log.rejected_path is not None
    assert "2026/7/32" in log.rejected_path.read_text(encoding="utf-8-sig")
    assert log.header["supplies"] == ["case.assigned", "case.opened", "case.resolved", "wait.ended", "wait.started"]
    assert (log.first_at, log.last_at) == tuple(
        timezone.datetime.fromisoformat(f"2026-07-0{each}:00+00:00") for each in ("6T02:00", "7T09:00")
    )


def test_history_is_in_no_list_and_no_count_of_work() -> None:
    made.standard()
    by, at = quality(), timezone.now()
    before = view_counts(by, at)

    log = imported()

    assert view_counts(by, at) == before
    assert not list(case_list(by, Filters(view=View.ALL), at).rows)
    found = case_list(by, Filters(view=View.ALL, q=f"{log.key}-a-101"), at)
    assert [row.ref for row in found.rows] == [f"{log.key}-A-101"]


def test_nobody_acts_on_history() -> None:
    log = imported()

    with pytest.raises(OnlyHistory):
        take(ref=f"{log.key}-A-101", by=quality(), at=timezone.now())


def test_an_import_that_was_killed_goes_on_behind_the_last_case_that_landed() -> None:
    log = started()
    work_off()
    first = next(iter(cases_of(source=log.events_path)))
    other = Log.objects.create(name="b.csv", source=log.source, size=1, mapping=MAPPING, by="", added_at=timezone.now())
    other.folder.mkdir(parents=True)
    for path in log.folder.iterdir():
        (other.folder / path.name).write_bytes(path.read_bytes())
    land_cases(history=other.key, cases=[first])

    bringing.start_import(log=other, by=quality(), at=timezone.now())
    work_off()

    assert sorted(Case.objects.filter(history=other.key).values_list("subject", flat=True)) == ["A-101", "A-102"]


def test_what_no_database_takes_is_kept_as_text_or_left_out() -> None:
    told = Told(1, "case.opened", 1_000_000, 1_000_000, "甲\0", "customer", {"n": 1.5, "t": "a\0b", "l": [None, True]})

    land_cases(history="H9", cases=[("x/y?\0", [told])])

    event, case = Event.objects.get(), Case.objects.get()
    assert (event.by, event.payload) == ("log:甲", {"n": "1.5", "t": "ab", "l": [None, True]})
    assert case.ref == ref_of("H9", "x/y?\0")
    assert list(verify(timezone.now(), Seen())) == []


def test_numbers_that_are_no_address_get_one_of_their_own() -> None:
    assert ref_of("H3", "INC0000045") == "H3-INC0000045"
    assert ref_of("H3", "a/b") != ref_of("H3", "a?b")
    assert len(ref_of("H3", "工单" * 40)) <= 32


def test_a_file_that_is_no_log_leaves_nothing_behind() -> None:
    with pytest.raises(Problems, match="no log of a known format"):
        brought("x", "picture.png")

    assert not Log.objects.exists()


def test_an_upload_beyond_the_limit_is_sent_to_the_folder(settings: object) -> None:
    settings.BODY_LIMIT = 10  # type: ignore[attr-defined]

    with pytest.raises(bringing.TooLarge, match="incoming"):
        brought()

    assert not Log.objects.exists()


def test_a_file_in_the_folder_is_read_where_it_lies(settings: object) -> None:
    folder = settings.INCOMING  # type: ignore[attr-defined]
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "big.csv").write_text("a,b\n1,2\n")

    log = bringing.choose(name="big.csv", by=quality(), at=timezone.now())

    assert log.source_path == folder / "big.csv"
    with pytest.raises(bringing.NoSuchFile):
        bringing.choose(name="../big.csv", by=quality(), at=timezone.now())


def test_a_mapping_that_does_not_fit_is_refused_before_a_job_begins() -> None:
    log = brought("a,b\n1,2\n")
    bringing.set_mapping(log=log, text=MAPPING, by=quality(), at=timezone.now())

    with pytest.raises(Problems, match="lacks columns"):
        bringing.start_import(log=Log.objects.get(), by=quality(), at=timezone.now())

    assert not Job.objects.exists()


def test_what_was_imported_is_read_one_way_for_good() -> None:
    log = imported()

    with pytest.raises(bringing.ImportBegun):
        bringing.set_mapping(log=log, text="", by=quality(), at=timezone.now())
    with pytest.raises(bringing.ImportBegun):
        bringing.start_import(log=log, by=quality(), at=timezone.now())


def test_only_quality_directors_and_administrators_bring_history_in() -> None:
    with pytest.raises(NotAllowed):
        brought(by=made.actor())


def test_a_hidden_log_keeps_its_cases() -> None:
    log = imported()

    bringing.hide(log=log, is_hidden=True, by=quality(), at=timezone.now())

    assert not Log.objects.shown().exists()
    assert Case.objects.filter(history=log.key).count() == 2
