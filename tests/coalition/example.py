"""A small coalition in which four wait for each other, used by several tests."""

from __future__ import annotations

from willing.coalition.file import read_model
from willing.coalition.values import Model

TEXT = """\
format: willing-model/1
name: reassurance-force
title: A force that waits for itself
events:
  ceasefire: {title: A ceasefire holds}
  congress: {title: Congress agrees, concession: true, cost: 3, by: USA}
  request: {title: Kyiv asks, concession: true, cost: 1, by: UKR}
commitments:
  - {id: gbr-land, actor: GBR, issue: land, low: 5000, high: 10000, unit: troops, firmness: offer,
     when: "ceasefire and USA.guarantee", evidence: [P1], sentence: London wants a backstop.}
  - {id: fra-land, actor: FRA, issue: land, low: 6000, high: 9000, when: "ceasefire and #gbr-land"}
  - id: usa-guarantee
    actor: USA
    issue: guarantee
    firmness: consider
    when:
      - {if: "congress or total(burden) >= 1", sentence: Europe must pay., evidence: [P2]}
      - ceasefire
  - {id: eur-burden, actor: europe, issue: burden, low: 1, when: "#gbr-land"}
  - {id: che-land, actor: CHE, issue: land, high: 200, when: "request and not che-against"}
  - {id: tur-sea, actor: TUR, issue: sea, low: 3, unit: ships, firmness: commit, when: ceasefire}
  - {id: est-land, actor: EST, issue: land, low: 150, unit: troops, firmness: deliver}
requirements:
  - {id: full, by: UKR, needs: {land: 11000}, actors: [USA]}
  - {id: sea, by: ROU, needs: {sea: 5}}
beliefs:
  ceasefire: [0.2, 0.4]
  congress: 0.5
  "#tur-sea": 0.9
"""


def example() -> Model:
    return read_model(TEXT)


def small(when: dict[str, str], beliefs: str = "", extra: str = "") -> Model:
    """Return a model of one commitment for each condition, and a requirement for each."""
    lines = ["format: willing-model/1", "name: small", "commitments:"]
    for name, text in when.items():
        quoted = text.replace("'", "''")
        lines.append(
            f"  - {{id: {name}, actor: {name.upper()}, issue: land, low: 1, when: '{quoted}'}}"
        )
    lines.append("requirements:")
    lines += [f"  - {{id: {name}, commitments: [{name}]}}" for name in when]
    if beliefs:
        lines.append(f"beliefs: {{{beliefs}}}")
    return read_model("\n".join([*lines, extra]))
