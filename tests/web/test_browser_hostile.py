"""Nothing that an article, an agenda or a judgement says ever runs."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from web.conftest import Server, Watched, start, stop, watch
from web.hostile import PAYLOADS, agenda, make
from willing.web.desk import Desk
from willing.web.pages import NAVIGATION

POKE = """() => {
  for (const one of document.querySelectorAll('#main *, title, footer *')) {
    for (const name of one.getAttributeNames()) {
      if (name.startsWith('on')) return `${one.tagName} has ${name}`;
    }
    const target = one.getAttribute('href') ?? one.getAttribute('action') ?? '';
    if (/^\\s*(javascript|data|https?|\\/\\/)/i.test(target)) {
      return `${one.tagName} leads to ${target}`;
    }
    if (['IFRAME', 'OBJECT', 'EMBED', 'BASE', 'META', 'LINK', 'STYLE'].includes(one.tagName)) {
      return `there is a ${one.tagName}`;
    }
  }
  return '';
}"""
"""Looks for what a payload would leave behind if it were taken for markup."""


@pytest.fixture(scope="module")
def hostile_ledger(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("hostile") / "hostile.db"
    make(path)
    return path


@pytest.fixture(scope="module")
def hostile_desk(hostile_ledger: Path) -> Iterator[Server]:
    server = start(hostile_ledger, "--agenda", str(agenda(hostile_ledger.parent)))
    yield server
    stop(server)


def addresses(ledger: Path) -> list[str]:
    desk = Desk(ledger)
    book = desk.book()
    positions = [f"/position/{one.position.id}" for one in (*book.entries[::2], *book.rejected)]
    articles = [f"/article/{one.id}" for one in book.articles]
    reports = [f"/report/{one.id}" for one in book.reports]
    issues = [f"/matrix?issue={one.key}" for one in desk.issues()]
    views = [path for _key, _name, path in NAVIGATION]
    desk.close()
    return [*views, *issues, *reports[:20], *articles, *positions]


def test_there_are_enough_payloads() -> None:
    assert len(set(PAYLOADS)) >= 100


def test_no_payload_runs_on_any_page(
    hostile_desk: Server, hostile_ledger: Path, browser: Any
) -> None:
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    context.add_init_script("window.alert = (x) => { console.error('ran ' + x); };")
    watched = watch(context)
    for address in addresses(hostile_ledger):
        watched.page.goto(hostile_desk.url + address, wait_until="load")
        assert watched.page.evaluate(POKE) == "", address
        assert watched.page.url.startswith(hostile_desk.url), address
    context.close()
    watched.check()


def test_every_payload_is_shown_as_it_is(
    hostile_desk: Server, hostile_ledger: Path, watched: Watched
) -> None:
    desk = Desk(hostile_ledger)
    articles = desk.book().articles
    desk.close()
    for article, payload in list(zip(articles, PAYLOADS, strict=True))[::9]:
        watched.page.goto(f"{hostile_desk.url}/article/{article.id}", wait_until="load")
        shown = watched.page.locator("h1").inner_text()
        assert " ".join(shown.split()) == " ".join(payload.split())


def test_no_payload_in_the_address_runs(hostile_desk: Server, browser: Any) -> None:
    context = browser.new_context()
    context.add_init_script("window.alert = (x) => { console.error('ran ' + x); };")
    watched = watch(context)
    for payload in PAYLOADS[::6]:
        for name in ("q", "actor", "issue", "outlet", "anything"):
            query = urlencode({name: payload})
            watched.page.goto(f"{hostile_desk.url}/matrix?{query}", wait_until="load")
            assert watched.page.evaluate(POKE) == "", payload
    context.close()
    watched.check()


def test_the_jump_menu_shows_words_as_words(hostile_desk: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{hostile_desk.url}/articles", wait_until="load")
    page.keyboard.press("/")
    for words in ("script", "img", "svg onload", "javascript:"):
        page.fill("#jump-words", words)
        page.wait_for_timeout(300)
        assert page.locator("#jump-list script, #jump-list img, #jump-list svg").count() == 0
        assert page.locator("#jump-list li").count() > 0
