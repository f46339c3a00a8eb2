"""Agreement of the corpus's two readings: ``python training/agreement.py CORPUS``.

The second reading stands in ``CORPUS/second-reading/NEGOTIATION.tsv``, as it was given.  With
``--same-party``, ids that ``same-party.tsv`` beside it lists as two wordings for one party are
taken as one.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from willing import gold
from willing.evaluation.marks import Link, Mark, mark
from willing.evaluation.matching import matched
from willing.evaluation.scores import Share, Tally

SECOND = "second-reading"
SAME_PARTY = "same-party.tsv"
NONE = "-"
BETWEEN = " || "
WITHIN = "::"
DATELINE = 40
"""No more characters than a dateline has."""
RATES = ("actor", "actor+stance", "actor+stance+issue", "conditions")

Row = Mapping[str, str]


@dataclass(slots=True)
class Labels:
    """Pairs of labels that two readings gave to the same things."""

    pairs: Counter[tuple[str, str]] = field(default_factory=Counter)

    def expected(self) -> float:
        """Return how many pairs would be alike by chance, given how often each label is used."""
        first: Counter[str] = Counter()
        second: Counter[str] = Counter()
        for (one, other), times in self.pairs.items():
            first[one] += times
            second[other] += times
        return sum(first[label] * second[label] for label in first) / max(1, self.pairs.total())

    def alike(self) -> int:
        """Return how many pairs are alike."""
        return sum(times for (one, other), times in self.pairs.items() if one == other)


@dataclass(frozen=True, slots=True)
class Reading:
    """One reading of an article: its positions, and the issue that each was given first."""

    marks: list[Mark]
    issues: list[str]


@dataclass(slots=True)
class Negotiation:
    """What was counted in one negotiation's articles."""

    chains: Share = field(default_factory=Share)
    stances: Labels = field(default_factory=Labels)
    issues: Labels = field(default_factory=Labels)

    def add(self, first: Reading, second: Reading, pairs: Iterable[tuple[int, int]]) -> None:
        """Count one article, in which ``pairs`` of places match."""
        for row, column in pairs:
            one, other = first.marks[row], second.marks[column]
            if one.chain or other.chain:
                self.chains.count(_kinds(one) == _kinds(other))
            self.stances.pairs[one.stance, other.stance] += 1
            self.issues.pairs[first.issues[row], second.issues[column]] += 1


def main() -> None:
    """Print the agreement in each negotiation that was read twice, and in all."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("corpus", type=Path)
    parser.add_argument("--same-party", action="store_true", help="take two wordings as one id")
    given = parser.parse_args()
    same = _same_parties(given.corpus / SECOND / SAME_PARTY) if given.same_party else {}
    print("negotiation first second", *RATES, "chain-kinds stance-kappa issue-kappa")
    every = []
    for path in sorted((given.corpus / SECOND).glob("*.tsv")):
        if path.name == SAME_PARTY:
            continue
        folder = given.corpus / path.stem
        articles = list(readings(folder, path, same.get(path.stem, {})))
        every.append(articles)
        print(path.stem, *_figures([articles]))
    print("all", *_figures(every))


def readings(
    folder: Path, second: Path, same: Mapping[str, str]
) -> Iterator[tuple[Reading, Reading]]:
    """Yield each article's first reading and second one.

    Raises:
        ValueError: the second reading is of other articles, or has words that are not in them.
    """
    rows: dict[str, list[Row]] = {}
    for row in _rows(second):
        kept = rows.setdefault(row["article"], [])
        if row["sentence"] != NONE:
            kept.append(row)
    for article in gold.load(folder):
        if article["id"] not in rows:
            raise ValueError(f"{second} holds no line for {article['id']}; add one.")
        text, positions = article["text"], article["positions"] or ()
        quotes = [position["quote"] for position in positions]
        given = rows.pop(article["id"])
        yield (
            Reading(
                [mark(position, text) for position in positions],
                [position["action"]["issue"] for position in positions],
            ),
            Reading(
                [_second_mark(row, text, quotes, same) for row in given],
                [row["issue"] for row in given],
            ),
        )
    if rows:
        raise ValueError(f"{second} reads articles that {folder} lacks: {', '.join(rows)}.")


def _second_mark(row: Row, text: str, quotes: Iterable[str], wordings: Mapping[str, str]) -> Mark:
    """Return one line as a mark, its sentence completed from ``quotes`` where it is one of them.

    One reading may begin an article's first sentence at its dateline, the other after that.
    """
    beginning = row["sentence"]
    start = text.find(beginning)
    if start < 0:
        raise ValueError(f"{row['article']} has no sentence that begins {beginning!r}.")
    end = start + len(beginning)
    spans = [(text.find(quote), text.find(quote) + len(quote)) for quote in quotes]
    begun = [span for span in spans if span[0] == start]
    held = begun or [
        span for span in spans if _is_dateline(text[start : span[0]]) and end <= span[1]
    ]
    return Mark(
        start=start,
        end=max((after for _, after in held), default=end),
        actor=wordings.get(row["actor"], row["actor"]).lower(),
        agent=wordings.get(row["agent"], row["agent"]).lower(),
        stances=frozenset([row["stance"]]),
        issues=frozenset([row["issue"]]),
        conditions=tuple(_split(row["conditions"])),
        chain=tuple(Link(words, kind) for kind, words in _split(row["attribution"])),
        core=row["core"] != "0",
        stance=row["stance"],
    )


def _is_dateline(words: str) -> bool:
    """Tell whether ``words`` stand before an article's or an entry's first sentence."""
    return 0 < len(words) < DATELINE and not words.rstrip().endswith((".", "!", "?", '"', "”"))


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def _same_parties(path: Path) -> dict[str, dict[str, str]]:
    """Return for each negotiation the second reading's ids that the first words otherwise."""
    same: dict[str, dict[str, str]] = {}
    for row in _rows(path):
        same.setdefault(row["negotiation"], {})[row["second"]] = row["first"]
    return same


def _split(words: str) -> list[tuple[str, str]]:
    if words == NONE:
        return []
    parts = (part.split(WITHIN, 1) for part in words.split(BETWEEN))
    return [(kind, text) for kind, text in parts]


def _kinds(one: Mark) -> list[str]:
    return [link.kind for link in one.chain]


def _figures(negotiations: Sequence[Sequence[tuple[Reading, Reading]]]) -> list[str]:
    """Return the columns of one line, taken over all of ``negotiations`` together."""
    tally, counted = Tally(), [Negotiation() for _ in negotiations]
    held = 0
    for negotiation, articles in zip(counted, negotiations, strict=True):
        for first, second in articles:
            pairs = matched(first.marks, second.marks)
            tally.add(first.marks, second.marks, pairs)
            negotiation.add(first, second, pairs)
            held += len(first.marks)
    scores = tally.scores()
    chains = Share(sum(n.chains.right for n in counted), sum(n.chains.total for n in counted))
    figures = [scores.rates[name].f1 for name in RATES]
    figures.append(chains.value)
    figures.append(kappa([one.stances for one in counted]))
    figures.append(kappa([one.issues for one in counted]))
    return [str(held), str(scores.predicted), *(f"{figure:.3f}" for figure in figures)]


def kappa(labels: Sequence[Labels]) -> float:
    """Return Cohen's kappa over groups of labels, chance taken in each group by itself."""
    total = sum(group.pairs.total() for group in labels)
    chance = sum(group.expected() for group in labels)
    alike = sum(group.alike() for group in labels)
    return (alike - chance) / (total - chance) if total > chance else 1.0


if __name__ == "__main__":
    main()
