"""Files and folders → the files to read, whatever the folder holds."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from willing.read.problem import Problem, Unreadable, megabytes, path_text

SUFFIXES = (".txt", ".md", ".html", ".htm", ".jsonl")
"""The kinds of file that hold articles."""

ABOUT_THE_FOLDER = frozenset(
    {"readme", "license", "licence", "notice", "changelog", "contributing"}
)
"""Names that describe a folder rather than belong to it; read only where a person names one."""

_NO_FILE = {
    stat.S_IFIFO: "is a named pipe, not a file, and was left alone.",
    stat.S_IFSOCK: "is a socket, not a file, and was left alone.",
    stat.S_IFCHR: "is a device, not a file, and was left alone.",
    stat.S_IFBLK: "is a device, not a file, and was left alone.",
}


def discover(paths: Iterable[str | os.PathLike[str]]) -> Iterator[Path | Problem]:
    """Yield the files to read among ``paths`` and inside the folders among them.

    Folders are walked in the order of their names, links to folders are followed once. Hidden
    entries, other kinds of file and ``ABOUT_THE_FOLDER`` are passed over inside a folder; a file
    named in ``paths`` is always tried. What can't be read comes as a ``Problem``.
    """
    for given in paths:
        path = Path(given)
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            yield Problem(path_text(path), why(error))
            continue
        if stat.S_ISDIR(mode):
            yield from _walk(path)
        elif not stat.S_ISREG(mode):
            yield Problem(path_text(path), no_file(mode))
        elif path.suffix.lower() not in SUFFIXES:
            kinds = ", ".join(SUFFIXES)
            yield Problem(path_text(path), f"is no kind of file that is read here ({kinds}).")
        else:
            yield path


def _walk(top: Path) -> Iterator[Path | Problem]:
    seen: set[tuple[int, int]] = set()
    waiting = [top]
    while waiting:
        path = waiting.pop()
        try:
            status = path.stat()
        except OSError as error:
            yield Problem(path_text(path), why(error))
            continue
        if stat.S_ISDIR(status.st_mode):
            identity = (status.st_dev, status.st_ino)
            if identity in seen:
                if path.is_symlink():
                    yield Problem(path_text(path), "links to a folder that was read already.")
                continue
            seen.add(identity)
            try:
                names = sorted(os.listdir(path), reverse=True)  # noqa: PTH208 - names suffice
            except OSError as error:
                yield Problem(path_text(path), why(error))
                continue
            waiting.extend(path / name for name in names if not name.startswith("."))
        elif not stat.S_ISREG(status.st_mode):
            yield Problem(path_text(path), no_file(status.st_mode))
        elif path.suffix.lower() in SUFFIXES and path.stem.lower() not in ABOUT_THE_FOLDER:
            yield path


def open_file(path: Path) -> BinaryIO:
    """Return ``path`` opened for reading bytes; never waits, even where it became a pipe.

    Raises:
        Unreadable: it can't be opened or is no regular file.
    """
    flags = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    try:
        handle = os.open(path, flags)
    except (OSError, ValueError) as error:
        raise Unreadable(why(error)) from error
    mode = os.fstat(handle).st_mode
    if not stat.S_ISREG(mode):
        os.close(handle)
        raise Unreadable(no_file(mode))
    return os.fdopen(handle, "rb")


def contents(path: Path, limit: int) -> bytes:
    """Return the bytes of ``path``, of which there may be ``limit`` at most.

    Raises:
        Unreadable: it can't be read, or is longer; then no more than ``limit`` bytes were held.
    """
    with open_file(path) as file:
        size = os.fstat(file.fileno()).st_size
        if size > limit:
            raise Unreadable(
                f"has {megabytes(size)}; no article is longer than {megabytes(limit)}."
            )
        try:
            data = file.read(limit + 1)
        except OSError as error:
            raise Unreadable(why(error)) from error
    if len(data) > limit:
        raise Unreadable(f"never ends; no article is longer than {megabytes(limit)}.")
    return data


def no_file(mode: int) -> str:
    """Return what to say of something with that ``st_mode`` that is neither file nor folder."""
    if stat.S_ISDIR(mode):
        return "is a folder, not a file."
    return _NO_FILE.get(stat.S_IFMT(mode), "is no regular file, and was left alone.")


def why(error: Exception) -> str:
    """Return the sentence for an error of the file system."""
    number = getattr(error, "errno", None)
    if number == errno.ENOENT:
        return "is not there."
    if number in (errno.EACCES, errno.EPERM):
        return "may not be read: its permissions do not allow it."
    if number == errno.ELOOP:
        return "is a link that leads round in a circle."
    reason = getattr(error, "strerror", None) or str(error)
    return f"can't be read: {reason[:1].lower()}{reason[1:]}."
