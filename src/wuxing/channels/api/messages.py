"""What was said on a case, and the files with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.http import FileResponse, HttpResponse
from django.http.response import HttpResponseBase
from ninja import File, Form, Router
from ninja.files import UploadedFile

from wuxing.accounts.actors import Actor
from wuxing.cases import messages
from wuxing.cases.attachments import Upload, open_file, uploads
from wuxing.cases.models import Attachment, Message
from wuxing.channels.api.answering import KeyRequest, answer, once
from wuxing.channels.api.asking import FilesAsked, MessageAsked
from wuxing.channels.api.cases import visible
from wuxing.channels.api.problems import NotFound
from wuxing.channels.api.rights import CASES_READ, CASES_WRITE, FILES_WRITE
from wuxing.channels.api.showing import MessagePage, MessageTold, message_told

router = Router(tags=["messages"])


@router.get("/cases/{ref}/messages", auth=CASES_READ, response=MessagePage, summary="Read what was said")
def list_messages(request: KeyRequest, ref: str) -> HttpResponse:
    """Everything that was said, in order, internal notes (`note.added`) too."""
    case = visible(request, ref)
    said = case.messages.order_by("seq").prefetch_related("attachments")
    return answer({"messages": [message_told(each) for each in said]})


@router.post("/cases/{ref}/messages", auth=CASES_WRITE, response={201: MessageTold}, summary="Say something")
def say(request: KeyRequest, ref: str, asked: MessageAsked) -> HttpResponse:
    """A reply to the customer, a note among colleagues, or what the customer said elsewhere."""
    return _said(request, ref, asked.kind, body=asked.body, seen_seq=asked.seen_seq)


@router.post("/cases/{ref}/attachments", auth=FILES_WRITE, response={201: MessageTold}, summary="Send files")
def attach(request: KeyRequest, ref: str, asked: Form[FilesAsked], files: File[list[UploadedFile]]) -> HttpResponse:
    """A message that brings files."""
    return _said(request, ref, asked.kind, body=asked.body, files=uploads(files))


@router.get("/cases/{ref}/attachments/{key}", auth=CASES_READ, summary="Load a file")
def load(request: KeyRequest, ref: str, key: str) -> HttpResponseBase:
    """The bytes of a file. Pictures were drawn anew: what else was hidden in them is gone."""
    case = visible(request, ref)
    attachment = Attachment.objects.filter(case=case, key=key[:64]).first()
    if attachment is None:
        raise NotFound
    try:
        stored = open_file(attachment)
    except FileNotFoundError as error:
        raise NotFound from error
    return FileResponse(stored, as_attachment=True, filename=attachment.name, content_type=attachment.content_type)


def _said(
    request: KeyRequest, ref: str, kind: str, *, body: str, files: Sequence[Upload] = (), seen_seq: int | None = None
) -> HttpResponse:
    def act(by: Actor, at: datetime) -> dict[str, Any]:
        if kind == "note":
            case = messages.note(ref=ref[:32], body=body, files=files, by=by, at=at)
        elif kind == "customer":
            case = messages.receive(ref=ref[:32], body=body, files=files, by=replace(by, speaker="customer"), at=at)
        else:
            case = messages.reply(ref=ref[:32], body=body, files=files, seen_seq=seen_seq, by=by, at=at)
        return message_told(Message.objects.filter(case=case, author=by.id).latest("seq"))

    return once(request, act, status=201)
