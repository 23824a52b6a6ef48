"""What can be found, and what people looked for. The tokens stand beside it, in a form of each database's own."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Entry(models.Model):
    """One text that can be found: a case, a message, a clause. Rebuilt at will; its number grows with its age."""

    kind = models.CharField(max_length=16, help_text="what it is: case, message, note, clause")
    object_id = models.BigIntegerField(help_text="its row")
    realm = models.CharField(max_length=16, help_text="what `about` counts: case, clause")
    about = models.BigIntegerField(help_text="what a reader opens: the case of a message")
    at = models.DateTimeField(help_text="how old it is")
    title = models.CharField(max_length=200, blank=True)
    body = models.TextField(blank=True)
    names = models.TextField(
        blank=True, help_text="numbers and names that find it and are never shown; the first is its own"
    )
    keys = models.JSONField(default=list, help_text="audience keys: who may find it")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="entry_once")]
        indexes = [models.Index(fields=["realm", "about"], name="entry_about")]


class Trace(models.Model):
    """Words were taken out of the index. The database's files still have them, until they are cleaned."""

    at = models.DateTimeField(auto_now_add=True)


class Recent(models.Model):
    """A question that somebody asked lately."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    text = models.CharField(max_length=200)
    at = models.DateTimeField()
    is_kept = models.BooleanField(default=False, help_text="stays, whatever else is asked")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["user", "text"], name="recent_once")]
        indexes = [models.Index(fields=["user", "-at"], name="recent_of_user")]


class Rebuild(models.Model):
    """How far a rebuild has come with a realm: it goes on from here after a stop."""

    realm = models.CharField(max_length=16, unique=True)
    above = models.BigIntegerField(default=0, help_text="records up to this number are done")
