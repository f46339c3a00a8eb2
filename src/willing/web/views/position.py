"""One position in full: its sentence in context, on whose word, what was inferred, what else."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter

from willing.export import records, rows, words
from willing.export.brief import statement
from willing.export.issues import label
from willing.ledger import Entry, Standing, standing, wordings
from willing.story import align
from willing.web.desk import Desk
from willing.web.pages import Asked, Page, page
from willing.web.state import View

router = APIRouter()

CONTEXT = 420
"""Characters of the article shown before and after the sentence."""

OF_CELL = 200
"""Positions of the same party on the same issue that are looked at, the newest."""

SHOWN = 12
"""Of these, those shown."""


@page(router, "/position/{id}", "position.html", "matrix")
def position(asked: Asked) -> Page:
    """Return one position, as ``willing why`` shows it."""
    desk = asked.desk
    entry, rejected = desk.found(asked.params["id"])
    found = entry.position
    cell = [one for one in desk.cell_of(entry, OF_CELL) if one.position.id != found.id]
    stands = next(iter(standing([*cell, *([] if rejected else [entry])])), None)
    told = wordings(entry, desk.same_report(entry), align)
    data = {
        "id": found.id,
        **records.position_record(found, entry.article),
        "counts_for": entry.origin.name,
        "inferred": [
            {"field": note.field, "value": note.value, "because": note.because}
            for note in found.inferred
        ],
        "judgements": [
            {"verdict": one.verdict, "author": one.author, "made": one.made.isoformat()}
            for one in entry.judgements
        ],
        "wordings": [
            {
                "id": one.entry.position.id,
                "outlet": one.entry.article.outlet,
                "sentence": one.entry.position.sentence.text,
                "changes": list(one.changes),
            }
            for one in told
        ],
        "stands": _stands(entry, stands, rejected)[0] if stands else None,
    }
    before, after = around(entry)
    context = {
        "entry": entry,
        "it": statement(entry),
        "issue": label(found.action.issue),
        "issue_title": next(one.title for one in desk.issues([found.action.issue])),
        "before": before,
        "after": after,
        "rejected": rejected,
        "standing": _stands(entry, stands, rejected)[1] if stands else "",
        "stands_entry": stands and stands.entry.position.id != found.id and statement(stands.entry),
        "told": [(one, statement(one.entry)) for one in told],
        "cell": [statement(one) for one in reversed(cell[-SHOWN:])],
        "cell_more": max(0, desk.cell_count(entry) - min(len(cell), SHOWN) - (not rejected)),
        "machine": statement(_as_read(entry)) if entry.machine else None,
        "neighbours": _neighbours(desk, entry),
        "here": View(actor=(found.actor.id,), issue=(found.action.issue,)),
        "notes": words.inferences(found),
    }
    return Page(data, rows.POSITION_COLUMNS, [rows.position_row(entry)], context)


def around(entry: Entry) -> tuple[str, str]:
    """Return the article's text before and after the sentence, cut between words."""
    text, sentence = entry.article.text, entry.position.sentence
    before = text[max(0, sentence.start - CONTEXT) : sentence.start]
    after = text[sentence.end : sentence.end + CONTEXT]
    if sentence.start > CONTEXT:
        before = "… " + before.partition(" ")[2]
    if sentence.end + CONTEXT < len(text):
        after = after.rpartition(" ")[0] + " …"
    return before, after


def _as_read(entry: Entry) -> Entry:
    return Entry(entry.read, entry.article, entry.origin)


def _stands(entry: Entry, stands: Standing, rejected: bool) -> tuple[bool, str]:
    """Return whether the position stands, and in words by which rule it does or gave way."""
    if rejected:
        return False, "no: it was rejected"
    if stands.entry.position.id == entry.position.id:
        return True, f"yes: {stands.decided.value}"
    gave = next((one for one in stands.given if one.entry == entry), None)
    if gave is None:
        return True, "yes, in another wording"
    return False, f"no, it gave way: {gave.rule.value}"


def _neighbours(desk: Desk, entry: Entry) -> list[tuple[str, Any]]:
    """Return the positions just before and after it in the article."""
    entries = desk.entries_of(entry.article.id)
    at = next((n for n, one in enumerate(entries) if one.position.id == entry.position.id), None)
    if at is None:
        return []
    near = []
    if at > 0:
        near.append(("before it", statement(entries[at - 1])))
    if at + 1 < len(entries):
        near.append(("after it", statement(entries[at + 1])))
    return near
