"""The customers of the demo company: drawn, never real. Phones begin with 160, which no operator has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from wuxing.demo.chance import Chance
from wuxing.demo.texts import company

PEOPLE = 400


@dataclass(frozen=True, slots=True)
class Client:
    """Somebody who gets in touch. `call` is how staff address them, `org` the company they write for."""

    name: str
    call: str
    phone: str
    email: str
    kind: str = "individual"
    org: str = ""
    language: str = "zh"
    line: str = ""
    """What a company does: hotel, campus, school, canteen, care, shop."""


def clients(seed: str) -> dict[str, Sequence[Client]]:
    """All customers: `individual`, `enterprise`, `english` and `english-enterprise`."""
    said, english = company()["companies"], company()["english"]
    return {
        "individual": [_person(f"{seed}/person/{number}", number) for number in range(PEOPLE)],
        "enterprise": [_firm(each, 800 + number) for number, each in enumerate(said)],
        "english": [_foreigner(name, 900 + number) for number, name in enumerate(english["people"])],
        "english-enterprise": [_firm(each, 950 + place, "en") for place, each in enumerate(english["companies"])],
    }


def name_drawn(chance: Chance) -> str:
    """Somebody's name."""
    surname, given, _is_woman = _name(chance)
    return surname + given


def _name(chance: Chance) -> tuple[str, str, bool]:
    names = company()["customers"]
    is_woman = chance.happens(0.55)
    surname = names["surnames"][min(chance.number(len(names["surnames"])), chance.number(len(names["surnames"])))]
    return surname, chance.pick(names["women" if is_woman else "men"]), is_woman


def _person(seed: str, number: int) -> Client:
    chance = Chance(seed)
    surname, given, is_woman = _name(chance)
    email = f"customer{number:03}@example.com" if chance.happens(0.3) else ""
    return Client(surname + given, surname + ("女士" if is_woman else "先生"), phone(number), email)


def _firm(said: dict[str, str], number: int, language: str = "zh") -> Client:
    contact = said["contact"]
    call = contact if language == "en" else contact.removeprefix(_department(contact))
    return Client(
        contact,
        call,
        phone(number),
        f"service{number}@example.org",
        "enterprise",
        said["name"],
        language,
        said["kind"],
    )


def _department(contact: str) -> str:
    """What stands before the name: 总务处 of 总务处郭老师."""
    return contact[: -len("郭老师")]


def _foreigner(name: str, number: int) -> Client:
    first = name.partition(" ")[0]
    return Client(name, first, phone(number), f"{first.lower()}@example.net", language="en")


def phone(number: int) -> str:
    """A number that nobody has, another one for each."""
    return f"160{(number * 7919 + 10_007_531) % 100_000_000:08}"
