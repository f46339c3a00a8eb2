"""The page on the coalition shows what the program answers."""

from __future__ import annotations

import json
import re
import shlex
from pathlib import Path
from typing import Any

import pytest

from willing.coalition import commands
from willing.coalition.file import read_model
from willing.coalition.formula import parse
from willing.coalition.likelihood import FIRMNESS_KEPT

PAGE = (Path(__file__).parents[2] / "docs" / "coalition.md").read_text(encoding="utf-8")
SHOWN = re.findall(r"```console\n\$ willing (.*?) --json\n(.*?)```", PAGE, re.DOTALL)


@pytest.mark.parametrize(("command", "answer"), SHOWN)
def test_answers_on_the_page(command: str, answer: str) -> None:
    yaml = re.search(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
    assert yaml
    model = read_model(yaml.group(1))
    words = shlex.split(command)
    assume = [words[at + 1] for at, word in enumerate(words) if word == "--assume"]
    subject = [word for word in words[1:2] if not word.startswith("--")]
    question: Any = getattr(commands, words[0].replace("-", "_") + "_json")
    assert question(model, *subject, assume=assume) == json.loads(answer)


def test_the_page_shows_answers() -> None:
    assert len(SHOWN) >= 5


def test_conditions_on_the_page_are_conditions() -> None:
    table = PAGE[PAGE.index("| written |") : PAGE.index("A name with other")]
    written = re.findall(r"^\| (.*?) \|", table, re.MULTILINE)[2:]
    for text in (text for cell in written for text in re.findall("`([^`]+)`", cell)):
        if text != "( )":
            parse(text)


def test_the_defaults_on_the_page_are_the_shipped_ones() -> None:
    for word, chance in FIRMNESS_KEPT.items():
        assert f"`{word}` {float(chance):g}" in PAGE
