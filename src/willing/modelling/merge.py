"""Three-way: the model as it was built, as a person made it, and as the ledger makes it now."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from willing.coalition.formula import parse
from willing.coalition.values import FIRMNESS, Model
from willing.coalition.writer import model_record
from willing.model import WillingError

Record = dict[str, Any]
ALL = "all"
SECTIONS = ("events", "commitments", "requirements", "beliefs", "units")
LISTED = ("commitments", "requirements")
"""The sections that are lists in the file; the others are maps."""
_WORDS = ("title", "sentence", "evidence", "note")
_AMOUNT = ("low", "high", "unit")


@dataclass(frozen=True, slots=True)
class Conflict:
    """A difference that only a person can settle; until then the person's own stays.

    ``name`` is a record, with its field where only that differs; each side is what stands there,
    ``None`` where nothing does.
    """

    name: str
    base: Any
    mine: Any
    ledger: Any


@dataclass(slots=True)
class Merged:
    """The merged model as plain values, the base to keep with it, and what was done."""

    record: Record
    base: Record
    conflicts: list[Conflict] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    removed: list[str] = field(default_factory=list)


def merge(
    base: Record | None,
    mine: Model,
    ledger: Model,
    keep: Collection[str] = (),
    take: Collection[str] = (),
) -> Merged:
    """Return a person's model brought up to what the ledger says now.

    What only one side changed is taken from it. What both changed, and differently, is a conflict:
    the person's stays, and the base keeps its old value, so that the conflict shows again until
    somebody settles it, with ``keep`` (the person's) or ``take`` (the ledger's): names of
    conflicts, or ``all``. Without a base everything that differs is one.

    Raises:
        WillingError: ``keep`` or ``take`` names what is no conflict.
    """
    return _Merger(
        base or {},
        model_record(mine),
        model_record(ledger),
        frozenset(keep),
        frozenset(take),
    ).run()


def changes(base: Record, mine: Model) -> list[Conflict]:
    """Return what a person changed in a model since it was built; ``ledger`` is as ``base``."""
    old, new = base, model_record(mine)
    found = [
        Conflict(key, old.get(key), new.get(key), old.get(key))
        for key in ("name", "title", "note")
        if old.get(key) != new.get(key)
    ]
    for section in SECTIONS:
        before, after = keyed(old, section), keyed(new, section)
        for name in [*before, *(name for name in after if name not in before)]:
            found += _differences(name, before.get(name), after.get(name))
    return found


def _differences(name: str, old: Any, new: Any) -> Iterator[Conflict]:
    if old == new:
        return
    if not isinstance(old, dict) or not isinstance(new, dict):
        yield Conflict(name, old, new, old)
        return
    for key in [*old, *(key for key in new if key not in old)]:
        if old.get(key) != new.get(key):
            yield Conflict(f"{name}.{key}", old.get(key), new.get(key), old.get(key))


def keyed(record: Record, section: str) -> dict[str, Any]:
    """Return a section's records by name, also where the file has them as a list."""
    found = record.get(section) or {}
    return {one["id"]: one for one in found} if section in LISTED else dict(found)


class _Merger:
    def __init__(
        self, base: Record, mine: Record, ledger: Record, keep: frozenset[str], take: frozenset[str]
    ) -> None:
        self.sides = (base, mine, ledger)
        self.keep, self.take = keep, take
        self.done = Merged({}, {})
        self.settled: set[str] = set()

    def run(self) -> Merged:
        base, mine, ledger = self.sides
        done = self.done
        for key in ("format", "name", "title"):
            self.put(done.record, key, mine.get(key))
            self.put(done.base, key, (base or mine).get(key))
        note, kept = self.value(
            "note", "note", base.get("note"), mine.get("note"), ledger.get("note")
        )
        self.put(done.record, "note", note)
        self.put(done.base, "note", kept)
        for section in SECTIONS:
            self.section(section)
        self.keep_what_is_named()
        self.drop_events_that_are_commitments()
        unknown = (self.keep | self.take) - self.settled - {ALL}
        if unknown:
            raise WillingError(f"There is no conflict about {', '.join(sorted(unknown))}.")
        for record in (done.record, done.base):
            for section in SECTIONS:
                self.shape(record, section)
        return done

    @staticmethod
    def shape(record: Record, section: str) -> None:
        """Give a section the form of the file: in its place, a list where the file has one."""
        found = record.pop(section)
        if found:
            record[section] = list(found.values()) if section in LISTED else found

    @staticmethod
    def put(into: Record, key: str, value: Any) -> None:
        if value is not None:
            into[key] = value

    def section(self, section: str) -> None:
        base, mine, ledger = (keyed(side, section) for side in self.sides)
        merged: Record = {}
        kept: Record = {}
        for name in dict.fromkeys([*mine, *ledger, *base]):
            sides = (base.get(name), mine.get(name), ledger.get(name))
            value, old = self.record(name, *sides)
            self.put(merged, name, value)
            self.put(kept, name, old)
            if value is not None and sides[1] is None:
                self.done.added.append(name)
            elif value is None and sides[1] is not None:
                self.done.removed.append(name)
            elif value != sides[1]:
                self.done.updated.append(name)
        self.done.record[section], self.done.base[section] = merged, kept

    def record(self, name: str, base: Any, mine: Any, ledger: Any) -> tuple[Any, Any]:
        """Return a record as merged, and as the base is to have it."""
        if not all(isinstance(side, dict) for side in (mine, ledger)):
            if mine is not None and base is None and ledger is None:
                return mine, None
            whole = [_gist(side) for side in (base, mine, ledger)]
            if mine is None and base is not None and whole[0] == whole[2]:
                return None, ledger
            if ledger is None and base is not None and base == mine:
                return None, None
            return self.value(name, "", base, mine, ledger)
        merged: Record = {}
        kept: Record = {}
        before = base or {}
        together = tuple(_amount(side) for side in (before, mine, ledger))
        quantity, amount = self.value(f"{name}.quantity", "quantity", *together)
        for key in dict.fromkeys([*ledger, *mine, *before]):
            sides = (before.get(key), mine.get(key), ledger.get(key))
            if key in _AMOUNT:
                at = _AMOUNT.index(key)
                value, old = (side[at] if side else None for side in (quantity, amount))
            else:
                value, old = self.value(f"{name}.{key}", key, *sides)
            self.put(merged, key, value)
            self.put(kept, key, old)
        return merged, kept

    def value(self, name: str, key: str, base: Any, mine: Any, ledger: Any) -> tuple[Any, Any]:
        """Return a value as merged, and as the base is to have it."""
        if mine in (ledger, base):
            return ledger, ledger
        same = _essence(key, ledger) == _essence(key, base)
        if ledger == base or (same and base is not None):
            return mine, ledger
        if key == "evidence":
            return _united(base or [], mine or [], ledger or []), ledger
        return self.conflict(Conflict(name, base, mine, ledger))

    def conflict(self, found: Conflict) -> tuple[Any, Any]:
        if found.name in self.take or (ALL in self.take and found.name not in self.keep):
            self.settled.add(found.name)
            return found.ledger, found.ledger
        if found.name in self.keep or ALL in self.keep:
            self.settled.add(found.name)
            return found.mine, found.ledger
        self.done.conflicts.append(found)
        return found.mine, found.base

    def keep_what_is_named(self) -> None:
        """Put back what was taken out and is still waited for, or required, by what stays."""
        while lost := self.put_back("commitments", _named(self.done.record)[1]):
            for name in lost:
                sides = (keyed(side, "commitments").get(name) for side in self.sides)
                if name in self.keep or ALL in self.keep:
                    self.settled.add(name)
                    self.done.base["commitments"].pop(name, None)
                else:
                    self.done.conflicts.append(Conflict(name, *sides))
        self.put_back("events", _named(self.done.record)[0])

    def put_back(self, section: str, names: list[str]) -> list[str]:
        """Put records that are named and missing back, and return their names."""
        base, mine, ledger = (keyed(side, section) for side in self.sides)
        old = {**base, **ledger, **mine}
        record = self.done.record[section]
        lost = [name for name in names if name in old and name not in record]
        for name in lost:
            record[name] = old[name]
            if name in base:
                self.done.base[section][name] = base[name]
            if name in self.done.removed:
                self.done.removed.remove(name)
            if name not in mine:
                self.done.added.append(name)
        return lost

    def drop_events_that_are_commitments(self) -> None:
        """An event cannot stay one once somebody is committed to bring it about."""
        base, mine, _ = (keyed(side, "events") for side in self.sides)
        record = self.done.record
        made = {f"{one['actor']}.{one['issue']}" for one in record["commitments"].values()}
        for name in [name for name in record["events"] if name in made]:
            del record["events"][name]
            if name in mine and name not in self.done.removed:
                self.done.removed.append(name)
            belief = record["beliefs"].pop(name, None)
            if belief is not None or mine.get(name) != base.get(name):
                own = mine.get(name) if belief is None else {"belief": belief}
                self.done.conflicts.append(Conflict(name, base.get(name), own, None))


def _amount(record: Record) -> tuple[Any, ...] | None:
    """Return a record's quantity, whose parts only make sense together."""
    found = tuple(record.get(key) for key in _AMOUNT)
    return None if found == (None,) * len(_AMOUNT) else found


def _essence(key: str, value: Any) -> Any:
    """Return what a value says; of conditions the formulas, whatever their evidence."""
    if key == "when" and isinstance(value, list):
        return [part["if"] if isinstance(part, Mapping) else part for part in value]
    return [value] if key == "when" and value is not None else value


def _gist(record: Any) -> Any:
    """Return what a record says without its words and its evidence."""
    if not isinstance(record, dict):
        return record
    return {key: _essence(key, value) for key, value in record.items() if key not in _WORDS}


def _united(base: list[str], mine: list[str], ledger: list[str]) -> list[str] | None:
    """Return the ledger's evidence, with what the person added and without what they took out."""
    gone = set(base) - set(mine)
    kept = [one for one in ledger if one not in gone]
    return [*kept, *(one for one in mine if one not in base and one not in kept)] or None


def _named(record: Record) -> tuple[list[str], list[str]]:
    """Return the names and the commitments' ids that conditions and requirements speak of."""
    names: list[str] = []
    ids: list[str] = []
    for commitment in record["commitments"].values():
        when = commitment.get("when") or []
        for text in _essence("when", when):
            for node in parse(str(text)).nodes:
                if node.kind == "name":
                    names.append(node.name)
                elif node.kind == "id":
                    ids.append(node.name)
    for requirement in record["requirements"].values():
        ids += requirement.get("commitments") or []
    ids += [name[1:] for name in record["beliefs"] if name.startswith("#")]
    names += [name for name in record["beliefs"] if name[:1] != "#" and name not in FIRMNESS]
    return list(dict.fromkeys(names)), list(dict.fromkeys(ids))
