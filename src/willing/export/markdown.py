"""A brief as Markdown, in which nothing that an article says becomes markup."""

from __future__ import annotations

from willing.export.brief import Brief
from willing.export.environment import Verbatim, markdown_environment, markdown_text
from willing.export.highlight import Piece

_MARKS = {"action": "**", "actor": "*", "condition": "***"}


def render(brief: Brief) -> str:
    """Return ``brief`` as a whole Markdown document."""
    template = markdown_environment().get_template("brief.md.jinja")
    return template.render(brief=brief, sentence=sentence)


def sentence(pieces: tuple[Piece, ...]) -> Verbatim:
    """Return a sentence with its parts marked: *actor*, **action**, ***condition***."""
    text = ""
    for piece in pieces:
        words = " ".join(piece.text.split())
        before = " " if piece.text[:1].isspace() else ""
        after = " " if piece.text[-1:].isspace() and words else ""
        mark = _MARKS.get(piece.role, "") if words else ""
        text += f"{before}{mark}{markdown_text(words)}{mark}{after}"
    return Verbatim(" ".join(text.split(" ")).strip())
