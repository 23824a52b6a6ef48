"""The words of a standard's document: its keys, what each part has to say with a right entry, and the choices."""

from __future__ import annotations

from collections.abc import Mapping

KEYS = (
    "standard version title language extends effective roles calendars classes events process commitments duties "
    "alerts closing transfers writing"
).split()
REQUIRED = {
    "standard": "standard: home-service",
    "version": 'version: "2026.1"',
    "title": "title: {zh: 上门服务标准, en: Home service standard}",
    "effective": "effective: {from: 2026-01-01}",
    "roles": "roles: {agent: 客服专员}",
    "calendars": "calendars: {office: {timezone: Asia/Shanghai, week: always}}",
    "classes": "classes: {business: {consultation: 咨询, complaint: 投诉}}",
    "commitments": "commitments: {first-response: {…}}",
}
OWN = ("standard", "version", "title", "extends", "effective")
"""What is never inherited: a standard that extends another is one of its own."""
MERGED = ("roles", "calendars", "classes", "events", "commitments", "duties")
"""What is laid over the base entry by entry; the rest is taken whole."""

QUALITY = "{zh: 客户确认, en: Confirmed by the customer}"
NOTE = "{zh: 原文未给时限, en: The source gives no limit}"
LABEL = {"zh": "zh: 首次响应", "en": "en: First response"}
EFFECTIVE_KEYS = ("from", "applies_to")
PROCESS_KEYS = ("when", "mode", "lead", "stages")
PROCESS_OWED = {"mode": "mode: linear", "stages": "stages: [{id: intake, …}]"}
MODES = ("linear", "network", "matrix")
ROUTES = ("nearest", "least-loaded")
SKIPS = ("with-reason", "never")
STAGE_KEYS = ("id", "title", "owner", "input", "output", "control", "route", "skip")
STAGE_VALUES = {"id": "intake", "owner": "agent", "input": "客户来访", "output": "问题登记", "control": "身份核实"}
STAGE_OWED = {key: f"{key}: {value}" for key, value in STAGE_VALUES.items()}
STAGE = "{" + ", ".join(STAGE_OWED.values()) + "}"
DUTY_KEYS = ("clause", "title", "every", "opens", "owner", "source")
DUTY_OWED = {
    "clause": 'clause: "1.6"',
    "every": "every: quarter",
    "opens": "opens: {business: duty}",
    "owner": "owner: quality",
}
ALERT_KEYS = ("clause", "title", "at", "to", "acknowledge", "then", "source")
ALERT_OWED = {"clause": 'clause: "7.4"', "to": "to: shift-leader", "acknowledge": "acknowledge: 5 min"}
ALERTS = "{" + ", ".join(ALERT_OWED.values()) + ", then: supervisor}"
CLOSING_KEYS = ("clause", "title", "when", "requires", "source")
CLOSING_OWED = {"clause": 'clause: "7.5"', "requires": "requires: [children]"}
CLOSING = "{" + ", ".join(CLOSING_OWED.values()) + "}"
WRITING_KEYS = ("forbidden", "required")
FORBIDDEN_KEYS = ("clause", "title", "words", "source")
FORBIDDEN_OWED = {"clause": 'clause: "7.7"', "words": "words: [不归我管]"}
FORBIDDEN = "{" + ", ".join(FORBIDDEN_OWED.values()) + "}"
NEEDED_KEYS = ("clause", "title", "when", "fields", "source")
NEEDED_OWED = {"clause": 'clause: "7.8"', "fields": "fields: [topic]"}
NEEDED = "{" + ", ".join(NEEDED_OWED.values()) + "}"
TRANSFER_KEYS = ("clause", "title", "bounces", "tell", "source")
TRANSFER_OWED = {"clause": 'clause: "7.6"', "bounces": "bounces: 3", "tell": "tell: shift-leader"}
TRANSFERS = "{" + ", ".join(TRANSFER_OWED.values()) + "}"
PERIODS = ("day", "week", "month", "quarter", "year")

COMMITMENT_KEYS = (
    "clause title audience owner quality starts stops calendar within pauses cancels recurs while_running reopen "
    "reclassify min_left warn escalate source"
).split()
COMMITMENT_OWED = {
    "clause": 'clause: "1.1"',
    "title": "title: {zh: 首次响应, en: First response}",
    "owner": "owner: agent",
    "quality": f"quality: {QUALITY}",
    "starts": "starts: case.opened",
    "stops": "stops: [message.agent, case.resolved]",
    "calendar": "calendar: office",
    "within": "within: [{limit: 1 h}]",
}
COMMITMENT_OWED_IN_STORY = {key: COMMITMENT_OWED[key] for key in ("starts", "stops", "calendar", "within")}
ROW_KEYS = ("when", "limit", "source", "roll", "note")
PAUSE_KEYS = ("cap", "legal_stop")
STEP_KEYS = ("at", "after", "to", "calendar")
CHOICES: Mapping[str, tuple[str, ...]] = {
    "audience": ("customer", "internal", "supplier"),
    "recurs": ("never", "each_start", "after_stop", "chained"),
    "while_running": ("keep", "rearm"),
    "reopen": ("ignore", "resume_excluding", "new_cycle"),
    "reclassify": ("retro", "from_change", "restart"),
}
