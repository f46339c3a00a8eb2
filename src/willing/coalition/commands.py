"""Each question of the command line as a pure function from a model to plain JSON values."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from willing.coalition.completions import completions
from willing.coalition.force import RATIO, RATIO_SOURCE, Totals, force, totals
from willing.coalition.scenario import Scenario, read_assumptions
from willing.coalition.stable import stable_models
from willing.coalition.standing import requirement_node, standing
from willing.coalition.unlock import (
    SECONDS,
    SIZE,
    Sets,
    blocking_sets,
    cheapest_set,
    cost_of,
    jump_sets,
    unlocking_sets,
)
from willing.coalition.values import Model, Number, plain
from willing.coalition.why import why, why_not

Json = dict[str, Any]


def _totals(found: Totals) -> Json:
    return {
        "guaranteed": plain(found.guaranteed),
        "hopeful": plain(found.hopeful),
        "together": plain(found.together),
    }


def _tidy(value: Any) -> Any:
    """Turn tuples to lists and fractions to numbers, all the way down."""
    if isinstance(value, dict):
        return {key: _tidy(item) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tidy(item) for item in value]
    if value is None or isinstance(value, (str, bool, int, float)):
        return value
    return plain(value)


def _sets(found: Sets) -> list[list[str]]:
    return [list(members) for members in found.sets]


def what_if_json(
    model: Model,
    assume: Iterable[str] = (),
    optimistic: bool = False,
    seconds: float = SECONDS,
    open_events: bool = False,
) -> Json:
    """Return what stands, only together, and falls, with totals and requirements.

    An event that is not assumed does not happen; with `open_events` the answer also says what is
    certain and what is possible whatever becomes of those. Where conditions with “not” leave
    something undetermined, that is listed with the stable models and the loops behind it.
    Raises AssumptionError.
    """
    scenario = read_assumptions(model, assume)
    answer = standing(model, scenario, optimistic)
    found: Json = {
        "stands": list(answer.stands),
        "only_together": list(answer.only_together),
        "falls": list(answer.falls),
        "totals": {issue: _totals(of) for issue, of in totals(answer, optimistic).items()},
        "requirements": [
            {"id": r.id, "met": answer.met(r.id), "met_together": answer.met_together(r.id)}
            for r in model.requirements
        ],
    }
    if answer.undetermined:
        found |= _undetermined(model, scenario, optimistic, seconds, answer.undetermined)
    if open_events:
        rest = completions(model, scenario, optimistic, seconds)
        found |= _tidy(asdict(rest))
    return found


def _undetermined(
    model: Model, scenario: Scenario, optimistic: bool, seconds: float, names: tuple[str, ...]
) -> Json:
    found = stable_models(model, scenario, seconds=seconds, optimistic=optimistic)
    return {
        "undetermined": list(names),
        "stable_models": [list(ids) for ids in found.models],
        "stable_models_complete": found.complete,
        "loops": [{"commitments": list(x.commitments), "kind": x.kind} for x in found.loops],
    }


def why_json(
    model: Model, commitment: str, assume: Iterable[str] = (), optimistic: bool = False
) -> Json:
    """Return the shortest derivation. Raises AssumptionError and UnknownNameError."""
    steps = why(model, commitment.removeprefix("#"), read_assumptions(model, assume), optimistic)
    return {
        "id": commitment.removeprefix("#"),
        "stands": bool(steps),
        "steps": [_tidy(asdict(step)) for step in steps],
    }


def why_not_json(
    model: Model, commitment: str, assume: Iterable[str] = (), optimistic: bool = False
) -> Json:
    """Return the unmet gates down to the sentences. Raises as `why_json` does."""
    name = commitment.removeprefix("#")
    stopped = why_not(model, name, read_assumptions(model, assume), optimistic)
    return {"id": name, "stands": not stopped, "stopped": [_tidy(asdict(one)) for one in stopped]}


def unlock_json(
    model: Model,
    requirement: str,
    assume: Iterable[str] = (),
    size: int | None = SIZE,
    seconds: float = SECONDS,
    optimistic: bool = False,
) -> Json:
    """Return all minimal unlocking sets up to `size` with their costs, the cheapest, jump sets.

    The three searches share `seconds`; `complete` says that none of them ran out of time.
    Raises AssumptionError and UnknownNameError.
    """
    scenario = read_assumptions(model, assume)
    share = seconds / 3
    found = unlocking_sets(model, requirement, scenario, size, share, optimistic)
    jumps = jump_sets(model, requirement, scenario, size, share, optimistic)
    cheapest = cheapest_set(model, requirement, scenario, share, optimistic)
    return {
        "sets": _sets(found),
        "complete": found.complete and jumps.complete and cheapest.proven,
        "jump_sets": _sets(jumps),
        "costs": [plain(cost_of(model, members)) for members in found.sets],
        "cheapest": None
        if cheapest.names is None or cheapest.cost is None
        else {
            "set": list(cheapest.names),
            "cost": plain(cheapest.cost),
            "proven": cheapest.proven,
        },
    }


def block_json(
    model: Model,
    requirement: str,
    assume: Iterable[str] = (),
    size: int | None = SIZE,
    seconds: float = SECONDS,
    optimistic: bool = False,
    among: str = "all",
) -> Json:
    """Return all minimal blocking sets up to `size`, and the events taken as happening.

    Raises AssumptionError and UnknownNameError.
    """
    scenario = read_assumptions(model, assume)
    found = blocking_sets(model, requirement, scenario, size, seconds, optimistic, among)
    return {"sets": _sets(found), "complete": found.complete, "given": list(found.given)}


def hangs_on_json(
    model: Model,
    requirement: str,
    assume: Iterable[str] = (),
    seconds: float = SECONDS,
    optimistic: bool = False,
    seed: int = 0,
) -> Json:
    """Return vetoers, Banzhaf, Shapley, and Birnbaum where the model has beliefs.

    `se` holds the standard errors of what was sampled. Raises AssumptionError and
    UnknownNameError.
    """
    from willing.coalition.indices import power_indices
    from willing.coalition.likelihood import likelihood

    scenario = read_assumptions(model, assume)
    share = seconds / 2 if model.beliefs else seconds
    found = power_indices(model, requirement, scenario, share, optimistic, seed)
    answer: Json = {
        "vetoers": list(found.vetoers),
        "banzhaf": {actor: float(value) for actor, value in found.banzhaf.items()},
        "shapley": {actor: float(value) for actor, value in found.shapley.items()},
        "method": found.method,
        "complete": found.complete,
        "given": list(found.given),
    }
    if found.method == "sampled":
        answer["se"] = {"banzhaf": found.banzhaf_errors, "shapley": found.shapley_errors}
    if model.beliefs:
        chances = likelihood(model, requirement, scenario, share, optimistic, seed=seed)
        answer["birnbaum"] = {name: _chance(c) for name, c in chances.birnbaum.items()}
    return answer


def _chance(found: Any) -> Json:
    answer: Json = {"p": found.low} if found.low == found.high else {}
    answer |= {} if answer else {"low": found.low, "high": found.high}
    if found.error is not None:
        answer["se"] = found.error
    if found.bounds:
        answer["bounds"] = True
    return answer


def likelihood_json(
    model: Model,
    requirement: str,
    assume: Iterable[str] = (),
    seconds: float = SECONDS,
    optimistic: bool = False,
    defaults: bool = False,
    seed: int = 0,
) -> Json:
    """Return the probability when nobody jumps first, and when all move together.

    `unknown` are events without a belief, `assumed` the defaults by firmness that `defaults`
    brought in. Raises AssumptionError and UnknownNameError.
    """
    from willing.coalition.likelihood import likelihood

    scenario = read_assumptions(model, assume)
    found = likelihood(model, requirement, scenario, seconds, optimistic, defaults, seed=seed)
    answer: Json = {
        "stands": _chance(found.stands),
        "together": _chance(found.together),
        "method": found.method,
        "unknown": list(found.unknown),
        "assumed": found.assumed,
    }
    if found.method == "sampled":
        answer |= {"samples": found.samples, "complete": found.complete}
    return answer


def force_json(
    model: Model,
    requirement: str | None = None,
    assume: Iterable[str] = (),
    ratio: Number = RATIO,
    optimistic: bool = False,
) -> Json:
    """Return what is fielded and sustained by issue, beside every requirement.

    `requirement` puts one of them first. Raises AssumptionError, UnknownNameError, ValueError.
    """
    scenario = read_assumptions(model, assume)
    answer = standing(model, scenario, optimistic)
    if requirement is not None:
        requirement_node(answer.network, requirement)
    order = sorted(model.requirements, key=lambda r: r.id != requirement)
    by_issue = {
        found.issue: {
            "unit": found.unit,
            "fielded": _totals(found.fielded),
            "sustained": _totals(found.sustained),
        }
        for found in force(model, scenario, ratio, optimistic)
    }
    return {
        "ratio": plain(ratio),
        "ratio_source": RATIO_SOURCE if ratio == RATIO else "given",
        "issues": by_issue,
        "requirements": [
            {
                "id": r.id,
                "by": r.by,
                "needs": {issue: plain(least) for issue, least in r.needs},
                "met": answer.met(r.id),
                "met_together": answer.met_together(r.id),
            }
            for r in order
        ],
    }
