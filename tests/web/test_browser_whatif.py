from __future__ import annotations

import json
import statistics
from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from importlib import resources
from pathlib import Path
from random import Random
from typing import Any

import pytest
from playwright.sync_api import TimeoutError as Late

from coalition.oracle import random_model
from web.conftest import Server, Watched, start, stop, watch
from web.test_whatif import scenarios
from web.whatif_reading import CLICK, FORCE, READ, expected, force_model, gray, page_of, shown
from willing.coalition.scenario import Scenario, read_assumptions
from willing.coalition.values import Model
from willing.export.gates import LARGEST_WHOLE, gates_record
from willing.export.scenario import answer_record

AXE = Path(__file__).parent / "vendor" / "axe.min.js"
SOLVER = resources.files("willing").joinpath("web", "static", "standing.js")

SOLVE = """([record, scenarios]) => {
  const solve = globalThis.solver(JSON.parse(record));
  return scenarios.map((scenario) => {
    const sets = Object.entries(scenario).map(([part, names]) => [part, new Set(names)]);
    const { status, met, totals } = solve(Object.fromEntries(sets));
    return { status, met, totals };
  });
}"""


@pytest.fixture(scope="module")
def played(example_ledger: Path) -> Iterator[Server]:
    """A server that plays the model file of the example."""
    server = start(example_ledger, "--model", str(FORCE))
    yield server
    stop(server)


def opened(watched: Watched, server: Server, query: str = "") -> Any:
    watched.page.goto(f"{server.url}/whatif{query}", wait_until="networkidle")
    watched.page.wait_for_selector("#whatif[data-ready]")
    return watched.page


def varied(random: Random, number: int) -> Model:
    """A random model: with loops, negations, open ends, thirds, and weights of any size."""
    scale = (1, 1, 7, LARGEST_WHOLE)[number % 4]
    model = random_model(random, negate=number % 3 == 0, most=9, scale=scale)
    third = Fraction(1, 3) if number % 5 == 0 else 1
    commitments = tuple(
        replace(one, low=one.low * third, high=random.choice((None, one.low * third + 5)))
        for one in model.commitments
    )
    return replace(model, commitments=commitments, cache={})


def test_the_browser_solves_random_models_as_the_engine_does(browser: Any) -> None:
    context = browser.new_context()
    page = context.new_page()
    text = SOLVER.read_text(encoding="utf-8").replace("export function", "function")
    page.add_script_tag(content=f"{text}; globalThis.solver = solver;")
    random = Random(11)
    together = undetermined = 0
    for number in range(240):
        model, optimistic = varied(random, number), number % 2 == 0
        record = {"optimistic": optimistic, **page_of(model), "cards": []}
        asked = list(scenarios(random, model, 6))
        parts = ("happens", "fails", "included", "excluded")
        sent = [{part: sorted(getattr(one, part)) for part in parts} for one in asked]
        gates = json.dumps(gates_record(model, optimistic))
        for scenario, found in zip(asked, page.evaluate(SOLVE, [gates, sent]), strict=True):
            engine = answer_record({**record, "optimistic": optimistic}, model, scenario)
            assert found["status"] == engine["status"], number
            assert found["met"] == engine["met"], number
            for issue, totals in engine["totals"].items():
                assert found["totals"][issue] == pytest.approx(totals), number
            together += "only_together" in engine["status"].values()
            undetermined += "undetermined" in engine["status"].values()
    assert together > 100
    assert undetermined > 20
    context.close()


def test_every_scenario_of_the_events_is_shown_as_the_engine_answers(
    played: Server, watched: Watched
) -> None:
    page = opened(watched, played)
    model = force_model()
    record = page_of(model)
    times = []
    assert shown(page) == expected(record, model, Scenario())
    for count, (name, happens) in enumerate(gray(list(model.all_events))):
        times.append(page.evaluate(CLICK, ["event", name, "yes" if name in happens else ""]))
        assert shown(page) == expected(record, model, Scenario(happens)), happens
        assert count < 256
    late = statistics.quantiles(times, n=20)[-1]
    print(f"clicks: median {statistics.median(times):.1f} ms, 95th percentile {late:.1f} ms")
    assert statistics.median(times) < 100
    page.wait_for_load_state("networkidle")


def test_what_the_script_shows_is_what_the_server_sends(played: Server, browser: Any) -> None:
    queries = ("assume=ceasefire", "assume=ceasefire&assume=not+USA", "assume=%23gbr-land")
    with_script, without = browser.new_context(), browser.new_context(java_script_enabled=False)
    for query in queries:
        pages = [one.new_page() for one in (with_script, without)]
        for page in pages:
            page.goto(f"{played.url}/whatif?{query}", wait_until="networkidle")
        assert pages[0].evaluate(READ) == pages[1].evaluate(READ)
    with_script.close()
    without.close()


def test_a_copied_address_opens_the_same_scenario_elsewhere(
    played: Server, watched: Watched, browser: Any
) -> None:
    page = opened(watched, played)
    page.locator('[data-event="ceasefire"] label', has_text="happens").click()
    page.locator('[data-actor="USA"] label', has_text="refuses").click()
    page.locator('[data-event="peace"] label', has_text="never").click()
    assert "assume=not+USA" in page.url
    page.wait_for_load_state("networkidle")
    context = browser.new_context()
    other = watch(context)
    other.page.goto(page.url, wait_until="networkidle")
    other.page.wait_for_selector("#whatif[data-ready]")
    assert other.page.evaluate(READ) == page.evaluate(READ)
    ticked = (
        "() => [...document.querySelectorAll('#whatif input:checked')].map(e => e.name + e.value)"
    )
    assert other.page.evaluate(ticked) == page.evaluate(ticked)
    wanted = read_assumptions(force_model(), ["ceasefire", "not USA", "not peace"])
    model = force_model()
    assert shown(other.page) == expected(page_of(model), model, wanted)
    other.check()
    context.close()


def test_supposing_what_unlocks_it_meets_it(played: Server, watched: Watched) -> None:
    page = opened(watched, played, "?assume=ceasefire")
    state = page.locator('[data-requirement="backed-force"] [data-state]')
    assert state.inner_text() == "◐ met only together"
    page.locator("[data-grant]").first.click()
    assert state.inner_text() == "✓ met"
    page.get_by_text("It is met already.").wait_for()
    assert "assume=usa-goes-first" in page.url
    page.get_by_role("button", name="Suppose nothing").click()
    assert "assume" not in page.url
    page.locator('[data-event="ceasefire"] label', has_text="happens").click()
    page.locator("[data-jump]").first.click()
    assert state.inner_text() == "✓ met"
    assert "%23gbr-land" in page.url or "assume=GBR" in page.url
    page.wait_for_load_state("networkidle")


def test_why_a_commitment_does_not_stand_leads_to_its_sentences(
    played: Server, watched: Watched
) -> None:
    page = opened(watched, played, "?assume=ceasefire")
    page.locator('[data-why="gbr-land"]').click()
    why = page.locator("#why")
    why.wait_for()
    assert "waits in a circle" in why.inner_text()
    assert "Deterrence cannot work without the United States" in why.inner_text()
    assert "focus=gbr-land" in page.url
    assert why.locator('a[href^="/position/"]').count() >= 2


def test_a_node_of_the_picture_can_be_turned(played: Server, watched: Watched) -> None:
    page = opened(watched, played)
    place = page.evaluate(
        "() => { const box = document.querySelector('.wi-net').getBoundingClientRect();"
        " document.querySelector('.wi-net').scrollIntoView(); return 0; }"
    )
    assert place == 0
    for last in (False, False, True):
        at = page.evaluate(
            "() => { const net = document.querySelector('.wi-net')._cyreg.cy;"
            " const node = net.nodes().find(one => one.data('label').startsWith('A ceasefire'));"
            " const box = document.querySelector('.wi-net').getBoundingClientRect();"
            " const p = node.renderedPosition(); return [box.x + p.x, box.y + p.y]; }"
        )
        page.mouse.click(*at)
        try:
            page.wait_for_function(
                "() => location.search.includes('assume=ceasefire')", timeout=5000
            )
        except Late:  # the page may still have been settling under the pointer
            assert not last
        else:
            break
    assert page.locator('[data-event="ceasefire"] input[value="yes"]').is_checked()
    page.wait_for_load_state("networkidle")


def test_the_toggles_work_by_keyboard(played: Server, watched: Watched) -> None:
    page = opened(watched, played)
    page.locator('[data-event="ceasefire"] input').first.focus()
    page.keyboard.press("ArrowRight")
    assert "assume=ceasefire" in page.url
    page.keyboard.press("ArrowRight")
    assert "assume=not+ceasefire" in page.url
    page.wait_for_load_state("networkidle")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1440, 380])
def test_nothing_stands_in_anyones_way(
    played: Server, browser: Any, scheme: Any, width: int
) -> None:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    watched = watch(context)
    page = opened(watched, played, "?assume=ceasefire&focus=gbr-land")
    for summary in page.locator("#whatif summary").all():
        summary.click()
    page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
    watched.check()
