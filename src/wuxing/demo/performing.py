"""Performing a story: every act of it through the verb that people use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from wuxing.accounts.actors import SYSTEM, Actor, of_customer
from wuxing.cases.assigning import accept_transfer, request_transfer
from wuxing.cases.attachments import Upload
from wuxing.cases.closing import close, mark_spam, resolve, withdraw
from wuxing.cases.messages import note, receive, reply
from wuxing.cases.models import Case
from wuxing.cases.opening import Request, open_case
from wuxing.cases.progressing import propose_solution, record, report_result, write_progress
from wuxing.cases.stages import enter_stage
from wuxing.cases.waiting import resume, wait
from wuxing.customers.finding import find_or_make
from wuxing.customers.models import Customer
from wuxing.demo.clients import Client
from wuxing.demo.people import Staff
from wuxing.demo.pictures import picture
from wuxing.demo.story import CUSTOMER, Act, Story
from wuxing.ledger.writing import writing

VERBS: Mapping[str, Callable[..., Any]] = {
    "reply": reply,
    "note": note,
    "receive": receive,
    "propose": propose_solution,
    "progress": write_progress,
    "result": report_result,
    "record": record,
    "wait": wait,
    "resume": resume,
    "transfer": request_transfer,
    "accept": accept_transfer,
    "resolve": resolve,
    "close": close,
    "withdraw": withdraw,
    "spam": mark_spam,
    "stage": enter_stage,
}


class Stage:
    """Where stories are performed: the staff, and the customers met so far."""

    def __init__(self, staff: Staff) -> None:
        self.staff = staff
        self._customers: dict[str, Customer] = {}

    def perform(self, story: Story) -> Case:
        """Open the case and do everything that follows, in one transaction: a case is made whole or not at all."""
        with writing():
            customer = self._customer(story.client, story.opened_at)
            case = self._open(story, customer)
            for act in story.acts:
                case = self._do(case.ref, act, customer, story)
        return case

    def _customer(self, client: Client, at: datetime) -> Customer:
        if client.phone not in self._customers:
            self._customers[client.phone] = find_or_make(
                name=client.name,
                kind=client.kind,
                phone=client.phone,
                email=client.email,
                company=client.org,
                language="en" if client.language == "en" else "zh-hans",
                by=SYSTEM,
                at=at,
            )
        return self._customers[client.phone]

    def _open(self, story: Story, customer: Customer) -> Case:
        by = self._actor(story.opened_by, customer)
        request = Request(
            subject=story.subject,
            body=story.body,
            channel=story.channel,
            case_class=story.case_class,
            customer=customer,
            team=self.staff.teams[story.team],
            assignee=by.user,
        )
        return open_case(request, by=by, at=story.opened_at)

    def _do(self, ref: str, act: Act, customer: Customer, story: Story) -> Case:
        said = dict(act.words)
        if "to" in said:
            said["to"] = self.staff.teams[said["to"]]
        if said.pop("picture", False):
            said["files"] = (photo_of(story, act),)
        case: Case = VERBS[act.verb](ref=ref, by=self._actor(act.by, customer), at=act.at, **said)
        return case

    def _actor(self, name: str, customer: Customer) -> Actor:
        return of_customer(customer.pk) if name == CUSTOMER else self.staff.actors[name]


def photo_of(story: Story, act: Act) -> Upload:
    """The picture that comes with a message: named as phones name them."""
    variant = int(act.at.timestamp()) % 12
    product = story.case_class.get("product", "washer")
    return Upload(f"IMG_{act.at:%Y%m%d_%H%M%S}.png", picture(product, variant))
