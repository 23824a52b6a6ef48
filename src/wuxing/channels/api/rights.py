"""Who calls, how often, and what for: checked before anything else of a request is looked at."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from ninja.security import HttpBearer

from wuxing.channels.api.problems import WrongFormat
from wuxing.channels.keys import Caller, caller_of
from wuxing.channels.limits import Meter, address_of
from wuxing.channels.models import Scope
from wuxing.ui.refusal import Refused

STRANGERS_PER_MINUTE = 60
JSON, FORM = "application/json", "multipart/form-data"
WRITES = ("POST", "PUT", "PATCH")

calls, strangers = Meter(), Meter()


class KeyMissing(Refused):
    code = "key-missing"
    status = 401
    says = _("Send your key in the header Authorization: Bearer wx_…; an administrator makes one under API keys.")


class KeyWrong(Refused):
    code = "key-wrong"
    status = 401
    says = _("This key is not known, or it was withdrawn. Ask an administrator for a new one.")


class ScopeMissing(Refused):
    code = "scope-missing"
    status = 403
    says = _("This key may not %(act)s (%(scope)s). Ask an administrator for a key that may.")


class TooOften(Refused):
    code = "too-often"
    status = 429
    says = _("More than %(most)s requests in a minute. Go on in %(seconds)s seconds.")


class Key(HttpBearer):
    """Lets keys with a scope in. `takes` is the format of the body."""

    def __init__(self, scope: Scope, takes: str = JSON) -> None:
        super().__init__()
        self.scope, self.takes = scope, takes

    def __call__(self, request: HttpRequest) -> Any:
        word, _space, token = request.headers.get("Authorization", "").partition(" ")
        if word.lower() != "bearer":
            _require_few(request)
            raise KeyMissing
        return self.authenticate(request, token.strip())

    def authenticate(self, request: HttpRequest, token: str) -> Caller:
        """The caller. Raises KeyWrong, TooOften, ScopeMissing, WrongFormat."""
        caller = caller_of(token)
        if caller is None:
            _require_few(request)
            raise KeyWrong
        if seconds := calls.wait(str(caller.key_id), caller.per_minute):
            raise TooOften(most=caller.per_minute, seconds=seconds)
        if self.scope not in caller.scopes:
            raise ScopeMissing(act=self.scope.label, scope=self.scope.value)
        if request.method in WRITES and request.content_type != self.takes:
            raise WrongFormat(given=request.content_type or "—", wanted=self.takes)
        return caller


def _require_few(request: HttpRequest) -> None:
    """Guessing is slow."""
    if seconds := strangers.wait(address_of(request), STRANGERS_PER_MINUTE):
        raise TooOften(most=STRANGERS_PER_MINUTE, seconds=seconds)


CASES_READ, CASES_WRITE, FILES_WRITE = Key(Scope.CASES_READ), Key(Scope.CASES_WRITE), Key(Scope.CASES_WRITE, FORM)
CUSTOMERS_READ, CUSTOMERS_WRITE = Key(Scope.CUSTOMERS_READ), Key(Scope.CUSTOMERS_WRITE)
STANDARDS_READ = Key(Scope.STANDARDS_READ)
