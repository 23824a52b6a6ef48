"""Who acts: what every verb takes as `by`. An actor knows its id, how it speaks, and the audience keys it holds."""

from __future__ import annotations

from dataclasses import dataclass

from wuxing.accounts.models import COMPANY_WIDE, Role, User

COMPANY = "company"
"""The audience key of every case; people with a company-wide role hold it."""


@dataclass(frozen=True, slots=True)
class Actor:
    """Somebody or something that acts. `id` is what events keep: user:7, customer:3, key:2, system.

    `speaker` is the word of standard.md section 3. A case is visible where its audience and `keys` intersect.
    """

    id: str
    speaker: str
    keys: frozenset[str]
    user: User | None = None

    @property
    def is_staff_member(self) -> bool:
        """Whether it is a person who works here."""
        return self.user is not None


SYSTEM = Actor("system", "system", frozenset({COMPANY}))

SPEAKERS = {Role.SPECIALIST: "specialist", Role.DEVELOPER: "specialist", Role.ENGINEER: "engineer"}


def of_user(user: User) -> Actor:
    """A person as an actor; one query for teams."""
    return Actor(f"user:{user.pk}", SPEAKERS.get(Role(user.role), "agent"), keys_of(user), user)


def of_customer(customer_id: int) -> Actor:
    """A customer behind a signed link."""
    return Actor(f"customer:{customer_id}", "customer", frozenset({f"customer:{customer_id}"}))


def keys_of(user: User) -> frozenset[str]:
    """The audience keys of a person: itself, its teams, its outlet, and the company for company-wide roles."""
    keys = {f"user:{user.pk}"} | {f"team:{team.pk}" for team in user.teams.all()}
    if user.outlet_id:
        keys.add(f"outlet:{user.outlet_id}")
    if user.role in COMPANY_WIDE:
        keys.add(COMPANY)
    return frozenset(keys)
