"""Makes a folder with everything in it that a folder can hold against its reader."""

from __future__ import annotations

import json
import os
import random
import socket
from pathlib import Path

ARTICLE = (
    "Northland rules out sending monitors\n"
    "The government of Northland will not send monitors to the border, its foreign minister said "
    "on Monday. He added that money was another matter, and that he would offer some if asked.\n"
)
HUGE = 50_000_000


def article(number: int) -> str:
    return ARTICLE.replace("Northland", f"Northland the {number}th")


def page(number: int) -> str:
    first, second = article(number).strip().split("\n")
    return f"<html><body><article><h1>{first}</h1><p>{second}</p></article></body></html>"


def make(folder: Path) -> None:
    """Fill ``folder``: six articles can be read, and some twenty things can't."""
    (folder / "1 plain.txt").write_text(article(1))
    (folder / "2 mark.md").write_text(article(2))
    (folder / "3 page.html").write_text(page(3))
    (folder / "4 a\nname with a newline.txt").write_text(article(4))
    (folder / "5 records.jsonl").write_bytes(_records())
    (folder / "deep.html").write_text(
        "<div>" * 100_000 + page(6) + "<p>" + article(6) + "</p>" + "</div>" * 100_000
    )
    (folder / "empty.txt").write_bytes(b"")
    (folder / "blank.md").write_text(" \n\n\t ")
    (folder / "empty.html").write_bytes(b"")
    (folder / "junk.txt").write_bytes(random.Random(1).randbytes(20_000))
    (folder / "nuls.txt").write_bytes(b"\x00" * 5000)
    (folder / "huge.txt").write_bytes(b"word " * (HUGE // 5))
    (folder / "french.txt").write_text(
        "Paris n'enverra pas de soldats\nLe gouvernement ne veut pas envoyer de troupes, a dit "
        "lundi le ministre des affaires étrangères, qui propose en revanche de l'argent.\n"
    )
    (folder / "links.txt").write_text("Read also: more of the same\nOur newsletters\nWeather\n" * 9)
    (folder / "code.txt").write_text("import os\nfor name in os.listdir(x):\n    y = f(name)\n" * 9)
    (folder / "table.md").write_text("| country | troops |\n| --- | --- |\n| Northland | 5 |\n" * 9)
    (folder / "scrap.txt").write_text("Weather: rain.")
    os.mkfifo(folder / "pipe.txt")
    with socket.socket(socket.AF_UNIX) as listener:
        here = Path.cwd()
        os.chdir(folder)
        listener.bind("socket.txt")
        os.chdir(here)
    (folder / "loop.txt").symlink_to("loop.txt")
    (folder / "gone.txt").symlink_to("nowhere.txt")
    (folder / "round").mkdir()
    (folder / "round" / "again").symlink_to("..")
    (folder / "notes.xyz").write_text("passed over")
    (folder / ".hidden.txt").write_text("passed over")
    (folder / "README.md").write_text(article(9))


READABLE = 6
REFUSED = {
    "5 records.jsonl": 6,
    "empty.txt": 1,
    "blank.md": 1,
    "empty.html": 1,
    "junk.txt": 1,
    "nuls.txt": 1,
    "huge.txt": 1,
    "french.txt": 1,
    "links.txt": 1,
    "code.txt": 1,
    "table.md": 1,
    "scrap.txt": 1,
    "pipe.txt": 1,
    "socket.txt": 1,
    "loop.txt": 1,
    "gone.txt": 1,
    "again": 1,
}
"""Names in the folder, and how many problems each gives."""


def _records() -> bytes:
    lines = [
        b"{not json}",
        json.dumps({"title": "no text"}).encode(),
        json.dumps(["a", "list"]).encode(),
        json.dumps({"text": 7.5, "title": ["a"]}).encode(),
        b"",
        b'{"text": "half a pair: \\ud800 and more words to make it long enough, it said."}',
        b"\xff\x00\xfe",
        json.dumps({"text": article(5), "date": "9999-99-99"}).encode(),
    ]
    return b"\n".join(lines)
