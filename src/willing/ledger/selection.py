"""Which positions of a ledger are looked at: a filter that is a value."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from dataclasses import dataclass, fields

from willing.ledger.voices import source_kind
from willing.model import Article, Position, SourceKind, Stance
from willing.names import fold


@dataclass(frozen=True, slots=True)
class Selection:
    """A filter; what is left empty lets everything through, values of one field are alternatives.

    ``actor`` holds ids or names of parties, or of people who speak for them; ``outlet`` the
    outlet that published the article, whose report it retells, or that a sentence cites;
    ``source_kind`` is that of the innermost source.  With ``since`` or ``until`` (days,
    inclusive) a position counts where its span of days overlaps them, an undated one doesn't.
    """

    actor: tuple[str, ...] = ()
    issue: tuple[str, ...] = ()
    stance: tuple[Stance, ...] = ()
    since: datetime.date | None = None
    until: datetime.date | None = None
    outlet: tuple[str, ...] = ()
    source_kind: tuple[SourceKind, ...] = ()

    def __bool__(self) -> bool:
        """Tell whether anything is filtered at all."""
        return any(getattr(self, field.name) for field in fields(self))

    def holds(self, position: Position, article: Article) -> bool:
        """Tell whether ``position``, reported by ``article``, passes."""
        actor = position.actor
        return (
            _among(self.actor, (actor.id, actor.name, actor.person))
            and (not self.issue or position.action.issue in self.issue)
            and (not self.stance or position.stance in self.stance)
            and (not self.source_kind or source_kind(position) in self.source_kind)
            and _among(self.outlet, _outlets(position, article))
            and self._in_time(position)
        )

    def _in_time(self, position: Position) -> bool:
        if self.since is None and self.until is None:
            return True
        start, end = position.date.start, position.date.end
        if start is None and end is None:
            return False
        first, last = start or datetime.date.min, end or datetime.date.max
        return (self.since is None or last >= self.since) and (
            self.until is None or first <= self.until
        )


def _outlets(position: Position, article: Article) -> Iterable[str | None]:
    yield article.outlet
    yield article.origin
    for link in position.attribution:
        if link.kind is SourceKind.OUTLET:
            yield link.name


def _among(wanted: tuple[str, ...], names: Iterable[str | None]) -> bool:
    if not wanted:
        return True
    folded = {fold(name) for name in names if name}
    return any(fold(name) in folded for name in wanted)
