"""The days of the sample history: how many cases come in, when, what about, for whom."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from random import Random

from sample_history.cases import HOLIDAYS, OUTLETS, PILE_UP, SEED, Case, is_night, is_piled_up, is_workday, pick, spread
from sample_history.stories import story_of

FIRST, LAST = date(2026, 8, 1), date(2026, 10, 31)
HOUR_WEIGHTS = [1, 0, 0, 0, 0, 1, 1, 3, 9, 13, 13, 10, 6, 6, 8, 9, 9, 8, 7, 13, 14, 11, 3, 2]

QUESTIONS = (
    "滤芯怎么更换 如何预约安装 以旧换新怎么参加 童锁怎么解除 发票怎么补开 保修期多久 "
    "送货什么时候到 指示灯变红是什么意思 配件在哪里买 洗涤程序怎么选 进水压力有什么要求 延保怎么买"
)
FAULTS = (
    "洗衣机脱水时异响 洗衣机不进水 洗衣机不排水 净水器出水变小 洗衣机显示E3 净水器开机没反应 "
    "净水器制水慢 洗衣机门锁打不开 净水器废水一直流"
)
EMERGENCIES = "净水器接口漏水 洗衣机漏电跳闸 净水器水管爆裂泡地板 洗衣机冒烟 净水器后置滤瓶开裂"
GRIEVANCES = {
    "送货物流": "送货两次改期",
    "安装": "约好安装没有人来",
    "收费": "上门费与报价不一致",
    "服务态度": "师傅态度不好",
    "维修质量": "同一故障修了两次",
    "建议": "希望公众号能看到师傅位置",
}
ENTERPRISE_FAULTS = "商用净水器水质报警 洗衣房洗衣机整线停机 食堂净水器反复停水 校区净水器联网模块离线"


def daily_cases() -> Iterator[Case]:
    """All cases of the three months but those written by hand."""
    day = FIRST
    while day <= LAST:
        rng = Random(f"{SEED}/{day}")
        for serial in range(round(usual_volume(day) * spread(rng, 0.8, 1.2))):
            yield ordinary_case(day, Random(f"{SEED}/{day}/{serial}"))
        day += timedelta(1)


def usual_volume(day: date) -> int:
    """Cases a day: fewer in holidays, more while the autumn sale is delivered."""
    if PILE_UP[0] <= day <= PILE_UP[1]:
        return 21
    return 9 if day in HOLIDAYS else 15 if is_workday(day) else 13


def ordinary_case(day: date, rng: Random) -> Case:
    """Draw one case."""
    opened = datetime.combine(day, time(drawn_hour(rng), int(rng.random() * 60), int(rng.random() * 60)))
    business = drawn_business(opened, rng)
    customer = "企业" if rng.random() < (0.36 if business == "投诉" else 0.15) else "个人"
    urgency = drawn_urgency(business, rng)
    topic, subject = drawn_subject(business, customer, urgency, rng)
    if (business, customer, topic) == ("投诉", "企业", "技术故障") and rng.random() < 0.85:
        opened = opened.replace(hour=8 + int(rng.random() * 7))  # companies call in working hours
    classes = (business, customer, urgency, topic)
    quiet = is_night(opened) and urgency == "一般"
    channel = pick(rng, ["微信", "网页"] if quiet else ["热线", "热线", "微信", "微信", "网页"])
    outlet = pick(rng, list(OUTLETS)) if business == "售后" else ""
    wet = "净水" in subject or "滤芯" in subject or "进水压力" in subject
    product = "净水器" if wet or ("洗" not in subject and rng.random() < 0.5) else "洗衣机"
    return Case(opened, classes, subject, channel, story_of(classes), rng, outlet, product)


def drawn_hour(rng: Random) -> int:
    """Hour of the opening: two peaks, before noon and after supper."""
    left = rng.random() * sum(HOUR_WEIGHTS)
    for hour, weight in enumerate(HOUR_WEIGHTS):
        left -= weight
        if left < 0:
            return hour
    return 12


def drawn_business(opened: datetime, rng: Random) -> str:
    """Business type; before National Day every third case is a complaint."""
    chance = rng.random()
    complaints = 0.33 if is_piled_up(opened) else 0.09
    if chance < complaints:
        return "投诉"
    return "售后" if chance < complaints + 0.32 else "咨询"


def drawn_urgency(business: str, rng: Random) -> str:
    """Urgency: questions are never urgent, a third of the repairs is."""
    chance = rng.random()
    if business == "咨询":
        return "一般"
    if business == "投诉":
        return "重大" if chance < 0.16 else "紧急" if chance < 0.26 else "一般"
    return "重大" if chance < 0.15 else "紧急" if chance < 0.34 else "一般"


def drawn_subject(business: str, customer: str, urgency: str, rng: Random) -> tuple[str, str]:
    """Topic and one line of text."""
    if business == "咨询":
        subject = pick(rng, QUESTIONS.split())
        return "送货物流" if "送货" in subject else "收费" if "发票" in subject else "使用咨询", subject
    if business == "售后":
        return "技术故障", pick(rng, (FAULTS if urgency == "一般" else EMERGENCIES).split())
    if customer == "企业" and rng.random() < 0.75:
        return "技术故障", pick(rng, ENTERPRISE_FAULTS.split())
    topic = pick(rng, list(GRIEVANCES)[: 5 if urgency != "一般" else 6])
    return topic, GRIEVANCES[topic]
