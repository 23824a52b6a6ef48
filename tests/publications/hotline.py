"""A small standard to publish, in versions."""

from datetime import UTC, datetime

from wuxing.accounts.actors import SYSTEM
from wuxing.standards.models import Publication
from wuxing.standards.publishing import publish

TEXT = """# 热线的服务标准
standard: {name}
version: "{version}"
title: {{zh: 热线服务标准, en: Hotline standard}}
effective: {{from: {since}, applies_to: {scope}}}
roles: {{agent: {{zh: 客服, en: Agent}}, supervisor: {{zh: 主管, en: Supervisor}}}}
calendars: {{always: {{timezone: Asia/Shanghai, week: always}}}}
classes: {{business: {{repair: {{zh: 维修, en: Repair}}}}}}
commitments:
  solution:
    clause: "1.1"
    title: {{zh: 解决, en: Solved}}
    owner: agent
    quality: {{zh: 确认, en: Confirmed}}
    starts: case.opened
    stops: case.resolved
    calendar: always
    within: [{{limit: {limit}}}]
"""


def hotline(
    version: str = "1", since: str = "2026-01-01", limit: str = "8 h", scope: str = "new_cases", name: str = "hotline"
) -> str:
    return TEXT.format(version=version, since=since, limit=limit, scope=scope, name=name)


def at(text: str) -> datetime:
    """An instant in Chinese time: 2026-03-01 or 2026-03-01T12:00."""
    return datetime.fromisoformat(f"{text if 'T' in text else text + 'T00:00'}+08:00").astimezone(UTC)


def publish_hotline(version: str = "1", *, on: str = "2026-01-01", **said: str) -> Publication:
    return publish(hotline(version, **said), by=SYSTEM, at=at(on))
