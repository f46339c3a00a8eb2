from __future__ import annotations

import asyncio
import csv
import io
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fastapi.testclient import TestClient

from web.conftest import client_of, csrf_of
from web.test_fetching import PUBLIC, World, answer, server
from web.test_jobs import FAKE
from web.web_ledgers import make
from willing.web import uploads
from willing.web.jobs import Jobs
from willing.web.views import intake

Files = list[tuple[str, tuple[str, bytes]]]


@pytest.fixture
def ledger(tmp_path: Path) -> Path:
    return make(tmp_path / "x.db")


def desk(ledger: Path, **options: Any) -> TestClient:
    client = client_of(ledger, **options)
    client.app.state.jobs = Jobs(FAKE)  # type: ignore[attr-defined]
    return client


@pytest.fixture
def client(ledger: Path) -> Iterator[TestClient]:
    with desk(ledger) as made:
        yield made


def files(*given: tuple[str, str]) -> Files:
    return [("files", (name, text.encode())) for name, text in given]


def send(client: TestClient, given: Files | None = None, /, **fields: str) -> Any:
    headers = csrf_of(client) | {"X-Partial": "1"}
    return client.post("/read", files=given or [("none", ("", b""))], data=fields, headers=headers)


def report(client: TestClient, sent: Any, seconds: float = 30) -> dict[str, Any]:
    assert sent.status_code == 201, sent.text
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        job: dict[str, Any] = client.get(sent.json()["href"] + ".json").json()["job"]
        if job["ended"]:
            return job
        time.sleep(0.02)
    raise AssertionError("the job did not end")


def test_files_and_a_text_are_read_and_reported(client: TestClient) -> None:
    given = files(("a.txt", "one"), ("b.txt", "bad"), ("c.exe", "MZ"))
    sent = send(client, given, text="A headline\nand a text")
    job = report(client, sent)
    assert (job["state"], job["files"], job["of"]) == ("done", 3, 3)
    assert [one["label"] for one in job["articles_read"]] == ["a.txt", "pasted: A headline"]
    assert [one["label"] for one in job["problem_lines"]] == ["c.exe", "b.txt"]
    page = client.get(sent.json()["href"])
    assert "Review what was read" in page.text
    assert "is bad." in page.text
    assert job["title"] in client.get("/read").text
    rows = list(csv.DictReader(io.StringIO(client.get(sent.json()["href"] + ".csv").text)))
    assert [row["what"] for row in rows] == ["read", "read", "not read", "not read"]
    assert client.get("/read.json").json()["jobs"][0]["articles"] == 2
    assert "a.txt and 3 more" in client.get("/read.csv").text


def test_without_a_script_a_text_can_be_pasted(client: TestClient) -> None:
    fields = {"text": "A headline", "csrf": client.app.state.csrf}  # type: ignore[attr-defined]
    sent = client.post("/read", data=fields)
    assert sent.status_code == 303
    assert client.get(sent.headers["location"]).status_code == 200


def test_nothing_is_taken_without_the_token(client: TestClient) -> None:
    assert client.post("/read", files=files(("a.txt", "one"))).status_code == 403
    assert client.post("/read/0/cancel").status_code == 403
    assert client.get("/read.json").json()["jobs"] == []


def test_a_job_is_cancelled_from_the_page(client: TestClient) -> None:
    sent = send(client, files(("a.txt", "one"), ("b.txt", "hang"), ("c.txt", "two")))
    href = sent.json()["href"]
    until = time.monotonic() + 20
    while client.get(href + ".json").json()["job"]["at"] != "b.txt":
        assert time.monotonic() < until
    text = client.get(href).text
    assert "Cancel" in text
    assert 'value="1"' in text
    assert client.post(f"{href}/cancel", headers=csrf_of(client)).status_code == 303
    job = report(client, sent)
    assert job["state"] == "cancelled"
    assert [one["label"] for one in job["articles_read"]] == ["a.txt"]


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Choose a file"),
        ({"text": "words", "published": "soon"}, "is no day"),
        ({"text": "words", "outlet": "x" * 200}, "120 characters"),
        ({"text": "words", "agenda": "../../secret.yaml"}, "no agenda"),
        ({"text": "words", "agenda": "/etc/passwd"}, "no agenda"),
        ({"addresses": "https://news.example/"}, "Fetching addresses is off"),
    ],
)
def test_what_cannot_be_used_is_said(
    client: TestClient, fields: dict[str, str], words: str
) -> None:
    refused = send(client, **fields)
    assert refused.status_code == 422
    assert words in refused.json()["detail"]
    assert client.get("/read.json").json()["jobs"] == []


def test_too_many_files_are_refused(client: TestClient, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "MOST_FILES", 3)
    refused = send(client, files(*[(f"{n}.txt", "one") for n in range(4)]))
    assert refused.status_code == 400
    assert "Too many files" in refused.json()["detail"]


def test_a_text_that_is_too_long_is_refused(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "MOST_TEXT_BYTES", 100)
    assert send(client, text="a" * 101).status_code == 400


def test_a_file_that_is_too_long_is_a_line(
    client: TestClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(uploads, "MOST_FILE_BYTES", 1000)
    job = report(client, send(client, files(("a.txt", "one"), ("b.txt", "b" * 1001))))
    assert [one["label"] for one in job["problem_lines"]] == ["b.txt"]
    assert len(job["articles_read"]) == 1


def test_sending_has_a_longest_time(ledger: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(intake, "UPLOAD_SECONDS", 0.2)

    async def drip() -> AsyncIterator[bytes]:
        yield b'--x\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
        await asyncio.sleep(60)
        yield b"words\r\n--x--\r\n"

    async def refused() -> httpx.Response:
        with desk(ledger) as client:
            transport = httpx.ASGITransport(client.app)
            headers = csrf_of(client) | {"Content-Type": "multipart/form-data; boundary=x"}
            async with httpx.AsyncClient(
                transport=transport, base_url="http://127.0.0.1"
            ) as sender:
                return await sender.post("/read", content=drip(), headers=headers)

    began = time.monotonic()
    assert asyncio.run(refused()).status_code == 408
    assert time.monotonic() - began < 50


def test_only_so_much_may_wait(client: TestClient) -> None:
    hrefs = [send(client, files(("a.txt", "hang"))) for _ in range(6)]
    refused = send(client, files(("a.txt", "one")))
    assert refused.status_code == 429
    for sent in reversed(hrefs):
        client.post(sent.json()["href"] + "/cancel", headers=csrf_of(client))
    for sent in hrefs:
        assert report(client, sent)["state"] == "cancelled"


def test_the_folder_is_gone_afterwards_and_never_named_by_the_request(
    client: TestClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = tmp_path / "spool"
    spool.mkdir()
    monkeypatch.setattr("tempfile.tempdir", str(spool))
    sent = send(client, files(("../../../a.txt", "slow"), ("/etc/b.txt", "one")))
    assert all(one.name.startswith("willing-") for one in spool.iterdir())
    report(client, sent)
    until = time.monotonic() + 10
    while list(spool.iterdir()):
        assert time.monotonic() < until
    send(client)
    assert list(spool.iterdir()) == []


def test_hostile_names_are_shown_as_they_are(client: TestClient) -> None:
    hostile = "<img src=x onerror=alert(1)>.txt"
    sent = send(client, files((hostile, "<script>alert(1)</script>"), ("<b>.exe", "x")))
    report(client, sent)
    for path in (sent.json()["href"], "/read"):
        text = client.get(path).text
        assert "<img src" not in text
        assert "<script>alert" not in text
        assert "<b>.exe" not in text


def test_pages_of_jobs_that_are_not_there(client: TestClient) -> None:
    for path in ("/read/zzz", "/read/zzz.json", "/read/zzz.csv"):
        assert client.get(path).status_code == 404


@pytest.fixture
def fetching(ledger: Path) -> Iterator[TestClient]:
    with desk(ledger, allow_fetch=True) as client:
        yield client


def test_addresses_are_fetched_once_that_is_switched_on(fetching: TestClient) -> None:
    assert 'name="addresses"' in fetching.get("/read").text
    names = {"news.example": [PUBLIC], "inside.example": ["192.168.0.1"]}
    with server(answer()) as (port, _):
        world = World(port, names)
        fetching.app.state.fetcher = world.fetcher()  # type: ignore[attr-defined]
        given = (
            "http://news.example/a\nhttp://inside.example/\nfile:///etc/passwd\nhttp://x.example"
        )
        job = report(fetching, send(fetching, addresses=given))
    assert [one["label"] for one in job["articles_read"]] == ["http://news.example/a"]
    said = {one["label"]: one["sentence"] for one in job["problem_lines"]}
    assert "isn't public" in said["http://inside.example/"]
    assert "no address of a web page" in said["file:///etc/passwd"]
    assert "leads nowhere" in said["http://x.example"]
    assert (job["files"], job["of"]) == (4, 4)
    assert world.reached == [(PUBLIC, 80)]


def test_the_fetcher_in_use_is_the_one_that_refuses_private_addresses(
    fetching: TestClient,
) -> None:
    with server(answer()) as (port, asked):
        job = report(fetching, send(fetching, addresses=f"http://127.0.0.1:{port}/"))
    assert asked == []
    assert "isn't public" in job["problem_lines"][0]["sentence"]


def test_addresses_are_bounded_in_number(fetching: TestClient) -> None:
    many = "\n".join(f"http://news.example/{n}" for n in range(51))
    refused = send(fetching, addresses=many)
    assert refused.status_code == 422
    assert "50 addresses at most" in refused.json()["detail"]


def test_fetching_is_off_unless_it_is_asked_for(client: TestClient) -> None:
    text = client.get("/read").text
    assert 'name="addresses"' not in text
    assert "willing serve --fetch" in text


def test_the_desk_itself_loads_no_parser(ledger: Path) -> None:

    code = (
        "import sys\nfrom fastapi.testclient import TestClient\n"
        "from willing.web import create_app\n"
        f"app = create_app({str(ledger)!r})\n"
        "client = TestClient(app, base_url='http://127.0.0.1')\n"
        "assert client.get('/read').status_code == 200\n"
        "print(*(name for name in ('spacy', 'trafilatura') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
