"""What may be written to a customer, by the standard of the case."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext

from wuxing.cases.acting import Act
from wuxing.cases.showing import dimension
from wuxing.core.standard.writing import forbidden_in, missing_of
from wuxing.standards.finding import standard_of
from wuxing.ui.language import said
from wuxing.ui.refusal import Refused


class ForbiddenWords(Refused):
    code = "forbidden-words"
    says = _("“%(words)s” must not be written to customers. Say it otherwise. (%(title)s, %(standard)s, §%(clause)s)")


class NotClassified(Refused):
    code = "not-classified"
    says = _("Before the customer is answered, choose %(fields)s of the case. (%(title)s, %(standard)s, §%(clause)s)")


def require_sayable(act: Act, body: str) -> None:
    """Refuse words that a clause forbids, and an answer on a case of which too little is known.

    Raises ForbiddenWords, NotClassified.
    """
    standard = standard_of(act.facts.standard)
    if found := list(forbidden_in(standard, body)):
        rule = found[0][0]
        words = _listed(word for each, word in found if each == rule)
        raise ForbiddenWords(words=words, title=said(rule.title), standard=standard.ref, clause=rule.clause)
    if missing := list(missing_of(standard, act.facts.case_class)):
        needed = missing[0][0]
        names = _listed(dimension(name) for each, name in missing if each == needed)
        raise NotClassified(fields=names, title=said(needed.title), standard=standard.ref, clause=needed.clause)


def _listed(words: Iterable[str]) -> str:
    return pgettext("between items of a list", ", ").join(dict.fromkeys(words))
