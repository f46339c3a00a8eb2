"""Imports point one way, and heavy ones wait until they are needed."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

import willing

ROOT = Path(willing.__file__).parent

# What each part may import of the others; `names` and `lexicon` serve all, `temporal` the dates.
LOW = {"model", "names", "lexicon"}
# `encoder` turns a sentence into a vector, for those that compare meanings.
ALLOWED = {
    "model": set(),
    "names": set(),
    "lexicon": {"model"},
    "encoder": set(),
    "witness": LOW,
    "gold": LOW | {"agenda"},
    "agenda": LOW,
    "temporal": LOW,
    "read": LOW | {"temporal"},
    "extract": LOW | {"agenda", "temporal", "encoder"},
    "ledger": LOW | {"witness"},
    "coalition": LOW | {"agenda", "ledger"},
    "story": LOW | {"agenda", "temporal", "read", "encoder", "witness"},
    "store": LOW | {"agenda", "temporal", "read", "extract", "ledger", "story", "encoder"},
    "run": LOW | {"agenda", "temporal", "read", "extract", "store", "story", "ledger"},
    "modelling": LOW | {"agenda", "ledger", "coalition"},
    "export": LOW | {"agenda", "ledger", "coalition"},
    "evaluation": LOW | {"gold", "agenda", "read", "extract", "export"},
    "quality": LOW | {"evaluation"},
}
ABOVE_ALL = {"api", "cli", "web", "__init__", "__main__"}
HEAVY = ("spacy", "onnxruntime", "sqlalchemy", "trafilatura", "numpy", "clingo", "rich")


def part_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_parts(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and not node.level:
            modules = [node.module]
            if node.module == "willing":
                modules = [f"willing.{alias.name}" for alias in node.names]
        elif isinstance(node, ast.Import):
            modules = [alias.name for alias in node.names]
        else:
            continue
        found |= {name.split(".")[1] for name in modules if name.startswith("willing.")}
    return found


@pytest.mark.parametrize("path", sorted(ROOT.rglob("*.py")), ids=lambda p: str(p.relative_to(ROOT)))
def test_imports_point_one_way(path: Path) -> None:
    part = part_of(path)
    if part in ABOVE_ALL:
        return
    assert part in ALLOWED, f"say in this test what {part} may import"
    assert imported_parts(path) - {part} <= ALLOWED[part]


def test_no_part_reaches_itself_through_others() -> None:
    for part in ALLOWED:
        reached: set[str] = set()
        waiting = set(ALLOWED[part])
        while waiting:
            one = waiting.pop()
            reached.add(one)
            waiting |= ALLOWED[one] - reached
        assert part not in reached


def modules_after(code: str) -> set[str]:
    code += "\nimport sys; print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_willing_imports_next_to_nothing() -> None:
    loaded = modules_after("import willing")
    assert {name for name in loaded if name.startswith("willing")} == {"willing"}


@pytest.mark.parametrize(
    "arguments", [["--help"], ["read", "--help"], ["agenda", "list", "--help"]]
)
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    loaded = modules_after(
        "import sys, io, contextlib\n"
        "from willing.cli import app\n"
        f"with contextlib.redirect_stdout(io.StringIO()), contextlib.suppress(SystemExit):\n"
        f"    app({arguments!r})"
    )
    assert not loaded & set(HEAVY)


def test_listing_a_ledger_imports_no_nlp(tmp_path: Path) -> None:
    ledger = tmp_path / "x.db"
    loaded = modules_after(
        "import contextlib\n"
        "from willing.store import Store\n"
        f"Store.open({str(ledger)!r}).close()\n"
        "from willing.cli import app\n"
        f"with contextlib.suppress(SystemExit):\n"
        f"    app(['standing', '--ledger', {str(ledger)!r}])"
    )
    assert "sqlalchemy" in loaded
    assert not loaded & {"spacy", "onnxruntime"}
