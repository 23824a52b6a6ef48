"""One case of the sample history, the calendar of its company, and chance that is the same on every machine."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from random import Random
from typing import TypeVar

SEED = "chengchuan-2026"
PILE_UP = (date(2026, 9, 21), date(2026, 9, 30))  # the autumn sale is delivered and installed before the holidays
CLASS_COLUMNS = ("业务类型", "客户类型", "紧急程度", "主题")
OUTLETS = {"城东": "CD", "城西": "CX", "城南": "CN", "城北": "CB"}
ROLES = {
    "客服": "客服",
    "组长": "值班组长",
    "主管": "客服主管",
    "专家": "专家",
    "机器": "机器人",
    "系统": "系统",
    "客户": "客户",
}

# State Council notice for 2026; only the days inside the three months.
HOLIDAYS = {date(2026, 9, d) for d in (25, 26, 27)} | {date(2026, 10, d) for d in range(1, 8)}
MAKEUP_DAYS = {date(2026, 9, 20), date(2026, 10, 10)}

T = TypeVar("T")


@dataclass
class Case:
    """One case while its story is being written; times are local, Asia/Shanghai."""

    opened: datetime
    classes: tuple[str, str, str, str]  # business type, customer type, urgency, topic
    subject: str
    channel: str
    story: Callable[["Case"], None]
    rng: Random
    outlet: str = ""
    product: str = "净水器"
    number: str = ""
    rows: list[dict[str, str]] = field(default_factory=list)
    others: dict[str, "Case"] = field(default_factory=dict)  # the cases written by hand, by name

    def open(self) -> datetime:
        """Log the opening."""
        more = dict(zip(CLASS_COLUMNS, self.classes, strict=True))
        return self.log("建单", self.opened, "系统", self.subject, 渠道=self.channel, 产品=self.product, **more)

    def log(self, event: str, at: datetime, by: str, note: str = "", **more: str) -> datetime:
        """Add one event and give back its instant."""
        role = ROLES.get(by[:2], "工程师")
        row = {"工单号": self.number, "时间": stamp(at), "事件": event, "操作人": by, "角色": role, "说明": note}
        self.rows.append(row | more)
        return at

    def reclass(self, at: datetime, by: str, note: str, *, urgency: str) -> datetime:
        """Log a change of urgency."""
        self.classes = (*self.classes[:2], urgency, self.classes[3])
        more = dict(zip(CLASS_COLUMNS, self.classes, strict=True))
        return self.log("分类调整", at, by, note, **more)

    def client(self) -> str:
        """The customer of the case: a number, never a name."""
        return f"客户{int(self.number[2:]) % 9973:04d}"


def stamp(at: datetime) -> str:
    """Write an instant so that texts sort like instants."""
    return f"{at:%Y-%m-%d %H:%M:%S}"


# Chance: only Random.random, whose numbers never change between versions, and no logarithm.


def pick(rng: Random, things: Sequence[T]) -> T:
    """One of the things, all equally likely."""
    return things[int(rng.random() * len(things))]


def spread(rng: Random, *marks: float) -> float:
    """A number whose equally spaced quantiles are the marks: least, …, median, …, most."""
    place = rng.random() * (len(marks) - 1)
    low = int(place)
    return marks[low] + (place - low) * (marks[low + 1] - marks[low])


def minutes(number: float) -> timedelta:
    """Whole seconds nearest to so many minutes."""
    return timedelta(seconds=round(number * 60))


def after(at: datetime, rng: Random, *marks: float) -> datetime:
    """An instant so many minutes later as `spread` draws."""
    return at + minutes(spread(rng, *marks))


# The company's day


def is_evening(at: datetime) -> bool:
    """From 19 to 22 one agent alone answers every channel."""
    return 19 <= at.hour < 22


def is_night(at: datetime) -> bool:
    """From 22 to 8 only the bot answers; emergencies reach the agent on call."""
    return at.hour >= 22 or at.hour < 8


def is_piled_up(at: datetime) -> bool:
    """The ten days before National Day."""
    return PILE_UP[0] <= at.date() <= PILE_UP[1]


def is_workday(day: date) -> bool:
    """Office days, with public holidays and make-up days."""
    return day in MAKEUP_DAYS or (day.weekday() < 5 and day not in HOLIDAYS)


def working_day(day: date, number: int) -> date:
    """The Nth working day after a day; that day itself never counts."""
    while number > 0:
        day += timedelta(1)
        number -= is_workday(day)
    return day


def in_daytime(at: datetime, rng: Random) -> datetime:
    """The instant itself when the back office is there, else some time after the next 8:30."""
    if 8 <= at.hour < 20:
        return at
    day = at.date() + timedelta(1 if at.hour >= 20 else 0)
    return datetime.combine(day, time(8, 30)) + minutes(spread(rng, 2, 20, 60))


def agent_at(at: datetime, rng: Random) -> str:
    """Who answers: one of eight by day, one alone in the evening and at night (on call)."""
    if is_evening(at) or is_night(at):
        return f"客服{9 + at.toordinal() % 2:02d}"
    return f"客服{1 + int(rng.random() * 8):02d}"
