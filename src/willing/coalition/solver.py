"""Minimal sets and stable models through clingo, never longer than the time allows."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from importlib.resources import files
from math import lcm
from typing import Any

from willing.coalition.errors import OutOfTimeError
from willing.coalition.lanes import Deadline
from willing.coalition.problem import LARGEST_WEIGHT, Core, Problem

_LONGEST_WAIT = 3600.0


def _rules(name: str) -> str:
    return files("willing.coalition").joinpath(name).read_text(encoding="utf-8")


def _core_facts(core: Core) -> Iterator[str]:
    for gate in core.gates:
        yield f"gate({gate.node},{gate.place},{gate.threshold})."
    for place, weighted in core.inputs.items():
        for node, weight in weighted:
            yield f"input({place},{node},{weight})."


def _problem_facts(problem: Problem) -> str:
    core = problem.core
    facts = list(_core_facts(core))
    facts += [f"absent({n},{c})." for c, n in problem.network.absent.items() if n in core.nodes]
    for place in problem.relevant:
        choice = problem.choices[place]
        facts.append(f"choice({place}).")
        facts += [f"on({place},{node})." for node in choice.on if node in core.nodes]
        facts += [f"off({place},{node})." for node in choice.off if node in core.nodes]
        facts += [f"stop({place},{node})." for node in choice.stop if node in core.nodes]
    facts.append(f"target({problem.target}). wanted({'holds' if problem.wanted else 'fails'}).")
    undefined = ("absent(0,0)", "on(0,0)", "off(0,0)", "stop(0,0)", "choice(0)", "gate(0,0,0)")
    facts += [f"{fact} :- never." for fact in (*undefined, "input(0,0,0)", "cost(0,0)")]
    return "#defined never/0.\n" + "\n".join(facts)


def _control(rules: str, facts: str) -> Any:
    import clingo

    control = clingo.Control(["--models=0", "--warn=none"], logger=lambda _code, _text: None)
    control.add("base", [], rules)
    control.add("base", [], facts)
    control.ground([("base", [])])
    return control


def _models(control: Any, deadline: Deadline) -> Iterator[Any]:
    """Yield models as they come; raises OutOfTimeError at the deadline."""
    with control.solve(yield_=True, async_=True) as handle:
        while True:
            handle.resume()
            if not handle.wait(min(deadline.left, _LONGEST_WAIT)):
                handle.cancel()
                raise OutOfTimeError("the time limit was reached")
            model = handle.model()
            if model is None:
                return
            yield model
            if deadline.passed:
                handle.cancel()
                raise OutOfTimeError("the time limit was reached")


def _chosen(model: Any) -> tuple[int, ...]:
    return tuple(sorted(symbol.arguments[0].number for symbol in model.symbols(shown=True)))


class _Enumeration:
    """Minimal sets in the order of their size; what was found forbids whatever contains it."""

    def __init__(self, problem: Problem, deadline: Deadline) -> None:
        import clingo

        self.deadline = deadline
        self.control = _control(_rules("minimal.lp"), _problem_facts(problem))
        self.function, self.number = clingo.Function, clingo.Number
        self.found: list[tuple[int, ...]] = []

    def atom(self, place: int) -> Any:
        return self.function("chosen", [self.number(place)])

    def forbid(self, members: tuple[int, ...]) -> None:
        atoms = self.control.symbolic_atoms
        with self.control.backend() as backend:
            backend.add_rule([], [atoms[self.atom(place)].literal for place in members])

    def level(self, size: int) -> None:
        """Find every minimal set of at most `size` that is not found yet."""
        external = self.function("at_most", [self.number(size)])
        self.control.ground([("bound", [self.number(size)])])
        self.control.assign_external(external, True)
        fresh: list[tuple[int, ...]] = []
        try:
            for model in _models(self.control, self.deadline):
                members = _chosen(model)
                fresh.append(members)
                model.context.add_clause([(self.atom(place), False) for place in members])
        finally:
            self.found += sorted(fresh)
        self.control.release_external(external)
        for members in fresh:
            self.forbid(members)

    def any_left(self) -> bool:
        return any(True for _ in _models(self.control, self.deadline))


def solve_minimal(
    problem: Problem, size: int, deadline: Deadline
) -> tuple[list[tuple[int, ...]], bool]:
    """Return the minimal sets of up to `size` choices, and whether the time sufficed for all."""
    search = _Enumeration(problem, deadline)
    try:
        for count in range(min(size, len(problem.relevant)) + 1):
            search.level(count)
            if search.found and (search.found[-1] == () or not search.any_left()):
                break
    except OutOfTimeError:
        return search.found, False
    return search.found, True


def solve_cheapest(problem: Problem, deadline: Deadline) -> tuple[tuple[int, ...] | None, bool]:
    """Return the cheapest set found, and whether it is proven to be the cheapest."""
    costs = {place: Fraction(problem.choices[place].cost) for place in problem.relevant}
    scale = lcm(*(cost.denominator for cost in costs.values()))
    facts = [f"cost({place},{int(cost * scale)})." for place, cost in costs.items()]
    control = _control(_rules("minimal.lp"), _problem_facts(problem) + "\n" + "\n".join(facts))
    control.ground([("cheapest", [])])
    best = None
    try:
        for model in _models(control, deadline):
            best = _chosen(model)
    except OutOfTimeError:
        return best, False
    return best, True


def costs_fit(problem: Problem) -> bool:
    """Whether all costs together are within clingo's whole numbers."""
    costs = [Fraction(choice.cost) for choice in problem.choices]
    scale = lcm(*(cost.denominator for cost in costs))
    return sum(costs) * scale <= LARGEST_WEIGHT


def solve_stable(
    core: Core, absent: dict[int, int], commitments: list[int], most: int, deadline: Deadline
) -> tuple[list[frozenset[int]], bool]:
    """Return up to `most` stable models as the commitment nodes that stand, and whether all."""
    facts = list(_core_facts(core))
    facts += [f"absent({node},{c})." for c, node in absent.items() if node in core.nodes]
    facts += [f"commitment({node})." for node in commitments if node in core.nodes]
    facts.append("given(0) :- never. gate(0,0,0) :- never. input(0,0,0) :- never.")
    control = _control(_rules("stable.lp"), "#defined never/0.\n" + "\n".join(facts))
    found: list[frozenset[int]] = []
    try:
        for model in _models(control, deadline):
            if len(found) == most:
                return found, False
            found.append(frozenset(_chosen(model)))
    except OutOfTimeError:
        return found, False
    return found, True
