"""A condition's words → a gate over commitments and events; what isn't understood is an event."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from willing.agenda import OTHER, Agenda
from willing.coalition.formula import quoted
from willing.coalition.values import Event
from willing.model import Condition, ConditionKind, Position
from willing.modelling.parties import Parties
from willing.modelling.words import Known, Words, folded, slug, spans, tokens_of, words

LONGEST_NAME = 100
"""Characters of an event's name that is made of the article's words."""

_JOINT = re.compile(r"\s*,?\s+(and|or)\s+(?:(?:if|that|once|when|until|unless)\s+)?", re.IGNORECASE)
_AMOUNT = re.compile(r"\b(\d{1,3}(?:,\d{3})+|\d+)\s+(\w+)(?:\s+(\w+))?")
_CONTRAST = re.compile(r",\s+(?:and\s+)?not\b.*$", re.IGNORECASE)
_EDGES = " \t\n.,;:–—-"
_HELD_BACK = frozenset({ConditionKind.UNLESS, ConditionKind.UNTIL})
_POSITIVE = frozenset({ConditionKind.ONLY_IF, ConditionKind.IN_EXCHANGE})


@dataclass(frozen=True, slots=True)
class Gate:
    """A condition as a formula's text, the events in it, and whether its words were understood."""

    text: str
    events: tuple[Event, ...]
    understood: bool


class ConditionReader:
    """Reads the conditions of one ledger: it knows who is committed to what.

    ``committed`` holds the (party, issue) pairs of the model's commitments, in their order, and
    ``demanded`` those that others demand.
    """

    def __init__(
        self,
        parties: Parties,
        committed: Iterable[tuple[str, str]],
        agendas: Sequence[Agenda] = (),
        demanded: Iterable[tuple[str, str]] = (),
    ) -> None:
        self.parties = parties
        self.demanded = frozenset(demanded)
        self.committed = tuple(dict.fromkeys(committed))
        self.issues = {issue.key: issue.title for agenda in agendas for issue in agenda.issues}
        self.terms = {
            tuple(folded(term + ending)): issue.key
            for agenda in agendas
            for issue in agenda.issues
            for term in (*issue.terms, issue.key)
            for ending in ("", "s")
            if issue.key != OTHER
        }

    def read(self, condition: Condition, position: Position) -> Gate:
        """Return the gate of one condition of ``position``; nothing is ever dropped."""
        lists = words()
        said, negative = _opened(condition, lists)
        turned = negative != (condition.kind in _HELD_BACK)
        told = condition.agent is not None and condition.issue not in (None, OTHER)
        pieces = [said] if told else _JOINT.split(said)
        found = [_Piece(self, condition, position, part).gate() for part in pieces[::2]]
        if len(found) > 1 and all(found):
            text = found[0].text if found[0] else ""
            for joint, gate in zip(pieces[1::2], found[1:], strict=True):
                text += f" {joint.lower()} {gate.text if gate else ''}"
            events = tuple(event for gate in found if gate for event in gate.events)
            return Gate(f"not ({text})" if turned else text, events, True)
        whole = _Piece(self, condition, position, said).gate()
        if whole is None:
            event = self.worded(condition, position, said)
            whole = Gate(quoted(event.name), (event,), False)
        return Gate(_turned(whole.text), whole.events, whole.understood) if turned else whole

    def worded(self, condition: Condition, position: Position, said: str) -> Event:
        """Return the event that is named by the words of a condition that wasn't understood."""
        name = said if len(said) <= LONGEST_NAME else f"{said[:LONGEST_NAME].rsplit(' ', 1)[0]} …"
        name = name or f"{position.actor.id}: a condition on {position.action.issue}"
        if words().has("pronouns", folded(said)):
            name = f"{position.actor.id}: {name}"
        return Event(
            name,
            title=" ".join(condition.text.split()),
            concession=condition.agent is not None,
            by=condition.agent,
            sentence=sentence_of(position),
            evidence=(position.id,),
            note="Not understood: named by its words. Rewrite the conditions that wait for it.",
        )


@dataclass(frozen=True)
class _Piece:
    """A part of a condition that may be understood by itself."""

    reader: ConditionReader
    condition: Condition
    position: Position
    text: str

    def gate(self) -> Gate | None:
        tokens = folded(self.text)
        lists = words()
        asserted = folded(_CONTRAST.sub("", self.text))
        turned = len(lists.count("turning", asserted)) % 2 == 1
        found = self.amount() or self.number(tokens) or self.event(tokens) or self.party(tokens)
        if found is None or not turned:
            return found
        return Gate(_turned(found.text), found.events, True)

    def issue(self, tokens: list[str]) -> str | None:
        told = self.condition.issue
        if told and told != OTHER:
            return told
        named = spans(tokens, self.reader.terms)
        longest = max(named, key=lambda span: span[1] - span[0], default=None)
        return self.reader.terms[tuple(tokens[slice(*longest)])] if longest else None

    def others(self, issue: str) -> list[str]:
        own = self.position.actor.id
        return [
            who for who, committed in self.reader.committed if committed == issue and who != own
        ]

    def amount(self) -> Gate | None:
        """Read “if 20,000 troops are pledged”: a total of the others."""
        match = _AMOUNT.search(self.text)
        said = [] if match is None else [word.casefold() for word in match.groups()[1:] if word]
        if match is None or not any(word in words().units for word in said):
            return None
        issue = self.issue(folded(self.text)) or self.position.action.issue
        others = self.others(issue)
        if not others:
            return None
        least = int(match[1].replace(",", ""))
        of = ", ".join(quoted(who) for who in others)
        return Gate(f"total({quoted(issue)}, of: ({of})) >= {least}", (), True)

    def number(self, tokens: list[str]) -> Gate | None:
        """Read “if three other countries join”: at least so many of the others."""
        lists = words()
        for start, end in spans(tokens, lists.numbers) + _digits(tokens):
            if not lists.has("parties", tokens[end : end + 3]):
                continue
            issue = self.issue(tokens) or self.position.action.issue
            others = self.others(issue)
            spelled = lists.numbers.get(tuple(tokens[start:end]))
            count = int(tokens[start]) if spelled is None else spelled
            if not others:
                return None
            of = ", ".join(quoted(f"{who}.{issue}") for who in others)
            return Gate(f"at least {count} of ({of})", (), True)
        return None

    def event(self, tokens: list[str]) -> Gate | None:
        lists = words()
        found = spans(tokens, lists.events)
        if not found:
            return None
        start, end = max(found, key=lambda span: (span[1] - span[0], -span[0]))
        known = lists.events[tuple(tokens[start:end])]
        if known.name == "request" and self.condition.kind is ConditionKind.IN_EXCHANGE:
            return None
        named = self.named()
        if known.name == "attack" and named and self.issue(tokens):
            return None
        who = named[0] if named else None
        event = self.declared(known, who)
        return Gate(quoted(event.name), (event,), True)

    def declared(self, known: Known, who: str | None) -> Event:
        if known.own:
            who = who or self.position.actor.id
        personal = known.own or (who is not None and "{who}" in known.title)
        title = self.reader.parties.title(who) if who and personal else "Somebody"
        by = known.by if known.by != "{who}" else who
        return Event(
            f"{slug(who)}-{known.name}" if who and personal else known.name,
            title=known.title.format(who=title),
            concession=known.concession,
            by=by,
            sentence=sentence_of(self.position),
            evidence=(self.position.id,),
        )

    def party(self, tokens: list[str]) -> Gate | None:
        """Read “if the US provides a backstop”: that party's commitments on that issue."""
        named = self.named()
        issue = self.issue(tokens) or self.same_issue(tokens)
        own = (self.position.actor.id, self.position.action.issue)
        if not named or issue is None or any((who, issue) == own for who in named):
            return None
        names = [f"{who}.{issue}" for who in named]
        either = len(names) > 1 and "or" in tokens
        text = (" or " if either else " and ").join(quoted(name) for name in names)
        events = tuple(
            self.undertaking(name, who, issue)
            for name, who in zip(names, named, strict=True)
            if (who, issue) not in self.reader.committed
            and (who, issue) not in self.reader.demanded
        )
        return Gate(f"({text})" if len(names) > 1 else text, events, True)

    def undertaking(self, name: str, who: str, issue: str) -> Event:
        title = self.reader.issues.get(issue, issue)
        return Event(
            name,
            title=f"{self.reader.parties.title(who)}: {title}",
            concession=True,
            by=who,
            sentence=sentence_of(self.position),
            evidence=(self.position.id,),
            note="Nobody is reported to be committed to it.",
        )

    def same_issue(self, tokens: list[str]) -> str | None:
        """Return the issue of the position where the party named would do the same."""
        lists = words()
        if lists.has("joining", tokens):
            return self.position.action.issue
        own = tokens_of(self.text)
        rest = list(own)
        for _, start, end in self.reader.parties.named(self.text):
            rest[start:end] = [""] * (end - start)
        bare = all((word.casefold(),) in lists.lists["empty"] for word in rest if word)
        return self.position.action.issue if bare else None

    def named(self) -> list[str]:
        """Return the parties that do what the piece says: a list's, or the first one named."""
        found = self.reader.parties.named(self.text)
        tokens = folded(self.text)
        told = self.condition.agent
        if not found:
            return [told] if told else []
        who = [found[0][0]]
        for (_, _, before), (party, after, _) in pairwise(found):
            if not set(tokens[before:after]) <= {"and", "or", "the"}:
                break
            who.append(party)
        if told and told not in who:
            return [told]
        return list(dict.fromkeys(who))


def sentence_of(position: Position) -> str:
    """Return the sentence that reports a position, on one line."""
    return " ".join(position.sentence.text.split())


def _turned(text: str) -> str:
    """Return the negation of a formula's text; two of them cancel each other out."""
    if text.startswith("not ") and " and " not in text and " or " not in text:
        return text.removeprefix("not ")
    return f"not {text}" if " " not in text or text.startswith('"') else f"not ({text})"


def _digits(tokens: list[str]) -> list[tuple[int, int]]:
    return [
        (at, at + 1)
        for at, token in enumerate(tokens)
        if token.isascii() and token.isdigit() and len(token) < 5
    ]


def _opened(condition: Condition, lists: Words) -> tuple[str, bool]:
    """Return a condition's words without what introduces them, and whether that denies them."""
    text = " ".join(condition.text.split()).strip(_EDGES)
    negative = False
    for _ in range(2):
        tokens = folded(text)
        openers = {*lists.introducers, *lists.lists["negative"], *lists.lists["introducing"]}
        opening = next(iter(spans(tokens, openers)), (1, 1))
        if opening[0] != 0 or opening[1] == len(tokens):
            break
        phrase = tuple(tokens[: opening[1]])
        denies = phrase in lists.lists["negative"] and condition.kind not in _POSITIVE
        negative = negative or (denies and condition.kind is not ConditionKind.UNLESS)
        text = _after(text, opening[1]).strip(_EDGES)
        if phrase not in lists.lists["introducing"]:
            break
    return re.sub(r"[\s,]+(?:and|or|but)$", "", text).strip(_EDGES) or text, negative


def _after(text: str, count: int) -> str:
    """Return what stands behind the first ``count`` words of a text."""
    found = list(re.finditer(r"\w+(?:[.’'-]\w+)*", text))
    return text[found[count - 1].end() :]
