"""The service standard as values: what a company promises, to whom, until when, and who answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from wuxing.core.calendar.definition import Definition
from wuxing.core.source import Text
from wuxing.core.standard.limit import Limit

Class = Mapping[str, str]
"""A case's class: one value for each dimension that is known, such as business, customer, urgency, topic."""

MAIN_DIMENSIONS = ("business", "customer", "urgency")
TASK = "task"
"""The business of a case that was given as a task for another one, where a standard declares it: no customer comes with it."""

EVENT_KINDS: Mapping[str, Text] = {
    "case.opened": Text("建单", "case opened"),
    "case.classified": Text("重新分类", "class changed"),
    "case.assigned": Text("指派", "assigned"),
    "transfer.requested": Text("申请转派", "transfer requested"),
    "transfer.accepted": Text("接受转派", "transfer accepted"),
    "task.given": Text("交办", "task given"),
    "message.customer": Text("客户留言", "customer's message"),
    "message.agent": Text("客服回复", "agent's reply"),
    "message.bot": Text("机器人回复", "bot's message"),
    "message.auto": Text("自动回执", "automatic receipt"),
    "note.added": Text("内部备注", "internal note"),
    "call.answered": Text("接听电话", "call answered"),
    "customer.contacted": Text("联系客户", "customer contacted"),
    "solution.proposed": Text("提出方案", "solution proposed"),
    "progress.written": Text("书面进展", "progress written"),
    "meeting.called": Text("召集会办", "meeting called"),
    "meeting.held": Text("会办召开", "meeting held"),
    "visit.scheduled": Text("预约上门", "visit scheduled"),
    "visit.arrived": Text("工程师到场", "engineer arrived"),
    "visit.finished": Text("上门完成", "visit finished"),
    "wait.started": Text("开始等待", "waiting started"),
    "wait.ended": Text("结束等待", "waiting ended"),
    "result.reported": Text("反馈结果", "result reported"),
    "case.resolved": Text("解决", "resolved"),
    "case.closed": Text("结案", "closed"),
    "rating.given": Text("客户评价", "rated by the customer"),
    "case.reopened": Text("重新打开", "reopened"),
    "case.merged": Text("并入其他工单", "merged into another case"),
    "case.merged_in": Text("并入本单", "another case merged in"),
    "case.withdrawn": Text("客户撤销", "withdrawn"),
    "case.spam": Text("判为垃圾", "marked as spam"),
    "deadline.extended": Text("延期", "deadline extended"),
    "clock.excused": Text("免责", "clock excused"),
    "event.voided": Text("作废记录", "record voided"),
    "targets.changed": Text("时限变更", "targets changed"),
    "calendar.changed": Text("工作日历变更", "calendar changed"),
}
"""Kinds of events known to every standard (standard.md section 3); a standard may declare more."""


@dataclass(frozen=True, slots=True)
class Pause:
    """Waiting for a reason stops the clock: for how long at most, and whether it also stops whole dates by law."""

    cap: Limit | None = None
    legal_stop: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a commitment: for which class which limit. None as limit is a known gap of the source."""

    when: Class
    limit: Limit | None
    source: str = ""
    note: Text | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One rung of the escalation ladder: `after` is counted from due (None: at due) on its own calendar."""

    label: str
    to: str
    after: Limit | None = None
    calendar: Definition | None = None


@dataclass(frozen=True, eq=False, slots=True)
class Commitment:
    """What a clause promises: from what, until what, within how long, on which calendar, by whom, how well."""

    id: str
    clause: str
    title: Text
    owner: str
    quality: Text
    starts: tuple[str, ...]
    stops: tuple[str, ...]
    calendar: Definition
    within: tuple[Row, ...]
    audience: str = "customer"
    recurs: str = "never"
    while_running: str = "keep"
    reopen: str = "ignore"
    reclassify: str = "retro"
    min_left: int = 0
    pauses: Mapping[str, Pause] = field(default_factory=dict)
    cancels: tuple[str, ...] = ()
    warn: tuple[int, ...] = ()
    escalate: tuple[Step, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Stage:
    """One node of a process with its owner, input, output and control point.

    `route` chooses the team that does it, nearest or least-loaded; `skip` says whether it may be left out.
    """

    id: str
    title: Text
    owner: str
    input: Text
    output: Text
    control: Text
    route: str = ""
    skip: str = "with-reason"


@dataclass(frozen=True, slots=True)
class Process:
    """The stages that a case of a class goes through, in a mode: linear, network or matrix.

    In a matrix `lead` is the role that leads the project beside whoever has the case.
    """

    when: Class
    mode: str
    stages: tuple[Stage, ...]
    lead: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """A recurring obligation that opens a case of its own, once every period."""

    id: str
    clause: str
    title: Text
    every: str
    opens: Class
    owner: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Alerts:
    """Whose it is to act where a promise is in danger, and who is called where nobody takes note in time.

    An alert is raised once `share` percent of a clock's time are used (100: at due). Whoever has the role `to` owes a
    note of it within `acknowledge` seconds by the wall clock; the roles in `then` are called one after the other.
    """

    clause: str
    title: Text
    share: int
    to: str
    acknowledge: int
    then: tuple[str, ...] = ()
    source: str = ""


@dataclass(frozen=True, slots=True)
class Closing:
    """What a case of a class owes before it is resolved or closed: `children` are the tasks given for it."""

    clause: str
    title: Text
    when: Class
    requires: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Transfers:
    """How often a case may be passed on before anybody works on it; the role `tell` hears of it then."""

    clause: str
    title: Text
    bounces: int
    tell: str
    source: str = ""


@dataclass(frozen=True, slots=True)
class Forbidden:
    """Words that nobody writes to a customer."""

    clause: str
    title: Text
    words: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Needed:
    """What has to be known of a case of a class before its customer is answered: `fields` are dimensions."""

    clause: str
    title: Text
    when: Class
    fields: tuple[str, ...]
    source: str = ""


@dataclass(frozen=True, slots=True)
class Writing:
    """What binds whoever writes to customers."""

    forbidden: tuple[Forbidden, ...] = ()
    required: tuple[Needed, ...] = ()


@dataclass(frozen=True, eq=False, slots=True)
class Standard:
    """One version of a service standard. `sha256` is of its text byte for byte; `effective_from` counts days since 1970."""

    name: str
    version: str
    title: Text
    language: str = "zh"
    extends: str = ""
    effective_from: int | None = None
    applies_to: str = "new_cases"
    roles: Mapping[str, Text] = field(default_factory=dict)
    calendars: Mapping[str, Definition] = field(default_factory=dict)
    classes: Mapping[str, Mapping[str, Text]] = field(default_factory=dict)
    events: Mapping[str, Text] = field(default_factory=dict)
    process: tuple[Process, ...] = ()
    commitments: Mapping[str, Commitment] = field(default_factory=dict)
    duties: Mapping[str, Duty] = field(default_factory=dict)
    closing: tuple[Closing, ...] = ()
    transfers: Transfers | None = None
    alerts: Alerts | None = None
    writing: Writing = Writing()
    sha256: str = ""

    @property
    def ref(self) -> str:
        """`name@version`, the first half of every citation."""
        return f"{self.name}@{self.version}" if self.version else self.name
