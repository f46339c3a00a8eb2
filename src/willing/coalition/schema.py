"""The JSON Schema of the model file."""

from __future__ import annotations

from typing import Any

from willing.coalition.values import FIRMNESS, FORMAT

_TEXT: dict[str, Any] = {"type": "string", "minLength": 1}
_OPTIONAL_TEXT: dict[str, Any] = {"type": ["string", "null"]}
_TEXTS: dict[str, Any] = {"type": ["array", "null"], "items": {"type": "string"}}
_NUMBER: dict[str, Any] = {
    "description": "A number that is not below zero; “1/3” is read exactly.",
    "anyOf": [
        {"type": "number", "minimum": 0},
        {
            "type": "string",
            "pattern": r"^\+?[0-9][0-9_]*(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?(/[0-9]+)?$",
        },
    ],
}
_PROBABILITY: dict[str, Any] = {
    "anyOf": [
        {"type": "number", "minimum": 0, "maximum": 1},
        {
            "type": "string",
            "pattern": r"^\+?[0-9][0-9_]*(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?(/[0-9]+)?$",
        },
    ],
}
_NOTED: dict[str, Any] = {
    "title": {**_OPTIONAL_TEXT, "description": "Words for people."},
    "sentence": {**_OPTIONAL_TEXT, "description": "The sentence that says so."},
    "evidence": {**_TEXTS, "description": "Ids of the positions that say so."},
    "note": {**_OPTIONAL_TEXT, "description": "A remark of whoever edits the file."},
}


def _record(required: list[str], properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "required": required,
        "additionalProperties": False,
        "properties": properties,
    }


def _when() -> dict[str, Any]:
    formula = {
        "description": "true, an event, ACTOR.issue, #commitment-id, not x, x and y, x or y, "
        "(x), at least K of (x, y), total(issue) >= N, total(issue, of: (A, B)) >= N; "
        "names with other characters go in double quotes.",
        "type": ["string", "boolean"],
    }
    part = _record(["if"], {"if": formula, "sentence": _OPTIONAL_TEXT, "evidence": _TEXTS})
    parts = {
        "description": "Parts that must all hold, each with the sentence that says so.",
        "type": "array",
        "items": {"anyOf": [formula, part]},
    }
    return {"anyOf": [formula, parts]}


def _event() -> dict[str, Any]:
    return _record(
        [],
        {
            "concession": {"type": ["boolean", "null"], "description": "Someone could grant it."},
            "cost": {**_NUMBER, "description": "What granting it costs; 1 where not stated."},
            "by": {**_OPTIONAL_TEXT, "description": "The actor that could grant it."},
            **_NOTED,
        },
    ) | {"type": ["object", "null"]}


def _commitment() -> dict[str, Any]:
    return _record(
        ["id", "actor", "issue"],
        {
            "id": _TEXT,
            "actor": _TEXT,
            "issue": _TEXT,
            "low": {"anyOf": [_NUMBER, {"type": "null"}]},
            "high": {"anyOf": [_NUMBER, {"type": "null"}]},
            "unit": _OPTIONAL_TEXT,
            "firmness": {"enum": [*FIRMNESS, None]},
            "when": _when(),
            **_NOTED,
        },
    )


def _requirement() -> dict[str, Any]:
    return _record(
        ["id"],
        {
            "id": _TEXT,
            "by": {**_OPTIONAL_TEXT, "description": "Whose requirement it is."},
            "needs": {
                "description": "The least total of each issue.",
                "type": ["object", "null"],
                "additionalProperties": _NUMBER,
            },
            "actors": {**_TEXTS, "description": "Actors of whom something must stand."},
            "commitments": {**_TEXTS, "description": "Ids of commitments that must stand."},
            **_NOTED,
        },
    )


def model_schema() -> dict[str, Any]:
    """Return the JSON Schema (2020-12) of a model file, as docs/model-schema.json holds it."""
    interval = {"type": "array", "items": _PROBABILITY, "minItems": 2, "maxItems": 2}
    properties = {
        "format": {"const": FORMAT},
        "name": _TEXT,
        "title": _OPTIONAL_TEXT,
        "note": _OPTIONAL_TEXT,
        "units": {
            "description": "The unit in which an issue is counted; others do not add to it.",
            "type": ["object", "null"],
            "additionalProperties": {"type": "string"},
        },
        "events": {"type": ["object", "null"], "additionalProperties": _event()},
        "commitments": {"type": ["array", "null"], "items": _commitment()},
        "requirements": {"type": ["array", "null"], "items": _requirement()},
        "beliefs": {
            "description": "By event, by word of firmness, or by # and a commitment's id.",
            "type": ["object", "null"],
            "additionalProperties": {"anyOf": [_PROBABILITY, interval]},
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "A coalition model of Willing",
        **_record(["format", "name"], properties),
    }
