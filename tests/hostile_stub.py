"""A stand-in for the extractor: one position in the first sentence of each article."""

from __future__ import annotations

from willing.agenda import Agenda
from willing.extract import VERSION
from willing.model import (
    Action,
    Actor,
    ActorKind,
    Article,
    Condition,
    ConditionKind,
    DateBasis,
    DateSpan,
    Inference,
    Introduction,
    Position,
    Quantity,
    Reading,
    Source,
    SourceKind,
    Span,
    Stance,
)


def position(article: Article, **changes: object) -> Position:
    """Return a position with something in every field."""
    end = article.text.find(".") + 1
    actor = Actor("NLD", "Northland", "Northland", ActorKind.COUNTRY, "its minister")
    values = {
        "id": f"{article.id}-1",
        "article_id": article.id,
        "sentence": Span(0, end, article.text[:end]),
        "actor": actor,
        "stance": Stance.REFUSE,
        "action": Action(actor, "send ships", "sea", Quantity(1.0, None, "ships")),
        "conditions": (Condition(ConditionKind.UNLESS, "unless asked", "UN", "mandate"),),
        "attribution": (
            Source("Bloomberg", SourceKind.OUTLET, "Bloomberg"),
            Source("its minister", SourceKind.NAMED, "its minister", "said"),
        ),
        "date": DateSpan(article.published.earliest, article.published.latest, DateBasis.INFERRED),
        "inferred": (Inference("date", "2025-03-20", "Tuesday"),),
    }
    return Position(**{**values, **changes})  # type: ignore[arg-type]


class Stub:
    """What ``run`` asks of an extractor."""

    def __init__(self, agenda: Agenda, reader: str = "rules") -> None:
        self.agenda = agenda

    def read(self, article: Article) -> Reading:
        person = Introduction("Ann Orr", "NLD", "Northland", ActorKind.COUNTRY, "minister Ann Orr")
        return Reading(article.id, VERSION, self.agenda.version, (position(article),), (person,))
