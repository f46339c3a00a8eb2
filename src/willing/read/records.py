"""JSON lines → records with a text, a line at a time; a bad line is named and passed over."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from pydantic import AliasChoices, BaseModel, ConfigDict, Field, ValidationError

from willing.read import decode, files
from willing.read.problem import Problem, Unreadable, megabytes, path_text

MAX_LINE_BYTES = 4_000_000
"""Longest line: the longest text that is read, every character escaped, and room for the rest."""


class Record(BaseModel):
    """One line: ``text`` must be there, all else may be missing, other fields are passed over."""

    model_config = ConfigDict(extra="ignore", coerce_numbers_to_str=True)

    text: str
    title: str | None = None
    outlet: str | None = Field(None, validation_alias=AliasChoices("outlet", "source"))
    published: str | None = Field(None, validation_alias=AliasChoices("published", "date"))
    url: str | None = None
    origin: str | None = None
    id: str | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """A record and the number of its line, counted from 1."""

    number: int
    record: Record


def records(path: Path) -> Iterator[Line | Problem]:
    """Yield the records of ``path`` in order; memory is bounded by ``MAX_LINE_BYTES``.

    Raises:
        Unreadable: the file can't be opened.
    """
    where = path_text(path)
    with files.open_file(path) as file:
        for number, line in _lines(file):
            try:
                if line is None:
                    raise Unreadable(f"is longer than {megabytes(MAX_LINE_BYTES)}.")
                content = decode.text(line)
                if content.strip():
                    yield Line(number, _record(content))
            except Unreadable as error:
                yield Problem(where, f"line {number} {error}")
            except OSError as error:
                raise Unreadable(files.why(error)) from error


def _lines(file: BinaryIO) -> Iterator[tuple[int, bytes | None]]:
    number = 0
    while line := file.readline(MAX_LINE_BYTES + 1):
        number += 1
        if len(line) <= MAX_LINE_BYTES:
            yield number, line
            continue
        while line and not line.endswith(b"\n"):
            line = file.readline(MAX_LINE_BYTES)
        yield number, None


def _record(content: str) -> Record:
    try:
        record = Record.model_validate_json(content)
    except ValidationError as error:
        raise Unreadable(_sentence(error)) from error
    if not decode.storable(record.text):
        raise Unreadable("has a text with characters that stand for nothing (NUL or half a pair).")
    return record


def _sentence(error: ValidationError) -> str:
    first = error.errors(include_url=False, include_input=False)[0]
    if first["type"] == "json_invalid":
        reason = str(first.get("ctx", {}).get("error", "")).partition(" at line ")[0]
        return f"is no JSON ({reason})." if reason else "is no JSON."
    if first["type"] in ("model_type", "model_attributes_type"):
        return "is no JSON object."
    field = ".".join(str(part) for part in first["loc"])
    if first["type"] == "missing":
        return f"lacks the field {field!r}."
    return f"has a field {field!r} that is no text."
