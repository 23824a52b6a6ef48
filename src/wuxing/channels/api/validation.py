"""What is wrong with a request, said of each field in the caller's language."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wuxing.ui.refusal import Refused


class NotValid(Refused):
    """Something does not fit its shape; `errors` names it field by field."""

    code = "not-valid"
    says = _("The request does not fit. What to mend stands under “errors”, field by field.")


SAYS: Mapping[str, str | Promise] = {
    "missing": _("This is needed."),
    "extra_forbidden": _("This field is not known here; check its spelling."),
    "string_type": _("This has to be a text."),
    "string_unicode": _("This text is no valid Unicode."),
    "string_too_short": _("This text is too short; at least %(min_length)s characters are needed."),
    "string_too_long": _("This text is too long; at most %(max_length)s characters fit."),
    "string_pattern_mismatch": _("This does not have the right form: %(pattern)s."),
    "int_type": _("This has to be a whole number."),
    "int_parsing": _("This has to be a whole number."),
    "int_from_float": _("This has to be a whole number."),
    "int_parsing_size": _("This number is too large."),
    "greater_than": _("This has to be more than %(gt)s."),
    "greater_than_equal": _("This has to be at least %(ge)s."),
    "less_than_equal": _("This may be at most %(le)s."),
    "bool_type": _("This has to be true or false."),
    "bool_parsing": _("This has to be true or false."),
    "literal_error": _("This has to be one of: %(expected)s."),
    "enum": _("This has to be one of: %(expected)s."),
    "dict_type": _('This has to be an object, such as {"business": "complaint"}.'),
    "model_type": _("This has to be a JSON object."),
    "model_attributes_type": _("This has to be a JSON object."),
    "list_type": _("This has to be a list."),
    "too_long": _("At most %(max_length)s fit."),
    "timezone_aware": _("This needs a time zone, such as 2026-10-09T08:30:00+08:00."),
    "instant_range": _("This lies outside the years 2000 to 2100."),
    "control_character": _("This may not contain control characters."),
    "one_of_two": _("Give either customer_id or customer, not both."),
}
"""By the type of error that pydantic tells; those that end in `_parsing` or `_type` share a sentence below."""

INSTANT: str | Promise = _("This has to be an instant, such as 2026-10-09T08:30:00+08:00.")
OTHER: str | Promise = _("This value cannot be used.")
BODY_DEPTH = 2
"""Ninja puts `body` and the name of our argument before the place in the body."""


def errors_of(found: Sequence[Mapping[str, Any]]) -> list[dict[str, str]]:
    """Each error with its place: a JSON pointer into the body, or the name of a parameter."""
    return [{"detail": _says(error), **_place(error["loc"])} for error in found]


def _says(error: Mapping[str, Any]) -> str:
    kind = str(error["type"])
    sentence = SAYS.get(kind) or (INSTANT if kind.startswith("datetime") else OTHER)
    context: Mapping[str, object] = error.get("ctx", {})
    return str(sentence) % context


def _place(loc: Sequence[str | int]) -> dict[str, str]:
    where, *path = loc
    if where == "body":
        return {"pointer": "#/" + "/".join(str(each) for each in loc[BODY_DEPTH:])}
    return {"parameter": ".".join(str(each) for each in path[-1:]) or str(where)}


def require_known(given: Iterable[str], known: Iterable[str]) -> None:
    """Refuse a parameter that nobody reads: passed over, it would seem to hold. Raises NotValid."""
    unknown = sorted(set(given) - set(known))
    if unknown:
        raise NotValid(errors=[{"detail": str(SAYS["extra_forbidden"]), "parameter": name} for name in unknown])
