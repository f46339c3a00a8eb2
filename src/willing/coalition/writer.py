"""A Model to the YAML text that reads back as the same Model."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import yaml

from willing.coalition.values import (
    FORMAT,
    Belief,
    Clause,
    Commitment,
    Event,
    Model,
    Number,
    Requirement,
)

_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDTH = 100


def _number(value: Number) -> int | float | str:
    """Return what YAML shows for a number without losing any of it."""
    if isinstance(value, int):
        return value if value.bit_length() < 900 else str(value)
    as_float = float(value)
    shown = repr(as_float)
    if "e" not in shown and Fraction(shown) == value:
        return as_float
    return f"{value.numerator}/{value.denominator}"


def _kept(record: dict[str, Any]) -> dict[str, Any]:
    """Drop what says nothing; a zero says something."""
    return {
        key: value
        for key, value in record.items()
        if value is not None and value is not False and value not in ([], {})
    }


def _event(event: Event) -> dict[str, Any]:
    return _kept(
        {
            "title": event.title,
            "concession": event.concession,
            "cost": _number(event.cost) if event.concession or event.cost != 1 else None,
            "by": event.by,
            "sentence": event.sentence,
            "evidence": list(event.evidence),
            "note": event.note,
        }
    )


def _clause(part: Clause) -> str | dict[str, Any]:
    if part.sentence is None and not part.evidence:
        return part.formula.text
    return {"if": part.formula.text} | _kept(
        {"sentence": part.sentence, "evidence": list(part.evidence)}
    )


def _when(parts: tuple[Clause, ...]) -> str | list[str | dict[str, Any]]:
    if not parts:
        return "true"
    written = [_clause(part) for part in parts]
    return written[0] if len(written) == 1 and isinstance(written[0], str) else written


def _commitment(commitment: Commitment) -> dict[str, Any]:
    quantities: dict[str, Any] = {}
    if commitment.low or commitment.high is not None:
        quantities["low"] = _number(commitment.low)
    if commitment.high is not None:
        quantities["high"] = _number(commitment.high)
    rest = {
        "unit": commitment.unit,
        "firmness": commitment.firmness,
        "when": _when(commitment.when) if commitment.when else None,
        "title": commitment.title,
        "sentence": commitment.sentence,
        "evidence": list(commitment.evidence),
        "note": commitment.note,
    }
    names = {"id": commitment.id, "actor": commitment.actor, "issue": commitment.issue}
    return names | quantities | _kept(rest)


def _requirement(requirement: Requirement) -> dict[str, Any]:
    return {"id": requirement.id} | _kept(
        {
            "by": requirement.by,
            "needs": {issue: _number(least) for issue, least in requirement.needs},
            "actors": list(requirement.actors),
            "commitments": list(requirement.commitments),
            "title": requirement.title,
            "sentence": requirement.sentence,
            "evidence": list(requirement.evidence),
            "note": requirement.note,
        }
    )


def _belief(belief: Belief) -> Any:
    if belief.is_point:
        return _number(belief.low)
    return [_number(belief.low), _number(belief.high)]


def model_record(model: Model) -> dict[str, Any]:
    """Return the model as the plain values of its file."""
    return {"format": FORMAT, "name": model.name} | _kept(
        {
            "title": model.title,
            "note": model.note,
            "units": dict(model.units),
            "events": {event.name: _event(event) for event in model.events},
            "commitments": [_commitment(commitment) for commitment in model.commitments],
            "requirements": [_requirement(requirement) for requirement in model.requirements],
            "beliefs": {name: _belief(belief) for name, belief in model.beliefs},
        }
    )


def dump_model(model: Model) -> str:
    """Write the model as YAML; `read_model` of the text is an equal model."""
    text: str = yaml.dump(
        model_record(model),
        Dumper=_DUMPER,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=_WIDTH,
    )
    return text
