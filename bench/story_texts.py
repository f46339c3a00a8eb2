"""Make up articles on one long negotiation, with retellings, to see how grouping them scales."""

from __future__ import annotations

import datetime
import random
from collections.abc import Iterator
from functools import lru_cache

from willing.model import UNDATED, Article, DateBasis, Published
from willing.story.weights import _ranks

A_DAY = 40
"""Articles a day, whatever their number: more articles are more days, as in a real ledger."""

UNDATED_SHARE = 0.05
FACTS = 12
FIRST_DAY = datetime.date(2030, 1, 1)

_SYLLABLES = (
    "ba be bor da del do fa fen gar ha hol ka kel lo mar mi nor o pel ra rin sa sol ta ter u va "
    "ven wi zor"
)
_CAST = [
    "Ostrava",
    "Velmar",
    "Kirania",
    "Norstad",
    "Halvia",
    "Pelgrim",
    "Sontag",
    "Marbeck",
    "Dunmore",
    "Castell",
]
_HEADS = (
    ("is ready to", "is prepared to", "would be willing to", "has offered to"),
    ("refuses to", "will not", "has ruled out that it would", "is not going to"),
    ("wants others to", "has asked its partners to", "is urging the rest to", "hopes that all"),
    (
        "is considering whether to",
        "may yet",
        "does not exclude that it will",
        "is weighing whether to",
    ),
)
_ACTS = (
    "send|dispatch|deploy|provide",
    "pay for|finance|fund|bear the cost of",
    "withdraw|pull back|remove|recall",
    "train|prepare|instruct|exercise",
    "inspect|examine|verify|check",
    "open|unlock|clear|free",
)
_THINGS = [
    "soldiers",
    "guards",
    "patrols",
    "observers",
    "engineers",
    "trucks",
    "aircraft",
    "ferries",
    "hospitals",
    "bridges",
    "harbours",
    "radars",
    "warehouses",
    "pipelines",
    "convoys",
    "inspectors",
    "tents",
    "generators",
    "tugs",
    "minesweepers",
    "archives",
    "turbines",
    "cables",
    "vaccines",
    "tractors",
    "reactors",
    "satellites",
    "orchards",
    "quarries",
    "looms",
    "furnaces",
]
_CONDITIONS = (
    ("if the others do the same", "provided that the rest follow", "on condition that all join"),
    ("before the winter", "ahead of the cold season", "while the roads are dry"),
    ("once parliament has agreed", "after a vote of the deputies", "when lawmakers consent"),
    ("", "", ""),
)
_SOURCES = (
    "a diplomat said",
    "officials said",
    "according to people at the talks",
    "the ministry confirmed",
)


def synthetic(size: int, seed: int = 1) -> Iterator[tuple[Article, str]]:
    """Yield ``size`` articles in a shuffled order, each with its report; the same for one seed."""
    chance = random.Random(seed)
    made: list[tuple[int, int]] = []
    report = 0
    while len(made) < size:
        made += [(report, telling) for telling in range(chance.choice((1, 1, 1, 2, 2, 3, 4, 6)))]
        report += 1
    made = made[:size]
    days = max(size // A_DAY, 1)
    chance.shuffle(made)
    for number, telling in made:
        yield _retelling(seed, number, telling, days), f"report-{number}"


def _retelling(seed: int, number: int, telling: int, days: int) -> Article:
    facts = _facts(random.Random(f"{seed}-{number}"))
    day = FIRST_DAY + datetime.timedelta(random.Random(f"{seed}-day-{number}").randrange(days))
    chance = random.Random(f"{seed}-{number}-{telling}")
    day += datetime.timedelta(min(telling, 3) and chance.randrange(3))
    kept = [fact for fact in facts if chance.random() < 0.75] or facts[:1]
    chance.shuffle(kept)
    text = " ".join(_sentence(fact, chance) for fact in kept)
    dated = chance.random() >= UNDATED_SHARE
    return Article(
        id=f"{chance.getrandbits(64):016x}",
        path="",
        title=None,
        outlet=f"Outlet {chance.randrange(300)}",
        published=Published(day, day, day, DateBasis.METADATA) if dated else UNDATED,
        origin=f"Origin {number % 40}" if telling else None,
        report=None,
        text=text,
    )


Fact = tuple[str, int, str, str, int, int, str, list[str]]


def _facts(chance: random.Random) -> list[Fact]:
    names = [_name(chance) for _ in range(6)] + chance.sample(_CAST, 3)
    things = chance.sample(_THINGS, 6)
    return [
        (
            chance.choice(names),
            chance.randrange(len(_HEADS)),
            chance.choice(_ACTS),
            chance.choice(things),
            chance.randrange(3, 9000),
            chance.randrange(len(_CONDITIONS)),
            chance.choice(names),
            chance.sample(_details(), 4),
        )
        for _ in range(FACTS)
    ]


def _sentence(fact: Fact, chance: random.Random) -> str:
    actor, head, acts, thing, count, condition, place, details = fact
    act = chance.choice(acts.split("|"))
    amount = f"{count:,} " if chance.random() < 0.6 else ""
    parts = [
        actor,
        chance.choice(_HEADS[head]),
        act,
        f"{amount}{thing}",
        f"near {place}" if chance.random() < 0.7 else "",
        "with " + " and ".join(word for word in details if chance.random() < 0.7),
        chance.choice(_CONDITIONS[condition]),
    ]
    body = " ".join(part for part in parts if part)
    return f"{body}, {chance.choice(_SOURCES)}." if chance.random() < 0.5 else f"{body}."


@lru_cache(maxsize=1)
def _details() -> list[str]:
    """Return words of the background, neither common nor rare, that make one fact its own."""
    return sorted(w for w, rank in _ranks().items() if 2000 < rank < 20_000 and w.isalpha())


def _name(chance: random.Random) -> str:
    return "".join(chance.choice(_SYLLABLES.split()) for _ in range(3)).capitalize()
