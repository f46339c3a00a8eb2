"""The page about scenarios as a piece of HTML, for the desk and for a brief that plays offline."""

from __future__ import annotations

import base64
import hashlib
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from importlib import resources
from typing import Any

from markupsafe import Markup

from willing.coalition.values import Model, Requirement
from willing.export.conditions import MARKS
from willing.export.environment import html_environment
from willing.export.scenario import STATUS

Json = dict[str, Any]

MOST_SHOWN = 8
"""Events, and parties, that can be supposed at once; the rest is behind “more”."""
MARK_WORDS = {"met": "holds", "together": "if all move at once", "unmet": "does not hold"}
STATE_WORDS = {"met": "met", "together": "met only together", "unmet": "not met"}
EVENT_WORDS = {"yes": "✓ happens", "no": "✕ never", "": "– not yet"}
BARS = (
    ("guaranteed", "guaranteed", "stands"),
    ("hopeful", "hopeful", "hopeful"),
    ("together", "all together", "only_together"),
)
_SCRIPTS = ("standing.js", "whatif.js", "whatif-brief.js")
_LINKAGE = re.compile(r"^import [^;]*;\n|^export (?=function|const|class)", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Play:
    """What if, played in the file: HTML whose every word is escaped, and what its script needs.

    ``policy`` is what the file's Content-Security-Policy says of ``script``, the only one in it.
    """

    title: str
    body: str
    style: str
    script: str
    policy: str
    data: Mapping[str, Any]


def figure(value: float) -> str:
    """Return an amount as people write it."""
    return f"{value:,.2f}".rstrip("0").rstrip(".")


def fragment(
    page: Json,
    answer: Json,
    *,
    requirement: str | None = None,
    choose: Callable[[str], str] | None = None,
    focus: Callable[[str], str] | None = None,
    kept: Sequence[tuple[str, str]] = (),
    more: str = "",
) -> Markup:
    """Return a ``page_record`` under an ``answer_record`` as HTML, every value escaped.

    ``requirement`` is the one looked at and ``choose`` gives the address for another one,
    ``focus`` the one that tells why a commitment stands or not;
    ``kept`` is what the form carries along; ``more``, HTML where it is Markup, comes last.
    """
    template = html_environment().get_template("scenario.html.jinja")
    shown = {name for one in page["events"][:MOST_SHOWN] for name in [one["name"]]}
    chosen = _chosen(page, answer)
    parties = {one["id"] for one in page["actors"][:MOST_SHOWN]}
    return Markup(
        template.render(
            page=page,
            answer=answer,
            chosen=chosen,
            counts={**dict.fromkeys(STATUS, 0), **Counter(answer["status"].values())},
            looks=STATUS,
            glyphs=MARKS,
            mark_words=MARK_WORDS,
            state_words=STATE_WORDS,
            requirement_states={key: state_of(met) for key, met in answer["met"].items()},
            circle_words=lambda circle: circle_words(page, circle),
            bars=BARS,
            figure=figure,
            most=MOST_SHOWN,
            opened={
                "events": bool(chosen["events"].keys() - shown),
                "actors": bool(chosen["actors"].keys() - parties),
            },
            requirement=requirement,
            choose=choose,
            focus=focus,
            kept=kept,
            more=more,
            **_drawing(page, answer, chosen),
        )
    )


def state_of(met: Json) -> str:
    """Return the state of a requirement: a key of ``STATE_WORDS``."""
    return "met" if met["met"] else "together" if met["together"] else "unmet"


def circle_words(page: Json, circle: Sequence[str]) -> str:
    """Return commitments that wait for each other in words, in the order of their circle."""
    by_id = {card["id"]: card for card in page["cards"]}
    names = list(dict.fromkeys(by_id[one]["who"] for one in circle))
    if len(names) == 1:
        return f"↻ {names[0]} waits for itself"
    return f"↻ {' → '.join([*names, names[0]])}: each waits for the next"


def _chosen(page: Json, answer: Json) -> dict[str, dict[str, str]]:
    """Return how each event's and party's toggle is set, where it isn't left as it is."""
    scenario = {part: set(names) for part, names in answer["scenario"].items()}
    events = {
        one["name"]: "yes" if one["name"] in scenario["happens"] else "no"
        for one in page["events"]
        if one["name"] in scenario["happens"] | scenario["fails"]
    }
    actors = {}
    for word, part in (("yes", "included"), ("no", "excluded")):
        for one in page["actors"]:
            if scenario[part].issuperset(one["ids"]):
                actors[one["id"]] = word
    return {"events": events, "actors": actors}


def _drawing(page: Json, answer: Json, chosen: dict[str, dict[str, str]]) -> Json:
    """Return how each node of the picture looks, its second line, and which edges are in a loop."""
    circle_of = {name: at for at, circle in enumerate(answer["circles"]) for name in circle}
    states, words = [], []
    nodes = page["graph"]["nodes"]
    for node in nodes:
        if node["kind"] == "commitment":
            status = answer["status"][node["id"]]
            states.append(status)
            words.append(f"{STATUS[status][0]} {STATUS[status][1]}")
        elif node["kind"] == "event":
            choice = chosen["events"].get(node["event"], "")
            states.append(f"event-{choice or 'open'}")
            words.append(EVENT_WORDS[choice])
        else:
            states.append("total")
            words.append("in total")
    loops = []
    for edge in page["graph"]["edges"]:
        ends = [circle_of.get(nodes[edge[end]].get("id", "")) for end in ("from", "to")]
        loops.append(ends[0] is not None and ends[0] == ends[1])
    return {"node_states": states, "node_words": words, "edge_loops": loops}


def script_data(page: Json, answer: Json) -> Json:
    """Return what the script of the page needs of a ``page_record`` and an ``answer_record``."""
    return {
        "gates": page["gates"],
        "events": [
            {key: one[key] for key in ("name", "title", "literal")} for one in page["events"]
        ],
        "actors": [{key: one[key] for key in ("id", "ids", "literals")} for one in page["actors"]],
        "cards": [
            {
                **{key: one[key] for key in ("id", "who", "issue", "literal")},
                "leaves": [
                    {key: piece[key] for key in piece if key != "text"}
                    for part in one["when"]
                    for piece in part["pieces"]
                    if "positive" in piece
                ],
            }
            for one in page["cards"]
        ],
        "concessions": [
            {key: one[key] for key in ("name", "title", "by", "cost")}
            for one in page["events"]
            if one["concession"]
        ],
        "graph": page["graph"],
        "scenario": answer["scenario"],
        "looks": STATUS,
        "words": {"marks": MARKS, "mark": MARK_WORDS, "state": STATE_WORDS, "event": EVENT_WORDS},
    }


def offline_script() -> tuple[Markup, str]:
    """Return the one script of a brief, and what its Content-Security-Policy says of it.

    The modules of the desk are joined to one; the policy's source is their hash, so that no other
    script can run in the file.
    """
    static = resources.files("willing").joinpath("web", "static")
    text = "\n".join(
        _LINKAGE.sub("", static.joinpath(name).read_text(encoding="utf-8")) for name in _SCRIPTS
    )
    if "</script" in text.casefold():
        raise ValueError("a script would end its own element")
    digest = base64.b64encode(hashlib.sha256(text.encode("utf-8")).digest()).decode("ascii")
    return Markup(text), f"'sha256-{digest}'"


def stylesheet() -> Markup:
    """Return the styles of the page about scenarios."""
    static = resources.files("willing").joinpath("web", "static")
    return Markup(static.joinpath("whatif.css").read_text(encoding="utf-8"))


def first_requirement(model: Model) -> str | None:
    """Return the requirement that is looked at first: the one that asks for most."""

    def parts(one: Requirement) -> int:
        return len(one.needs) + len(one.actors) + len(one.commitments)

    return max(model.requirements, key=parts).id if model.requirements else None


def unlocking(page: Json, requirement: str, found: Json) -> Markup:
    """Return an answer of ``unlock_json`` as HTML that the script of a brief keeps up to date."""
    by_id = {one["id"]: one for one in page["cards"]}
    events = {one["name"]: one["title"] for one in page["events"]}
    template = html_environment().get_template("unlocking.html.jinja")
    return Markup(
        template.render(
            requirement=next(one for one in page["requirements"] if one["id"] == requirement),
            met=found["sets"] == [[]],
            granted=[" and ".join(events[name] for name in one) for one in found["sets"]],
            jumps=[
                " and ".join(f"{by_id[name]['who']}, {by_id[name]['issue']}" for name in one)
                for one in found["jump_sets"]
            ],
        )
    )
