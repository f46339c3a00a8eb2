"""axe-core finds nothing to complain of on any view, light and dark, wide and narrow."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from web.conftest import Server, watch
from willing.web.desk import Desk
from willing.web.pages import NAVIGATION

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
RUN = """async (rules) => {
  const found = await axe.run(document, {runOnly: {type: 'tag', values: rules}});
  const where = (one) => one.nodes.slice(0, 3).map((node) => node.html.slice(0, 160)).join(' | ');
  return found.violations.map((one) => `${one.id}: ${one.help} ${where(one)}`);
}"""


@pytest.fixture(scope="module", params=[("light", 1440), ("dark", 1440), ("light", 380)], ids=str)
def page(request: pytest.FixtureRequest, browser: Any) -> Iterator[Any]:
    scheme, width = request.param
    # The pages forbid scripts of others; axe is one, so that here they may not.
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    watched = watch(context)
    yield watched.page
    context.close()
    watched.check()


@pytest.fixture(scope="module")
def details(example_ledger: Path) -> dict[str, str]:
    desk = Desk(example_ledger)
    book = desk.book()
    longest = max(book.articles, key=lambda one: book.found[one.id])
    found = {
        "article": f"/article/{longest.id}",
        "position": f"/position/{book.entries[4].position.id}",
        "report": f"/report/{book.reports[0].id}",
        "issue": "/matrix?issue=land&stance=offer",
        "party": "/matrix?actor=USA",
        "day": "/matrix?as_of=2025-02-01",
        "nothing": "/matrix?q=nobody-is-called-that",
        "problem": "/nothing-here",
    }
    desk.close()
    return found


def check(page: Any, address: str) -> None:
    page.goto(address, wait_until="networkidle")
    page.add_script_tag(path=str(AXE))
    assert page.evaluate(RUN, RULES) == []
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    assert wide <= 0, f"{wide} pixels too wide"


@pytest.mark.parametrize("path", [path for _key, _name, path in NAVIGATION])
def test_a_view_is_accessible(desk: Server, page: Any, path: str) -> None:
    check(page, desk.url + path)


@pytest.mark.parametrize(
    "what", ["article", "position", "report", "issue", "party", "day", "nothing"]
)
def test_a_detail_is_accessible(
    desk: Server, page: Any, details: dict[str, str], what: str
) -> None:
    check(page, desk.url + details[what])


def test_the_dialogs_are_accessible(desk: Server, page: Any) -> None:
    page.goto(f"{desk.url}/matrix", wait_until="networkidle")
    page.add_script_tag(path=str(AXE))
    for key, dialog in (("/", "#jump"), ("?", "#keys")):
        page.keyboard.press(key)
        page.wait_for_selector(f"{dialog}[open]")
        page.wait_for_timeout(300)
        assert page.evaluate(RUN, RULES) == []
        page.keyboard.press("Escape")
        page.wait_for_selector(dialog, state="hidden")
