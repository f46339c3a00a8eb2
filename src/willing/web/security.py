"""What the desk refuses: foreign Host headers, strangers, forged forms, too much; a guard each."""

from __future__ import annotations

import contextlib
import hmac
import ipaddress
from collections.abc import Iterable
from enum import StrEnum
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MEGABYTE = 1024 * 1024
MOST_BODY = 64 * MEGABYTE
"""The most that one request may send."""
MOST_FORM = MEGABYTE
"""The most that a plain form may send."""

COOKIE = "willing_token"
CSRF_FIELD, CSRF_HEADER = "csrf", "x-csrf-token"
SAFE = ("GET", "HEAD", "OPTIONS")

POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}


class Guard(StrEnum):
    """Each thing that is checked; all are on, save where a test shows what one keeps out."""

    HOST = "host"
    TOKEN = "token"
    CSRF = "csrf"
    POLICY = "policy"
    SIZE = "size"


ALL_GUARDS = frozenset(Guard)


def is_loopback(host: str) -> bool:
    """Tell whether ``host`` reaches this machine only."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class HostCheck:
    """Answers only where the Host header names this server: a rebound DNS name is refused.

    ``names`` are served beside the loopback names; with ``addresses``, any IP address is, too (for
    a server on every interface; a rebinding needs a name).
    """

    def __init__(self, app: ASGIApp, names: Iterable[str], addresses: bool) -> None:
        self._app = app
        self._names = {name.casefold().strip("[]") for name in names}
        self._addresses = addresses

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or self._known(Headers(scope=scope).getlist("host")):
            await self._app(scope, receive, send)
            return
        text = "This desk doesn't answer to that name.\n"
        await PlainTextResponse(text, 421)(scope, receive, send)

    def _known(self, hosts: list[str]) -> bool:
        if len(hosts) != 1:
            return False
        try:
            name = (urlsplit(f"//{hosts[0]}").hostname or "").casefold()
        except ValueError:
            return False
        if is_loopback(name) or name in self._names:
            return True
        try:
            ipaddress.ip_address(name)
        except ValueError:
            return False
        return self._addresses


class TokenCheck:
    """Lets in only who knows the token: as ``?token=`` once, then a cookie, or as a bearer."""

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or self._shown(Headers(scope=scope)):
            await self._app(scope, receive, send)
            return
        pairs = parse_qsl(scope["query_string"].decode("latin-1"))
        if scope["method"] == "GET" and any(self._right(v) for n, v in pairs if n == "token"):
            rest = urlencode([pair for pair in pairs if pair[0] != "token"])
            path = "/" + scope["path"].lstrip("/\\")
            answer: Response = RedirectResponse(f"{path}?{rest}" if rest else path, 303)
            answer.set_cookie(COOKIE, self._token, httponly=True, samesite="strict")
        else:
            text = "This desk asks for its token: open the address that `willing serve` printed.\n"
            answer = PlainTextResponse(text, 401, {"WWW-Authenticate": "Bearer"})
        await answer(scope, receive, send)

    def _shown(self, headers: Headers) -> bool:
        kind, _, word = headers.get("authorization", "").partition(" ")
        if kind.casefold() == "bearer" and self._right(word.strip()):
            return True
        jar: SimpleCookie = SimpleCookie()
        try:
            jar.load(headers.get("cookie", ""))
        except CookieError:
            return False
        return COOKIE in jar and self._right(jar[COOKIE].value)

    def _right(self, word: str) -> bool:
        return hmac.compare_digest(word.encode(), self._token.encode())


class CsrfCheck:
    """Takes a request that changes something only with the token that the pages carry.

    It is looked for in the header ``X-CSRF-Token``, then in the field ``csrf`` of a plain form
    (``application/x-www-form-urlencoded``); other bodies have to send the header.  A request that
    the browser itself says to come from elsewhere is refused in any case.
    """

    def __init__(self, app: ASGIApp, token: str) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http" or scope["method"] in SAFE:
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        if _foreign(headers):
            await self._refuse(scope, receive, send)
        elif self._right(headers.get(CSRF_HEADER, "")):
            await self._app(scope, receive, send)
        elif headers.get("content-type", "").startswith("application/x-www-form-urlencoded"):
            body = await _body(receive)
            fields = parse_qs((body or b"").decode("utf-8", "replace"), max_num_fields=None)
            if body is not None and self._right(fields.get(CSRF_FIELD, [""])[0]):
                await self._app(scope, _again(body, receive), send)
            else:
                await self._refuse(scope, receive, send)
        else:
            await self._refuse(scope, receive, send)

    def _right(self, word: str) -> bool:
        return hmac.compare_digest(word.encode(), self._token.encode())

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        text = "The form is out of date, or not from this desk; load the page again.\n"
        await PlainTextResponse(text, 403)(scope, receive, send)


def _foreign(headers: Headers) -> bool:
    """Tell whether the browser says that the request comes from another site's page."""
    if headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none"):
        return True
    origin = headers.get("origin")
    return origin is not None and urlsplit(origin).netloc != headers.get("host")


async def _body(receive: Receive) -> bytes | None:
    """Return a plain form's body, ``None`` where it is too long."""
    chunks: list[bytes] = []
    size, more = 0, True
    while more:
        message = await receive()
        if message["type"] == "http.disconnect":
            return None
        chunks.append(message.get("body", b""))
        size += len(chunks[-1])
        more = message.get("more_body", False)
        if size > MOST_FORM:
            return None
    return b"".join(chunks)


def _again(body: bytes, receive: Receive) -> Receive:
    """Return a channel that gives ``body`` once more, then what ``receive`` has."""
    given = False

    async def channel() -> Message:
        nonlocal given
        if given:
            return await receive()
        given = True
        return {"type": "http.request", "body": body, "more_body": False}

    return channel


class PolicyHeaders:
    """Tells the browser to run and load nothing but the desk's own files."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["Content-Security-Policy"] = POLICY
                for name, value in HEADERS.items():
                    headers[name] = value
            await send(message)

        await self._app(scope, receive, with_headers if scope["type"] == "http" else send)


class SizeLimit:
    """Refuses a request that sends more than ``most`` bytes, whatever it says of its length."""

    def __init__(self, app: ASGIApp, most: int = MOST_BODY) -> None:
        self._app = app
        self._most = most

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        length = Headers(scope=scope).get("content-length", "")
        if length.isdigit() and int(length) > self._most:
            await self._refuse(scope, receive, send)
            return
        size, started = 0, False

        async def counted() -> Message:
            nonlocal size
            message = await receive()
            size += len(message.get("body", b""))
            if size > self._most:
                raise _TooMuchError
            return message

        async def noted(message: Message) -> None:
            nonlocal started
            if size <= self._most or started:
                started = True
                await send(message)

        with contextlib.suppress(_TooMuchError):
            await self._app(scope, counted, noted)
        if not started:
            await self._refuse(scope, receive, send)

    async def _refuse(self, scope: Scope, receive: Receive, send: Send) -> None:
        text = f"That is more than {self._most // MEGABYTE or 1} MB; send less at a time.\n"
        await PlainTextResponse(text, 413)(scope, receive, send)


class _TooMuchError(Exception):
    """More was sent than is taken."""
