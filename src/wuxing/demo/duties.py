"""The recurring duties of the past month: opened on their day, done by whoever owns them."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

from wuxing.accounts.actors import of_user
from wuxing.cases.closing import close
from wuxing.cases.duties import open_due
from wuxing.cases.messages import note
from wuxing.cases.models import Case
from wuxing.demo.hours import ZONE, at_hour
from wuxing.demo.plan import DAYS

DONE = {
    "improvement-list": "本周建议 17 条：采纳 5 条，转产品 4 条，不采纳 8 条，均已写明理由和负责人。",
    "adoption-reply": "上月建议的采纳情况已逐条答复客户，未采纳的附了理由。",
    "topic-training": "专题：冬季燃气热水器安全检漏。14 人参加，考核全部通过。",
    "sop-review": "更新《洗衣机 E2 排查》《净水器漏水应急》两册，旧版已收回。",
    "manager-course": "第四季度课程已完成，主题：投诉分级与首问责任。",
}
TAKES = timedelta(days=3, hours=5)


def do_duties(at: datetime) -> None:
    """Open what was due each Monday and each first of a month, and do what is three days old. Safe to call again."""
    for morning in _mornings(at):
        open_due(morning)
    for case in Case.objects.open().filter(channel="duty", opened_at__lt=at - TAKES).select_related("assignee"):
        if case.assignee is not None:
            _do(case, case.opened_at + TAKES)


def _mornings(at: datetime) -> Iterator[datetime]:
    today = at.astimezone(ZONE).date()
    for ago in range(DAYS, -1, -1):
        day = today - timedelta(ago)
        morning = at_hour(day, 9)
        if (ago == DAYS or day.weekday() == 0 or day.day == 1) and morning <= at:
            yield morning


def _do(case: Case, at: datetime) -> None:
    assert case.assignee is not None
    by = of_user(case.assignee)
    note(ref=case.ref, body=DONE.get(case.case_class.get("topic", ""), "已完成。"), by=by, at=at)
    close(ref=case.ref, by=by, at=at)
