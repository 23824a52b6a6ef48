"""What people see of personal data: enough to recognise, not enough to use. The whole needs a reveal, on record."""

from __future__ import annotations

import re

import phonenumbers

from wuxing.customers.models import ContactPoint, Customer

HIDDEN = "****"
STREET = re.compile(r"^(.*?(?:大道|路|街|巷|弄|胡同))")
HOUSE = re.compile(r"^\s*\d+\w*\b")


def masked(point: ContactPoint) -> str:
    """A contact point, masked by its kind."""
    if point.kind == ContactPoint.Kind.PHONE:
        return masked_phone(point.value)
    return masked_email(point.value) if point.kind == ContactPoint.Kind.EMAIL else f"{point.value[:1]}{HIDDEN}"


def masked_phone(value: str) -> str:
    """138****5621; 0592****4567 转801; +852 ****4567."""
    number, _, extension = value.partition(";ext=")
    behind = f" 转{extension}" if extension else ""
    if not number.startswith("+86"):
        return f"{_country(number)}{HIDDEN}{number[-4:]}{behind}" if len(number) > 8 else HIDDEN
    home = number.removeprefix("+86")
    if re.fullmatch(r"1\d{10}", home):
        return f"{home[:3]}{HIDDEN}{home[-4:]}{behind}"
    if re.fullmatch(r"[48]00\d{7}", home):
        return f"{home[:3]}{HIDDEN}{home[-4:]}{behind}"
    area = home[:2] if home.startswith(("10", "2")) else home[:3]
    return f"0{area}{HIDDEN}{home[-4:]}{behind}"


def shown_phone(value: str) -> str:
    """A phone number as people write it here: 138 0000 5621, 0592 123 4567 转801."""
    number, _, extension = value.partition(";ext=")
    behind = f" 转{extension}" if extension else ""
    try:
        parsed = phonenumbers.parse(number)
    except phonenumbers.NumberParseException:
        return value
    style = phonenumbers.PhoneNumberFormat
    how = style.NATIONAL if parsed.country_code == 86 else style.INTERNATIONAL
    return phonenumbers.format_number(parsed, how) + behind


def shown(point: ContactPoint) -> str:
    """A contact point in full, as people write it."""
    return shown_phone(point.value) if point.kind == ContactPoint.Kind.PHONE else point.value


def spellings(point: ContactPoint) -> tuple[str, ...]:
    """A contact point as it is kept, and a phone also as it is dialled here: what somebody may type to find it."""
    if point.kind != ContactPoint.Kind.PHONE:
        return (point.value,)
    return point.value, re.sub(r"\D", "", shown_phone(point.value.partition(";")[0]))


def masked_email(value: str) -> str:
    """l***@example.com."""
    local, _, domain = value.rpartition("@")
    return f"{local[:1]}***@{domain}"


def masked_name(name: str) -> str:
    """林**: always two stars, so that not even the length is told."""
    return f"{name[:1]}**" if name else ""


def masked_address(address: str) -> str:
    """An address to the street: 思明区湖滨南路****."""
    if not address:
        return ""
    street = STREET.match(address)
    if street:
        return street[1] + HIDDEN
    return HOUSE.sub(HIDDEN, address) if HOUSE.match(address) else address[:6] + HIDDEN


def name_for(customer: Customer, *, is_stranger: bool) -> str:
    """A name as a reader may see it; a company's is no secret."""
    return masked_name(customer.name) if is_stranger and not customer.is_company else customer.name


def _country(number: str) -> str:
    try:
        return f"+{phonenumbers.parse(number).country_code} "
    except phonenumbers.NumberParseException:
        return ""
