"""What can go wrong with a model, as one small tree of exceptions."""

from __future__ import annotations


class CoalitionError(Exception):
    """Anything that a model, a scenario or a question about them can get wrong."""


class FormulaError(CoalitionError):
    """A condition that cannot be read: `problem`, at `offset` characters into it."""

    def __init__(self, problem: str, offset: int) -> None:
        super().__init__(f"{problem} (at character {offset + 1})")
        self.problem = problem
        self.offset = offset


class ModelFileError(CoalitionError):
    """A model file that cannot be read: `problem` at `line` and `column`, both from 1."""

    def __init__(self, problem: str, line: int, column: int, name: str = "model") -> None:
        super().__init__(f"{name}:{line}:{column}: {problem}")
        self.problem = problem
        self.line = line
        self.column = column
        self.name = name


class UnknownNameError(CoalitionError):
    """A question that names a commitment or requirement that the model does not have."""


class AssumptionError(CoalitionError):
    """An assumption that names nothing in the model, or that contradicts another."""


class OutOfTimeError(CoalitionError):
    """A computation that reached its time limit before it had an answer to give."""
