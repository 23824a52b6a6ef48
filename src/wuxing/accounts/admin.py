"""Reference data of this package: outlets, teams, and the master data of people. Roles and access have verbs and pages."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.db.models import Count, QuerySet
from django.forms import ModelChoiceField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from wuxing.accounts.models import Outlet, Team, User
from wuxing.accounts.reference import AuditedAdmin


@admin.register(Outlet)
class OutletAdmin(AuditedAdmin):
    list_display = ("name", "region", "address")
    search_fields = ("name", "region", "address")


@admin.register(Team)
class TeamAdmin(AuditedAdmin):
    list_display = ("name", "outlet", "abilities", "people")
    list_select_related = ("outlet",)
    search_fields = ("name",)

    def get_queryset(self, request: HttpRequest) -> QuerySet[Any]:
        found: QuerySet[Any] = super().get_queryset(request).annotate(size=Count("members"))
        return found

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> ModelChoiceField[Any]:
        field: ModelChoiceField[Any] = super().formfield_for_foreignkey(db_field, request, **kwargs)
        field.empty_label = _("None")
        return field

    @admin.display(description=_("people"), ordering="size")
    def people(self, team: Any) -> int:
        return int(team.size)


@admin.register(User)
class UserAdmin(AuditedAdmin):
    """No password is ever shown or set here, nobody is made (people are invited) or deleted (they are disabled)."""

    fields = ("name", "username", "email", "language", "role", "teams", "outlet", "on_duty", "is_active")
    readonly_fields = ("role", "teams", "outlet", "on_duty", "is_active")
    list_display = ("name", "username", "role", "outlet", "on_duty", "is_active")
    list_filter = ("role", "is_active", "on_duty", "outlet", "teams")
    list_select_related = ("outlet",)
    search_fields = ("name", "username", "email")

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: object = None) -> bool:
        return False

    def view_on_site(self, person: User) -> str:
        """Where the rest is changed: those acts have rules, and open pages hear of them."""
        return reverse("people:person", args=[person.pk])
