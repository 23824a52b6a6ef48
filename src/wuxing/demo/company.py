"""Making the demo company: once, whole, and again from where it stopped when the machine was switched off."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta

from django.db.models import F, Q

from wuxing.accounts.actors import SYSTEM
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import AuditRow, User
from wuxing.cases.models import Case, Outbound
from wuxing.cases.sweeping import sweep
from wuxing.core.source import Refusal
from wuxing.demo.duties import do_duties
from wuxing.demo.people import Password, give_passwords, make_people, staff
from wuxing.demo.performing import Stage
from wuxing.demo.phrases import keep_phrases
from wuxing.demo.plan import DAYS, PAST, cast_of, past, present, scene_story
from wuxing.demo.scenes import DUE_SOON, SCENES, Scene
from wuxing.demo.story import Story
from wuxing.demo.texts import standard_text
from wuxing.ledger.models import Delivery
from wuxing.ledger.writing import writing
from wuxing.notices.models import Notice
from wuxing.standards.finding import in_force
from wuxing.standards.models import Publication
from wuxing.standards.publishing import publish

BEGUN, MADE = "demo.begun", "demo.made"
NEWS = timedelta(minutes=30)
"""What happened longer ago is on record, but nobody is told of it any more."""

Tell = Callable[[int, int], None]


def is_made() -> bool:
    """Whether the company stands, whole."""
    return AuditRow.objects.filter(subject="demo", act=MADE).exists()


def make(
    *,
    at: datetime,
    tell: Tell,
    now: Callable[[], datetime] | None = None,
    past_cases: int = PAST,
    scenes: Sequence[Scene] = SCENES,
) -> list[Password]:
    """Make the company, or go on where making it was interrupted; nothing where it stands already.

    `at` is the present; `tell(done, of)` hears of progress; `now` reads the clock once the past is made, so that what
    is about to fall due counts from the end of making. The passwords are told once and kept nowhere.
    """
    if is_made():
        return []
    begun = _begin(at)
    cast, stage = cast_of(in_force(begun)), Stage(staff())
    do_duties(begun)
    settled, fresh = ([each for each in scenes if each.is_fresh is way] for way in (False, True))
    stories = sorted([*past(cast, begun, past_cases), *present(cast, at, settled)], key=lambda each: each.opened_at)
    count = len(stories) + len(fresh) + 1
    _perform(stage, stories, lambda done: tell(done, count))
    ready = now() if now else at
    last = [*present(cast, ready, fresh), scene_story(cast, len(scenes), DUE_SOON, ready)]
    _perform(stage, last, lambda done: tell(len(stories) + done, count))
    return _finish(ready)


def _begin(at: datetime) -> datetime:
    """Standard and people, made once; the instant that the past was counted from, also after an interruption."""
    with writing():
        found = AuditRow.objects.filter(subject="demo", act=BEGUN).first()
        if found is not None:
            return found.at
        _require_empty()
        began = at.replace(microsecond=0)
        first = began - timedelta(days=DAYS + 30)
        publish(text=standard_text(), effective_at=None, by=SYSTEM, at=first)
        make_people(first)
        keep_phrases(first)
        audit(BEGUN, "demo", by=SYSTEM, at=began)
        return began


def _require_empty() -> None:
    """Nobody's own company gets these people and cases mixed in."""
    if User.objects.exists() or Case.objects.exists() or Publication.objects.exists():
        raise Refusal(
            "not-empty",
            "这里已经有一家公司了，演示公司只建在空的数据文件夹里。请去掉 --demo 启动，或用 WUXING_HOME 另指一个文件夹。",
            "There is a company here already; the demo is made in an empty data folder only. "
            "Start without --demo, or name another folder in WUXING_HOME.",
        )


def _perform(stage: Stage, stories: Sequence[Story], tell: Callable[[int], None]) -> None:
    """Make the cases that are not there yet: a case is made whole or not at all."""
    made = set(Case.objects.values_list("opened_at", "subject"))
    for number, story in enumerate(stories, 1):
        if (story.opened_at, story.subject) not in made:
            stage.perform(story)
        tell(number)


def _finish(ready: datetime) -> list[Password]:
    """Let the past rest: what followed from it has been done long ago; then hand out passwords."""
    while sweep(ready):
        pass
    with writing():
        _rest(ready - NEWS)
        passwords = give_passwords(ready)
        audit(MADE, "demo", by=SYSTEM, at=ready)
    return passwords


def _rest(old: datetime) -> None:
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING)
    waiting.filter(Q(event__at__lt=old) | Q(signal__at__lt=old)).update(state=Delivery.State.DONE)
    unsent = Outbound.objects.filter(state=Outbound.State.WAITING, not_before__lt=old)
    unsent.update(state=Outbound.State.SENT, sent_at=F("not_before"))
    Notice.objects.filter(at__lt=old, read_at=None).update(read_at=F("at"), mail="never")
