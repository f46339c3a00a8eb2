"""Which issues a view shows, in which order and under which titles."""

from __future__ import annotations

from collections.abc import Iterable

from willing.agenda import Agenda, AgendaError, Issue, load
from willing.ledger import Ledger
from willing.ledger.book import agenda_name


def agendas_of(ledger: Ledger) -> tuple[Agenda, ...]:
    """Return the shipped agendas under which ``ledger`` was read; others are left out."""
    found = []
    for name in dict.fromkeys(agenda_name(version) for version in ledger.agendas):
        try:
            found.append(load(name))
        except AgendaError:
            continue
    return tuple(found)


def ordered(keys: Iterable[str], agendas: Iterable[Agenda]) -> tuple[Issue, ...]:
    """Return an issue for each of ``keys``: in the agendas' order, unknown ones after them."""
    wanted = set(keys)
    known: dict[str, Issue] = {}
    for agenda in agendas:
        for issue in agenda.issues:
            if issue.key in wanted:
                known.setdefault(issue.key, issue)
    others = (Issue(key, label(key).capitalize(), (), ()) for key in sorted(wanted - set(known)))
    return (*known.values(), *others)


def label(key: str) -> str:
    """Return an issue's key as it stands in a column head."""
    return key.replace("_", " ").replace("-", " ")
