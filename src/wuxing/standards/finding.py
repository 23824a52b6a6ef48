"""Which standard is in force, and what a citation means.

Every question costs one look-up by primary key: the newest publication. As long as it is the one this process knows,
everything else is answered from memory; so a publication is seen at once by every process.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.utils.translation import gettext_lazy as _

from wuxing.core.standard.document import Standard
from wuxing.ledger.writing import seen_once
from wuxing.packs.finding import load_standard
from wuxing.packs.shipped import shipped
from wuxing.standards.models import Publication
from wuxing.standards.saying import shown
from wuxing.standards.scopes import COMPANY, narrowest
from wuxing.standards.texts import known_standard, standard_in
from wuxing.ui.refusal import Refused


class NoStandard(Refused):
    """Nothing is in force at that instant, so nothing can be promised."""

    code = "no-standard"
    status = 409
    says = _(
        "No service standard is in force at %(at)s, so no promise can be made. "
        "Publish one under Standards; one of those shipped with Wuxing will do to begin with."
    )


class UnknownStandard(Refused):
    """A reference that names no standard."""

    code = "unknown-standard"
    status = 404
    says = _("There is no standard %(ref)s. Those published and those shipped are listed under Standards.")


@dataclass(frozen=True, slots=True)
class Issue:
    """What has to be known of a publication to choose it, without its text."""

    id: int
    ref: str
    name: str
    applies_to: str
    effective_at: datetime
    meaning: str
    scope: str = COMPANY

    def takes_over(self, other: Issue) -> bool:
        """Whether open cases of another version go over to it: one of its name, for the same scope, before it."""
        is_kin = (self.name, self.scope) == (other.name, other.scope)
        return is_kin and self.applies_to == "open_cases" and self.id > other.id


@dataclass(frozen=True, slots=True)
class Shelf:
    """All publications, oldest first, as they stood when somebody looked."""

    newest: tuple[int, str, datetime] | None
    issues: tuple[Issue, ...]

    def in_force(self, at: datetime, scopes: Sequence[str] = ()) -> Standard:
        """The standard in force at an instant: in the first of these scopes that has one, else for the company.

        Raises NoStandard.
        """
        for scope in narrowest(scopes):
            begun = [issue for issue in self.issues if issue.scope == scope and issue.effective_at <= at]
            if begun:
                return _standard_of(max(begun, key=lambda issue: (issue.effective_at, issue.id)))
        raise NoStandard(at=shown(at))

    def standard_of(self, ref: str) -> Standard:
        """The standard that name@version means: published here, else shipped with Wuxing. Raises UnknownStandard."""
        found = next((issue for issue in self.issues if issue.ref == ref), None)
        return _standard_of(found) if found else _shipped(ref)

    def standards_for(self, ref: str) -> tuple[Standard, ...]:
        """What a case opened under `ref` stands under: that version, then those that take open cases over, in order.

        They count from their publication on, also ahead of their effective date: the change of hands is an instant
        that the clocks have to know.
        """
        own = next((issue for issue in self.issues if issue.ref == ref), None)
        later = [each for each in self.issues if own and each.takes_over(own)]
        return (self.standard_of(ref), *map(_standard_of, sorted(later, key=lambda each: (each.effective_at, each.id))))


def in_force(at: datetime, scopes: Sequence[str] = ()) -> Standard:
    """The standard in force at an instant: of these scopes, the narrowest first, else of the company. Raises NoStandard."""
    return shelf().in_force(at, scopes)


def standard_of(ref: str) -> Standard:
    """The standard that name@version means. Raises UnknownStandard."""
    return shelf().standard_of(ref)


def standards_for(ref: str) -> tuple[Standard, ...]:
    """The versions that a case opened under `ref` stands under, as `evaluate` takes them."""
    return shelf().standards_for(ref)


_NOTHING = Shelf(None, ())
_shelf = _NOTHING


def shelf() -> Shelf:
    """All publications as of now, looked up once in a transaction.

    Ask once, then ask the shelf, where many cases are worked through together.
    """
    return seen_once(look)


def look() -> Shelf:
    """All publications as the database has them."""
    global _shelf  # noqa: PLW0603 replaced whole, never changed: threads may read it meanwhile
    newest = Publication.objects.order_by("-id").values_list("id", "meaning", "published_at").first()
    found = _shelf
    if newest != found.newest:
        _shelf = found = Shelf(newest, _issues()) if newest else _NOTHING
    return found


def _issues() -> tuple[Issue, ...]:
    columns = ("id", "name", "version", "applies_to", "effective_at", "meaning", "scope")
    return tuple(
        Issue(key, f"{name}@{version}", name, *rest)
        for key, name, version, *rest in Publication.objects.order_by("id").values_list(*columns)
    )


def _standard_of(issue: Issue) -> Standard:
    return known_standard(issue.meaning) or standard_in(Publication.objects.get(pk=issue.id))


@lru_cache(maxsize=64)
def _shipped(ref: str) -> Standard:
    # A name is never taken for a path here: references come from addresses and requests.
    if tuple(ref.partition("@")[::2]) not in shipped():
        raise UnknownStandard(ref=ref)
    return load_standard(ref)
