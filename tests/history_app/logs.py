"""Logs for tests: small files, brought in, mapped and imported."""

from __future__ import annotations

from django.utils import timezone

import made
from jobs.working import work_off
from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Role
from wuxing.history import bringing
from wuxing.history.models import Log

CHANGES = """单号,更新时间,状态,优先级,处理人
A-101,2026/7/6 10:00,新建,高,
A-101,2026/7/6 10:20,处理中,高,李工
A-101,2026/7/6 11:00,等客户,高,李工
A-101,2026/7/7 15:30,处理中,高,李工
A-101,2026/7/7 17:00,已解决,高,李工
A-102,2026/7/6 14:05,新建,普通,
A-102,2026/7/6 14:09,已解决,普通,user:7
A-103,2026/7/32 09:00,新建,普通,
"""
MAPPING = """mapping: our-desk
title: {zh: 我们的日志, en: Our log}
time: {format: "%Y/%m/%d %H:%M", zone: Asia/Shanghai}
case: 单号
at: 更新时间
classes: {urgency: {urgent: {zh: 紧急, en: Urgent}, normal: {zh: 一般, en: Normal}}}
class: {urgency: {from: 优先级, values: {高: urgent}, else: normal}}
fields:
  waiting: {from: 状态, values: {等客户: waiting-customer}}
  solved: {from: 状态, values: {已解决: "yes"}}
supplies: [case.opened, case.assigned, wait.started, wait.ended, case.resolved]
events:
  - {event: case.opened, when: first, speaker: customer}
  - {event: case.assigned, when: {begins: 处理人}, payload: {assignee: {from: 处理人}}}
  - {event: wait.ended, when: {ends: waiting}, payload: {reason: {before: waiting}}}
  - {event: wait.started, when: {begins: waiting}, by: {from: 处理人}, payload: {reason: {from: waiting}}}
  - {event: case.resolved, when: {begins: solved}, by: {from: 处理人}, speaker: agent}
"""


def quality() -> Actor:
    """Somebody who may work with history."""
    return made.actor(role=Role.QUALITY)


def brought(text: str = CHANGES, name: str = "log.csv", *, by: Actor | None = None) -> Log:
    """A log that was uploaded."""
    return bringing.upload(name=name, chunks=[text.encode()], by=by or quality(), at=timezone.now())


def started(text: str = CHANGES, mapping: str = MAPPING, *, by: Actor | None = None) -> Log:
    """A log whose import waits to be done."""
    by = by or quality()
    log = brought(text, by=by)
    bringing.set_mapping(log=log, text=mapping, by=by, at=timezone.now())
    return bringing.start_import(log=Log.objects.get(pk=log.pk), by=by, at=timezone.now())


def imported(text: str = CHANGES, mapping: str = MAPPING) -> Log:
    """A log that was imported."""
    log = started(text, mapping)
    work_off()
    return Log.objects.get(pk=log.pk)
