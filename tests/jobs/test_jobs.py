"""Long work: started, watched, cancelled, ended, told."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone, translation

import made
from jobs.working import a_kind, counting, work_off
from wuxing.accounts.models import Role
from wuxing.accounts.permissions import NotAllowed
from wuxing.desk import many
from wuxing.history import before_after, driver, importing, live_export, replay_running, whatif
from wuxing.jobs.cancelling import AlreadyEnded, cancel
from wuxing.jobs.kinds import Task, kind_called
from wuxing.jobs.models import Job
from wuxing.jobs.performing import perform
from wuxing.jobs.running import ATTEMPTS, BEGIN, claim
from wuxing.jobs.showing import job_view
from wuxing.jobs.starting import start
from wuxing.notices.models import Notice
from wuxing.site.jobs import JOBS

pytestmark = pytest.mark.django_db


@pytest.fixture
def kind() -> Iterator[str]:
    with a_kind() as name:
        yield name


def started(kind: str, to: int = 3) -> Job:
    return start(kind, {"to": to}, by=made.actor(role=Role.QUALITY), at=timezone.now())


def test_a_job_is_done_and_its_starter_is_told(kind: str) -> None:
    job = started(kind)

    assert work_off() == 1

    job.refresh_from_db()
    assert (job.state, job.result, job.attempts) == ("done", {"counted": 3}, 1)
    assert Notice.objects.get().text == {"zh": "已完成：数到 3", "en": "Done: Count to 3"}


def test_only_those_whose_act_it_is_may_start_one(kind: str) -> None:
    with pytest.raises(NotAllowed):
        start(kind, {"to": 1}, by=made.actor(), at=timezone.now())


def test_a_waiting_job_is_cancelled_at_once(kind: str) -> None:
    job = started(kind)

    cancel(job.pk, by=made.actor(role=Role.ADMIN), at=timezone.now())

    assert work_off() == 0
    assert Job.objects.get().state == "cancelled"
    assert not Notice.objects.exists()


def test_a_running_job_stops_when_it_next_tells_how_far_it_is() -> None:
    by = made.actor(role=Role.QUALITY)

    def runner(task: Task) -> Mapping[str, Any]:
        cancel(task.job_id, by=by, at=timezone.now())
        return counting(task)

    with a_kind(runner) as name:
        job = start(name, {"to": 3}, by=by, at=timezone.now())
        work_off()

    job.refresh_from_db()
    assert (job.state, job.result) == ("cancelled", {})


def test_what_has_ended_cannot_be_cancelled(kind: str) -> None:
    job = started(kind)
    work_off()

    with translation.override("zh-hans"), pytest.raises(AlreadyEnded, match="已完成"):
        cancel(job.pk, by=made.actor(role=Role.ADMIN), at=timezone.now())


def test_a_runner_that_fails_ends_its_job_and_says_so_in_both_languages() -> None:
    def runner(_: Task) -> Mapping[str, Any]:
        raise ZeroDivisionError

    with a_kind(runner) as name:
        job = started(name)
        work_off()

    job.refresh_from_db()
    assert job.state == "failed"
    assert "ZeroDivisionError" in job.error["zh"]
    assert "ZeroDivisionError" in job.error["en"]


def test_what_a_dead_process_left_is_taken_up_again_when_its_lease_ends(kind: str) -> None:
    started(kind)
    now = timezone.now()
    first = claim(now)
    assert first is not None

    assert claim(now + BEGIN / 2) is None
    second = claim(now + BEGIN + timedelta(seconds=1))

    assert second is not None
    assert (second.pk, second.attempts) == (first.pk, 2)


def test_who_lost_the_lease_writes_nothing_any_more(kind: str) -> None:
    started(kind)
    now = timezone.now()
    claim(now)
    second = claim(now + BEGIN * 2)
    assert second is not None

    perform(second.pk, 1, now=timezone.now)

    assert Job.objects.get().state == "running"


def test_a_job_whose_process_dies_again_and_again_is_given_up(kind: str) -> None:
    started(kind)
    at = timezone.now()

    for _ in range(ATTEMPTS):
        assert claim(at)
        at += BEGIN * 2

    assert claim(at) is None
    assert Job.objects.get().state == "failed"


def test_a_page_says_how_far_how_quick_and_how_long_still(kind: str) -> None:
    at = timezone.now()
    job = started(kind)
    job.state, job.started_at, job.done, job.total = Job.State.RUNNING, at - timedelta(seconds=10), 400, 1000

    with translation.override("zh-hans"):
        shown = job_view(job, at)

    assert (shown.share, shown.counted, shown.pace) == (40, "400 / 1,000", "每秒 40 · 约 15秒")


def test_the_part_of_a_running_job_renews_itself_and_leads_on_at_its_end(kind: str, client: Client) -> None:
    user = made.user(role=Role.QUALITY)
    client.force_login(user)
    job = start(kind, {"to": 3}, by=made.of_user(user), at=timezone.now())

    waiting = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})
    work_off()
    ended = client.get(f"/jobs/{job.pk}/", headers={"HX-Request": "true"})

    assert 'hx-trigger="every 1s"' in waiting.content.decode()
    assert ended.headers["HX-Redirect"] == "/notices/"


def test_a_stranger_does_not_learn_of_a_job(kind: str, client: Client) -> None:
    job = started(kind)
    client.force_login(made.user())

    assert client.get(f"/jobs/{job.pk}/").status_code == 404
    assert client.post(f"/jobs/{job.pk}/cancellation/").status_code == 404


def test_every_kind_of_the_site_is_found_under_the_name_that_its_module_gives_it() -> None:
    named = {before_after.Comparing.KIND, driver.Weighing.KIND, whatif.Measuring.KIND, importing.KIND}
    named |= {live_export.KIND, many.KIND, replay_running.KIND}

    assert set(JOBS) == named
    assert {name: kind_called(name) for name in JOBS} == {
        "history.compare": before_after.JOB,
        "history.driver": driver.JOB,
        "history.measure": whatif.JOB,
        "history.import": importing.JOB,
        "history.export": live_export.JOB,
        "history.replay": replay_running.JOB,
        "many": many.JOB,
    }
