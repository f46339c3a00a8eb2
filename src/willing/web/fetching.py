"""An address that a person pasted → the page's bytes, from public hosts only, bounded in all."""

from __future__ import annotations

import ipaddress
import socket
import ssl
import time
import zlib
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as OutOfTime
from dataclasses import dataclass, field
from urllib.parse import SplitResult, quote, urljoin, urlsplit, urlunsplit

import h11

from willing.model import WillingError

MOST_BYTES = 5_000_000
"""Longest page that is fetched, unpacked; articles with pictures written into them reach 3 MB."""

MOST_SECONDS = 20.0
"""Longest time for one address, redirects included."""

MOST_REDIRECTS = 5
LONGEST_ADDRESS = 2_000
"""Characters of an address; browsers take about as many."""

MOST_HEAD_BYTES = 65_536
CHUNK = 65_536

PORTS = {"http": 80, "https": 443}
KINDS = {"text/html": ".html", "application/xhtml+xml": ".html", "text/plain": ".txt"}
"""The media types that are taken, and the suffix that each is read by."""

_PLAIN = "%/:=&?~#+!$,;'@()*[]"
"""What stays as it is in an address, beside letters, digits and ``_.-``."""

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
_COMPATIBLE = ipaddress.IPv6Network("::/96")

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolve = Callable[[str, int], Iterable[str]]
"""A host's name and a port → its numeric addresses."""
Connect = Callable[[str, int, float], socket.socket]
"""A numeric address, a port and seconds → a connected stream."""


class FetchError(WillingError):
    """An address that can't or mustn't be fetched; the text is a sentence without a subject."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """A page: its bytes, the suffix that it is read by, and the address that it came from."""

    data: bytes
    suffix: str
    address: str


def resolve(host: str, port: int) -> list[str]:
    """Return the numeric addresses of ``host``, as the system's resolver gives them."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(one[4][0]) for one in found))


def connect(address: str, port: int, seconds: float) -> socket.socket:
    """Return a stream to the numeric ``address``; a name would have to be resolved, so it fails."""
    ipaddress.ip_address(address.partition("%")[0])
    return socket.create_connection((address, port), seconds)


def is_public(address: str) -> bool:
    """Tell whether a numeric address is one of the public internet's.

    Private, loopback, link-local, multicast, reserved and unspecified ones aren't, nor is an IPv6
    address that carries such an IPv4 one (mapped, compatible, 6to4, Teredo, NAT64).
    """
    try:
        parsed = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return all(_is_public(one) for one in (parsed, *_carried(parsed)))


def _is_public(address: Address) -> bool:
    return address.is_global and not (
        address.is_private
        or address.is_loopback
        or address.is_link_local
        or address.is_multicast
        or address.is_reserved
        or address.is_unspecified
        or (isinstance(address, ipaddress.IPv6Address) and address.is_site_local)
    )


def _carried(address: Address) -> list[Address]:
    """Return the IPv4 addresses that an IPv6 one stands for."""
    if isinstance(address, ipaddress.IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or address in _COMPATIBLE:
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in carried if one is not None]


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches pages; what reaches the network is given, so that it can be tried without one.

    A host is resolved once for each request; every address that it resolves to has to be
    ``allowed``, and the connection goes to the very address that was looked at.  Proxies of the
    environment aren't used: they would resolve the name again.
    """

    resolve: Resolve = resolve
    connect: Connect = connect
    allowed: Callable[[str], bool] = is_public
    most_bytes: int = MOST_BYTES
    seconds: float = MOST_SECONDS
    clock: Callable[[], float] = time.monotonic
    tls: ssl.SSLContext | None = field(default=None)

    def fetch(self, address: str) -> Fetched:
        """Return the page at ``address``, following redirects.

        Raises:
            FetchError: it isn't a public http(s) address, doesn't answer in time, or what it
                answers is too long or no page.
        """
        deadline = self.clock() + self.seconds
        for _ in range(MOST_REDIRECTS + 1):
            parts = split(address)
            try:
                head, data = self._request(parts, deadline)
            except TimeoutError as error:
                raise FetchError(f"took longer than {self.seconds:g} seconds.") from error
            except ssl.SSLError as error:
                reason = getattr(error, "verify_message", "") or error.reason or "TLS failed"
                raise FetchError(f"can't be reached safely: {reason}.") from error
            except OSError as error:
                reason = error.strerror or type(error).__name__
                raise FetchError(f"can't be reached: {reason}.") from error
            except h11.RemoteProtocolError as error:
                raise FetchError("answered with something that isn't HTTP.") from error
            if head.status not in _REDIRECTS:
                return _page(head, data, address, self.most_bytes)
            address = urljoin(address, head.headers.get("location", ""))
        raise FetchError(f"leads on more than {MOST_REDIRECTS} times.")

    def _request(self, parts: SplitResult, deadline: float) -> tuple[_Head, bytes]:
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        chosen = self._checked(host, port, deadline)
        with self.connect(chosen, port, self._left(deadline)) as plain:
            plain.settimeout(self._left(deadline))
            if parts.scheme == "http":
                return self._talk(plain, parts, deadline)
            context = self.tls or ssl.create_default_context()
            with context.wrap_socket(plain, server_hostname=host) as sealed:
                return self._talk(sealed, parts, deadline)

    def _checked(self, host: str, port: int, deadline: float) -> str:
        """Return the first of the host's addresses, all of which are allowed."""
        desk = ThreadPoolExecutor(1, "resolve")
        try:
            found = list(desk.submit(self.resolve, host, port).result(self._left(deadline)))
        except OutOfTime as error:
            raise FetchError("has a name that isn't resolved in time.") from error
        except (OSError, UnicodeError) as error:
            raise FetchError("has a name that leads nowhere.") from error
        finally:
            desk.shutdown(wait=False)
        if not found:
            raise FetchError("has a name that leads nowhere.")
        if not all(map(self.allowed, found)):
            raise FetchError("leads to an address that isn't public, so it was not fetched.")
        return found[0]

    def _talk(
        self, stream: socket.socket, parts: SplitResult, deadline: float
    ) -> tuple[_Head, bytes]:
        """Send the request and return the answer, no more than ``most_bytes`` of it."""
        talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=MOST_HEAD_BYTES)
        target = urlunsplit(("", "", parts.path or "/", parts.query, ""))
        headers = [
            ("Host", parts.netloc),
            ("User-Agent", "Willing (reads single articles at a person's request)"),
            ("Accept", ", ".join(KINDS)),
            ("Accept-Encoding", "identity"),
            ("Connection", "close"),
        ]
        request = h11.Request(method="GET", target=target, headers=headers)
        stream.sendall((talk.send(request) or b"") + (talk.send(h11.EndOfMessage()) or b""))
        head, pieces, size = None, [], 0
        while True:
            event = talk.next_event()
            if event is h11.NEED_DATA:
                stream.settimeout(self._left(deadline))
                talk.receive_data(stream.recv(CHUNK))
            elif isinstance(event, h11.Response):
                head = _Head(event.status_code, _headers(event.headers.raw_items()))
                if head.status in _REDIRECTS:
                    return head, b""
            elif isinstance(event, h11.Data):
                pieces.append(bytes(event.data))
                size += len(event.data)
                if size > self.most_bytes:
                    raise _too_long(self.most_bytes)
            elif head is not None and isinstance(event, h11.EndOfMessage):
                return head, b"".join(pieces)
            elif not isinstance(event, h11.InformationalResponse):
                raise FetchError("ended without an answer.")

    def _left(self, deadline: float) -> float:
        left = deadline - self.clock()
        if left <= 0:
            raise TimeoutError
        return left


def split(address: str) -> SplitResult:
    """Return the parts of an ``http`` or ``https`` address, ready to be requested.

    Raises:
        FetchError: it is none, or names a user.
    """
    words = address.strip()
    if len(words) > LONGEST_ADDRESS:
        raise FetchError(f"is longer than {LONGEST_ADDRESS:,} characters.")
    if any(not one.isprintable() or one == " " for one in words):
        raise FetchError("has characters that an address doesn't have.")
    try:
        parts = urlsplit(quote(words, safe=_PLAIN))
        port = parts.port
    except ValueError as error:
        raise FetchError("is no address of a web page.") from error
    if parts.scheme not in PORTS or not parts.hostname or port == 0:
        raise FetchError("is no address of a web page: it has to begin with https:// or http://.")
    if "@" in parts.netloc:
        raise FetchError("names a user; give the address without.")
    return parts


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before an answer's body."""

    status: int
    headers: Mapping[str, str]


def _headers(items: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    return {name.decode("latin-1").lower(): value.decode("latin-1") for name, value in items}


def _page(head: _Head, data: bytes, address: str, most: int) -> Fetched:
    if head.status != 200:
        raise FetchError(f"answers with status {head.status}.")
    kind = head.headers.get("content-type", "text/html").partition(";")[0].strip().lower()
    if kind not in KINDS:
        raise FetchError(f"is {kind[:60] or 'something unnamed'}, not a page.")
    packing = head.headers.get("content-encoding", "identity").strip().lower()
    if packing != "identity":
        data = _unpacked(data, packing, most)
    return Fetched(data, KINDS[kind], address)


def _unpacked(data: bytes, packing: str, most: int) -> bytes:
    """Return what a server packed unasked, never holding more than ``most`` bytes of it."""
    if packing not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"is packed as {packing[:40]!r}, which isn't read here.")
    try:
        unpacking = zlib.decompressobj(wbits=zlib.MAX_WBITS | 32)
        plain = unpacking.decompress(data, most + 1)
    except zlib.error as error:
        raise FetchError("is packed, and damaged.") from error
    if len(plain) > most:
        raise _too_long(most)
    if not unpacking.eof:
        raise FetchError("is packed, and damaged.")
    return plain


def _too_long(most: int) -> FetchError:
    return FetchError(f"is longer than {most / 1_000_000:g} MB.")
