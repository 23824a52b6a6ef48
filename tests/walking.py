"""A walk through every address: one small company, four people, and a table of what each of them may expect."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

from django.db import transaction
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

import made
from calling import Program, program
from wuxing.accounts.actors import SYSTEM, of_user
from wuxing.accounts.models import User
from wuxing.cases.assigning import assign
from wuxing.cases.attachments import Upload, check, keep_with_draft
from wuxing.cases.messages import reply
from wuxing.cases.models import Attachment, Draft, DraftFile, SavedText
from wuxing.channels.models import ApiKey
from wuxing.core.source import Text
from wuxing.desk.models import Macro, ManyRun, SavedView
from wuxing.notices.telling import News, tell
from wuxing.portal.links import token_of
from wuxing.standards.drafting import start_from
from wuxing.standards.remarks import remark

KEPT = 77
PEOPLE = ("owner", "mate", "stranger", "anonymous")
PLACE = re.compile(r"<(?:\w+:)?(\w+)>")
BY_LIBRARIES = ("admin/",)
"""Hundreds of addresses of one kind: walked by a rule of their own, not listed one by one. Regular expressions are
allauth's ways to pages that we switched off."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the table: what the four get for a method and a route; `body` is what is sent."""

    method: str
    route: str
    expected: tuple[int, ...]
    body: str = ""

    def __str__(self) -> str:
        codes = " ".join(map(str, self.expected))
        return f"{self.method:6} {self.route:62} {codes}" + (f" | {self.body}" if self.body else "")


def table(name: str) -> list[Line]:
    """The lines of a table."""
    lines = (Path(__file__).parent / "walk" / name).read_text(encoding="utf-8").splitlines()
    return [_line(each) for each in lines if each.strip() and not each.startswith("#")]


def routes() -> Iterator[str]:
    """Every route of the product's pages."""
    for route, _pattern in _patterns(get_resolver()):
        is_plain = not set("^(?") & set(route)
        if (is_plain and not route.startswith(("api/v1/", *BY_LIBRARIES))) or route == "api/v1/docs":
            yield f"/{route}"


def admin_addresses() -> list[str]:
    """The addresses of the administration that need no number."""
    return [
        f"/{route}" for route, _pattern in _patterns(get_resolver()) if route.startswith("admin/") and "<" not in route
    ]


class World:
    """A case of the owner's, with everything that hangs on it."""

    def __init__(self) -> None:
        made.standard(at=timezone.now())
        mine, other = made.team("家电组"), made.team("商用组")
        self.owner, self.mate, self.stranger = made.user(mine), made.user(mine), made.user(other)
        customer = made.customer(phone="13800005621", email="lin@example.com", at=timezone.now())
        self.case = made.case(timezone.now(), team=mine, of=customer)
        by = of_user(self.owner)
        assign(ref=self.case.ref, to=self.owner, by=by, at=timezone.now())
        reply(ref=self.case.ref, body="您好", by=by, at=timezone.now(), files=[Upload("a.txt", b"hello")])
        tell([self.owner], News("message", Text("有新留言", "news"), "/"), source="walk", at=timezone.now())
        self.programs = {"owner": program(), "mate": program(team=mine), "stranger": program(team=other)}
        self.programs["anonymous"] = Program("none")
        self.draft = start_from(ref="test-company@2026.1", by=SYSTEM, at=timezone.now())
        self.remark = remark(key=self.draft.pk, body="太紧", by=of_user(self.owner), at=timezone.now())
        self._keeps()
        self.values = self._values()

    def _keeps(self) -> None:
        """What the owner keeps for himself: a view, a macro, and what he did to many cases."""
        now = timezone.now()
        SavedView.objects.create(pk=KEPT, owner=self.owner, name="我的", icon="list", query="view=mine", saved_at=now)
        steps = [{"act": "note", "body": "已联系"}]
        Macro.objects.create(pk=KEPT, owner=self.owner, name="记一笔", steps=steps, saved_at=now)
        SavedText.objects.create(pk=KEPT, owner=self.owner, name="问候", body="您好")
        draft = Draft.objects.create(pk=KEPT, user=self.owner, case=self.case, body="半句", shared=True, saved_at=now)
        keep_with_draft(check([Upload("b.txt", b"hello")]), draft)
        ManyRun.objects.create(pk=KEPT, by=self.owner, act="taking", given={}, started_at=now, total=0)

    def client_of(self, person: str) -> Client:
        """A browser of one of the four."""
        client = Client(raise_request_exception=False, headers={"Accept-Language": "en"})
        user: User | None = getattr(self, person, None)
        if user is not None:
            client.force_login(user)
        return client

    def status(self, line: Line, person: str) -> int:
        """What one of the four gets; what it changed is taken back."""
        with transaction.atomic():
            client, path = self.client_of(person), self.path(line.route)
            body = dict(parse_qsl(self._filled(line.body), keep_blank_values=True))
            answer = client.post(path, body) if line.method == "POST" else client.get(path)
            transaction.set_rollback(True)
        return answer.status_code

    def api_status(self, line: Line, person: str) -> int:
        """The same for programs: the owner's sees the company, the others their teams."""
        caller, path = self.programs[person], self.path(line.route).removeprefix("/api/v1/")
        with transaction.atomic():
            if line.method == "POST" and line.route.endswith("/attachments"):
                answer: Any = self._attach(caller, path)
            elif line.method == "POST":
                answer = caller.post(path, json.loads(self._filled(line.body or "{}")))
            elif line.method == "DELETE":
                answer = caller.delete(path)
            else:
                answer = caller.get(path, **dict(parse_qsl(line.body)))
            transaction.set_rollback(True)
        return int(answer.status_code)

    def path(self, route: str) -> str:
        """A route with its places filled."""
        capability = route.split("/")[1]
        own = self.values.get(capability, {})
        filled = PLACE.sub(lambda place: str(own.get(place[1], self.values[""].get(place[1], "1"))), route)
        return self._filled(filled)

    def _filled(self, text: str) -> str:
        for name, value in self.values[""].items():
            text = text.replace("{" + name + "}", str(value))
        return text

    def _attach(self, caller: Program, path: str) -> Any:
        from django.core.files.uploadedfile import SimpleUploadedFile

        body = {"kind": "note", "files": [SimpleUploadedFile("a.txt", b"hello")]}
        return caller.client.post(f"/api/v1/{path}", body, headers={**caller.headers, "Idempotency-Key": "a"})

    def _values(self) -> Mapping[str, Mapping[str, Any]]:
        customer = self.case.customer
        assert customer is not None
        points = {"pk": customer.pk, "point": customer.points.get(kind="phone").pk}
        common = {
            "ref": self.case.ref,
            "key": Attachment.objects.get().key,
            "file": DraftFile.objects.get().key,
            "person": self.mate.pk,
            "commitment": "first-response",
            "cycle": 1,
            "name": "test-company",
            "version": "2026.1",
            "other": "reference",
            "other_version": "2026.1",
            "user": self.mate.username,
            "mate": self.mate.pk,
            "team": self.mate.teams.get().pk,
            "other_team": self.stranger.teams.get().pk,
            "customer": customer.pk,
            "number": customer.pk,
        }
        return {
            "": common,
            "people": {"pk": self.mate.pk},
            "customers": points,
            "desk": {"pk": KEPT},
            "cases": {"pk": KEPT},
            "notices": {"pk": self.owner.notices.get().pk},
            "keys": {"number": ApiKey.objects.order_by("pk")[0].pk},
            "s": {"token": token_of(self.case)},
            "accounts": {"token": "none", "key": "none"},
            "standards": {"key": self.draft.pk, "number": 1, "remark": self.remark.pk},
        }


def _patterns(resolver: URLResolver, before: str = "") -> Iterator[tuple[str, URLPattern]]:
    for each in resolver.url_patterns:
        route = before + str(each.pattern)
        if isinstance(each, URLPattern):
            yield route, each
        else:
            yield from _patterns(each, route)


def _line(text: str) -> Line:
    listed, _bar, body = text.partition(" | ")
    method, route, *codes = listed.split()
    return Line(method, route, tuple(map(int, codes)), body.strip())
