"""The coalition in a brief: scenarios that are played in the file, each card with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from willing.export.brief import Brief
from willing.ledger import Ledger

if TYPE_CHECKING:
    from willing.coalition.values import Model
    from willing.export.scenario_html import Play


def play(book: Ledger, brief: Brief, model: Model, optimistic: bool = False) -> Play | None:
    """Return “What if” for a brief of ``book``; None where the ``model`` has no commitment."""
    from markupsafe import Markup

    from willing.coalition.commands import unlock_json
    from willing.coalition.scenario import Scenario
    from willing.export.conditions import Vocabulary
    from willing.export.scenario import actor_names, answer_record, page_record
    from willing.export.scenario_html import (
        Play,
        first_requirement,
        fragment,
        offline_script,
        script_data,
        stylesheet,
        unlocking,
    )

    if not model.commitments:
        return None
    words = Vocabulary(actor_names(book.entries))
    page = page_record(model, words, _links(brief), optimistic)
    answer = answer_record(page, model, Scenario())
    requirement = first_requirement(model)
    more = Markup("")
    if requirement is not None:
        more = unlocking(page, requirement, unlock_json(model, requirement, optimistic=optimistic))
    script, policy = offline_script()
    return Play(
        str(page["title"]),
        fragment(page, answer, requirement=requirement, more=more),
        stylesheet(),
        script,
        policy,
        script_data(page, answer),
    )


def _links(brief: Brief) -> Callable[[str], str | None]:
    """Return what leads from a position, by its id or how it begins, to its place in the brief."""
    anchors = sorted(brief.anchors())

    def link(evidence: str) -> str | None:
        return next((f"#{one}" for one in anchors if one.startswith(f"p-{evidence}")), None)

    return link
