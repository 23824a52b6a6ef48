"""From a what-if to a draft: what was tried, written into the text of the standard."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.history.choices import DRAFT, text_called
from wuxing.history.whatif_page import Answer
from wuxing.history.whatifs.rewriting import with_calendar, with_limit
from wuxing.standards import drafting
from wuxing.standards.models import Draft
from wuxing.ui.refusal import Refused


class NotInThisText(Refused):
    """The limit is inherited from the standard that this one extends."""

    code = "not-in-this-text"
    says = _(
        "Clause %(clause)s of %(standard)s does not say this limit itself: it comes from the standard that it extends. "
        "Write the clause into a draft of its own under Standards."
    )


class NothingChanged(Refused):
    """The limit and the calendar are what they were."""

    code = "nothing-changed"
    says = _("Nothing is changed yet: clause %(clause)s says just this. Try another limit or calendar first.")


def take_into_draft(*, answer: Answer, by: Actor, at: datetime) -> Draft:
    """Write the limit and the calendar that were tried into a draft: the one that was tried, else a new one.

    Raises NothingChanged, NotInThisText, NotAllowed and what saving a draft raises.
    """
    question = answer.question
    key, commitment = question.standard_key, question.commitment
    if not answer.is_changed:
        raise NothingChanged(clause=commitment.clause)
    if key.startswith(DRAFT):
        seen = drafting.find(int(key.removeprefix(DRAFT)))
        return drafting.save(key=seen.pk, text=_changed(answer), seen=seen.revision, by=by, at=at)
    return drafting.start(text=_changed(answer), based_on=key, by=by, at=at)


def _changed(answer: Answer) -> str:
    question = answer.question
    text: str | None = text_called(question.standard_key)
    if text and answer.limit != answer.present:
        text = with_limit(text, question.commitment.id, answer.row, answer.limit)
    if text and question.calendar:
        text = with_calendar(text, question.commitment.id, question.calendar)
    if text is None:
        raise NotInThisText(clause=question.commitment.clause, standard=question.standard.ref)
    return text
