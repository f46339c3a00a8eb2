"""Entry → what a page, a JSON record and a CSV row say of it, in plain values."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from willing.export import words
from willing.export.highlight import Piece, pieces
from willing.export.history import VOICES
from willing.export.issues import label
from willing.export.looks import FIRMNESS, GLYPHS
from willing.ledger import Claim, Entry, firmness, side, voice
from willing.ledger.voices import source_kind
from willing.model import DateBasis


@dataclass(frozen=True, slots=True)
class Told:
    """One position in words; ``start`` and ``end`` are ISO 8601 days, ``None`` where unknown.

    ``pieces`` are its sentence, cut where who, what and on which condition begin and end;
    ``agent`` is empty where the party speaks of its own action.
    """

    id: str
    article: str
    title: str
    actor: str
    actor_name: str
    actor_kind: str
    person: str
    issue: str
    issue_label: str
    stance: str
    glyph: str
    side: str
    firmness: str
    agent: str
    agent_name: str
    action: str
    quantity: str
    conditions: str
    start: str | None
    end: str | None
    when: str
    basis: str
    date_inferred: bool
    counts_for: str
    on_whose_word: str
    source_kind: str
    voice: str
    sentence: str
    pieces: tuple[Piece, ...]
    inferred: tuple[str, ...]


def told(entry: Entry) -> Told:
    """Return ``entry`` in words."""
    position, article = entry.position, entry.article
    actor, action, date = position.actor, position.action, position.date
    other = action.agent.id != actor.id
    return Told(
        id=position.id,
        article=article.id,
        title=words.one_line(article.title or article.path),
        actor=actor.id,
        actor_name=words.one_line(actor.name),
        actor_kind=actor.kind.value,
        person=words.speaker(actor.person or "") if (actor.person or "").strip() else "",
        issue=action.issue,
        issue_label=label(action.issue),
        stance=position.stance.value,
        glyph=GLYPHS[position.stance],
        side=side(position.stance).value,
        firmness=FIRMNESS[firmness(position.stance)],
        agent=action.agent.id if other else "",
        agent_name=words.one_line(action.agent.name) if other else "",
        action=words.one_line(action.text),
        quantity=words.quantity(action.quantity),
        conditions=words.conditions(position.conditions),
        start=iso(date.start),
        end=iso(date.end),
        when=words.date(date),
        basis=words.BASIS_WORDS[date.basis],
        date_inferred=date.basis is DateBasis.INFERRED
        or any(note.field == "date" for note in position.inferred),
        counts_for=words.one_line(entry.origin.name),
        on_whose_word=words.chain(position, article),
        source_kind=source_kind(position).value,
        voice=VOICES[voice(position)],
        sentence=words.one_line(position.sentence.text),
        pieces=pieces(position),
        inferred=words.inferences(position, but="date"),
    )


def told_claim(claim: Claim) -> Told:
    """Return the wording of ``claim`` that shows best, in words."""
    return told(claim.entry)


def iso(day: datetime.date | None) -> str | None:
    """Return ``day`` in ISO 8601."""
    return day.isoformat() if day else None
