"""The form that begins an improvement, filled from a comparison."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from wuxing.accounts.actors import Actor
from wuxing.history.before_after_page import Answer
from wuxing.history.before_after_question import Question
from wuxing.history.before_after_words import Naming, amount, class_words
from wuxing.history.comparing.measures import largest
from wuxing.history.improvement_forms import PlanForm
from wuxing.history.improving import AFTER, BEFORE
from wuxing.history.whatif_page import words

NAMES = ("title", "theme", "finding", "measure", "side")


def plan_form(question: Question, asked: Mapping[str, str], *, by: Actor, is_sent: bool) -> PlanForm:
    """The form for the figures of a comparison that is there; `asked` fills it."""
    answer = Answer(question, words())
    sides = dict(zip((BEFORE, AFTER), (f"{name} · {days}" for name, days in answer.stretches), strict=True))
    measures = list(_measures(answer))
    if is_sent:
        return PlanForm(measures, sides, asked)
    given = {name: asked[name] for name in NAMES if asked.get(name)}
    return PlanForm(measures, sides, initial={**_usual(question, answer, by), **given})


def _measures(answer: Answer) -> Iterator[tuple[str, str]]:
    """The measures that have a figure, with both: 首次答复平均用时（3小时 → 2小时）."""
    naming = Naming(answer.question.comparing.standard, answer.words)
    for each in answer.every:
        if each.is_known:
            sides = (amount(figure.value, each.unit, answer.words) for figure in (each.before, each.after))
            yield each.key, f"{naming.full(each.key)} ({' → '.join(sides)})"


def _usual(question: Question, answer: Answer, by: Actor) -> dict[str, object]:
    asked, most = question.comparing, largest(answer.every)
    theme = class_words(asked.history, asked.standard, asked.where) if asked.where else ""
    return {
        "side": AFTER,
        "measure": most.key if most else "answer-mean",
        "owner": by.user.pk if by.user else None,
        "theme": theme,
    }
