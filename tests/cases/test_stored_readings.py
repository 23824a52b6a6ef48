"""A stored reading and one computed from scratch are equal, always; breached is derived, so a list is never wrong."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from made import NOON, actor, case, customer_of, standard, team
from wuxing.cases import assigning, classifying, closing, messages, progressing, waiting
from wuxing.cases.clocks import STORED, clock_rows, readings
from wuxing.cases.folding import fold
from wuxing.cases.models import Case, Clock
from wuxing.cases.sweeping import sweep
from wuxing.ledger.streams import read
from wuxing.ui.refusal import Refused

pytestmark = pytest.mark.django_db


def stored(made):
    return {(c.commitment, c.cycle): [getattr(c, n) for n in STORED] for c in Clock.objects.filter(case=made)}


def computed(made, at):
    rows = clock_rows(made, readings(made, at))
    return {(c.commitment, c.cycle): [getattr(c, n) for n in STORED] for c in rows}


ACTS = {
    "reply": lambda ref, by, customer, at: messages.reply(ref=ref, body="您好", by=by, at=at),
    "write": lambda ref, by, customer, at: messages.receive(ref=ref, body="还在漏", by=customer, at=at),
    "wait": lambda ref, by, customer, at: waiting.wait(
        ref=ref, reason="waiting-customer", evidence="拍照", by=by, at=at
    ),
    "parts": lambda ref, by, customer, at: waiting.wait(ref=ref, reason="waiting-parts", evidence="到货", by=by, at=at),
    "resume": lambda ref, by, customer, at: waiting.resume(ref=ref, by=by, at=at),
    "complaint": lambda ref, by, customer, at: classifying.classify(
        ref=ref, case_class={"business": "complaint"}, by=by, at=at
    ),
    "consultation": lambda ref, by, customer, at: classifying.classify(
        ref=ref, case_class={"business": "consultation"}, by=by, at=at
    ),
    "take": lambda ref, by, customer, at: assigning.take(ref=ref, by=by, at=at),
    "report": lambda ref, by, customer, at: progressing.report_result(ref=ref, body="已处理", by=by, at=at),
    "resolve": lambda ref, by, customer, at: closing.resolve(ref=ref, resolution="已更换", by=by, at=at),
    "close": lambda ref, by, customer, at: closing.close(ref=ref, by=by, at=at),
    "reopen": lambda ref, by, customer, at: closing.reopen(ref=ref, reason="又漏了", by=by, at=at),
    "withdraw": lambda ref, by, customer, at: closing.withdraw(ref=ref, reason="不用了", by=by, at=at),
}


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(story=st.lists(st.tuples(st.sampled_from(sorted(ACTS)), st.integers(0, 900)), max_size=9))
def test_whatever_happens_stored_equals_computed(db, story):
    standard()
    crew = team()
    agent, made, at = actor(crew), case(team=crew), NOON
    for act, minutes in story:
        at += timedelta(minutes=minutes)
        with suppress(Refused):
            made = ACTS[act](made.ref, agent, customer_of(made), at)
        sweep(at, limit=10)
        assert stored(made) == computed(made, at)

    facts = fold(read(made.stream_id))
    again = Case.objects.get(pk=made.pk)
    assert (again.ending, again.stage, again.case_class, again.waiting_for) == (
        facts.ending,
        facts.stage,
        facts.case_class,
        facts.waiting_for,
    )


def test_a_list_knows_a_breach_before_any_sweep():
    standard()
    made = case()

    at = NOON + timedelta(minutes=3)
    assert not Clock.objects.breached(at).exists()
    assert Clock.objects.at_risk(at).get().commitment == "first-response"
    assert Clock.objects.breached(at + timedelta(seconds=1)).get().case == made
