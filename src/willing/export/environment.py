"""The Jinja2 environments in which briefs are set: one escapes HTML, one escapes Markdown."""

from __future__ import annotations

import re
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

_MARKDOWN_SPECIAL = re.compile(r"([\\`*_\[\]<>|~#$&])")
_MARKDOWN_START = re.compile(r"^(\d+)([.)])|^([-+=])")


@cache
def html_environment() -> Environment:
    """Return the environment for HTML; every value is escaped."""
    return Environment(
        loader=PackageLoader("willing.export"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def markdown_environment() -> Environment:
    """Return the environment for Markdown; what a template prints is escaped as Markdown."""
    return Environment(
        loader=PackageLoader("willing.export"),
        autoescape=False,
        finalize=markdown_text,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


class Verbatim(str):
    """Markdown that is written as it is."""

    __slots__ = ()


def markdown_text(value: object) -> str:
    """Return ``value`` so that Markdown shows it as it is: no markup, no link, no new block."""
    if isinstance(value, Verbatim):
        return value
    text = _MARKDOWN_SPECIAL.sub(r"\\\1", " ".join(str(value).split(" ")).replace("\n", " "))
    return _MARKDOWN_START.sub(
        lambda found: "\\" + found[0] if found[3] else f"{found[1]}\\{found[2]}", text
    )
