"""How complaints go: called back, answered in writing; those of companies about machines go to the experts."""

from datetime import datetime, time, timedelta

from sample_history.cases import (
    OUTLETS,
    Case,
    after,
    agent_at,
    in_daytime,
    is_piled_up,
    minutes,
    pick,
    spread,
    working_day,
)
from sample_history.repairs import arrive, hurried
from sample_history.replies import first_reply


def complaint(case: Case) -> None:
    """A reply, a call by the supervisor or shift leader, the result within working days."""
    replied = first_reply(case)
    if case.rng.random() < 0.07 and case.classes[2:] not in (("重大", case.classes[3]), ("一般", "建议")):
        case.reclass(
            after(replied, case.rng, 4, 20, 60), agent_at(replied, case.rng), "客户称已联系媒体", urgency="重大"
        )
    owner = "主管01" if case.classes[2] == "重大" else f"组长{1 + case.opened.toordinal() % 2:02d}"
    contacted = contact(case, owner)
    case.log("方案提出", after(contacted, case.rng, 5, 15, 60), owner, "说明原因和补救办法")
    if case.rng.random() < 0.15:
        case.log("内部备注", after(contacted, case.rng, 20, 60), owner, "已向网点核实")
    report_result(case, owner, contacted)


def contact(case: Case, owner: str) -> datetime:
    """The call that a complaint is owed; one person makes them all when they pile up."""
    marks = (60, 200, 420, 700, 1000, 1700) if is_piled_up(case.opened) else (10, 30, 60, 110, 240, 480)
    at = in_daytime(after(case.opened, case.rng, *marks), case.rng)
    return case.log("联系客户", max(at, earliest(case)), owner)


def report_result(case: Case, owner: str, contacted: datetime) -> datetime:
    """Report the result some working days later, then close."""
    day = working_day(case.opened.date(), days_taken(case))
    reported = after(datetime.combine(day, time(9)), case.rng, 5, 150, 330, 530)
    case.log("反馈结果", max(reported, contacted + minutes(spread(case.rng, 60, 90))), owner, "书面答复")
    resolved = case.log("解决", after(max(reported, case_end(case)), case.rng, 0, 5, 40), owner)
    return case.log("结案", after(resolved, case.rng, 1200, 1500, 3000), "系统")


def days_taken(case: Case) -> int:
    """Working days to the result: allowed are three for a major complaint, two for another."""
    chance = case.rng.random()
    shares = (0.1, 0.35, 0.6, 0.85) if is_piled_up(case.opened) else (0.4, 0.85, 0.97, 1.0)
    return 1 + sum(chance > share for share in shares)


def earliest(case: Case) -> datetime:
    """A minute after the last thing that is logged."""
    return case_end(case) + timedelta(minutes=1)


def case_end(case: Case) -> datetime:
    """The latest instant logged so far."""
    return max(datetime.fromisoformat(row["时间"]) for row in case.rows)


def technical_complaint(case: Case) -> None:
    """A company's machines fail: the experts take over and write every two hours, mostly."""
    replied = first_reply(case)
    sent = case.log("转派申请", after(replied, case.rng, 0.5, 1, 2, 3), case.rows[-1]["操作人"], "转专家组")
    slow = (1, 4, 8, 14, 25) if is_piled_up(case.opened) else (0.5, 1, 2, 3, 5)
    expert = f"专家{1 + int(case.rng.random() * 4):02d}"
    taken = case.log("专家接单", after(sent, case.rng, *slow), expert)
    contacted = case.log("联系客户", after(taken, case.rng, 5, 15, 45), expert)
    case.log("方案提出", after(contacted, case.rng, 10, 25, 60), expert, "初步判断和临时措施")
    if case.classes[2] != "一般":
        outlet = pick(case.rng, list(OUTLETS))
        arrive(case, max(hurried(case, outlet), earliest(case)), f"{outlet}工程师1")
    elif case.rng.random() < 0.5:
        joint_meeting(case, taken, expert)
    elif case.rng.random() < 0.4:
        sample_is_tested(case, contacted, expert)
    end = max(write_progress(case, taken, expert), earliest(case))
    case.log("解决", end, expert)
    report_after(case, end)
    case.log("结案", after(end, case.rng, 2900, 4000), "系统")


def hours_needed(case: Case) -> float:
    """Hours from the experts' taking over to the end; some go on through the night."""
    if case.classes[2] != "一般":
        return spread(case.rng, 2.2, 3, 3.4, 3.7, 5)
    return spread(case.rng, 11, 18, 26) if case.rng.random() < 0.15 else spread(case.rng, 2.5, 4, 6, 9)


def write_progress(case: Case, taken: datetime, expert: str) -> datetime:
    """A written report about every two hours until the end; one in seven comes late."""
    end, at = taken + minutes(hours_needed(case) * 60), taken
    while True:
        marks = (122, 140, 185) if case.rng.random() < 0.14 else (70, 95, 108, 116, 119)
        at = after(at, case.rng, *marks)
        if at >= end:
            return end
        case.log("书面进展", at, expert, "原因、措施、下次反馈时间")


def joint_meeting(case: Case, taken: datetime, expert: str) -> None:
    """Research, after-sales and service at one table; allowed are four hours."""
    called = case.log("会办发起", after(taken, case.rng, 15, 40, 80), expert, "研发、售后、客服会办")
    case.log("协调会召开", after(called, case.rng, 60, 120, 170, 220, 300), expert)


def sample_is_tested(case: Case, at: datetime, expert: str) -> None:
    """A water sample goes to the laboratory."""
    begun = case.log("开始等待", after(at, case.rng, 20, 40), expert, 凭据="水样送检单", 原因="检测中")
    case.log("结束等待", after(begun, case.rng, 60, 90, 120), expert, 原因="检测中")


def report_after(case: Case, end: datetime) -> None:
    """The written result to the company, on the day of the end or soon after."""
    day = end.date() if end.hour < 16 else working_day(end.date(), 1)
    late = 3 if is_piled_up(case.opened) and case.rng.random() < 0.4 else 0
    day = working_day(day, late)
    case.log(
        "反馈结果",
        max(end, datetime.combine(day, time(16))) + minutes(spread(case.rng, 2, 20, 80)),
        "主管01",
        "书面答复",
    )
