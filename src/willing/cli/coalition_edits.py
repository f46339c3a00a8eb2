"""What building and rebuilding a model file looks like in a terminal: counts, edits, conflicts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Group, RenderableType
from rich.text import Text
from rich.tree import Tree

from willing.coalition.values import Model
from willing.modelling import Conflict, Updated


def built(model: Model, path: Path) -> Text:
    """Return what a new model file holds."""
    unread = [event for event in model.events if (event.note or "").startswith("Not understood")]
    counts = (
        f"{len(model.commitments)} commitments, {len(model.events)} events "
        f"({len(unread)} named by their words), {len(model.requirements)} requirements"
    )
    return Text(f"Wrote {path}: {counts}.")


def updated(done: Updated, path: Path) -> RenderableType:
    """Return what a rebuild did to a file, and its conflicts."""
    merged = done.merged
    parts: list[RenderableType] = []
    for word, names in (
        ("added", merged.added),
        ("updated", merged.updated),
        ("removed", merged.removed),
    ):
        if names:
            parts.append(Text(f"{word}: {', '.join(names)}"))
    if not done.had_base:
        parts.append(Text("The file holds no base: all that differs in it is taken as your edit."))
    if not done.kept_comments:
        parts.append(Text("The file was laid out anew; comments in it are gone."))
    parts += [conflict(one) for one in merged.conflicts]
    if merged.conflicts:
        settle = (
            "Yours stays until you settle it: --keep NAME for yours, --take NAME for the ledger’s."
        )
        parts.append(Text(settle))
    nothing = not (parts or merged.conflicts)
    parts.append(Text(f"{path}: {'nothing new' if nothing else 'written'}."))
    return Group(*parts)


def conflict(of: Conflict) -> RenderableType:
    """Return a conflict: what it was, what the person made it, what the ledger says."""
    tree = Tree(Text(f"≠ conflict: {of.name}", style="bold red"))
    for word, value in (("was", of.base), ("yours", of.mine), ("ledger", of.ledger)):
        tree.add(Text(f"{word:7}{_shown(value)}"))
    return tree


def changes(found: list[Conflict]) -> RenderableType:
    """Return what a person changed in a file since it was built."""
    if not found:
        return Text("Nothing was changed since the file was built.")
    parts: list[RenderableType] = []
    for one in found:
        sign = "+" if one.base is None else "–" if one.mine is None else "±"
        tree = Tree(Text(f"{sign} {one.name}", style="bold"))
        if one.base is not None:
            tree.add(Text(f"was  {_shown(one.base)}"))
        if one.mine is not None:
            tree.add(Text(f"now  {_shown(one.mine)}"))
        parts.append(tree)
    return Group(*parts)


def _shown(value: Any) -> str:
    if value is None:
        return "nothing"
    if isinstance(value, dict):
        return ", ".join(f"{key}: {_shown(one)}" for key, one in value.items() if key != "evidence")
    if isinstance(value, (list, tuple)):
        return "; ".join(
            _shown(one["if"] if isinstance(one, dict) and "if" in one else one) for one in value
        )
    return str(value)
