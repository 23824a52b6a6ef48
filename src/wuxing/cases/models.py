"""Cases and what hangs on them. The ledger is the truth: the rows here are an index over it, rebuilt at will,
except messages and attachments, whose bodies the ledger holds digests of."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.accounts.models import Team
from wuxing.accounts.sharing import Shared
from wuxing.cases.counting import Instant
from wuxing.customers.models import Customer
from wuxing.ledger.models import Stream


class Ending(models.TextChoices):
    """How a case ended."""

    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    SPAM = "spam", _("Spam")
    MERGED = "merged", _("Merged")


OPEN = Q(ending="", history="")
"""A live case that has not ended."""
ENDED = Q(history="") & ~Q(ending="")
"""A live case that has."""


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, by: Actor) -> Self:
        """The cases whose audience shares a key with the actor's: the one filter of every list, count and stream."""
        mine = Audience.objects.filter(case=OuterRef("pk"), key__in=by.keys)
        return self.filter(Exists(mine))

    def live(self) -> Self:
        """Without history: cases that were imported are in no list, no count and no stream of work."""
        return self.filter(history="")

    def open(self) -> Self:
        """Not yet ended."""
        return self.filter(ending="")


class Case(models.Model):
    """One request or duty. Its fields are folded from its events (`folding.py`); only ref and subject are kept here alone."""

    ref = models.CharField(max_length=32, unique=True, help_text="C-20418, of history H3-INC0000045")
    stream = models.OneToOneField(Stream, models.PROTECT, related_name="case")
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, related_name="cases", help_text="none for a duty")
    subject = models.CharField(max_length=160)
    channel = models.CharField(max_length=16, help_text="form, api, portal, agent, duty")
    standard = models.CharField(max_length=100, help_text="name@version it was opened under")
    business = models.CharField(max_length=32, blank=True)
    customer_type = models.CharField(max_length=32, blank=True)
    urgency = models.CharField(max_length=32, blank=True)
    case_class = models.JSONField(default=dict, help_text="every dimension of the standard that is known")
    stage = models.CharField(max_length=32, blank=True)
    team = models.ForeignKey(Team, models.PROTECT, null=True, related_name="cases")
    assignee = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="cases")
    first_responder = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="first_cases")
    lead = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        related_name="led_cases",
        help_text="of the project, in a matrix",
    )
    transfer_to = models.ForeignKey(
        Team, models.PROTECT, null=True, related_name="offered_cases", help_text="asked, not yet accepted"
    )
    waiting_for = models.CharField(max_length=32, blank=True, help_text="reason of the open wait")
    opened_at = models.DateTimeField()
    last_event_at = models.DateTimeField()
    unanswered_since = models.DateTimeField(null=True, help_text="oldest customer message without a person's reply")
    resolved_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    ending = models.CharField(max_length=10, choices=Ending.choices, blank=True)
    next_due_at = models.DateTimeField(null=True, help_text="earliest due of its running clocks")
    history = models.CharField(
        max_length=16, blank=True, db_default="", default="", help_text="key of the log it was imported from"
    )

    objects = CaseQuerySet.as_manager()

    class Meta:
        # Of live cases only: history would stand in every one of them, and no list asks for it.
        indexes = [
            models.Index(fields=["next_due_at", "id"], condition=OPEN, name="case_next_due"),
            models.Index(fields=["customer", "-opened_at"], name="case_of_customer"),
            models.Index(fields=["assignee", "next_due_at"], condition=OPEN, name="case_of_assignee"),
            models.Index(fields=["team", "next_due_at"], condition=OPEN, name="case_of_team"),
            models.Index(fields=["-opened_at", "-id"], condition=Q(history=""), name="case_newest"),
            models.Index(fields=["history", "-opened_at", "-id"], condition=~Q(history=""), name="case_of_history"),
            # What a view counts, small beside the open cases: without these its count reads all of a team's.
            models.Index(fields=["team"], condition=OPEN & ~Q(waiting_for=""), name="case_waiting"),
            models.Index(fields=["team"], condition=OPEN & Q(resolved_at__isnull=False), name="case_resolved"),
            models.Index(fields=["first_responder"], condition=OPEN, name="case_of_responder"),
            models.Index(fields=["lead"], condition=OPEN, name="case_of_lead"),
            models.Index(fields=["team", "-opened_at", "-id"], condition=ENDED, name="case_ended_of_team"),
            models.Index(fields=["assignee", "-opened_at", "-id"], condition=ENDED, name="case_ended_of_assignee"),
            # Ended, and a promise still runs: there are next to none, and who looks for what is late asks for them.
            models.Index(
                fields=["-opened_at", "-id"], condition=ENDED & Q(next_due_at__isnull=False), name="case_ended_due"
            ),
        ]

    def __str__(self) -> str:
        return self.ref


class Audience(models.Model):
    """Who may see a case: its team, outlet, people and customer, as keys; and the company."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="audience")
    key = models.CharField(max_length=32)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "key"], name="audience_once")]
        indexes = [models.Index(fields=["key", "case"], name="audience_key")]


class ClockQuerySet(models.QuerySet["Clock"]):
    def running(self) -> Self:
        """Open and not paused: what has a due ahead or behind."""
        return self.filter(stopped_at=None, cancelled=False, paused=False, due_at__isnull=False)

    def breached(self, at: Instant) -> Self:
        """Broken and still open: the one place that says so. A late sweeper never makes a list wrong."""
        return self.filter(stopped_at=None, cancelled=False, due_at__lt=at)

    def broken(self, at: datetime) -> Self:
        """Every promise not kept: still open past its due, or stopped after it."""
        return self.filter(cancelled=False).filter(Q(stopped_at=None, due_at__lt=at) | Q(stopped_at__gt=F("due_at")))

    def stopped_in(self, since: datetime, at: datetime) -> Self:
        """Promises decided between two instants by what was done: kept up to their due, or broken after it."""
        return self.filter(cancelled=False, due_at__isnull=False, stopped_at__gte=since, stopped_at__lte=at)

    def fallen_due_in(self, since: datetime, at: datetime) -> Self:
        """Promises decided between two instants by time alone: broken, and still open."""
        return self.breached(at).filter(due_at__gte=since)

    def on_hold(self) -> Self:
        """Paused, and nothing else has become of them."""
        return self.filter(paused=True, stopped_at=None, cancelled=False)

    def at_risk(self, at: Instant) -> Self:
        """Running, in time, and past their first warning."""
        return self.running().filter(due_at__gte=at, risk_at__lte=at)


class Clock(models.Model):
    """One cycle of one commitment: only what time alone cannot change, so a stored reading equals a computed one."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="clocks")
    commitment = models.CharField(max_length=64)
    cycle = models.PositiveIntegerField()
    clause = models.CharField(max_length=32)
    standard = models.CharField(max_length=100)
    calendar = models.CharField(max_length=64)
    audience = models.CharField(max_length=10, help_text="customer, internal, supplier")
    owner = models.CharField(max_length=32, help_text="role that answers for it")
    started_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True, help_text="while paused in time there is none")
    risk_at = models.DateTimeField(null=True, help_text="instant of the first warning")
    next_at = models.DateTimeField(null=True, help_text="when the sweeper looks again")
    stopped_at = models.DateTimeField(null=True)
    paused = models.BooleanField(default=False)
    pause_reason = models.CharField(max_length=32, blank=True)
    cancelled = models.BooleanField(default=False)
    excused = models.BooleanField(default=False)
    limit = models.CharField(max_length=32, blank=True, help_text="as the standard writes it: 3 min, 2 working days")
    target_seconds = models.BigIntegerField(null=True)
    left_seconds = models.BigIntegerField(null=True, help_text="working time left while paused")
    elapsed_seconds = models.BigIntegerField(null=True, help_text="working time used, once stopped")
    overdue_seconds = models.BigIntegerField(null=True, help_text="working time late, once stopped")

    objects = ClockQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "commitment", "cycle"], name="clock_once")]
        indexes = [
            models.Index(fields=["next_at"], condition=Q(next_at__isnull=False), name="clock_next"),
            models.Index(fields=["due_at"], condition=Q(stopped_at=None, cancelled=False), name="clock_due"),
            # What came of a day's promises is read from it alone: a day of a large company has tens of thousands.
            models.Index(
                fields=["stopped_at", "due_at", "case", "cancelled"],
                condition=Q(stopped_at__isnull=False),
                name="clock_stopped",
            ),
            models.Index(
                fields=["case"], condition=Q(paused=True, stopped_at=None, cancelled=False), name="clock_on_hold"
            ),
            models.Index(
                fields=["risk_at"], condition=Q(paused=False, stopped_at=None, cancelled=False), name="clock_risk"
            ),
        ]


class Message(models.Model):
    """What was said on a case. `source` is what was typed; the event keeps a salted digest of it."""

    class Kind(models.TextChoices):
        CUSTOMER = "message.customer", _("From the customer")
        AGENT = "message.agent", _("To the customer")
        AUTO = "message.auto", _("Automatic")
        NOTE = "note.added", _("Internal note")

    case = models.ForeignKey(Case, models.CASCADE, related_name="messages")
    seq = models.PositiveIntegerField(help_text="of its event")
    kind = models.CharField(max_length=24, choices=Kind.choices)
    author = models.CharField(max_length=64, help_text="an actor")
    author_name = models.CharField(max_length=120)
    body = models.TextField(help_text="plain text, Markdown-light")
    salt = models.CharField(max_length=32)
    at = models.DateTimeField()

    class Meta:
        ordering = ["case", "seq"]
        constraints = [models.UniqueConstraint(fields=["case", "seq"], name="message_once")]

    @property
    def is_public(self) -> bool:
        """Whether the customer may read it."""
        return self.kind != self.Kind.NOTE


class KeptFile(models.Model):
    """A file stored outside the web root under its own name."""

    key = models.CharField(max_length=64, unique=True, help_text="name in storage, random")
    name = models.CharField(max_length=160, help_text="as its sender called it")
    content_type = models.CharField(max_length=80, help_text="as sniffed")
    size = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)
    width = models.PositiveIntegerField(null=True)
    height = models.PositiveIntegerField(null=True)

    class Meta:
        abstract = True


class Attachment(KeptFile):
    """A file with a message."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="attachments")
    message = models.ForeignKey(Message, models.CASCADE, related_name="attachments")


class Draft(models.Model):
    """What somebody has begun to write on a case. With `leaves_at` it is a reply on its way, until then it can be undone."""

    class Kind(models.TextChoices):
        REPLY = "reply", _("Reply")
        NOTE = "note", _("Internal note")

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    case = models.ForeignKey(Case, models.CASCADE, related_name="drafts")
    kind = models.CharField(max_length=8, choices=Kind.choices, default=Kind.REPLY)
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1, help_text="of two windows that write, one is told")
    shared = models.BooleanField(default=False, help_text="colleagues who see the case may look at it and take it")
    leaves_at = models.DateTimeField(null=True, help_text="when the reply leaves")

    HELD = timedelta(seconds=12)
    """So long a reply can be undone; what waits longer was sent for later by its writer."""

    @property
    def is_for_later(self) -> bool:
        """Whether its writer chose when it leaves."""
        return self.leaves_at is not None and self.leaves_at - self.saved_at > self.HELD

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "case"], condition=Q(leaves_at=None), name="draft_once"),
            models.UniqueConstraint(fields=["user", "case"], condition=~Q(leaves_at=None), name="draft_leaves_once"),
        ]
        indexes = [
            models.Index(fields=["leaves_at"], condition=Q(leaves_at__isnull=False), name="draft_leaving"),
            models.Index(fields=["case"], condition=Q(shared=True), name="draft_shared"),
        ]


class DraftFile(KeptFile):
    """A file that goes with a draft."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="files")


class SavedText(Shared):
    """Words that are written again and again: found by `/` and the name; fields such as {customer.name} are filled in."""

    name = models.CharField(_("name"), max_length=60)
    body = models.TextField(_("text"))
    kind = models.CharField(
        _("for"), max_length=8, choices=[("", _("Reply and note")), *Draft.Kind.choices], blank=True
    )

    class Meta:
        ordering = ["name", "id"]

    def __str__(self) -> str:
        return self.name


class Follower(models.Model):
    """Somebody who wants to hear what happens on a case."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="followed")
    case = models.ForeignKey(Case, models.CASCADE, related_name="followers")
    since = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="follower_once")]


class Seen(models.Model):
    """How far somebody has read a case: up to which of its events. No row: never opened."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seen")
    case = models.ForeignKey(Case, models.CASCADE, related_name="seen")
    seq = models.PositiveIntegerField(help_text="of the last event that was on the page")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="seen_once")]


class Tab(models.Model):
    """A case that stands open at somebody's desk, on whatever machine that is."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="tabs")
    case = models.ForeignKey(Case, models.CASCADE, related_name="tabs")
    opened_at = models.DateTimeField()
    used_at = models.DateTimeField(help_text="when it was last looked at")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="tab_once")]


class AfterAct(models.TextChoices):
    """Where somebody goes when a case has left his hands."""

    STAY = "stay", _("Stay with the case")
    NEXT = "next", _("Next case of the view")
    BACK = "back", _("Back to the list")


class DeskPreference(models.Model):
    """How somebody works through a list. No row: as `AfterAct.STAY`."""

    user = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="desk_preference")
    after_act = models.CharField(max_length=4, choices=AfterAct.choices, default=AfterAct.STAY)


class Outbound(models.Model):
    """A message on its way to the customer by a channel: written with the event, sent after it."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        FAILED = "failed"

    message = models.ForeignKey(Message, models.CASCADE, null=True, related_name="outbound")
    case = models.ForeignKey(Case, models.CASCADE, related_name="outbound")
    channel = models.CharField(max_length=16)
    kind = models.CharField(max_length=16, help_text="receipt, reply, resolved")
    address = models.CharField(max_length=254)
    language = models.CharField(max_length=8, default="zh-hans")
    source = models.CharField(max_length=80, unique=True, help_text="what it was written for: written once")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    not_before = models.DateTimeField()
    sent_at = models.DateTimeField(null=True)
    error = models.TextField(blank=True)

    class Meta:
        indexes = [
            models.Index(fields=["not_before"], condition=Q(state__in=["waiting", "sending"]), name="outbound_waiting")
        ]


class DutyRun(models.Model):
    """One period of a duty of a standard and the case it opened: opened once, also after a stop."""

    name = models.CharField(max_length=64, help_text="of the standard")
    duty = models.CharField(max_length=64)
    period = models.CharField(max_length=16, help_text="2026-Q4, 2026-W47, 2026-11, 2026")
    case = models.OneToOneField(Case, models.PROTECT)
    opened_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "duty", "period"], name="duty_once")]


class Snooze(models.Model):
    """A case that somebody put off: his own views hide it until then, or until a clock or the customer calls.

    Nobody else's lists and no clock know of it.
    """

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    case = models.ForeignKey(Case, models.CASCADE, related_name="snoozes")
    reason = models.CharField(max_length=200)
    since = models.DateTimeField()
    until = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "case"], name="snooze_once")]
        indexes = [models.Index(fields=["until"], name="snooze_until")]


class Relation(models.TextChoices):
    """What another case is to this one."""

    RELATED = "related", _("Related")
    ORIGINAL = "original", _("This repeats it")
    DUPLICATE = "duplicate", _("Repeats this")
    CAUSE = "cause", _("Caused this")
    EFFECT = "effect", _("Caused by this")
    PARENT = "parent", _("Task of")
    CHILD = "child", _("Task given")
    TARGET = "target", _("Merged into")
    SOURCE = "source", _("Merged in")
    ORIGIN = "origin", _("Split from")
    OFFSHOOT = "offshoot", _("Split off")


class Link(models.Model):
    """How another case hangs together with a case: an index over the events of both, a row in each direction."""

    case = models.ForeignKey(Case, models.CASCADE, related_name="links")
    other = models.ForeignKey(Case, models.CASCADE, related_name="+")
    relation = models.CharField(max_length=10, choices=Relation.choices)
    due_at = models.DateTimeField(null=True, help_text="of a task: when it is to be done")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["case", "other", "relation"], name="link_once")]
