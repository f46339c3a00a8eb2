"""Make the pictures of the desk's views in docs/screens/: run it with ``make screenshots``."""

from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from typing import Any

from PIL import Image
from playwright.sync_api import sync_playwright

import willing
from willing.web.desk import Desk
from willing.web.pages import NAVIGATION
from willing.web.state import View

ROOT = Path(__file__).parents[1]
SCREENS = ROOT / "docs" / "screens"
SIZES = {1440: 900, 380: 780}
"""Widths of the window, in pixels, and their heights."""

SCHEMES = ("light", "dark")
TALLEST = 1400
"""Pixels of a page that a picture shows at most."""

COLOURS = 64

STARTS_WITHIN = 120


def main() -> None:
    """Read the example, serve it, and take each view, wide and narrow, light and dark."""
    SCREENS.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        ledger = Path(folder) / "example.db"
        willing.read(ROOT / "examples" / "reassurance-force", ledger=ledger)
        addresses = views(ledger)
        with socket.socket() as found:
            found.bind(("127.0.0.1", 0))
            port = found.getsockname()[1]
        command = [sys.executable, "-m", "willing", "serve", "--no-open", "--port", str(port)]
        process = subprocess.Popen([*command, "--ledger", str(ledger)], stdout=subprocess.DEVNULL)
        try:
            wait(f"http://127.0.0.1:{port}/static/icon.svg")
            take(f"http://127.0.0.1:{port}", addresses)
        finally:
            process.terminate()
            process.wait()


def views(ledger: Path) -> dict[str, str]:
    """Return the address of each view, and of an issue, an article and a position, by name."""
    desk = Desk(ledger)
    book = desk.book()
    article = max(book.articles, key=lambda one: (book.found[one.id], one.id))
    conditional = [one for one in desk.stood(View()) if one.conditions and one.issue == "land"]
    told = max(conditional, key=lambda one: (one.reports, len(one.conditions), one.position))
    desk.close()
    return {
        **{key: path for key, _name, path in NAVIGATION},
        "issue": "/matrix?issue=land",
        "article": f"/article/{article.id}",
        "position": f"/position/{told.position}",
    }


def wait(address: str) -> None:
    """Return once the server answers."""
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        try:
            urllib.request.urlopen(address, timeout=5).close()
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("The desk didn't start.")


def take(base: str, addresses: dict[str, str]) -> None:
    """Write a picture of each page in each size and scheme."""
    found = shutil.which("chromium") or shutil.which("google-chrome")
    if found is None:
        raise SystemExit("Chromium isn't installed.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=["--no-sandbox"])
        for width, height in SIZES.items():
            for scheme in SCHEMES:
                context = browser.new_context(
                    viewport={"width": width, "height": height}, color_scheme=scheme
                )
                for name, path in addresses.items():
                    picture(context, f"{base}{path}", f"{name}-{width}-{scheme}.png", width)
                context.close()
        browser.close()


def picture(context: Any, address: str, name: str, width: int) -> None:
    """Write one picture; a page wider than its window is refused."""
    page = context.new_page()
    page.goto(address, wait_until="networkidle")
    page.wait_for_timeout(400)
    size = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    if size[0] > width:
        raise SystemExit(f"{name}: the page is {size[0] - width} pixels too wide.")
    clip = {"x": 0, "y": 0, "width": width, "height": min(size[1], TALLEST)}
    target = SCREENS / name
    page.screenshot(path=target, full_page=True, clip=clip)
    squeeze(target)
    page.close()


def squeeze(path: Path) -> None:
    """Make a picture smaller: few colours are enough for pages of words."""
    with Image.open(path) as image:
        image.convert("RGB").quantize(COLOURS).save(path, optimize=True)


if __name__ == "__main__":
    main()
