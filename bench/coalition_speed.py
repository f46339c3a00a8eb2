"""How fast the coalition answers: `python bench/coalition_speed.py` prints a table of figures."""

from __future__ import annotations

from collections.abc import Callable
from time import perf_counter

from coalition_models import coalition

from willing.coalition.commands import what_if_json
from willing.coalition.file import read_model
from willing.coalition.indices import power_indices
from willing.coalition.likelihood import likelihood
from willing.coalition.scenario import Scenario
from willing.coalition.unlock import unlocking_sets
from willing.coalition.writer import dump_model


def best_of(times: int, work: Callable[[], object]) -> float:
    """Return the shortest of several runs, in seconds."""
    found = []
    for _ in range(times):
        started = perf_counter()
        work()
        found.append(perf_counter() - started)
    return min(found)


def line(what: str, seconds: float, limit: float, more: str = "") -> None:
    """Print one row: the figure, the limit it is held to, what came out."""
    verdict = "met" if seconds <= limit else "MISSED"
    print(f"| {what} | {seconds * 1000:,.1f} ms | {limit * 1000:,.0f} ms | {verdict} | {more} |")


def main() -> None:
    """Print every figure beside the limit that it is held to."""
    print("| question | time | limit | | outcome |\n| --- | --- | --- | --- | --- |")
    thousand = coalition(1000, 24, concessions=24)
    events = ["e0", "e1", "e2"]
    first = best_of(1, lambda: what_if_json(thousand, events))
    found = what_if_json(thousand, events)
    sizes = f"{len(found['stands'])} stand, {len(found['only_together'])} only together"
    line("what-if, 1,000 actors", best_of(20, lambda: what_if_json(thousand, events)), 0.005, sizes)
    print(f"| the first what-if, with the gates compiled | {first * 1000:,.1f} ms | | | |")
    started = perf_counter()
    sets = unlocking_sets(thousand, "force")
    took = perf_counter() - started
    shown = f"{len(sets.sets)} sets, complete: {sets.complete}"
    line("unlocking sets of up to 4 among 24 concessions", took, 2.0, shown)
    scenario = Scenario(frozenset(f"e{n}" for n in range(24)))
    started = perf_counter()
    indices = power_indices(thousand, "force", scenario, seconds=5)
    took = perf_counter() - started
    largest = max(indices.shapley.values())
    error = max(indices.shapley_errors.values(), default=0.0)
    banzhaf = max(indices.banzhaf_errors.values(), default=0.0)
    shown = f"{indices.method}; largest Shapley {float(largest):.4f}, largest errors "
    line("indices of 1,000 actors", took, 5.0, f"{shown}{error:.4f} and {banzhaf:.4f}")
    open_events = coalition(200, 16)
    started = perf_counter()
    chance = likelihood(open_events, "force")
    took = perf_counter() - started
    shown = f"{chance.method}; stands {chance.stands.low:.4f} to {chance.stands.high:.4f}"
    line("likelihood, 16 open events, 200 commitments", took, 10.0, shown)
    print("\n| commitments | file | compile | what-if | unlock ≤ 2 of 12 | likelihood, 10 events |")
    print("| --- | --- | --- | --- | --- | --- |")
    for count in (10, 30, 100, 300, 1000, 3000, 10_000):
        curve(count)


def curve(count: int) -> None:
    """Print one row of the curve, in milliseconds."""
    model = coalition(count, 12, concessions=12)
    text = dump_model(model)
    loaded = best_of(1, lambda: read_model(text))
    first = best_of(1, lambda: what_if_json(model, ["e0", "e1"]))
    again = best_of(5, lambda: what_if_json(model, ["e0", "e1"]))
    unlock = best_of(1, lambda: unlocking_sets(model, "force", size=2))
    ten = coalition(count, 10)
    chance = best_of(1, lambda: likelihood(ten, "force"))
    figures = (loaded, max(0.0, first - again), again, unlock, chance)
    print(f"| {count:,} | " + " | ".join(f"{figure * 1000:,.1f}" for figure in figures) + " |")


if __name__ == "__main__":
    main()
