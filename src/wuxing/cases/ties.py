"""How cases hang together, as their rows show it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any

from django.db.models import Prefetch

from wuxing.cases.models import Case, Ending, Link, Relation
from wuxing.cases.tying import Ties

INVERSE = {
    Relation.RELATED: Relation.RELATED,
    Relation.ORIGINAL: Relation.DUPLICATE,
    Relation.DUPLICATE: Relation.ORIGINAL,
    Relation.CAUSE: Relation.EFFECT,
    Relation.EFFECT: Relation.CAUSE,
    Relation.PARENT: Relation.CHILD,
    Relation.CHILD: Relation.PARENT,
    Relation.TARGET: Relation.SOURCE,
    Relation.SOURCE: Relation.TARGET,
    Relation.ORIGIN: Relation.OFFSHOOT,
    Relation.OFFSHOOT: Relation.ORIGIN,
}
"""What this case is to the other."""


def keep_ties(case: Case, ties: Ties) -> None:
    """Let exactly these rows stand for a case."""
    stored = {(row.other.ref, row.relation): row for row in case.links.select_related("other")}
    gone = [row.pk for key, row in stored.items() if key not in ties or row.due_at != _instant(ties[key])]
    if gone:
        Link.objects.filter(pk__in=gone).delete()
    wanted = {key: due for key, due in ties.items() if key not in stored or stored[key].pk in gone}
    others = dict(Case.objects.filter(ref__in={ref for ref, _ in wanted}).values_list("ref", "pk")) if wanted else {}
    Link.objects.bulk_create(
        Link(case=case, other_id=others[ref], relation=relation, due_at=_instant(due))
        for (ref, relation), due in wanted.items()
    )


def ties_in_rows(rows: Iterable[Link]) -> Mapping[tuple[str, str], datetime | None]:
    """The same as it is stored."""
    return {(row.other.ref, row.relation): row.due_at for row in rows}


def ties_in_facts(ties: Ties) -> Mapping[tuple[str, str], datetime | None]:
    """The same as it should be stored."""
    return {key: _instant(due) for key, due in ties.items()}


def with_links() -> Prefetch[str, Any, str]:
    """The ties of a case with what is shown of the others, in one query: whoever asks `case.links.all()` has them."""
    return Prefetch("links", Link.objects.select_related("other__assignee", "other__team").order_by("pk"))


def goes_on_in(case: Case) -> Case:
    """Where what was merged goes on, with its people; the case itself where it was not."""
    people = ("other__customer", "other__team", "other__assignee", "other__first_responder")
    while case.ending == Ending.MERGED:
        link = case.links.filter(relation=Relation.TARGET).select_related(*people).first()
        if link is None:
            break
        case = link.other
    return case


def goes_on_at(ref: str) -> str:
    """The ref under which a case goes on."""
    into = Link.objects.filter(case__ref=ref, relation=Relation.TARGET).values_list("other__ref", flat=True).first()
    return goes_on_at(into) if into else ref


def family(case: Case) -> list[int]:
    """The case and all that was merged into it, and into these."""
    found, new = [case.pk], [case.pk]
    while new:
        rows = Link.objects.filter(case__in=new, relation=Relation.SOURCE).exclude(other__in=found)
        new = list(rows.values_list("other_id", flat=True))
        found += new
    return found


def _instant(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
