"""What each key of a standard is for, in a line: shown beside the editor where the cursor stands."""

from __future__ import annotations

from collections.abc import Mapping

from wuxing.core.source import Text
from wuxing.core.standard import grammar

SAYS: Mapping[str, Text] = {
    "standard": Text("标准的名称：小写字母、数字和连字符", "its name: small letters, digits and hyphens"),
    "version": Text("版本号，加引号；发布后不再改动", "its version, in quotes; never changed once published"),
    "title": Text("名称，中英文各一份", "its title, in Chinese and English"),
    "language": Text("起草语言：zh 或 en", "the language it was written in: zh or en"),
    "extends": Text(
        "以哪份标准为基础：名称@版本；只写改动的条款",
        "the standard it builds on, name@version; write only what differs",
    ),
    "effective": Text(
        "何时生效：from 日期，applies_to 适用范围", "when it takes force: from a date, applies_to a scope"
    ),
    "from": Text("生效日期，或停用时段的开始", "the date it takes force, or the start of a closure"),
    "applies_to": Text(
        "new_cases 只管新工单；open_cases 未结工单也改按新版",
        "new_cases: new ones only; open_cases: open ones go over too",
    ),
    "roles": Text("角色：谁负责、升级到谁", "roles: who answers, and who is told"),
    "calendars": Text(
        "工作日历：时区、每周工作时间、放假、调休", "calendars: zone, hours of the week, days off, make-up days"
    ),
    "classes": Text("分类维度及取值", "dimensions by which cases differ, and their values"),
    "events": Text("自定事件：对象.动作", "events of its own: noun.verb"),
    "process": Text("流程：一类工单要走的环节", "the stages that cases of a class go through"),
    "commitments": Text("承诺：从什么起、到什么止、多久、谁负责", "promises: from what, until what, how long, by whom"),
    "duties": Text("定期职责：到期自动开单", "recurring duties: they open cases by themselves"),
    "alerts": Text(
        "预警：用到时限的几成时找谁、多久内确认、无人确认再找谁",
        "alerts: at what share of a limit who is asked, how soon they take note, who is called else",
    ),
    "acknowledge": Text("预警后多久内要有人确认", "how soon somebody takes note of an alert"),
    "then": Text("无人确认时依次找的角色", "the roles that are called where nobody does, in order"),
    "writing": Text(
        "写给客户的话：忌语、答复前要先知道的", "writing to customers: forbidden words, and what is known first"
    ),
    "forbidden": Text("不得写给客户的词", "words that are not written to customers"),
    "words": Text("忌语，逐个列出", "the words, one by one"),
    "required": Text("答复客户前要先分好的类", "what is known of a case before its customer is answered"),
    "fields": Text("分类维度，如 urgency", "dimensions of the class, such as urgency"),
    "closing": Text("结案条件：办完什么才能解决和结案", "what a case owes before it is resolved or closed"),
    "requires": Text("children：交办的子任务全部办结", "children: every task given for it is done"),
    "transfers": Text(
        "防止推诿：转手几次仍无人处理时报谁", "who hears of a case that was passed on so often without work"
    ),
    "bounces": Text("转手几次，2 到 99", "how often, 2 to 99"),
    "tell": Text("报给哪个角色", "the role that hears of it"),
    "clause": Text("条款号，引用时写作 名称@版本#条款", "its number, cited as name@version#clause"),
    "audience": Text("对谁承诺：customer、internal、supplier", "to whom: customer, internal, supplier"),
    "owner": Text("负责的角色", "the role that answers for it"),
    "quality": Text("做到什么样才算好，中英文", "what a good answer is, in both languages"),
    "starts": Text("从哪些事件起算", "the events that start it"),
    "stops": Text("哪些事件算完成", "the events that keep it"),
    "cancels": Text("哪些事件让这一轮作废，不算超时", "the events that cancel a running cycle"),
    "calendar": Text("按哪个工作日历计时", "the calendar it counts on"),
    "within": Text("时限：一行或多行，最具体的一行有效", "the limits: rows, the most specific one counts"),
    "when": Text("适用于哪类工单：维度: 取值", "for which cases: dimension: value"),
    "limit": Text(
        "时限：30 min、2 h、3 working days、5 calendar days、end of next working day、none",
        "the limit: 30 min, 2 h, 3 working days, 5 calendar days, end of next working day, none",
    ),
    "source": Text("数字的出处；limit: none 时必写", "where the number comes from; needed with limit: none"),
    "roll": Text("working_day：末日休息则顺延到工作日", "working_day: a last day off moves to the next working day"),
    "note": Text("附注，中英文", "a remark, in both languages"),
    "pauses": Text("因什么等待可以暂停，最长多久", "which waiting pauses it, and for how long at most"),
    "cap": Text("暂停最长多久", "how long it pauses at most"),
    "legal_stop": Text("true：涉及的日期不计入按天的时限", "true: dates it touches do not count in limits of days"),
    "recurs": Text(
        "循环：never、each_start、after_stop、chained", "when it begins anew: never, each_start, after_stop, chained"
    ),
    "while_running": Text("计时中再次起算：keep 或 rearm", "a start while it runs: keep or rearm"),
    "reopen": Text(
        "重新打开：ignore、resume_excluding、new_cycle", "a reopened case: ignore, resume_excluding, new_cycle"
    ),
    "reclassify": Text("改类：retro、from_change、restart", "another class: retro, from_change, restart"),
    "min_left": Text("改类后至少留多久", "what is left at least after a change of class"),
    "warn": Text("用到时限的几成时预警：[50%, 80%]", "shares of the limit at which to warn: [50%, 80%]"),
    "escalate": Text("升级：到期或到期后多久，告诉谁", "the ladder: at due or so long after, who is told"),
    "at": Text("due：到期时；预警可写 80%", "due: once it is due; of alerts also 80%"),
    "after": Text("到期后多久", "so long after due"),
    "to": Text("告诉哪个角色，或停用时段的结束", "the role that is told, or the end of a closure"),
    "mode": Text("linear 依次，network 按需流转，matrix 多部门协同", "linear, network or matrix"),
    "stages": Text("环节，按次序", "the stages, in order"),
    "lead": Text("项目负责人的角色（matrix）", "the role of the project lead (matrix)"),
    "route": Text("派给谁：nearest 就近，least-loaded 最空闲", "who gets it: nearest, or least-loaded"),
    "skip": Text("能否跳过：with-reason 写明原因，never 不能", "may it be left out: with-reason, or never"),
    "id": Text("环节的标识", "how the stage is called in data"),
    "input": Text("这个环节拿到什么", "what the stage is given"),
    "output": Text("这个环节交出什么", "what the stage hands on"),
    "control": Text("控制点：怎么知道做对了", "the control point: how one knows it is right"),
    "every": Text("周期：day、week、month、quarter、year", "how often: day, week, month, quarter, year"),
    "opens": Text("到期开哪类工单", "the class of the case it opens"),
    "timezone": Text("时区，如 Asia/Shanghai", "the time zone, such as Asia/Shanghai"),
    "week": Text('每周工作时间：{mon-fri: ["09:00-18:00"]}，或 always', 'hours: {mon-fri: ["09:00-18:00"]}, or always'),
    "closed": Text("放假：数据集、日期、每年的日期", "days off: data sets, dates, dates of every year"),
    "opened": Text("调休：哪天按周几上班", "make-up days: a date gets a weekday's hours"),
    "dates": Text("某一天的工作时间，优先于其他规定", "the hours of one date, before all else"),
    "closures": Text("临时停用的时段：from、to、why", "stretches cut out: from, to, why"),
    "why": Text("停用的原因", "why it is closed"),
}
"""By key; those of the grammar that are not here are shown with a right entry alone."""

EXAMPLES: Mapping[str, str] = {
    **grammar.ALERT_OWED,
    **grammar.CLOSING_OWED,
    **grammar.TRANSFER_OWED,
    **grammar.DUTY_OWED,
    **grammar.STAGE_OWED,
    **grammar.COMMITMENT_OWED,
    **grammar.REQUIRED,
}
