"""Groups by mean likeness: no chain, no bridge, no order."""

from __future__ import annotations

import random
from itertools import combinations

from hypothesis import given
from hypothesis import strategies as st

from willing.story import cluster


def linked(*edges: tuple[str, str, float]) -> dict[str, dict[str, int]]:
    links: dict[str, dict[str, int]] = {}
    for one, other, value in edges:
        links.setdefault(one, {})[other] = round(value * cluster.ONE)
        links.setdefault(other, {})[one] = round(value * cluster.ONE)
    return links


def dense(names: str, value: float = 0.9) -> list[tuple[str, str, float]]:
    return [(one, other, value) for one, other in combinations(names, 2)]


def test_a_bridge_does_not_join_two_dense_groups() -> None:
    bridge = [("x", name, 0.8) for name in "abef"]
    links = linked(*dense("abcd"), *dense("efgh"), *bridge)
    groups = [set(group) - {"x"} for group in cluster.groups("abcdefghx", links, 0.45)]
    assert set("abcd") in groups
    assert set("efgh") in groups


def test_a_chain_is_no_group() -> None:
    links = linked(*((one, other, 0.7) for one, other in zip("abcdefg", "bcdefgh", strict=True)))
    assert max(len(group) for group in cluster.groups("abcdefgh", links, 0.45)) <= 2


@given(
    st.dictionaries(
        st.tuples(st.sampled_from("abcdefg"), st.sampled_from("abcdefg")), st.floats(0, 1)
    ),
    st.randoms(),
)
def test_groups_hang_on_no_order(
    edges: dict[tuple[str, str], float], chance: random.Random
) -> None:
    given_edges = [
        (min(pair), max(pair), value) for pair, value in sorted(edges.items()) if pair[0] != pair[1]
    ]
    unique = list({(one, other): (one, other, value) for one, other, value in given_edges}.values())
    names = list("abcdefg")
    expected = cluster.groups(names, linked(*unique), 0.45)
    chance.shuffle(unique)
    chance.shuffle(names)
    assert cluster.groups(names, linked(*unique), 0.45) == expected
    assert sorted(name for group in expected for name in group) == sorted("abcdefg")
