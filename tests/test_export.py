from __future__ import annotations

import csv as stdlib_csv
import datetime
import io
import json
import re
from html.parser import HTMLParser

import pytest
import yaml
from rich.console import Console, RenderableType

from ledger_sample import (
    CHE,
    HOSTILE,
    TUR,
    USA,
    anonymous,
    article,
    named,
    outlet,
    position,
    reading,
    sample,
    sample_ledger,
)
from willing.agenda import load
from willing.export import csv, html, markdown, rows, table, words
from willing.export.brief import Brief, compose, in_order
from willing.export.highlight import pieces
from willing.export.issues import agendas_of, ordered
from willing.export.jsonl import lines
from willing.export.looks import FIRMNESS, GLYPHS, HANGS_ON
from willing.export.plover import event
from willing.export.records import article_record, position_record
from willing.ledger import Firmness, Ledger, build, standing
from willing.model import (
    ConditionKind,
    DateBasis,
    DateSpan,
    Inference,
    Quantity,
    Source,
    SourceKind,
    Stance,
)


def printed(renderable: RenderableType, width: int = 100) -> str:
    console = Console(width=width, file=io.StringIO(), markup=False, emoji=False)
    with console.capture() as captured:
        console.print(renderable)
    return captured.get()


# Records


def test_a_position_has_exactly_the_contracts_fields_in_its_order() -> None:
    entry = sample_ledger().entries[0]
    record = position_record(entry.position, entry.article)
    shape = {key: list(value) if isinstance(value, dict) else None for key, value in record.items()}
    assert list(shape.items()) == [
        ("article", ["id", "path", "title", "outlet", "origin", "report", "published"]),
        ("sentence", ["start", "end", "text"]),
        ("actor", ["id", "name", "text", "kind", "person"]),
        ("stance", None),
        ("action", ["agent", "text", "issue", "quantity"]),
        ("conditions", None),
        ("attribution", None),
        ("date", ["start", "end", "basis"]),
    ]
    assert list(record["conditions"][0]) == ["kind", "text", "agent", "issue"]
    assert record["action"]["quantity"] == {"low": 0, "high": 200, "unit": "soldiers"}
    assert record["date"] == {"start": "2025-01-24", "end": "2025-01-24", "basis": "metadata"}


def test_an_article_has_exactly_the_contracts_fields_in_its_order() -> None:
    record = article_record(sample()[0][0])
    assert list(record) == ["id", "path", "title", "outlet", "published", "origin", "report"]
    assert list(record["published"]) == ["date", "earliest", "latest", "basis"]


def test_a_record_is_one_line_of_json_whatever_it_holds() -> None:
    record = {"text": "a\nb\u2028c\x85d “é”"}
    (line,) = lines([record])
    assert len(line.splitlines()) == 1
    assert json.loads(line) == record
    assert "“é”" in line


# CSV


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@a", "\t=1", "\r=1", "  =1", "＝1", "\n=1"])
def test_what_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    assert csv.cell(text) == f"'{text}"


def test_other_cells_are_left_as_they_are() -> None:
    assert [csv.cell(v) for v in (None, -1.5, "a=1", "a\x00b")] == ["", "-1.5", "a=1", "ab"]


def test_rows_come_back_as_they_were_written() -> None:
    file = io.StringIO()
    found = [rows.position_row(entry) for entry in sample_ledger().entries]
    csv.write(rows.POSITION_COLUMNS, found, file)
    read = list(stdlib_csv.DictReader(io.StringIO(file.getvalue(), newline="")))
    assert [row["sentence"] for row in read] == [row["sentence"] for row in found]
    assert read[4]["action"] == f"'{HOSTILE}"
    assert read[0]["conditions"] == "if requested | and the government is not against it"


def test_columns_are_those_of_the_rows_even_without_any() -> None:
    ledger = sample_ledger()
    assert tuple(rows.position_row(ledger.entries[0])) == rows.POSITION_COLUMNS
    assert tuple(rows.article_row(ledger.articles[0], 2)) == rows.ARTICLE_COLUMNS
    assert tuple(rows.standing_row(standing(ledger.entries)[0])) == rows.STANDING_COLUMNS


@pytest.mark.parametrize(
    ("stance", "issue", "plover", "cameo"),
    [
        (Stance.COMMIT, "land", "AGREE", "0334"),
        (Stance.OFFER, "other", "AGREE", "030"),
        (Stance.DEMAND, "land", "REQUEST", "1034"),
        (Stance.REFUSE, "land", "REJECT", "1224"),
        (Stance.OPPOSE, "membership", "REJECT", "120"),
        (Stance.THREATEN, "sanctions", "THREATEN", "1312"),
    ],
)
def test_event_codes(stance: Stance, issue: str, plover: str, cameo: str) -> None:
    found = event(position(article("Words."), USA, stance, issue))
    assert (found.plover, found.cameo) == (plover, cameo)


def test_every_stance_has_codes_a_glyph_and_a_firmness() -> None:
    art = article("Words.")
    assert set(GLYPHS) == set(Stance)
    assert len(set(GLYPHS.values())) == len(Stance)
    assert set(FIRMNESS) == set(Firmness)
    assert set(HANGS_ON) == set(ConditionKind)
    for stance in Stance:
        assert re.fullmatch(r"[A-Z]+", event(position(art, USA, stance, "land")).plover)
        assert re.fullmatch(r"\d{3,4}", event(position(art, USA, stance, "land")).cameo)


# Words


@pytest.mark.parametrize(
    ("publisher", "origin", "sources", "chain"),
    [
        ("UNN", None, [outlet("Bloomberg"), anonymous("A senior diplomat")],
         "UNN, retelling Bloomberg: a senior diplomat said"),
        ("UNN", "Bloomberg", [], "UNN, retelling Bloomberg"),
        ("UNN", "UNN", [outlet("UNN")], "UNN"),
        (None, None, [outlet("Bloomberg")], "an unnamed outlet, retelling Bloomberg"),
        (None, None, [named("Starmer")], "an unnamed outlet: Starmer said"),
        ("UNN", None, [outlet("EP"), outlet("Bloomberg")],
         "UNN, retelling EP, retelling Bloomberg"),
        ("UNN", None, [Source("He", SourceKind.NAMED, "Keir Starmer", "told reporters that")],
         "UNN: Keir Starmer told reporters"),
        ("UNN", None, [Source("two officials", SourceKind.ANONYMOUS, "officials", "according to")],
         "UNN: according to two officials"),
        ("UNN", None, [anonymous("A diplomat"), named("the team")],
         "UNN: a diplomat said that the team said"),
    ],
)  # fmt: skip
def test_the_source_chain_in_words(
    publisher: str | None, origin: str | None, sources: list[Source], chain: str
) -> None:
    art = article("Words.", publisher, origin=origin)
    assert words.chain(position(art, USA, Stance.OFFER, "land", *sources), art) == chain


def test_conditions_in_words() -> None:
    art = article("Words.")
    asked = ("If requested", "and the government is not against it,")
    pos = position(art, CHE, Stance.OFFER, "land", conditions=asked)
    assert words.conditions(pos.conditions) == "if requested; and the government is not against it"
    twice = position(art, CHE, Stance.OFFER, "land", conditions=("if asked and", "if asked and"))
    assert words.conditions(twice.conditions) == "if asked"


def test_dates_in_words() -> None:
    day = datetime.date
    assert words.days(day(2025, 1, 2), day(2025, 1, 2)) == "2 Jan 2025"
    assert words.days(day(2025, 5, 1), day(2025, 5, 20)) == "1–20 May 2025"
    assert words.days(day(2025, 2, 1), day(2025, 2, 28)) == "February 2025"
    assert words.days(day(2025, 2, 1), day(2025, 3, 2)) == "1 Feb – 2 Mar 2025"
    assert words.days(day(2024, 12, 31), day(2025, 1, 2)) == "31 Dec 2024 – 2 Jan 2025"
    assert words.days(day(2025, 2, 1), None) == "from 1 Feb 2025"
    assert words.days(None, day(2025, 2, 1)) == "by 1 Feb 2025"
    span = DateSpan(day(2025, 1, 2), day(2025, 1, 2), DateBasis.INFERRED)
    assert words.dated(span) == "2 Jan 2025 (inferred)"
    assert words.dated(DateSpan(None, None, DateBasis.NONE)) == "undated"


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [
        (10000, 15000, "10,000 to 15,000 troops"),
        (30, None, "30 or more troops"),
        (0, 5000, "up to 5,000 troops"),
        (None, 12.5, "up to 12.5 troops"),
        (2000, 2000, "2,000 troops"),
        (None, None, ""),
    ],
)
def test_quantities_in_words(low: float | None, high: float | None, text: str) -> None:
    assert words.quantity(Quantity(low, high, "troops")) == text


# The highlighted sentence


def test_pieces_join_to_the_sentence_and_mark_its_parts() -> None:
    for entry in sample_ledger().entries:
        found = pieces(entry.position)
        assert "".join(piece.text for piece in found) == entry.position.sentence.text
    marked = {piece.role: piece.text for piece in pieces(sample_ledger().entries[1].position)}
    assert (marked["actor"], marked["action"]) == ("Ankara", "send soldiers")


def test_a_name_is_not_marked_inside_a_longer_word() -> None:
    art = article("Bus drivers praise US troops.")
    us = USA.__class__("USA", "United States", "US", USA.kind)
    found = pieces(position(art, us, Stance.OFFER, "land", action="absent words"))
    assert [(piece.text, piece.role) for piece in found] == [
        ("Bus drivers praise ", ""),
        ("US", "actor"),
        (" troops.", ""),
    ]


# Briefs


class _Page(HTMLParser):
    def __init__(self, document: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(document)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text += data


def brief_of(ledger: Ledger) -> Brief:
    return compose(ledger)


def test_the_html_asks_nobody_for_anything_and_runs_nothing() -> None:
    document = html.render(brief_of(sample_ledger()))
    page = _Page(document)
    names = {tag for tag, _attributes in page.tags}
    assert not names & {"script", "link", "img", "iframe", "object", "base", "form"}
    for _tag, attributes in page.tags:
        assert not attributes.get("src")
        assert not [name for name in attributes if name.startswith("on")]
        assert (attributes.get("href") or "#").startswith("#")
    assert "url(" not in document
    assert "@import" not in document
    assert "default-src 'none'" in document


def test_what_an_article_says_is_escaped_and_shown() -> None:
    document = html.render(brief_of(sample_ledger()))
    assert "<script>alert" not in document
    assert HOSTILE in _Page(document).text


def test_every_link_of_the_brief_leads_somewhere() -> None:
    page = _Page(html.render(brief_of(sample_ledger())))
    targets = {attributes.get("id") for _tag, attributes in page.tags}
    links = [attributes["href"] for tag, attributes in page.tags if tag == "a"]
    assert links
    assert all(link and link[1:] in targets for link in links)


def test_the_brief_says_who_would_do_what_on_which_condition_on_whose_word() -> None:
    text = _Page(html.render(brief_of(sample_ledger()))).text
    for expected in (
        "Switzerland",
        "if requested; and the government is not against it",
        "up to 200 soldiers",
        "Alpha, retelling Globe: a diplomat said",
        "22 Jan 2025, by the text",
        "1 independent report",
        "5 positions in 4 articles, from 3 independent reports",
        "undated",
    ):
        assert expected in text


def test_what_was_inferred_looks_inferred() -> None:
    art = article("Words.", "Alpha")
    note = Inference("actor", "USA", "“he” stands for Washington")
    same = Inference("action.agent", "USA", note.because)
    pos = position(art, USA, Stance.OFFER, "land", inferred=(note, same))
    ledger = build([art], [reading(art, pos)])
    document = html.render(compose(ledger))
    assert (
        '<p class="inference">Inferred actor and agent USA: “he” stands for Washington</p>'
        in document
    )


def test_markdown_keeps_an_articles_words_from_becoming_markup() -> None:
    document = markdown.render(brief_of(sample_ledger()))
    assert r"\<script\>alert(1)\</script\> \[x\](https://example.org) \| \*b\*" in document
    matrix_rows = [line for line in document.splitlines() if line.startswith("| **")]
    assert len(matrix_rows) == 3
    assert document.startswith("# ")
    assert "> *Ankara* will not **send soldiers**, a diplomat said." in document


@pytest.mark.parametrize("line", ["1. a", "- a", "+ a", "= a", "12) a"])
def test_markdown_at_the_start_of_a_line_is_escaped(line: str) -> None:
    from willing.export.environment import markdown_text

    assert markdown_text(line) != line


def test_an_empty_ledger_says_what_would_fill_it() -> None:
    empty = build([], [])
    for document in (html.render(compose(empty)), markdown.render(compose(empty))):
        assert "willing read FOLDER" in document
    read = build([article("Words.")], [])
    assert "1 article read, and no position found" in html.render(compose(read))
    assert "No position passes this filter" in html.render(compose(read, scope="Narnia"))


def test_the_brief_is_the_same_every_time() -> None:
    assert html.render(compose(sample_ledger())) == html.render(compose(sample_ledger()))


def test_issues_come_in_the_agendas_order_with_its_titles_and_unknown_ones_last() -> None:
    found = ordered(["zeal", "sky", "land"], [load("peace-operation")])
    assert [issue.key for issue in found] == ["land", "sky", "zeal"]
    assert found[2].title == "Zeal"
    assert [agenda.name for agenda in agendas_of(sample_ledger())] == ["peace-operation"]


# Tables


@pytest.mark.parametrize("width", [80, 100, 120])
def test_tables_keep_to_the_width_and_lose_nothing(width: int) -> None:
    ledger = sample_ledger()
    stands = in_order(standing(ledger.entries))
    issues = ordered((stand.issue for stand in stands), agendas_of(ledger))
    for renderable in (
        table.positions_table(ledger, 6),
        table.articles_table(ledger),
        table.standing_table(stands, 6),
        table.matrix(stands, issues, width),
    ):
        text = printed(renderable, width)
        assert max(map(len, text.splitlines())) <= width
    flat = " ".join(printed(table.positions_table(ledger, 6), width).split())
    assert "◑ offer" in flat
    assert "if requested" in flat


def test_markup_and_control_codes_of_an_article_reach_no_terminal() -> None:
    art = article("Washington offers [red]troops[/red] \x1b[31m\x07now.")
    pos = position(art, USA, Stance.OFFER, "land", action="[red]troops[/red] \x1b[31m\x07now")
    ledger = build([art], [reading(art, pos)])
    text = printed(table.positions_table(ledger, 6))
    assert "\x1b" not in text
    assert "\x07" not in text
    assert "[red]troops[/red]" in text


def test_why_shows_the_evidence_and_what_gave_way() -> None:
    art = article("Before. Washington may help. After.", "Alpha")
    sentence = "Washington may help."
    own = position(art, USA, Stance.REFUSE, "land", named("Washington"), sentence=sentence)
    said = position(art, USA, Stance.CONSIDER, "land", named("Paris"), agent=TUR, sentence=sentence)
    ledger = build([art], [reading(art, own, said)])
    entry = next(e for e in ledger.entries if e.position.stance is Stance.CONSIDER)
    text = printed(table.why(entry, ("Before. ", " After."), standing(ledger.entries)))
    assert "Before. Washington may help. After." in text
    assert f"characters 8–{8 + len(sentence)}" in text
    assert f"no, gave way to refuse, {own.id[:8]}: own voice before others’ word" in text


def test_the_plover_file_maps_the_issues_of_the_shipped_agenda() -> None:
    from importlib.resources import files

    content = (files("willing") / "data" / "plover.yaml").read_text(encoding="utf-8")
    known = set(load("peace-operation").keys())
    for entry in yaml.safe_load(content)["stances"].values():
        assert set(entry.get("cameo_by_issue", {})) <= known
