"""Keys of integrations, the writes they already made, and where requests land that name no team."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.models import Team


class Scope(models.TextChoices):
    """What a key may do."""

    CASES_READ = "cases:read", _("read cases")
    CASES_WRITE = "cases:write", _("open and work on cases")
    CUSTOMERS_READ = "customers:read", _("read customers")
    CUSTOMERS_WRITE = "customers:write", _("add customers")
    STANDARDS_READ = "standards:read", _("read standards")


class ApiKey(models.Model):
    """One integration's key. Only its hash is kept; `prefix` is what people recognise it by."""

    class Speaker(models.TextChoices):
        """Whose words come through it: a reply of people counts as a reply, a program's only where a clause says so."""

        AGENT = "agent", _("people, who answer in another program")
        BOT = "bot", _("a program that answers by itself")

    name = models.CharField(_("name"), max_length=80)
    prefix = models.CharField(max_length=12, unique=True)
    hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the key")
    scopes = models.JSONField(default=list, help_text="cases:read, cases:write, customers:read …")
    speaker = models.CharField(max_length=8, choices=Speaker.choices, default=Speaker.AGENT)
    team = models.ForeignKey(
        Team, models.PROTECT, null=True, blank=True, help_text="sees this team's cases; none: the company's"
    )
    per_minute = models.PositiveIntegerField(default=600)
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    last_used_on = models.DateField(null=True)
    revoked_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return f"{self.name} (wx_{self.prefix}_…)"


class IdempotentWrite(models.Model):
    """An answer already given: the same key and body get it again, another body is refused."""

    key = models.ForeignKey(ApiKey, models.CASCADE)
    idempotency_key = models.CharField(max_length=128)
    fingerprint = models.CharField(max_length=64, help_text="SHA-256 of method, path and body")
    status = models.PositiveSmallIntegerField(default=0, help_text="0 while the write is under way")
    body = models.TextField(blank=True, help_text="the answer, byte for byte")
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "idempotency_key"], name="idempotent_once")]


class Door(models.Model):
    """Which team takes what comes through a channel and names no team."""

    class Channel(models.TextChoices):
        FORM = "form", _("Request form")
        API = "api", _("API")

    channel = models.CharField(_("channel"), max_length=16, choices=Channel.choices, unique=True)
    team = models.ForeignKey(Team, models.PROTECT, related_name="+", verbose_name=_("team"))

    class Meta:
        verbose_name, verbose_name_plural = _("intake"), _("intake")

    def __str__(self) -> str:
        return f"{self.get_channel_display()} → {self.team}"
