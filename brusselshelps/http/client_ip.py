"""Where a request comes from, as far as we can know it."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """The visitor's address, as seen by the outermost of our own proxies; for an IPv6 address, its /64.

    Each proxy appends the address of its client. So the last PROXY_COUNT addresses can be trusted, but a visitor can
    forge whatever precedes them. If this yields no address, the address that connects to us directly is used.
    """
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    seen = hops[-settings.PROXY_COUNT] if 0 < settings.PROXY_COUNT <= len(hops) else ""
    direct: str = request.META.get("REMOTE_ADDR", "")
    return _network(seen) or _network(direct) or direct


def _network(text: str) -> str:
    """A household or a phone can choose its addresses from a whole /64."""
    try:
        address = ip_address(text.strip())
        if address.version == 4:
            return str(address)
        return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))
    except ValueError:
        return ""
