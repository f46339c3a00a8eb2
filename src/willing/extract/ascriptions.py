"""What a line ascribes to anybody, at its widest: said, thought, wanted, judged, shown."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from spacy.tokens import Doc, Token

from willing.extract import clauses
from willing.extract.attribution import Attribution, attributions, quotations
from willing.lexicon import load

_CUES = load("cues")
_STATING = frozenset(_CUES["stating"])
_THINKING = frozenset(_CUES["thinking"])
_JUDGING = frozenset(_CUES["judging"])
_WITH_PREPOSITION = frozenset(_CUES["with_preposition"])
_WITH_PARTICLE = frozenset(_CUES["with_particle"])
_NOUNS = frozenset(_CUES["ascribing_nouns"])
_ADJECTIVES = frozenset(_CUES["ascribing_adjectives"])
_ADDRESSING = frozenset({"tell", "ask", "inform", "assure", "remind", "warn"})
_CLAUSES = frozenset({"ccomp", "xcomp"})
_OBJECTS = frozenset({"dobj", "ccomp", "xcomp", "oprd", "dative"})
_OF_THE_OBJECT = frozenset({"as", "of", "for", "to", "with"})
_OF_A_NOUN = frozenset({"of", "about", "for", "to", "on", "against", "over", "in"})
_SPEAKERS = frozenset({"i", "we", "you"})
_DASHES = frozenset({"\u2014", "--"})
_LEADING = frozenset(_CUES["leading_verbs"])
_LIGHT = frozenset(_CUES["light_verbs"])
_APART = frozenset({"relcl", "acl", "parataxis", "conj", "appos", "advcl", "prep"})
_LONGEST_APART = 25
_LONGEST_NAME = 8
_LEAST_QUOTED = 4


@dataclass(frozen=True, slots=True)
class Ascription:
    """Tokens of a line, by index: whose words or thoughts they are, by which cue, what they are.

    ``source`` is empty where nobody is named ("it is expected that …").
    """

    source: frozenset[int]
    cue: frozenset[int]
    content: frozenset[int]


def ascriptions(doc: Doc) -> list[Ascription]:
    """Return all that a parsed line ascribes, in the order of the cues."""
    quoted = quotations(doc)
    found: dict[int, Ascription] = {}
    for sentence in doc.sents:
        for attribution in attributions(sentence, quoted):
            found[attribution.cue[0]] = _widened(attribution, doc)
        for token in sentence:
            if token.i not in found:
                wider = _of_token(token)
                if wider is not None and wider.content:
                    found[token.i] = wider
    _continue_quotations(doc, quoted, found)
    found = {cue: one for cue, one in found.items() if not _is_of_speaker(one, doc, quoted)}
    dialogue = _dialogue(doc)
    if dialogue is not None:
        found[-1] = dialogue
    return [found[index] for index in sorted(found)]


def outermost(found: Iterable[Ascription]) -> list[Ascription]:
    """Return the ascriptions that stand in nothing that another ascribes."""
    every = list(found)
    return [
        one
        for one in every
        if not any(one.cue <= other.content for other in every if other is not one)
    ]


def _widened(attribution: Attribution, doc: Doc) -> Ascription:
    start, end = attribution.cue
    cue = set(range(start, end))
    if end - start == 1 and doc[start].pos_ in clauses.VERBAL:
        cue |= _cue(doc[start])
    source = _phrase(attribution.source, start)
    return Ascription(source, frozenset(cue), attribution.content)


def _of_token(token: Token) -> Ascription | None:
    if token.pos_ in clauses.VERBAL:
        return _of_verb(token)
    lemma = token.lower_
    if token.pos_ in {"NOUN", "PROPN"} and lemma in _NOUNS:
        return _of_noun(token)
    if token.pos_ == "ADJ" and lemma in _ADJECTIVES:
        return _of_adjective(token)
    return None


def _of_verb(verb: Token) -> Ascription | None:
    lemma = verb.lemma_.lower()
    preposition = _preposition(verb, lemma)
    particles = [f"{lemma} {child.lower_}" for child in verb.children if child.dep_ == "prt"]
    known = (
        lemma in _STATING
        or lemma in _THINKING
        or lemma in _JUDGING
        or any(words in _WITH_PARTICLE for words in particles)
    )
    if preposition is None and not known:
        return None
    if verb.dep_ in {"amod", "aux", "auxpass"} or _is_unasserted(verb):
        return None
    if clauses.is_passive(verb):
        return _of_passive(verb)
    cue = _cue(verb)
    content = _complements(verb, lemma, preposition)
    if lemma in _THINKING and not _has_clause(verb) and preposition is None:
        return None
    if preposition is not None and not content:
        cue.add(preposition.i)
        content = {n.i for child in preposition.children for n in child.subtree}
    source = _subject(verb)
    if not source and lemma not in _JUDGING:
        return None
    return Ascription(source, frozenset(cue - content), frozenset(content))


def _is_unasserted(verb: Token) -> bool:
    """Tell whether nobody is said to do what the verb says: "a way to support him"."""
    if clauses.own_subject(verb) is not None or verb.dep_ in {"ROOT", "conj"}:
        return False
    if _leading_to(verb) is not None:
        return False
    return any(child.lower_ == "to" and child.dep_ == "aux" for child in verb.children) or (
        verb.dep_ in {"pcomp", "acl", "csubj"}
    )


def _leading_to(verb: Token) -> Token | None:
    """Return the verb that "to" hangs this one on, where it only says how ("seemed to say")."""
    above = verb.head
    return above if verb.dep_ == "xcomp" and above.lemma_.lower() in _LEADING else None


def _has_clause(verb: Token) -> bool:
    return any(child.dep_ in _CLAUSES and child.i > verb.i for child in verb.children)


def _complements(verb: Token, lemma: str, preposition: Token | None) -> set[int]:
    """Return what a verb's objects and clauses say, whom it addresses left out."""
    after = [child for child in verb.children if child.i > verb.i]
    clause = [child for child in after if child.dep_ in _CLAUSES]
    kept = [child for child in after if child.dep_ in _OBJECTS]
    if clause and (lemma in _ADDRESSING or lemma not in _JUDGING):
        kept = clause
    content = {node.i for child in kept for node in child.subtree}
    if kept and not clause and lemma in _JUDGING and preposition is None:
        for child in after:
            if child.dep_ == "prep" and child.lower_ in _OF_THE_OBJECT and child.i > kept[0].i:
                content.update(node.i for node in child.subtree)
    return content


def _preposition(verb: Token, lemma: str) -> Token | None:
    particles = [child.lower_ for child in verb.children if child.dep_ == "prt"]
    for child in verb.children:
        if child.dep_ != "prep" or child.i < verb.i:
            continue
        if " ".join([lemma, *particles, child.lower_]) in _WITH_PREPOSITION:
            return child
    return None


def _of_passive(verb: Token) -> Ascription | None:
    subject = next((c for c in verb.children if c.dep_ in clauses.PASSIVE_SUBJECTS), None)
    agent = clauses.passive_agent(verb)
    content = {
        node.i
        for child in verb.children
        if child.dep_ in _CLAUSES or child.dep_ == "oprd"
        for node in child.subtree
    }
    if subject is not None and subject.lower_ not in {"it", "there"}:
        content |= _phrase(subject, verb.i)
    cue = _cue(verb)
    if agent is not None:
        cue.add(agent.head.i)
    elif not any(child.dep_ in _CLAUSES for child in verb.children):
        return None
    source = _phrase(agent, verb.i) if agent is not None else frozenset[int]()
    return Ascription(source, frozenset(cue), frozenset(content))


def _of_noun(noun: Token) -> Ascription | None:
    content: set[int] = set()
    preposition: set[int] = set()
    for child in noun.children:
        if child.i < noun.i:
            continue
        marked = child.tag_ == "VB" or any(below.dep_ == "mark" for below in child.children)
        if child.dep_ == "ccomp" or (child.dep_ == "acl" and marked):
            content.update(node.i for node in child.subtree)
    if not content:
        for child in noun.children:
            if child.dep_ == "prep" and child.i > noun.i and child.lower_ in _OF_A_NOUN:
                preposition.add(child.i)
                content.update(n.i for below in child.children for n in below.subtree)
                break
    source: frozenset[int] = frozenset()
    cue = {noun.i} | preposition
    owner = next((child for child in noun.children if child.dep_ == "poss"), None)
    if owner is not None:
        source = _phrase(owner, noun.i)
    elif noun.dep_ == "dobj" and noun.head.pos_ in clauses.VERBAL:
        source = _subject(noun.head)
        if noun.head.lemma_.lower() in _LIGHT:
            cue |= _cue(noun.head)
            cue.update(child.i for child in noun.children if child.dep_ in {"det", "amod"})
    if not source or not content:
        return None
    return Ascription(source, frozenset(cue), frozenset(content))


def _of_adjective(adjective: Token) -> Ascription | None:
    verb = adjective.head
    if adjective.dep_ != "acomp" or verb.pos_ not in clauses.VERBAL:
        return None
    content: set[int] = set()
    cue = _cue(verb) | {adjective.i}
    for child in adjective.children:
        if child.dep_ in _CLAUSES:
            content.update(node.i for node in child.subtree)
    if not content:
        for child in adjective.children:
            if child.dep_ == "prep":
                cue.add(child.i)
                content.update(n.i for below in child.children for n in below.subtree)
                break
    return Ascription(_subject(verb), frozenset(cue), frozenset(content))


def _subject(verb: Token) -> frozenset[int]:
    found = clauses.own_subject(verb) or clauses.subject(verb)
    if found is None or found.i == verb.i or found.lower_ in {"it", "there"}:
        return frozenset()
    if found.dep_ in {"csubj", "csubjpass"}:
        return frozenset()
    return _phrase(found, verb.i)


def _phrase(noun: Token, cue: int) -> frozenset[int]:
    """Return the noun's phrase, without the clause that holds the cue and without a last "'s"."""
    indices = {noun.i}
    for child in noun.children:
        below = {node.i for node in child.subtree}
        if cue not in below and not (child.dep_ in _APART and len(below) > _LONGEST_APART):
            indices |= below
    last = max(indices)
    return frozenset(indices - {last} if noun.doc[last].lower_ == "'s" else indices)


def _cue(verb: Token) -> set[int]:
    """Return a verb with its auxiliaries, particles and the adverbs beside it."""
    leading = _leading_to(verb)
    cue = {verb.i} | (_cue(leading) if leading is not None else set())
    for child in verb.children:
        if child.dep_ in {"aux", "auxpass", "neg", "prt"} or (
            child.dep_ == "advmod" and abs(child.i - verb.i) <= 2 and child.tag_ == "RB"
        ):
            cue.add(child.i)
    return cue


def _continue_quotations(
    doc: Doc, quoted: list[tuple[int, int]], found: dict[int, Ascription]
) -> None:
    """Give a quotation that nobody is said to speak to the speaker before it in the line."""
    last: int | None = None
    for start, end in quoted:
        inside = range(start, end)
        owner = next(
            (cue for cue, one in found.items() if start in one.content and cue not in inside), None
        )
        if owner is not None:
            last = owner
            continue
        if last is None or end - start < _LEAST_QUOTED or not _opens_sentence(doc, start):
            continue
        one = found[last]
        found[last] = Ascription(one.source, one.cue, one.content | frozenset(inside))


def _is_of_speaker(one: Ascription, doc: Doc, quoted: list[tuple[int, int]]) -> bool:
    """Tell whether "I" or "we" in a quotation, whose speaker has it whole, is the source."""
    return any(
        start < index < end and doc[index].lower_ in _SPEAKERS
        for index in one.source
        for start, end in quoted
    )


def _opens_sentence(doc: Doc, index: int) -> bool:
    return index == 0 or doc[index - 1].text in {".", "!", "?", ",", ":", "''", '"', "\u2026"}


def _dialogue(doc: Doc) -> Ascription | None:
    """Read "Name: words" and "words" - Name, of a line as a whole."""
    words = [token for token in doc if not token.is_space]
    for place, token in enumerate(words[: _LONGEST_NAME + 1]):
        if token.text == ":" and place and _is_name(words[:place]) and len(words) > place + 1:
            return Ascription(
                _indices(words[:place]), frozenset({token.i}), _indices(words[place + 1 :])
            )
    for place in range(max(1, len(words) - _LONGEST_NAME), len(words) - 1):
        after = words[place + 1 :]
        quoted = words[place - 1].text in {'"', "''"}
        if quoted and words[place].text in _DASHES and _is_name(after):
            return Ascription(_indices(after), frozenset({words[place].i}), _indices(words[:place]))
    return None


def _is_name(words: list[Token]) -> bool:
    return all(word.text[0].isupper() or word.is_punct or word.is_digit for word in words)


def _indices(words: Iterable[Token]) -> frozenset[int]:
    return frozenset(word.i for word in words)
