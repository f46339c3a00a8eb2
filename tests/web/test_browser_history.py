"""The timeline, the map, the reports, the disputes and the sources in a real browser."""

from __future__ import annotations

import json
import urllib.request
from pathlib import Path
from typing import Any

import pytest

from web.conftest import Server, Watched, watch

AXE = Path(__file__).with_name("vendor") / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
VIEWS = (
    "/timeline?all=yes",
    "/timeline?by=report",
    "/map",
    "/map?frame=world",
    "/reports",
    "/report",
    "/disputes",
    "/sources?kind=named",
)


def address(desk: Server, path: str) -> str:
    if path != "/report":
        return desk.url + path
    with urllib.request.urlopen(f"{desk.url}/reports.json") as answer:
        report = json.load(answer)["reports"][0]["id"]
    return f"{desk.url}/report/{report}"


@pytest.mark.parametrize("width", [1440, 380])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_view_is_clean_and_nothing_sticks_out(
    desk: Server, browser: Any, scheme: str, width: int
) -> None:
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, bypass_csp=True
    )
    context.set_default_timeout(60_000)
    try:
        for path in VIEWS:
            watched = watch(context)
            page = watched.page
            page.goto(address(desk, path), wait_until="networkidle")
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, f"{path} is {wide} px wide"
            page.evaluate(AXE.read_text(encoding="utf-8"))
            found = page.evaluate("tags => axe.run({runOnly: tags})", RULES)["violations"]
            assert [(one["id"], one["nodes"][0]["html"]) for one in found] == [], path
            watched.check()
            page.close()
    finally:
        context.close()


def test_what_moved_leads_to_its_sentence(desk: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.url}/timeline")
    assert page.locator(".moved li").count() > 0
    page.locator(".moved .moved-word a").first.click()
    page.wait_for_url("**/position/**")


def test_a_bar_covers_days_and_no_circle_guesses_one(desk: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.url}/timeline?all=yes")
    marks = page.locator(".chart .mark")
    assert marks.count() > 10
    assert page.locator(".mark:has(.span)").count() > 0
    assert page.locator(".mark:has(.span):has(circle)").count() == 0


def test_the_lanes_follow_the_choice_and_the_address(desk: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.url}/timeline")
    page.locator(".choice a", has_text="issue").first.click()
    page.wait_for_url("**by=issue**")
    assert page.locator("h2#lanes").inner_text() == "Issue by issue"
    page.locator("select[name=actor]").select_option("USA")
    page.wait_for_url("**actor=USA**")
    assert "by=issue" in page.url
    names = page.locator(".lane-name").all_inner_texts()
    assert names
    assert all(name.startswith("United States") for name in names)


def overlaps(page: Any) -> int:
    return int(
        page.evaluate(
            """() => {
              const boxes = [...document.querySelectorAll(".badge rect")].map((one) => one.getBoundingClientRect());
              let found = 0;
              boxes.forEach((a, at) => boxes.slice(at + 1).forEach((b) => {
                if (a.left < b.right - 1 && b.left < a.right - 1 && a.top < b.bottom - 1 && b.top < a.bottom - 1) found += 1;
              }));
              return found;
            }"""  # noqa: E501
        )
    )


@pytest.mark.parametrize("width", [1440, 380])
@pytest.mark.parametrize("frame", ["europe", "world"])
def test_the_map_draws_a_badge_for_each_country_and_none_covers_another(
    desk: Server, watched: Watched, width: int, frame: str
) -> None:
    page = watched.page
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{desk.url}/map?issue=land&frame={frame}", wait_until="networkidle")
    page.wait_for_selector("#map .badge")
    marks = page.evaluate("JSON.parse(document.getElementById('data').textContent).marks.length")
    outside = page.locator("#map-note").inner_text()
    drawn = page.locator("#map .badge").count()
    assert drawn + outside.count("(") == marks
    assert overlaps(page) == 0
    words = page.locator("#map .badge text").all_text_contents()
    assert all(text.strip() for text in words)


def test_a_country_leads_to_its_sentence(desk: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.url}/map?issue=land", wait_until="networkidle")
    page.locator("#map .badge").first.click()
    page.wait_for_url("**/position/**")


def test_a_number_of_the_sources_leads_to_its_positions(desk: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(f"{desk.url}/sources")
    link = page.locator(".lines tbody tr td.number a").first
    number = int(link.inner_text().replace(",", ""))
    link.click()
    page.wait_for_url("**publisher=**")
    assert page.locator("h2#positions").inner_text().startswith(f"{number} position")


def test_two_tellings_change_sides(desk: Server, watched: Watched) -> None:
    page = watched.page
    page.goto(address(desk, "/report"))
    before = page.locator(".heads .outlet").all_inner_texts()
    page.get_by_text("Change sides").click()
    page.wait_for_url("**first=**")
    assert page.locator(".heads .outlet").all_inner_texts() == before[::-1]
    assert page.locator("mark.changed-words").count() > 0
