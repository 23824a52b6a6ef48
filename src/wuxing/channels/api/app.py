"""The API as one: its routers, how it says no, and its OpenAPI document."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig, SuspiciousOperation
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.openapi.schema import OpenAPISchema

from wuxing.channels.api import acts, cases, customers, messages, search, standards
from wuxing.channels.api.problems import BodyTooLarge, NotFound, Unreadable, our_fault, problem_of
from wuxing.channels.api.validation import NotValid, errors_of
from wuxing.ui.refusal import Refused

DESCRIPTION = """Open cases, work on them and read what was promised.

**Key**: `Authorization: Bearer wx_…`, made by an administrator under API keys. **Writes** need an `Idempotency-Key` of
your own, a new one for each act: the same key with the same body gets the same answer again and nothing happens twice.
**Language**: problems are told in the language of `Accept-Language` (zh or en). **Problems** are
`application/problem+json` (RFC 9457); `code` is for programs, `detail` for people. **Instants** carry an offset.
"""

PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail", "code"],
    "properties": {
        "type": {"type": "string"},
        "title": {"type": "string"},
        "status": {"type": "integer"},
        "detail": {"type": "string"},
        "code": {"type": "string"},
        "number": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["detail"],
                "properties": {each: {"type": "string"} for each in ("detail", "pointer", "parameter")},
            },
        },
    },
}
IDEMPOTENCY_KEY = {
    "in": "header",
    "name": "Idempotency-Key",
    "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 128, "pattern": "^[ -~]+$"},
    "description": "a value of your own, a new one for each act",
}
LANGUAGE = {"in": "header", "name": "Accept-Language", "required": False, "schema": {"enum": ["zh", "en"]}}
WRITES = ("post", "put", "patch", "delete")


class Api(NinjaAPI):
    """Says in its OpenAPI document what holds for every operation."""

    def get_openapi_schema(self, **how: Any) -> OpenAPISchema:
        schema = super().get_openapi_schema(**how)
        schema["components"]["schemas"]["Problem"] = PROBLEM
        told = {"description": "A problem", "content": {"application/problem+json": {"schema": _ref("Problem")}}}
        for path in schema["paths"].values():
            for method, operation in path.items():
                operation["responses"]["default"] = told
                common = [LANGUAGE, *([IDEMPOTENCY_KEY] if method in WRITES else [])]
                operation["parameters"] = [*operation.get("parameters", ()), *common]
        return schema


def _ref(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


api = Api(title="Wuxing", version="1", description=DESCRIPTION, docs_url=None, urls_namespace="api")
for part in (cases, acts, messages, customers, standards, search):
    api.add_router("", part.router)


@api.exception_handler(Refused)
def _refused(request: HttpRequest, refused: Refused) -> HttpResponse:
    more = {name: refused.data[name] for name in ("errors",) if name in refused.data}
    return problem_of(refused, **more)


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    return _refused(request, NotValid(errors=errors_of(error.errors)))


@api.exception_handler(Http404)
def _not_found(request: HttpRequest, error: Http404) -> HttpResponse:
    return problem_of(NotFound())


@api.exception_handler(RequestDataTooBig)
def _too_large(request: HttpRequest, error: RequestDataTooBig) -> HttpResponse:
    return problem_of(BodyTooLarge())


@api.exception_handler(SuspiciousOperation)
@api.exception_handler(HttpError)
def _unreadable(request: HttpRequest, error: Exception) -> HttpResponse:
    return problem_of(Unreadable())


@api.exception_handler(Exception)
def _our_fault(request: HttpRequest, error: Exception) -> HttpResponse:
    return our_fault(request, error)
