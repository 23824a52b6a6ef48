"""How often somebody may knock: counted in this process, in windows of a minute or more."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from threading import Lock
from time import monotonic

from django.http import HttpRequest

MOST_KEPT = 10_000


class Meter:
    """Counts per somebody in windows of `seconds`. Each serving process counts for itself."""

    def __init__(self, seconds: int = 60) -> None:
        self.seconds = seconds
        self._counts: dict[str, tuple[int, int]] = {}
        self._lock = Lock()

    def wait(self, who: str, most: int) -> int:
        """Count one knock; 0 when it is within `most` a window, else the seconds until the next window."""
        now = monotonic()
        window = int(now // self.seconds)
        with self._lock:
            if len(self._counts) > MOST_KEPT:
                self._counts = {each: (at, count) for each, (at, count) in self._counts.items() if at == window}
            at, count = self._counts.get(who, (window, 0))
            count = count + 1 if at == window else 1
            self._counts[who] = (window, count)
        return 0 if count <= most else max(1, int(self.seconds - now % self.seconds))

    def forget(self) -> None:
        """Begin anew."""
        self._counts.clear()


def address_of(request: HttpRequest) -> str:
    """Where a request comes from, as far as one household has it: an IPv6 address stands for its /64."""
    said = str(request.META.get("REMOTE_ADDR") or "")
    try:
        address = ip_address(said)
    except ValueError:
        return said
    return address.exploded[:19] if isinstance(address, IPv6Address) else said
