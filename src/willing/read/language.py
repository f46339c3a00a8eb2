"""Is this text English? Offline, and right for a single sentence too.

py3langid 0.4 was chosen: it is kept by trafilatura's author, is pure Python over numpy (so every
Python has it), carries its model of 4 MB inside the package and ranks a text in milliseconds.
"""

from __future__ import annotations

import importlib
from functools import lru_cache
from typing import Any

SAMPLE_CHARACTERS = 4000
"""How much of each end of a text is looked at."""

SURE = 0.5
"""Probability from which another language is believed. Short lists of names stay below."""

RULED_OUT = 0.05
"""Probability of English below which it is ruled out where another language is sure."""

_ENGLISH = frozenset({"en", "pcm"})
"""English, and Nigerian Pidgin, for which clipped English headlines are taken."""


def is_english(text: str) -> bool:
    """Tell whether ``text`` is English, or too short and too plain to be called anything else."""
    if len(text) > 2 * SAMPLE_CHARACTERS:
        text = text[:SAMPLE_CHARACTERS] + "\n" + text[-SAMPLE_CHARACTERS:]
    ranked = _identifier().rank(text)
    best, probability = ranked[0]
    if best in _ENGLISH or probability < SURE:
        return True
    english = next((float(share) for code, share in ranked if code == "en"), 0.0)
    return english >= RULED_OUT


@lru_cache(maxsize=1)
def _identifier() -> Any:
    langid = importlib.import_module("py3langid.langid")
    return langid.LanguageIdentifier.from_model_file(langid.MODEL_FILE, norm_probs=True)
