from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from web.conftest import Server, Watched, start, stop, watch
from web.web_ledgers import make
from willing.api import load
from willing.store import Store

AXE = Path(__file__).with_name("vendor") / "axe.min.js"


@pytest.fixture
def server(tmp_path: Path) -> Iterator[Server]:
    found = start(make(tmp_path / "x.db"))
    yield found
    stop(found)


def position(page: Any) -> str:
    return str(page.locator(".bench").get_attribute("data-position") or "")


def press(page: Any, key: str) -> str:
    """Press a key that brings another position; return that position's id."""
    before = position(page)
    page.keyboard.press(key)
    page.wait_for_function(
        "before => (document.querySelector('.bench').dataset.position ?? '') !== before", arg=before
    )
    return position(page)


def violations(page: Any) -> list[str]:
    page.evaluate(AXE.read_text(encoding="utf-8"))
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = page.evaluate("tags => axe.run({runOnly: tags})", tags)["violations"]
    return [f"{one['id']}: {one['nodes'][0]['html'][:200]}" for one in found]


def judgements(server: Server) -> list[tuple[str, str]]:
    with Store.open(server.ledger) as store:
        return [(one.verdict, one.target) for one in store.judgements()]


def test_ten_positions_are_reviewed_by_keyboard_and_undone(
    server: Server, watched: Watched
) -> None:
    page = watched.page
    page.set_default_timeout(60_000)
    page.goto(server.url + "/review")
    page.fill("#by", "Ada Reviewer")
    page.keyboard.press("Enter")
    page.wait_for_selector("#review")
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    asked: list[str] = []
    page.on("request", lambda r: asked.append(r.url) if r.is_navigation_request() else None)
    expected = []
    for verdict in ("a", "x", "a", "a", "x", "a", "x", "x", "a", "a"):
        expected.append(({"a": "accept", "x": "reject"}[verdict], position(page)))
        press(page, verdict)
        assert page.evaluate("document.activeElement.id") == "item-title"
    assert judgements(server) == expected
    assert asked == []
    assert page.locator(".last li").count() == 10
    assert len({target for _, target in expected}) == 10
    book = load(server.ledger)
    assert {one.position.id for one in book.rejected} == {t for v, t in expected if v == "reject"}

    assert press(page, "Backspace") == expected[-1][1]
    assert press(page, "Backspace") == expected[-2][1]
    assert press(page, "Backspace") == expected[-3][1]
    assert [verdict for verdict, _ in judgements(server)][10:] == ["undo"] * 3
    assert page.locator(".last li").count() == 7
    assert len(load(server.ledger).rejected) == 3
    with Store.open(server.ledger) as store:
        assert {one.author for one in store.judgements()} == {"Ada Reviewer"}
        read = {one.id for one in store.positions()}
    assert {target for _, target in expected} <= read


def test_what_was_done_is_said_and_the_address_is_true(
    server: Server, watched: Watched, browser: Any
) -> None:
    page = watched.page
    page.set_default_timeout(60_000)
    page.goto(server.url + "/review?by=ada&issue=sea")
    press(page, " ")
    now = press(page, "a")
    assert "Accepted: " in page.locator("#toast").text_content()
    assert "wait." in page.locator("#toast").text_content()
    context = browser.new_context()
    other = watch(context)
    other.page.goto(page.url)
    assert position(other.page) == now
    assert "issue=sea" in page.url
    assert other.page.locator("#reviewer").text_content() == "ada"
    context.close()
    other.check()


def test_a_position_is_corrected_by_keyboard(server: Server, watched: Watched) -> None:
    page = watched.page
    page.set_default_timeout(60_000)
    book = load(server.ledger)
    entry = next(one for one in book.entries if one.position.actor.id == "TUR")
    page.goto(f"{server.url}/review?by=ada&at={entry.position.id}")
    page.keyboard.press("e")
    assert page.evaluate("document.activeElement.id") == "f-actor"
    page.keyboard.press("Escape")
    assert not page.locator("#edit").get_attribute("open")
    page.keyboard.press("e")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Atlantis")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#f-actor-kind")
    assert page.evaluate("document.activeElement.id") == "f-actor"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("France")
    page.get_by_label("Stance", exact=True).select_option("doubt")
    page.get_by_label("Conditions").fill("unless asked")
    page.get_by_label("From the day").fill("2025-01-20")
    page.get_by_label("To the day").fill("2025-01-22")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector(".last li.edit")
    changed = load(server.ledger).find(entry.position.id)
    assert (changed.position.actor.id, changed.position.stance) == ("FRA", "doubt")
    assert [one.text for one in changed.position.conditions] == ["unless asked"]
    assert str(changed.position.date.end) == "2025-01-22"
    assert changed.read.stance == "refuse"


def test_help_opens_and_keys_can_be_switched_off(server: Server, watched: Watched) -> None:
    page = watched.page
    page.set_default_timeout(60_000)
    page.goto(server.url + "/review?by=ada")
    page.keyboard.press("?")
    assert page.get_by_text("undo your last decision", exact=True).is_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    page.get_by_role("checkbox", name="Keys").uncheck()
    page.locator("#item-title").focus()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert judgements(server) == []
    page.reload()
    assert not page.get_by_role("checkbox", name="Keys").is_checked()


def test_it_works_by_mouse_and_by_touch(server: Server, browser: Any) -> None:
    context = browser.new_context(viewport={"width": 380, "height": 800}, has_touch=True)
    context.set_default_timeout(60_000)
    watched = watch(context)
    page = watched.page
    page.set_default_timeout(60_000)
    page.goto(server.url + "/review?by=ada")
    for name in ("Accept", "Reject"):
        before = position(page)
        page.locator(".verdicts").get_by_role("button", name=name).tap()
        page.wait_for_selector(f".bench:not([data-position='{before}'])")
    assert [verdict for verdict, _ in judgements(server)] == ["accept", "reject"]
    page.locator(".last").get_by_role("button", name="Undo").last.click()
    page.wait_for_selector(".last li:nth-child(1):last-child")
    assert judgements(server)[-1][0] == "undo"
    wide = "() => document.documentElement.scrollWidth > document.documentElement.clientWidth"
    assert not page.evaluate(wide)
    context.close()
    watched.check()


def test_judgements_are_carried_to_another_ledger(
    server: Server, watched: Watched, tmp_path: Path
) -> None:
    page = watched.page
    page.set_default_timeout(60_000)
    page.goto(server.url + "/review?by=ada")
    press(page, "x")
    with page.expect_download() as download:
        page.get_by_role("link", name="Export all judgements").click()
    download.value.save_as(tmp_path / "carried.jsonl")
    assert json.loads((tmp_path / "carried.jsonl").read_text())["verdict"] == "reject"
    other = start(make(tmp_path / "other.db"))
    try:
        page.goto(other.url + "/review?by=ben")
        page.set_input_files("#import-file", tmp_path / "carried.jsonl")
        page.get_by_role("button", name="Import", exact=True).click()
        page.get_by_text("1 new of 1 judgements").wait_for()
        assert judgements(other) == judgements(server)
    finally:
        stop(other)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 380])
def test_axe_finds_nothing(server: Server, browser: Any, scheme: str, width: int) -> None:
    size = {"width": width, "height": 900}
    context = browser.new_context(viewport=size, color_scheme=scheme)
    context.set_default_timeout(60_000)
    watched = watch(context)
    page = watched.page
    page.set_default_timeout(60_000)
    found = {}
    page.goto(server.url + "/review")
    found["name"] = violations(page)
    for name in ("ada", "ben"):
        page.goto(f"{server.url}/review?by={name}&queue=mine")
        press(page, "a")
        press(page, "x")
    page.reload()
    found["item"] = violations(page)
    page.keyboard.press("e")
    page.fill("#f-actor", "Atlantis")
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#f-actor-kind")
    found["form"] = violations(page)
    page.goto(server.url + "/review?by=ada&at=end")
    found["end"] = violations(page)
    assert {state: one for state, one in found.items() if one} == {}
    context.close()
    watched.check()
