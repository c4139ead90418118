"""How often somebody may try: a few at once, then at a steady pace. The memory it takes is bounded, whoever asks how often."""

from __future__ import annotations

import ipaddress
import threading
import time
from collections import OrderedDict
from collections.abc import Callable

from tornado.httputil import HTTPServerRequest

from app.accounts.settings import Network

MOST_KEYS = 10_000  # who is remembered at a time; the one heard of longest ago is forgotten first


class Limiter:
    """Lets `burst` tries of one key pass at once, and one more every `seconds`."""

    def __init__(self, burst: int, seconds: float, clock: Callable[[], float] = time.monotonic, most: int = MOST_KEYS) -> None:
        self.burst = burst
        self.seconds = seconds
        self.most = most
        self._clock = clock
        self._until: OrderedDict[str, float] = OrderedDict()
        self._lock = threading.Lock()

    def allows(self, key: str) -> bool:
        """Return whether one more try of a key may pass, and count it if so."""
        now = self._clock()
        with self._lock:
            until = max(self._until.get(key, now), now)
            if until - now > (self.burst - 1) * self.seconds:
                return False
            self._until[key] = until + self.seconds
            self._until.move_to_end(key)
            while len(self._until) > self.most:
                self._until.popitem(last=False)
            return True

    def __len__(self) -> int:
        """Return how many keys are remembered."""
        return len(self._until)


def client_of(request: HTTPServerRequest, proxies: tuple[Network, ...]) -> str:
    """Return the address a request comes from; a header names it only where a known proxy stands before the server.

    Of IPv6 the first 64 bits are returned: one household has all of the rest.
    """
    named = [part.strip() for part in request.headers.get("X-Forwarded-For", "").split(",")]
    here = _address(request.remote_ip or "")
    while here is not None and named and any(here in network for network in proxies if network.version == here.version):
        before = _address(named.pop())
        if before is None:
            break
        here = before
    if isinstance(here, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((here, 64), strict=False))
    return str(here)


def _address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    try:
        found = ipaddress.ip_address(text[:60])
    except ValueError:
        return None
    return (found.ipv4_mapped or found) if isinstance(found, ipaddress.IPv6Address) else found
