"""Who hears, in the same transaction, that a customer is called or reached otherwise than before."""

from __future__ import annotations

from collections.abc import Callable

_followers: list[Callable[[int], object]] = []


def when_changed(follower: Callable[[int], object]) -> None:
    """Call this with the customer's number whenever its names or contact points change."""
    if follower not in _followers:
        _followers.append(follower)


def tell_changed(customer: int) -> None:
    """Tell everybody who wants to hear of it."""
    for follower in _followers:
        follower(customer)
