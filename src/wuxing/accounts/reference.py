"""The admin of reference data: Django's, in unfold's clothes, behind our own door. Each change leaves an audit row."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager, nullcontext
from typing import Any

from django.db.models import Manager, Model, QuerySet
from django.forms import Field, ModelForm
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _
from unfold.admin import ModelAdmin
from unfold.sites import UnfoldAdminSite

from wuxing.accounts.actors import of_user
from wuxing.accounts.auditing import audit
from wuxing.accounts.models import User
from wuxing.accounts.permissions import Act, may, require_may
from wuxing.ledger.writing import writing


class ReferenceSite(UnfoldAdminSite):  # type: ignore[misc]
    """Administrators only. Libraries that register tables of their own are not shown: their rules would be passed by."""

    index_title = _("Reference data")

    def register(self, model_or_iterable: Any, admin_class: Any = None, **options: Any) -> None:
        models = [model_or_iterable] if isinstance(model_or_iterable, type) else list(model_or_iterable)
        ours = [model for model in models if model.__module__.startswith("wuxing.")]
        super().register(ours, admin_class, **options)

    def has_permission(self, request: HttpRequest) -> bool:
        return isinstance(request.user, User) and may(of_user(request.user), Act.EDIT_REFERENCE_DATA)

    def login(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        """Our door; who is in already and may not is told whom to ask."""
        if isinstance(request.user, User):
            require_may(of_user(request.user), Act.EDIT_REFERENCE_DATA)
        to = request.GET.get("next") or resolve_url("admin:index")
        return HttpResponseRedirect(f"{resolve_url('account_login')}?{urlencode({'next': to})}")

    def password_change(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return HttpResponseRedirect(resolve_url("account_change_password"))


class AuditedAdmin(ModelAdmin):  # type: ignore[misc]
    """Rows that people keep by hand. Base of the admin classes of every package."""

    def changeform_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with _writing_for(request):
            answer: HttpResponse = super().changeform_view(request, *args, **kwargs)
            return answer

    def delete_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        with _writing_for(request):
            answer: HttpResponse = super().delete_view(request, *args, **kwargs)
            return answer

    def save_related(self, request: HttpRequest, form: ModelForm[Any], formsets: Any, change: bool) -> None:
        super().save_related(request, form, formsets, change)
        self._audit(request, form.instance, "changed" if change else "made", _changes(form))

    def delete_model(self, request: HttpRequest, obj: Model) -> None:
        self._audit(request, obj, "deleted", {"name": str(obj)})
        super().delete_model(request, obj)

    def delete_queryset(self, request: HttpRequest, queryset: QuerySet[Any]) -> None:
        with writing():
            for obj in queryset:
                self._audit(request, obj, "deleted", {"name": str(obj)})
            super().delete_queryset(request, queryset)

    def _audit(self, request: HttpRequest, obj: Model, done: str, detail: dict[str, Any]) -> None:
        assert isinstance(request.user, User)
        if detail:
            name = str(obj._meta.model_name)
            audit(f"{name}.{done}", f"{name}:{obj.pk}", by=of_user(request.user), at=timezone.now(), detail=detail)


def _writing_for(request: HttpRequest) -> AbstractContextManager[None]:
    return writing() if request.method == "POST" else nullcontext()


def _changes(form: ModelForm[Any]) -> dict[str, Any]:
    return {
        name: [_said(form.fields[name], form.initial.get(name)), _said(form.fields[name], form.cleaned_data.get(name))]
        for name in form.changed_data
    }


def _said(field: Field, value: Any) -> Any:
    """A value as the audit row keeps it: names instead of ids."""
    queryset = getattr(field, "queryset", None)
    if isinstance(value, QuerySet | Manager | list | tuple):
        return sorted(str(each) for each in _all(value))
    if queryset is not None and value and not isinstance(value, Model):
        return str(queryset.filter(pk=value).first() or value)
    return "" if value is None else str(value)


def _all(value: Any) -> Iterable[Any]:
    return value.all() if isinstance(value, QuerySet | Manager) else value
