"""The articles so far, so that a new one finds those that may retell the same report.

Two articles are compared where they share two of their forty heaviest terms, or a band of their
sketches.  Terms that more than ``COMMON`` articles hold among their heaviest tell nothing there
and don't count.  All of that is decided by which articles there are, never by their order: when
a term becomes common, the links that hung on it go.
"""

from __future__ import annotations

from collections import ChainMap
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from itertools import islice
from typing import Any, cast

from willing.story import cluster
from willing.story.compare import (
    LEAST_LINK,
    TOO_FAR,
    Encode,
    Score,
    comparable,
    days_apart,
    is_open,
    meanings,
    read,
    shipped_encoder,
    unread,
)
from willing.story.keys import Postings, found, keys, share_enough
from willing.story.nearby import Nearby, apart, at, span
from willing.story.packed import Meanings, pack
from willing.story.profile import Features
from willing.story.report import Report, report

COMMON = 1000
"""Articles that hold a term among their heaviest, beyond which it tells nothing."""

TOGETHER = 0.45
"""Mean score of the pairs between two groups from which they are one report.

The least within .01 of the best mean pair F1 that bench/story.py fit finds on its material; the
least, since pairs that aren't compared count as 0 and larger groups have more of them.
"""

ALWAYS_TOGETHER = cluster.ONE << 40
"""What a person's word that two articles are one report weighs against all likenesses."""

AT_ONCE = 64
"""Articles compared while the meanings that the ones before them need are worked out."""

AT_HAND = 10_000
"""Articles whose meanings are held in memory, where they can be recalled from elsewhere."""


@dataclass(slots=True)
class _Taken:
    """An article that was taken in, and the pairs whose score hangs on the meaning."""

    place: int
    open: list[tuple[int, Score]]


class Index:
    """Articles and the links between them; what it answers hangs on the set, not on the order."""

    def __init__(
        self,
        encode: Encode | None = None,
        executor: Executor | None = None,
        recall: Callable[[str], Meanings | None] | None = None,
    ) -> None:
        """Begin without articles.

        ``encode`` turns a text into a vector of length 1; by default the shipped encoder does.  It
        is called in the threads of ``executor``, where one is given, for articles whose meanings
        ``recall`` doesn't know by their id.
        """
        self._encode = encode
        self._executor = executor
        self._recall = recall
        self.near = Nearby()
        self._ids: list[str] = []
        self._places: dict[str, int] = {}
        self.postings = Postings()
        self._meanings: dict[int, Meanings | Future[Meanings]] = {}
        self._recalled: set[int] = set()
        self._meant = 0
        self.links: dict[str, dict[str, int]] = {}
        self._doubtful: set[int] = set()
        self._groups: dict[str, tuple[str, ...]] = {}
        self._stale: set[str] = set()

    def __len__(self) -> int:
        """How many articles there are."""
        return len(self._ids)

    @property
    def meant(self) -> int:
        """How many articles had their sentences' meanings worked out."""
        return self._meant

    def __contains__(self, article_id: str) -> bool:
        """Whether an article is there."""
        return article_id in self._places

    def __getitem__(self, article_id: str) -> Features:
        """Return the features of an article that is there."""
        return self.near[self._places[article_id]]

    def add(self, new: Features) -> None:
        """Take in an article; one that is there already changes nothing."""
        self.add_all([new])

    def add_all(self, articles: Iterable[Features]) -> None:
        """Take in many articles; with an executor, meanings are worked out meanwhile."""
        waiting: list[_Taken] = []
        for chunk in _chunks(articles):
            taken = [self._take(new) for new in chunk if new.id not in self._places]
            for one in waiting:
                self._settle(one)
            waiting = taken
        for one in waiting:
            self._settle(one)
        self._drop_links()

    def restore(
        self,
        known: Iterable[tuple[Features, Mapping[str, int]]],
        groups: Iterable[tuple[str, ...]] | None,
    ) -> None:
        """Begin with articles whose links were worked out before, and perhaps their ``groups``."""
        for features, links in known:
            self._enter(features)
            for other, value in links.items():
                if other in self._places:
                    self._tie(features.id, other, value)
        self._doubtful.clear()
        if groups is not None:
            for members in groups:
                self._groups.update(dict.fromkeys(members, members))
            self._stale.clear()

    def worked_out(self) -> dict[str, Meanings]:
        """Return the meanings worked out since the last time, by article.

        What they are kept by has to recall them from now on: many aren't held here for long.
        """
        known = [place for place in self._meanings if place not in self._recalled]
        found = {self._ids[place]: self._meanings_at(place) for place in known}
        self._recalled.update(known)
        if len(self._recalled) > AT_HAND:
            self._meanings.clear()
            self._recalled.clear()
        return found

    def groups(self) -> Mapping[str, tuple[str, ...]]:
        """Return the articles that retell one report with each article, itself among them."""
        self._refresh()
        return self._groups

    def numbers(self, numbers: Mapping[str, int]) -> list[int]:
        """Return the ``numbers`` of the articles in the order of their places."""
        return [numbers[article_id] for article_id in self._ids]

    def candidates(self, new: Features) -> list[Features]:
        """Return the articles that ``new`` is to be compared with, in the order of their ids."""
        found = [self.near[place] for place, _ in self._candidates(new)]
        return sorted(found, key=lambda other: other.id)

    def link(self, one: str, other: str) -> float:
        """Return the score of two articles that are there, 0 where they weren't compared."""
        return self.links[one].get(other, 0) / cluster.ONE

    def report_of(self, article_id: str) -> Report:
        """Return the report that one article retells."""
        self._refresh()
        return report([self[member] for member in self._groups[article_id]])

    def reports(
        self,
        apart: Iterable[tuple[str, str]] = (),
        together: Iterable[tuple[str, str]] = (),
    ) -> list[Report]:
        """Return the reports that the articles retell, in the order of their ids.

        A person's word goes before the machine's: the articles of each pair in ``apart`` are never
        one report by their likeness, those of each pair in ``together`` always are.
        """
        known = self.groups()
        groups = {**known, **judged(self.links, known, apart, together)}
        found = (report([self[name] for name in members]) for members in set(groups.values()))
        return sorted(found, key=lambda one: one.id)

    def _take(self, new: Features) -> _Taken:
        """Enter an article with the links that are certain, and ask for the meanings it needs."""
        candidates = self._candidates(new)
        place = self._enter(new)
        taken = _Taken(place, [])
        for other_place, seen in candidates:
            other = self.near[other_place]
            if is_open(seen, new, other):
                taken.open.append((other_place, seen))
                self._ask(other_place, other)
            else:
                self._link(new.id, other.id, seen)
        if taken.open:
            self._ask(place, new)
        return taken

    def _settle(self, taken: _Taken) -> None:
        new = self.near[taken.place]
        for place, seen in taken.open:
            other = self.near[place]
            self._link(new.id, other.id, read(seen, new, other, self._meanings_of))

    def _link(self, one: str, other: str, score: Score) -> None:
        value = round(score.total * cluster.ONE)
        if value >= LEAST_LINK * cluster.ONE:
            self._tie(one, other, value)

    def _tie(self, one: str, other: str, value: int) -> None:
        one, other = self._ids[self._places[one]], self._ids[self._places[other]]
        self.links[one][other] = self.links[other][one] = value
        self._stale.update((one, other))

    def _candidates(self, new: Features) -> list[tuple[int, Score]]:
        """Return the places of what ``new`` is compared with, each with the score so far."""
        postings = ((key, self.postings.places(key)) for key in keys(new))
        near, copies = found((key, places) for key, places in postings if places is not None)
        first, last = at(self.near.first, near), at(self.near.last, near)
        kept = (apart(span(new), first, last) <= TOO_FAR) | copies
        places = self.near.likely(new, near[kept], copies[kept])
        seen = ((place, unread(new, self.near[place])) for place in places)
        return [
            (place, score)
            for place, score in seen
            if self._ids[place] != new.id and comparable(score.parts)
        ]

    def _enter(self, new: Features) -> int:
        place = self.near.append(pack(new), new)
        self._ids.append(new.id)
        self._places[new.id] = place
        self.links[new.id] = {}
        self._stale.add(new.id)
        for key in keys(new):
            self._doubtful.update(self.postings.add(key, place, COMMON))
        return place

    def _ask(self, place: int, article: Features) -> None:
        if place in self._meanings:
            return
        known = self._recall(article.id) if self._recall else None
        if known is not None:
            self._meanings[place] = known
            self._recalled.add(place)
            return
        self._meant += 1
        encode = self._encode or shipped_encoder()
        if self._executor:
            self._meanings[place] = self._executor.submit(meanings, article, encode)
        else:
            self._meanings[place] = meanings(article, encode)

    def _meanings_of(self, article: Features) -> Meanings:
        return self._meanings_at(self._places[article.id])

    def _meanings_at(self, place: int) -> Meanings:
        kept = self._meanings[place]
        if isinstance(kept, Future):
            kept = self._meanings[place] = kept.result()
        return kept

    def _drop_links(self) -> None:
        """Drop the links that hung on terms that have become common."""
        for place in self._doubtful:
            one = self.near[place]
            mine = self._telling(one)
            for other_id in list(self.links[one.id]):
                other = self[other_id]
                if not share_enough(mine, self._telling(other), days_apart(one, other) > TOO_FAR):
                    del self.links[one.id][other_id]
                    del self.links[other_id][one.id]
                    self._stale.update((one.id, other_id))
        self._doubtful.clear()

    def _telling(self, article: Features) -> set[int]:
        return {key for key in keys(article) if key not in self.postings.common}

    def _refresh(self) -> None:
        """Group anew only what newcomers and lost links touch."""
        for names in cluster.reached(self._stale, self.links, TOGETHER):
            for members in cluster.groups(names, self.links, TOGETHER):
                self._groups.update(dict.fromkeys(members, members))
        self._stale.clear()


def judged(
    links: Mapping[str, Mapping[str, int]],
    groups: Mapping[str, tuple[str, ...]],
    apart: Iterable[tuple[str, str]],
    together: Iterable[tuple[str, str]],
) -> dict[str, tuple[str, ...]]:
    """Return the groups that people's word makes of the articles that it touches, by article.

    ``links`` and ``groups`` are those without it; pairs with an article that isn't there don't
    count.
    """
    word = said(apart, together)
    changed: dict[str, Mapping[str, int]] = {}
    for name in {member for one in word if one in groups for member in groups[one]}:
        known = {other: value for other, value in word.get(name, {}).items() if other in groups}
        changed[name] = {**links[name], **known}
    overlaid = ChainMap[str, Mapping[str, int]](changed, cast(Any, links))
    found = {}
    for names in cluster.reached(changed, overlaid, TOGETHER):
        for members in cluster.groups(names, overlaid, TOGETHER):
            found.update(dict.fromkeys(members, members))
    return found


def said(
    apart: Iterable[tuple[str, str]], together: Iterable[tuple[str, str]]
) -> dict[str, dict[str, int]]:
    """Return what people's word puts in place of the links of two articles."""
    word: dict[str, dict[str, int]] = {}
    for pairs, value in ((together, ALWAYS_TOGETHER), (apart, -2 * ALWAYS_TOGETHER)):
        for one, other in pairs:
            word.setdefault(one, {})[other] = word.setdefault(other, {})[one] = value
    return word


def reports(articles: Iterable[Features], encode: Encode | None = None) -> list[Report]:
    """Return the reports that ``articles`` retell, in the order of their ids."""
    index = Index(encode)
    index.add_all(articles)
    return index.reports()


def _chunks(articles: Iterable[Features]) -> Iterator[list[Features]]:
    iterator = iter(articles)
    while chunk := list(islice(iterator, AT_ONCE)):
        yield chunk
