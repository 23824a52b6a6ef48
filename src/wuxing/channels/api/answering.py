"""Answers as JSON, and writes that happen once however often they are asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.channels.keys import Caller
from wuxing.channels.models import IdempotentWrite
from wuxing.ledger.writing import writing
from wuxing.ui.refusal import Refused

LONGEST_KEY = 128
REPLAYED = "Idempotency-Replayed"
UNDER_WAY = 0
KEPT = timedelta(days=7)
"""A program that has not asked again within a week has given up."""
JSON = "application/json"


class KeyRequest(HttpRequest):
    """A request of a program whose key was recognised."""

    auth: Caller


class IdempotencyKeyMissing(Refused):
    code = "idempotency-key-missing"
    status = 400
    says = _(
        "A write needs the header Idempotency-Key with a value of your own, at most 128 characters, "
        "a new one for each act: then it can be sent again without happening twice."
    )


class IdempotencyKeyReused(Refused):
    code = "idempotency-key-reused"
    says = _("This Idempotency-Key was used for another request. Use a new one for each act.")


def answer(body: Any, *, status: int = 200) -> HttpResponse:
    """JSON for programs: Chinese stays readable."""
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type=JSON)


def once(request: KeyRequest, act: Callable[[Actor, datetime], dict[str, Any]], *, status: int = 200) -> HttpResponse:
    """Do an act and keep its answer in the same transaction; asked again, give the answer again.

    Of two at the same moment the second waits for the first: on SQLite for its turn to write, on PostgreSQL for the
    row. A refusal has changed nothing and is not kept. Raises IdempotencyKeyMissing, IdempotencyKeyReused.
    """
    name = request.headers.get("Idempotency-Key", "")
    if not 0 < len(name) <= LONGEST_KEY or not name.isprintable():
        raise IdempotencyKeyMissing
    at, fingerprint = timezone.now(), _fingerprint(request)
    with writing():
        kept, is_mine = _claim(request.auth.key_id, name, fingerprint, at)
        if kept.fingerprint != fingerprint:
            raise IdempotencyKeyReused
        if not is_mine:
            return _again(kept)
        response = answer(act(request.auth.actor, at), status=status)
        IdempotentWrite.objects.filter(pk=kept.pk).update(status=status, body=response.text)
    return response


def _claim(key: int, name: str, fingerprint: str, at: datetime) -> tuple[IdempotentWrite, bool]:
    """The row of a write, and whether it is ours to do. Nobody sees a row that is under way but who made it."""
    mine = IdempotentWrite(key_id=key, idempotency_key=name, fingerprint=fingerprint, at=at)
    IdempotentWrite.objects.bulk_create([mine], ignore_conflicts=True)
    kept = IdempotentWrite.objects.get(key=key, idempotency_key=name)
    return kept, kept.status == UNDER_WAY


def _again(kept: IdempotentWrite) -> HttpResponse:
    response = HttpResponse(kept.body, status=kept.status, content_type=JSON)
    response[REPLAYED] = "true"
    return response


def _fingerprint(request: HttpRequest) -> str:
    """SHA-256 of what is asked. The boundary of a multipart body differs at every try, its parts do not."""
    digest = hashlib.sha256(f"{request.method} {request.get_full_path()}\n".encode())
    if request.content_type == "multipart/form-data":
        for name, values in sorted(request.POST.lists()):
            digest.update(f"{name}={values}\n".encode())
        for name in sorted(request.FILES):
            for file in request.FILES.getlist(name):
                file.seek(0)
                digest.update(f"{name}:{file.name}:".encode() + hashlib.sha256(file.read()).digest())
                file.seek(0)
    else:
        digest.update(request.body)
    return digest.hexdigest()


def forget_old(at: datetime, limit: int = 1_000) -> int:
    """Drop answers that nobody will ask for again; how many. Called by the worker."""
    old = IdempotentWrite.objects.filter(at__lt=at - KEPT).order_by("at").values_list("pk", flat=True)[:limit]
    with writing():
        return IdempotentWrite.objects.filter(pk__in=list(old)).delete()[0]
