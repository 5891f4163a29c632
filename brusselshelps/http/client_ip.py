"""From where a request comes, as far as we can know it."""

from __future__ import annotations

from ipaddress import ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest


def network_of(request: HttpRequest) -> str:
    """The visitor's address, as the outermost of our own proxies saw it; of an IPv6 address its /64.

    Each proxy writes behind what it was told who spoke to it. So the last PROXY_COUNT addresses are ours to believe,
    and whatever stands before them a visitor can make up. Where that leads nowhere: who speaks to us directly.
    """
    hops = request.headers.get("X-Forwarded-For", "").split(",")
    seen = hops[-settings.PROXY_COUNT] if 0 < settings.PROXY_COUNT <= len(hops) else ""
    direct: str = request.META.get("REMOTE_ADDR", "")
    return _network(seen) or _network(direct) or direct


def _network(text: str) -> str:
    """One household or one phone has a whole /64 to choose its addresses from."""
    try:
        address = ip_address(text.strip())
        if address.version == 4:
            return str(address)
        return str(address.ipv4_mapped or ip_network((int(address), 64), strict=False))
    except ValueError:
        return ""
