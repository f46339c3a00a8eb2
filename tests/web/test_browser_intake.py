from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from web.conftest import Server, Watched, start, stop, watch
from web.test_browser_review import violations
from web.web_ledgers import make
from willing.store import Store

LONG = 240_000
"""Milliseconds within which a few short articles are read, on a busy machine too."""


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = start(make(tmp_path / "x.db"))
    yield found
    stop(found)


def article(country: str, times: int = 1) -> str:
    said = f"{country} is ready to send soldiers to the strait, its prime minister said on Monday. "
    return f"{country} offers soldiers\n" + said * times


def upload(name: str, text: str | bytes) -> dict[str, Any]:
    data = text if isinstance(text, bytes) else text.encode()
    return {"name": name, "mimeType": "text/plain", "buffer": data}


def paths(server: Server) -> set[str]:
    with Store.open(server.ledger) as store:
        return {one.path for one in store.articles()}


def test_files_are_uploaded_watched_and_reported(server: Server, watched: Watched) -> None:
    page = watched.page
    page.set_default_timeout(LONG)
    page.goto(server.url + "/read")
    given = [
        upload("norway.txt", article("Norway")),
        upload("../../junk.txt", b"\x00\x01\x02"),
        upload("tool.exe", b"MZ"),
    ]
    page.set_input_files("#files", given)
    assert page.locator("#chosen li").count() == 3
    page.fill("#text", article("Denmark"))
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url("**/read/*")
    assert page.locator("#progress").count() == 1
    page.wait_for_selector("[data-ended='1']")
    assert page.locator("#cancel").count() == 0
    figures = page.locator(".figures dd").all_text_contents()
    assert figures[0] == "2"
    assert figures[3] == "2"
    assert "done" in page.locator("#job-said").text_content()
    text = page.locator("#job").text_content()
    assert "is binary data, not text." in text
    assert "is no kind of file that is read here" in text
    assert {"norway.txt", "pasted: Denmark offers soldiers"} <= paths(server)
    page.get_by_role("link", name="Norway offers soldiers").click()
    page.wait_for_selector("h1")


def test_a_long_reading_is_cancelled_and_what_was_read_is_kept(
    server: Server, watched: Watched
) -> None:
    page = watched.page
    page.set_default_timeout(LONG)
    before = paths(server)
    page.goto(server.url + "/read")
    many = [upload(f"{n:03}.txt", article(f"Norway{n}", 60)) for n in range(150)]
    page.set_input_files("#files", many)
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url("**/read/*")
    page.wait_for_function("() => Number(document.querySelector('.figures dd').textContent) >= 1")
    page.get_by_role("button", name="Cancel").click()
    page.wait_for_selector("[data-ended='1']")
    assert "Cancelled" in page.locator(".state").text_content()
    read = int(page.locator(".figures dd").first.text_content())
    assert 1 <= read < 150
    assert len(paths(server) - before) in (read, read + 1)


def test_what_cannot_be_sent_is_said(server: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(server.url + "/read")
    page.evaluate("() => { document.getElementById('intake').dataset.most = '10'; }")
    page.set_input_files("#files", [upload("a.txt", "more than ten bytes")])
    page.get_by_role("button", name="Read", exact=True).click()
    page.get_by_text("send less at a time").wait_for()
    assert page.url.endswith("/read")


def test_files_can_be_dropped(server: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(server.url + "/read")
    page.evaluate(
        """() => {
          const carried = new DataTransfer();
          carried.items.add(new File(["words"], "dropped.txt"));
          const options = { bubbles: true, cancelable: true, dataTransfer: carried };
          document.getElementById("drop").dispatchEvent(new DragEvent("drop", options));
        }"""
    )
    assert page.locator("#chosen li").all_text_contents() == ["dropped.txt, 1 kB"]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 380])
def test_axe_finds_nothing(server: Server, browser: Any, scheme: str, width: int) -> None:
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    context.set_default_timeout(LONG)
    watched = watch(context)
    page = watched.page
    page.goto(server.url + "/read")
    found = {"form": violations(page)}
    page.set_input_files("#files", [upload("a.txt", article("Norway")), upload("b.exe", "MZ")])
    page.get_by_role("button", name="Read", exact=True).click()
    page.wait_for_url("**/read/*")
    page.wait_for_selector("#job")
    found["running"] = violations(page)
    page.wait_for_selector("[data-ended='1']")
    found["ended"] = violations(page)
    page.goto(server.url + "/read")
    found["list"] = violations(page)
    assert {state: one for state, one in found.items() if one} == {}
    wide = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    context.close()
    watched.check()
