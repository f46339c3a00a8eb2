"""Files → articles: text, encodings, titles, outlets, dates, origins."""

from __future__ import annotations

import datetime
import hashlib
import json
import re
from pathlib import Path

import pytest

from willing.model import UNDATED, Article, DateBasis, Published
from willing.read import Problem, article, articles, dates, discover, outlets, prose
from willing.read.language import is_english
from willing.read.origin import origin
from willing.read.problem import Unreadable

BODY = (
    "Northland will not send ships to the strait, its defence minister said on Tuesday, "
    "unless the council asks for them. He did not say how many it had."
)
TODAY = datetime.date(2026, 1, 1)


def one(path: Path, **given: object) -> Article:
    (found,) = articles(path, **given)  # type: ignore[arg-type]
    assert isinstance(found, Article), found
    return found


def problem(path: Path) -> str:
    (found,) = articles(path)
    assert isinstance(found, Problem), found
    return found.sentence


def written(tmp_path: Path, content: str | bytes, name: str = "a.txt") -> Path:
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def day(words: str) -> Published:
    return dates.published(words, DateBasis.TEXT, TODAY)


# What is stored


def test_the_text_is_what_was_read_with_newlines_made_equal(tmp_path: Path) -> None:
    content = f"Ships stay home\r\n\r\n{BODY}\u00a0 It’s “final”.\t\r\nSubscribe to us\r\n"
    found = one(written(tmp_path, content))
    assert found.text == content.replace("\r\n", "\n")
    assert found.path == str(tmp_path / "a.txt")
    assert found.report is None


def test_the_id_is_the_digest_of_the_text_with_white_space_collapsed(tmp_path: Path) -> None:
    first = one(written(tmp_path, f"Ships stay home\n{BODY}\n"))
    second = one(written(tmp_path, f"Ships   stay home\r\n\r\n {BODY}", "b.txt"))
    expected = hashlib.sha256(" ".join(first.text.split()).encode()).hexdigest()[:16]
    assert first.id == second.id == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    content = f"Ships stay home\n{BODY} “Not one,” he said – a café owner’s son."
    assert one(written(tmp_path, content.encode(encoding))).text == content


def test_one_broken_byte_does_not_cost_the_article(tmp_path: Path) -> None:
    data = f"{BODY} Zoë’s view: “no”.".encode() + b" \xff " + BODY.encode()
    assert one(written(tmp_path, data)).text.count("\ufffd") == 1


def test_an_encoding_that_cannot_be_told_is_refused(tmp_path: Path) -> None:
    data = "Министр сказал, что страна не отправит солдат.".encode("cp1251") * 9
    assert "encoding that can't be told" in problem(written(tmp_path, data))


def test_utf16_that_is_damaged_is_refused(tmp_path: Path) -> None:
    assert "damaged" in problem(written(tmp_path, BODY.encode("utf-16") + b"\x00"))


# What is an article


@pytest.mark.parametrize(
    "text",
    [
        "Germany will send troops.",
        "Italy said no.",
        "NATO chief Mark Rutte met Volodymyr Zelenskyy.",
        "Macron, Tusk, Zelensky meet in Paris; Erdogan, Meloni absent.",
        "COP29: Brazil, Fiji, Kenya, Japan, Norway pledge $5bn",
        "And South Africa?",
        "Tokyo opposes.",
    ],
)
def test_very_short_english_is_english(text: str) -> None:
    assert is_english(text)


@pytest.mark.parametrize(
    "text",
    [
        "Deutschland wird keine Truppen schicken, sagte der Kanzler.",
        "L'Italie n'enverra pas de soldats en Ukraine.",
        "Polska nie wyśle wojsk na Ukrainę.",
        "Україна отримає гарантії безпеки.",
        "Nederland stuurt geen militairen naar Oekraïne",
        "Danmark vil sende soldater til Ukraine, siger statsministeren.",
        "España no enviará tropas a Ucrania, dijo el ministro.",
        "中国外交部表示，中方不会派遣部队。",
        "لن ترسل مصر قوات إلى غزة، بحسب وزير الخارجية.",
    ],
)
def test_other_languages_are_not(text: str) -> None:
    assert not is_english(text)


def test_a_flash_of_one_sentence_is_an_article(tmp_path: Path) -> None:
    text = "Kenya will send 600 police officers to Haiti, its president said."
    assert one(written(tmp_path, text)).text == text


def test_a_text_given_to_the_library_may_be_one_short_sentence() -> None:
    assert article("Italy said no.").text == "Italy said no."
    with pytest.raises(Unreadable, match="not in English"):
        article("Deutschland wird keine Truppen schicken, sagte der Kanzler.")


def test_a_text_beyond_any_article_is_refused(tmp_path: Path) -> None:
    text = f"{BODY}\n" * (prose.MAX_CHARACTERS // len(BODY) + 1)
    assert "no article has more than 300,000" in problem(written(tmp_path, text))


def test_one_word_without_end_is_refused(tmp_path: Path) -> None:
    assert problem(written(tmp_path, "a" * 200_000)).startswith("is no")


# What stands around a text


@pytest.mark.parametrize(
    ("head", "title"),
    [
        ("Ships stay home", "Ships stay home"),
        ("Will ships sail?", "Will ships sail?"),
        ("Ministers meet in the U.S.", "Ministers meet in the U.S."),
        ("The ships stay home, the minister said.", None),
        ("Kyiv • UNN", None),
        ("By Ann Orr", None),
        ("12 March 2025", None),
    ],
)
def test_the_first_line_is_the_title_where_it_looks_like_one(head: str, title: str | None) -> None:
    assert article(f"{head}\n\n{BODY}").title == title


def test_a_text_of_one_line_has_no_title() -> None:
    assert article(BODY).title is None


@pytest.mark.parametrize(
    ("line", "outlet"),
    [
        ("Kyiv • UNN", "UNN"),
        ("By Ann Orr | The Meridian Courier", "The Meridian Courier"),
        ("By Ann Orr, Reuters", "Reuters"),
        ("By Ann Orr for the Financial Times", "Financial Times"),
        ("By Ann Orr, chief correspondent", None),
        ("By Ann Orr", None),
        (f"BRUSSELS, Nov 3 (Reuters) - {BODY}", "Reuters"),
        (f"OSLO (AP) — {BODY}", "Associated Press"),
        (f"PARIS - {BODY}", None),
        ("Straits Bulletin, 20 March 2025", "Straits Bulletin"),
        ("Policy brief, 20 March 2025", None),
        ("© 2025 The Associated Press. All rights reserved.", "Associated Press"),
        ("Trump wants to meet soon23.01.25, 19:33 • 145946 views", None),
    ],
)
def test_the_outlet_where_the_text_gives_it(line: str, outlet: str | None) -> None:
    assert article(f"Ships stay home\n{line}\n{BODY}").outlet == outlet


@pytest.mark.parametrize(
    ("line", "date"),
    [
        ("BRUSSELS, January 24, 2025 (Harbour Wire) - It began.", "2025-01-24"),
        ("BRUSSELS, 24 Jan. 2025 - It began.", "2025-01-24"),
        ("Published: 4.11.2024, 07:55, modified 08:10", "2024-11-04"),
        ("10 April 2025, 09:14 | Views: 3 481", "2025-04-10"),
        ("*Policy brief, 23 December 2024*", "2024-12-23"),
        ("Updated on Monday, 3 March 2025 at 10:15 GMT", "2025-03-03"),
        ("PARIS, March 6 - It began.", None),
        ("Trump wants to meet soon23.01.25, 19:33 • 145946 views", None),
        ("He had said so on 3 March 2025, and again in April.", None),
    ],
)
def test_the_date_where_the_text_gives_it(line: str, date: str | None) -> None:
    published = article(f"Ships stay home\n{line}\n{BODY}").published
    assert (published.date.isoformat() if published.date else None) == date
    assert published.basis == (DateBasis.TEXT if date else DateBasis.NONE)


def test_a_month_alone_gives_an_interval() -> None:
    published = article(f"Ships stay home\nTHE HAGUE, May 2025. {BODY}").published
    first, last = datetime.date(2025, 5, 1), datetime.date(2025, 5, 31)
    assert published == Published(None, first, last, DateBasis.TEXT)


@pytest.mark.parametrize(
    ("words", "date"),
    [
        ("2025-03-20", "2025-03-20"),
        ("2025-03-20T11:40:00Z", "2025-03-20"),
        ("2025-03-20 11:40:00+02:00", "2025-03-20"),
        ("2025-03-20T11:40:00.123456+00:00", "2025-03-20"),
        ("20250320", "2025-03-20"),
        ("20 March 2025", "2025-03-20"),
        ("March 20th, 2025", "2025-03-20"),
        ("Thu, 20 Mar 2025 11:40:00 GMT", "2025-03-20"),
        ("20.03.25", "2025-03-20"),
        ("20/03/2025", "2025-03-20"),
        ("03/20/2025", "2025-03-20"),
        ("04/04/2025", "2025-04-04"),
    ],
)
def test_dates(words: str, date: str) -> None:
    expected = datetime.date.fromisoformat(date)
    assert day(words) == Published(expected, expected, expected, DateBasis.TEXT)


NO_DATES = """03/04/2025, 2025-02-30, 2025-13-01, 9999-12-31, 99999-01-01, 0000-00-00, 1712-03-04,
31 June 2025, 2026-03-01, 2027, yesterday, None, """


@pytest.mark.parametrize("words", re.split(r",\s", NO_DATES))
def test_no_date_rather_than_a_wrong_one(words: str) -> None:
    assert day(words) == UNDATED


def test_what_a_person_gives_stands_in_where_the_text_says_nothing(tmp_path: Path) -> None:
    given = {"outlet": "Desk", "published": datetime.date(2024, 5, 6)}
    plain = one(written(tmp_path, f"Ships stay home\n{BODY}"), **given)
    assert (plain.outlet, plain.published.date) == ("Desk", datetime.date(2024, 5, 6))
    assert plain.published.basis == DateBasis.METADATA
    dated = one(written(tmp_path, f"Ships\nOSLO, May 3, 2024 (AP) - {BODY}"), **given)
    assert (dated.outlet, dated.published.date) == ("Associated Press", datetime.date(2024, 5, 3))


# Whose report it was


@pytest.mark.parametrize(
    ("title", "text", "expected"),
    [
        ("Bloomberg: ships may sail", BODY, "Bloomberg"),
        ("Ships may sail, Bloomberg says", BODY, "Bloomberg"),
        ("Ships may sail - Bloomberg", f"{BODY} Bloomberg reports.", "Bloomberg"),
        ("Ships may sail - Bloomberg", BODY, None),
        ("Germany: ships may sail", BODY, None),
        ("The Vienna Ledger: ships", f"{BODY} So reports The Vienna Ledger.", "The Vienna Ledger"),
        (None, f"Ships sail, according to a report by The Washington Post. {BODY}", "W"),
        (None, f"This is reported by the British newspaper The Telegraph. {BODY}", "The Telegraph"),
        (None, f"{BODY}\nA Western official at the table in Oslo told the Telegraph so.", "T"),
        (None, f"Ships may sail, Bloomberg reports, UNN writes. {BODY}", "Bloomberg"),
        (None, f"UNN writes with reference to the Financial Times. {BODY}", "Financial Times"),
        (None, f"Reuters reported, citing The Wall Street Journal. {BODY}", "WSJ"),
        (None, f"The Polish daily Kurier Dzienny reported it first. {BODY}", "Kurier Dzienny"),
        (None, f"Lowlands Press Service reported overnight. {BODY}", "Lowlands Press Service"),
        (None, BODY, None),
        (None, f"{BODY}\n" * 4 + f"Bloomberg, citing sources, writes that. {BODY}", None),
        (None, f"The minister told reporters and the Senate. {BODY}", None),
        (
            None,
            f"He spoke to the World Trade Organization, according to Post Office staff. {BODY}",
            None,
        ),
    ],
)
def test_origin(title: str | None, text: str, expected: str | None) -> None:
    short = {"W": "The Washington Post", "T": "The Telegraph", "WSJ": "The Wall Street Journal"}
    full = f"{title}\n{text}" if title else text
    assert origin(title, full) == short.get(expected or "", expected)


def test_the_outlet_itself_is_no_origin() -> None:
    text = f"Ships may sail, The Telegraph has learned. {BODY}"
    assert origin(None, text) == "The Telegraph"
    assert origin(None, text, "The Daily Telegraph") is None
    assert origin(None, text, "The Telegraph Online") is None


def test_outlets_are_known_by_all_their_names() -> None:
    assert outlets.canonical("the FT") == "Financial Times"
    assert outlets.canonical("Agence France-Presse") == "AFP"
    assert outlets.canonical("The Nowhere Times") is None
    names = [name for outlet in outlets.known() for name in (outlet.name, *outlet.also)]
    assert len(names) == len(set(names))
    assert len(outlets.known()) >= 250


# Markdown, pages, records


def test_front_matter_is_taken_off_and_nothing_else(tmp_path: Path) -> None:
    head = (
        "---\ntitle: Ships: who sends them\nsource: Institute\ndate: 2025-03-20\norigin: AP\n---\n"
    )
    text = f"\n# A heading\n\n*{BODY}* [link](http://x.example)\n"
    found = one(written(tmp_path, head + text, "a.md"))
    assert found.text == text
    assert (found.title, found.outlet, found.origin) == ("Ships: who sends them", "Institute", "AP")
    assert found.published.date == datetime.date(2025, 3, 20)


def test_markdown_without_front_matter(tmp_path: Path) -> None:
    content = f"# Ships stay home #\n\n{BODY}\n\n---\n\nmore: {BODY}\n"
    found = one(written(tmp_path, content, "a.md"))
    assert (found.title, found.text) == ("Ships stay home", content)


@pytest.mark.parametrize("head", ["---\n- a\n- b\n---\n", "---\n[[[[\n---\n"])
def test_front_matter_that_is_none_is_refused(tmp_path: Path, head: str) -> None:
    assert "front matter" in problem(written(tmp_path, head + BODY, "a.md"))


PAGE = f"""<html><head><title>Ships stay home | North Quay News</title>
<meta property="og:site_name" content="North Quay News">
<meta property="og:title" content="Ships stay home">
<meta property="article:published_time" content="2025-03-21T11:40:00Z"></head><body>
<nav><a href="/">Home</a> <a href="/w">World</a></nav>
<article><h1>Ships stay home</h1><p>{BODY}</p><p>{BODY[:84]} — again.</p></article>
<footer>Subscribe to our newsletter</footer></body></html>"""


def test_a_page(tmp_path: Path) -> None:
    found = one(written(tmp_path, PAGE, "a.html"))
    assert (found.title, found.outlet) == ("Ships stay home", "North Quay News")
    assert found.published == dates.on(datetime.date(2025, 3, 21), DateBasis.METADATA)
    assert BODY in found.text
    assert "Subscribe" not in found.text


def test_a_page_in_the_encoding_that_it_declares(tmp_path: Path) -> None:
    page = PAGE.replace("<head>", '<head><meta charset="iso-8859-2">').replace("again", "Łódź")
    assert "— Łódź" not in one(written(tmp_path, PAGE, "a.htm")).text
    data = page.replace("—", "-").encode("iso-8859-2")
    assert "Łódź" in one(written(tmp_path, data, "b.htm")).text


def test_a_page_without_an_article(tmp_path: Path) -> None:
    assert "without an article" in problem(
        written(tmp_path, "<html><body></body></html>", "a.html")
    )


def test_records(tmp_path: Path) -> None:
    lines = [
        {"id": 7, "text": BODY, "title": "Ships", "source": "Quay", "date": "2025-03-20"},
        {"text": f"{BODY}\r\nMore.", "url": "https://quay.example/1", "origin": "AP", "extra": [1]},
        {"text": f"Third. {BODY}", "published": "3020-01-01", "outlet": None},
    ]
    path = written(tmp_path, "\n".join(json.dumps(line) for line in lines), "a.jsonl")
    first, second, third = (a for a in articles(path) if isinstance(a, Article))
    assert (first.path, first.title, first.outlet) == (f"{path}#7", "Ships", "Quay")
    assert first.published.date == datetime.date(2025, 3, 20)
    assert (second.path, second.text) == ("https://quay.example/1", f"{BODY}\nMore.")
    assert second.origin == "AP"
    assert (third.path, third.published) == (f"{path}#3", UNDATED)


# Finding files


def test_discover_walks_in_order_and_passes_over_what_is_no_article(tmp_path: Path) -> None:
    for name in ["b.TXT", "a/z.md", "a/y.jsonl", "c.pdf", ".d.txt", "README.md", "LICENSE.txt"]:
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(BODY)
    found = [
        p.relative_to(tmp_path).as_posix() for p in discover([tmp_path]) if isinstance(p, Path)
    ]
    assert found == ["a/y.jsonl", "a/z.md", "b.TXT"]
    assert list(discover([tmp_path / "README.md"])) == [tmp_path / "README.md"]


def test_discover_follows_a_link_to_a_folder_once(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "a.txt").write_text(BODY)
    (tmp_path / "news").mkdir()
    (tmp_path / "news" / "link").symlink_to(tmp_path / "elsewhere")
    assert list(discover([tmp_path / "news"])) == [tmp_path / "news" / "link" / "a.txt"]
