"""The reference of the commands, written from the commands themselves.

``python -m willing.cli.reference > docs/cli.md`` writes it anew.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer

from willing.cli import app

HEAD = """\
# The commands

This page is written from the program: `python -m willing.cli.reference > docs/cli.md`.

Every command ends with status 0 when it did what was asked, 1 when a part of it could not be done
(`read` says which files), 2 when nothing could be done, with one sentence that says why, and 130
after Ctrl-C. Results go to the standard output, progress and remarks to the standard error.
"""


def render() -> str:
    """Return the reference as Markdown."""
    root = typer.main.get_command(app)
    return "\n".join([HEAD, *_group(root, "willing")]).rstrip() + "\n"


def _group(group: Any, path: str) -> Iterator[str]:
    for name, command in group.commands.items():
        if getattr(command, "commands", None):
            yield from _group(command, f"{path} {name}")
        else:
            yield from _command(command, f"{path} {name}")


def _command(command: Any, path: str) -> Iterator[str]:
    arguments = [one for one in command.params if one.param_type_name == "argument"]
    flags = [one for one in command.params if one.param_type_name == "option"]
    usage = " ".join([path, "[OPTIONS]", *(_usage(one) for one in arguments)])
    yield f"## {path}\n\n```\n{usage}\n```\n"
    yield "\n\n".join(" ".join(part.split()) for part in command.help.split("\n\n")) + "\n"
    rows = [(_usage(one), one) for one in arguments] + [(_flag(one), one) for one in flags]
    if rows:
        yield "| | |\n|---|---|"
        for shown, one in rows:
            cell = shown.replace("|", "\\|")
            yield f"| `{cell}` | {_meaning(one)} |"
        yield ""


def _usage(argument: Any) -> str:
    name = argument.metavar or argument.name.upper()
    name += "..." * (argument.nargs == -1)
    return name if argument.required else f"[{name}]"


def _flag(option: Any) -> str:
    names = ", ".join((*option.opts, *option.secondary_opts))
    return names if option.is_flag else f"{names} {option.metavar or 'TEXT'}"


def _meaning(parameter: Any) -> str:
    meaning = parameter.help or ""
    if parameter.envvar:
        meaning += f" Also `${parameter.envvar}`."
    if parameter.default not in (None, False, ()) and not callable(parameter.default):
        meaning += f" Default: `{parameter.default}`."
    return meaning


if __name__ == "__main__":
    print(render(), end="")
