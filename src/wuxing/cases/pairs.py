"""One act on two cases: both streams held, both written, in one transaction."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime

from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.acting import Act, NoCase, OnlyHistory, hold
from wuxing.cases.models import Case
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused


class SameCase(Refused):
    code = "same-case"
    says = _("%(ref)s is this case itself. Name another one.")


@contextmanager
def acting_on_both(*, ref: str, other: str, by: Actor, at: datetime) -> Iterator[tuple[Act, Act]]:
    """Hold two cases that the actor may see, and write both at the end. Raises SameCase, NoCase, OnlyHistory."""
    if ref == other:
        raise SameCase(ref=ref)
    with writing():
        seen = Case.objects.visible_to(by).filter(ref__in=(ref, other))
        streams = {name: (stream, history) for name, stream, history in seen.values_list("ref", "stream_id", "history")}
        for name in (ref, other):
            if name not in streams:
                raise NoCase(ref=name)
            if streams[name][1]:
                raise OnlyHistory(ref=name)
        in_order = sorted(
            streams, key=lambda name: streams[name][0]
        )  # two who act on the same two never wait in a ring
        held = {name: hold(streams[name][0], by=by, at=at) for name in in_order}
        yield held[ref], held[other]
        held[ref].write()
        held[other].write()
