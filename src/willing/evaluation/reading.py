"""Annotated articles, each with what a reader finds in its text."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from willing import agenda as agendas
from willing import gold
from willing.agenda import Agenda
from willing.evaluation.marks import Mark, mark
from willing.export.records import Record, position_record
from willing.extract import DEFAULT_READER, Extractor
from willing.model import WillingError
from willing.read import article as article_of
from willing.read.problem import Unreadable


class GoldError(WillingError):
    """Annotated articles can't be scored against; the text says which, why and what to do."""


@dataclass(frozen=True, slots=True)
class Paper:
    """An annotated article: its fields in the contract's form, and its negotiation's agenda."""

    record: Record
    agenda: Agenda


@dataclass(frozen=True, slots=True)
class Pair:
    """An article's annotated positions and the read ones, and its text."""

    path: str
    text: str
    expected: tuple[Mark, ...]
    found: tuple[Mark, ...]


def folders(part: Path) -> list[Path]:
    """Return the negotiations in ``part``: it, or the folders in it, that hold an agenda."""
    if _holds_agenda(part):
        return [part]
    return [path for path in sorted(part.iterdir()) if path.is_dir() and _holds_agenda(path)]


def papers(part: Path) -> list[Paper]:
    """Return the annotated articles under ``part``, each checked against the contract.

    Articles of a folder without an ``agenda.yaml`` are taken under the agenda that is shipped.

    Raises:
        GoldError: there are none, or one breaks the contract.
        AgendaError: an agenda can't be used.
    """
    if not part.is_dir():
        raise GoldError(f"There is no folder {part}; name one with annotated articles.")
    found = []
    try:
        for folder in folders(part) or [part]:
            file = folder / gold.AGENDA_FILE
            agenda = agendas.load(str(file)) if file.is_file() else agendas.load()
            for record in gold.load(folder):
                _check(record, agenda)
                found.append(Paper(record, agenda))
    except yaml.YAMLError as error:
        place = " ".join(str(getattr(error, "problem_mark", part)).split())
        raise GoldError(f"A file under {part} is no YAML {place}; correct it there.") from error
    except (UnicodeDecodeError, TypeError, AttributeError, KeyError) as error:
        raise GoldError(f"{part} holds a YAML file that is no annotated article.") from error
    except OSError as error:
        raise GoldError(f"Can't read {error.filename or part}: {error.strerror}.") from error
    if not found:
        raise GoldError(f"{part} holds no annotated articles: YAML files, an agenda.yaml beside.")
    return found


def read_all(found: Sequence[Paper], reader: str = DEFAULT_READER) -> Iterator[list[Record]]:
    """Yield for each paper the records that ``reader`` finds in its text, ``confidence`` added."""
    extractor: Extractor | None = None
    for paper in found:
        if extractor is None:
            extractor = Extractor(paper.agenda, reader)
        if extractor.agenda is not paper.agenda:
            extractor.use(paper.agenda)
        yield _read(extractor, paper.record)


def read_part(part: Path, reader: str = DEFAULT_READER) -> Iterator[tuple[Record, list[Record]]]:
    """Yield each annotated article under ``part`` with the records that are read from its text."""
    found = papers(part)
    for paper, records in zip(found, read_all(found, reader), strict=True):
        yield paper.record, records


def pair(annotated: Record, records: Sequence[Record]) -> Pair:
    """Return an annotated article and the records read from it as they are compared."""
    text = annotated["text"]
    expected = (mark(position, text) for position in annotated["positions"] or ())
    found = (mark(record, text) for record in records)
    return Pair(annotated["path"], text, tuple(expected), tuple(found))


def _holds_agenda(folder: Path) -> bool:
    return (folder / gold.AGENDA_FILE).is_file()


def _check(record: Record, agenda: Agenda) -> None:
    path = record["path"]
    if not isinstance(record.get("text"), str) or "positions" not in record:
        raise GoldError(f"{path} is no annotated article: it needs `text` and `positions`.")
    for problem in gold.problems(record, frozenset(agenda.keys())):
        raise GoldError(f"{path} breaks the contract: {problem}.")


def _read(extractor: Extractor, annotated: Record) -> list[Record]:
    """Return the records read from the text, given what a page's metadata would tell."""
    given: dict[str, Any] = {key: annotated.get(key) for key in ("title", "outlet", "published")}
    try:
        article = article_of(annotated["text"], path=annotated["path"], **given)
    except Unreadable:
        return []
    try:
        found = extractor.read(article).positions
    except WillingError:
        raise
    except Exception as error:
        told = f"{type(error).__name__}: {error}"
        raise GoldError(f"{annotated['path']} can't be searched for positions ({told}).") from error
    return [{**position_record(one, article), "confidence": one.confidence} for one in found]
