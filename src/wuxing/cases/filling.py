"""Fields of saved texts: what stands in braces, and what a case puts in its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.cases.models import Case
from wuxing.ui import times

BRACES = re.compile(r"\{([\w.]+)\}")


@dataclass(frozen=True, slots=True)
class Filler:
    """Who fills fields in: a case for a writer at an instant."""

    case: Case
    by: Actor
    at: datetime

    def customer(self) -> str:
        """林女士."""
        return self.case.customer.name if self.case.customer else ""

    def company(self) -> str:
        """澄元科技."""
        return str(self.case.customer.company or "") if self.case.customer else ""

    def ref(self) -> str:
        """C-20418."""
        return self.case.ref

    def subject(self) -> str:
        """洗衣机漏水."""
        return self.case.subject

    def writer(self) -> str:
        """周宁."""
        return str(self.by.user or "")

    def team(self) -> str:
        """家电售后一组."""
        return str(self.case.team or "")

    def due(self) -> str:
        """The next promise to the customer, in his language: 10月9日 周五 10:30."""
        clocks = self.case.clocks.running().filter(audience="customer", due_at__gt=self.at).order_by("due_at")
        clock = clocks.first()
        if clock is None or clock.due_at is None:
            return ""
        words = times.instant(timezone.localtime(clock.due_at), now=timezone.localtime(self.at))
        is_chinese = self.case.customer is None or self.case.customer.language.startswith("zh")
        return words.zh if is_chinese else words.en


@dataclass(frozen=True, slots=True)
class Field:
    """A field under its two names, what it stands for, and what fills it."""

    name: str
    zh: str
    says: str | Promise
    of: Callable[[Filler], str]


FIELDS = (
    Field("customer.name", "客户", _("Name of the customer"), Filler.customer),
    Field("customer.company", "公司", _("Company of the customer"), Filler.company),
    Field("case.ref", "工单号", _("Number of the case"), Filler.ref),
    Field("case.subject", "主题", _("Subject of the case"), Filler.subject),
    Field("due", "承诺时间", _("When the next promise to the customer is due"), Filler.due),
    Field("me.name", "我", _("Your own name"), Filler.writer),
    Field("team.name", "班组", _("Team of the case"), Filler.team),
)
KNOWN: Mapping[str, Field] = {name: field for field in FIELDS for name in (field.name, field.zh)}


def fill(text: str, case: Case, *, by: Actor, at: datetime) -> str:
    """A text with its fields filled in; what the case does not know stays in braces, for the writer to see."""
    filler = Filler(case, by, at)
    return BRACES.sub(lambda found: _value(found, filler), text)


def fields_left(text: str) -> list[str]:
    """The known fields that stand in a text unfilled."""
    return list(dict.fromkeys(found.group() for found in BRACES.finditer(text) if found.group(1) in KNOWN))


def _value(found: re.Match[str], filler: Filler) -> str:
    field = KNOWN.get(found.group(1))
    return (field.of(filler) if field else "") or found.group()
