"""Published standards, and drafts of such as may be published."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _


class Publication(models.Model):
    """One version of a standard, its text byte for byte. It never changes: a correction is a new version.

    It carries the texts it extends, so that what it says depends on nothing outside its row.
    """

    name = models.CharField(max_length=64)
    version = models.CharField(max_length=32)
    text = models.BinaryField(help_text="UTF-8, as published")
    sha256 = models.CharField(max_length=64, help_text="of the text")
    bases = models.JSONField(default=dict, help_text="texts it extends, by name@version, as they were")
    meaning = models.CharField(max_length=64, help_text="sha256 over the text and those it extends")
    title = models.JSONField(help_text="zh and en")
    scope = models.CharField(
        max_length=72, default="", blank=True, help_text="for whom: empty the company, region:north, contract:acme"
    )
    applies_to = models.CharField(max_length=10, default="new_cases", help_text="new_cases, or open_cases too")
    effective_at = models.DateTimeField(help_text="in force from here on, until a later one takes over")
    published_at = models.DateTimeField()
    published_by = models.CharField(max_length=64, help_text="an actor")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["name", "version"], name="publication_once")]
        indexes = [models.Index(fields=["-effective_at", "-id"], name="publication_in_force")]

    def __str__(self) -> str:
        return self.ref

    @property
    def ref(self) -> str:
        """`name@version`, the first half of every citation."""
        return f"{self.name}@{self.version}"


class Draft(models.Model):
    """A text that is to become a version. Its state follows from what was done to it; nothing of it is in force."""

    class State(models.TextChoices):
        """What may be done next; derived, never stored."""

        DRAFT = "draft", _("Draft")
        IN_REVIEW = "in-review", _("In review")
        APPROVED = "approved", _("Approved")
        PUBLISHED = "published", _("Published")
        WITHDRAWN = "withdrawn", _("Withdrawn")

    name = models.CharField(max_length=64, blank=True, help_text="as its text says, if it says so")
    version = models.CharField(max_length=32, blank=True, help_text="as its text says, if it says so")
    text = models.TextField(help_text="as last saved, mistakes and all; lines end in \\n")
    sha256 = models.CharField(max_length=64, help_text="of the text")
    revision = models.PositiveIntegerField(default=1, help_text="grows with every save: two editors at once are told")
    based_on = models.CharField(max_length=100, blank=True, help_text="the name@version that it was begun from")
    scope = models.CharField(
        max_length=72, blank=True, help_text="for whom: empty the company, region:north, contract:acme"
    )
    source = models.TextField(blank=True, help_text="the norm that it is written from, as text")
    source_name = models.CharField(max_length=120, blank=True, help_text="the file that this came from")
    author = models.CharField(max_length=64, help_text="an actor")
    created_at = models.DateTimeField()
    changed_by = models.CharField(max_length=64, help_text="an actor")
    changed_at = models.DateTimeField()
    submitted_at = models.DateTimeField(null=True, help_text="asked to be approved")
    withdrawn_at = models.DateTimeField(null=True)
    publication = models.OneToOneField(Publication, models.PROTECT, null=True, related_name="draft")

    class Meta:
        ordering = ["-changed_at", "-id"]

    def __str__(self) -> str:
        return f"{self.name or '—'}@{self.version or '—'}"


class Revision(models.Model):
    """The text of a draft as somebody left it. Saves of one person in one go are one revision."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    text = models.TextField()
    sha256 = models.CharField(max_length=64)
    by = models.CharField(max_length=64, help_text="an actor")
    at = models.DateTimeField()

    class Meta:
        ordering = ["number"]
        constraints = [models.UniqueConstraint(fields=["draft", "number"], name="revision_once")]


class Approval(models.Model):
    """Somebody who did not write a draft agrees to one text of it. Another text is not agreed to."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="approvals")
    sha256 = models.CharField(max_length=64, help_text="of the text that is agreed to")
    by = models.CharField(max_length=64, help_text="an actor")
    at = models.DateTimeField()

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["draft", "sha256", "by"], name="approval_once")]


class Remark(models.Model):
    """What somebody says about a clause or a line of a draft, until it is dealt with."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="remarks")
    clause = models.CharField(max_length=32, blank=True)
    line = models.PositiveIntegerField(default=0, help_text="0: the whole draft")
    written = models.CharField(max_length=200, blank=True, help_text="that line as it was")
    body = models.TextField(max_length=2_000)
    by = models.CharField(max_length=64, help_text="an actor")
    at = models.DateTimeField()
    resolved_by = models.CharField(max_length=64, blank=True, help_text="an actor")
    resolved_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]
