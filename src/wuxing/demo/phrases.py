"""The saved texts of the demo company."""

from __future__ import annotations

from datetime import datetime

from wuxing.accounts.actors import of_user
from wuxing.accounts.models import Role, User
from wuxing.accounts.sharing import Scope
from wuxing.cases.saved_texts import Words, keep

PHRASES = (
    ("受理告知", "{客户}您好，我是客服{我}。您反映的“{主题}”已受理，工单号 {工单号}，{承诺时间} 前给您答复。", "reply"),
    ("上门前提醒", "{客户}您好，工程师已出发。到达前会再打一次电话，家里请留人。", "reply"),
    ("要照片", "{客户}您好，请拍两张照片发过来：整机铭牌、故障的位置。看到后马上给您方案。", "reply"),
    ("转派要点", "问题：\n客户要求：\n已做：\n下一步：", "note"),
    (
        "English greeting",
        "Hello {customer.name}, this is {me.name}. Your case is {case.ref}. We answer by {due}.",
        "reply",
    ),
)


def keep_phrases(at: datetime) -> None:
    """Keep them for everybody."""
    by = of_user(User.objects.filter(role=Role.SUPERVISOR).order_by("pk")[0])
    for name, body, kind in PHRASES:
        keep(words=Words(name, body, kind, Scope.COMPANY), by=by, at=at)
