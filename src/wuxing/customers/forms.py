"""Forms of a customer's page."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

from wuxing.customers.models import ContactPoint, Customer

KEY = r"^[a-z0-9]+(?:[-.][a-z0-9]+)*\Z"
"""How contracts and regions are called: a standard is published for `contract:acme-2026` or `region:north`."""


class PointForm(forms.Form):
    """A further way to reach a customer."""

    kind = forms.ChoiceField(label=_("Kind"), choices=ContactPoint.Kind.choices)
    value = forms.CharField(
        label=_("Number or address"),
        max_length=254,
        help_text=_("A phone number with its area code, or an e-mail address."),
    )


class DetailsForm(forms.Form):
    """What we know of a customer."""

    name = forms.CharField(label=_("Customer’s name"), max_length=120)
    kind = forms.ChoiceField(label=_("Customer type"), choices=Customer.Kind.choices)
    company = forms.CharField(label=_("Writes for"), required=False, max_length=120)
    language = forms.ChoiceField(label=_("Language"), choices=[("zh-hans", "中文"), ("en", "English")])
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    contract = forms.RegexField(
        KEY, label=_("Contract"), required=False, max_length=64, help_text=_("Its key, such as acme-2026.")
    )
    region = forms.RegexField(
        KEY, label=_("Region"), required=False, max_length=64, help_text=_("Its key, such as north.")
    )
