"""What the standard says about writing to customers: forbidden words, and what has to be known before."""

from __future__ import annotations

from datetime import timedelta

import pytest

from made import NOON, TEST_STANDARD, actor, case, standard, team
from wuxing.cases.closing import resolve
from wuxing.cases.messages import note, reply
from wuxing.cases.models import Message
from wuxing.cases.sayable import ForbiddenWords, NotClassified
from wuxing.core.standard.writing import forbidden_in
from wuxing.standards.finding import standard_of

pytestmark = pytest.mark.django_db
LATER = NOON + timedelta(minutes=2)
RULES = """
writing:
  forbidden:
    - {clause: "9.1", title: {zh: 服务忌语, en: Words not to be used}, words: [不归我管, "no way"]}
  required:
    - {clause: "9.2", when: {business: complaint}, fields: [topic]}
"""


@pytest.fixture
def crew(tmp_path):
    path = tmp_path / "standard.yaml"
    path.write_text(TEST_STANDARD.read_text("utf-8") + RULES, "utf-8")
    standard(path)
    return team()


def test_forbidden_words_are_refused_with_their_clause(crew):
    made = case(team=crew)

    with pytest.raises(ForbiddenWords) as refused:
        reply(ref=made.ref, body="这个不归我管。", by=actor(crew), at=LATER)

    assert "“不归我管”" in str(refused.value)
    assert "§9.1" in str(refused.value)
    assert not Message.objects.filter(kind=Message.Kind.AGENT).exists()


def test_they_hold_for_every_word_to_the_customer_and_for_no_note(crew):
    made = case(team=crew)

    note(ref=made.ref, body="客户说：你们说不归我管", by=actor(crew), at=LATER)
    with pytest.raises(ForbiddenWords):
        resolve(ref=made.ref, resolution="No way!", by=actor(crew), at=LATER)


@pytest.mark.parametrize(("text", "found"), [("ＮＯ  WAY", 0), ("ＮＯ ＷＡＹ", 1), ("no wayside", 0), ("不归 我管", 0)])
def test_width_and_case_of_letters_make_no_difference(crew, text, found):
    rules = standard_of(case(team=crew).standard)

    assert len(list(forbidden_in(rules, text))) == found


def test_a_complaint_without_its_topic_is_not_answered(crew):
    made = case(team=crew, case_class={"business": "complaint", "customer": "individual", "urgency": "normal"})

    with pytest.raises(NotClassified) as refused:
        reply(ref=made.ref, body="您好", by=actor(crew), at=LATER)

    assert "主题" in str(refused.value) or "§9.2" in str(refused.value)
