"""Conditions as people write them: text to a flat formula and back, at any depth."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cached_property

from willing.coalition.errors import FormulaError

MAX_LENGTH = 1_000_000
MAX_DIGITS = 300

KEYWORDS = frozenset({"true", "false", "and", "or", "not"})

_TOKEN = re.compile(
    r"""\s*(?:
      (?P<number>[0-9][0-9_]*(?:\.[0-9]+)?(?:/[0-9]+)?(?![\w.-]))
    | (?P<name>\w[\w-]*(?:\.\w[\w-]*)*)
    | (?P<quoted>"(?:[^"\\]|\\.)*")
    | (?P<id>\#(?:\w[\w.-]*|"(?:[^"\\]|\\.)*"))
    | (?P<sign>>=|[(),:])
    )""",
    re.VERBOSE | re.DOTALL,
)
_BARE_NAME = re.compile(r"\w[\w-]*(?:\.\w[\w-]*)*\Z")
_BARE_ID = re.compile(r"\w[\w.-]*\Z")
_BARE_NUMBER = re.compile(r"[0-9][0-9_]*\Z")

_PRECEDENCE = {"or": 1, "and": 2, "not": 3}


@dataclass(frozen=True)
class Node:
    """One node of a formula; `parts` are the places of its children in the formula's nodes."""

    kind: str
    parts: tuple[int, ...] = ()
    name: str = ""
    number: int | Fraction = 0
    actors: tuple[str, ...] = ()
    start: int = field(default=0, compare=False)


@dataclass(frozen=True)
class Formula:
    """A condition: its text, and its nodes with children before parents (the last is the root)."""

    text: str = field(compare=False)
    nodes: tuple[Node, ...]

    @cached_property
    def references(self) -> tuple[str, ...]:
        """The names that stand for an event or for an actor on an issue, each once."""
        return tuple(dict.fromkeys(node.name for node in self.nodes if node.kind == "name"))


@dataclass(frozen=True)
class _Token:
    kind: str
    text: str
    start: int


@dataclass
class _Pending:
    """An operator or an open bracket that waits for its operands; `count` are those seen."""

    kind: str
    start: int
    count: int = 1
    number: int = 0


def _unquote(text: str) -> str:
    return re.sub(r"\\(.)", r"\1", text[1:-1], flags=re.DOTALL)


def _tokens(text: str) -> list[_Token]:
    found = []
    place = 0
    end = len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            start = place + len(text[place:]) - len(text[place:].lstrip())
            raise FormulaError(_unreadable(text, start), start)
        kind = str(match.lastgroup)
        found.append(_Token(kind, match.group(kind), match.start(kind)))
        place = match.end()
    found.append(_Token("end", "", len(text)))
    return found


def _unreadable(text: str, start: int) -> str:
    if text[start] == '"':
        return "a quoted name that is not closed; expected a second quotation mark"
    return f"{text[start]!r} is not part of a condition"


class _Parser:
    """Operator precedence with an explicit stack, so that depth costs memory and nothing else."""

    def __init__(self, text: str) -> None:
        self.tokens = _tokens(text)
        self.place = 0
        self.nodes: list[Node] = []
        self.operands: list[int] = []
        self.pending: list[_Pending] = []

    def peek(self, ahead: int = 0) -> _Token:
        return self.tokens[min(self.place + ahead, len(self.tokens) - 1)]

    def take(self) -> _Token:
        token = self.peek()
        self.place += 1
        return token

    def expect(self, text: str) -> _Token:
        token = self.take()
        if token.text != text or token.kind == "quoted":
            raise FormulaError(f"expected “{text}”, found {_shown(token)}", token.start)
        return token

    def add(self, node: Node) -> None:
        self.nodes.append(node)
        self.operands.append(len(self.nodes) - 1)

    def run(self) -> tuple[Node, ...]:
        while True:
            while self.operand():
                pass
            if self.operator():
                continue
            return tuple(self.nodes)

    def operand(self) -> bool:
        """Read one operand, or what opens one; return whether an operand is still awaited."""
        token = self.take()
        if token.kind == "id":
            name = token.text[1:]
            name = _unquote(name) if name.startswith('"') else name
            self.add(Node("id", name=name, start=token.start))
            return False
        if token.kind == "quoted":
            name = _unquote(token.text)
            if not name.strip():
                raise FormulaError("an empty name", token.start)
            self.add(Node("name", name=name, start=token.start))
            return False
        if token.text == "(":
            self.pending.append(_Pending("(", token.start))
            return True
        if token.kind != "name" or token.text in ("and", "or"):
            raise FormulaError(f"expected a condition, found {_shown(token)}", token.start)
        return self.word(token)

    def word(self, token: _Token) -> bool:
        if token.text == "not":
            self.pending.append(_Pending("not", token.start))
            return True
        if token.text in ("true", "false"):
            self.add(Node(token.text, start=token.start))
            return False
        if token.text == "at" and self.peek().text == "least":
            self.take()
            count = self.whole_number()
            self.expect("of")
            self.expect("(")
            self.pending.append(_Pending("at least", token.start, number=count))
            return True
        if token.text == "total" and self.peek().text == "(":
            self.total(token.start)
            return False
        self.add(Node("name", name=token.text, start=token.start))
        return False

    def total(self, start: int) -> None:
        self.expect("(")
        issue = self.plain_name("an issue")
        actors: list[str] = []
        if self.peek().text == ",":
            self.take()
            self.expect("of")
            self.expect(":")
            self.expect("(")
            actors.append(self.plain_name("an actor"))
            while self.peek().text == ",":
                self.take()
                actors.append(self.plain_name("an actor"))
            self.expect(")")
        self.expect(")")
        self.expect(">=")
        number = self.number()
        names = tuple(dict.fromkeys(actors))
        self.add(Node("total", name=issue, number=number, actors=names, start=start))

    def plain_name(self, what: str) -> str:
        token = self.take()
        if token.kind == "quoted":
            return _unquote(token.text)
        if token.kind == "number" and _BARE_NUMBER.match(token.text):
            return token.text
        if token.kind != "name":
            raise FormulaError(f"expected {what}, found {_shown(token)}", token.start)
        return token.text

    def number(self) -> int | Fraction:
        token = self.take()
        if token.kind != "number":
            raise FormulaError(f"expected a number, found {_shown(token)}", token.start)
        if len(token.text) > MAX_DIGITS:
            raise FormulaError(f"a number longer than {MAX_DIGITS} digits", token.start)
        try:
            value = _read_number(token.text)
        except ZeroDivisionError:
            raise FormulaError("a number divided by zero", token.start) from None
        return value.numerator if value.denominator == 1 else value

    def whole_number(self) -> int:
        start = self.peek().start
        value = self.number()
        if not isinstance(value, int):
            raise FormulaError("expected a whole number", start)
        return value

    def operator(self) -> bool:
        """Read what follows an operand; return whether another operand must come."""
        token = self.take()
        if token.kind != "quoted":
            if token.text in ("and", "or"):
                self.join(token)
                return True
            if token.text == ",":
                self.comma(token)
                return True
            if token.text == ")":
                self.close(token)
                return self.operator_after_bracket()
        if token.kind != "end":
            raise FormulaError(
                f"expected “and”, “or” or the end of the condition, found {_shown(token)}",
                token.start,
            )
        self.reduce(0)
        if self.pending:
            raise FormulaError("a bracket that is not closed", self.pending[-1].start)
        return False

    def operator_after_bracket(self) -> bool:
        while self.peek().text == ")" and self.peek().kind == "sign":
            self.close(self.take())
        return self.operator()

    def join(self, token: _Token) -> None:
        self.reduce(_PRECEDENCE[token.text] + 1)
        if self.pending and self.pending[-1].kind == token.text:
            self.pending[-1].count += 1
        else:
            self.pending.append(_Pending(token.text, token.start, count=2))

    def comma(self, token: _Token) -> None:
        self.reduce(0)
        if not self.pending or self.pending[-1].kind != "at least":
            raise FormulaError("a comma outside “at least … of (…)”", token.start)
        self.pending[-1].count += 1

    def close(self, token: _Token) -> None:
        self.reduce(0)
        if not self.pending:
            raise FormulaError("a closing bracket that nothing opened", token.start)
        opened = self.pending.pop()
        if opened.kind == "at least":
            parts = self.popped(opened.count)
            self.add(Node("at least", parts, number=opened.number, start=opened.start))

    def popped(self, count: int) -> tuple[int, ...]:
        parts = tuple(self.operands[-count:])
        del self.operands[-count:]
        return parts

    def reduce(self, least: int) -> None:
        """Build every waiting operator that binds at least as tightly as `least`."""
        while self.pending and _PRECEDENCE.get(self.pending[-1].kind, -1) >= least:
            done = self.pending.pop()
            self.add(Node(done.kind, self.popped(done.count), start=done.start))


def _read_number(text: str) -> Fraction:
    top, _, bottom = text.replace("_", "").partition("/")
    return Fraction(top) / Fraction(bottom or "1")


def _shown(token: _Token) -> str:
    return "the end of the condition" if token.kind == "end" else f"“{token.text[:40]}”"


def parse(text: str) -> Formula:
    """Read a condition; raises FormulaError with the character where it went wrong."""
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"a condition longer than {MAX_LENGTH} characters", MAX_LENGTH)
    return Formula(text, _Parser(text).run())


def quoted(name: str) -> str:
    """Write a name so that a condition reads it back: bare where it can be, else in quotes."""
    if _BARE_NAME.match(name) and name not in KEYWORDS and not _BARE_NUMBER.match(name):
        return name
    return _in_quotes(name)


def quoted_id(name: str) -> str:
    """Write a commitment's id as a condition names it."""
    return f"#{name if _BARE_ID.match(name) else _in_quotes(name)}"


def _in_quotes(name: str) -> str:
    escaped = name.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'


def _leaf_text(node: Node) -> str:
    if node.kind == "name":
        return quoted(node.name)
    if node.kind == "id":
        return quoted_id(node.name)
    if node.kind == "total":
        of = f", of: ({', '.join(quoted(actor) for actor in node.actors)})" if node.actors else ""
        return f"total({quoted(node.name)}{of}) >= {node.number}"
    return node.kind


def _open_text(node: Node) -> tuple[str, str, str]:
    """Return what stands before, between and after the children of a node."""
    if node.kind == "not":
        return "not ", "", ""
    if node.kind == "at least":
        return f"at least {node.number} of (", ", ", ")"
    return "", f" {node.kind} ", ""


def _needs_brackets(parent: Node, child: Node) -> bool:
    if parent.kind == "at least":
        return False
    return _PRECEDENCE.get(child.kind, 9) <= _PRECEDENCE[parent.kind] and child.kind != "not"


def _pieces(formula: Formula, place: int) -> Iterator[str]:
    todo: list[int | str] = [place]
    while todo:
        item = todo.pop()
        if isinstance(item, str):
            yield item
            continue
        node = formula.nodes[item]
        if not node.parts:
            yield _leaf_text(node)
            continue
        before, between, after = _open_text(node)
        line: list[int | str] = [before]
        for order, part in enumerate(node.parts):
            bracket = _needs_brackets(node, formula.nodes[part])
            line += [between if order else "", "(" if bracket else "", part, ")" if bracket else ""]
        todo += reversed([*line, after])


def render(formula: Formula, place: int | None = None) -> str:
    """Write a formula, or the part of it under `place`, so that `parse` reads the same back."""
    return "".join(_pieces(formula, len(formula.nodes) - 1 if place is None else place))
