"""What the review page shows: the position at hand, what waits, the last decisions, agreement."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from willing.export import history, words
from willing.ledger import Entry, Ruling
from willing.model import Judgement
from willing.web import agreement
from willing.web.board import (
    OPEN,
    QUEUES,
    SECOND,
    Readings,
    Said,
    counts,
    find,
    following,
    judged,
    visible,
    waits,
)
from willing.web.correcting import form
from willing.web.doubt import Doubtful
from willing.web.state import View
from willing.web.told import told

LAST = 10
"""Decisions that stay in sight."""

CONTEXT = 200
"""Characters of the article shown before and after the sentence."""

END = "end"
"""What stands in the address for the end of the queue."""

DONE = {"accept": "Accepted", "reject": "Rejected", "edit": "Corrected"}

QUEUE_COLUMNS = (
    "place", "doubt", "because", "id", "actor", "actor_name", "stance", "issue", "agent",
    "conditions", "date_start", "date_end", "article", "title", "sentence", "judged_by",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Sitting:
    """Who reviews, which queue, and where in it: all of it from the address."""

    reviewer: str
    queue: str
    at: str

    @classmethod
    def of(cls, view: View, reviewer: str) -> Sitting:
        """Return the sitting that ``view`` asks for."""
        kind = view.get("queue", OPEN)
        return cls(reviewer, kind if kind in QUEUES else OPEN, view.get("at"))

    @property
    def blind(self) -> bool:
        """Whether what others decided is kept from the reviewer, who is to decide afresh."""
        return self.queue == SECOND


def address(view: View, sitting: Sitting, **changes: Any) -> View:
    """Return the state that leads to ``sitting``, but for ``changes``."""
    asked = {"by": sitting.reviewer, "queue": sitting.queue, "at": sitting.at, **changes}
    if asked["queue"] == OPEN:
        asked["queue"] = None
    return view.changed(**asked)


def data(readings: Readings, said: Said, view: View, sitting: Sitting) -> dict[str, Any]:
    """Return all that the page shows, as plain values."""
    lane = visible(readings, view)
    waiting = counts(lane, said, sitting.reviewer)
    chosen = at_hand(lane, readings, said, sitting)
    after = chosen.entry.position.id if chosen else None
    return {
        "reviewer": sitting.reviewer,
        "queue": sitting.queue,
        "queues": waiting,
        "blind": sitting.blind,
        "waiting": waiting[sitting.queue],
        "item": item(chosen, said, sitting, readings) if chosen else None,
        "next": END if after is None else _next(lane, readings, said, sitting, after),
        "last": last(readings, said, sitting),
    }


def at_hand(
    lane: Sequence[Doubtful], readings: Readings, said: Said, sitting: Sitting
) -> Doubtful | None:
    """Return the position that is looked at: the one in the address, else the first that waits.

    Raises:
        LedgerError: the address names one that isn't there.
    """
    if sitting.at == END:
        return None
    if sitting.at:
        return find(readings, sitting.at)
    return following(lane, readings, said, sitting.reviewer, sitting.queue, "")


def next_at(readings: Readings, said: Said, view: View, sitting: Sitting, after: str) -> str:
    """Return where the queue goes on after the position ``after``, ``END`` where it doesn't."""
    return _next(visible(readings, view), readings, said, sitting, after)


def _next(
    lane: Sequence[Doubtful], readings: Readings, said: Said, sitting: Sitting, after: str
) -> str:
    found = following(lane, readings, said, sitting.reviewer, sitting.queue, after)
    return found.entry.position.id if found else END


def standing_entry(one: Doubtful, said: Said, sitting: Sitting) -> Entry:
    """Return the entry as the reviewer is to see it: read, with the judgements that aren't hidden.

    A rejected position is shown as it is.
    """
    entry = one.entry
    on = said.on.get(entry.position.id, ())
    seen = said.by(sitting.reviewer, entry.position.id) if sitting.blind else on
    return replace(entry, position=judged(entry, seen).position)


def item(one: Doubtful, said: Said, sitting: Sitting, readings: Readings) -> dict[str, Any]:
    """Return the position at hand as plain values: what was read, why it is doubtful, the form."""
    entry = standing_entry(one, said, sitting)
    sentence, text = entry.read.sentence, entry.article.text
    shown_now = asdict(told(entry))
    on = said.on.get(entry.position.id, ())
    seen = [j for j in on if not sitting.blind or j.author == sitting.reviewer]
    return {
        **shown_now,
        "doubt": one.doubt,
        "signs": [sign.because for sign in one.signs],
        "before": _tail(text[max(0, sentence.start - CONTEXT) : sentence.start]),
        "after": _head(text[sentence.end : sentence.end + CONTEXT]),
        "outlet": words.one_line(entry.article.outlet or ""),
        "published": words.published(entry.article.published),
        "agent_id": entry.position.action.agent.id,
        "form": asdict(form(entry.position, readings.parties)),
        "judgements": [_judgement(judgement) for judgement in seen],
        "rejected": judged(one.entry, seen).rejected,
        "place": readings.place[entry.position.id] + 1,
        "of": len(readings.order),
    }


def last(readings: Readings, said: Said, sitting: Sitting) -> list[dict[str, Any]]:
    """Return the last decisions in force, the last one first; blind, only the reviewer's own."""
    rulings = said.last(sitting.reviewer if sitting.blind else None)[:LAST]
    return [_ruling(ruling, readings, sitting) for ruling in rulings]


def agreements(readings: Readings, said: Said) -> list[dict[str, Any]]:
    """Return how far reviewers agree: all of them first, then every two."""
    verdicts = agreement.ratings(said.rulings)
    read = {one.entry.position.id: one.entry.read.stance.value for one in readings.order}
    left = agreement.stances(said.rulings, read)
    rows = []
    pairs = agreement.by_pair(verdicts)
    everyone = [agreement.agreement(verdicts)] if len(pairs) > 1 else []
    for one in (*everyone, *pairs):
        names = None if one in everyone else one.reviewers
        stance = agreement.agreement(left, names)
        rows.append(
            {
                "reviewers": list(one.reviewers),
                "everyone": names is None,
                "positions": one.positions,
                "pairs": one.pairs,
                "share": _rounded(one.share),
                "alpha": _rounded(one.alpha),
                "stance_share": _rounded(stance.share),
                "stance_alpha": _rounded(stance.alpha),
            }
        )
    return rows


def rows(readings: Readings, said: Said, view: View, sitting: Sitting) -> list[dict[str, Any]]:
    """Return the queue as rows of ``QUEUE_COLUMNS``."""
    found = []
    for one in visible(readings, view):
        if not waits(said, one, sitting.reviewer, sitting.queue):
            continue
        read, article = one.entry.read, one.entry.article
        authors = {judgement.author for judgement in said.on.get(one.entry.position.id, ())}
        found.append(
            {
                "place": readings.place[one.entry.position.id] + 1,
                "doubt": one.doubt,
                "because": " | ".join(sign.because for sign in one.signs),
                "id": one.entry.position.id,
                "actor": read.actor.id,
                "actor_name": read.actor.name,
                "stance": read.stance.value,
                "issue": read.action.issue,
                "agent": read.action.agent.id,
                "conditions": " | ".join(one.text for one in read.conditions),
                "date_start": read.date.start,
                "date_end": read.date.end,
                "article": article.id,
                "title": article.title,
                "sentence": read.sentence.text,
                "judged_by": " | ".join(sorted(authors)),
            }
        )
    return found


def told_decision(verdict: str, entry: Entry) -> str:
    """Return a decision in words, for whoever hears it: "Accepted: Norway, offer, land"."""
    position = entry.position
    name = words.one_line(position.actor.name)
    return f"{DONE[verdict]}: {name}, {position.stance.value}, {position.action.issue}."


def _judgement(judgement: Judgement) -> dict[str, Any]:
    from willing.ledger import State

    row = history.ruling_row(Ruling(judgement, State.IN_FORCE, judgement.target))
    return {
        "id": judgement.id,
        "author": words.one_line(judgement.author),
        "verdict": judgement.verdict,
        "said": words.one_line(row["said"]) if judgement.verdict == "edit" else "",
        "made": judgement.made.isoformat(timespec="seconds"),
        "time": f"{judgement.made:%H:%M}",
        "day": words.day(judgement.made.date()),
    }


def _ruling(ruling: Ruling, readings: Readings, sitting: Sitting) -> dict[str, Any]:
    entry: Mapping[str, Any] = {}
    if ruling.about in readings.place:
        read = find(readings, ruling.about).entry.read
        entry = {
            "actor_name": words.one_line(read.actor.name),
            "stance": read.stance.value,
            "issue": read.action.issue,
        }
    return {
        **_judgement(ruling.judgement),
        "about": ruling.about,
        "there": bool(entry),
        "mine": ruling.judgement.author == sitting.reviewer,
        **entry,
    }


def _tail(text: str) -> str:
    """Return the end of ``text`` from the beginning of a word, its lines joined."""
    joined = " ".join(text.split())
    if len(text) < CONTEXT:
        return joined
    return "… " + joined.partition(" ")[2]


def _head(text: str) -> str:
    joined = " ".join(text.split())
    if len(text) < CONTEXT:
        return joined
    return joined.rpartition(" ")[0] + " …"


def _rounded(value: float | None) -> float | None:
    return None if value is None else round(value, 3)
