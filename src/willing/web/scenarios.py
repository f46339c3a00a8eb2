"""The coalition that the desk plays, of a model file or the ledger, kept until it changes."""

from __future__ import annotations

import threading
from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Hashable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Any
from urllib.parse import quote

from willing.coalition import commands
from willing.coalition.errors import CoalitionError, ModelFileError
from willing.coalition.file import read_model
from willing.coalition.scenario import Scenario, read_assumptions
from willing.coalition.values import Belief, Model
from willing.export.conditions import Vocabulary
from willing.export.scenario import actor_names, answer_record, page_record
from willing.export.scenario_html import first_requirement
from willing.model import WillingError
from willing.modelling import build_model
from willing.web.pages import Asked
from willing.web.state import AddressError, View

SECONDS = 1.0
"""The longest that one page searches for sets and weights; it says where that was too short."""
SIZE = 4
RATIOS = (1, 2, 3, 4, 5)
_KEPT = 64
_SEARCHES = {"unlock", "block", "hangs_on", "likelihood"}

Json = dict[str, Any]


@dataclass(frozen=True)
class Played:
    """A model with what a page shows of it whatever the scenario is."""

    model: Model
    page: Json


class Coalitions:
    """What was worked out, the latest kept; safe to use from several threads."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, Any] = OrderedDict()
        self._lock = threading.RLock()

    def played(self, asked: Asked) -> Played:
        """Return the model that ``asked`` is about.

        Raises:
            WillingError: the model file can't be read.
        """
        key = self._key(asked)
        with self._lock:
            if key not in self._kept:
                model = _model(asked)
                page = page_record(model, _words(asked), _Links(asked), bool(key[-1]))
                self._keep(key, Played(model, page))
            found: Played = self._kept[key]
            return found

    def deep(self, asked: Asked, question: Question) -> Json:
        """Return what unlocks, blocks and decides the requirement of ``question``."""
        key = (*self._key(asked), question)
        with self._lock:
            if key in self._kept:
                self._kept.move_to_end(key)
                found: Json = self._kept[key]
                return found
        made = deep(self.played(asked).model, question)
        if _complete(made):
            with self._lock:
                self._keep(key, made)
        return made

    def _keep(self, key: Hashable, value: Any) -> None:
        self._kept[key] = value
        while len(self._kept) > _KEPT:
            self._kept.popitem(last=False)

    def _key(self, asked: Asked) -> tuple[Hashable, ...]:
        view, file = asked.view, asked.request.app.state.features.model
        optimistic = bool(view.get("optimistic"))
        if file is not None:
            try:
                known = file.stat()
            except OSError as error:
                raise WillingError(f"Can't read the model: {error.strerror}.") from error
            return "file", asked.desk.revision, known.st_mtime_ns, known.st_size, optimistic
        asks = (view.selection, view.as_of, bool(view.get("consider")))
        return "ledger", asked.desk.revision, *asks, optimistic


def coalitions(asked: Asked) -> Coalitions:
    """Return the desk's coalitions."""
    state = asked.request.app.state
    if not hasattr(state, "coalitions"):
        state.coalitions = Coalitions()
    found: Coalitions = state.coalitions
    return found


def _model(asked: Asked) -> Model:
    file = asked.request.app.state.features.model
    if file is None:
        consider = bool(asked.view.get("consider"))
        return build_model(
            asked.desk.book(asked.view), consider=consider, agendas=asked.desk.agendas
        )
    try:
        return read_model(file.read_text(encoding="utf-8"), file.name)
    except ModelFileError as error:
        place = f"{error.name}, line {error.line}, column {error.column}"
        raise WillingError(f"{place}: {error.problem}.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise WillingError(f"Can't read the model {file.name}: {type(error).__name__}.") from error


def _words(asked: Asked) -> Vocabulary:
    return Vocabulary(actor_names(asked.desk.book().entries))


class _Links:
    """The address of a position by its id or how it begins; None where the ledger has it not."""

    def __init__(self, asked: Asked) -> None:
        self.ids = sorted(entry.position.id for entry in asked.desk.book().entries)

    def __call__(self, evidence: str) -> str | None:
        place = bisect_left(self.ids, evidence)
        if place == len(self.ids) or not self.ids[place].startswith(evidence):
            return None
        return f"/position/{quote(self.ids[place], safe='')}"


@dataclass(frozen=True)
class Question:
    """What an address asks of a model, read and in order; the same question, the same answer."""

    assume: tuple[str, ...]
    requirement: str | None
    optimistic: bool
    believe: tuple[tuple[str, Belief], ...]
    defaults: bool
    focus: str | None
    ratio: int


def read_view(played: Played, view: View) -> tuple[View, Question, Scenario]:
    """Return a view in its one form, its question, and its scenario.

    The names of a form's fields (``e0=yes``: the first event happens) become assumptions.

    Raises:
        AddressError: an assumption, a belief, a requirement or a ratio can't be used.
    """
    model, page = played.model, played.page
    assume = [*view.all("assume"), *_ticked(page, view)]
    try:
        scenario = read_assumptions(model, assume)
    except CoalitionError as error:
        raise AddressError(f"{str(error)[:1].upper()}{str(error)[1:]}.") from None
    believe = _beliefs(page, view)
    requirement = view.get("requirement") or None
    if requirement is not None and requirement not in model.requirement_by_id:
        raise AddressError(f"The model has no requirement “{requirement}”.")
    focus = view.get("focus") or None
    if focus is not None and focus not in model.by_id:
        raise AddressError(f"The model has no commitment “{focus}”.")
    if view.get("ratio", "3") not in map(str, RATIOS):
        raise AddressError("A ratio is a whole number from 1 to 5.")
    found = answer_record(page, model, scenario)["literals"]
    fields = [name for name, _ in view.extra if name[:1] in "ealh" and name[1:].isdigit()]
    told = [f"{name}:{_percent(one.low)}-{_percent(one.high)}" for name, one in believe]
    clean = view.changed(**dict.fromkeys(fields), assume=found, believe=told)
    question = Question(
        tuple(found),
        requirement or first_requirement(model),
        page["optimistic"],
        believe,
        bool(view.get("defaults")),
        focus,
        int(view.get("ratio", "3")),
    )
    return clean, question, scenario


def _ticked(page: Json, view: View) -> list[str]:
    """Return the assumptions that a form says by its fields."""
    found = []
    for number, event in enumerate(page["events"]):
        if answer := view.get(f"e{number}"):
            found.append(event["literal"] if answer == "yes" else f"not {event['literal']}")
    for number, actor in enumerate(page["actors"]):
        if answer := view.get(f"a{number}"):
            found.append(actor["literals"][answer != "yes"])
    return found


def _beliefs(page: Json, view: View) -> tuple[tuple[str, Belief], ...]:
    """Return the beliefs of an address: ``ceasefire:30-60``, in per cent, or a form's fields."""
    known = [event["name"] for event in page["events"]]
    texts = list(view.all("believe"))
    for number, name in enumerate(known):
        least, most = view.get(f"l{number}"), view.get(f"h{number}")
        if least or most:
            texts = [one for one in texts if one.rpartition(":")[0] != name]
            texts.append(f"{name}:{least or most}-{most or least}")
    found = {}
    for text in texts:
        name, _, ends = text.rpartition(":")
        low, _, high = ends.partition("-")
        try:
            belief = Belief(Fraction(low) / 100, Fraction(high or low) / 100)
        except (ValueError, ZeroDivisionError):
            raise AddressError(f"“{text}” is no belief; “ceasefire:30-60” is one.") from None
        if name not in known:
            raise AddressError(f"The model has no event “{name}”.")
        if not 0 <= belief.low <= belief.high <= 1:
            raise AddressError(f"“{text}”: a belief goes from 0 to 100, its lower end first.")
        found[name] = belief
    return tuple((name, found[name]) for name in known if name in found)


def _percent(value: Fraction) -> str:
    return f"{float(value * 100):.4g}"


def _load() -> None:
    """Load what searches and counts, so that no search's time passes with loading."""
    import clingo  # noqa: F401
    import numpy as np  # noqa: F401


def _complete(found: Json) -> bool:
    """Whether no search ran out of time, so that asking again would answer the same."""
    return all(found[part].get("complete", True) for part in found.keys() & _SEARCHES)


def deep(model: Model, question: Question) -> Json:
    """Return what unlocks and blocks a requirement, what it hangs on, how likely it is, and why.

    Whatever takes longer than ``SECONDS`` says that it isn't complete.
    """
    believed = dict(model.beliefs) | dict(question.believe)
    model = replace(model, beliefs=tuple(believed.items()))
    assume, optimistic = question.assume, question.optimistic
    found: Json = {
        "requirement": question.requirement,
        "sustained": commands.force_json(model, None, assume, question.ratio, optimistic),
    }
    if question.focus is not None:
        stands = commands.why_json(model, question.focus, assume, optimistic)
        found["why"] = (
            stands
            if stands["stands"]
            else commands.why_not_json(model, question.focus, assume, optimistic)
        )
    if question.requirement is None:
        return found
    _load()
    asked = (model, question.requirement, assume)
    found["unlock"] = commands.unlock_json(*asked, SIZE, SECONDS, optimistic)
    found["block"] = commands.block_json(*asked, SIZE, SECONDS, optimistic)
    found["hangs_on"] = commands.hangs_on_json(*asked, SECONDS, optimistic)
    found["likelihood"] = commands.likelihood_json(*asked, SECONDS, optimistic, question.defaults)
    return found
