"""Where the crawler may connect to: the catalogue's hosts, by public addresses only."""

from __future__ import annotations

import ipaddress
from typing import Any, Self
from urllib.parse import urlsplit

from scrapy.resolver import CachingThreadedResolver
from twisted.internet.defer import Deferred, fail

from extract.source import DEFAULT_PORTS, Source

LOOPBACK_HOSTS_SETTING = "GONGKAI_LOOPBACK_HOSTS"


_Address = ipaddress.IPv4Address | ipaddress.IPv6Address
_EMBEDDING = tuple(map(ipaddress.IPv6Network, ("64:ff9b::/96", "64:ff9b:1::/48", "::/96")))
"""IPv6 networks whose addresses end with the IPv4 address that they lead to (RFC 6052, RFC 8215, RFC 4291)."""
_URL_MAXIMUM = 2083


class AddressRefusedError(Exception):
    """A name leads to an address that no public portal has."""


def url_to_refusal(url: str, source: Source) -> str | None:
    """Why a request of `source` must not go to `url`, or None where it may.

    It may go to the source's own hosts and ports by http or https, without user information; whether the host's
    address is public is decided by `GuardedResolver` when it is looked up.
    """
    if len(url) > _URL_MAXIMUM:
        return f"the address is too long: {url[:200]}"
    try:
        parts = urlsplit(url)
        port = parts.port or DEFAULT_PORTS.get(parts.scheme)
    except ValueError:
        return f"no address: {url[:200]}"
    if port is None:
        return f"scheme {parts.scheme or 'missing'} is not crawled"
    if parts.username is not None or parts.password is not None:
        return "the address holds a user name"
    return _place_to_refusal(parts.hostname, port, source)


def _place_to_refusal(host: str | None, port: int, source: Source) -> str | None:
    if host not in source.allowed_hosts:
        return f"{host} is no host of {source.id}"
    if port not in source.allowed_ports:
        return f"port {port} is no port of {source.id}"
    return None


def address_to_refusal(address: str, *, loopback_allowed: bool) -> str | None:
    """Why no connection may be made to an IP address, or None where it may.

    >>> address_to_refusal("10.0.0.8", loopback_allowed=False)
    '10.0.0.8 is no public address'
    >>> address_to_refusal("::ffff:169.254.169.254", loopback_allowed=True)
    '::ffff:169.254.169.254 is no public address'
    >>> address_to_refusal("64:ff9b::7f00:1", loopback_allowed=False)
    '64:ff9b::7f00:1 is no public address'
    >>> address_to_refusal("127.0.0.1", loopback_allowed=True) is None
    True
    """
    try:
        ip = ipaddress.ip_address(address)
    except ValueError:
        return f"{address} is no address"
    reached = _to_reached(ip)
    if _is_public(ip) and _is_public(reached):
        return None
    is_loopback = reached.is_loopback and (reached is ip or getattr(ip, "ipv4_mapped", None) is not None)
    return None if loopback_allowed and is_loopback else f"{address} is no public address"


def _to_reached(ip: _Address) -> _Address:
    """The IPv4 address that an IPv6 one stands for: mapped, compatible, or through a translator (NAT64)."""
    if isinstance(ip, ipaddress.IPv4Address):
        return ip
    if any(ip in network for network in _EMBEDDING) and int(ip) > 1:
        return ipaddress.IPv4Address(int(ip) & 0xFFFFFFFF)
    return ip.ipv4_mapped or ip


def _is_public(ip: _Address) -> bool:
    # 6to4 is given up (RFC 7526), and Python's releases differ on whether such an address is public.
    is_6to4 = isinstance(ip, ipaddress.IPv6Address) and ip.sixtofour is not None
    return ip.is_global and not ip.is_multicast and not is_6to4


class GuardedResolver(CachingThreadedResolver):
    """Looks up names, and gives no address but a public one: the address it gives is the one connected to."""

    loopback_hosts: frozenset[str] = frozenset()

    @classmethod
    def from_crawler(cls, crawler: Any, reactor: Any) -> Self:
        """Take the names that may lead to this machine from the settings: those of sample portals."""
        resolver: Self = super().from_crawler(crawler, reactor)
        resolver.loopback_hosts = frozenset(crawler.settings.getlist(LOOPBACK_HOSTS_SETTING))
        return resolver

    def getHostByName(self, name: str, timeout: Any = ()) -> Deferred[str]:  # noqa: N802
        """The IPv4 address of a name; fails with `AddressRefusedError` for one that is not public."""
        found: Deferred[str] = super().getHostByName(name, timeout)
        return found.addCallback(self._check, name)

    def _check(self, address: str, name: str) -> Any:
        refusal = address_to_refusal(address, loopback_allowed=name in self.loopback_hosts)
        return fail(AddressRefusedError(f"{name}: {refusal}")) if refusal else address
