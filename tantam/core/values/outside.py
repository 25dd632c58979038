"""What leaves by webhook: how it is signed, how often it is tried, and which addresses may be called at all."""

from __future__ import annotations

import hashlib
import hmac
import ipaddress
from datetime import timedelta
from urllib.parse import urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address

SIGNATURE_HEADER = "X-Tantam-Signature"
MOST_ATTEMPTS = 10
_WAITS = [10, 30, 60, 300, 900, 3600, 3 * 3600, 6 * 3600, 12 * 3600, 24 * 3600]
# RFC 6052: IPv4 addresses wrapped for translators; the address behind counts.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


class UnusableAddress(ValueError):
    """The URL is none that a webhook may call; the argument says why as a code."""


def sign(body: bytes, *, secret: str, at: int) -> str:
    """The signature header: `t=<unix seconds>,v1=<hex of HMAC-SHA256 over "t.body">`."""
    mac = hmac.new(secret.encode(), b"%d." % at + body, hashlib.sha256).hexdigest()
    return f"t={at},v1={mac}"


def wait_after(attempts: int) -> timedelta:
    """How long to wait after so many failed attempts (1 and more)."""
    return timedelta(seconds=_WAITS[min(attempts, len(_WAITS)) - 1])


def split_url(url: str, *, plain_allowed: bool) -> tuple[str, str, int, str]:
    """(scheme, host, port, path with query) of a webhook's URL. Raises UnusableAddress."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UnusableAddress("no-url") from None
    if parts.scheme not in {"https", "http"} or not host or any(char <= " " or char > "~" for char in url):
        raise UnusableAddress("no-url")
    if parts.scheme == "http" and not plain_allowed:
        raise UnusableAddress("not-https")
    if "@" in parts.netloc or parts.fragment:
        raise UnusableAddress("no-url")
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return parts.scheme, host, port or (443 if parts.scheme == "https" else 80), target


def is_public(address: str) -> bool:
    """Whether an IP address belongs to the public internet: not private, loopback, link-local, carrier NAT (RFC 6598),
    multicast, reserved, nor one of these wrapped in IPv6."""
    behind = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    is_of_a_site = isinstance(behind, ipaddress.IPv6Address) and behind.is_site_local  # RFC 3879: no longer, but routed
    return behind.is_global and not behind.is_multicast and not behind.is_reserved and not is_of_a_site


def is_never_a_server(address: str) -> bool:
    """Whether nobody's mail server is behind an IP address: link-local (where clouds keep their secrets, RFC 3927),
    multicast, unspecified or reserved, wrapped in IPv6 or not. Private addresses are where many have theirs."""
    behind = _unwrapped(ipaddress.ip_address(address.partition("%")[0]))
    is_odd = behind.is_multicast or behind.is_unspecified or (behind.is_reserved and not behind.is_loopback)
    return behind.is_link_local or is_odd


def is_this_machine(address: str) -> bool:
    """Whether an IP address is a loopback address."""
    return _unwrapped(ipaddress.ip_address(address.partition("%")[0])).is_loopback


def _unwrapped(address: Address) -> Address:
    if isinstance(address, ipaddress.IPv4Address):
        return address
    if inner := address.ipv4_mapped or address.sixtofour or (address.teredo and address.teredo[1]):
        return inner
    if address in _NAT64:
        return ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
    return address
