"""A model as a page about scenarios shows it: what can be supposed, who would do what, for whom."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from willing.coalition.force import totals
from willing.coalition.formula import quoted, quoted_id
from willing.coalition.scenario import Scenario, read_assumptions
from willing.coalition.standing import Standing, standing
from willing.coalition.svg import amount, quantity
from willing.coalition.values import Commitment, Model, Requirement, plain
from willing.export.conditions import Vocabulary, mark, pieces
from willing.export.gates import gates_record
from willing.export.waiting import circles, waiting_record
from willing.ledger import Entry
from willing.lexicon import load

Json = dict[str, Any]
Link = Callable[[str], str | None]
STATUS = {
    "stands": ("●", "stands", "nobody has to jump first"),
    "only_together": ("◐", "only together", "if all of them move at once"),
    "falls": ("○", "falls", "in no way"),
    "undetermined": ("?", "undetermined", "conditions with “not” do not settle it"),
}
"""Each status with its glyph, its word and what it means."""


def no_link(_evidence: str) -> str | None:
    """Return no address: the evidence is shown, but leads nowhere."""
    return None


def actor_names(entries: Iterable[Entry] = ()) -> dict[str, str]:
    """Return what parties are called: as the ledger has them, else as the shipped lists do."""
    found = dict(_shipped())
    found |= {entry.position.actor.id: entry.position.actor.name for entry in entries}
    return found


@cache
def _shipped() -> Mapping[str, str]:
    return {
        record["id"]: record["name"]
        for name in ("countries", "organisations")
        for record in load(name, "actors")
    }


def page_record(
    model: Model, words: Vocabulary, link: Link = no_link, optimistic: bool = False
) -> Json:
    """Return everything about ``model`` that does not depend on the scenario, as JSON values.

    ``link`` gives the address of the sentence of a position, by its id or how it begins. ``gates``
    is what the solver in the browser takes; ``cards`` are the commitments in the order of the file,
    ``events`` and ``actors`` what can be supposed, those on which most waits first.
    """
    graph = waiting_record(model, words)
    waited = _waited(graph)
    return {
        "title": model.title or model.name,
        "note": model.note,
        "notes": list(model.notes),
        "optimistic": optimistic,
        "events": _events(model, words, link, waited),
        "actors": _actors(model, words, waited),
        "cards": [
            {"number": number, **_card(model, one, words, link)}
            for number, one in enumerate(model.commitments)
        ],
        "requirements": [_requirement(model, one, words, link) for one in model.requirements],
        "issues": _issues(model, words),
        "concessions": _concessions(model),
        "graph": graph,
        "gates": gates_record(model, optimistic),
    }


def _waited(graph: Json) -> dict[str, int]:
    """Return how many edges meet each event (by name) and commitment (by id)."""
    found: dict[str, int] = {}
    for edge in graph["edges"]:
        for end in ("from", "to"):
            node = graph["nodes"][edge[end]]
            key = node.get("event") or node.get("id") or ""
            found[key] = found.get(key, 0) + 1
    return found


def _evidence(evidence: Iterable[str], link: Link) -> list[Json]:
    return [{"id": one, "href": link(one)} for one in evidence]


def _events(model: Model, words: Vocabulary, link: Link, waited: dict[str, int]) -> list[Json]:
    found = [
        {
            "name": event.name,
            "title": event.title or event.name,
            "concession": event.concession,
            "cost": plain(event.cost),
            "by": words.actor(event.by) if event.by else None,
            "literal": quoted(event.name),
            "sentence": event.sentence,
            "evidence": _evidence(event.evidence, link),
            "note": event.note,
        }
        for event in model.all_events.values()
    ]
    return sorted(found, key=lambda one: (one["concession"], -waited.get(one["name"], 0)))


def _actors(model: Model, words: Vocabulary, waited: dict[str, int]) -> list[Json]:
    own: dict[str, list[str]] = {}
    for one in model.commitments:
        own.setdefault(one.actor, []).append(one.id)
    found = []
    for actor, ids in own.items():
        goes, refuses = (
            " and ".join(map(quoted_id, ids)),
            " and ".join(f"not {quoted_id(one)}" for one in ids),
        )
        alone = read_assumptions(model, [quoted(actor)])
        if actor not in model.all_events and alone.included == frozenset(ids):
            goes, refuses = quoted(actor), f"not {quoted(actor)}"
        found.append(
            {
                "id": actor,
                "name": words.actor(actor),
                "ids": ids,
                "literals": [goes, refuses],
                "waited": sum(waited.get(one, 0) for one in ids),
            }
        )
    return sorted(found, key=lambda one: (-int(str(one["waited"])), str(one["name"]).casefold()))


def _deed(one: Commitment, words: Vocabulary) -> str:
    """Return what a commitment is called without the party's name before it."""
    title = " ".join((one.title or "").split())
    name = words.actor(one.actor)
    for prefix in (f"{name}:", f"{one.actor}:"):
        if title.startswith(prefix):
            return title.removeprefix(prefix).strip()
    return title or words.issue(one.issue)


def _card(model: Model, one: Commitment, words: Vocabulary, link: Link) -> Json:
    return {
        "id": one.id,
        "actor": one.actor,
        "who": words.actor(one.actor),
        "issue": words.issue(one.issue),
        "deed": _deed(one, words),
        "quantity": quantity(one),
        "firmness": one.firmness,
        "literal": quoted_id(one.id),
        "when": [
            {
                "formula": part.formula.text,
                "pieces": pieces(model, part.formula, words),
            }
            for part in one.when
        ],
        "said": list(
            dict.fromkeys(
                said for said in (one.sentence, *(part.sentence for part in one.when)) if said
            )
        ),
        "evidence": _evidence(
            dict.fromkeys((*one.evidence, *(e for part in one.when for e in part.evidence))), link
        ),
        "note": one.note,
    }


def _requirement(model: Model, one: Requirement, words: Vocabulary, link: Link) -> Json:
    units = model.issue_units
    needs = [
        f"{amount(least)} {units.get(issue, '')}".strip() + f" on {words.issue(issue)}"
        for issue, least in one.needs
    ]
    needs += [f"{words.actor(actor)} in it" for actor in one.actors]
    for name in one.commitments:
        commitment = model.by_id[name]
        needs.append(f"{words.actor(commitment.actor)}, {words.issue(commitment.issue)}")
    return {
        "id": one.id,
        "title": _capital(one.title or one.id),
        "by": words.actor(one.by) if one.by else None,
        "needs": needs,
        "sentence": one.sentence,
        "evidence": _evidence(one.evidence, link),
        "note": one.note,
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _issues(model: Model, words: Vocabulary) -> list[Json]:
    """Return the issues that have a quantity or a need, each with the largest figure on its bar."""
    found = []
    for issue in model.issues:
        needs = [
            {"requirement": one.id, "by": words.actor(one.by) if one.by else one.id,
             "title": _capital(one.title or one.id), "least": plain(least)}
            for one in model.requirements
            for key, least in one.needs
            if key == issue
        ]  # fmt: skip
        most = sum(
            one.quantity(True)
            for one in model.commitments
            if one.issue == issue and model.counts(one)
        )
        if needs or most:
            scale = max([plain(most), *(need["least"] for need in needs)])
            unit = model.issue_units.get(issue)
            found.append(
                {"key": issue, "title": words.issue(issue), "unit": unit, "needs": needs,
                 "most": scale}
            )  # fmt: skip
    return found


def _concessions(model: Model) -> list[str]:
    return [event.name for event in model.all_events.values() if event.concession]


def answer_record(page: Json, model: Model, scenario: Scenario) -> Json:
    """Return what stands under ``scenario`` for a page of ``page_record``, as JSON values.

    What a browser's script works out again at every click, it must work out equal to this.
    """
    answer = standing(model, scenario, page["optimistic"])
    return {
        "scenario": {
            part: sorted(getattr(scenario, part))
            for part in ("happens", "fails", "included", "excluded")
        },
        "status": answer.statuses,
        "met": {
            one.id: {"met": answer.met(one.id), "together": answer.met_together(one.id)}
            for one in model.requirements
        },
        "totals": {
            issue: {
                "guaranteed": float(found.guaranteed),
                "hopeful": float(found.hopeful),
                "together": float(found.together),
            }
            for issue, found in totals(answer, page["optimistic"]).items()
        },
        "marks": _marks(page, answer, scenario),
        "circles": circles(page["graph"], answer),
        "literals": literals(page, scenario),
    }


def _marks(page: Json, answer: Standing, scenario: Scenario) -> dict[str, list[str | None]]:
    """Return for every card the mark of each piece of its conditions, None for mere text."""
    return {
        card["id"]: [
            mark(piece, answer, scenario.happens) if "positive" in piece else None
            for part in card["when"]
            for piece in part["pieces"]
        ]
        for card in page["cards"]
        if card["when"]
    }


def literals(page: Json, scenario: Scenario) -> list[str]:
    """Return a scenario as the fewest assumptions that ``read_assumptions`` reads back."""
    found = []
    for event in page["events"]:
        if event["name"] in scenario.happens:
            found.append(event["literal"])
        elif event["name"] in scenario.fails:
            found.append(f"not {event['literal']}")
    told: set[str] = set()
    for actor in page["actors"]:
        for ids, literal in zip(
            (scenario.included, scenario.excluded), actor["literals"], strict=True
        ):
            if ids.issuperset(actor["ids"]):
                found.append(literal)
                told |= set(actor["ids"])
    for card in page["cards"]:
        if card["id"] in scenario.included - told:
            found.append(card["literal"])
        elif card["id"] in scenario.excluded - told:
            found.append(f"not {card['literal']}")
    return found
