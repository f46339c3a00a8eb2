"""Fault trees in the Open-PSA format as models: a part that works is an event that holds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from xml.etree import ElementTree
from xml.etree.ElementTree import Element

from willing.coalition.errors import CoalitionError, FormulaError
from willing.coalition.formula import quoted, quoted_id
from willing.coalition.values import Belief, Commitment, Event, Model, Requirement, clause

ISSUE = "works"
MAX_CHARACTERS = 64_000_000

_REFERENCES = ("gate", "basic-event", "house-event", "event")
_ATTACHED = ("label", "attributes")


class OpenPsaError(CoalitionError):
    """A fault tree that this reader cannot take in, with the gate or event where it stopped."""


@dataclass
class _Tree:
    """What the file defines, by name: formulas of gates, probabilities of failure, constants."""

    gates: dict[str, Element] = field(default_factory=dict)
    chances: dict[str, Fraction | None] = field(default_factory=dict)
    constants: dict[str, bool] = field(default_factory=dict)


def _definitions(root: Element) -> _Tree:
    tree = _Tree()
    for element in root.iter():
        name = element.get("name", "")
        if element.tag.startswith("define-") and not name:
            raise OpenPsaError(f"<{element.tag}> without a name")
        if element.tag == "define-gate":
            formulas = [child for child in element if child.tag not in _ATTACHED]
            if len(formulas) != 1:
                raise OpenPsaError(f"gate “{name}”: expected one formula, found {len(formulas)}")
            if name in tree.gates:
                raise OpenPsaError(f"gate “{name}” is defined twice")
            tree.gates[name] = formulas[0]
        elif element.tag == "define-basic-event":
            tree.chances[name] = _chance(element, name)
        elif element.tag == "define-house-event":
            constant = element.find("constant")
            tree.constants[name] = constant is not None and constant.get("value") == "true"
    return tree


def _chance(element: Element, name: str) -> Fraction | None:
    number = element.find("float")
    if number is None:
        return None
    text = number.get("value", "")
    try:
        if len(text) > 60 or ("e" in text.lower() and len(text.lower().split("e")[1]) > 4):
            raise ValueError
        value = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise OpenPsaError(f"event “{name}”: “{text[:60]}” is no probability") from None
    if not 0 <= value <= 1:
        raise OpenPsaError(f"event “{name}”: {text} is not from 0 to 1")
    return value


def _all(parts: list[str]) -> str:
    return "(" + " and ".join(parts) + ")"


def _any(parts: list[str]) -> str:
    return "(" + " or ".join(parts) + ")"


def _not(part: str) -> str:
    return f"not ({part})"


def _exactly_one(parts: list[str]) -> str:
    first, second = parts
    return _any([_all([first, _not(second)]), _all([_not(first), second])])


# How a gate works, given how its parts work: each is the failure gate turned inside out.
_TURNED: dict[str, Callable[[list[str]], str]] = {
    "and": _any,
    "or": _all,
    "nand": lambda parts: _not(_any(parts)),
    "nor": lambda parts: _not(_all(parts)),
    "not": lambda parts: _not(parts[0]),
    "xor": lambda parts: _not(_exactly_one(parts)),
    "iff": _exactly_one,
    "imply": lambda parts: _all([_not(parts[0]), parts[1]]),
}
_EXACT_PARTS = {"not": 1, "xor": 2, "iff": 2, "imply": 2}


class _Writer:
    """Writes a gate's formula as the condition under which it works."""

    def __init__(self, tree: _Tree) -> None:
        self.tree = tree
        self.undefined: dict[str, None] = {}

    def reference(self, element: Element) -> str:
        name = element.get("name", "")
        known = name if self._defined(name) else name.rpartition(".")[2]
        kind = element.get("type", element.tag)
        if known in self.tree.gates and kind in ("gate", "event"):
            return quoted_id(known)
        if known in self.tree.constants:
            return "false" if self.tree.constants[known] else "true"
        if kind == "gate":
            raise OpenPsaError(f"gate “{name}” is named, but not defined")
        if known not in self.tree.chances:
            self.undefined[known] = None
        return quoted(known)

    def _defined(self, name: str) -> bool:
        tree = self.tree
        return name in tree.gates or name in tree.chances or name in tree.constants

    def text(self, root: Element, gate: str) -> str:
        """Return the condition, children before parents so that depth does not matter."""
        done: dict[int, str] = {}
        todo = [(root, False)]
        while todo:
            element, ready = todo.pop()
            if element.tag in _REFERENCES:
                done[id(element)] = self.reference(element)
            elif element.tag == "constant":
                done[id(element)] = "false" if element.get("value") == "true" else "true"
            elif not ready:
                todo.append((element, True))
                todo += [(child, False) for child in element]
            else:
                done[id(element)] = self.gate(element, [done[id(c)] for c in element], gate)
        return done[id(root)]

    def gate(self, element: Element, parts: list[str], gate: str) -> str:
        expected = _EXACT_PARTS.get(element.tag)
        if not parts or (expected is not None and len(parts) != expected):
            raise OpenPsaError(f"gate “{gate}”: <{element.tag}> with {len(parts)} parts")
        if element.tag == "atleast":
            least = element.get("min", "")
            if not least.isdecimal() or len(least) > 9:
                raise OpenPsaError(f"gate “{gate}”: <atleast> needs a number as its min")
            return f"at least {max(0, len(parts) - int(least) + 1)} of ({', '.join(parts)})"
        if element.tag not in _TURNED:
            raise OpenPsaError(f"gate “{gate}”: <{element.tag}> is not read")
        return _TURNED[element.tag](parts)


def _tops(tree: _Tree) -> list[str]:
    used = {
        name
        for formula in tree.gates.values()
        for element in formula.iter()
        if element.tag in ("gate", "event")
        for name in (element.get("name", ""), element.get("name", "").rpartition(".")[2])
    }
    return [name for name in tree.gates if name not in used]


def read_open_psa(text: str | bytes, name: str = "fault-tree") -> Model:
    """Read a fault tree as a model: gates are commitments, basic events are events that hold.

    There is one requirement for each top gate, under the gate's name: that it works. Its minimal
    blocking sets among the events are the tree's minimal cut sets. Beliefs are the probabilities
    of working. Raises OpenPsaError.
    """
    if len(text) > MAX_CHARACTERS:
        raise OpenPsaError(f"longer than {MAX_CHARACTERS} characters")
    marker = b"<!" if isinstance(text, bytes) else "<!"
    comment = b"<!--" if isinstance(text, bytes) else "<!--"
    if text.count(marker) != text.count(comment):  # type: ignore[arg-type]
        raise OpenPsaError("a document type or an entity, which this reader does not take")
    try:
        root = ElementTree.fromstring(text)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise OpenPsaError(f"not XML: {error}") from None
    tree = _definitions(root)
    if not tree.gates:
        raise OpenPsaError("no gate is defined")
    writer = _Writer(tree)
    commitments = []
    for gate, formula in tree.gates.items():
        try:
            when = (clause(writer.text(formula, gate)),)
        except FormulaError as error:
            raise OpenPsaError(f"gate “{gate}”: {error}") from None
        commitments.append(Commitment(gate, actor=gate, issue=ISSUE, when=when))
    events = (*tree.chances, *writer.undefined)
    tops = _tops(tree) or list(tree.gates)
    return Model(
        name=root.get("name") or name,
        events=tuple(Event(event) for event in events),
        commitments=tuple(commitments),
        requirements=tuple(Requirement(top, commitments=(top,)) for top in tops),
        beliefs=tuple(
            (event, Belief(1 - chance, 1 - chance))
            for event, chance in tree.chances.items()
            if chance is not None
        ),
    )


def load_open_psa(path: str | Path) -> Model:
    """Read the fault tree at `path`; raises OpenPsaError, or OSError where it will not open."""
    place = Path(path)
    return read_open_psa(place.read_bytes(), place.stem)
