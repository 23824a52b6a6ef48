"""Replays on the page: asked for, run as a job, read, run again."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

import made
from history.replayed import MARCH, case
from history_app.whatifs import a_log, published, trial_text
from jobs.working import work_off
from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.models import Role
from wuxing.cases.messages import reply
from wuxing.cases.models import Clock
from wuxing.history import replay_lists, stretches
from wuxing.history.events.stream import read_header
from wuxing.history.models import Replay
from wuxing.history.replay_lists import sameness
from wuxing.history.replay_starting import NothingToCompare, run_again, start_replay
from wuxing.history.stretches import Stretch
from wuxing.jobs.models import Job
from wuxing.jobs.performing import perform
from wuxing.jobs.running import claim
from wuxing.ledger.models import Event
from wuxing.standards import drafting

pytestmark = pytest.mark.django_db
DAY = 86_400


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):  # type: ignore[no-untyped-def]
    settings.HISTORY = tmp_path


@pytest.fixture
def quality(client: Client) -> Client:
    client.force_login(made.user(role=Role.QUALITY, language="en"))
    return client


def page(client: Client, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200
    return str(answer.content.decode())


def started(stretch: Stretch | None = None, **keys: str) -> Replay:
    """A replay under 5 minutes instead of 10; of ten cases six answers came within 10, two within 5."""
    named = {"standard": published("5 min", version="2"), "against": published(), **keys}
    stretch = stretch or Stretch(a_log().key)
    return start_replay(**named, stretch=stretch, by=made.actor(role=Role.QUALITY), at=timezone.now())


def done(replay: Replay) -> Replay:
    work_off()
    return Replay.objects.get(pk=replay.pk)


def repeated(replay: Replay) -> Replay:
    return done(run_again(replay=replay, by=made.actor(role=Role.QUALITY), at=timezone.now()))


def test_a_replay_is_asked_for_watched_and_read(quality: Client) -> None:
    published(), published("5 min", version="2")
    log = a_log()
    assert str(log) in page(quality, "/history/replays/new/")
    asked = {"standard": "trial@2", "against": "trial@1", "history": log.key}
    address = quality.post("/history/replays/new/", asked)["Location"]
    assert "You may leave this page" in page(quality, address)

    work_off()

    shown = page(quality, address)
    assert "falls from 60.0" in shown
    assert "If Trial standard went from 1 to 2" in shown
    assert 'href="/standards/trial/2/#c1-1"' in shown


def test_each_case_that_flips_leads_to_why(quality: Client) -> None:
    replay = done(started())

    shown = page(quality, f"/history/replays/{replay.pk}/")

    assert replay.figures["flips"] == {"to_late": 4, "to_met": 0}
    assert shown.count(f"/history/replays/{replay.pk}/why/?case=C") == 4


def test_the_same_inputs_give_the_same_figures_and_the_page_says_so(quality: Client) -> None:
    first = done(started())

    second = repeated(first)

    assert (second.inputs, second.results) == (first.inputs, first.results)
    assert "The same figures as" in page(quality, f"/history/replays/{second.pk}/")


def test_another_result_of_the_same_inputs_is_said_aloud(quality: Client) -> None:
    first = done(started())
    Replay.objects.update(results="0" * 64)

    second = repeated(first)

    assert "gave another result before" in page(quality, f"/history/replays/{second.pk}/")


def test_a_draft_is_judged_as_it_was_when_the_replay_began() -> None:
    published()
    by = made.actor(role=Role.QUALITY)
    draft = drafting.start(text=trial_text("2", "5 min"), by=by, at=timezone.now())
    replay = started(standard=f"draft:{draft.pk}", against="trial@1")

    drafting.save(key=draft.pk, text=trial_text("2", "30 min"), seen=draft.revision, by=by, at=timezone.now())

    assert done(replay).figures["rate"] == 0.2
    assert repeated(replay).results == done(replay).results


def test_a_standard_is_not_compared_with_itself(quality: Client) -> None:
    published()
    asked = {"standard": "trial@1", "against": "trial@1", "history": a_log().key}

    answer = quality.post("/history/replays/new/", asked)

    assert answer.status_code == 422
    assert "says the same as" in answer.content.decode()
    with pytest.raises(NothingToCompare):
        started(standard="trial@1")


def test_a_standard_may_be_judged_alone(quality: Client) -> None:
    replay = done(started(against=""))

    assert (replay.figures["rate"], replay.figures["rate_against"], replay.figures["flips"]) == (0.2, None, None)
    assert "Replay under Trial standard" in page(quality, f"/history/replays/{replay.pk}/")


def test_days_and_classes_leave_cases_out(quality: Client) -> None:
    cases = {name: case((2, "message.agent"), business=name, at=MARCH) for name in ("complaint", "consultation")}
    published(), published("5 min", version="2")
    log = a_log(cases | {"later": case((2, "message.agent"), at=MARCH + DAY)})
    asked = {"standard": "trial@2", "history": log.key, "first": "2026-03-02", "last": "2026-03-02"}

    quality.post("/history/replays/new/", {**asked, "class-business": "consultation"})

    replay = done(Replay.objects.get())
    assert replay.figures["cases"] == 1
    assert "2026-03-02" in page(quality, "/history/replays/") or "2 Mar" in page(quality, "/history/replays/")


def test_a_case_that_nobody_touched_since_is_late_however_short_the_stretch() -> None:
    log = a_log({"C1": case(at=MARCH), "C2": case((2, "message.agent"), at=MARCH + DAY)})

    replay = done(started(Stretch(log.key, last=MARCH + 60), against=""))

    assert (replay.figures["cases"], replay.figures["n"], replay.figures["rate"]) == (1, 1, 0.0)


def test_our_own_cases_are_replayed_and_nothing_of_them_changes() -> None:
    made.standard(at=timezone.now())
    made.case(timezone.now() - timedelta(minutes=5), team=made.team())
    before = (Event.objects.count(), list(Clock.objects.values()))

    replay = done(started(Stretch(), against="test-company@2026.1"))

    assert (replay.figures["cases"], replay.state) == (1, Replay.State.DONE)
    assert (Event.objects.count(), list(Clock.objects.values())) == before


def test_a_case_that_was_opened_since_is_not_in_a_replay_that_is_run_again() -> None:
    made.standard(at=timezone.now())
    team = made.team()
    made.case(timezone.now() - timedelta(minutes=5), team=team)
    first = done(started(Stretch(), against=""))
    made.case(timezone.now() + timedelta(minutes=5), team=team)

    assert repeated(first).results == first.results


def test_what_happened_to_a_case_since_changes_no_figure(quality: Client) -> None:
    made.standard(at=timezone.now())
    opened = made.case(timezone.now() - timedelta(minutes=5), team=made.team())
    first = done(started(Stretch(), against=""))
    reply(ref=opened.ref, body="您好", by=SYSTEM, at=timezone.now() + timedelta(minutes=5))

    second = repeated(first)

    assert first.inputs != second.inputs
    assert sameness(second).still
    assert "History has grown since" in page(quality, f"/history/replays/{second.pk}/")


def test_a_replay_that_is_stopped_leaves_nothing(quality: Client) -> None:
    replay = started()
    job = claim(timezone.now())
    assert job
    Job.objects.update(stop_asked=True)

    perform(job.pk, job.attempts, now=timezone.now)

    assert list(replay.folder.parent.iterdir()) == []
    assert "Run again" in page(quality, f"/history/replays/{replay.pk}/")
    assert "not finished" in page(quality, "/history/")


def test_what_a_kill_left_is_swept_away() -> None:
    replay = started()
    left = replay.folder.with_name(f".{replay.key}.part")
    left.mkdir(parents=True)
    (left / "events.parquet").write_bytes(b"half")

    done(replay)

    assert [each.name for each in replay.folder.parent.iterdir()] == [replay.key]


def test_progress_of_cutting_a_stretch_says_how_far_it_is(monkeypatch, tmp_path) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(stretches, "SOME", 2)
    log, told = a_log(), []

    stretches.cut(Stretch(log.key), tmp_path / "cut.parquet", lambda done, total, says=None: told.append((done, total)))

    assert told == [(4, 20), (8, 20), (12, 20), (16, 20), (20, 20)]


def test_an_empty_stretch_of_our_own_cases_has_the_header_of_the_ledger(tmp_path) -> None:  # type: ignore[no-untyped-def]
    found = stretches.cut(Stretch(), tmp_path / "cut.parquet", lambda done, total, says=None: None)

    assert read_header(found.events).mapping == "wuxing"


def test_the_list_of_replays_looks_logs_up_once(django_assert_num_queries) -> None:  # type: ignore[no-untyped-def]
    first = started()
    for _ in range(3):
        run_again(replay=first, by=made.actor(role=Role.QUALITY), at=timezone.now())

    with django_assert_num_queries(3):  # replays with their jobs, people, logs
        assert len(replay_lists.replays()) == 4


def test_a_stretch_without_cases_says_so(quality: Client) -> None:
    replay = done(started(Stretch(a_log().key, first=MARCH + 365 * DAY)))

    assert replay.state == Replay.State.STOPPED
    assert "holds no case" in page(quality, f"/history/replays/{replay.pk}/")


def test_what_was_found_can_be_taken_away(quality: Client) -> None:
    replay = done(started())
    files = ("report.html", "report.json", "readings.parquet", "events.parquet")

    answers = {name: quality.get(f"/history/replays/{replay.pk}/files/{name}") for name in (*files, "x.json")}

    assert [each.status_code for each in answers.values()] == [200] * 4 + [404]
    assert 'filename="R1-report.html"' in answers["report.html"]["Content-Disposition"].replace(replay.key, "R1")


def test_results_that_were_removed_are_said_to_be_gone(quality: Client) -> None:
    replay = done(started())
    replay.report_path.unlink()

    assert "The files of this result are gone" in page(quality, f"/history/replays/{replay.pk}/")


@pytest.mark.parametrize(
    ("asked", "wrong"),
    [
        ({"history": "H999"}, "Select a valid choice"),
        ({"standard": "draft:999"}, "Select a valid choice"),
        ({"first": "2026-03-05", "last": "2026-03-02"}, "The last day is before the first"),
    ],
)
def test_what_cannot_be_asked_is_said_at_its_field(quality: Client, asked: dict[str, str], wrong: str) -> None:
    published()
    usual = {"standard": "trial@1", "history": a_log().key}

    answer = quality.post("/history/replays/new/", usual | asked)

    assert answer.status_code == 422
    assert wrong in answer.content.decode()


def test_a_draft_with_mistakes_is_refused_with_its_line(quality: Client) -> None:
    published()
    text = trial_text("2").replace("5 min", "5 mins").replace("10 min", "10 mins")
    draft = drafting.start(text=text, by=made.actor(role=Role.QUALITY), at=timezone.now())
    asked = {"standard": f"draft:{draft.pk}", "against": "trial@1", "history": a_log().key}

    answer = quality.post("/history/replays/new/", asked)

    assert answer.status_code == 422
    assert "10 mins" in answer.content.decode()


def test_without_a_history_the_page_says_what_comes_next(quality: Client) -> None:
    assert "No history yet" in page(quality, "/history/replays/new/")
    assert "No replay yet" in page(quality, "/history/")


@pytest.mark.parametrize(("role", "status"), [(Role.QUALITY, 200), (Role.DIRECTOR, 200), (Role.AGENT, 403)])
def test_who_may_read_replays(client: Client, role: str, status: int) -> None:
    replay = done(started())
    client.force_login(made.user(role=role))
    paths = ("", "new/", f"{replay.pk}/", f"{replay.pk}/files/report.json")

    assert {client.get(f"/history/replays/{path}").status_code for path in paths} == {status}
    assert client.get("/history/replays/999/").status_code == (404 if status == 200 else 403)
    assert client.post(f"/history/replays/{replay.pk}/again/").status_code == (303 if status == 200 else 403)
