"""The coalition's pictures for a brief: each node leads to its sentence in the same file."""

from __future__ import annotations

from collections.abc import Callable

from willing.coalition.values import Model
from willing.export.brief import Brief, Picture
from willing.ledger import Ledger


def pictures(book: Ledger, brief: Brief) -> tuple[Picture, ...]:
    """Return the pictures of the coalition that a ledger adds up to, none where it has none."""
    from willing.coalition import picture
    from willing.modelling import build_model

    model = build_model(book)
    if not model.commitments:
        return ()
    link = _links(model, frozenset(brief.anchors()))
    return (
        Picture("Who waits for whom", picture.condition_graph(model, link=link)),
        Picture("What stands if nothing more happens", picture.standing_table(model, link=link)),
        Picture("Force against requirement", picture.force_bars(model, link=link)),
    )


def _links(model: Model, anchors: frozenset[str]) -> Callable[[str], str | None]:
    evidence = {one.id: one.evidence for one in model.commitments}
    evidence |= {one.id: one.evidence for one in model.requirements}

    def link(key: str) -> str | None:
        found = (f"p-{identifier}" for identifier in evidence.get(key, ()))
        return next((f"#{anchor}" for anchor in found if anchor in anchors), None)

    return link
