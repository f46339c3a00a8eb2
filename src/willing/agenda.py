"""The issues at stake in a negotiation: agendas in YAML, some of them shipped."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

import yaml

from willing.model import WillingError

DEFAULT_AGENDA = "peace-operation"
OTHER = "other"
_SHIPPED = files("willing") / "data" / "agendas"


class AgendaError(WillingError):
    """An agenda that can't be found, read or used; the text says where and what was expected."""


@dataclass(frozen=True, slots=True)
class Issue:
    """One issue: its key, its title for people, the words that name it, sentences about it."""

    key: str
    title: str
    terms: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Agenda:
    """A negotiation's issues, in the order in which they are shown."""

    name: str
    title: str
    issues: tuple[Issue, ...]

    def keys(self) -> tuple[str, ...]:
        """Return the issues' keys, in order."""
        return tuple(issue.key for issue in self.issues)

    @property
    def version(self) -> str:
        """The name and a digest of the content: two agendas that differ never share it."""
        digest = hashlib.sha256(repr(self).encode()).hexdigest()[:8]
        return f"{self.name}-{digest}"


def shipped() -> Iterator[str]:
    """Yield the names of the agendas that come with the program, in alphabetical order."""
    yield from sorted(
        entry.name.removesuffix(".yaml")
        for entry in _SHIPPED.iterdir()
        if entry.name.endswith(".yaml")
    )


def load(name_or_path: str = DEFAULT_AGENDA) -> Agenda:
    """Return the shipped agenda of that name or the one in that YAML file.

    Raises:
        AgendaError: there is none of that name, or the file can't be read or used.
    """
    if name_or_path in set(shipped()):
        return parse((_SHIPPED / f"{name_or_path}.yaml").read_text(encoding="utf-8"), name_or_path)
    path = Path(name_or_path)
    try:
        content = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        known = ", ".join(shipped())
        raise AgendaError(
            f"There is no agenda {name_or_path!r}: name one of {known}, or a readable YAML file."
        ) from error
    return parse(content, name_or_path)


def parse(content: str, where: str) -> Agenda:
    """Return the agenda that the YAML ``content`` holds; ``where`` names it in errors.

    Raises:
        AgendaError: the content is no YAML, or lacks what an agenda needs.
    """
    try:
        data = yaml.safe_load(content)
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        place = f"line {mark.line + 1}, column {mark.column + 1}" if mark else "an unknown place"
        raise AgendaError(f"{where} is no YAML at {place}; correct it there.") from error
    if not isinstance(data, dict) or not isinstance(data.get("issues"), dict) or not data["issues"]:
        raise AgendaError(f"{where} needs `issues`, a mapping of key to title, terms, examples.")
    issues = [_issue(str(key), body, where) for key, body in data["issues"].items()]
    if OTHER not in data["issues"]:
        issues.append(Issue(OTHER, "Anything else on which a party takes a position", (), ()))
    name = str(data.get("name") or Path(where).stem)
    return Agenda(name, str(data.get("title") or name), tuple(issues))


def _issue(key: str, body: Any, where: str) -> Issue:
    body = {} if body is None else body
    if not isinstance(body, dict):
        raise AgendaError(f"{where}: the issue {key!r} needs title, terms and examples.")
    return Issue(
        key,
        str(body.get("title") or key.replace("_", " ").capitalize()),
        _strings(body.get("terms"), f"{where}: {key}.terms"),
        _strings(body.get("examples"), f"{where}: {key}.examples"),
    )


def _strings(value: Any, where: str) -> tuple[str, ...]:
    if value is None:
        return ()
    if not isinstance(value, list) or not all(isinstance(item, (str, int)) for item in value):
        raise AgendaError(f"{where} must be a list of words or sentences.")
    return tuple(str(item) for item in value)
