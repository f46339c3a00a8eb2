"""Willing: who would do what, how firmly, on which conditions, on whose word.

``read`` articles into a ledger, ``extract`` the positions of one text, or open a ``Ledger`` and
ask it.  Every failure that a person can mend is a ``WillingError``.  Names are imported when they
are first used, so that ``import willing`` costs next to nothing.
"""

from __future__ import annotations

import sys
from importlib import import_module
from types import ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from willing.agenda import Agenda as Agenda
    from willing.api import Ledger as Ledger
    from willing.api import Record as Record
    from willing.api import Records as Records
    from willing.api import extract as extract
    from willing.api import read as read
    from willing.model import Article as Article
    from willing.model import Position as Position
    from willing.model import Stance as Stance
    from willing.model import WillingError as WillingError

_PUBLIC = {
    "Agenda": "willing.agenda",
    "Article": "willing.model",
    "Ledger": "willing.api",
    "Position": "willing.model",
    "Record": "willing.api",
    "Records": "willing.api",
    "Stance": "willing.model",
    "WillingError": "willing.model",
}

_VERBS = ("extract", "read")
"""Packages that are called as functions too: ``willing.read(...)`` is ``willing.api.read``."""

__all__ = [
    "Agenda",
    "Article",
    "Ledger",
    "Position",
    "Record",
    "Records",
    "Stance",
    "WillingError",
    "extract",
    "read",
]


def __getattr__(name: str) -> Any:
    """Return a public name, whose module is imported only now."""
    if name in _VERBS:
        return import_module(f"willing.{name}")
    if name not in _PUBLIC:
        raise AttributeError(f"module 'willing' has no attribute {name!r}")
    return getattr(import_module(_PUBLIC[name]), name)


def __dir__() -> list[str]:
    """Return the public names."""
    return __all__


class _Verb(ModuleType):
    def __call__(self, *args: Any, **options: Any) -> Any:
        name = self.__name__.rpartition(".")[2]
        return getattr(import_module("willing.api"), name)(*args, **options)


class _Willing(ModuleType):
    def __setattr__(self, name: str, value: Any) -> None:
        if name in _VERBS and isinstance(value, ModuleType):
            value.__class__ = _Verb
        super().__setattr__(name, value)


sys.modules[__name__].__class__ = _Willing
