"""People and companies we serve, and how they can be reached. Personal data lives here and in message bodies only."""

from __future__ import annotations

from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.actors import Actor
from wuxing.customers.sight import seen_by


class CustomerQuerySet(models.QuerySet["Customer"]):
    def visible_to(self, by: Actor) -> Self:
        """The customers an actor may see; everybody else's are not there for it."""
        return self.filter(seen_by(by))


class Customer(models.Model):
    """A person or a company. `kind` is the value of the standard's dimension `customer`."""

    class Kind(models.TextChoices):
        INDIVIDUAL = "individual", _("Individual")
        ENTERPRISE = "enterprise", _("Enterprise")

    kind = models.CharField(_("Customer type"), max_length=16, choices=Kind.choices, default=Kind.INDIVIDUAL)
    name = models.CharField(_("Customer’s name"), max_length=120, db_index=True)
    company_key = models.CharField(
        max_length=120, null=True, unique=True, help_text="of a company: its name as compared; a person has none"
    )
    company = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="people", help_text="of a person who writes for one"
    )
    language = models.CharField(
        _("Language"), max_length=8, choices=[("zh-hans", "中文"), ("en", "English")], default="zh-hans"
    )
    address = models.CharField(_("Address"), max_length=200, blank=True)
    contract = models.CharField(
        _("Contract"), max_length=64, blank=True, default="", help_text="its key: a standard can be published for it"
    )
    region = models.CharField(
        _("Region"), max_length=64, blank=True, default="", help_text="its key: a standard can be published for it"
    )
    created_at = models.DateTimeField()

    objects = CustomerQuerySet.as_manager()

    def __str__(self) -> str:
        return self.name

    @property
    def is_company(self) -> bool:
        """Whether it is a company and not a person."""
        return self.company_key is not None

    @property
    def standing(self) -> tuple[str, str]:
        """The contract and the region whose standards hold for it: its own, else those of the company it writes for."""
        company = self.company
        contract = self.contract or (company.contract if company else "")
        return contract, self.region or (company.region if company else "")


class ContactPoint(models.Model):
    """One way to reach a customer. `value` is normalised: +8613800005621, with ;ext=801 behind a switchboard; lower-case mail."""

    class Kind(models.TextChoices):
        PHONE = "phone", _("Phone")
        EMAIL = "email", _("Email")
        WECHAT = "wechat", _("WeChat")

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="points")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=254)
    backwards = models.CharField(
        max_length=20, blank=True, help_text="digits of a phone from last to first: found by its tail with an index"
    )
    is_confirmed = models.BooleanField(
        default=True, help_text="nothing is sent to one that somebody merely claimed for a customer we know"
    )
    added_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "value"], name="contact_point_once")]
        indexes = [models.Index(fields=["backwards"], condition=~models.Q(backwards=""), name="contact_point_tail")]

    def __str__(self) -> str:
        return self.value


class OtherName(models.Model):
    """A name that somebody gave who reached us from a customer's contact point: a family shares a phone."""

    customer = models.ForeignKey(Customer, models.CASCADE, related_name="other_names")
    name = models.CharField(max_length=120)
    given_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["customer", "name"], name="other_name_once")]

    def __str__(self) -> str:
        return self.name
