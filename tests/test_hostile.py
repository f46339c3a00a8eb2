"""A hostile folder ends with a clear report and everything readable read."""

from __future__ import annotations

import collections
import json
import os
import shutil
import subprocess
import tempfile
import threading
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import hostile_folder
from willing import run
from willing.agenda import Agenda, load
from willing.extract import VERSION
from willing.model import Article, Reading
from willing.read import SUFFIXES, Problem, articles, discover
from willing.store import Store

NOBODY = 65534


class NoExtractor:
    """Stands in for the extractor: what is tried here is all before and behind it."""

    def __init__(self, agenda: Agenda, reader: str) -> None:
        self.agenda = agenda

    def read(self, article: Article) -> Reading:
        return Reading(article.id, VERSION, self.agenda.version, ())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "news"
    made.mkdir()
    hostile_folder.make(made)
    return made


def outcome(paths: list[Path]) -> tuple[list[Article], list[Problem]]:
    found: list[Article | Problem] = []
    for path in discover(paths):
        found.extend([path] if isinstance(path, Problem) else articles(path))
    return (
        [one for one in found if isinstance(one, Article)],
        [one for one in found if isinstance(one, Problem)],
    )


def test_everything_readable_is_read_and_all_else_gets_one_clear_line(folder: Path) -> None:
    read, problems = outcome([folder])
    assert len({article.id for article in read}) == hostile_folder.READABLE
    names = collections.Counter(Path(problem.path).name for problem in problems)
    assert dict(names) == hostile_folder.REFUSED
    for problem in problems:
        assert "\n" not in str(problem)
        assert problem.sentence.endswith(".")
        assert "Error" not in problem.sentence
        assert "Traceback" not in problem.sentence


def test_the_sentences_say_what_is_wrong(folder: Path) -> None:
    said = {Path(p.path).name: p.sentence for p in outcome([folder])[1]}
    assert said["empty.txt"] == said["blank.md"] == said["empty.html"] == "is empty."
    assert said["junk.txt"] == said["nuls.txt"] == "is binary data, not text."
    assert said["huge.txt"] == "has 50 MB; no article is longer than 2 MB."
    assert said["french.txt"] == "is not in English."
    assert said["links.txt"] == "is no article: it is a list of lines that are no sentences."
    assert said["code.txt"] == "is no article: it is computer code."
    assert said["table.md"] == "is no article: it is a table."
    assert said["scrap.txt"] == "is no article: it has only 2 words."
    assert said["pipe.txt"] == "is a named pipe, not a file, and was left alone."
    assert said["socket.txt"] == "is a socket, not a file, and was left alone."
    assert said["loop.txt"] == "is a link that leads round in a circle."
    assert said["gone.txt"] == "is not there."
    assert said["again"] == "links to a folder that was read already."


def test_bad_lines_are_named_by_their_number(folder: Path) -> None:
    said = [p.sentence for p in outcome([folder / "5 records.jsonl"])[1]]
    assert [sentence.split()[1] for sentence in said] == ["1", "2", "3", "4", "6", "7"]
    assert said[1] == "line 2 lacks the field 'text'."
    assert said[2] == "line 3 is no JSON object."


def test_a_run_keeps_what_is_readable_and_reports_the_rest(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "Extractor", NoExtractor)
    monkeypatch.setattr(run, "_mine", threading.local())
    refused = sum(hostile_folder.REFUSED.values())
    with Store.open(tmp_path / "ledger.db") as store:
        first = run.read_into(store, [folder], load())
        second = run.read_into(store, [folder], load())
        assert (first.read, first.already, len(first.problems)) == (6, 0, refused)
        assert (second.read, second.already, len(second.problems)) == (0, 6, refused)
        assert len(list(store.articles())) == 6
        assert list(store.problems()) == second.problems
        newline = [a.path for a in store.articles() if "\n" in a.path]
        assert len(newline) == 1


def test_named_things_that_cannot_be_read(tmp_path: Path) -> None:
    other = tmp_path / "picture.png"
    other.write_bytes(b"\x89PNG")
    given = [tmp_path / "missing", other, Path("/dev/zero"), Path("nul\x00byte.txt")]
    read, problems = outcome(given)
    assert read == []
    assert [p.sentence for p in problems][:3] == [
        "is not there.",
        "is no kind of file that is read here (.txt, .md, .html, .htm, .jsonl).",
        "is a device, not a file, and was left alone.",
    ]
    assert len(problems) == 4


def test_a_name_that_is_no_utf8_is_read_and_can_be_stored(tmp_path: Path) -> None:
    name = os.fsencode(tmp_path) + b"/caf\xe9.txt"
    Path(os.fsdecode(name)).write_text(hostile_folder.article(1))
    (article,) = outcome([tmp_path])[0]
    assert article.path.endswith("caf\\xe9.txt")
    with Store.open(tmp_path / "ledger.db") as store:
        store.add_article(article)
        assert next(store.articles()) == article


@pytest.mark.parametrize("suffix", [".txt", ".md", ".html", ".jsonl"])
def test_fifty_megabytes_in_one_line_cost_little_memory(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"huge{suffix}"
    with path.open("wb") as file:
        for _ in range(50):
            file.write(b"troops " * 142_857)
        file.write(b"\n" + json.dumps({"text": hostile_folder.article(1)}).encode())
    tracemalloc.start()
    try:
        found = list(articles(path))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 20_000_000
    assert isinstance(found[0], Problem)
    assert len(found) == (2 if suffix == ".jsonl" else 1)


def test_a_folder_deeper_than_the_recursion_limit(tmp_path: Path) -> None:
    here = Path.cwd()
    try:
        os.chdir(tmp_path)
        for _ in range(1500):
            Path("d").mkdir()
            os.chdir("d")
    finally:
        os.chdir(here)
    try:
        assert outcome([tmp_path])[0] == []
    finally:
        subprocess.run(["rm", "-rf", str(tmp_path / "d")], check=True)


@settings(max_examples=80, deadline=None)
@given(
    data=st.binary(max_size=300) | st.text(max_size=300).map(str.encode),
    suffix=st.sampled_from(SUFFIXES),
    wrap=st.sampled_from(["{}", '{{"text": "{}", "date": "{}"}}', "<p>{}", "---\n{}: {}\n---\n{}"]),
)
def test_no_bytes_whatever_raise(data: bytes, suffix: str, wrap: str) -> None:
    with tempfile.TemporaryDirectory() as scratch:
        path = Path(scratch) / f"a{suffix}"
        path.write_bytes(wrap.encode().replace(b"{}", data))
        for found in articles(path):
            assert isinstance(found, Problem) or found.text.strip()


@pytest.fixture
def open_folder() -> Iterator[Path]:
    made = Path(tempfile.mkdtemp(prefix="willing-"))
    made.chmod(0o755)
    yield made
    shutil.rmtree(made)


def test_no_permission_to_read(open_folder: Path) -> None:
    (open_folder / "open.txt").write_text(hostile_folder.article(1))
    (open_folder / "open.txt").chmod(0o644)
    shut = open_folder / "shut.txt"
    shut.write_text(hostile_folder.article(2))
    shut.chmod(0)
    (open_folder / "closed").mkdir(mode=0)
    read, problems = _as_nobody(open_folder)
    assert read == 1
    assert problems == {
        "shut.txt": "may not be read: its permissions do not allow it.",
        "closed": "may not be read: its permissions do not allow it.",
    }


def _as_nobody(folder: Path) -> tuple[int, dict[str, str]]:
    """Read ``folder`` in a child process that is not root, whom no permission stops."""
    outcome([folder / "open.txt"])
    receive, send = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            if os.getuid() == 0:
                os.setgroups([])
                os.setgid(NOBODY)
                os.setuid(NOBODY)
            read, problems = outcome([folder])
            said = {Path(problem.path).name: problem.sentence for problem in problems}
            os.write(send, json.dumps([len(read), said]).encode())
        finally:
            os._exit(0)
    os.close(send)
    with os.fdopen(receive, "rb") as pipe:
        told = json.loads(pipe.read() or b"[-1, {}]")
    os.waitpid(child, 0)
    return told[0], told[1]
