"""How fast the centre replies: at once by day, late in the evening, in the morning after a night with the bot."""

from datetime import datetime, time, timedelta

from sample_history.cases import (
    Case,
    after,
    agent_at,
    is_evening,
    is_night,
    is_piled_up,
    minutes,
)


def first_reply(case: Case) -> datetime:
    """Open the case and answer it: at once by day, late in the evening, next morning after a night with the bot."""
    opened = case.open()
    if is_night(opened) and case.channel != "热线":
        bot = after(opened, case.rng, 0.03, 0.1)
        case.log("机器人回复", bot, "机器人小澄", "您好,人工客服8点上班,已为您登记")
    elif case.channel == "网页":
        case.log("自动回执", opened + timedelta(seconds=1), "系统", "已收到您的留言")
    at = answered_at(case, opened)
    if case.channel != "热线":
        return case.log("客服回复", at, agent_at(at, case.rng))
    if at - opened > minutes(4):
        return case.log("客服回复", at, agent_at(at, case.rng), "未接来电回拨")
    return case.log("接听来电", at, agent_at(at, case.rng))


def answered_at(case: Case, asked: datetime) -> datetime:
    """When an agent answers what was asked at this instant."""
    urgent = case.classes[2] != "一般"
    if is_evening(asked):
        return after(asked, case.rng, *((2, 4, 7, 14) if urgent else (1.5, 4.5, 9, 14, 22, 34, 55)))
    if is_night(asked):
        return after(asked, case.rng, 2, 5, 9, 18) if urgent else next_morning(case, asked)
    if is_piled_up(asked):
        return after(asked, case.rng, 0.3, 1, 1.6, 2.3, 2.9, 9)
    return after(asked, case.rng, *[0.2, 0.5, 0.8, 1.1, 1.4, 1.7, 2, 2.3, 2.6, 2.9] * 2, 6)


def next_morning(case: Case, asked: datetime) -> datetime:
    """The first minutes of the day shift."""
    day = asked.date() + timedelta(1 if asked.hour >= 22 else 0)
    return after(datetime.combine(day, time(8)), case.rng, 1, 6, 14, 35)
