"""The demo company at the size of a large firm: its cases told again and again, by several processes at once.

What the verbs made is the pattern, so every copy is a case that they could have made: chained in the ledger, with the
readings that its events give. Each block of cases is one transaction; whoever was interrupted goes on with the rest.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

import django

from wuxing.accounts.models import Team
from wuxing.cases.bulk import Whole, take_in
from wuxing.cases.models import Case
from wuxing.customers.models import ContactPoint, Customer
from wuxing.demo import copying
from wuxing.demo.branches import Branch, branches, make_branches
from wuxing.demo.chance import Chance
from wuxing.demo.clients import name_drawn, phone
from wuxing.demo.copying import Pattern, Telling, patterns, played_by, tell_again
from wuxing.ledger.writing import looking_anew, writing

BLOCK = 200
"""Cases of one transaction."""
ALIKE = 16
"""So many of the past went the same way at the same instants: clocks are what takes longest."""
UNDER_WAY = 0.03
"""Share of cases that are in the midst of their story."""
LAST, YEAR = 4, 320
"""Days: the others began so long ago."""
SELDOM, RARE = ("spam", "withdrawn"), 0.02
OF_A_BRANCH = 50_000
"""Cases of one branch a year."""
OF_A_CUSTOMER = 8
FIRST_PHONE = 10_000
LATE = timedelta(minutes=15)
DAY = 86_400
INDIVIDUAL = ("individual", "zh-hans", False)

Tell = Callable[[int, int], None]


def make(cases: int, *, at: datetime, tell: Tell, processes: int = 0) -> int:
    """Bring the company to so many cases; how many were made. `processes` of 0 does it in this one.

    Call it where the demo company stands.
    """
    have = Case.objects.live().count()
    wanted = max(0, cases - have)
    make_branches(cases // OF_A_BRANCH, at)
    _make_customers(cases // OF_A_CUSTOMER, at)
    starts = range(have, have + wanted, BLOCK)
    blocks = [_Block(start, min(BLOCK, have + wanted - start), at.replace(microsecond=0)) for start in starts]
    _cast.cache_clear()
    done = 0
    for count in _made(blocks, processes):
        done += count
        tell(done, wanted)
    return done


class _Block(NamedTuple):
    """So many cases that are made together: the number of the first, and the instant as of which they stand."""

    start: int
    cases: int
    at: datetime


def _made(blocks: Sequence[_Block], processes: int) -> Iterator[int]:
    if not processes:
        yield from (_make_block(each) for each in blocks)
        return
    spawn = multiprocessing.get_context("spawn")
    # Django's own: to find a function of this file, a new process would have to load models before they can be.
    with ProcessPoolExecutor(processes, mp_context=spawn, initializer=django.setup) as team:
        yield from team.map(_make_block, blocks)


@dataclass(frozen=True, slots=True)
class _Cast:
    """What blocks are made of."""

    patterns: Sequence[Pattern]
    weights: Sequence[float]
    branches: Sequence[Branch]
    customers: Mapping[tuple[str, str, bool], Sequence[copying.Customer]]
    outlets: Mapping[int, int | None]


@lru_cache(maxsize=1)
def _cast() -> _Cast:
    found = patterns()
    customers: dict[tuple[str, str, bool], list[copying.Customer]] = {}
    rows = Customer.objects.filter(company_key=None).order_by("pk")
    for pk, name, kind, language, company in rows.values_list("pk", "name", "kind", "language", "company_id"):
        customers.setdefault((kind, language, company is not None), []).append(copying.Customer(pk, name))
    outlets = dict(Team.objects.values_list("pk", "outlet_id"))
    return _Cast(found, [_weight(each) for each in found], branches(), customers, outlets)


def _weight(pattern: Pattern) -> float:
    """A long story is rarer than a short one: most of what comes in is asked and answered."""
    return (RARE if pattern.ending in SELDOM else 1) / len(pattern.events) ** 2


def _make_block(block: _Block) -> int:
    cast, chance = _cast(), Chance(f"many/{block.start}")
    with looking_anew():
        cases = [_play(cast, telling, chance) for telling in _tellings(cast, chance, block.cases, block.at)]
    take_in(cases, cast.outlets, block.at)
    return len(cases)


def _tellings(cast: _Cast, chance: Chance, count: int, at: datetime) -> Iterator[Telling]:
    under_way = round(count * UNDER_WAY)
    for _number in range(under_way):
        yield _under_way(cast, chance, at)
    for first in range(under_way, count, ALIKE):
        yield from [_past(cast, chance, at)] * min(ALIKE, count - first)


def _under_way(cast: _Cast, chance: Chance, at: datetime) -> Telling:
    """A pattern somewhere between its first event and its last."""
    pattern = _drawn(cast, chance)
    return tell_again(pattern, int(at.timestamp()) - pattern.opened_at - chance.number(pattern.seconds), at)


def _past(cast: _Cast, chance: Chance, at: datetime) -> Telling:
    """A pattern that began days ago, at about its own time of day."""
    pattern, days_ago = _drawn(cast, chance), LAST + chance.number(YEAR)
    late = chance.number(int(LATE.total_seconds()))
    days = (int(at.timestamp()) - pattern.opened_at - late) // DAY
    return tell_again(pattern, (days - days_ago) * DAY + late, at)


def _drawn(cast: _Cast, chance: Chance) -> Pattern:
    return cast.patterns[chance.weighted(cast.weights)]


def _play(cast: _Cast, telling: Telling, chance: Chance) -> Whole:
    return played_by(telling, chance.pick(cast.branches), chance.pick(cast.customers[telling.pattern.kind]))


def _make_customers(count: int, at: datetime) -> None:
    """People with a phone up to a number, as far as they are not there yet."""
    have = ContactPoint.objects.filter(customer__address=CROWD).count()
    for start in range(have, count, 1_000):
        numbers = range(start, min(start + 1_000, count))
        with writing():
            people = Customer.objects.bulk_create(
                Customer(name=name_drawn(Chance(f"crowd/{number}")), address=CROWD, created_at=at) for number in numbers
            )
            ContactPoint.objects.bulk_create(
                _point(person, number, at) for person, number in zip(people, numbers, strict=True)
            )


def _point(person: Customer, number: int, at: datetime) -> ContactPoint:
    value = f"+86{phone(FIRST_PHONE + number)}"
    return ContactPoint(customer=person, kind=ContactPoint.Kind.PHONE, value=value, backwards=value[:0:-1], added_at=at)


CROWD = "浙江省杭州市"
"""Where they live."""
