"""Many cases at once: an act started, done case by case, and undone."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from wuxing.accounts.actors import Actor
from wuxing.cases.assigning import OnlyStaff
from wuxing.cases.holding import let_go
from wuxing.cases.models import Case
from wuxing.core.source import Text
from wuxing.desk.acts import FOR_MANY, ActUnknown, Given, Who, act_called
from wuxing.desk.models import ManyItem, ManyRun
from wuxing.jobs.kinds import Kind, Params, Task
from wuxing.jobs.starting import start
from wuxing.ledger.models import Stream
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

log = logging.getLogger(__name__)

KIND = "many"
MOST = 1_000
"""Cases of one run: what is chosen is frozen with it, in one short transaction."""
UNDOABLE = timedelta(hours=1)


class NothingChosen(Refused):
    code = "nothing-chosen"
    says = _("No case is chosen. Tick some, or choose all that match.")


class TooManyChosen(Refused):
    code = "too-many-chosen"
    says = _("At most %(most)s cases go through at once. Narrow the list, or go on in turns.")


class CannotUndo(Refused):
    code = "cannot-undo"
    status = 409
    says = _("This cannot be undone as a whole any more. Open the cases that it concerns.")


class MovedOn(Refused):
    code = "moved-on"
    status = 409
    says = _("Something happened on the case since; it is left as it is.")


class WentWrong(Refused):
    code = "went-wrong"
    says = _("Something went wrong on our side, and nothing was done. Try it on the case itself.")


def start_many(*, act: str, given: Given, refs: Sequence[str], by: Actor, at: datetime, back: str = "") -> ManyRun:
    """Have an act done to many cases by a job; `back` is the list that they were chosen from.

    Raises OnlyStaff, ActUnknown, NothingChosen, TooManyChosen.
    """
    if act not in FOR_MANY:
        raise ActUnknown
    chosen = list(dict.fromkeys(refs))
    if not chosen:
        raise NothingChosen
    if len(chosen) > MOST:
        raise TooManyChosen(most=MOST)
    return _begin(ManyRun(act=act, given=dict(given)), chosen, back, by=by, at=at)


def undo_many(pk: int, *, by: Actor, at: datetime, back: str = "") -> ManyRun:
    """Have the whole of a run undone, case by case, where nothing happened since. Raises CannotUndo."""
    with writing():
        run = ManyRun.objects.select_for_update().filter(pk=pk, by=by.user).first()  # a double click
        if run is None or not can_be_undone(run, at):
            raise CannotUndo
        done = run.items.filter(state=ManyItem.State.DONE).order_by("pk").values_list("ref", flat=True)
        return _begin(ManyRun(act=run.act, given=run.given, undoes=run), list(done), back, by=by, at=at)


def can_be_undone(run: ManyRun, at: datetime) -> bool:
    """Whether a run is over, not long ago, of an act that can be undone, and was not undone yet."""
    is_over = run.job is None or run.job.is_finished
    is_its_own = run.undoes_id is None and not hasattr(run, "undone_by")
    did = run.items.filter(state=ManyItem.State.DONE).exists()
    return is_over and is_its_own and did and act_called(run.act).can_be_undone and at - run.started_at < UNDOABLE


def carry_out(task: Task) -> Mapping[str, Any]:
    """Go through the cases of a run, each in a transaction of its own; begun anew, it goes on where it stopped."""
    run = ManyRun.objects.select_related("undoes").get(pk=task.params["run"])
    waiting = list(run.items.filter(state=ManyItem.State.WAITING).order_by("pk"))
    for place, item in enumerate(waiting):
        task.progress(run.total - len(waiting) + place, run.total)
        _do(run, item, task.by, timezone.now())
    done = run.items.filter(state=ManyItem.State.DONE).count()
    return {"done": done, "refused": run.total - done}


def title_of(params: Params) -> Text:
    """指派 · 12 件 / Assign · 12 cases."""
    run = ManyRun.objects.get(pk=params["run"])
    label = act_called(run.act).label
    with override("zh-hans"):
        zh = str(label)
    with override("en"):
        en = str(label)
    if run.undoes_id:
        zh, en = f"撤回{zh}", f"Undo: {en}"
    return Text(f"{zh} · {run.total} 件", f"{en} · {run.total} cases")


def address_of(params: Params) -> str:
    """The page of a run, with the way back to the list."""
    href = reverse("desk:many-run", args=[params["run"]])
    return f"{href}?{urlencode({'list': params['list']})}" if params.get("list") else href


JOB = Kind(carry_out, title_of, address_of, None)


def _begin(run: ManyRun, refs: Sequence[str], back: str, *, by: Actor, at: datetime) -> ManyRun:
    if by.user is None:
        raise OnlyStaff
    with writing():
        run.by, run.started_at, run.total = by.user, at, len(refs)
        run.save()
        ManyItem.objects.bulk_create([ManyItem(run=run, ref=ref) for ref in refs])
        run.job = start(KIND, {"run": run.pk, "list": back}, by=by, at=at)
        run.save(update_fields=["job"])
    return run


def _do(run: ManyRun, item: ManyItem, by: Actor, at: datetime) -> None:
    try:
        with writing():
            _done(run, item, Who(item.ref, by, at))
    except Refused as refused:
        _left(item, refused)
    except Exception:
        log.exception("run %s cannot do %s; the others go on", run.pk, item.ref)
        _left(item, WentWrong())


def _left(item: ManyItem, refused: Refused) -> None:
    item.state, item.why_not = ManyItem.State.REFUSED, {"zh": refused.text.zh, "en": refused.text.en}
    with writing():
        item.save()


def _done(run: ManyRun, item: ManyItem, who: Who) -> None:
    """The act and the word that it is done, both or neither: a kill between them does nothing twice."""
    act = act_called(run.act)
    if run.undoes is None:
        let_go(ref=who.ref, by=who.by, at=who.at)
        item.before = _standing(who)
        act.do(run.given, who)
    else:
        was = run.undoes.items.get(ref=item.ref)
        if _seq(item.ref) != was.seq or act.undo is None:
            raise MovedOn
        act.undo(run.given, was.before, who)
    item.state, item.seq = ManyItem.State.DONE, _seq(item.ref)
    item.save()


def _standing(who: Who) -> dict[str, Any]:
    case = Case.objects.visible_to(who.by).filter(ref=who.ref).first()
    if case is None:
        return {}
    return {
        "assignee": case.assignee_id,
        "class": case.case_class,
        "stage": case.stage,
        "team": case.team_id,
        "seq": _seq(who.ref),
    }


def _seq(ref: str) -> int | None:
    return Stream.objects.filter(case__ref=ref).values_list("seq", flat=True).first()
