"""What a program may send: shapes of bodies and filters. A field that is not known is refused, never passed over."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Literal

from ninja import Schema
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from wuxing.cases.attachments import MOST
from wuxing.cases.messages import LONGEST

EARLIEST, LATEST = datetime(2000, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC)
LARGEST_ID = 2**53


def _printable(text: str) -> str:
    if not text.isprintable():
        raise PydanticCustomError("control_character", "no control characters")
    return text


def _in_range(at: datetime) -> datetime:
    if not EARLIEST <= at <= LATEST:
        raise PydanticCustomError("instant_range", "outside 2000 to 2100")
    return at


Line = Annotated[str, StringConstraints(strip_whitespace=True, max_length=200), AfterValidator(_printable)]
Words = Annotated[str, StringConstraints(max_length=LONGEST)]
Said = Annotated[str, StringConstraints(min_length=1, max_length=LONGEST)]
Id = Annotated[int, Field(gt=0, le=LARGEST_ID)]
Instant = Annotated[AwareDatetime, AfterValidator(_in_range)]
Class = Annotated[dict[Line, Line], Field(max_length=20, examples=[{"business": "consultation", "urgency": "normal"}])]


class Asked(Schema):
    """A body whose unknown fields are refused."""

    model_config = ConfigDict(extra="forbid")


class CustomerAsked(Asked):
    """Somebody to find by phone or mail, or to make."""

    name: Line = ""
    kind: Literal["individual", "enterprise"] = "individual"
    phone: Line = Field("", examples=["13800005621"])
    email: Line = Field("", examples=["lin@example.com"])
    company: Line = ""
    language: Literal["zh-hans", "en"] = "zh-hans"


class CaseAsked(Asked):
    """A new case. `class` may leave dimensions open; a customer is given by id, or found or made; a duty has none."""

    subject: Annotated[Line, Field(min_length=1, max_length=160)]
    body: Words = ""
    case_class: Class = Field(default_factory=dict, alias="class")
    customer_id: Id | None = None
    customer: CustomerAsked | None = None
    team: Id | None = None
    assignee: Line | None = Field(None, description="staff number")

    @model_validator(mode="after")
    def _one_customer(self) -> CaseAsked:
        if self.customer_id is not None and self.customer is not None:
            raise PydanticCustomError("one_of_two", "either customer_id or customer")
        return self


class ClassAsked(Asked):
    """Dimensions to change; those not named stay, an empty value leaves one open."""

    case_class: Annotated[Class, Field(min_length=1)] = Field(alias="class")


class AssigneeAsked(Asked):
    user: Annotated[Line, Field(min_length=1)] = Field(description="staff number")


class TransferAsked(Asked):
    team: Id
    note: Said


class MessageAsked(Asked):
    """`reply` goes to the customer, `note` stays among colleagues, `customer` is what the customer wrote elsewhere."""

    kind: Literal["reply", "note", "customer"]
    body: Said
    seen_seq: Id | None = Field(None, description="of a reply: the last event the writer saw")


class WaitAsked(Asked):
    reason: Line = Field(examples=["waiting-customer"])
    evidence: Said


class ResumptionAsked(Asked):
    reason: Line = Field("", description="of the wait that ends; all of them where none is given")


class WordsAsked(Asked):
    body: Said


class StageAsked(Asked):
    stage: Line
    reason: Words = Field("", description="needed where stages of a linear process are passed over")


class FactAsked(Asked):
    kind: Line = Field(examples=["visit.arrived"])
    evidence: Words = ""
    happened_at: Instant | None = None


class ReasonAsked(Asked):
    reason: Said


class MaybeReasonAsked(Asked):
    reason: Words = ""


class NothingAsked(Asked):
    """An empty object."""


class FilesAsked(Schema):
    """What stands beside the files of a multipart body."""

    kind: Literal["reply", "note", "customer"]
    body: Words = Field("", description=f"at most {MOST} files come with it")


class CaseFilters(Schema):
    """Filters of the list; all that are given hold."""

    model_config = ConfigDict(extra="forbid")

    state: Literal["open", "resolved", "ended", "all"] = "all"
    team: Id | None = None
    assignee: Line | None = Field(None, description="staff number")
    customer: Id | None = None
    business: Line | None = None
    customer_type: Line | None = None
    urgency: Line | None = None
    stage: Line | None = None
    waiting_for: Line | None = None
    overdue: bool | None = None
    opened_from: Instant | None = None
    opened_before: Instant | None = None
    changed_from: Instant | None = None
    cursor: Annotated[str, Field(max_length=100)] = Field("", description="next of the answer before")
    limit: Annotated[int, Field(ge=1, le=100)] = 50
