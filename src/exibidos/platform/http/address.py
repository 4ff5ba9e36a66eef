"""Which origin is ours, which target is local, and where does a request come from?"""

from collections.abc import Sequence
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from typing import Any
from urllib.parse import urlsplit

from litestar.connection import ASGIConnection

# Neighbours behind one router share a /64 in IPv6; counting single addresses there would count nothing.
_V6_NEIGHBOURHOOD = 64


def origin_of(url: str) -> str:
    """Return scheme and authority of a URL, as browsers write them in Origin."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def local_path(target: str) -> str:
    """Return a `next` that leads to a path of this site and nowhere else, or `/`."""
    parts = urlsplit(target)
    local = (
        target.startswith("/")
        and not target.startswith("//")
        and "\\" not in target
        and target.isprintable()
        and not parts.scheme
        and not parts.netloc
    )
    return target if local else "/"


def client_address(connection: ASGIConnection[Any, Any, Any, Any], trusted_proxies: Sequence[str]) -> str:
    """Return the address to count by: the peer's, or what a listed proxy says of it; IPv6 as its /64.

    X-Forwarded-For is read from the right, as long as the hops are proxies that the host listed; anything else in it was written by a
    stranger. Proxies append to it or add a header of their own: several are one list (RFC 9110 §5.3), and only its end is theirs.
    """
    client = connection.client
    address = client.host if client else "0.0.0.0"  # noqa: S104 - a name for "no peer", nothing is bound to it
    said = ",".join(connection.headers.getall("x-forwarded-for", []))
    hops = [hop.strip() for hop in said.split(",") if hop.strip()]
    while hops and address in trusted_proxies:
        address = hops.pop()
    return _neighbourhood(address)


def _neighbourhood(address: str) -> str:
    try:
        parsed: IPv4Address | IPv6Address = ip_address(address)
    except ValueError:
        return "unreadable"
    if isinstance(parsed, IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ip_network((parsed, _V6_NEIGHBOURHOOD), strict=False))
    return str(parsed)
