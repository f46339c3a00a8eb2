"""Bytes → text, with newlines made equal; binary junk is refused."""

from __future__ import annotations

import codecs
import re

from willing.read.problem import Unreadable

MAX_FOREIGN_SHARE = 0.15
"""Most characters beyond ASCII that an English text in Windows-1252 has (real news: below .03)."""

MAX_DAMAGE_SHARE = 0.002
"""Broken bytes per character up to which a UTF-8 text is still read, each as U+FFFD."""

MAX_CONTROL_SHARE = 0.002
"""Control characters per character above which a file is taken for binary."""

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_BINARY = "is binary data, not text."


def text(data: bytes, declared: str | None = None) -> str:
    """Return ``data`` as text, ``\\r\\n`` and ``\\r`` as ``\\n``, without a byte order mark.

    Tried in order: a byte order mark, UTF-8, the ``declared`` encoding, Windows-1252 where the
    outcome can be English.

    Raises:
        Unreadable: the bytes are binary or in an encoding that can't be told.
    """
    return newlines(_checked(_decoded(data, declared)))


def newlines(content: str) -> str:
    """Return ``content`` with each line ended by ``\\n`` alone."""
    return content.replace("\r\n", "\n").replace("\r", "\n")


def storable(content: str) -> bool:
    """Tell whether ``content`` is text that a file and a database can hold."""
    return _UNSTORABLE.search(content) is None


def _decoded(data: bytes, declared: str | None) -> str:
    for mark, encoding in _BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding)
            except UnicodeDecodeError as error:
                raise Unreadable(f"begins as {encoding.upper()} but is damaged.") from error
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        first_bad = error.start
    if b"\x00" in data:
        raise Unreadable(_BINARY)
    if declared is not None:
        try:
            return data.decode(declared)
        except (LookupError, ValueError):
            pass
    return _damaged_or_western(data, first_bad)


def _damaged_or_western(data: bytes, first_bad: int) -> str:
    mended = data.decode("utf-8", "replace")
    broken = mended.count("�")
    sound = sum(1 for character in mended if character > "\x7f") - broken
    if sound > broken and broken <= MAX_DAMAGE_SHARE * len(mended) + 1:
        return mended
    try:
        western = data.decode("cp1252")
    except UnicodeDecodeError as error:
        raise Unreadable(_BINARY if _looks_binary(data) else _unknown(first_bad)) from error
    foreign = sum(1 for character in western if character > "\x7f")
    if foreign > MAX_FOREIGN_SHARE * len(western):
        raise Unreadable(_BINARY if _looks_binary(data) else _unknown(first_bad))
    return western


def _unknown(first_bad: int) -> str:
    return f"is in an encoding that can't be told (byte {first_bad + 1:,}); save it as UTF-8."


def _looks_binary(data: bytes) -> bool:
    return len(_CONTROL.findall(data.decode("latin-1"))) > MAX_CONTROL_SHARE * len(data)


def _checked(content: str) -> str:
    if not storable(content) or len(_CONTROL.findall(content)) > MAX_CONTROL_SHARE * len(content):
        raise Unreadable(_BINARY)
    return content
