"""The view “What if”: suppose events and what parties do, and see what then stands."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Request
from markupsafe import Markup
from starlette.responses import HTMLResponse

from willing.coalition.standing import standing
from willing.export.scenario import STATUS, answer_record
from willing.export.scenario_html import STATE_WORDS, figure, fragment, script_data, state_of
from willing.web.pages import Asked, Page, ask, environment, page
from willing.web.scenarios import RATIOS, Json, Played, Question, coalitions, read_view
from willing.web.state import View

router = APIRouter()

PATH = "/whatif"
COLUMNS = (
    "id", "actor", "actor_name", "issue", "status", "quantity_low", "quantity_high", "unit",
    "firmness", "conditions", "supposed", "positions", "sentence",
)  # fmt: skip
MOST_SETS = 8
"""Sets of a kind that are listed; the rest are counted."""


@page(router, "/what-if", "whatif.html", "whatif")
@page(router, PATH, "whatif.html", "whatif")
def show(asked: Asked) -> Page:
    """Return what stands under the scenario of the address, and what decides the requirement."""
    played = coalitions(asked).played(asked)
    view, question, scenario = read_view(played, asked.view)
    answer = answer_record(played.page, played.model, scenario)
    found = coalitions(asked).deep(asked, question)
    data = {
        "model": {"name": played.model.name, "title": played.page["title"]},
        "assume": answer["literals"],
        "commitments": answer["status"],
        "requirements": {one: state_of(met) for one, met in answer["met"].items()},
        "totals": answer["totals"],
        "circles": answer["circles"],
        "optimistic": question.optimistic,
        **found,
    }
    rows = _rows(played, answer)
    from_file = asked.request.app.state.features.model is not None
    if asked.request.url.path.endswith((".json", ".csv")):
        return Page(data, COLUMNS, rows, cached=not from_file)
    more = Markup(environment().get_template("partials/_whatif_deep.html").render(
        _deep_context(played, view, question, found)
    ))  # fmt: skip
    context = {
        "played": played,
        "here": view,
        "address": PATH,
        "question": question,
        "from_file": from_file,
        "body": fragment(
            played.page,
            answer,
            requirement=question.requirement,
            choose=lambda name: view.url(PATH, requirement=name),
            focus=lambda name: view.url(PATH, focus=name) + "#why",
            kept=_kept(view),
            more=more,
        ),
        "script": {
            **script_data(played.page, answer),
            "path": PATH,
            "kept": [list(pair) for pair in view.pairs() if pair[0] != "assume"],
        },
    }
    return Page(data, COLUMNS, rows, context, cached=not from_file)


@router.get(f"{PATH}/deep", include_in_schema=False)
def deep_part(request: Request) -> HTMLResponse:
    """Return the lower part of the page alone, for a scenario that was clicked together."""
    asked = ask(request)
    played = coalitions(asked).played(asked)
    view, question, _ = read_view(played, asked.view)
    found = coalitions(asked).deep(asked, question)
    template = environment().get_template("partials/_whatif_deep.html")
    return HTMLResponse(template.render(_deep_context(played, view, question, found)))


def _kept(view: View) -> list[tuple[str, str]]:
    """Return what the form about events and parties carries along."""
    return [(name, value) for name, value in view.pairs() if name != "assume"]


def _rows(played: Played, answer: Json) -> Iterator[dict[str, Any]]:
    """Return a row for every commitment of the model, in its order."""
    scenario = answer["scenario"]
    cards = {card["id"]: card for card in played.page["cards"]}
    for one in played.model.commitments:
        forced = "in" if one.id in scenario["included"] else ""
        yield {
            "id": one.id,
            "actor": one.actor,
            "actor_name": cards[one.id]["who"],
            "issue": one.issue,
            "status": answer["status"][one.id],
            "quantity_low": float(one.low),
            "quantity_high": "" if one.high is None else float(one.high),
            "unit": one.unit or "",
            "firmness": one.firmness or "",
            "conditions": " and ".join(f"({part.formula.text})" for part in one.when),
            "supposed": forced or ("out" if one.id in scenario["excluded"] else ""),
            "positions": " ".join(one.evidence),
            "sentence": one.sentence or "",
        }


def _deep_context(played: Played, view: View, question: Question, found: Json) -> Json:
    names = _Names(played)
    requirement = played.model.requirement_by_id.get(question.requirement or "")
    return {
        "found": found,
        "page": played.page,
        "here": view,
        "address": PATH,
        "question": question,
        "requirement": requirement,
        "title": requirement and names.requirement(requirement.id),
        "names": names,
        "figure": figure,
        "percent": _percent,
        "most": MOST_SETS,
        "ratios": RATIOS,
        "looks": STATUS,
        "states": STATE_WORDS,
        "weights": _weights(found, played) if "hangs_on" in found else [],
        "beliefs": _beliefs(played, question, found) if "likelihood" in found else [],
        "suppose": lambda members, ids: view.url(
            PATH, assume=[*question.assume, *(names.literal(one, ids) for one in members)]
        ),
        "status": standing_words(played, question),
    }


def standing_words(played: Played, question: Question) -> dict[str, str]:
    """Return the status of every commitment under a question's scenario."""
    from willing.coalition.scenario import read_assumptions

    scenario = read_assumptions(played.model, question.assume)
    return standing(played.model, scenario, question.optimistic).statuses


class _Names:
    """What events and commitments are called, and how an address supposes them."""

    def __init__(self, played: Played) -> None:
        self.events = {one["name"]: one for one in played.page["events"]}
        self.cards = {one["id"]: one for one in played.page["cards"]}
        self.needs = played.page["requirements"]

    def title(self, name: str, commitments: bool = False) -> str:
        """Return an event's title, or who does what of a commitment (an id, or ``#`` and one)."""
        negated = name.startswith("not ") and name not in self.events
        plain = name.removeprefix("not ") if negated else name
        said = "not " if negated else ""
        if not commitments and plain in self.events:
            return said + str(self.events[plain]["title"])
        card = self.cards.get(plain.removeprefix("#"))
        return said + (f"{card['who']}, {card['issue']}" if card else plain)

    def requirement(self, name: str) -> str:
        """Return a requirement's title."""
        return next(str(one["title"]) for one in self.needs if one["id"] == name)

    def literal(self, name: str, commitments: bool) -> str:
        """Return how an address supposes an event, or a commitment by its id."""
        return str((self.cards if commitments else self.events)[name]["literal"])

    def card(self, name: str) -> Json | None:
        """Return the card of a commitment."""
        return self.cards.get(name.removeprefix("#"))

    def links(self, evidence: list[str]) -> list[Json]:
        """Return evidence with its addresses, as the cards have them."""
        known = {one["id"]: one for card in self.cards.values() for one in card["evidence"]}
        return [known.get(one, {"id": one, "href": None}) for one in evidence]


def _weights(found: Json, played: Played) -> list[Json]:
    """Return the parties on which the requirement hangs at all, the heaviest first."""
    hangs = found["hangs_on"]
    called = {one["id"]: one["name"] for one in played.page["actors"]}
    rows = [
        {
            "name": called.get(actor, actor),
            "veto": actor in hangs["vetoers"],
            "banzhaf": hangs["banzhaf"].get(actor, 0),
            "shapley": value,
            "errors": {key: hangs["se"][key].get(actor) for key in ("banzhaf", "shapley")}
            if "se" in hangs
            else None,
        }
        for actor, value in hangs["shapley"].items()
        if value or actor in hangs["vetoers"]
    ]
    return sorted(rows, key=lambda row: (-row["shapley"], row["name"]))


def _beliefs(played: Played, question: Question, found: Json) -> list[Json]:
    """Return the events whose belief counts, each with what is believed and how much it moves."""
    believed = dict(played.model.beliefs) | dict(question.believe)
    births = found["hangs_on"].get("birnbaum", {})
    rows = []
    for number, event in enumerate(played.page["events"]):
        name = event["name"]
        if name not in believed and name not in found["likelihood"]["unknown"]:
            continue
        belief = believed.get(name)
        rows.append(
            {
                "number": number,
                "title": event["title"],
                "low": float(belief.low * 100) if belief else None,
                "high": float(belief.high * 100) if belief else None,
                "moves": _moves(births.get(name)),
            }
        )
    return rows


def _moves(birnbaum: Json | None) -> str:
    if birnbaum is None:
        return ""
    if "p" in birnbaum:
        return f"{birnbaum['p']:.2f}"
    return f"{birnbaum['low']:.2f} to {birnbaum['high']:.2f}"


def _percent(chance: Json) -> str:
    """Return a probability or an interval of them in per cent, with its error where it has one."""
    if "p" in chance:
        text = f"{100 * chance['p']:.1f} %"
    else:
        text = f"{100 * chance['low']:.1f} to {100 * chance['high']:.1f} %"
    text += f" ± {100 * chance['se']:.1f}" if "se" in chance else ""
    return text + (" (bounds)" if chance.get("bounds") else "")
