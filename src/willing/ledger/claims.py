"""Entries → claims: what one report says of one party's position, with all its wordings."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass

from willing.ledger.book import Entry
from willing.ledger.ladder import Firmness, Side, firmness, side
from willing.ledger.voices import Voice, answerable, voice
from willing.model import ActorKind, Stance
from willing.witness import Origin

RETOLD_WITHIN = datetime.timedelta(days=14)
"""How far apart two tellings of one report may be."""

Track = tuple[str, str, str]
"""A party, an issue, and the party that would act: what positions must share to be compared."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One piece of evidence: a stance of a party on an issue, as one report has it.

    ``entries`` are its wordings in the ledger's order and ``entry`` the one that shows best: in
    the party's own voice if there is such, then the most closely dated, then the fullest.
    """

    entry: Entry
    entries: tuple[Entry, ...]

    @property
    def track(self) -> Track:
        """What it may be compared with: party, issue, and who would act."""
        return _track(self.entry)

    @property
    def stance(self) -> Stance:
        """The stance that the report has."""
        return self.entry.position.stance

    @property
    def origin(self) -> Origin:
        """The report."""
        return self.entry.origin

    @property
    def start(self) -> datetime.date | None:
        """The first day on which the position can have been taken."""
        return self.entry.position.date.start

    @property
    def end(self) -> datetime.date | None:
        """The last day on which the position can have been taken."""
        return self.entry.position.date.end

    @property
    def dated(self) -> bool:
        """Whether both ends of its days are known."""
        return self.start is not None and self.end is not None

    @property
    def side(self) -> Side:
        """To which side the stance leans."""
        return side(self.stance)

    @property
    def firmness(self) -> Firmness:
        """How firm the stance is."""
        return firmness(self.stance)

    @property
    def voice(self) -> Voice:
        """On whose word it is known, at best."""
        return voice(self.entry.position)

    @property
    def own(self) -> bool:
        """Whether it is about the party's own action."""
        position = self.entry.position
        return position.action.agent.id == position.actor.id

    @property
    def about_a_group(self) -> bool:
        """Whether it is about what a group or an organisation would do."""
        kinds = (ActorKind.GROUP, ActorKind.ORGANISATION)
        return not self.own and self.entry.position.action.agent.kind in kinds


def claims(entries: Iterable[Entry]) -> tuple[Claim, ...]:
    """Return the claims that ``entries`` make, by their days, the undated ones last.

    Tellings of one report are one claim where their party, issue, agent and stance are the same
    and their days no further apart than ``RETOLD_WITHIN``.
    """
    groups: dict[tuple[Track, Stance, str], list[Entry]] = {}
    for entry in entries:
        key = (_track(entry), entry.position.stance, entry.origin.key)
        groups.setdefault(key, []).append(entry)
    found = [_claim(part) for group in groups.values() for part in _in_time(group)]
    return tuple(sorted(found, key=_order))


def certainly_before(one: Claim, other: Claim) -> bool:
    """Tell whether ``one`` was taken before ``other``, whichever days they mean."""
    return one.end is not None and other.start is not None and one.end < other.start


def tracks(all_of_them: Iterable[Claim]) -> dict[Track, list[Claim]]:
    """Return the claims by what they may be compared with, in their order.

    Who is against a group's action is against a part of his own in it, so such a claim stands on
    the track of the party's own action, too.  Who is for it needn't be ready to act himself.
    """
    found: dict[Track, list[Claim]] = {}
    for claim in all_of_them:
        found.setdefault(claim.track, []).append(claim)
        if claim.about_a_group and claim.stance is Stance.OPPOSE:
            actor, issue, _agent = claim.track
            found.setdefault((actor, issue, actor), []).append(claim)
    return found


def _track(entry: Entry) -> Track:
    position = entry.position
    return (position.actor.id, position.action.issue, position.action.agent.id)


def _in_time(group: list[Entry]) -> list[list[Entry]]:
    """Cut tellings of one report where more than ``RETOLD_WITHIN`` lies between their days."""
    dated = [entry for entry in group if _first(entry) is not None]
    undated = [entry for entry in group if _first(entry) is None]
    parts: list[list[Entry]] = []
    last = datetime.date.min
    for entry in sorted(dated, key=lambda one: _first(one) or last):
        first = _first(entry) or last
        if not parts or (last < first and first - last > RETOLD_WITHIN):
            parts.append([])
        parts[-1].append(entry)
        last = max(last, entry.position.date.end or first)
    if undated:
        parts = parts or [[]]
        parts[0].extend(undated)
    return parts


def _first(entry: Entry) -> datetime.date | None:
    return entry.position.date.start or entry.position.date.end


def _claim(entries: list[Entry]) -> Claim:
    return Claim(max(entries, key=_shows), tuple(sorted(entries, key=_place)))


def _shows(entry: Entry) -> tuple[int, int, int, int, str]:
    span = entry.position.date
    width = (span.end - span.start).days if span.start and span.end else 10**6
    position = entry.position
    return (
        voice(position),
        -width,
        answerable(position),
        len(position.conditions),
        position.id,
    )


def _place(entry: Entry) -> tuple[str, int, str]:
    return (entry.article.id, entry.position.sentence.start, entry.position.id)


def _order(claim: Claim) -> tuple[datetime.date, datetime.date, Track, str, str]:
    far = datetime.date.max
    start, end = claim.start or claim.end or far, claim.end or claim.start or far
    return (start, end, claim.track, claim.stance.value, claim.entry.position.id)
