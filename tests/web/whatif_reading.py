"""What a page about scenarios shows, read off it, beside what the engine says."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from willing.coalition.file import read_model
from willing.coalition.scenario import Scenario
from willing.coalition.values import Model
from willing.export.conditions import MARKS, Vocabulary
from willing.export.scenario import actor_names, answer_record, page_record
from willing.export.scenario_html import STATE_WORDS, circle_words, figure, state_of

Json = dict[str, Any]
FORCE = Path(__file__).parents[2] / "examples" / "reassurance-force-model" / "force.yaml"

READ = """() => {
  const root = document.getElementById("whatif");
  const all = (selector, within = root) => [...within.querySelectorAll(selector)];
  const text = (node) => node.textContent.replace(/\\s+/g, " ").trim();
  return {
    status: Object.fromEntries(all("[data-card]").map(
      (one) => [one.dataset.card, one.closest("[data-status]").dataset.status])),
    counted: Object.fromEntries(all("[data-status]").map(
      (one) => [one.dataset.status, Number(one.querySelector("[data-count]").textContent)])),
    order: all("[data-status]").map(
      (one) => all("[data-card]", one).map((card) => card.dataset.card)),
    states: Object.fromEntries(all("[data-requirement]").map(
      (one) => [one.dataset.requirement, text(one.querySelector("[data-state]"))])),
    totals: Object.fromEntries(all("[data-issue]").map((one) => [one.dataset.issue,
      Object.fromEntries(all("[data-total]", one).map(
        (cell) => [cell.dataset.total, text(cell)]))])),
    circles: all("[data-circles] li").map(text),
    marks: Object.fromEntries(all("[data-card]").map((one) => [one.dataset.card,
      all(".wi-leaf", one).map((leaf) => leaf.className.split("wi-").at(-1)
        + leaf.querySelector(".wi-mark").textContent.trim()[0])])),
    nodes: all(".wi-node").map((one) => one.getAttribute("class").split(" wi-").at(-1)),
    loops: all(".wi-edge").map((one) => one.classList.contains("wi-loop")),
    bars: all("[data-bar]").map((one) => Number(one.getAttribute("width"))),
  };
}"""

CLICK = """([kind, name, value]) => {
  const field = [...document.querySelectorAll(`[data-${kind}]`)]
    .find((one) => one.dataset[kind] === name);
  const input = [...field.querySelectorAll("input")].find((one) => one.value === value);
  const start = performance.now();
  input.click();
  document.body.getBoundingClientRect();
  return performance.now() - start;
}"""


def force_model() -> Model:
    return read_model(FORCE.read_text(encoding="utf-8"))


def page_of(model: Model) -> Json:
    return page_record(model, Vocabulary(actor_names()))


def expected(page: Json, model: Model, scenario: Scenario) -> Json:
    """What the page has to show, worked out by the engine alone."""
    answer = answer_record(page, model, scenario)
    status = answer["status"]
    columns = ("stands", "only_together", "falls", "undetermined")
    states = {key: state_of(met) for key, met in answer["met"].items()}
    return {
        "status": status,
        "counted": {key: list(status.values()).count(key) for key in columns},
        "order": [[one.id for one in model.commitments if status[one.id] == c] for c in columns],
        "states": {key: f"{MARKS[one]} {STATE_WORDS[one]}" for key, one in states.items()},
        "totals": {
            issue["key"]: {k: figure(v) for k, v in answer["totals"][issue["key"]].items()}
            for issue in page["issues"]
        },
        "circles": [circle_words(page, circle) for circle in answer["circles"]],
        "marks": {
            one.id: [f"{m}{MARKS[m]}" for m in answer["marks"].get(one.id, []) if m]
            for one in model.commitments
        },
    }


def shown(page: Any) -> Json:
    """What the page shows, in the same terms; what only a picture shows is left out."""
    found: Json = page.evaluate(READ)
    return {key: value for key, value in found.items() if key not in ("nodes", "loops", "bars")}


def gray(names: list[str]) -> Iterator[tuple[str, frozenset[str]]]:
    """Every set of names but the empty one first, each one name away from the one before."""
    happens: set[str] = set()
    for number in range(1, 2 ** len(names)):
        name = names[(number & -number).bit_length() - 1]
        happens ^= {name}
        yield name, frozenset(happens)
