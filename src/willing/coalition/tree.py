"""YAML text to a small tree that knows its lines and columns, within firm bounds."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from willing.coalition.errors import ModelFileError

MAX_CHARACTERS = 32_000_000
MAX_NODES = 2_000_000
MAX_DEPTH = 32

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


@dataclass
class Tree:
    """A node: `kind` is map, list or text; `line` and `column` count from 0.

    `exact` says that the characters of `text` follow one another in the file from `column` on.
    """

    kind: str
    line: int
    column: int
    text: str = ""
    empty: bool = False
    exact: bool = False
    entries: list[tuple[Tree, Tree]] = field(default_factory=list)
    items: list[Tree] = field(default_factory=list)


def _forbidden(code: int) -> bool:
    control = code < 32 and code not in (9, 10, 13)
    return control or code == 127 or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF)


def _mark(event: yaml.Event) -> Any:
    return event.start_mark


class TreeReader:
    """Builds the tree from parser events, with its own stack and its own limits."""

    def __init__(self, text: str, name: str) -> None:
        self.text = text
        self.name = name
        self.root: Tree | None = None
        self.open: list[Tree] = []
        self.keys: list[Tree | None] = []
        self.count = 0

    def fail(self, problem: str, line: int, column: int) -> ModelFileError:
        """Return the located error."""
        return ModelFileError(problem, line + 1, column + 1, self.name)

    def read(self) -> Tree:
        """Return the root; raises ModelFileError for anything that is not one plain document."""
        if len(self.text) > MAX_CHARACTERS:
            raise self.fail(f"longer than {MAX_CHARACTERS} characters", 0, 0)
        self._check_characters()
        try:
            for event in self._events():
                self._take(event)
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            line, column = (mark.line, mark.column) if mark else (0, 0)
            raise self.fail(f"not YAML: {error.problem or error.context}", line, column) from None
        except (yaml.YAMLError, ValueError, OverflowError) as error:
            raise self.fail(f"not YAML: {str(error).splitlines()[0]}", 0, 0) from None
        if self.root is None:
            raise self.fail("an empty file; expected “format: willing-model/1”", 0, 0)
        return self.root

    def _events(self) -> Iterator[yaml.Event]:
        events: Iterator[yaml.Event] = yaml.parse(self.text, Loader=_LOADER)
        return events

    def _check_characters(self) -> None:
        for number, line in enumerate(self.text.split("\n")):
            if line.isprintable():
                continue
            for column, character in enumerate(line):
                code = ord(character)
                control = code < 32 and character not in "\t\r"
                if control or code == 127 or 0xD800 <= code <= 0xDFFF or code in (0xFFFE, 0xFFFF):
                    raise self.fail(
                        f"a character that YAML does not allow: U+{code:04X}", number, column
                    )

    def _take(self, event: yaml.Event) -> None:
        line, column = _mark(event).line, _mark(event).column
        if isinstance(event, yaml.AliasEvent):
            raise self.fail("an alias (*name); write the value out instead", line, column)
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            raise self.fail("a second document; expected one model", line, column)
        if isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._close()
        if not isinstance(event, yaml.NodeEvent):
            return
        self.count += 1
        if self.count > MAX_NODES:
            raise self.fail(f"more than {MAX_NODES} values", line, column)
        if getattr(event, "tag", None) is not None:
            raise self.fail("a tag (!name); expected a plain value", line, column)
        if isinstance(event, yaml.ScalarEvent):
            self._place(self._scalar(event))
            return
        kind = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
        self.open.append(Tree(kind, line, column))
        self.keys.append(None)
        if len(self.open) > MAX_DEPTH:
            raise self.fail(f"nested deeper than {MAX_DEPTH}", line, column)

    def _scalar(self, event: yaml.ScalarEvent) -> Tree:
        start: Any = event.start_mark
        end: Any = event.end_mark
        value = event.value
        plain = event.style in (None, "")
        width = end.column - start.column - (0 if plain else 2)
        exact = start.line == end.line and width == len(value)
        empty = plain and value in ("", "~", "null")
        column = start.column + (1 if exact and not plain else 0)
        return Tree("text", start.line, column, value, empty, exact)

    def _close(self) -> None:
        self.keys.pop()
        self._place(self.open.pop())

    def _place(self, tree: Tree) -> None:
        if not self.open:
            self.root = tree
            return
        parent = self.open[-1]
        if parent.kind == "list":
            parent.items.append(tree)
            return
        key = self.keys[-1]
        if key is None:
            if tree.kind != "text":
                raise self.fail("expected a name as the key", tree.line, tree.column)
            self.keys[-1] = tree
        else:
            parent.entries.append((key, tree))
            self.keys[-1] = None
