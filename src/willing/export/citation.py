"""Citations of what the ledger holds, as CSL-JSON, BibTeX and RIS."""

from __future__ import annotations

import datetime
import json
import re
from dataclasses import dataclass
from typing import Any

from willing.export.words import one_line
from willing.model import Article

_BIB_SPECIAL = {
    "\\": r"\textbackslash{}",
    "{": r"\{",
    "}": r"\}",
    "&": r"\&",
    "%": r"\%",
    "$": r"\$",
    "#": r"\#",
    "_": r"\_",
    "~": r"\textasciitilde{}",
    "^": r"\textasciicircum{}",
}


@dataclass(frozen=True, slots=True)
class Citation:
    """What is cited: ``kind`` is a CSL type, ``container`` who published it, ``note`` what else.

    ``number`` is its id in the ledger, ``accessed`` the day on which it was looked at.
    """

    id: str
    kind: str
    title: str
    container: str | None
    issued: datetime.date | None
    number: str
    note: str
    accessed: datetime.date


def of_article(article: Article, accessed: datetime.date) -> Citation:
    """Return the citation of ``article``."""
    title = article.title or article.text.strip().partition("\n")[0][:200]
    return Citation(
        f"willing-article-{article.id}",
        "article-newspaper",
        one_line(title) or "Untitled",
        one_line(article.outlet) if article.outlet else None,
        article.published.date,
        article.id,
        "",
        accessed,
    )


def csl(citation: Citation) -> str:
    """Return ``citation`` as CSL-JSON: a list of one item."""
    item: dict[str, Any] = {
        "id": citation.id,
        "type": citation.kind,
        "title": citation.title,
        "number": citation.number,
        "accessed": _parts(citation.accessed),
    }
    if citation.container:
        item["container-title"] = citation.container
    if citation.issued:
        item["issued"] = _parts(citation.issued)
    if citation.note:
        item["note"] = citation.note
    return json.dumps([item], ensure_ascii=False, indent=2) + "\n"


def bibtex(citation: Citation) -> str:
    """Return ``citation`` as a BibTeX entry; what BibTeX would read as markup is escaped."""
    fields = {
        "title": _bib(citation.title),
        "howpublished": _bib(citation.container or ""),
        "year": str(citation.issued.year) if citation.issued else "",
        "month": str(citation.issued.month) if citation.issued else "",
        "day": str(citation.issued.day) if citation.issued else "",
        "number": _bib(citation.number),
        "urldate": citation.accessed.isoformat(),
        "note": _bib(citation.note),
    }
    lines = ",\n".join(f"  {name} = {{{value}}}" for name, value in fields.items() if value)
    key = re.sub(r"[^A-Za-z0-9-]", "-", citation.id)
    return f"@misc{{{key},\n{lines}\n}}\n"


def ris(citation: Citation) -> str:
    """Return ``citation`` as RIS."""
    kind = "NEWS" if citation.kind == "article-newspaper" else "DATA"
    fields = [
        ("TY", kind),
        ("ID", citation.id),
        ("TI", citation.title),
        ("T2", citation.container or ""),
        ("DA", citation.issued.strftime("%Y/%m/%d") if citation.issued else ""),
        ("M1", citation.number),
        ("N1", citation.note),
        ("Y2", citation.accessed.strftime("%Y/%m/%d")),
    ]
    told = "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in fields if value)
    return f"{told}ER  - \r\n"


def _parts(day: datetime.date) -> dict[str, list[list[int]]]:
    return {"date-parts": [[day.year, day.month, day.day]]}


def _bib(text: str) -> str:
    return "".join(_BIB_SPECIAL.get(char, char) for char in one_line(text))
