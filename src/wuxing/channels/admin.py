"""Reference data of this package: where requests land."""

from __future__ import annotations

from django.contrib import admin

from wuxing.accounts.reference import AuditedAdmin
from wuxing.channels.models import Door


@admin.register(Door)
class DoorAdmin(AuditedAdmin):
    list_display = ("channel", "team")
    list_select_related = ("team",)
