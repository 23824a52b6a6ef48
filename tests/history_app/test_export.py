"""The live ledger as event files by month: incremental, verifiable, and judged to the same readings as live."""

from __future__ import annotations

import json
from datetime import timedelta
from pathlib import Path

import pytest

import made
from history_app.logs import imported
from jobs.working import work_off
from made import NOON
from wuxing.accounts.models import Role
from wuxing.cases.messages import reply
from wuxing.cases.models import Clock
from wuxing.core.clock.evaluate import evaluate
from wuxing.history import export_checking
from wuxing.history.events.stream import cases_of, read_header
from wuxing.history.exporting import export, is_due
from wuxing.history.live_export import start_nightly
from wuxing.history.live_files import folder, path_of, read_manifest
from wuxing.packs.finding import calendars
from wuxing.standards.finding import in_force

pytestmark = pytest.mark.django_db
APRIL = NOON + timedelta(days=30)


@pytest.fixture(autouse=True)
def _own_folder(tmp_path: Path, settings: object) -> None:
    settings.HISTORY = settings.HOME / tmp_path.name  # type: ignore[attr-defined]


def two_months() -> tuple[str, str]:
    """A case of March and one of April."""
    made.standard()
    return made.case(NOON).ref, made.case(APRIL).ref


def differences() -> list[str]:
    return [f"{each.place}: {each.says.en}" for each in export_checking.verify(export_checking.Seen())]


def test_each_month_in_which_cases_were_opened_is_a_file_of_their_events() -> None:
    march, april = two_months()

    done = export(at=APRIL)

    assert (done.written, done.cases) == (["2026-03", "2026-04"], 2)
    assert [ref for ref, _ in cases_of(source=path_of("2026-03"))] == [march]
    assert [ref for ref, _ in cases_of(source=path_of("2026-04"))] == [april]
    assert "case.opened" in read_header(path_of("2026-04")).supplies
    assert differences() == []


def test_a_month_is_written_again_only_when_a_case_of_it_got_new_events() -> None:
    march, _ = two_months()
    export(at=APRIL)
    assert export(at=APRIL).written == []

    reply(ref=march, body="您好", by=made.actor(role=Role.QUALITY), at=APRIL)

    assert export(at=APRIL).written == ["2026-03"]
    assert differences() == []


def test_what_is_recorded_after_the_export_is_no_difference() -> None:
    march, _ = two_months()
    export(at=APRIL)

    reply(ref=march, body="您好", by=made.actor(role=Role.QUALITY), at=APRIL)

    assert differences() == []


def test_a_file_that_was_changed_is_found() -> None:
    two_months()
    export(at=APRIL)
    kept = path_of("2026-03").read_bytes()
    path_of("2026-03").write_bytes(path_of("2026-04").read_bytes())
    path_of("2026-04").unlink()
    path_of("2026-05").write_bytes(kept)

    found = "\n".join(differences())

    assert "2026-05.parquet: It is not in the manifest." in found
    assert "2026-03.parquet: Its fingerprint is not that of the manifest." in found
    assert "2026-03.parquet: The heads of the ledger are not those of the manifest." in found
    assert "2026-04.parquet: The file is missing." in found


def test_a_manifest_that_fits_a_forged_file_does_not_fit_the_ledger() -> None:
    two_months()
    export(at=APRIL)
    path = folder() / "manifest.json"
    told = json.loads(path.read_text())
    told["months"]["2026-03"]["heads"] = "0" * 64
    path.write_text(json.dumps(told))

    assert differences() == ["2026-03.parquet: The heads of the ledger are not those of the manifest."]
    assert export(at=APRIL).written == ["2026-03"]
    assert differences() == []


def test_history_from_elsewhere_is_no_part_of_it() -> None:
    two_months()
    imported()

    assert export(at=APRIL).cases == 2


def test_a_case_judged_from_its_file_reads_as_live() -> None:
    two_months()
    export(at=APRIL)
    (_, events), *_rest = cases_of(source=path_of("2026-03"))

    readings = evaluate([in_force(NOON)], calendars(), events, int(NOON.timestamp())).readings

    computed = {(each.commitment, each.due_at) for each in readings if each.started_at}
    stored = Clock.objects.filter(case__opened_at=NOON)
    assert computed == {(each.commitment, each.due_at and int(each.due_at.timestamp())) for each in stored}
    assert computed


def test_the_nightly_export_is_due_once_a_night() -> None:
    two_months()
    night = NOON.replace(month=5, hour=19)  # 03:00 in Shanghai

    assert (is_due(night - timedelta(hours=9)), is_due(night)) == (False, True)
    export(at=night)
    assert (is_due(night + timedelta(hours=1)), is_due(night + timedelta(days=1))) == (False, True)


def test_the_nightly_export_is_a_job_and_starts_once() -> None:
    two_months()
    night = NOON.replace(month=5, hour=19)

    assert [start_nightly(night + timedelta(hours=each)) for each in (-9, 0, 1)] == [0, 1, 0]
    work_off()

    assert list(read_manifest().months) == ["2026-03", "2026-04"]


def test_an_empty_ledger_gives_an_empty_manifest() -> None:
    assert export(at=NOON).months == 0
    assert read_manifest().months == {}
    assert differences() == []
