"""People who work here, their teams and outlets, invitations, and audit rows for records that are no case."""

from __future__ import annotations

from typing import Any, Self

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.core.validators import RegexValidator
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class Role(models.TextChoices):
    """What somebody is to the standard: its role ids, and one that only the product knows (admin)."""

    AGENT = "agent", _("Agent")
    SPECIALIST = "specialist", _("Specialist")
    ENGINEER = "engineer", _("Service engineer")
    DEVELOPER = "developer", _("Developer")
    SHIFT_LEADER = "shift-leader", _("Shift leader")
    SUPERVISOR = "supervisor", _("Supervisor")
    DIRECTOR = "director", _("Service director")
    QUALITY = "quality", _("Quality department")
    TRAINER = "trainer", _("Training officer")
    ADMIN = "admin", _("Administrator")


COMPANY_WIDE = frozenset({Role.SUPERVISOR, Role.DIRECTOR, Role.QUALITY, Role.ADMIN})
"""Roles that see every case of the company; the others see those of their teams, their outlet and themselves."""


class Outlet(models.Model):
    """A place that serves customers."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    address = models.CharField(_("address"), max_length=200, blank=True)
    region = models.CharField(
        _("region"),
        max_length=64,
        blank=True,
        default="",
        validators=[
            RegexValidator(
                r"^[a-z0-9]+(?:[-.][a-z0-9]+)*\Z", _("Small letters, digits, hyphens; a dot between levels.")
            )
        ],
        help_text=_("From wide to narrow, such as zhejiang.hangzhou.xihu: who is nearest is told by it."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name, verbose_name_plural = _("outlet"), _("outlets")

    def __str__(self) -> str:
        return self.name


class Team(models.Model):
    """Who works on cases together; a case waits in its team's queue until somebody takes it."""

    name = models.CharField(_("name"), max_length=80, unique=True)
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="teams", verbose_name=_("outlet")
    )
    abilities = models.CharField(
        _("abilities"),
        max_length=200,
        blank=True,
        default="",
        validators=[RegexValidator(r"^[a-z0-9-]+(?:[ ,]+[a-z0-9-]+)*\Z", _("Roles or stages with a space between."))],
        help_text=_("Roles or stages of the standard it can take on. Empty: what its people’s roles are."),
    )

    class Meta:
        ordering = ["name"]
        verbose_name, verbose_name_plural = _("team"), _("teams")

    def __str__(self) -> str:
        return self.name


class WorkState(models.TextChoices):
    """What somebody on duty is about, as he or she says; whether one is there at all shows by itself."""

    READY = "ready", pgettext_lazy("state", "Ready")
    BUSY = "busy", pgettext_lazy("state", "Busy")
    BREAK = "break", pgettext_lazy("state", "Break")


class UserManager(BaseUserManager["User"]):
    """Makes people. There is no superuser: an administrator is a role."""

    def create_user(self, username: str, email: str = "", password: str | None = None, **fields: Any) -> User:
        """A person; without a password nobody can sign in as it."""
        user = self.model(username=username, email=self.normalize_email(email), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user


class UserQuerySet(models.QuerySet["User"]):
    def active(self) -> Self:
        """Who can sign in: invitation accepted, not disabled."""
        return self.filter(is_active=True)


class User(AbstractBaseUser):
    """Somebody who works here. `username` is the staff number; a person who left is inactive, never deleted."""

    STATES, BREAKS = WorkState.choices, (15, 30, 60)  # what the menu offers; breaks in minutes

    username = models.CharField(
        _("staff number"),
        max_length=64,
        unique=True,
        validators=[RegexValidator(r"^[\w.-]+\Z", _("Only letters, digits, dots and hyphens."))],
    )
    email = models.EmailField(_("e-mail"), blank=True)
    name = models.CharField(_("full name"), max_length=80)
    role = models.CharField(_("role"), max_length=16, choices=Role.choices, default=Role.AGENT)
    teams = models.ManyToManyField(Team, blank=True, related_name="members", verbose_name=_("teams"))
    outlet = models.ForeignKey(
        Outlet, models.PROTECT, null=True, blank=True, related_name="staff", verbose_name=_("outlet")
    )
    language = models.CharField(
        _("language"), max_length=8, choices=[("zh-hans", "中文"), ("en", "English")], default="zh-hans"
    )
    on_duty = models.BooleanField(_("on duty"), default=False, help_text=_("Escalations reach people on duty first."))
    is_active = models.BooleanField(_("can sign in"), default=True)
    state = models.CharField(
        _("state"),
        max_length=8,
        choices=WorkState.choices,
        default=WorkState.READY,
        db_default=WorkState.READY,
        help_text=_("Of somebody on duty; chosen by the person."),
    )
    state_since = models.DateTimeField(null=True, help_text="when that was chosen")
    back_at = models.DateTimeField(null=True, help_text="when a break is over, where that was said")
    seen_at = models.DateTimeField(null=True, help_text="a page of theirs was asked for or stood open; to some minutes")
    single_keys = models.BooleanField(_("single keys"), default=True, db_default=True)

    objects = UserManager.from_queryset(UserQuerySet)()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name", "email"]

    class Meta:
        ordering = ["name", "id"]
        verbose_name, verbose_name_plural = _("person"), _("people")
        constraints = [
            # Sign-in compares without case: two people that differ only by case would be one.
            models.UniqueConstraint(Lower("username"), name="user_username_any_case"),
            models.UniqueConstraint(Lower("email"), condition=~models.Q(email=""), name="user_email_any_case"),
            models.CheckConstraint(condition=models.Q(is_active=True) | models.Q(on_duty=False), name="user_duty"),
        ]
        indexes = [models.Index(fields=["role"], condition=models.Q(is_active=True), name="user_role")]

    def __str__(self) -> str:
        return self.name or self.username

    def get_full_name(self) -> str:
        return str(self)

    def get_short_name(self) -> str:
        return str(self)

    @property
    def is_staff(self) -> bool:
        """May open the admin of reference data."""
        return self.role == Role.ADMIN

    @property
    def is_superuser(self) -> bool:
        """What Django's admin asks; an administrator."""
        return self.role == Role.ADMIN

    def has_perm(self, perm: str, obj: object = None) -> bool:
        """Django's question; what people may do in the product stands in `permissions.py`."""
        return self.is_active and self.role == Role.ADMIN

    def has_module_perms(self, app_label: str) -> bool:
        """Django's question about a whole package."""
        return self.is_active and self.role == Role.ADMIN


class Invitation(models.Model):
    """A person asked to join: a signed link by mail or by hand, good once and for a week."""

    user = models.OneToOneField(User, models.CASCADE, related_name="invitation")
    invited_by = models.ForeignKey(User, models.PROTECT, null=True, related_name="+", help_text="none: the system")
    invited_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)


class AuditRow(models.Model):
    """A change of a record that is no case: who, when, what, from what to what."""

    at = models.DateTimeField(_("time"))
    by = models.CharField(_("by"), max_length=64, help_text="an actor, such as user:7")
    act = models.CharField(_("act"), max_length=48, help_text="past tense, such as user.invited")
    subject = models.CharField(_("subject"), max_length=64, help_text="what was changed, such as team:3")
    detail = models.JSONField(_("detail"), default=dict)

    class Meta:
        ordering = ["-id"]
        verbose_name, verbose_name_plural = _("audit row"), _("audit rows")
        indexes = [
            models.Index(fields=["subject", "-id"], name="audit_subject"),
            models.Index(fields=["by", "-id"], name="audit_by"),
            models.Index(fields=["act", "-id"], name="audit_act"),
        ]
