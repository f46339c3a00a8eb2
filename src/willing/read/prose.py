"""Is this text an article? Sentences, as against link lists, code, tables and scraps."""

from __future__ import annotations

import re

from willing.read.language import is_english
from willing.read.problem import Unreadable

MIN_WORDS = 8
"""Fewest words of an article: a one-sentence flash has about ten."""

MAX_CHARACTERS = 300_000
"""Longest text that is read, some 50,000 words; the longest reports in print have half of that."""

MIN_SENTENCE_WORDS = 4
"""Fewest words of a line for its full stop to make it a sentence, not a label."""

MIN_PROSE_SHARE = 0.15
"""Least share of a text's words that stand in sentences; live pages full of links keep .5."""

MAX_ODD_LINES = 0.5
"""Share of lines that look like code or table rows from which the whole is taken for one."""

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]['\"”’)\]]*(?:\s|$)")
_CODE = re.compile(
    r"[;{}]\s*$|^\s*(?:import|from|def|class|return|function|const|let|var|public|private|#include"
    r"|SELECT|INSERT|CREATE)\b[^.]*[=({:;<*\w]\s*$|^\s*[\w.\[\]]+\s*(?:=|\+=|:=)\s*\S|^\s*(?://|/\*|\*/|<\?)"
    r"|^\s*</?\w+[^>]*>\s*$"
)
_ROW = re.compile(r"\t.*\t|\|.*\||^(?:[^,;.]{0,40}[,;]){4,}[^,;.]{0,40}$|\S {3,}\S.* {3,}\S")
_NUMBERS = re.compile(r"^[\W\d_]*$")


def check(text: str) -> None:
    """Return if ``text`` is an article in English.

    Raises:
        Unreadable: it is empty, too long, a table, code or a list, too short, or not English.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    if len(text) <= MAX_CHARACTERS:
        _check_lines(lines)
    check_language(text)
    words = _WORD.findall(text)
    if len(words) < MIN_WORDS:
        raise Unreadable(f"is no article: it has {_count(len(words), 'word')}.")
    in_sentences = sum(_sentence_words(line) for line in lines)
    if in_sentences < MIN_PROSE_SHARE * len(words):
        raise Unreadable("is no article: it is a list of lines that are no sentences.")


def check_language(text: str) -> None:
    """Return if ``text`` is in English, however short.

    Raises:
        Unreadable: it is empty, too long, without words, or not in English.
    """
    if not text.strip():
        raise Unreadable("is empty.")
    if len(text) > MAX_CHARACTERS:
        raise Unreadable(
            f"holds a text of {len(text):,} characters; no article has more than "
            f"{MAX_CHARACTERS:,}."
        )
    if not _WORD.search(text):
        raise Unreadable("is no article: it has no words.")
    if not is_english(text):
        raise Unreadable("is not in English.")


def _check_lines(lines: list[str]) -> None:
    code = sum(1 for line in lines if _CODE.search(line))
    rows = sum(1 for line in lines if _ROW.search(line) or _NUMBERS.match(line))
    if len(lines) > 1 and code > MAX_ODD_LINES * len(lines):
        raise Unreadable("is no article: it is computer code.")
    if len(lines) > 1 and rows > MAX_ODD_LINES * len(lines):
        raise Unreadable("is no article: it is a table.")


def _sentence_words(line: str) -> int:
    """Return how many words of ``line`` stand in sentences: those up to its last full stop."""
    last = 0
    for end in _SENTENCE_END.finditer(line):
        last = end.end()
    words = len(_WORD.findall(line[:last]))
    return words if words >= MIN_SENTENCE_WORDS else 0


def _count(number: int, noun: str) -> str:
    return f"only {number} {noun}{'' if number == 1 else 's'}"
