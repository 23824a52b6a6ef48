from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps
from django.utils.translation import gettext_lazy as _


class AccountsConfig(AppConfig):
    name = "wuxing.accounts"
    verbose_name = _("People and places")
    default = True


class ReferenceDataConfig(admin_apps.AdminConfig):
    """Django's admin with our own site: administrators only, our tables only, through our own door."""

    default = False
    default_site = "wuxing.accounts.reference.ReferenceSite"
