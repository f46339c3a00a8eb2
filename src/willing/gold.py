"""Annotated articles: load a folder of them, check each against the annotation contract.

A folder holds one YAML file for each article and, where its negotiation needs one of its own,
an ``agenda.yaml``.  Each article file holds ``id``, ``title``, ``outlet``, ``published``,
``origin``, ``report``, ``style``, ``text`` and ``positions``; a position has the fields of the
contract, with ``quote`` (the exact words of its sentence) standing for ``sentence``.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

STANCES = frozenset(
    "deliver commit offer consider undecided doubt refuse "
    "demand request propose support oppose threaten warn expect".split()
)
CONDITION_KINDS = frozenset("if only_if unless in_exchange after until".split())
SOURCE_KINDS = frozenset("outlet named anonymous institution document".split())
ACTOR_KINDS = frozenset("country organisation group person".split())
AGENDA_FILE = "agenda.yaml"


def load(folder: Path) -> list[dict[str, Any]]:
    """Return every annotated article under ``folder``, in path order, each with its ``path``."""
    articles = []
    for path in sorted(folder.rglob("*.yaml")):
        if path.name == AGENDA_FILE:
            continue
        article = yaml.safe_load(path.read_text(encoding="utf-8"))
        article["path"] = str(path)
        articles.append(article)
    return articles


def problems(article: dict[str, Any], issues: frozenset[str]) -> Iterator[str]:
    """Yield one sentence for each way in which ``article`` breaks the contract."""
    text = article.get("text") or ""
    if not text.strip():
        yield "the article has no text"
    for number, position in enumerate(article.get("positions") or []):
        for problem in _position_problems(position, text, issues):
            yield f"position {number} ({str(position.get('quote'))[:40]!r}): {problem}"


def _position_problems(
    position: dict[str, Any], text: str, issues: frozenset[str]
) -> Iterator[str]:
    quote = position.get("quote") or ""
    if not quote or quote not in text:
        yield "the quote is not in the text"
    actor = position.get("actor") or {}
    for role, party in (("actor", actor), ("agent", (position.get("action") or {}).get("agent"))):
        if not isinstance(party, dict) or not party.get("id"):
            yield f"the {role} has no id"
        elif party.get("kind") not in ACTOR_KINDS:
            yield f"the {role}'s kind {party.get('kind')!r} is none of {sorted(ACTOR_KINDS)}"
    if actor.get("text") and actor["text"] not in text:
        yield f"the actor's words {actor['text']!r} are not in the text"
    if position.get("stance") not in STANCES:
        yield f"{position.get('stance')!r} is no stance"
    action = position.get("action") or {}
    if action.get("issue") not in issues:
        yield f"the issue {action.get('issue')!r} is not in the agenda"
    if not action.get("text") or action["text"] not in text:
        yield f"the action's words {action.get('text')!r} are not in the text"
    for condition in position.get("conditions") or []:
        if condition.get("kind") not in CONDITION_KINDS:
            yield f"{condition.get('kind')!r} is no kind of condition"
        if not condition.get("text") or condition["text"] not in text:
            yield f"the condition {condition.get('text')!r} is not in the text"
    for source in position.get("attribution") or []:
        if source.get("kind") not in SOURCE_KINDS:
            yield f"{source.get('kind')!r} is no kind of source"
        for key in ("text", "cue"):
            if source.get(key) and source[key] not in text:
                yield f"the source's {key} {source[key]!r} is not in the text"


def agenda_issues(folder: Path) -> frozenset[str]:
    """Return the issue keys of the folder's ``agenda.yaml``."""
    agenda = yaml.safe_load((folder / AGENDA_FILE).read_text(encoding="utf-8"))
    return frozenset(agenda["issues"])


def main() -> None:
    """Check each folder named on the command line, which holds articles and an ``agenda.yaml``."""
    import sys

    failed = False
    for name in sys.argv[1:]:
        folder = Path(name)
        issues = agenda_issues(folder)
        articles = load(folder)
        for article in articles:
            for problem in problems(article, issues):
                failed = True
                print(f"{article['path']}: {problem}")
        count = sum(len(article.get("positions") or []) for article in articles)
        print(f"{folder}: {len(articles)} articles, {count} positions")
    raise SystemExit(failed)


if __name__ == "__main__":
    main()
