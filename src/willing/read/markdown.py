"""A Markdown file → its front matter and its first heading; the text itself stays as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import yaml

from willing.read.problem import Unreadable

MAX_FRONT_MATTER_CHARACTERS = 20_000
"""Longest front matter; beyond it a first line of dashes is taken for a rule."""

MAX_HEADING_CHARACTERS = 500
"""How far from its start a text has its heading."""

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(?P<body>.*?)^(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.S | re.M)
_PLAIN_FIELD = re.compile(r"^(?P<key>[A-Za-z_]+):[ \t]*(?P<value>.*?)[ \t]*$", re.M)
_HEADING = re.compile(r"\A\s*#{1,2}[ \t]+(?P<title>[^\n]+?)[ \t#]*(?:\n|\Z)")
_FIELDS = {
    "title": ("title", "headline"),
    "outlet": ("outlet", "source", "publisher", "site", "sitename"),
    "published": ("published", "date", "published_at"),
    "origin": ("origin",),
}


@dataclass(frozen=True, slots=True)
class FrontMatter:
    """The fields that a file's head gives, and the text after it with its first heading."""

    title: str | None
    outlet: str | None
    published: str | None
    origin: str | None
    text: str


def front_matter(content: str) -> FrontMatter:
    """Return the head of ``content`` and the text after it, from which nothing is stripped.

    Raises:
        Unreadable: the front matter is not a list of fields.
    """
    fields: dict[str, Any] = {}
    text = content
    match = _FRONT_MATTER.match(content[:MAX_FRONT_MATTER_CHARACTERS])
    if match:
        fields = _fields(match["body"])
        text = content[match.end() :]
    heading = _HEADING.match(text[:MAX_HEADING_CHARACTERS])
    found = {name: _first(fields, keys) for name, keys in _FIELDS.items()}
    title = found["title"] or (heading["title"] if heading else None)
    return FrontMatter(title, found["outlet"], found["published"], found["origin"], text)


def _fields(body: str) -> dict[str, Any]:
    try:
        loaded = yaml.load(body, Loader=yaml.BaseLoader)
    except (yaml.YAMLError, RecursionError):
        loaded = None
    if isinstance(loaded, dict):
        return {str(key).lower(): value for key, value in loaded.items()}
    plain = {match["key"].lower(): match["value"] for match in _PLAIN_FIELD.finditer(body)}
    if not plain:
        raise Unreadable("begins with front matter that holds no `name: value` lines.")
    return plain


def _first(fields: dict[str, Any], keys: tuple[str, ...]) -> str | None:
    for key in keys:
        value = fields.get(key)
        if isinstance(value, str) and value.strip().strip("\"'"):
            return value.strip().strip("\"'")
    return None
