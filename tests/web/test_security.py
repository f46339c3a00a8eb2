"""Each guard of the desk: that it refuses, and that without it the hole is open."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi import Request
from fastapi.testclient import TestClient
from starlette.responses import JSONResponse

from web.conftest import BASE, client_of, csrf_of
from willing.model import WillingError
from willing.web import create_app, security
from willing.web.security import ALL_GUARDS, Guard

TOKEN = "a-long-word-that-nobody-guesses"
REBOUND = {"host": "attacker.example"}
FORM = "application/x-www-form-urlencoded"


def desk_with(ledger: Path, without: Guard | None = None, **options: object) -> TestClient:
    """A desk with every guard but one, and with a page that takes a form, as reviewing does."""
    guards = ALL_GUARDS - {without} if without else ALL_GUARDS
    app = create_app(ledger, guards=guards, **options)  # type: ignore[arg-type]

    async def change(request: Request) -> JSONResponse:
        body = await request.body()
        return JSONResponse({"changed": True, "bytes": len(body)})

    app.add_api_route("/change", change, methods=["POST"])
    return TestClient(app, base_url=BASE, follow_redirects=False, raise_server_exceptions=False)


@pytest.fixture(params=[True, False], ids=["guarded", "unguarded"])
def on(request: pytest.FixtureRequest) -> bool:
    """Whether the guard is on; without it each attack has to succeed, or it proves nothing."""
    return bool(request.param)


@pytest.mark.parametrize(
    "host",
    [
        "attacker.example",
        "127.0.0.1.attacker.example",
        "localhost.attacker.example:80",
        "",
        "a b",
        "192.168.1.7",
        "[::1",
        "127.0.0.1@attacker.example",
        "127.0.0.1, attacker.example",
    ],
)
def test_a_rebound_name_reads_nothing(example_ledger: Path, on: bool, host: str) -> None:
    client = desk_with(example_ledger, None if on else Guard.HOST)
    answer = client.get("/matrix", headers={"host": host})
    assert answer.status_code == (421 if on else 200)


@pytest.mark.parametrize(
    "host", ["127.0.0.1", "127.0.0.1:8321", "localhost:1", "[::1]:9", "LOCALHOST"]
)
def test_this_machine_s_names_are_answered(client: TestClient, host: str) -> None:
    assert client.get("/matrix", headers={"host": host}).status_code == 200


def test_other_names_are_those_that_were_given(example_ledger: Path) -> None:
    client = desk_with(example_ledger, host="192.168.1.7", token=TOKEN, names=["desk.example"])
    bearer = {"authorization": f"Bearer {TOKEN}"}
    for host, status in (
        ("192.168.1.7:8321", 200),
        ("desk.example", 200),
        ("other.example", 421),
        ("10.0.0.1", 421),
    ):
        assert client.get("/matrix", headers={"host": host, **bearer}).status_code == status
    everywhere = desk_with(example_ledger, host="0.0.0.0", token=TOKEN)
    for host, status in (("192.168.1.7:8321", 200), ("[fe80::1]", 200), ("other.example", 421)):
        assert everywhere.get("/matrix", headers={"host": host, **bearer}).status_code == status


def test_another_host_needs_a_token(example_ledger: Path) -> None:
    for host in ("0.0.0.0", "192.168.1.7", "::", "desk.example"):
        with pytest.raises(WillingError, match="token"):
            create_app(example_ledger, host=host)
    for host in ("127.0.0.1", "::1", "localhost", "127.0.0.9"):
        create_app(example_ledger, host=host).state.desk.close()


@pytest.mark.parametrize(
    "headers",
    [{}, {"authorization": "Bearer wrong"}, {"authorization": f"Basic {TOKEN}"},
     {"cookie": "willing_token=wrong"}, {"cookie": 'willing_token="'},
     {"authorization": "Bearer "}],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/matrix", "/matrix.json", "/api/positions", "/static/desk.css"])
def test_who_does_not_know_the_token_reads_nothing(
    example_ledger: Path, on: bool, headers: dict[str, str], path: str
) -> None:
    client = desk_with(example_ledger, None if on else Guard.TOKEN, host="127.0.0.1", token=TOKEN)
    answer = client.get(path, headers=headers)
    assert answer.status_code == (401 if on else 200)
    assert TOKEN not in answer.text


def test_the_token_is_shown_once_and_then_kept_in_a_cookie(example_ledger: Path) -> None:
    client = desk_with(example_ledger, token=TOKEN)
    assert client.get("/matrix?token=wrong").status_code == 401
    first = client.get(f"/matrix?issue=land&token={TOKEN}")
    assert first.status_code == 303
    assert first.headers["location"] == "/matrix?issue=land"
    cookie = first.headers["set-cookie"].casefold()
    assert "httponly" in cookie
    assert "samesite=strict" in cookie
    assert client.get("/matrix").status_code == 200
    away = client.get(f"//attacker.example/?token={TOKEN}")
    assert not away.headers.get("location", "/").startswith("//")


FORGED = [
    {},
    {"x-csrf-token": "wrong"},
    {"origin": "http://attacker.example"},
    {"sec-fetch-site": "cross-site"},
]


@pytest.mark.parametrize("headers", FORGED)
@pytest.mark.parametrize(
    "content_type", [FORM, "application/json", "multipart/form-data; boundary=x", "text/plain"]
)
def test_a_forged_form_changes_nothing(
    example_ledger: Path, on: bool, headers: dict[str, str], content_type: str
) -> None:
    client = desk_with(example_ledger, None if on else Guard.CSRF)
    sent = {**headers, "content-type": content_type}
    answer = client.post("/change", content=b"csrf=wrong&a=1", headers=sent)
    assert answer.status_code == (403 if on else 200)


@pytest.mark.parametrize("foreign", FORGED[2:])
def test_a_foreign_page_changes_nothing_even_with_the_token(
    example_ledger: Path, foreign: dict[str, str]
) -> None:
    client = desk_with(example_ledger)
    answer = client.post("/change", json={}, headers={**csrf_of(client), **foreign})
    assert answer.status_code == 403


def test_the_desk_s_own_form_changes_what_it_should(example_ledger: Path) -> None:
    client = desk_with(example_ledger)
    token = csrf_of(client)["X-CSRF-Token"]
    own = {"origin": BASE, "sec-fetch-site": "same-origin"}
    form = client.post("/change", data={"csrf": token, "a": "1"}, headers=own)
    assert form.json()["bytes"] > 0
    assert client.post("/change", json={"a": 1}, headers=csrf_of(client)).status_code == 200
    long = client.post("/change", data={"a": "x" * security.MOST_FORM, "csrf": token})
    assert long.status_code == 403


def test_every_route_that_changes_something_is_guarded(example_ledger: Path) -> None:
    with client_of(example_ledger) as client:
        paths = [
            (route.path, method)
            for route in client.app.routes  # type: ignore[attr-defined]
            for method in getattr(route, "methods", None) or ()
            if method not in security.SAFE
        ]
        for path, method in paths:
            assert client.request(method, path.replace("{", "").replace("}", "")).status_code == 403


def test_the_policy_lets_nothing_run_but_the_desk_s_own_files(
    example_ledger: Path, on: bool
) -> None:
    client = desk_with(example_ledger, None if on else Guard.POLICY)
    for path in ("/matrix", "/matrix.json", "/nothing", "/static/desk.js", "/api/openapi.json"):
        headers = client.get(path).headers
        policy = headers.get("content-security-policy", "")
        assert ("script-src 'self'" in policy) is on
        assert ("default-src 'none'" in policy) is on
        assert "unsafe" not in policy
        assert (headers.get("x-content-type-options") == "nosniff") is on
    rebound = client.get("/matrix", headers=REBOUND)
    assert ("content-security-policy" in rebound.headers) is on


def chunks(count: int) -> Iterator[bytes]:
    for _ in range(count):
        yield b"x" * security.MEGABYTE


@pytest.mark.parametrize("says", [True, False], ids=["says its length", "doesn't say its length"])
def test_nobody_sends_more_than_is_taken(example_ledger: Path, on: bool, says: bool) -> None:
    client = desk_with(example_ledger, None if on else Guard.SIZE)
    count = security.MOST_BODY // security.MEGABYTE + 1
    content = b"".join(chunks(count)) if says else chunks(count)
    headers = {**csrf_of(client), "content-type": "application/octet-stream"}
    answer = client.post("/change", content=content, headers=headers)
    assert answer.status_code == (413 if on else 200)


@pytest.mark.parametrize(
    "path",
    ["/static/../desk.py", "/static/%2e%2e/desk.py", "/static/..%2f..%2fapp.py",
     "/static//etc/passwd", "/static/%00", "/article/..%2f..%2fetc%2fpasswd",
     "/position/%2e%2e%2f%2e%2e", "/cite/article/..%2f.ris", "/report/..%2f..", "/read/..%2f.."],
)  # fmt: skip
def test_no_path_reaches_the_file_system(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.status_code in (400, 404, 405, 422)
    assert "root:" not in answer.text
    assert "import " not in answer.text


@pytest.mark.parametrize(
    "query",
    ["stance=nonsense", "as_of=yesterday", "since=2025-13-45", "source_kind=x", "sort=%00",
     "actor=" + "x" * 501, "&".join(f"a{n}=1" for n in range(201)), "moved=5", "page=%27%22",
     "as_of=9999-12-31", "as_of=0001-01-01", "q=%25%5f%27", "actor=%00", "issue=%ED%A0%80"],
)  # fmt: skip
@pytest.mark.parametrize("path", ["/matrix", "/articles", "/matrix.json", "/timeline", "/map"])
def test_a_strange_address_is_answered_in_words(client: TestClient, path: str, query: str) -> None:
    answer = client.get(f"{path}?{query}")
    assert answer.status_code in (200, 400), answer.text


def test_nothing_loads_from_another_host_and_nothing_runs_inline(client: TestClient) -> None:
    import re

    for path in ("/matrix", "/articles", "/timeline", "/map", "/what-if", "/review", "/read"):
        page = client.get(path).text
        for attribute in re.findall(r'(?:src|href|action)="([^"]*)"', page):
            assert not attribute.startswith(("http:", "https:", "//", "javascript:")), attribute
        assert not re.search(r"<script(?![^>]*(src=|type=\"application/json\"))", page)
        assert not re.search(r"\son[a-z]+=", re.sub(r'"[^"]*"', "", page))
        assert "<style" not in page
