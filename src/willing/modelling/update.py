"""A model file brought up to what the ledger says now, a person's edits kept."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from willing.coalition.file import read_model
from willing.coalition.values import Model
from willing.coalition.writer import model_record
from willing.modelling.base import base_of, with_base, without_base
from willing.modelling.merge import Merged, merge
from willing.modelling.patch import patched


@dataclass(frozen=True, slots=True)
class Updated:
    """The new text of a file, what was done, whether it had a base, whether comments stayed."""

    text: str
    merged: Merged
    had_base: bool
    kept_comments: bool


def update(
    text: str,
    ledger: Model,
    keep: Collection[str] = (),
    take: Collection[str] = (),
    name: str = "model",
) -> Updated:
    """Return the file ``text`` with what the ledger's model says now, and the conflicts.

    ``keep`` and ``take`` settle conflicts for the person or the ledger; ``name`` names the file in
    errors.

    Raises:
        ModelFileError: the text is no model.
        WillingError: ``keep`` or ``take`` names what is no conflict.
    """
    mine = read_model(text, name)
    base = base_of(text)
    merged = merge(base, mine, ledger, keep, take)
    body, kept_comments = patched(without_base(text), model_record(mine), merged.record)
    return Updated(with_base(body, merged.base), merged, base is not None, kept_comments)
