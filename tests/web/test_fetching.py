"""The fetcher is tried on loopback only: names, addresses and clocks are made up."""

from __future__ import annotations

import contextlib
import gzip
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from willing.web import fetching
from willing.web.fetching import Fetcher, FetchError, is_public, split

PAGE = b"<html><body><p>Bern would send soldiers.</p></body></html>"
PUBLIC = "93.184.215.14"


def answer(body: bytes = PAGE, status: str = "200 OK", *headers: str) -> bytes:
    given = ["Content-Type: text/html"] if not any("ontent-Type" in h for h in headers) else []
    lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *given, *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


@contextmanager
def server(*answers: bytes, hold: bool = False) -> Iterator[tuple[int, list[bytes]]]:
    """Serve ``answers`` one after another on loopback; yield the port and what was asked."""
    asked: list[bytes] = []
    listening = socket.create_server(("127.0.0.1", 0))

    def serve() -> None:
        for one in answers:
            try:
                stream, _ = listening.accept()
            except OSError:
                return
            with stream:
                asked.append(stream.recv(65536))
                try:
                    stream.sendall(one)
                    if hold:
                        stream.recv(1)
                except OSError:
                    continue

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield listening.getsockname()[1], asked
    finally:
        listening.close()


class World:
    """A made-up internet: names lead to addresses, and every connection ends on loopback."""

    def __init__(self, port: int = 0, names: dict[str, list[str]] | None = None) -> None:
        self.port = port
        self.names = names or {}
        self.resolved: list[str] = []
        self.reached: list[tuple[str, int]] = []

    def resolve(self, host: str, port: int) -> list[str]:
        self.resolved.append(host)
        if host not in self.names:
            raise socket.gaierror("no such name")
        return self.names[host]

    def connect(self, address: str, port: int, seconds: float) -> socket.socket:
        self.reached.append((address, port))
        return socket.create_connection(("127.0.0.1", self.port), seconds)

    def fetcher(self, **changes: Any) -> Fetcher:
        return replace(Fetcher(self.resolve, self.connect), **changes)


def refused(fetcher: Fetcher, address: str) -> str:
    with pytest.raises(FetchError) as error:
        fetcher.fetch(address)
    return str(error.value)


def test_a_public_page_is_fetched_from_the_address_that_was_checked() -> None:
    with server(answer()) as (port, asked):
        world = World(port, {"news.example": [PUBLIC, "2606:2800:21f:cb07::1"]})
        page = world.fetcher().fetch("http://news.example/a?b=c#d")
    assert (page.data, page.suffix, page.address) == (PAGE, ".html", "http://news.example/a?b=c#d")
    assert world.resolved == ["news.example"]
    assert world.reached == [(PUBLIC, 80)]
    assert asked[0].startswith(b"GET /a?b=c HTTP/1.1\r\nHost: news.example\r\n")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.9.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254",
        "100.64.0.1", "0.0.0.0", "224.0.0.1", "239.255.255.250", "240.0.0.1", "255.255.255.255",
        "192.0.2.1", "198.18.0.1", "203.0.113.7", "192.0.0.1",
        "::1", "::", "fe80::1", "fe80::1%eth0", "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1",
        "::ffff:127.0.0.1", "::ffff:10.0.0.1", "::ffff:169.254.169.254", "::127.0.0.1",
        "2002:7f00:0001::", "2002:0a00:0001::1", "64:ff9b::7f00:1", "64:ff9b::a9fe:a9fe",
        "2001:0:7f00:1::", "fec0::1", "100::1", "no address", "",
    ],
)  # fmt: skip
def test_addresses_that_are_not_public_are_refused(address: str) -> None:
    assert not is_public(address)
    world = World(9, {"news.example": [address]})
    assert "isn't public" in refused(world.fetcher(), "http://news.example/")
    assert world.reached == []


@pytest.mark.parametrize("address", [PUBLIC, "8.8.8.8", "2606:2800:21f:cb07::1"])
def test_public_addresses_are_public(address: str) -> None:
    assert is_public(address)


def test_one_private_address_among_public_ones_is_enough_to_refuse() -> None:
    world = World(9, {"news.example": [PUBLIC, "10.0.0.1"]})
    assert "isn't public" in refused(world.fetcher(), "http://news.example/")
    assert world.reached == []


@pytest.mark.parametrize("host", ["127.0.0.1", "[::1]", "[::ffff:127.0.0.1]", "2130706433", "0"])
def test_numbers_in_the_address_are_looked_at_like_names(host: str) -> None:
    connected: list[str] = []

    def connect(address: str, port: int, seconds: float) -> socket.socket:
        connected.append(address)
        raise OSError("nothing is reached in this test")

    assert "isn't public" in refused(Fetcher(connect=connect), f"http://{host}/")
    assert connected == []


def test_a_name_is_not_resolved_a_second_time() -> None:
    with server(answer()) as (port, _):
        world = World(port, {"rebound.example": [PUBLIC]})
        turns = count()

        def resolve(host: str, number: int) -> list[str]:
            return [PUBLIC] if next(turns) == 0 else ["127.0.0.1"]

        world.fetcher(resolve=resolve).fetch("http://rebound.example/")
    assert world.reached == [(PUBLIC, 80)]
    assert next(turns) == 1


def test_the_connection_takes_numbers_only() -> None:
    with pytest.raises(ValueError, match=r"localhost"):
        fetching.connect("localhost", 80, 1)


def test_each_redirect_is_looked_at_anew() -> None:
    moved = answer(b"", "302 Found", "Location: http://inside.example/secret")
    with server(moved, answer()) as (port, asked):
        names = {"news.example": [PUBLIC], "inside.example": ["10.0.0.1"]}
        world = World(port, names)
        assert "isn't public" in refused(world.fetcher(), "http://news.example/")
    assert len(asked) == 1
    assert world.resolved == ["news.example", "inside.example"]


def test_a_redirect_may_not_leave_http() -> None:
    with server(answer(b"", "301 Moved", "Location: file:///etc/passwd")) as (port, _):
        world = World(port, {"news.example": [PUBLIC]})
        assert "no address of a web page" in refused(world.fetcher(), "http://news.example/")


def test_redirects_end() -> None:
    round_ = answer(b"", "302 Found", "Location: /again")
    with server(*[round_] * 9) as (port, asked):
        world = World(port, {"news.example": [PUBLIC]})
        assert "more than 5 times" in refused(world.fetcher(), "http://news.example/")
    assert len(asked) == 6


def test_a_redirect_that_stays_public_is_followed() -> None:
    with server(answer(b"", "302 Found", "Location: /there"), answer()) as (port, asked):
        world = World(port, {"news.example": [PUBLIC]})
        assert world.fetcher().fetch("http://news.example/").address == "http://news.example/there"
    assert asked[1].startswith(b"GET /there ")


@pytest.mark.parametrize(
    "address",
    [
        "ftp://news.example/", "file:///etc/passwd", "gopher://x/", "javascript:alert(1)", "news",
        "http://", "http://user:secret@news.example/", "http://news.example:99999/",
        "http://news.example:0/", "http://[::1", "http://a b/", "http://x/\r\nHost: y", "//x/",
        "http://x/" + "a" * 2000,
    ],
)  # fmt: skip
def test_only_addresses_of_web_pages_are_taken(address: str) -> None:
    with pytest.raises(FetchError):
        split(address)


def test_letters_beyond_ascii_are_written_as_browsers_write_them() -> None:
    assert split("https://news.example/Türkiye?q=é").path == "/T%C3%BCrkiye"


@pytest.mark.parametrize("length", [True, False])
def test_a_page_has_a_most(length: bool) -> None:
    body = b"a" * 2000
    whole = answer(body) if length else (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nConnection: close\r\n\r\n" + body
    )  # fmt: skip
    with server(whole) as (port, _):
        world = World(port, {"news.example": [PUBLIC]})
        assert "longer than" in refused(world.fetcher(most_bytes=1000), "http://news.example/")


def test_a_packed_page_is_bounded_unpacked() -> None:
    bomb = gzip.compress(b"a" * 1_000_000)
    assert len(bomb) < 2000
    packed = answer(bomb, "200 OK", "Content-Encoding: gzip")
    small = answer(gzip.compress(PAGE), "200 OK", "Content-Encoding: gzip")
    with server(packed, small) as (port, _):
        world = World(port, {"news.example": [PUBLIC]})
        assert "longer than" in refused(world.fetcher(most_bytes=9000), "http://news.example/")
        assert world.fetcher().fetch("http://news.example/").data == PAGE


def test_unpacking_stops_at_the_most() -> None:
    bomb = gzip.compress(bytes(60_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(FetchError):
            fetching._unpacked(bomb, "gzip", 1000)
        assert tracemalloc.get_traced_memory()[1] < 10_000_000
    finally:
        tracemalloc.stop()


def test_a_server_that_drips_is_given_up() -> None:
    listening = socket.create_server(("127.0.0.1", 0))
    over = threading.Event()

    def drip() -> None:
        stream, _ = listening.accept()
        with stream, contextlib.suppress(OSError):
            stream.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 9000\r\n\r\n")
            for _ in range(200):
                if over.wait(0.05):
                    return
                stream.sendall(b"a")

    threading.Thread(target=drip, daemon=True).start()
    world = World(listening.getsockname()[1], {"news.example": [PUBLIC]})
    began = time.monotonic()
    assert "longer than 1 seconds" in refused(world.fetcher(seconds=1.0), "http://news.example/")
    assert time.monotonic() - began < 8
    over.set()
    listening.close()


def test_a_server_that_falls_silent_is_given_up() -> None:
    started = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 900\r\n\r\nabc"
    with server(started, hold=True) as (port, _):
        world = World(port, {"news.example": [PUBLIC]})
        assert "longer than 0.3 seconds" in refused(
            world.fetcher(seconds=0.3), "http://news.example/"
        )


def test_the_time_counts_over_all_pieces_together() -> None:
    with server(answer()) as (port, _):
        world = World(port, {"news.example": [PUBLIC]})
        ticks = count(0, 4)
        fetcher = world.fetcher(seconds=10, clock=lambda: float(next(ticks)))
        assert "longer than 10 seconds" in refused(fetcher, "http://news.example/")


def test_a_name_that_is_not_resolved_in_time_is_given_up() -> None:
    never = threading.Event()

    def resolve(host: str, port: int) -> list[str]:
        never.wait(5)
        return [PUBLIC]

    assert "resolved in time" in refused(Fetcher(resolve=resolve, seconds=0.2), "http://a.example/")
    never.set()


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (answer(b"x", "200 OK", "Content-Type: application/pdf"), "is application/pdf, not a page"),
        (answer(b"", "404 Not Found"), "answers with status 404"),
        (b"SSH-2.0-OpenSSH\r\n", "isn't HTTP"),
        (b"HTTP/1.1 200 OK\r\nX: " + b"a" * 200_000, "isn't HTTP"),
        (answer(b"x", "200 OK", "Content-Encoding: br"), "packed as 'br'"),
        (answer(b"x", "200 OK", "Content-Encoding: gzip"), "damaged"),
        (b"", "isn't HTTP"),
    ],
)
def test_what_is_no_page_is_said_to_be_none(given: bytes, words: str) -> None:
    with server(given) as (port, _):
        world = World(port, {"news.example": [PUBLIC]})
        assert words in refused(world.fetcher(), "http://news.example/")


def test_names_that_lead_nowhere_and_hosts_that_do_not_answer() -> None:
    world = World(1, {"news.example": [PUBLIC], "empty.example": []})
    assert "leads nowhere" in refused(world.fetcher(), "http://other.example/")
    assert "leads nowhere" in refused(world.fetcher(), "http://empty.example/")
    assert "can't be reached" in refused(world.fetcher(), "http://news.example/")


def test_tls_is_spoken_with_the_name_and_a_stranger_is_refused() -> None:
    with server(b"this is no TLS") as (port, asked):
        world = World(port, {"news.example": [PUBLIC]})
        assert "can't be reached safely" in refused(world.fetcher(), "https://news.example/")
    assert world.reached == [(PUBLIC, 443)]
    assert b"news.example" in asked[0]
