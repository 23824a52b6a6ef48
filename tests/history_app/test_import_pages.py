"""The pages by which a log is brought in, mapped, imported and read."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

import made
from calling import program
from history_app.logs import CHANGES, MAPPING, brought, imported, started
from jobs.working import work_off
from wuxing import packs
from wuxing.accounts.models import Role
from wuxing.cases.models import Case
from wuxing.history.models import Log

pytestmark = pytest.mark.django_db
REFERENCE = Path(packs.__file__).parent / "reference" / "2026.1" / "standard.yaml"


@pytest.fixture
def quality(client: Client) -> Client:
    client.force_login(made.user(role=Role.QUALITY, language="en"))
    return client


def page(client: Client, path: str) -> str:
    return client.get(path).content.decode()


def test_a_log_of_a_shipped_kind_is_recognised_and_previewed(quality: Client) -> None:
    made.standard()
    file = SimpleUploadedFile("events.csv", b"case,at,kind\nX-1,2026-07-06T10:00:00+08:00,case.opened\n")

    answer = quality.post("/history/logs/new/", {"file": file}, follow=True)

    shown = answer.content.decode()
    assert "recognised by its columns: generic" in shown
    assert "X-1" in shown
    assert "promises cannot be observed" in shown


def test_columns_are_guessed_asked_about_and_written_as_a_mapping(quality: Client) -> None:
    log = brought()
    asked = page(quality, f"/history/logs/{log.pk}/")
    assert "What the states mean" in asked

    given = {
        "act": "columns", "shape": "changes", "case": "单号", "at": "更新时间", "format": "%Y/%m/%d %H:%M",
        "zone": "Asia/Shanghai", "kind": "状态", "by": "处理人",
        "v-2-0": "", "v-2-1": "", "v-2-2": "resolved", "v-2-3": "waiting-customer",
    }  # fmt: skip
    shown = quality.post(f"/history/logs/{log.pk}/mapping/", given, follow=True).content.decode()

    assert "waiting-customer" in Log.objects.get().mapping
    assert "A-101" in shown


def test_another_column_asks_about_other_values(quality: Client) -> None:
    log = brought()
    given = {"shape": "changes", "case": "单号", "at": "更新时间", "kind": "优先级", "format": "iso", "zone": "UTC"}

    asked = quality.get(f"/history/logs/{log.pk}/mapping/columns/", given, headers={"HX-Request": "true"})

    assert "普通" in asked.content.decode()
    assert "已解决" not in asked.content.decode()


def test_mistakes_in_a_mapping_are_shown_at_their_lines(quality: Client) -> None:
    log = brought()

    text = MAPPING.replace("case: 单号", "case: 工单")
    shown = quality.post(f"/history/logs/{log.pk}/mapping/", {"act": "text", "text": text}, follow=True)

    assert "It cannot be read like this" in shown.content.decode()
    assert "工单 → 单号" in shown.content.decode()


def test_an_import_is_started_watched_and_read(quality: Client) -> None:
    log = brought()
    quality.post(f"/history/logs/{log.pk}/mapping/", {"act": "text", "text": MAPPING})
    quality.post(f"/history/logs/{log.pk}/import/")
    assert "You may leave this page" in page(quality, f"/history/logs/{log.pk}/")

    work_off()

    shown = page(quality, f"/history/logs/{log.pk}/")
    assert "What came of it" in shown
    assert "rejected.csv" in shown
    assert b"2026/7/32" in b"".join(quality.get(f"/history/logs/{log.pk}/rejected.csv"))


def test_an_event_that_only_the_standard_in_force_names_is_shown_by_that_name(quality: Client) -> None:
    made.standard(REFERENCE, at=timezone.now())
    own = MAPPING.replace("case.assigned", "diagnosis.confirmed") + "kinds: [diagnosis.confirmed]\n"
    log = brought()
    quality.post(f"/history/logs/{log.pk}/mapping/", {"act": "text", "text": own})
    quality.post(f"/history/logs/{log.pk}/import/")

    work_off()

    for path in (f"/history/logs/{log.pk}/", f"/cases/{log.key}-A-101/"):
        assert "Diagnosis confirmed" in page(quality, path)
        assert "diagnosis.confirmed" not in page(quality, path)


def test_the_cases_of_a_log_are_found_by_their_number(quality: Client) -> None:
    log = imported()

    every = page(quality, f"/history/logs/{log.pk}/cases/")
    some = page(quality, f"/history/logs/{log.pk}/cases/?q=a-102")

    assert f"{log.key}-A-101" in every
    assert "Urgent" in every
    assert f"{log.key}-A-101" not in some
    assert f"{log.key}-A-102" in some


def test_a_case_of_history_is_read_and_not_touched(quality: Client) -> None:
    ref = f"{imported().key}-A-101"

    shown = page(quality, f"/cases/{ref}/")

    assert "Imported from log.csv" in shown
    assert "李工" in shown
    assert 'action="/cases/' not in shown
    assert quality.get(f"/cases/{ref}/resolution/").status_code == 409
    assert quality.post(f"/cases/{ref}/notes/", {"body": "x"}).status_code == 409
    assert quality.get(f"/cases/{ref}/clocks/first-response/1/").status_code == 404


def test_an_import_that_failed_says_why_and_can_be_changed(quality: Client) -> None:
    log = started()
    log.source_path.unlink()
    work_off()

    shown = page(quality, f"/history/logs/{log.pk}/")

    assert "The log cannot be read" in shown
    assert "Change the mapping" in shown


def test_a_stranger_has_no_history(client: Client) -> None:
    log = imported()
    client.force_login(made.user(made.team()))

    assert client.get("/history/").status_code == 403
    assert client.get(f"/history/logs/{log.pk}/").status_code == 403
    assert client.get(f"/cases/{log.key}-A-101/").status_code == 404
    assert "/history/" not in page(client, "/cases/")


def test_programs_do_not_work_on_history() -> None:
    imported()

    assert program().get("cases").json()["cases"] == []
    assert program().get(f"cases/{Case.objects.first()}").status_code == 404


def test_hidden_logs_are_shown_on_demand(quality: Client) -> None:
    log = brought(CHANGES, "secret.csv")

    quality.post(f"/history/logs/{log.pk}/hiding/")

    assert "secret.csv" not in page(quality, "/history/")
    assert "secret.csv" in page(quality, "/history/?hidden")
