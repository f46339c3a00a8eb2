"""Force against requirement: what is fielded and what can be kept up, by issue."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from willing.coalition.scenario import Scenario
from willing.coalition.standing import Standing, standing
from willing.coalition.values import Model, Number, exact

RATIO = 3
RATIO_SOURCE = (
    "assumption: of three units one is deployed, one trains for it and one recovers; "
    "give another ratio where it does not hold"
)


@dataclass(frozen=True)
class Totals:
    """An issue's totals in its unit.

    `guaranteed` and `hopeful` are the low and high ends of what stands; `together` is what stands
    once all move at once, at the end that the question counts.
    """

    guaranteed: Number
    hopeful: Number
    together: Number

    def sustained(self, ratio: Number) -> Totals:
        """Return what a pool of this size keeps in place when one in `ratio` is deployed."""
        return Totals(
            exact(Fraction(self.guaranteed) / ratio),
            exact(Fraction(self.hopeful) / ratio),
            exact(Fraction(self.together) / ratio),
        )


def totals(answer: Standing, optimistic: bool = False) -> dict[str, Totals]:
    """Return the totals of every issue of the model under what stands."""
    model = answer.model
    sums = {issue: [Fraction(0), Fraction(0), Fraction(0)] for issue in model.issues}
    stands, together = set(answer.stands), set(answer.together)
    for commitment in model.commitments:
        if not model.counts(commitment):
            continue
        into = sums[commitment.issue]
        if commitment.id in stands:
            into[0] += commitment.low
            into[1] += commitment.quantity(optimistic=True)
        if commitment.id in together:
            into[2] += commitment.quantity(optimistic)
    return {issue: Totals(*(exact(value) for value in into)) for issue, into in sums.items()}


@dataclass(frozen=True)
class IssueForce:
    """One issue: what is fielded, what is sustained, and what each requirement needs of it."""

    issue: str
    unit: str | None
    fielded: Totals
    sustained: Totals
    needs: tuple[tuple[str, Number], ...]


def force(
    model: Model,
    scenario: Scenario | None = None,
    ratio: Number = RATIO,
    optimistic: bool = False,
) -> tuple[IssueForce, ...]:
    """Return fielded and sustained totals by issue, beside every requirement of the model.

    `ratio` is how many it takes in the pool to keep one in place; raises ValueError below 1.
    """
    if ratio < 1:
        raise ValueError(f"a ratio is at least 1, found {ratio}")
    by_issue = totals(standing(model, scenario, optimistic), optimistic)
    return tuple(
        IssueForce(
            issue=issue,
            unit=model.issue_units.get(issue),
            fielded=fielded,
            sustained=fielded.sustained(ratio),
            needs=tuple(
                (requirement.id, least)
                for requirement in model.requirements
                for need, least in requirement.needs
                if need == issue
            ),
        )
        for issue, fielded in by_issue.items()
    )
