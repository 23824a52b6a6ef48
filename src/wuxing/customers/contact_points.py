"""Contact points in one spelling, so that the same phone or mail is the same row, however it was typed."""

from __future__ import annotations

import re
import unicodedata

import phonenumbers
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from wuxing.customers.models import ContactPoint

HOME = "CN"
EXTENSION = re.compile(r"\s*(?:转|分机|内线)\s*(?=\d)")
DASHED_EXTENSION = re.compile(r"^(\(?0\d{2,3}\)?[ -]?\d{7,8})-(\d{1,6})$")
MOBILE = re.compile(r"\+861[3-9]\d{9}")
LONGEST = 40


def normalise_phone(text: str) -> str:
    """A phone number in one spelling: +8613800005621, +865921234567;ext=801. Empty where it is none.

    China is assumed where no country is written. Full-width digits, spaces and brackets do not matter; 转801, 分机801
    and ext 801 are extensions. A number without its area code is none: nobody could call it back.
    """
    typed = unicodedata.normalize("NFKC", text).strip()[:LONGEST]
    typed = DASHED_EXTENSION.sub(r"\1 ext \2", typed)
    try:
        number = phonenumbers.parse(EXTENSION.sub(" ext ", typed), HOME)
    except phonenumbers.NumberParseException:
        return ""
    value = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    # The tables of ranges lag behind new Chinese mobile prefixes; eleven digits from 13 to 19 are one.
    if not phonenumbers.is_valid_number(number) and not MOBILE.fullmatch(value):
        return ""
    return f"{value};ext={number.extension}" if number.extension else value


def normalise_email(text: str) -> str:
    """A mail address in lower case, empty where it is none."""
    address = unicodedata.normalize("NFKC", text).strip().lower()
    try:
        validate_email(address)
    except ValidationError:
        return ""
    return address if len(address) <= 254 else ""


def normalise(kind: str, text: str) -> str:
    """A contact point of any kind in one spelling; empty where it is none of that kind."""
    if kind == ContactPoint.Kind.PHONE:
        return normalise_phone(text)
    if kind == ContactPoint.Kind.EMAIL:
        return normalise_email(text)
    return text.strip()[:254]


def backwards(kind: str, value: str) -> str:
    """The digits of a phone from last to first, its extension left out: what a look-up by tail compares."""
    if kind != ContactPoint.Kind.PHONE:
        return ""
    return re.sub(r"\D", "", value.partition(";")[0])[::-1][:20]
