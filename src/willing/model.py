"""The values that everything else passes on: articles, positions, judgements; all frozen.

Offsets count characters (Unicode code points) into ``Article.text`` as stored, ends exclusive.
The field names are those of the annotation contract, ``docs/annotation.md``.
"""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from enum import StrEnum


class WillingError(Exception):
    """Any failure that a person can do something about; its text is one sentence that says what."""


class Stance(StrEnum):
    """How firmly, and in which sense, an actor stands towards an action."""

    DELIVER = "deliver"
    COMMIT = "commit"
    OFFER = "offer"
    CONSIDER = "consider"
    UNDECIDED = "undecided"
    DOUBT = "doubt"
    REFUSE = "refuse"
    DEMAND = "demand"
    REQUEST = "request"
    PROPOSE = "propose"
    SUPPORT = "support"
    OPPOSE = "oppose"
    THREATEN = "threaten"
    WARN = "warn"
    EXPECT = "expect"


OWN_STANCES = (
    Stance.DELIVER,
    Stance.COMMIT,
    Stance.OFFER,
    Stance.CONSIDER,
    Stance.UNDECIDED,
    Stance.DOUBT,
    Stance.REFUSE,
)
"""The stances about an actor's own action, firmest first."""


class ActorKind(StrEnum):
    """What sort of party holds a position."""

    COUNTRY = "country"
    ORGANISATION = "organisation"
    GROUP = "group"
    PERSON = "person"


class ConditionKind(StrEnum):
    """How a position depends on its condition."""

    IF = "if"
    ONLY_IF = "only_if"
    UNLESS = "unless"
    IN_EXCHANGE = "in_exchange"
    AFTER = "after"
    UNTIL = "until"


class SourceKind(StrEnum):
    """On what sort of word a position is reported."""

    OUTLET = "outlet"
    NAMED = "named"
    ANONYMOUS = "anonymous"
    INSTITUTION = "institution"
    DOCUMENT = "document"


class DateBasis(StrEnum):
    """What a date rests on."""

    TEXT = "text"
    METADATA = "metadata"
    INFERRED = "inferred"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of an article's text: ``text`` is exactly ``Article.text[start:end]``."""

    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Actor:
    """A party as one sentence names it: ``text`` holds the words, ``person`` who speaks for it."""

    id: str
    name: str
    text: str
    kind: ActorKind
    person: str | None = None


@dataclass(frozen=True, slots=True)
class Quantity:
    """An amount in ``unit`` (as worded); ``None`` where the words leave an end open."""

    low: float | None
    high: float | None
    unit: str | None


@dataclass(frozen=True, slots=True)
class Action:
    """What a position is about: who would do it, the words for it, its issue on the agenda."""

    agent: Actor
    text: str
    issue: str
    quantity: Quantity | None = None


@dataclass(frozen=True, slots=True)
class Condition:
    """What a position is said to depend on, in the article's words, its first word included."""

    kind: ConditionKind
    text: str
    agent: str | None = None
    issue: str | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """One link of the chain on whose word a position is known."""

    text: str
    kind: SourceKind
    name: str
    cue: str | None = None


@dataclass(frozen=True, slots=True)
class DateSpan:
    """The day (``start`` equals ``end``) or span of days of a position; ``None`` where unknown."""

    start: datetime.date | None
    end: datetime.date | None
    basis: DateBasis


@dataclass(frozen=True, slots=True)
class Inference:
    """Something the program concluded: of which field, which value, and from what."""

    field: str
    value: str
    because: str


@dataclass(frozen=True, slots=True)
class Position:
    """One reported position of one actor on one action, with its evidence.

    ``id`` is a digest of the article and the reading, stable for one extractor version.
    ``confidence`` is what share of the positions as sure as this one are right, ``None`` where the
    reader can't say.
    """

    id: str
    article_id: str
    sentence: Span
    actor: Actor
    stance: Stance
    action: Action
    conditions: tuple[Condition, ...]
    attribution: tuple[Source, ...]
    date: DateSpan
    inferred: tuple[Inference, ...] = ()
    confidence: float | None = None


@dataclass(frozen=True, slots=True)
class Introduction:
    """A person whom an article introduces: ``name`` speaks for the party ``actor_id``."""

    name: str
    actor_id: str
    actor_name: str
    kind: ActorKind
    words: str


@dataclass(frozen=True, slots=True)
class Published:
    """When an article was published: its best day, the interval that holds it, and the basis."""

    date: datetime.date | None
    earliest: datetime.date | None
    latest: datetime.date | None
    basis: DateBasis


UNDATED = Published(None, None, None, DateBasis.NONE)


@dataclass(frozen=True, slots=True)
class Article:
    """An article as it was read; ``id`` is a digest of its text, so content identifies it."""

    id: str
    path: str
    title: str | None
    outlet: str | None
    published: Published
    origin: str | None
    report: str | None
    text: str


@dataclass(frozen=True, slots=True)
class Reading:
    """What one extractor version found in one article under one agenda."""

    article_id: str
    extractor: str
    agenda: str
    positions: tuple[Position, ...]
    introductions: tuple[Introduction, ...] = ()


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a person decided: appended, never changed, undone only by a later one.

    ``verdict`` is ``accept``, ``reject``, ``edit``, ``merge`` or ``undo``; ``target`` names what
    it is about (a position, an actor, a judgement); ``detail`` is JSON.
    """

    id: str
    made: datetime.datetime
    author: str
    verdict: str
    target: str
    detail: str
