from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from typing import Any

import pytest

from willing.cli.reference import render
from willing.evaluation.matching import LEVELS
from willing.evaluation.scores import CONDITIONS

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def refresh() -> Any:
    spec = importlib.util.spec_from_file_location("refresh", ROOT / "docs" / "refresh.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def structure(excerpt: str) -> list[str]:
    """Return the lines that stay as they are when the program reads better, figures left out."""
    kept = re.compile(r"willing-demo\.db: |Who stands |On which |The brief, |One position |.* ── ?")
    lines = (line for line in excerpt.splitlines() if kept.match(line))
    return [re.sub(r"\d+|(?<=willing why )\w+", "#", line) for line in lines]


def test_the_first_commands_are_make_demo_and_make_test(refresh: Any) -> None:
    first = re.search(r"```\n(.*?)```", refresh.README.read_text(encoding="utf-8"), re.DOTALL)
    assert first is not None
    assert first[1].split("\n") == ["make demo", "make test", ""]


def test_the_output_in_the_readme_is_what_the_demonstration_prints(refresh: Any) -> None:
    shown = refresh.quoted(refresh.README, "demo").strip("`\n")
    fresh = refresh.excerpt(refresh.demo())
    assert structure(shown) == structure(fresh)
    assert len(structure(shown)) >= 5, "run `make readme`"


def test_the_figures_are_all_there(refresh: Any) -> None:
    for part in refresh.PARTS:
        rows = re.findall(r"^\| (\S+) \| 0\.\d{3} ", refresh.quoted(refresh.QUALITY, part), re.M)
        assert rows == [*LEVELS, CONDITIONS], "run `make readme`"
    rows = re.findall(
        r"^\| (.+?) \| 0\.\d\d \| 0\.\d\d \|$", refresh.quoted(refresh.README, "figures"), re.M
    )
    assert tuple(rows) == refresh.SHOWN
    assert "in all" in refresh.quoted(refresh.QUALITY, "speed")


def test_every_command_and_page_that_is_named_is_there() -> None:
    commands = set(re.findall(r"^## willing ([a-z]+)", render(), re.M))
    for page in (ROOT / "README.md", *(ROOT / "docs").glob("*.md")):
        text = page.read_text(encoding="utf-8")
        named = set(re.findall(r"^willing ([a-z]+)", text, re.M))
        assert named <= commands, page.name
        for link in re.findall(r"\]\(([^)#]+)(?:#[^)]*)?\)", text):
            assert link.startswith("http") or (page.parent / link).exists(), (page.name, link)


def test_the_locks_name_no_index_and_no_path() -> None:
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        assert not re.search(r"(?m)(^|\s)/\w|^-", text)
        pins = re.findall(r"(?m)^[a-z].*", text)
        assert all("==" in pin for pin in pins)
        assert text.count("--hash=sha256:") >= len(pins)
