"""Which story a case takes by its class; and how questions go."""

from collections.abc import Callable
from datetime import datetime

from sample_history.cases import (
    Case,
    after,
    agent_at,
    is_evening,
    is_night,
)
from sample_history.complaints import complaint, technical_complaint
from sample_history.repairs import emergency, repair
from sample_history.replies import answered_at, first_reply

Story = Callable[[Case], None]


def story_of(classes: tuple[str, str, str, str]) -> Story:
    """Find the story that a case of this class takes."""
    business, customer, urgency, topic = classes
    if business == "咨询":
        return question
    if business == "售后":
        return repair if urgency == "一般" else emergency
    return technical_complaint if (customer, topic) == ("企业", "技术故障") else complaint


def question(case: Case) -> None:
    """A reply, a first solution, sometimes one more round; some are only written down after the call."""
    if not is_night(case.opened) and case.channel == "热线" and case.rng.random() < 0.16:
        noted_after_the_call(case)
        return
    replied = first_reply(case)
    marks = (2, 5, 8, 12, 24) if is_evening(case.opened) else (1, 3, 5, 8, 13)
    proposed = case.log("方案提出", after(replied, case.rng, *marks), case.rows[-1]["操作人"])
    if case.rng.random() < 0.3:
        proposed = another_round(case, proposed)
    case.log("解决", after(proposed, case.rng, 1, 4, 12, 40), agent_at(proposed, case.rng))


def noted_after_the_call(case: Case) -> None:
    """Opened and resolved in the same minute: the form has no seconds, and the call is long over."""
    case.opened = case.opened.replace(second=0)
    opened = case.open()
    case.log("解决", opened, agent_at(opened, case.rng), "通话中已解答,补单")


def another_round(case: Case, at: datetime) -> datetime:
    """The customer asks again and is answered."""
    asked = case.log("客户留言", after(at, case.rng, 1, 5, 20, 90), case.client(), "还是不明白,请再说明")
    replied = answered_at(case, asked)
    return case.log("客服回复", replied, agent_at(replied, case.rng))
