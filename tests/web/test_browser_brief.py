from __future__ import annotations

import re
import statistics
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from web.test_browser_whatif import AXE
from web.whatif_reading import CLICK, FORCE, expected, force_model, gray, page_of, shown
from willing.cli import app
from willing.coalition.scenario import Scenario, read_assumptions
from willing.coalition.unlock import jump_sets, unlocking_sets


@pytest.fixture(scope="module")
def brief(example_ledger: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The brief of the example as one file, with the example's model to play."""
    path = tmp_path_factory.mktemp("brief") / "brief.html"
    command = ["brief", "--html", "--ledger", str(example_ledger), "--model", str(FORCE)]
    done = CliRunner().invoke(app, [*command, "--output", str(path)], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return path


@pytest.fixture
def offline(browser: Any, brief: Path) -> Any:
    """The brief in a browser that is offline; nothing may be logged or asked for."""
    context = browser.new_context(offline=True, viewport={"width": 1440, "height": 900})
    page = context.new_page()
    wrong: list[str] = []
    page.on("console", lambda message: wrong.append(message.text))
    page.on("pageerror", lambda error: wrong.append(str(error)))
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(brief.as_uri())
    page.wait_for_selector("#whatif[data-ready]")
    yield page
    context.close()
    assert wrong == []
    assert asked == [brief.as_uri()]


def test_the_file_allows_its_own_script_and_nothing_else(brief: Path) -> None:
    html = brief.read_text(encoding="utf-8")
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', html)
    assert policy
    allowed = r"default-src 'none'; style-src 'unsafe-inline'; script-src 'sha256-[\w+/=]+'"
    assert re.fullmatch(allowed, unescape(policy[1]))
    assert html.count("<script") == 2
    assert "http-equiv" in html
    assert not re.search(r'(src|href)="(https?:)?//', html)


def test_another_script_in_the_file_does_not_run(brief: Path, browser: Any, tmp_path: Path) -> None:
    html = brief.read_text(encoding="utf-8")
    changed = tmp_path / "changed.html"
    changed.write_text(
        html.replace("</body>", "<script>document.title = 'run'</script></body>"), encoding="utf-8"
    )
    page = browser.new_page()
    page.goto(changed.as_uri())
    page.wait_for_selector("#whatif[data-ready]")
    assert page.title() != "run"
    page.close()


def test_all_scenarios_of_its_events_are_answered_as_the_engine_does(offline: Any) -> None:
    model = force_model()
    record = page_of(model)
    assert shown(offline) == expected(record, model, Scenario())
    times = []
    names = list(model.all_events)
    for name, happens in gray(names):
        times.append(offline.evaluate(CLICK, ["event", name, "yes" if name in happens else ""]))
        assert shown(offline) == expected(record, model, Scenario(happens)), happens
    assert len(times) == 2 ** len(names) - 1 >= 64
    late = statistics.quantiles(times, n=20)[-1]
    print(f"clicks: median {statistics.median(times):.1f} ms, 95th percentile {late:.1f} ms")
    assert statistics.median(times) < 100


def test_parties_that_go_or_refuse_are_answered_as_the_engine_does(offline: Any) -> None:
    model = force_model()
    record = page_of(model)
    for actor in model.actors:
        for value, literal in (("no", f"not {actor}"), ("yes", actor), ("", None)):
            offline.evaluate(CLICK, ["actor", actor, value])
            scenario = read_assumptions(model, [literal] if literal else [])
            assert shown(offline) == expected(record, model, scenario), literal


def test_what_unlocks_is_worked_out_in_the_file(offline: Any) -> None:
    model = force_model()
    titles = {event.name: event.title for event in model.events}
    listed = "() => [...document.querySelectorAll('[data-%s]:not([hidden]) li')]" + (
        ".map((one) => one.firstChild.textContent.trim())"
    )
    happens: frozenset[str]
    for name, happens in list(gray(list(model.all_events)))[:64]:
        offline.evaluate(CLICK, ["event", name, "yes" if name in happens else ""])
        found = unlocking_sets(model, "backed-force", Scenario(happens)).sets
        jumps = jump_sets(model, "backed-force", Scenario(happens)).sets
        if found == ((),):
            assert offline.get_by_text("It is met already.").is_visible()
            continue
        wanted = [" and ".join(str(titles[one]) for one in group) for group in found]
        shown_now = offline.evaluate(listed % "granted")
        assert sorted(shown_now) == sorted(wanted or ["No set of concessions does."])
        assert len(offline.evaluate(listed % "jumps")) == max(1, len(jumps))


def test_supposing_an_unlocking_set_meets_the_requirement(offline: Any) -> None:
    offline.locator('[data-event="ceasefire"] label', has_text="happens").click()
    state = offline.locator('[data-requirement="backed-force"] [data-state]')
    assert state.inner_text() == "◐ met only together"
    offline.get_by_role("button", name="suppose it").first.click()
    assert state.inner_text() == "✓ met"
    offline.get_by_role("button", name="Suppose nothing").click()
    assert state.inner_text() == "○ not met"


def test_every_link_leads_to_a_sentence_in_the_file(brief: Path) -> None:
    html = brief.read_text(encoding="utf-8")
    links = set(re.findall(r'href="#([^"]+)"', html))
    assert any(link.startswith("p-") for link in links)
    assert links <= set(re.findall(r'\bid="([^"]+)"', html))


def test_it_prints(offline: Any, tmp_path: Path) -> None:
    path = tmp_path / "brief.pdf"
    offline.pdf(path=path)
    pages = path.read_bytes().count(b"/Type /Page\n") or path.read_bytes().count(b"/Type /Page")
    assert path.read_bytes().startswith(b"%PDF")
    assert 3 < pages < 60


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 380])
def test_nothing_stands_in_anyones_way(brief: Path, browser: Any, scheme: Any, width: int) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    page.goto(brief.as_uri())
    page.wait_for_selector("#whatif[data-ready]")
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
