"""Text → the id of its article, the same for copies that differ only in white space."""

from __future__ import annotations

import hashlib

ID_LENGTH = 16


def article_id(text: str) -> str:
    """Return the first 16 hex digits of the SHA-256 of ``text`` with white space collapsed."""
    return hashlib.sha256(" ".join(text.split()).encode()).hexdigest()[:ID_LENGTH]
