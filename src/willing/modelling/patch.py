"""New records into a model file's text, with every other line of it as the person wrote it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import yaml

from willing.coalition.errors import CoalitionError
from willing.coalition.file import read_model
from willing.modelling.merge import LISTED, Record, keyed

_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_DUMPER = getattr(yaml, "CSafeDumper", yaml.SafeDumper)
_WIDTH = 100
_HEADS = ("title", "note")


@dataclass(frozen=True, slots=True)
class _Part:
    """A record in the text: its name, its first line, and the line after its last."""

    name: str
    start: int
    end: int


def patched(text: str, mine: Record, merged: Record) -> tuple[str, bool]:
    """Return ``text``, the file of ``mine``, as the file of ``merged``, and whether comments stay.

    Lines of records that the merge left alone stay as they are. Where the text is laid out in a
    way that cannot be patched (all on one line, say), the whole file is written anew.
    """
    wanted = read_model(_dumped(merged))
    try:
        found = _Patch(text, mine, merged).run()
        if read_model(found) == wanted:
            return found, True
    except (CoalitionError, yaml.YAMLError, _UnpatchableError):
        pass
    return _dumped(merged), False


class _UnpatchableError(Exception):
    """A text whose records do not begin on lines of their own."""


class _Patch:
    def __init__(self, text: str, mine: Record, merged: Record) -> None:
        self.lines = text.rstrip("\n").split("\n")
        self.mine, self.merged = mine, merged
        root = yaml.compose(text, Loader=_LOADER)
        if not isinstance(root, yaml.MappingNode) or root.flow_style:
            raise _UnpatchableError
        self.root = {key.value: (key, value) for key, value in root.value}

    def run(self) -> str:
        for name in ("units", "beliefs"):
            if self.mine.get(name) != self.merged.get(name):
                raise _UnpatchableError
        work: list[tuple[int, int, list[str]]] = []
        tail: list[str] = []
        for head in _HEADS:
            if self.mine.get(head) != self.merged.get(head):
                self.head(head, work)
        for section in ("events", *LISTED):
            if self.mine.get(section) == self.merged.get(section):
                continue
            if section not in self.root or not keyed(self.mine, section):
                self.whole(section, work, tail)
            else:
                self.section(section, work)
        for start, end, new in sorted(work, key=lambda one: one[:2], reverse=True):
            self.lines[start:end] = new
        return "\n".join([*self.lines, *tail]) + "\n"

    def block_end(self, start: int, limit: int) -> int:
        """Return the line after the last one that is no comment and not empty."""
        end = limit
        while end > start + 1 and self.lines[end - 1].lstrip()[:1] in ("", "#"):
            end -= 1
        return end

    def root_limit(self, line: int) -> int:
        """Return the line on which the next key of the root begins."""
        starts = [key.start_mark.line for key, _ in self.root.values()]
        return min((at for at in starts if at > line), default=len(self.lines))

    def head(self, name: str, work: list[tuple[int, int, list[str]]]) -> None:
        new = _shown({name: self.merged[name]}) if name in self.merged else []
        if name in self.root:
            start = self.root[name][0].start_mark.line
            work.append((start, self.block_end(start, self.root_limit(start)), new))
            return
        after = self.root["name"][0].start_mark.line
        at = self.block_end(after, self.root_limit(after))
        work.append((at, at, new))

    def whole(self, section: str, work: list[tuple[int, int, list[str]]], tail: list[str]) -> None:
        new = _shown({section: self.merged[section]}) if section in self.merged else []
        if section in self.root:
            start = self.root[section][0].start_mark.line
            work.append((start, self.block_end(start, self.root_limit(start)), new))
        else:
            tail += new

    def section(self, section: str, work: list[tuple[int, int, list[str]]]) -> None:
        key, node = self.root[section]
        if node.flow_style:
            raise _UnpatchableError
        old, new = keyed(self.mine, section), keyed(self.merged, section)
        parts = self.parts(section, node, self.root_limit(key.start_mark.line))
        indent = " " * (node.start_mark.column)
        if not new:
            self.whole(section, work, [])
            return
        for part in parts:
            if part.name not in new:
                work.append((part.start, part.end, []))
            elif new[part.name] != old[part.name]:
                work.append((part.start, part.end, _item(section, part.name, new, indent)))
        extra = [name for name in new if name not in old]
        at = parts[-1].end
        lines = [line for name in extra for line in _item(section, name, new, indent)]
        if lines:
            work.append((at, at, lines))

    def parts(self, section: str, node: Any, limit: int) -> list[_Part]:
        if section in LISTED:
            items = [(_id_of(item), self.dash(item.start_mark.line)) for item in node.value]
        else:
            items = [(name.value, name.start_mark.line) for name, _ in node.value]
        starts = [line for _, line in items]
        if len(set(starts)) < len(starts):
            raise _UnpatchableError
        ends = [*starts[1:], limit]
        return [
            _Part(name, start, self.block_end(start, end))
            for (name, start), end in zip(items, ends, strict=True)
        ]

    def dash(self, line: int) -> int:
        """Return the line on which the dash of a list's item stands."""
        while line >= 0 and not self.lines[line].lstrip().startswith("-"):
            line -= 1
        if line < 0:
            raise _UnpatchableError
        return line


def _id_of(node: Any) -> str:
    for key, value in node.value:
        if key.value == "id":
            return str(value.value)
    raise _UnpatchableError


def _item(section: str, name: str, records: Record, indent: str) -> list[str]:
    shown = [records[name]] if section in LISTED else {name: records[name]}
    return [indent + line if line else line for line in _shown(shown)]


def _shown(value: Any) -> list[str]:
    text: str = yaml.dump(
        value,
        Dumper=_DUMPER,
        sort_keys=False,
        allow_unicode=True,
        default_flow_style=False,
        width=_WIDTH,
    )
    return text.rstrip("\n").split("\n")


def _dumped(record: Record) -> str:
    return "\n".join(_shown(record)) + "\n"
