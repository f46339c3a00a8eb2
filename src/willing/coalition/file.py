"""The model file: YAML text to a Model, with every error at its line and column."""

from __future__ import annotations

import re
from difflib import get_close_matches
from fractions import Fraction
from pathlib import Path

from willing.coalition.errors import FormulaError, ModelFileError
from willing.coalition.formula import quoted_id
from willing.coalition.tree import Tree, TreeReader
from willing.coalition.values import (
    FIRMNESS,
    FORMAT,
    Belief,
    Clause,
    Commitment,
    Event,
    Model,
    Number,
    Requirement,
    clause,
    exact,
)

_NUMBER = re.compile(r"[+-]?[0-9][0-9_]*(\.[0-9]+)?([eE][+-]?[0-9]{1,3})?(/[0-9]+)?\Z")
_MAX_NUMBER_LENGTH = 300
LARGEST = 10**300

_MODEL_KEYS = ("format", "name", "title", "note", "units", "events", "commitments", "requirements")
_EVENT_KEYS = ("title", "concession", "cost", "by", "sentence", "evidence", "note")
_CLAUSE_KEYS = ("if", "sentence", "evidence")
_COMMITMENT_KEYS = (
    *("id", "actor", "issue", "low", "high", "unit", "firmness", "when"),
    *("title", "sentence", "evidence", "note"),
)
_REQUIREMENT_KEYS = (
    *("id", "by", "needs", "actors", "commitments"),
    *("title", "sentence", "evidence", "note"),
)


class _Reader:
    """Reads one file's tree; keeps the place of what later checks may have to point at."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.whens: list[tuple[Tree, Clause]] = []
        self.members: list[tuple[Tree, str]] = []
        self.event_trees: dict[str, Tree] = {}
        self.belief_trees: dict[str, Tree] = {}

    def fail(self, problem: str, tree: Tree, offset: int = 0) -> ModelFileError:
        shift = offset if tree.exact else 0
        return ModelFileError(problem, tree.line + 1, tree.column + shift + 1, self.name)

    def entries(self, tree: Tree, what: str) -> dict[str, tuple[Tree, Tree]]:
        """Return a map's entries by key; an empty value is an empty map; a key comes once."""
        if tree.empty:
            return {}
        if tree.kind != "map":
            raise self.fail(f"expected {what}, found {_shown(tree)}", tree)
        found: dict[str, tuple[Tree, Tree]] = {}
        for key, value in tree.entries:
            if not key.text.strip():
                raise self.fail("an empty key", key)
            if key.text in found:
                raise self.fail(f"“{key.text}” comes twice", key)
            found[key.text] = (key, value)
        return found

    def fields(self, tree: Tree, what: str, known: tuple[str, ...]) -> dict[str, Tree]:
        """Return a record's fields; a key that the record does not have is an error."""
        found = self.entries(tree, what)
        for name, (key, _) in found.items():
            if name not in known:
                close = get_close_matches(name, known, 1)
                meant = f"did you mean “{close[0]}”?" if close else f"expected {', '.join(known)}"
                raise self.fail(f"unknown key “{name[:60]}”; {meant}", key)
        return {name: value for name, (_, value) in found.items()}

    def items(self, tree: Tree | None, what: str) -> list[Tree]:
        if tree is None or tree.empty:
            return []
        if tree.kind != "list":
            raise self.fail(f"expected a list of {what}, found {_shown(tree)}", tree)
        return tree.items

    def optional(self, tree: Tree | None) -> str | None:
        if tree is None or tree.empty:
            return None
        if tree.kind != "text":
            raise self.fail(f"expected text, found {_shown(tree)}", tree)
        return tree.text

    def needed(self, fields: dict[str, Tree], key: str, record: Tree) -> str:
        if key not in fields:
            raise self.fail(f"“{key}” is missing", record)
        text = self.optional(fields[key])
        if text is None or not text.strip():
            raise self.fail(f"“{key}” is empty; expected text", fields[key])
        return text

    def unit(self, tree: Tree) -> str:
        text = self.optional(tree)
        if not text:
            raise self.fail("expected a unit, found nothing", tree)
        return text

    def texts(self, tree: Tree | None) -> tuple[str, ...]:
        found = []
        for item in self.items(tree, "texts"):
            text = self.optional(item)
            if text is None:
                raise self.fail("expected text, found nothing", item)
            found.append(text)
        return tuple(found)

    def number(self, tree: Tree, what: str = "a number") -> Number:
        """Read a number exactly, however many digits it has; below zero is an error."""
        text = tree.text
        if tree.kind != "text" or tree.empty or not _NUMBER.match(text):
            raise self.fail(f"expected {what}, found {_shown(tree)}", tree)
        if len(text) > _MAX_NUMBER_LENGTH:
            raise self.fail(f"a number longer than {_MAX_NUMBER_LENGTH} characters", tree)
        top, _, bottom = text.replace("_", "").partition("/")
        if bottom and not int(bottom):
            raise self.fail("a number divided by zero", tree)
        value = Fraction(top) / Fraction(bottom or "1")
        if value > LARGEST:
            raise self.fail("a number beyond 10 to the 300th", tree)
        if value < 0:
            raise self.fail(f"expected {what} that is not below zero, found {text}", tree)
        return exact(value)

    def flag(self, tree: Tree | None) -> bool:
        if tree is None or tree.empty:
            return False
        if tree.kind != "text" or tree.text not in ("true", "false"):
            raise self.fail(f"expected true or false, found {_shown(tree)}", tree)
        return tree.text == "true"

    def event(self, key: Tree, tree: Tree) -> Event:
        fields = self.fields(tree, "an event ({title, concession, cost, by})", _EVENT_KEYS)
        self.event_trees[key.text] = key
        return Event(
            name=key.text,
            title=self.optional(fields.get("title")),
            concession=self.flag(fields.get("concession")),
            cost=self.number(fields["cost"], "a cost") if "cost" in fields else 1,
            by=self.optional(fields.get("by")),
            sentence=self.optional(fields.get("sentence")),
            evidence=self.texts(fields.get("evidence")),
            note=self.optional(fields.get("note")),
        )

    def when(self, tree: Tree) -> tuple[Clause, ...]:
        if tree.kind == "list":
            return tuple(self.clause(item) for item in tree.items)
        return (self.condition(tree, None, ()),)

    def clause(self, tree: Tree) -> Clause:
        if tree.kind == "text":
            return self.condition(tree, None, ())
        fields = self.fields(tree, "a condition, or {if, sentence, evidence}", _CLAUSE_KEYS)
        if "if" not in fields:
            raise self.fail("“if” is missing", tree)
        sentence = self.optional(fields.get("sentence"))
        return self.condition(fields["if"], sentence, self.texts(fields.get("evidence")))

    def condition(self, tree: Tree, sentence: str | None, evidence: tuple[str, ...]) -> Clause:
        if tree.empty and not tree.text:
            raise self.fail("an empty condition; put one that begins with # in quotes", tree)
        if tree.kind != "text":
            raise self.fail(f"expected a condition, found {_shown(tree)}", tree)
        try:
            found = clause(tree.text, sentence, evidence)
        except FormulaError as error:
            raise self.fail(error.problem, tree, error.offset) from None
        self.whens.append((tree, found))
        return found

    def commitment(self, tree: Tree) -> Commitment:
        fields = self.fields(tree, "a commitment ({id, actor, issue, …})", _COMMITMENT_KEYS)
        firmness = self.optional(fields.get("firmness"))
        if firmness is not None and firmness not in FIRMNESS:
            problem = f"expected {', '.join(FIRMNESS)}, found “{firmness[:60]}”"
            raise self.fail(problem, fields["firmness"])
        low: Number = 0
        high: Number | None = None
        if "low" in fields and not fields["low"].empty:
            low = self.number(fields["low"])
        if "high" in fields and not fields["high"].empty:
            high = self.number(fields["high"])
            if high < low:
                raise self.fail(f"high is {high}, below low, which is {low}", fields["high"])
        return Commitment(
            id=self.needed(fields, "id", tree),
            actor=self.needed(fields, "actor", tree),
            issue=self.needed(fields, "issue", tree),
            low=low,
            high=high,
            unit=self.optional(fields.get("unit")),
            firmness=firmness,
            when=self.when(fields["when"]) if "when" in fields else (),
            title=self.optional(fields.get("title")),
            sentence=self.optional(fields.get("sentence")),
            evidence=self.texts(fields.get("evidence")),
            note=self.optional(fields.get("note")),
        )

    def requirement(self, tree: Tree) -> Requirement:
        fields = self.fields(tree, "a requirement ({id, by, needs, …})", _REQUIREMENT_KEYS)
        needs = self.entries(fields["needs"], "{issue: number}") if "needs" in fields else {}
        members = self.texts(fields.get("commitments"))
        if members:
            places = self.items(fields["commitments"], "ids")
            self.members += zip(places, members, strict=True)
        return Requirement(
            id=self.needed(fields, "id", tree),
            by=self.optional(fields.get("by")),
            needs=tuple((issue, self.number(value)) for issue, (_, value) in needs.items()),
            actors=self.texts(fields.get("actors")),
            commitments=tuple(member.removeprefix("#") for member in members),
            title=self.optional(fields.get("title")),
            sentence=self.optional(fields.get("sentence")),
            evidence=self.texts(fields.get("evidence")),
            note=self.optional(fields.get("note")),
        )

    def belief(self, key: Tree, tree: Tree) -> tuple[str, Belief]:
        self.belief_trees[key.text] = key
        what = "a probability from 0 to 1"
        places = tree.items if tree.kind == "list" else [tree, tree]
        if len(places) != 2:
            raise self.fail(f"expected {what}, or [low, high]", tree)
        low, high = (Fraction(self.number(place, what)) for place in places)
        for place, value in zip(places, (low, high), strict=True):
            if value > 1:
                raise self.fail(f"expected {what}, found {place.text}", place)
        if low > high:
            raise self.fail(f"the low end, {places[0].text}, is above the high end", places[0])
        return key.text, Belief(low, high)

    def unique(self, trees: list[Tree], ids: list[str]) -> None:
        seen: set[str] = set()
        for tree, name in zip(trees, ids, strict=True):
            if name in seen:
                raise self.fail(f"the id “{name}” comes twice", tree)
            seen.add(name)

    def model(self, root: Tree) -> Model:
        fields = self.fields(root, "a model", (*_MODEL_KEYS, "beliefs"))
        version = self.needed(fields, "format", root)
        if version != FORMAT:
            raise self.fail(f"expected {FORMAT}, found “{version[:60]}”", fields["format"])
        nothing = Tree("text", 0, 0, empty=True)
        commitments = self.items(fields.get("commitments"), "commitments")
        requirements = self.items(fields.get("requirements"), "requirements")
        events = self.entries(fields.get("events", nothing), "{name: event}")
        beliefs = self.entries(fields.get("beliefs", nothing), "{name: probability}")
        units = self.entries(fields.get("units", nothing), "{issue: unit}")
        model = Model(
            name=self.needed(fields, "name", root),
            title=self.optional(fields.get("title")),
            note=self.optional(fields.get("note")),
            units=tuple((issue, self.unit(tree)) for issue, (_, tree) in units.items()),
            events=tuple(self.event(key, tree) for key, tree in events.values()),
            commitments=tuple(self.commitment(tree) for tree in commitments),
            requirements=tuple(self.requirement(tree) for tree in requirements),
            beliefs=tuple(self.belief(key, tree) for key, tree in beliefs.values()),
        )
        self.unique(commitments, [commitment.id for commitment in model.commitments])
        self.unique(requirements, [requirement.id for requirement in model.requirements])
        self.check_names(model)
        return model

    def check_names(self, model: Model) -> None:
        """Refuse names that point at nothing, or at two things."""
        for name, tree in self.event_trees.items():
            if name in model.by_actor_and_issue:
                problem = f"“{name}” is what a commitment brings about, so it can be no event"
                raise self.fail(problem, tree)
        for tree, part in self.whens:
            for node in part.formula.nodes:
                if node.kind == "id" and node.name not in model.by_id:
                    problem = f"no commitment has the id {_meant(node.name, list(model.by_id))}"
                    raise self.fail(problem, tree, node.start)
                is_commitment = node.kind == "name" and node.name in model.by_id
                if is_commitment and node.name not in self.event_trees:
                    problem = f"“{node.name}” is a commitment: write {quoted_id(node.name)}"
                    raise self.fail(problem, tree, node.start)
        for tree, member in self.members:
            if member.removeprefix("#") not in model.by_id:
                problem = f"no commitment has the id {_meant(member, list(model.by_id))}"
                raise self.fail(problem, tree)
        for name, tree in self.belief_trees.items():
            if name.startswith("#") and name[1:] in model.by_id:
                continue
            if name not in model.all_events and name not in FIRMNESS:
                expected = "an event, a firmness or #commitment-id"
                raise self.fail(f"“{name[:60]}” is none of the model's; expected {expected}", tree)


def _shown(tree: Tree) -> str:
    if tree.kind != "text":
        return f"a {tree.kind}"
    return f"“{tree.text[:60]}”" if tree.text else "nothing"


def _meant(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known[:5000], 1)
    return f"“{name[:60]}”; did you mean “{close[0]}”?" if close else f"“{name[:60]}”"


def read_model(text: str | bytes, name: str = "model") -> Model:
    """Read a model from YAML text; `name` stands before the line in errors.

    Raises ModelFileError, with line and column, for anything that is not a whole, sound model.
    """
    characters = _decoded(text, name) if isinstance(text, bytes) else text
    return _Reader(name).model(TreeReader(characters.removeprefix("\ufeff"), name).read())


def _decoded(data: bytes, name: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8")
        column = len(before) - (before.rfind("\n") + 1) + 1
        raise ModelFileError("not UTF-8 text", before.count("\n") + 1, column, name) from None


def load_model(path: str | Path) -> Model:
    """Read the model file at `path`; raises ModelFileError, or OSError where it will not open."""
    place = Path(path)
    return read_model(place.read_bytes(), place.name)
