from __future__ import annotations

import datetime
import subprocess
import sys
from pathlib import Path

import pytest

import willing
from willing.api import Ledger, Record, Records
from willing.model import WillingError

NAMES = [
    "Agenda",
    "Article",
    "Ledger",
    "Position",
    "Record",
    "Records",
    "Stance",
    "WillingError",
    "extract",
    "read",
]
TEXT = """Denmark offers troops

COPENHAGEN, January 24, 2025 - Denmark is ready to send soldiers to Ukraine if Kyiv asks for them,
its prime minister said on Friday. Germany will not send any troops, the chancellor told reporters.
"""


def test_the_public_names_are_these() -> None:
    assert sorted(willing.__all__) == NAMES == dir(willing)
    for name in NAMES:
        assert getattr(willing, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nonsense'"):
        _ = willing.nonsense


def test_verbs_are_called_and_stay_packages() -> None:
    code = (
        "import willing, willing.read as reading, willing.extract as extracting\n"
        "assert callable(willing.read) and callable(willing.extract)\n"
        "assert reading.articles and extracting.Extractor\n"
        "from willing.read import discover\n"
        "from willing import read, extract\n"
        "assert callable(read) and callable(extract)\n"
        "try: willing.read(agenda='nonsense')\n"
        "except willing.WillingError as error: print(error)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    assert "There is no agenda 'nonsense'" in done.stdout


def test_extract_gives_records_that_show_themselves() -> None:
    records = willing.extract(TEXT, outlet="The Example", published=datetime.date(2025, 1, 24))
    assert isinstance(records, Records)
    assert records, "the extractor found nothing in a plain article"
    for record in records:
        assert isinstance(record, Record)
        span = record.sentence
        assert record.article.text[span.start : span.end] == span.text
        assert next(iter(record.as_dict())) == "article"
        assert record.actor.name in str(record)
        assert "<mark" in record._repr_html_()
    assert isinstance(records[:1], tuple)
    assert records[0].actor.name in repr(records)
    assert "<mark" in records._repr_html_()


def test_what_is_no_article_is_refused_in_one_sentence() -> None:
    with pytest.raises(WillingError, match="The text"):
        willing.extract("")
    with pytest.raises(WillingError, match="There is no agenda 'nonsense'"):
        willing.extract(TEXT, agenda="nonsense")


def test_read_then_open_and_ask(tmp_path: Path) -> None:
    folder = tmp_path
    (folder / "a.txt").write_text(TEXT, encoding="utf-8")
    ledger = willing.read(folder / "a.txt", ledger=folder / "x.db", outlet="The Example")
    assert ledger.report is not None
    assert (ledger.report.read, len(ledger.articles)) == (1, 1)
    again = Ledger.open(folder / "x.db")
    assert len(again.positions()) == len(ledger.positions()) > 0
    first = again.positions()[0]
    assert next(r.id for r in again.positions(actor=first.actor.id)) == first.id
    assert again.find(first.id).sentence == first.sentence
    assert any(stand.actor_id == first.actor.id for stand in again.standing())
    assert again.brief().startswith("<!doctype html>")
    with pytest.raises(ValueError, match="perhaps"):
        again.positions(stance="perhaps")
    with pytest.raises(WillingError, match="There is no ledger"):
        Ledger.open(folder / "none.db")
