"""Answers as JSON, and writes that happen once however often they are asked for."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
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
        mine = _claim(request.auth.key_id, name, fingerprint, at)
        if mine is None:
            return _again(IdempotentWrite.objects.get(key=request.auth.key_id, idempotency_key=name), fingerprint)
        response = answer(act(request.auth.actor, at), status=status)
        IdempotentWrite.objects.filter(pk=mine).update(status=status, body=response.text)
    return response


CLAIM = f"""
    INSERT INTO {IdempotentWrite._meta.db_table} (key_id, idempotency_key, fingerprint, status, body, at)
    VALUES (%s, %s, %s, {UNDER_WAY}, '', %s) ON CONFLICT DO NOTHING RETURNING id
"""


def _claim(key: int, name: str, fingerprint: str, at: datetime) -> int | None:
    """The row of a write that is ours to do, None where it was done: nobody sees a row under way but who made it.

    Django's own insertion does not tell which of the two it was.
    """
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [key, name, fingerprint, connection.ops.adapt_datetimefield_value(at)])
        row = cursor.fetchone()
    return row[0] if row else None


def _again(kept: IdempotentWrite, fingerprint: str) -> HttpResponse:
    if kept.fingerprint != fingerprint:
        raise IdempotencyKeyReused
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
