"""A brief as one HTML file that asks nobody for anything: it opens offline and prints well."""

from __future__ import annotations

from willing.export.brief import Brief, statement
from willing.export.environment import html_environment
from willing.ledger import Entry


def render(brief: Brief) -> str:
    """Return ``brief`` as a whole HTML document."""
    return html_environment().get_template("brief.html.jinja").render(brief=brief)


def snippet(entry: Entry) -> str:
    """Return one position as a piece of HTML for a notebook, its sentence highlighted."""
    return html_environment().get_template("snippet.html.jinja").render(it=statement(entry))
