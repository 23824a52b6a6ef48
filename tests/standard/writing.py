"""Small standards to read, and what reading them says."""

from collections.abc import Callable, Mapping
from pathlib import Path

from wuxing.core.source import Problem, Problems, Text
from wuxing.core.standard.document import Standard
from wuxing.core.standard.reading import read_standard
from wuxing.packs.finding import data_sets

GOOD = (Path(__file__).parent / "good.yaml").read_text(encoding="utf-8")

HEAD = """
standard: small
version: "1"
title: {zh: 小标准, en: Small standard}
effective: {from: 2026-01-01}
roles: {agent: 客服专员, supervisor: 客服主管}
calendars: {office: {timezone: Asia/Shanghai, week: {mon-fri: ["09:00-18:00"]}}}
classes:
  business: {consultation: {zh: 咨询, en: Consultation}, complaint: {zh: 投诉, en: Complaint}}
  customer: {individual: {zh: 个人, en: Individual}, enterprise: {zh: 企业, en: Enterprise}}
  urgency: {normal: {zh: 一般, en: Normal}, major: {zh: 重大, en: Major}}
  topic: {technical: {zh: 技术, en: Technical}, billing: {zh: 费用, en: Billing}}
commitments:
"""

REPLY = """
  reply:
    clause: "1"
    title: {zh: 答复, en: Reply}
    owner: agent
    quality: {zh: 客户确认, en: Confirmed by the customer}
    starts: case.opened
    stops: [message.agent]
    calendar: office
    within:
"""


def read(text: str, *, base: Callable[[str], str] | None = None) -> Standard:
    return read_standard(text, file="small.yaml", data_sets=data_sets(), base=base)


def small(*rows: str, more: str = "", rest: str = "") -> str:
    """A standard of one commitment: its rows, more of its keys, and the rest of the document."""
    lines = "".join(f"      - {row}\n" for row in rows)
    return f"{HEAD}{REPLY}{lines}{more}\n{rest}\n"


def problems_of(text: str, *, base: Callable[[str], str] | None = None) -> tuple[Problem, ...]:
    """What is wrong with a text; nothing when it can be read."""
    try:
        read(text, base=base)
    except Problems as problems:
        return problems.found
    return ()


def library(texts: Mapping[str, str]) -> Callable[[str], str]:
    """A place to find base standards in."""

    def find(name: str) -> str:
        if name in texts:
            return texts[name]
        raise Problems([Problem("no-standard", Text("没有这个服务标准。", "There is no such standard."), place=name)])

    return find
