"""Improving in rounds: plan by a figure, do, check by the same figure, decide."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from wuxing.accounts.actors import Actor
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import User
from wuxing.accounts.permissions import Act, require_may
from wuxing.history.before_after import Comparing
from wuxing.history.before_after_words import Naming, class_words
from wuxing.history.choices import histories, standard_called
from wuxing.history.comparing.figures import Change, Figure
from wuxing.history.comparing.measures import Compared
from wuxing.history.models import Improvement, ImprovementAction, ImprovementCheck
from wuxing.history.reports.words import Words
from wuxing.ledger.writing import writing
from wuxing.standards.models import Draft
from wuxing.ui.refusal import Refused

BEFORE, AFTER = "before", "after"


class NoFigure(Refused):
    """The measure has no data there: nothing could be told from it later."""

    code = "no-figure"
    says = _("There is no figure of this measure in those days, so nothing could be compared with it. Choose others.")


class AlreadyDecided(Refused):
    """The round is over."""

    code = "already-decided"
    status = 409
    says = _("%(key)s is decided already and stays as it is. Begin another improvement where more is to be done.")


class NothingDone(Refused):
    """A check before anything was done would find what chance did."""

    code = "nothing-done"
    status = 409
    says = _("Nothing of %(key)s is done yet, so a check would compare nothing. Finish an action first.")


class NotChecked(Refused):
    """A decision needs to know whether it helped."""

    code = "not-checked"
    status = 409
    says = _("%(key)s has not been checked yet. Compare before and after first, then decide.")


class HistoryGone(Refused):
    """What it was counted in is no longer there."""

    code = "history-gone"
    status = 409
    says = _("The history that %(key)s was counted in is no longer there. Import it again, or begin anew with another.")


@dataclass(frozen=True, slots=True)
class Plan:
    """What is wrong and what is wanted. `goal` is a change relative to the baseline: −0.4."""

    title: str
    finding: str
    owner: User
    theme: str = ""
    goal: float | None = None
    check_on: date | None = None
    driver: str = ""


@dataclass(frozen=True, slots=True)
class Step:
    """What is to be done, by whom, until when, and the draft of the standard that it changes."""

    text: str
    owner: User
    due_on: date | None = None
    draft: Draft | None = None


def begin(*, plan: Plan, asked: Comparing, measure: str, side: str, by: Actor, at: datetime) -> Improvement:
    """Begin an improvement whose baseline is one side of a comparison. Raises NotAllowed, NoFigure, Problems."""
    require_may(by, Act.WORK_WITH_HISTORY)
    found = figure_in(asked, measure)
    baseline: Figure = getattr(found, side)
    if baseline.value is None:
        raise NoFigure
    begun = Improvement(
        **_said(plan),
        history=asked.history.key,
        standard=asked.standard_key,
        where=asked.where,
        measure=measure,
        unit=found.unit,
        names=_names(asked, measure),
        baseline=_kept(baseline, asked, side),
    )
    return _begun(begun, by=by, at=at)


def add_action(*, key: int, step: Step, by: Actor, at: datetime) -> ImprovementAction:
    """Say what is to be done, by whom and until when. Raises NotAllowed, AlreadyDecided."""
    with writing():
        improvement = _to_change(key, by)
        said = {name: getattr(step, name) for name in Step.__dataclass_fields__}
        action = ImprovementAction.objects.create(improvement=improvement, **said, by=by.id, at=at)
        audit("improvement.action_added", _subject(improvement), by=by, at=at, detail={"action": action.pk})
    return action


def finish_action(*, key: int, action: int, on: date, by: Actor, at: datetime) -> ImprovementAction:
    """Say that an action is done, and from which day on it had its effect; once. Raises NotAllowed, AlreadyDecided."""
    with writing():
        improvement = _to_change(key, by)
        found = improvement.actions.get(pk=action)
        if found.done_on is None:
            found.done_on, found.done_by = on, by.id
            found.save(update_fields=["done_on", "done_by"])
            audit("improvement.action_done", _subject(improvement), by=by, at=at, detail={"action": action})
    return found


def check(*, key: int, asked: Comparing, by: Actor, at: datetime) -> ImprovementCheck:
    """Keep what the measure was before and after a day. Raises NotAllowed, AlreadyDecided, NothingDone, NoFigure.

    Args:
        asked: as `comparing_for` makes it; it has days on both sides.
    """
    require_may(by, Act.WORK_WITH_HISTORY)
    improvement = Improvement.objects.get(pk=key)
    if not improvement.actions.exclude(done_on=None).exists():
        raise NothingDone(key=improvement.key)
    found = figure_in(asked, improvement.measure)  # counted before the database is held
    if found.change is None or asked.windows is None:
        raise NoFigure
    made = ImprovementCheck(
        improvement=improvement,
        on=asked.on,
        days=asked.windows.days,
        before=_kept(found.before, asked, BEFORE),
        after=_kept(found.after, asked, AFTER),
        change=asdict(found.change),
        better=found.better,
        as_of=asked.history.as_of,
        by=by.id,
        at=at,
    )
    with writing():
        _to_change(key, by)
        made.save()
        audit("improvement.checked", _subject(improvement), by=by, at=at, detail={"check": made.pk})
    return made


def decide(*, key: int, decision: str, reason: str, by: Actor, at: datetime) -> Improvement:
    """Decide what becomes of it; of another round, that round, with what was reached as its baseline.

    Raises NotAllowed, AlreadyDecided, NotChecked.
    """
    with writing():
        improvement = _to_change(key, by)
        last = improvement.checks.last()
        if last is None:
            raise NotChecked(key=improvement.key)
        improvement.decision, improvement.reason = decision, reason
        improvement.decided_by, improvement.decided_at = by.id, at
        improvement.save(update_fields=["decision", "reason", "decided_by", "decided_at"])
        audit("improvement.decided", _subject(improvement), by=by, at=at, detail={"decision": decision})
        if decision != Improvement.Decision.AGAIN:
            return improvement
        return _begun(_copied(improvement, last.after), by=by, at=at)


def comparing_for(improvement: Improvement, *, on: date, days: int) -> Comparing:
    """Its measure's comparison around another day. Raises HistoryGone, and Problems where a draft has mistakes."""
    every = histories()
    if improvement.history not in every:
        raise HistoryGone(key=improvement.key)
    standard = standard_called(improvement.standard)
    return Comparing(every[improvement.history], improvement.standard, standard, on, days, improvement.where)


def figure_in(asked: Comparing, measure: str) -> Compared:
    """One measure of a comparison. Raises NoFigure."""
    found = {each.key: each for each in asked.results()} if asked.windows else {}
    if measure not in found:
        raise NoFigure
    return found[measure]


def change_in(check: ImprovementCheck) -> Change | None:
    """What lies between the two sides of a check."""
    return Change(**check.change) if check.change else None


def figure_of(kept: Mapping[str, Any]) -> Figure:
    """The figure that was kept."""
    return Figure(**{name: kept[name] for name in ("value", "low", "high", "n", "count")})


def _to_change(key: int, by: Actor) -> Improvement:
    require_may(by, Act.WORK_WITH_HISTORY)
    improvement = Improvement.objects.select_for_update().get(pk=key)
    if improvement.decision:
        raise AlreadyDecided(key=improvement.key)
    return improvement


def _said(plan: Plan) -> dict[str, Any]:
    return {name: getattr(plan, name) for name in Plan.__dataclass_fields__}


def _begun(improvement: Improvement, *, by: Actor, at: datetime) -> Improvement:
    improvement.by, improvement.at = by.id, at
    with writing():
        improvement.save()
        audit("improvement.begun", _subject(improvement), by=by, at=at, detail={"title": improvement.title})
    return improvement


def _copied(before: Improvement, baseline: Mapping[str, Any]) -> Improvement:
    same = ("title", "theme", "finding", "owner", "goal", "driver", "history", "standard", "where", "measure", "unit")
    copied = {name: getattr(before, name) for name in same}
    return Improvement(**copied, names=before.names, baseline=dict(baseline), follows=before)


def _kept(figure: Figure, asked: Comparing, side: str) -> dict[str, Any]:
    windows = asked.windows
    assert windows
    first = windows.on if side == AFTER else windows.on - timedelta(days=windows.days)
    last = first + timedelta(days=windows.days - 1)
    return {**asdict(figure), "first": first.isoformat(), "last": last.isoformat(), "on": windows.on.isoformat()}


def _names(asked: Comparing, measure: str) -> dict[str, Any]:
    """What everything is called, in both languages: a standard or a history may be another later."""
    found: dict[str, dict[str, str]] = {"measure": {}, "where": {}}
    for language, code in (("zh", "zh-hans"), ("en", "en")):
        with override(code):
            naming = Naming(asked.standard, Words("zh" if language == "zh" else "en"))
            found["measure"][language] = naming.full(measure)
            found["where"][language] = class_words(asked.history, asked.standard, asked.where)
    return {**found, "history": asked.history.name}


def _subject(improvement: Improvement) -> str:
    return f"improvement:{improvement.pk}"
