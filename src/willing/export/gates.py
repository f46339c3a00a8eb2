"""A model's compiled gates as plain JSON values, for the solver that runs in a browser."""

from __future__ import annotations

from fractions import Fraction
from math import lcm
from typing import Any

from willing.coalition.gates import Network, network_of
from willing.coalition.values import Model

LARGEST_WHOLE = 2**53 - 1
"""The largest whole number that a browser's plain numbers hold exactly."""

Json = dict[str, Any]


def gates_record(model: Model, optimistic: bool = False) -> Json:
    """Return the network of ``model`` and the sums of its totals, for ``static/standing.js``.

    ``optimistic`` weighs quantities at their high end. Where a sum passes ``LARGEST_WHOLE`` the
    weights are strings and ``big`` is true: the solver then reckons in whole numbers of any size,
    so that nothing is ever rounded.
    """
    network = network_of(model, optimistic)
    totals = {issue: _total(model, issue, optimistic) for issue in model.issues}
    largest = max(
        [
            *(summed.total for summed in network.sums),
            *(one["scale"] for one in totals.values()),
            *(sum(member[2] for member in one["members"]) for one in totals.values()),
        ],
        default=0,
    )
    big = largest > LARGEST_WHOLE
    return {
        "ids": list(network.ids),
        "size": network.size,
        "big": big,
        "events": _events(model, network),
        "absent": [[place, node] for place, node in network.absent.items()],
        "sums": [
            [
                [[node, _number(weight, big)] for node, weight in summed.inputs],
                [
                    [_number(threshold, big), summed.outputs[threshold]]
                    for threshold in summed.thresholds
                ],
            ]
            for summed in network.sums
        ],
        "requirements": dict(network.requirement),
        "totals": {
            issue: {
                "scale": _number(one["scale"], big),
                "members": [
                    [place, *(_number(amount, big) for amount in amounts)]
                    for place, *amounts in one["members"]
                ],
            }
            for issue, one in totals.items()
        },
    }


def _events(model: Model, network: Network) -> Json:
    """Return for each event the nodes “it happens” and “it does not”, null where none asks."""
    return {
        name: [network.positive.get(name), network.negative.get(name)] for name in model.all_events
    }


def _total(model: Model, issue: str, optimistic: bool) -> Json:
    """Return an issue's summands as whole numbers over one denominator: low, high, together."""
    members = [
        (place, one)
        for place, one in enumerate(model.commitments, 2)
        if one.issue == issue and model.counts(one)
    ]
    scale = lcm(
        *(Fraction(end).denominator for _, one in members for end in (one.low, one.quantity(True)))
    )
    return {
        "scale": scale,
        "members": [
            [
                place,
                int(one.low * scale),
                int(one.quantity(True) * scale),
                int(one.quantity(optimistic) * scale),
            ]
            for place, one in members
            if one.low or one.quantity(True)
        ],
    }


def _number(value: int, big: bool) -> int | str:
    return str(value) if big else value
