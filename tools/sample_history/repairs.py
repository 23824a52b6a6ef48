"""How repairs go: ordinary ones within days, emergencies at once."""

from datetime import datetime, time, timedelta

from sample_history.cases import (
    Case,
    after,
    agent_at,
    in_daytime,
    pick,
    working_day,
)
from sample_history.replies import first_reply


def repair(case: Case) -> None:
    """An ordinary repair: plan, visit within a few days, sometimes parts, sometimes back again."""
    diagnosed = diagnose(case, first_reply(case))
    proposed = case.log("方案提出", after(diagnosed, case.rng, 1, 4, 12), case.rows[-1]["操作人"], "安排上门检修")
    case.log("派单", after(proposed, case.rng, 1, 4, 15), "系统", case.outlet + "网点")
    begun = wait_for_customer(case, proposed) if case.rng.random() < 0.16 else proposed
    hour = pick(case.rng, [9, 10, 11, 14, 15, 16, 17])
    visit = datetime.combine(begun.date() + timedelta(1 + int(case.rng.random() * 2)), time(hour))
    case.log(
        "预约上门", after(begun, case.rng, 5, 20, 60), case.outlet + "工程师1", f"{visit.month}月{visit.day}日{hour}点"
    )
    finished = visited(case, after(visit, case.rng, -15, 0, 15, 50), waits=0.2)
    case.log("解决", after(finished, case.rng, 0, 2, 8), case.rows[-1]["操作人"])
    if case.rng.random() < 0.08:
        finished = come_back(case, finished)
    case.log("结案", after(finished, case.rng, 1200, 1500, 3000), "系统")


def diagnose(case: Case, replied: datetime) -> datetime:
    """The agent finds the likely cause on the telephone, with the check list, and confirms it."""
    marks = (3, 6, 9, 14, 27) if case.classes[2] == "一般" else (2, 4, 6, 11)
    return case.log("诊断确认", after(replied, case.rng, *marks), case.rows[-1]["操作人"], "按排查表电话判断")


def wait_for_customer(case: Case, at: datetime) -> datetime:
    """The customer cannot say yet when somebody is at home, and answers late."""
    begun = case.log(
        "开始等待", after(at, case.rng, 5, 15, 40), agent_at(at, case.rng), 凭据="客户来电改约", 原因="等客户"
    )
    answered = in_daytime(after(begun, case.rng, 120, 1300, 2900, 5800), case.rng)
    case.log("客户留言", answered, case.client(), "现在可以上门")
    return case.log("结束等待", after(answered, case.rng, 1, 4, 25), agent_at(answered, case.rng), 原因="等客户")


def visited(case: Case, arrival: datetime, *, waits: float) -> datetime:
    """The engineer comes, perhaps waits for parts and comes again, and finishes."""
    engineer = f"{case.outlet}工程师{1 + int(case.rng.random() * 3)}"
    arrived = arrive(case, arrival, engineer)
    if case.rng.random() < waits:
        arrived = wait_for_parts(case, arrived, engineer)
    return case.log("上门完成", after(arrived, case.rng, 22, 40, 70, 120), engineer)


def arrive(case: Case, at: datetime, engineer: str) -> datetime:
    """Log the arrival; where there is no network the phone sends it hours later."""
    if case.rng.random() < 0.08:
        entered = after(at, case.rng, 40, 90, 200)
        return case.log("工程师到场", at, engineer, "离线补传", 录入时间=f"{entered:%Y-%m-%d %H:%M:%S}")
    return case.log("工程师到场", at, engineer)


def wait_for_parts(case: Case, at: datetime, engineer: str) -> datetime:
    """No part in the van: two to six days, longer over the holidays."""
    part = pick(case.rng, ["主板", "进水阀", "排水泵", "增压泵", "门锁"])
    begun = case.log("开始等待", after(at, case.rng, 8, 16, 30), engineer, 凭据=f"缺{part}", 原因="等配件")
    day = working_day(begun.date(), 1 + int(case.rng.random() * 4))
    came = after(datetime.combine(day, time(9)), case.rng, 0, 120, 400)
    case.log("结束等待", came, engineer, f"{part}到货", 原因="等配件")
    return arrive(case, after(came, case.rng, 60, 120, 240), engineer)


def come_back(case: Case, resolved: datetime) -> datetime:
    """The fault is back: reopened, a second visit the next day, resolved again."""
    opened = in_daytime(after(resolved, case.rng, 600, 2000, 6000), case.rng)
    case.log("重新打开", opened, agent_at(opened, case.rng), "同一故障又出现")
    day = datetime.combine(opened.date() + timedelta(1), time(10))
    finished = visited(case, after(day, case.rng, 0, 120, 400), waits=0)
    return case.log("解决", after(finished, case.rng, 0, 2, 8), case.rows[-1]["操作人"])


def emergency(case: Case) -> None:
    """Water or current: an engineer at once. The western outlet has one van for the largest district."""
    diagnosed = diagnose(case, first_reply(case))
    case.log("派单", after(diagnosed, case.rng, 1, 3, 6), "系统", case.outlet + "网点")
    finished = visited(case, hurried(case, case.outlet), waits=0.06)
    case.log("解决", after(finished, case.rng, 0, 2, 6), case.rows[-1]["操作人"])
    case.log("结案", after(finished, case.rng, 1200, 1500, 3000), "系统")


def hurried(case: Case, outlet: str) -> datetime:
    """When the engineer of an outlet reaches an emergency: within two hours, but for the western outlet."""
    late = outlet == "城西" and case.rng.random() < 0.7
    marks = (122, 135, 155, 185, 230) if late else (38, 60, 78, 95, 112, 117)
    return after(case.opened, case.rng, *marks)
